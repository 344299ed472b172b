/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/libvirt-admin.h>
#include <unistd.h>

#include "lib/admin/admin.h"
#include "lib/call.h"
#include "lib/client-conf.h"
#include "lib/conn-close.h"

#define ERR_DOMAIN VIR_FROM_ADMIN

int
virAdmInitialize(void)
{
    virResetLastError();
    return virInitialize();
}

int
virAdmGetVersion(unsigned long long *libVer)
{
    Call call = CALL_LOCAL;
    int result = -1;

    call_begin(&call);
    if (!call_nonnull(&call, libVer, "libVer"))
        goto end;
    *libVer = LIBVIR_VERSION_NUMBER;
    result = 0;
end:
    call_end(&call);
    return result;
}

static char *
resolve_name(const char *name, unsigned int flags, GError **error)
{
    g_autoptr(Conf) conf = client_conf_load("libvirt-admin.conf", error);
    g_autofree char *uri = g_strdup(name);
    char *alias = NULL;

    if (!conf || (!uri && !client_conf_default(conf, "LIBVIRT_ADMIN_DEFAULT_URI", &uri, error)))
        return NULL;
    if (!uri)
        uri = g_strdup(geteuid() == 0 ? "libvirtd:///system" : "libvirtd:///session");
    if (!(flags & VIR_CONNECT_NO_ALIASES) && !client_conf_alias(conf, uri, &alias, error))
        return NULL;
    return alias ? alias : g_steal_pointer(&uri);
}

static Conn *
open_conn(const char *name, unsigned int flags, GError **error)
{
    g_autofree char *resolved = resolve_name(name, flags, error);
    g_autoptr(Uri) uri = resolved ? uri_parse(resolved, error) : NULL;
    g_autofree char *socket_path = uri ? admin_socket_path(uri, error) : NULL;
    Conn *conn;

    if (!socket_path)
        return NULL;
    conn = conn_new(OBJECT_ADM_CONNECT);
    conn->flags = flags;
    conn->uri = uri_format(uri);
    /* The other flags are the daemon's to refuse. */
    if (!admin_client_open(conn, socket_path, flags & ~(unsigned int)VIR_CONNECT_NO_ALIASES,
                           error)) {
        conn_unref(conn);
        return NULL;
    }
    return conn;
}

virAdmConnectPtr
virAdmConnectOpen(const char *name, unsigned int flags)
{
    Call call = CALL_LOCAL;
    Conn *conn;

    call_begin(&call);
    conn = open_conn(name, flags, &call.error);
    call_end(&call);
    return (virAdmConnectPtr)conn;
}

/* NULL is nothing to close, as in the original. */
int
virAdmConnectClose(virAdmConnectPtr conn)
{
    Call call = CALL_LOCAL;
    int result;

    call_begin(&call);
    result = conn ? conn_close(&call, OBJECT_ADM_CONNECT, conn) : 0;
    call_end(&call);
    return result;
}

/* NULL is not alive, as in the original. */
int
virAdmConnectIsAlive(virAdmConnectPtr conn)
{
    Call call = CALL_LOCAL;
    int result;

    call_begin(&call);
    result = conn ? conn_alive(&call, OBJECT_ADM_CONNECT, conn) : 0;
    call_end(&call);
    return result;
}

char *
virAdmConnectGetURI(virAdmConnectPtr conn)
{
    Call call = CALL_LOCAL;
    char *uri;

    call_begin(&call);
    uri = conn_uri(&call, OBJECT_ADM_CONNECT, conn);
    call_end(&call);
    return uri;
}

int
virAdmConnectRegisterCloseCallback(virAdmConnectPtr conn, virAdmConnectCloseFunc cb, void *opaque,
                                   virFreeCallback freecb)
{
    Call call = CALL_LOCAL;
    int result = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_ADM_CONNECT, conn, NULL) || !call_nonnull(&call, cb, "cb") ||
        !conn_close_register(call.conn, cb, opaque, freecb, VIR_FROM_ADMIN, &call.error))
        goto end;
    result = 0;
end:
    call_end(&call);
    return result;
}

int
virAdmConnectUnregisterCloseCallback(virAdmConnectPtr conn, virAdmConnectCloseFunc cb)
{
    Call call = CALL_LOCAL;
    int result = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_ADM_CONNECT, conn, NULL) || !call_nonnull(&call, cb, "cb") ||
        !conn_close_unregister(call.conn, cb, VIR_FROM_NONE, &call.error))
        goto end;
    result = 0;
end:
    call_end(&call);
    return result;
}

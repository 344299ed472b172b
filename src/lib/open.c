/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening, which is finding out which URI is meant and which driver takes it, and closing. */
#include <libvirt/libvirt.h>

#include "lib/call.h"
#include "lib/client-conf.h"
#include "lib/driver.h"
#include "lib/event.h"
#include "lib/library.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* What the application says, or the host's and user's settings say for it. *name_out is NULL if
 * nobody says anything. */
static bool
resolve_name(const char *name, unsigned int flags, char **name_out, GError **error)
{
    g_autoptr(Conf) conf = client_conf_load("libvirt.conf", error);
    g_autofree char *uri = NULL;
    g_autofree char *alias = NULL;

    if (!conf)
        return false;
    if (name)
        uri = g_strdup(name);
    else if (!client_conf_default(conf, "LIBVIRT_DEFAULT_URI", &uri, error))
        return false;
    if (uri && !(flags & VIR_CONNECT_NO_ALIASES) && !client_conf_alias(conf, uri, &alias, error))
        return false;
    *name_out = alias ? g_steal_pointer(&alias) : g_steal_pointer(&uri);
    return true;
}

static bool
check_embed(const Uri *uri, GError **error)
{
    const char *root;

    /* The scheme becomes part of a file name. */
    if (uri->transport || uri->scheme[strspn(uri->scheme, "abcdefghijklmnopqrstuvwxyz")] != '\0')
        return err_set(error, VIR_ERR_NO_CONNECT,
                       "URI scheme '%s%s%s' for embedded driver is not valid", uri->scheme,
                       uri->transport ? "+" : "", uri->transport ? uri->transport : "");
    root = uri_param_required(uri, "root", error);
    if (!root)
        return false;
    if (!g_path_is_absolute(root))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "root path must be absolute");
    /* Guests would run that nobody looks after. */
    if (!event_is_available())
        return err_set_full(error, VIR_FROM_EVENT, VIR_ERR_CONFIG_UNSUPPORTED,
                            "An event loop implementation must be registered");
    return true;
}

static Uri *
parse_name(const char *name, const char *resolved, GError **error)
{
    /* The one name from before there were URIs that still means one. */
    const char *text = g_str_equal(resolved, "xen") ? "xen:///system" : resolved;
    g_autoptr(Uri) uri = uri_parse(text, error);

    if (!uri)
        return NULL;
    if (!uri->scheme)
        return err_set_null(error, VIR_ERR_NO_CONNECT, "URI '%s' does not include a driver name",
                            name ? name : resolved);
    if (g_strcmp0(uri->path, "/embed") == 0 && !check_embed(uri, error))
        return NULL;
    return g_steal_pointer(&uri);
}

Conn *
conn_open(const char *name, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    g_autofree char *resolved = NULL;
    g_autoptr(Uri) uri = NULL;
    Conn *conn;

    if (!library_start(error))
        return NULL;
    if (name && !*name)
        name = NULL;
    if (!resolve_name(name, flags, &resolved, error))
        return NULL;
    if (resolved && !(uri = parse_name(name, resolved, error))) {
        if (g_strcmp0(name, resolved) != 0)
            err_context(error, "while opening '%s', which %s stands for", resolved,
                        name ? "the alias" : "the default");
        return NULL;
    }

    conn = conn_new(OBJECT_CONNECT);
    conn->flags = flags;
    conn->read_only = flags & VIR_CONNECT_RO;
    if (uri)
        conn->uri = uri_format(uri);
    if (!driver_open(conn, name ? name : resolved, uri, auth, flags, error)) {
        conn_unref(conn);
        return NULL;
    }
    return conn;
}

static virConnectPtr
open_call(Call *call, const char *name, virConnectAuthPtr auth, unsigned int flags)
{
    Conn *conn;

    call_begin(call);
    conn = conn_open(name, auth, flags, &call->error);
    call_end(call);
    return (virConnectPtr)conn;
}

virConnectPtr
virConnectOpen(const char *name)
{
    Call call = CALL_LOCAL;

    return open_call(&call, name, NULL, 0);
}

virConnectPtr
virConnectOpenReadOnly(const char *name)
{
    Call call = CALL_LOCAL;

    return open_call(&call, name, NULL, VIR_CONNECT_RO);
}

virConnectPtr
virConnectOpenAuth(const char *name, virConnectAuthPtr auth, unsigned int flags)
{
    Call call = CALL_LOCAL;

    return open_call(&call, name, auth, flags);
}

int
virConnectClose(virConnectPtr conn)
{
    Call call = CALL_LOCAL;
    int result;

    call_begin(&call);
    result = conn_close(&call, OBJECT_CONNECT, conn);
    call_end(&call);
    return result;
}

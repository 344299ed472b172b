/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an application can do with a connection as such. */
#include <libvirt/libvirt.h>

#include "lib/call-values.h"
#include "lib/typed-param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define TYPE_LENGTH_MAX 64

static bool
supports(const Call *call)
{
    const Backend *backend = call->conn->backend;

    return backend && backend->supports && backend->supports(call->conn, (OpId)(call->op - ops));
}

char *
virConnectGetURI(virConnectPtr conn)
{
    Call call = CALL_LOCAL;
    char *uri;

    call_begin(&call);
    uri = conn_uri(&call, OBJECT_CONNECT, conn);
    call_end(&call);
    return uri;
}

/* The caller keeps the result for as long as it likes: names live for ever. */
const char *
virConnectGetType(virConnectPtr conn)
{
    Call call = CALL(OP_CONNECT_GET_TYPE);
    ConnectGetTypeRet ret = { 0 };
    const char *type = NULL;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL))
        goto end;
    type = call.conn->backend->name;
    if (!supports(&call) || !call_invoke(&call, NULL, &ret))
        goto end;
    if (strlen(ret.type) <= TYPE_LENGTH_MAX)
        type = g_intern_string(ret.type);
    shape_clear(call.op->ret, &ret);
end:
    call_end(&call);
    return type;
}

int
virConnectIsAlive(virConnectPtr conn)
{
    Call call = CALL_LOCAL;
    int result;

    call_begin(&call);
    result = conn_alive(&call, OBJECT_CONNECT, conn);
    call_end(&call);
    return result;
}

/* A chain of connections is encrypted if each link is: ours, and what the peer says of its own. */
int
virConnectIsEncrypted(virConnectPtr conn)
{
    Call call = CALL(OP_CONNECT_IS_SECURE);
    ConnectIsSecureRet ret = { .secure = 1 };
    bool (*link)(Conn * conn);
    int result = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL) ||
        (supports(&call) && !call_invoke(&call, NULL, &ret)))
        goto end;
    link = call.conn->backend->is_encrypted;
    result = ret.secure && link && link(call.conn);
end:
    call_end(&call);
    return result;
}

int
virConnectSetKeepAlive(virConnectPtr conn, int interval, unsigned int count)
{
    Call call = CALL_LOCAL;
    int result = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL))
        goto end;
    if (call.conn->backend->set_keepalive)
        result = call.conn->backend->set_keepalive(call.conn, interval, count, &call.error);
    else
        call_unsupported(&call, &call.error);
end:
    call_end(&call);
    return result;
}

/* Names and types are the peer's to judge: it may know more of them. */
int
virConnectSetIdentity(virConnectPtr conn, virTypedParameterPtr params, int nparams,
                      unsigned int flags)
{
    Call call = CALL(OP_CONNECT_SET_IDENTITY);
    ConnectSetIdentityArgs args = { .flags = flags };
    int result = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL) ||
        !call_nonnegative(&call, nparams, "nparams") ||
        (nparams > 0 && !call_nonnull(&call, params, "params")))
        goto end;
    call_params_plain(&call, params, nparams, REMOTE_CONNECT_IDENTITY_PARAMS_MAX, &args.params);
    if (!call_invoke(&call, &args, NULL))
        goto end;
    result = 0;
end:
    call_end(&call);
    return result;
}

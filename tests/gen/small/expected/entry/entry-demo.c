/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: entry points of <libvirt/libvirt-demo.h>. */
#include <libvirt/libvirt.h>
#include "base/uuid.h"
#include "lib/call-values.h"
#include "lib/conn-events.h"
#include "lib/typed-param.h"

#define ERR_DOMAIN VIR_FROM_DOM

/* api/demo.api, fn virConnectNumOfDomains */
int
virConnectNumOfDomains(virConnectPtr conn)
{
    Call call = CALL(OP_CONNECT_NUM_OF_DOMAINS);
    ConnectNumOfDomainsRet ret = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL))
        goto end;
    if (!call_invoke(&call, NULL, &ret))
        goto end;
    rv = ret.num;
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}

/* api/demo.api, fn virConnectListAllDomains */
int
virConnectListAllDomains(virConnectPtr conn, virDomainPtr **domains, unsigned int flags)
{
    Call call = CALL(OP_CONNECT_LIST_ALL_DOMAINS);
    ConnectListAllDomainsArgs args = { 0 };
    ConnectListAllDomainsRet ret = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL))
        goto end;
    args.need_results = domains != NULL;
    args.flags = flags;
    if (!call_invoke(&call, &args, &ret))
        goto end;
    rv = call_take_handles(&call, OBJECT_DOMAIN, NULL, (List *) &ret.domains, (void ***) domains);
    rv = ret.ret;
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}

/* api/demo.api, fn virDomainSetMemoryFlags */
int
virDomainSetMemoryFlags(virDomainPtr domain, unsigned long memory, unsigned int flags)
{
    Call call = CALL(OP_DOMAIN_SET_MEMORY_FLAGS);
    DomainSetMemoryFlagsArgs args = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, &args.dom))
        goto end;
    args.memory = memory;
    args.flags = flags;
    if (!call_writable(&call, &args))
        goto end;
    if (!call_invoke(&call, &args, NULL))
        goto end;
    rv = 0;
end:
    call_end(&call);
    return rv;
}

/* api/demo.api, fn virDomainSetMemory */
int
virDomainSetMemory(virDomainPtr domain, unsigned long memory)
{
    Call call = CALL(OP_DOMAIN_SET_MEMORY);
    DomainSetMemoryArgs args = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, &args.dom))
        goto end;
    args.memory = memory;
    if (!call_writable(&call, &args))
        goto end;
    if (!call_invoke(&call, &args, NULL))
        goto end;
    rv = 0;
end:
    call_end(&call);
    return rv;
}

/* api/demo.api, fn virDomainLookupByName */
virDomainPtr
virDomainLookupByName(virConnectPtr conn, const char *name)
{
    Call call = CALL(OP_DOMAIN_LOOKUP_BY_NAME);
    DomainLookupByNameArgs args = { 0 };
    DomainLookupByNameRet ret = { 0 };
    virDomainPtr rv = NULL;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL))
        goto end;
    if (!call_nonnull(&call, name, "name"))
        goto end;
    args.name = (char *) name;
    if (!call_invoke(&call, &args, &ret))
        goto end;
    rv = handle_new(OBJECT_DOMAIN, call.conn, (Handle *) NULL, &ret.dom);
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}

/* api/demo.api, fn virDomainSetParameters */
int
virDomainSetParameters(virDomainPtr domain, virTypedParameterPtr params, int nparams, const char *password)
{
    Call call = CALL(OP_DOMAIN_SET_PARAMETERS);
    DomainSetParametersArgs args = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, &args.dom))
        goto end;
    if (!call_writable(&call, &args))
        goto end;
    if (!call_nonnull(&call, params, "params"))
        goto end;
    if (!call_positive(&call, nparams, "nparams"))
        goto end;
    args.password = (char *) password;
    if (!call_params(&call, params, nparams, 16, &args.params))
        goto end;
    if (!call_invoke(&call, &args, NULL))
        goto end;
    rv = 0;
end:
    call_end(&call);
    return rv;
}

/* api/demo.api, fn virDomainOpenConsole */
int
virDomainOpenConsole(virDomainPtr domain, const char *dev_name, virStreamPtr st, unsigned int flags)
{
    Call call = CALL(OP_DOMAIN_OPEN_CONSOLE);
    DomainOpenConsoleArgs args = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, &args.dom))
        goto end;
    if (!call_object(&call, OBJECT_STREAM, st, NULL))
        goto end;
    call.stream = st;
    args.flags = flags;
    if (!call_writable(&call, &args))
        goto end;
    args.dev_name = (char *) dev_name;
    if (!call_same(&call, OBJECT_STREAM, st, "st"))
        goto end;
    if (!call_invoke(&call, &args, NULL))
        goto end;
    rv = 0;
end:
    call_end(&call);
    return rv;
}

/* api/demo.api, fn virDomainGetName */
const char *
virDomainGetName(virDomainPtr domain)
{
    Call call = CALL_LOCAL;
    const char *rv = NULL;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, NULL))
        goto end;
    rv = domain->ref.name;
end:
    call_end(&call);
    return rv;
}

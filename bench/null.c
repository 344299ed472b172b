/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A driver that does nothing: null:///embed?root=/. It answers every operation with zeros, and
 * look-ups by name with what was asked for, so that what a call costs is the library's part. */
#include "base/err.h"
#include "lib/call.h"
#include "lib/calls.h"
#include "lib/driver.h"

#define ERR_DOMAIN VIR_FROM_NONE

static bool
null_invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    if (call->op == &ops[OP_DOMAIN_LOOKUP_BY_NAME]) {
        const char *name = ((const DomainLookupByNameArgs *)args)->name;

        if (g_str_equal(name, "none"))
            return err_set(error, VIR_ERR_NO_DOMAIN, "%s", name);
        ((DomainLookupByNameRet *)ret)->dom.name = g_strdup(name);
    }
    return true;
}

static bool
null_supports(Conn *conn, OpId op)
{
    return true;
}

static void
null_close(Conn *conn)
{
}

static const Backend null_backend = {
    .name = "NULL",
    .invoke = null_invoke,
    .supports = null_supports,
    .close = null_close,
};

static DriverOpen
null_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    conn->backend = &null_backend;
    return DRIVER_OPENED;
}

static const char *const schemes[] = { "null", NULL };

static const Driver null_driver = {
    .name = "null",
    .schemes = schemes,
    .takes_embed = true,
    .open = null_open,
};

__attribute__((visibility("default"))) bool virtue_driver_init(GError **error);

bool
virtue_driver_init(GError **error)
{
    driver_register(&null_driver);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdatomic.h>
#include "base/err.h"
#include "core/access.h"

#define ERR_DOMAIN VIR_FROM_ACCESS

static AccessAnswer
none_check(const AccessRequest *request, GError **error)
{
    return ACCESS_GRANTED;
}

const AccessDriver access_none = { .name = "none", .check = none_check, .is_local = true };

static _Atomic(const AccessDriver *) current = &access_none;

void
access_set_driver(const AccessDriver *driver)
{
    atomic_store(&current, driver);
}

bool
access_is_local(void)
{
    return atomic_load(&current)->is_local;
}

bool
access_grants_all(void)
{
    return atomic_load(&current) == &access_none;
}

bool
access_require(const AccessRequest *request, GError **error)
{
    switch (atomic_load(&current)->check(request, error)) {
    case ACCESS_GRANTED:
        return true;
    case ACCESS_DENIED:
        return err_set(error, VIR_ERR_ACCESS_DENIED, "'%s' denied access", request->driver);
    case ACCESS_FAILED:
        return false;
    }
    return false;
}

bool
access_allows(const AccessRequest *request)
{
    g_autoptr(GError) ignored = NULL; /* what cannot be decided is not shown */

    return atomic_load(&current)->check(request, &ignored) == ACCESS_GRANTED;
}

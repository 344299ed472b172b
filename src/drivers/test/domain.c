/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains that run as soon as somebody says so. */
#include "test-priv.h"

#include "define/rules.h"

#define ERR_DOMAIN VIR_FROM_TEST

static void
define_env(Host *host, DefineEnv *env_out)
{
    *env_out = (DefineEnv){
        .rules = &test_domain_rules,
        .host_arch = TEST_ARCH,
        .random = define_random_bytes,
    };
}

const DomainDriver test_domain_driver = { .define_env = define_env };

static bool
require_state(DomainObj *dom, bool is_right, const char *what, GError **error)
{
    g_autoptr(Name) name = obj_name(&dom->obj);

    return is_right ||
           err_set(error, VIR_ERR_INTERNAL_ERROR, "domain '%s' not %s", name->text, what);
}

static bool
create_with_flags(DomainObj *dom, unsigned int flags, Job *job, DomainRef *dom_out, GError **error)
{
    g_autoptr(Name) name = obj_name(&dom->obj);

    if (obj_is(&dom->obj, OBJ_ACTIVE))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Domain '%s' is already running", name->text);
    if (!domain_start(dom, NULL, flags, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED,
                      VIR_DOMAIN_EVENT_STARTED_BOOTED, job, error))
        return false;
    obj_fill_ref(&dom->obj, dom_out);
    return true;
}

static bool
destroy_flags(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    if (!domain_require_active(dom, error))
        return false;
    domain_stop(dom, VIR_DOMAIN_SHUTOFF_DESTROYED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED);
    return true;
}

static bool
shutdown_flags(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    if (!require_state(dom, domain_state(dom, NULL) != VIR_DOMAIN_SHUTOFF, "running", error))
        return false;
    domain_stop(dom, VIR_DOMAIN_SHUTOFF_SHUTDOWN, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN);
    return true;
}

static bool
suspend(DomainObj *dom, Job *job, GError **error)
{
    int state = domain_state(dom, NULL);

    if (!require_state(dom, state == VIR_DOMAIN_RUNNING, "running", error))
        return false;
    domain_set_state(dom, VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_USER);
    domain_emit(dom, VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_PAUSED);
    return true;
}

static bool
resume(DomainObj *dom, Job *job, GError **error)
{
    if (!require_state(dom, domain_state(dom, NULL) == VIR_DOMAIN_PAUSED, "paused", error))
        return false;
    domain_set_state(dom, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED);
    domain_emit(dom, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
    return true;
}

void
test_domain_methods(DomainMethods *methods)
{
    methods->create_with_flags = create_with_flags;
    methods->destroy_flags = destroy_flags;
    methods->resume = resume;
    methods->shutdown_flags = shutdown_flags;
    methods->suspend = suspend;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains that run as soon as somebody says so. */
#include "test-priv.h"

#include "core/domain/moment.h"
#include "define/rules.h"

#define ERR_DOMAIN VIR_FROM_TEST

#define MAX_VCPUS 32

static void
define_env(Host *host, DefineEnv *env_out)
{
    *env_out = (DefineEnv){
        .rules = &test_domain_rules,
        .host_arch = TEST_ARCH,
        .random = define_random_bytes,
    };
}

/* As if any port could be used: nobody listens. */
static void
open_ports(const Domain *domain)
{
    for (unsigned int i = 0; i < domain->devices.graphics.n; i++) {
        Graphics *graphics = domain->devices.graphics.items[i];

        if (graphics->type == GRAPHICS_TYPE_VNC && graphics->autoport == YES_NO_YES &&
            graphics->port == 0)
            XML_SET(graphics, port, -1, XML_STARTED);
    }
}

static bool
start(DomainObj *dom, Definition *live, unsigned int flags, Job *job, GError **error)
{
    open_ports(domain_of(live));
    test_guest_boot(dom);
    return true;
}

static unsigned int
host_cpus(Host *host)
{
    const TestNode *node = &((TestHost *)host)->node;

    return node->nodes * node->sockets * node->cores * node->threads;
}

/* The original asks the host that it really runs on. */
static unsigned int
online_cpus(Host *host)
{
    return g_get_num_processors();
}

static unsigned int
max_vcpus(DomainObj *dom)
{
    return MAX_VCPUS;
}

/* Also where there is no limit for bursts, none is higher. */
static bool
check_iotune(const Iotune *tune, GError **error)
{
#define LOWER(what)                                                                                \
    (tune->limits.what <= tune->limits.what##_max ||                                               \
     err_set(error, VIR_ERR_INVALID_ARG, "%s cannot be set higher than %s_max ", #what, #what))
    return LOWER(total_bytes_sec) && LOWER(read_bytes_sec) && LOWER(write_bytes_sec) &&
           LOWER(total_iops_sec) && LOWER(read_iops_sec) && LOWER(write_iops_sec);
#undef LOWER
}

static const MomentDriver moments = {
    .check_snapshot = test_snapshot_check,
    .forgets_checkpoints = true,
};

const DomainDriver test_domain_driver = {
    .define_env = define_env,
    .start = start,
    .new_data = test_guest_new,
    .free_data = test_guest_free,
    .host_cpus = host_cpus,
    .online_cpus = online_cpus,
    .max_vcpus = max_vcpus,
    .cpu_time = test_cpu_time,
    .figures = &test_figures,
    .count_guest_vcpus = test_count_guest_vcpus,
    .set_guest_vcpus = test_set_guest_vcpus,
    .check_iotune = check_iotune,
    .moments = &moments,
    .saves = &test_saves,
    .blocks = &test_blocks,
    .guests = &test_guests,
};

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
    if (!domain_launch(dom, flags, job, error))
        return false;
    obj_fill_ref(&dom->obj, dom_out);
    return true;
}

/* There is no process that the files could be for. */
static bool
create_with_files(DomainObj *dom, unsigned int flags, const int *fds, unsigned int n_fds, Job *job,
                  DomainRef *dom_out, GError **error)
{
    return create_with_flags(dom, flags, job, dom_out, error);
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

/* The guest does at once what its definition says that a reboot means. */
static bool
reboot(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    g_autoptr(Definition) live = domain_require_live(dom, error);
    EndAction action;

    if (!live)
        return false;
    action = domain_of(live)->on_reboot;
    if (action == END_ACTION_DESTROY || action == END_ACTION_PRESERVE)
        domain_stop(dom, VIR_DOMAIN_SHUTOFF_SHUTDOWN, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN);
    else
        domain_set_state(dom, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED);
    return true;
}

/* Nothing of a guest without memory is lost. */
static bool
reset(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    return domain_require_active(dom, error);
}

/* The original forgets one, too, that was never stored. */
static bool
undefine_flags(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    if (obj_is(&dom->obj, OBJ_PERSISTENT))
        return core_domain_methods.undefine_flags(dom, flags, job, error);
    domain_emit(dom, VIR_DOMAIN_EVENT_UNDEFINED, VIR_DOMAIN_EVENT_UNDEFINED_REMOVED);
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
    test_about_methods(methods);
    test_guest_methods(methods);
    methods->create_with_files = create_with_files;
    methods->create_with_flags = create_with_flags;
    methods->destroy_flags = destroy_flags;
    methods->reboot = reboot;
    methods->reset = reset;
    methods->resume = resume;
    methods->shutdown_flags = shutdown_flags;
    methods->suspend = suspend;
    methods->undefine_flags = undefine_flags;
}

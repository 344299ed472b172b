/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be done with a domain. */
#include <string.h>
#include "base/err.h"
#include "lib/typed-param.h"
#include "memory-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static void
domain_free(Obj *obj)
{
    MemoryDomain *dom = (MemoryDomain *)obj;

    publish_clear(&dom->live);
    publish_clear(&dom->stored);
    g_free(dom);
}

static const ObjType domain_type = { .kind = OBJECT_DOMAIN,
                                     .free = domain_free,
                                     .passes = domain_passes };

static void
set_state(MemoryDomain *dom, int state, int reason)
{
    atomic_store(&dom->state, (unsigned int)state << 16 | (unsigned int)reason);
}

MemoryDomain *
domain_new(const MemoryDef *def)
{
    MemoryDomain *dom = g_new0(MemoryDomain, 1);

    obj_init(&dom->obj, &domain_type, NULL, def->name, def->uuid);
    publish_init(&dom->stored, &def_type, NULL);
    publish_init(&dom->live, &def_type, NULL);
    set_state(dom, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_UNKNOWN);
    return dom;
}

MemoryDef *
domain_def(MemoryDomain *dom, unsigned int flags)
{
    MemoryDef *def = NULL;

    if (flags != VIR_DOMAIN_AFFECT_CONFIG)
        def = publish_get(&dom->live);
    if (!def && flags != VIR_DOMAIN_AFFECT_LIVE)
        def = publish_get(&dom->stored);
    if (!def)
        def = publish_get(flags == VIR_DOMAIN_AFFECT_CONFIG ? &dom->live : &dom->stored);
    return def;
}

void
domain_emit(MemoryDomain *dom, int event, int detail)
{
    DomainEventCallbackLifecycleMsg message = { .msg = { .event = event, .detail = detail } };

    obj_fill_ref(&dom->obj, &message.msg.dom);
    event_hub_emit(memory_host.events, event_type_of(OBJECT_DOMAIN, VIR_DOMAIN_EVENT_ID_LIFECYCLE),
                   &message);
    shape_clear(&shape_domain_ref, &message.msg.dom);
}

bool
domain_require_active(MemoryDomain *dom, GError **error)
{
    if (obj_is(&dom->obj, OBJ_ACTIVE))
        return true;
    return err_set(error, VIR_ERR_OPERATION_INVALID, "domain is not running");
}

/* Takes over def. */
void
domain_run(MemoryDomain *dom, MemoryDef *def, bool paused)
{
    publish_set(&dom->live, def);
    index_set_id(memory_host.domains, &dom->obj, atomic_fetch_add(&memory_host.last_id, 1) + 1);
    set_state(dom, paused ? VIR_DOMAIN_PAUSED : VIR_DOMAIN_RUNNING,
              paused ? (int)VIR_DOMAIN_PAUSED_STARTING_UP : (int)VIR_DOMAIN_RUNNING_BOOTED);
    obj_set_state(&dom->obj, OBJ_ACTIVE, true);
    domain_emit(dom, VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_BOOTED);
}

static bool
start(DomainObj *object, unsigned int flags, Job *job, DomainRef *dom_out, GError **error)
{
    MemoryDomain *dom = (MemoryDomain *)object;

    if (obj_is(&dom->obj, OBJ_ACTIVE))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "domain is already running");
    domain_run(dom, publish_get(&dom->stored), flags & VIR_DOMAIN_START_PAUSED);
    obj_fill_ref(&dom->obj, dom_out);
    return true;
}

static bool
destroy_flags(DomainObj *object, unsigned int flags, Job *job, GError **error)
{
    MemoryDomain *dom = (MemoryDomain *)object;

    if (!domain_require_active(dom, error))
        return false;
    set_state(dom, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_DESTROYED);
    obj_set_state(&dom->obj, OBJ_ACTIVE, false);
    /* Readers that found it before it goes away still have something to read. */
    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        publish_set(&dom->stored, publish_get(&dom->live));
    publish_set(&dom->live, NULL);
    domain_emit(dom, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED);
    index_set_id(memory_host.domains, &dom->obj, -1);
    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        index_remove(memory_host.domains, &dom->obj);
    return true;
}

static bool
undefine_flags(DomainObj *object, unsigned int flags, Job *job, GError **error)
{
    MemoryDomain *dom = (MemoryDomain *)object;

    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "cannot undefine transient domain");
    obj_set_state(&dom->obj, OBJ_PERSISTENT, false);
    if (obj_is(&dom->obj, OBJ_ACTIVE))
        publish_set(&dom->stored, NULL);
    domain_emit(dom, VIR_DOMAIN_EVENT_UNDEFINED, VIR_DOMAIN_EVENT_UNDEFINED_REMOVED);
    if (!obj_is(&dom->obj, OBJ_ACTIVE))
        index_remove(memory_host.domains, &dom->obj);
    return true;
}

/* Memory. */

static void
publish_memory(Publish *slot, unsigned long long kib, bool is_maximum)
{
    g_autoptr(MemoryDef) def = publish_get(slot);
    MemoryDef *changed = def_copy(def);

    if (is_maximum)
        changed->max_kib = kib;
    if (!is_maximum || changed->memory_kib > kib)
        changed->memory_kib = kib;
    publish_set(slot, changed);
}

static bool
set_memory_flags(DomainObj *object, unsigned long long memory, unsigned int flags, Job *job,
                 GError **error)
{
    MemoryDomain *dom = (MemoryDomain *)object;
    bool is_maximum = flags & VIR_DOMAIN_MEM_MAXIMUM;
    g_autoptr(MemoryDef) live = publish_get(&dom->live);
    g_autoptr(MemoryDef) stored = publish_get(&dom->stored);

    if ((flags & VIR_DOMAIN_AFFECT_LIVE) && is_maximum)
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "cannot resize the maximum memory on an active domain");
    if (!is_maximum && (((flags & VIR_DOMAIN_AFFECT_LIVE) && memory > live->max_kib) ||
                        ((flags & VIR_DOMAIN_AFFECT_CONFIG) && memory > stored->max_kib)))
        return err_set(error, VIR_ERR_INVALID_ARG, "cannot set memory higher than max memory");
    if (flags & VIR_DOMAIN_AFFECT_LIVE)
        publish_memory(&dom->live, memory, false);
    if (flags & VIR_DOMAIN_AFFECT_CONFIG)
        publish_memory(&dom->stored, memory, is_maximum);
    return true;
}

static bool
get_memory_parameters(DomainObj *dom, unsigned int flags, Job *job, List *params_out,
                      GError **error)
{
    static const char *const names[] = { VIR_DOMAIN_MEMORY_HARD_LIMIT, VIR_DOMAIN_MEMORY_SOFT_LIMIT,
                                         VIR_DOMAIN_MEMORY_SWAP_HARD_LIMIT };
    g_autoptr(ParamList) params = param_list_new();

    for (unsigned int i = 0; i < G_N_ELEMENTS(names); i++)
        param_list_add_u64(params, VIR_DOMAIN_MEMORY_PARAM_UNLIMITED, "%s", names[i]);
    param_list_move(params, params_out);
    return true;
}

static bool
get_scheduler_type(DomainObj *dom, Job *job, char **type_out, int *nparams_out, GError **error)
{
    *type_out = g_strdup("fair");
    *nparams_out = 1;
    return true;
}

static bool
get_scheduler_parameters_flags(DomainObj *dom, unsigned int flags, Job *job, List *params_out,
                               GError **error)
{
    g_autoptr(ParamList) params = param_list_new();

    param_list_add_u32(params, 50, VIR_DOMAIN_SCHEDULER_WEIGHT);
    param_list_move(params, params_out);
    return true;
}

/* Questions, answered from what is published. */

static bool
get_info(DomainObj *object, Job *job, DomainGetInfoRet *ret_out, GError **error)
{
    MemoryDomain *dom = (MemoryDomain *)object;
    g_autoptr(MemoryDef) def = domain_def(dom, 0);

    *ret_out = (DomainGetInfoRet){
        .state = atomic_load(&dom->state) >> 16,
        .maxMem = def->max_kib,
        .memory = def->memory_kib,
        .nrVirtCpu = 1,
    };
    return true;
}

static bool
get_state(DomainObj *object, unsigned int flags, Job *job, int *state_out, int *reason_out,
          GError **error)
{
    unsigned int state = atomic_load(&((MemoryDomain *)object)->state);

    *state_out = (int)(state >> 16);
    *reason_out = (int)(state & 0xffff);
    return true;
}

static bool
get_xml_desc(DomainObj *object, unsigned int flags, Job *job, char **xml_out, GError **error)
{
    MemoryDomain *dom = (MemoryDomain *)object;
    g_autoptr(MemoryDef) def =
        domain_def(dom, flags & VIR_DOMAIN_XML_INACTIVE ? VIR_DOMAIN_AFFECT_CONFIG : 0);

    *xml_out =
        def_format(def, "test", flags & VIR_DOMAIN_XML_INACTIVE ? -1 : atomic_load(&dom->obj.id));
    return true;
}

static bool
get_os_type(DomainObj *dom, Job *job, char **type_out, GError **error)
{
    *type_out = g_strdup("hvm");
    return true;
}

static bool
get_max_memory(DomainObj *object, Job *job, unsigned long long *memory_out, GError **error)
{
    g_autoptr(MemoryDef) def = domain_def((MemoryDomain *)object, 0);

    *memory_out = def->max_kib;
    return true;
}

static bool
get_autostart(DomainObj *dom, Job *job, int *autostart_out, GError **error)
{
    *autostart_out = obj_is((Obj *)dom, OBJ_AUTOSTART);
    return true;
}

static bool
set_autostart(DomainObj *dom, int autostart, Job *job, GError **error)
{
    if (!obj_is((Obj *)dom, OBJ_PERSISTENT))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "cannot set autostart for transient domain");
    obj_set_state((Obj *)dom, OBJ_AUTOSTART, autostart);
    return true;
}

static bool
is_active(DomainObj *dom, Job *job, int *active_out, GError **error)
{
    *active_out = obj_is((Obj *)dom, OBJ_ACTIVE);
    return true;
}

static bool
is_persistent(DomainObj *dom, Job *job, int *persistent_out, GError **error)
{
    *persistent_out = obj_is((Obj *)dom, OBJ_PERSISTENT);
    return true;
}

static bool
is_updated(DomainObj *dom, Job *job, int *updated_out, GError **error)
{
    *updated_out = 0;
    return true;
}

static bool
has_managed_save_image(DomainObj *dom, unsigned int flags, Job *job, int *result_out,
                       GError **error)
{
    *result_out = 0;
    return true;
}

static bool
open_console(DomainObj *dom, const char *dev_name, unsigned int flags, virStreamPtr stream,
             Job *job, GError **error)
{
    return domain_require_active((MemoryDomain *)dom, error) && console_attach(stream, error);
}

const DomainMethods memory_domain_methods = {
    .create_with_flags = start,
    .destroy_flags = destroy_flags,
    .get_autostart = get_autostart,
    .get_info = get_info,
    .get_max_memory = get_max_memory,
    .get_memory_parameters = get_memory_parameters,
    .get_os_type = get_os_type,
    .get_scheduler_parameters_flags = get_scheduler_parameters_flags,
    .get_scheduler_type = get_scheduler_type,
    .get_state = get_state,
    .get_xml_desc = get_xml_desc,
    .has_managed_save_image = has_managed_save_image,
    .is_active = is_active,
    .is_persistent = is_persistent,
    .is_updated = is_updated,
    .open_console = open_console,
    .set_autostart = set_autostart,
    .set_memory_flags = set_memory_flags,
    .undefine_flags = undefine_flags,
};

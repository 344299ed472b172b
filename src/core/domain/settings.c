/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is set about a domain as a whole: its name, when it starts by itself, what follows its end,
 * how often the balloon tells. */
#include <string.h>

#include "core/domain/domain-priv.h"
#include "core/domain/edit.h"
#include "core/domain/moment.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* --- start by itself */

bool
domain_get_autostart_method(DomainObj *dom, Job *job, int *autostart_out, GError **error)
{
    *autostart_out = obj_is(&dom->obj, OBJ_AUTOSTART);
    return true;
}

static bool
set_start(DomainObj *dom, unsigned int state, bool is_so, GError **error)
{
    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        return err_set_full(error, dom->host->type->errors, VIR_ERR_OPERATION_INVALID,
                            "cannot set autostart for transient domain");
    return domain_store_state(dom, state, is_so, error);
}

bool
domain_set_autostart_method(DomainObj *dom, int autostart, Job *job, GError **error)
{
    return set_start(dom, OBJ_AUTOSTART, autostart, error);
}

bool
domain_get_autostart_once_method(DomainObj *dom, Job *job, int *autostart_out, GError **error)
{
    *autostart_out = obj_is(&dom->obj, DOMAIN_AUTOSTART_ONCE);
    return true;
}

bool
domain_set_autostart_once_method(DomainObj *dom, int autostart, Job *job, GError **error)
{
    return set_start(dom, DOMAIN_AUTOSTART_ONCE, autostart, error);
}

/* --- name */

static bool
check_rename(DomainObj *dom, const char *name, GError **error)
{
    int errors = dom->host->type->errors;

    if (obj_is(&dom->obj, OBJ_ACTIVE))
        return err_set_full(error, errors, VIR_ERR_OPERATION_INVALID,
                            "cannot rename active domain");
    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        return err_set_full(error, errors, VIR_ERR_OPERATION_INVALID,
                            "cannot rename a transient domain");
    return !strchr(name, '/') ||
           err_set_full(error, errors, VIR_ERR_XML_ERROR, "name %s cannot contain '/'", name);
}

static bool
store_name(DomainObj *dom, const char *old_name, const char *name, GError **error)
{
    g_autoptr(Definition) def = domain_stored(dom);
    Domain *domain = def->root;

    XML_SET(domain, name, arena_strdup(def->arena, name), XML_GIVEN);
    return domain_store_renamed(dom, old_name, g_steal_pointer(&def), error);
}

bool
domain_rename_method(DomainObj *dom, const char *new_name, unsigned int flags, Job *job,
                     int *retcode_out, GError **error)
{
    Index *index = dom->host->indexes[OBJECT_DOMAIN];
    g_autoptr(Name) old = obj_name(&dom->obj);

    *retcode_out = 0;
    if (!check_rename(dom, new_name, error))
        return false;
    if (g_str_equal(old->text, new_name) || !index_rename(index, &dom->obj, new_name))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "domain with name '%s' already exists",
                       new_name);
    if (!store_name(dom, old->text, new_name, error)) {
        index_rename(index, &dom->obj, old->text);
        return false;
    }
    if (!moments_keep_renamed(dom, old->text, error))
        return false;
    domain_emit_named(dom, old->text, VIR_DOMAIN_EVENT_UNDEFINED,
                      VIR_DOMAIN_EVENT_UNDEFINED_RENAMED);
    domain_emit(dom, VIR_DOMAIN_EVENT_DEFINED, VIR_DOMAIN_EVENT_DEFINED_RENAMED);
    return true;
}

/* --- what follows its end */

typedef struct ActionArgs {
    unsigned int type, action;
} ActionArgs;

/* By VIR_DOMAIN_LIFECYCLE_ACTION_; those that only a crash can have come last. */
static const CrashAction actions[] = {
    [VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY] = CRASH_ACTION_DESTROY,
    [VIR_DOMAIN_LIFECYCLE_ACTION_RESTART] = CRASH_ACTION_RESTART,
    [VIR_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME] = CRASH_ACTION_RENAME_RESTART,
    [VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE] = CRASH_ACTION_PRESERVE,
    [VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY] = CRASH_ACTION_COREDUMP_DESTROY,
    [VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART] = CRASH_ACTION_COREDUMP_RESTART,
};

static const char *const ends[] = {
    [VIR_DOMAIN_LIFECYCLE_POWEROFF] = "poweroff",
    [VIR_DOMAIN_LIFECYCLE_REBOOT] = "reboot",
    [VIR_DOMAIN_LIFECYCLE_CRASH] = "crash",
};

static bool
edit_action(DomainEdit *edit, const void *opaque, GError **error)
{
    const ActionArgs *args = opaque;
    CrashAction action = actions[args->action];

    if (args->type == VIR_DOMAIN_LIFECYCLE_POWEROFF)
        XML_SET(edit->domain, on_poweroff, (EndAction)action, XML_GIVEN);
    else if (args->type == VIR_DOMAIN_LIFECYCLE_REBOOT)
        XML_SET(edit->domain, on_reboot, (EndAction)action, XML_GIVEN);
    else
        XML_SET(edit->domain, on_crash, action, XML_GIVEN);
    return true;
}

bool
domain_check_lifecycle(Obj *obj, const void *opaque, GError **error)
{
    const DomainSetLifecycleActionArgs *args = opaque;

    if (args->type >= G_N_ELEMENTS(ends))
        return err_set(error, VIR_ERR_INVALID_ARG, "invalid lifecycle type '%u'", args->type);
    if (args->action >= G_N_ELEMENTS(actions))
        return err_set(error, VIR_ERR_INVALID_ARG, "invalid lifecycle action '%u'", args->action);
    if (args->type != VIR_DOMAIN_LIFECYCLE_CRASH &&
        actions[args->action] > (int)END_ACTION_PRESERVE)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Lifecycle event '%s' doesn't support '%s' action", ends[args->type],
                       xml_enum_text(XML_ENUM_CRASH_ACTION, actions[args->action]));
    return true;
}

bool
domain_set_lifecycle_action_method(DomainObj *dom, unsigned int type, unsigned int action,
                                   unsigned int flags, Job *job, GError **error)
{
    ActionArgs args = { type, action };

    return domain_edit(dom, flags, edit_action, &args, job, error);
}

/* --- the balloon */

static bool
edit_period(DomainEdit *edit, const void *opaque, GError **error)
{
    int period = *(const int *)opaque;
    Memballoon *balloon = edit->domain->devices.memballoon;

    if (!balloon || balloon->model == BALLOON_MODEL_NONE)
        return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_INTERNAL_ERROR,
                            "No memory balloon device configured, can not set the collection "
                            "period");
    if (period > 0)
        XML_SET(balloon, stats_period, period, XML_GIVEN);
    else
        XML_UNSET(balloon, stats_period);
    return true;
}

bool
domain_set_memory_stats_period_method(DomainObj *dom, int period, unsigned int flags, Job *job,
                                      GError **error)
{
    return domain_edit(dom, flags, edit_period, &period, job, error);
}

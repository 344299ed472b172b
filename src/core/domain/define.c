/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains come and go: define, create, undefine. */
#include "core/domain/domain-priv.h"
#include "core/domain/moment.h"

#include "base/uuid.h"

#include <string.h>

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* --- which domain a definition is of */

/* Whether the object that has the name or the UUID of a definition is the one that is meant. */
static bool
is_same(Obj *obj, const Domain *domain, GError **error)
{
    g_autoptr(Name) name = obj_name(obj);
    char uuid[UUID_STRING_SIZE];

    uuid_format(obj->uuid, uuid);
    if (memcmp(obj->uuid, domain->uuid, sizeof(obj->uuid)) != 0)
        return err_set(error, VIR_ERR_OPERATION_FAILED, "domain '%s' already exists with uuid %s",
                       name->text, uuid);
    if (strcmp(name->text, domain->name) != 0)
        return err_set(error, VIR_ERR_OPERATION_FAILED,
                       "domain '%s' is already defined with uuid %s", name->text, uuid);
    return true;
}

/* A new one is in the caller's job before anybody else can see it. */
static DomainObj *
enter_new(Host *host, const Definition *def, Job *job, Obj **taken_out, GError **error)
{
    g_autoptr(Obj) fresh = &domain_new(host, def)->obj;

    *taken_out = NULL;
    if (!gate_admit_object(job, fresh, error) || !gate_enter(job, fresh, error))
        return NULL;
    if (index_add(host->indexes[OBJECT_DOMAIN], fresh, taken_out))
        return (DomainObj *)g_steal_pointer(&fresh);
    job_end(job);
    return NULL;
}

DomainObj *
domain_enter(Host *host, const Definition *def, bool is_create, Job *job, GError **error)
{
    for (;;) {
        g_autoptr(Obj) taken = NULL;
        DomainObj *dom = enter_new(host, def, job, &taken, error);

        if (dom || !taken)
            return dom;
        if (!is_same(taken, domain_of(def), error) || !gate_enter(job, taken, error))
            return NULL;
        if (obj_is(taken, OBJ_REMOVED)) {
            job_end(job);
            continue;
        }
        if (is_create && obj_is(taken, OBJ_ACTIVE))
            return err_set_null(error, VIR_ERR_OPERATION_INVALID, "domain '%s' is already active",
                                domain_of(def)->name);
        return (DomainObj *)g_steal_pointer(&taken);
    }
}

DomainObj *
domain_add(Host *host, const Definition *def, GError **error)
{
    g_autoptr(Obj) obj = &domain_new(host, def)->obj;
    g_autoptr(Obj) taken = NULL;

    if (index_add(host->indexes[OBJECT_DOMAIN], obj, &taken))
        return (DomainObj *)g_steal_pointer(&obj);
    if (is_same(taken, domain_of(def), error))
        err_set(error, VIR_ERR_OPERATION_FAILED, "domain '%s' is described twice",
                domain_of(def)->name);
    return NULL;
}

/* --- methods */

bool
domain_define_method(Conn *conn, const char *xml, unsigned int flags, Job *job, DomainRef *dom_out,
                     GError **error)
{
    Host *host = host_of(conn);
    g_autoptr(Definition) def =
        domain_read(host, xml, XML_INACTIVE, flags & VIR_DOMAIN_DEFINE_VALIDATE, error);
    DomainObj *dom;
    bool was_there;
    bool done;

    if (!def || !(dom = domain_enter(host, def, false, job, error)))
        return false;
    was_there = obj_is(&dom->obj, OBJ_PERSISTENT);
    done = domain_store(dom, g_steal_pointer(&def), error);
    if (done) {
        domain_emit(dom, VIR_DOMAIN_EVENT_DEFINED,
                    was_there ? VIR_DOMAIN_EVENT_DEFINED_UPDATED : VIR_DOMAIN_EVENT_DEFINED_ADDED);
        obj_fill_ref(&dom->obj, dom_out);
    } else if (!was_there && !obj_is(&dom->obj, OBJ_ACTIVE)) {
        index_remove(host->indexes[OBJECT_DOMAIN], &dom->obj);
    }
    job_end(job);
    obj_unref(dom);
    return done;
}

bool
domain_create_method(Conn *conn, const char *xml, unsigned int flags, Job *job, DomainRef *dom_out,
                     GError **error)
{
    Host *host = host_of(conn);
    g_autoptr(Definition) def =
        domain_read(host, xml, XML_INACTIVE, flags & VIR_DOMAIN_START_VALIDATE, error);
    bool is_paused = flags & VIR_DOMAIN_START_PAUSED;
    DomainObj *dom;
    bool done;

    if (!def || !(dom = domain_enter(host, def, true, job, error)))
        return false;
    done = domain_start(
        dom, g_steal_pointer(&def), flags, is_paused ? VIR_DOMAIN_PAUSED : VIR_DOMAIN_RUNNING,
        is_paused ? (int)VIR_DOMAIN_PAUSED_STARTING_UP : (int)VIR_DOMAIN_RUNNING_BOOTED,
        VIR_DOMAIN_EVENT_STARTED_BOOTED, job, error);
    if (done && (flags & VIR_DOMAIN_START_AUTODESTROY))
        domain_keep(dom, job);
    if (done)
        obj_fill_ref(&dom->obj, dom_out);
    else if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        index_remove(host->indexes[OBJECT_DOMAIN], &dom->obj);
    job_end(job);
    obj_unref(dom);
    return done;
}

/* Drivers whose guests have a first process look at the call's descriptors. */
bool
domain_create_with_files_method(Conn *conn, const char *xml, unsigned int flags, const int *fds,
                                unsigned int n_fds, Job *job, DomainRef *dom_out, GError **error)
{
    return domain_create_method(conn, xml, flags, job, dom_out, error);
}

#undef ERR_DOMAIN
#define ERR_DOMAIN dom->host->type->errors

/* What is kept of a domain goes with it if the call says so. */
static bool
check_left(DomainObj *dom, unsigned int flags, GError **error)
{
    unsigned int n_snapshots = moment_count(dom, &snapshot_class);
    unsigned int n_checkpoints = moment_count(dom, &checkpoint_class);
    bool is_active = obj_is(&dom->obj, OBJ_ACTIVE);

    if (moment_driver(dom)->forgets_checkpoints)
        flags |= VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;
    if (obj_is(&dom->obj, DOMAIN_MANAGED_SAVE) && !(flags & VIR_DOMAIN_UNDEFINE_MANAGED_SAVE))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "Refusing to undefine while domain managed save image exists");
    if (!is_active && n_snapshots > 0 && !(flags & VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "cannot delete inactive domain with %u snapshots", n_snapshots);
    if (!is_active && n_checkpoints > 0 && !(flags & VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "cannot delete inactive domain with %u checkpoints", n_checkpoints);
    return true;
}

bool
domain_undefine_method(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    Store *store = dom->host->stores[OBJECT_DOMAIN];
    g_autoptr(Name) name = obj_name(&dom->obj);

    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        return err_set_full(error, VIR_FROM_DOMAIN, VIR_ERR_OPERATION_INVALID,
                            "cannot undefine transient domain");
    if (!check_left(dom, flags, error) ||
        (obj_is(&dom->obj, DOMAIN_MANAGED_SAVE) &&
         !domain_managed_save_remove_method(dom, 0, job, error)) ||
        (store && !store_remove(store, name->text, error)))
        return false;
    obj_set_state(&dom->obj, OBJ_PERSISTENT | OBJ_AUTOSTART, false);
    domain_emit(dom, VIR_DOMAIN_EVENT_UNDEFINED, VIR_DOMAIN_EVENT_UNDEFINED_REMOVED);
    if (!obj_is(&dom->obj, OBJ_ACTIVE))
        domain_forget(dom);
    return true;
}

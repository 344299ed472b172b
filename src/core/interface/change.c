/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trial changes: begin, then commit, or go back to what there was at the beginning. */
#include "core/interface/interface-priv.h"

/* One interface at the beginning. */
typedef struct Saved {
    DefinedObj *obj;
    Packed *stored;
    bool is_active;
} Saved;

static void
saved_free(void *opaque)
{
    Saved *saved = opaque;

    obj_unref(saved->obj);
    packed_unref(saved->stored);
    g_free(saved);
}

static Saved *
saved_new(Obj *obj)
{
    Saved *saved = g_new0(Saved, 1);

    saved->obj = obj_ref(obj);
    saved->stored = publish_get(&saved->obj->stored);
    saved->is_active = obj_is(obj, OBJ_ACTIVE);
    return saved;
}

/* Put a trial in place of none, or take it away: of two that try, one has it. */
static bool
swap_trial(Host *host, GPtrArray *expected, GPtrArray *trial)
{
    return atomic_compare_exchange_strong(&host->interface_trial, &expected, trial);
}

static GPtrArray *
take_trial(Host *host, const char *why, GError **error)
{
    GPtrArray *trial = atomic_load(&host->interface_trial);

    if (trial && swap_trial(host, trial, NULL))
        return trial;
    err_set_full(error, host->type->errors, VIR_ERR_OPERATION_INVALID, "%s", why);
    return NULL;
}

bool
interface_change_begin_method(Conn *conn, unsigned int flags, Job *job, GError **error)
{
    Host *host = host_of(conn);
    g_autoptr(ObjList) all = index_snapshot(host->indexes[OBJECT_INTERFACE]);
    g_autoptr(GPtrArray) trial = g_ptr_array_new_with_free_func(saved_free);

    for (unsigned int i = 0; i < all->n; i++)
        g_ptr_array_add(trial, saved_new(all->items[i]));
    if (!swap_trial(host, NULL, trial))
        return err_set_full(error, host->type->errors, VIR_ERR_OPERATION_INVALID,
                            "there is another transaction running.");
    g_steal_pointer(&trial);
    return true;
}

bool
interface_change_commit_method(Conn *conn, unsigned int flags, Job *job, GError **error)
{
    g_autoptr(GPtrArray) trial =
        take_trial(host_of(conn), "no transaction running, nothing to be committed.", error);

    return trial != NULL;
}

/* --- going back */

static bool
was_there(const GPtrArray *trial, const Obj *obj)
{
    for (unsigned int i = 0; i < trial->len; i++)
        if (&((const Saved *)trial->pdata[i])->obj->obj == obj)
            return true;
    return false;
}

static bool
set_active(DefinedObj *obj, bool is_active, Job *job, GError **error)
{
    const InterfaceMethods *methods = &core_interface_methods;
    InterfaceObj *iface = (InterfaceObj *)obj;

    if (obj_is(&obj->obj, OBJ_ACTIVE) == is_active)
        return true;
    return is_active ? methods->create(iface, 0, job, error)
                     : methods->destroy(iface, 0, job, error);
}

/* The caller is in the job of the interface. */
static bool
put_back(DefinedObj *obj, const Saved *saved, Job *job, GError **error)
{
    g_autoptr(Definition) def = definition_unpack(saved->stored);

    return defined_store(obj, g_steal_pointer(&def), error) &&
           set_active(obj, saved->is_active, job, error);
}

static bool
restore(Host *host, const Saved *saved, Job *job, GError **error)
{
    g_autoptr(Definition) def = definition_unpack(saved->stored);
    DefinedObj *obj = defined_enter(host, &interface_kind, def, false, job, error);
    bool done;

    if (!obj)
        return false;
    done = put_back(obj, saved, job, error);
    defined_leave(obj, job);
    return done;
}

static bool
forget(Obj *obj, Job *job, GError **error)
{
    bool done;

    if (!gate_enter(job, obj, error))
        return false;
    done = obj_is(obj, OBJ_REMOVED) ||
           core_interface_methods.undefine((InterfaceObj *)obj, job, error);
    job_end(job);
    return done;
}

bool
interface_change_rollback_method(Conn *conn, unsigned int flags, Job *job, GError **error)
{
    Host *host = host_of(conn);
    g_autoptr(GPtrArray) trial =
        take_trial(host, "no transaction running, nothing to rollback.", error);
    g_autoptr(ObjList) now = index_snapshot(host->indexes[OBJECT_INTERFACE]);

    if (!trial)
        return false;
    for (unsigned int i = 0; i < now->n; i++)
        if (!was_there(trial, now->items[i]) && !forget(now->items[i], job, error))
            return false;
    for (unsigned int i = 0; i < trial->len; i++)
        if (!restore(host, trial->pdata[i], job, error))
            return false;
    return true;
}

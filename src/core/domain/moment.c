/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a domain's snapshots and checkpoints are as objects. */
#include "core/domain/moment.h"

#include "core/domain/domain-priv.h"

static void
moment_free(Obj *obj)
{
    MomentObj *moment = (MomentObj *)obj;

    publish_clear(&moment->packed);
    publish_clear(&moment->after);
    g_free(moment);
}

static unsigned int
snapshot_state(const void *of)
{
    const Snapshot *snapshot = of;
    unsigned int state = MOMENT_OF_RUNNING;

    if (snapshot->state == SNAPSHOT_STATE_SHUTOFF)
        state = MOMENT_OF_STOPPED;
    else if (snapshot->state == SNAPSHOT_STATE_DISK_SNAPSHOT)
        state = MOMENT_OF_DISKS;
    return state | (snapshot_is_external(snapshot) ? (unsigned int)MOMENT_IS_EXTERNAL : 0);
}

const MomentClass snapshot_class = {
    .type = { .kind = OBJECT_DOMAIN_SNAPSHOT, .free = moment_free },
    .slot = MOMENT_SNAPSHOTS,
    .document = XML_DOCUMENT_DOMAINSNAPSHOT,
    .noun = "snapshot",
    .after = offsetof(Snapshot, parent),
    .state = snapshot_state,
};

const MomentClass checkpoint_class = {
    .type = { .kind = OBJECT_DOMAIN_CHECKPOINT, .free = moment_free },
    .slot = MOMENT_CHECKPOINTS,
    .document = XML_DOCUMENT_DOMAINCHECKPOINT,
    .noun = "checkpoint",
    .after = offsetof(Checkpoint, parent),
};

const MomentDriver *
moment_driver(const DomainObj *dom)
{
    static const MomentDriver nothing = { 0 };
    const MomentDriver *driver = dom->host->type->domains->moments;

    return driver ? driver : &nothing;
}

/* --- those of a domain */

static Moments *
moments_new(const DomainObj *dom, const MomentClass *class)
{
    Moments *moments = g_new0(Moments, 1);

    moments->index = index_new(class->type.kind, dom->host->type->errors);
    publish_init(&moments->current, &publish_names, NULL);
    return moments;
}

void
moments_free(Moments *moments)
{
    if (!moments)
        return;
    index_free(moments->index);
    publish_clear(&moments->current);
    g_free(moments);
}

Moments *
domain_moments(DomainObj *dom, const MomentClass *class)
{
    Moments *moments = atomic_load(&dom->moments[class->slot]);
    Moments *fresh;

    if (moments)
        return moments;
    fresh = moments_new(dom, class);
    if (atomic_compare_exchange_strong(&dom->moments[class->slot], &moments, fresh))
        return fresh;
    moments_free(fresh);
    return moments;
}

Index *
domain_moment_index(Obj *obj, unsigned int kind, GError **error)
{
    bool is_snapshot = kind == OBJECT_DOMAIN_SNAPSHOT;

    return domain_moments((DomainObj *)obj, is_snapshot ? &snapshot_class : &checkpoint_class)
        ->index;
}

unsigned int
moment_count(DomainObj *dom, const MomentClass *class)
{
    Moments *moments = atomic_load(&dom->moments[class->slot]);
    g_autoptr(ObjList) all = moments ? index_snapshot(moments->index) : NULL;

    return all ? all->n : 0;
}

MomentObj *
moment_find(DomainObj *dom, const MomentClass *class, const char *name)
{
    return (MomentObj *)index_find_name(domain_moments(dom, class)->index, name);
}

void
domain_drop_all(DomainObj *dom, const MomentClass *class)
{
    Moments *moments = atomic_load(&dom->moments[class->slot]);
    g_autoptr(ObjList) all = moments ? index_snapshot(moments->index) : NULL;

    for (unsigned int i = 0; all && i < all->n; i++)
        moment_drop((MomentObj *)all->items[i]);
    if (moments)
        publish_set(&moments->current, NULL);
}

void
domain_drop_moments(DomainObj *dom)
{
    domain_drop_all(dom, &snapshot_class);
    domain_drop_all(dom, &checkpoint_class);
}

/* --- one of them */

static MomentParent *
after_of(const MomentClass *class, Definition *def)
{
    return (MomentParent *)(void *)((char *)def->root + class->after);
}

static const char *
name_of(const MomentClass *class, const Definition *def)
{
    return class == &snapshot_class ? ((const Snapshot *)def->root)->name
                                    : ((const Checkpoint *)def->root)->name;
}

Name *
moment_after(MomentObj *moment)
{
    return publish_get(&moment->after);
}

Definition *
moment_definition(MomentObj *moment)
{
    g_autoptr(Packed) packed = publish_get(&moment->packed);
    Definition *def = definition_unpack(packed);
    g_autoptr(Name) name = moment_after(moment);
    MomentParent *after = after_of(moment_class(moment), def);

    if (name)
        XML_SET(after, name, arena_strdup(def->arena, name->text), XML_DEFINED);
    else
        XML_UNSET(after, name);
    return def;
}

bool
moment_is_current(MomentObj *moment)
{
    g_autoptr(Name) name = obj_name(&moment->obj);
    g_autoptr(Name) current =
        publish_get(&domain_moments(moment_domain(moment), moment_class(moment))->current);

    return current && g_str_equal(current->text, name->text);
}

/* --- changes */

static MomentObj *
moment_new(DomainObj *dom, const MomentClass *class, const char *name)
{
    MomentObj *moment = g_new0(MomentObj, 1);

    obj_init(&moment->obj, &class->type, &dom->obj, name, NULL);
    publish_init(&moment->packed, &publish_packed, NULL);
    publish_init(&moment->after, &publish_names, NULL);
    return moment;
}

MomentObj *
moment_put(DomainObj *dom, const MomentClass *class, MomentObj *old, Definition *taken)
{
    g_autoptr(Definition) def = taken;
    const char *after = after_of(class, def)->name;
    MomentObj *moment = old ? obj_ref(old) : moment_new(dom, class, name_of(class, def));
    unsigned int state = class->state ? class->state(def->root) : 0;

    publish_set(&moment->packed, definition_pack(def));
    publish_set(&moment->after, after ? name_new(after) : NULL);
    obj_set_state(&moment->obj, ~state & (unsigned int)~0xffff, false);
    obj_set_state(&moment->obj, state, true);
    return moment;
}

void
moment_set_after(MomentObj *moment, Name *after)
{
    publish_set(&moment->after, after ? publish_names.ref(after) : NULL);
}

void
moment_set_current(DomainObj *dom, const MomentClass *class, const Name *name)
{
    publish_set(&domain_moments(dom, class)->current, name ? name_new(name->text) : NULL);
}

void
moment_take_back(MomentObj *moment, const Name *before)
{
    moment_drop(moment);
    moment_set_current(moment_domain(moment), moment_class(moment), before);
    moments_keep(moment_domain(moment), moment_class(moment), NULL);
}

void
moment_drop(MomentObj *moment)
{
    index_remove(domain_moments(moment_domain(moment), moment_class(moment))->index, &moment->obj);
}

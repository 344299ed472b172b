/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots: made, listed, described, deleted. */
#include "core/domain/domain-priv.h"
#include "core/domain/moment.h"
#include "core/domain/work.h"

#include "base/number.h"

#define ERR_DOMAIN dom->host->type->errors

static MomentObj *
find_current(DomainObj *dom)
{
    g_autoptr(Name) current = publish_get(&domain_moments(dom, &snapshot_class)->current);

    return current ? moment_find(dom, &snapshot_class, current->text) : NULL;
}

/* --- making */

/* The driver does its part before anybody is told. */
static bool
take(DomainObj *dom, Definition *def, unsigned int flags, Job *job, GError **error)
{
    const MomentDriver *driver = moment_driver(dom);
    Snapshot *snapshot = def->root;

    if (driver->keeps_stored && obj_is(&dom->obj, OBJ_ACTIVE | OBJ_PERSISTENT)) {
        g_autoptr(Definition) stored = domain_stored(dom);

        snapshot->inactive = object_copy(def->arena, XML_TYPE_DOMAIN, stored->root);
    }
    return !driver->take || driver->take(dom, def, flags, job, error);
}

/* Takes over def. */
static MomentObj *
record(DomainObj *dom, Definition *def, unsigned int flags)
{
    const char *name = ((const Snapshot *)def->root)->name;
    g_autoptr(Obj) old = (Obj *)moment_find(dom, &snapshot_class, name);
    MomentObj *snapshot = moment_put(dom, &snapshot_class, (MomentObj *)old, def);
    g_autoptr(Name) own = obj_name(&snapshot->obj);

    if (flags & VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA)
        return snapshot;
    if (!old)
        index_add(domain_moments(dom, &snapshot_class)->index, &snapshot->obj, NULL);
    if (!(flags & VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE) ||
        (flags & VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT))
        moment_set_current(dom, &snapshot_class, own);
    return snapshot;
}

static bool
free_of_jobs(DomainObj *dom, GError **error)
{
    g_autoptr(Definition) live = domain_live(dom);

    if (!domain_work_refuse(dom, error))
        return false;
    for (unsigned int i = 0; live && i < domain_of(live)->devices.disks.n; i++)
        if (!block_job_refuse(dom, domain_of(live)->devices.disks.items[i]->dst, error))
            return false;
    return true;
}

bool
domain_snapshot_create_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                              DomainSnapshotRef *snap_out, GError **error)
{
    const MomentWish wish = {
        .xml = xml,
        .is_known = flags & VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
        .is_disk_only = flags & VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY,
        .is_strict = flags & VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE,
    };
    bool halts = !wish.is_known && (flags & VIR_DOMAIN_SNAPSHOT_CREATE_HALT);
    g_autoptr(Definition) def = NULL;
    g_autoptr(Obj) snapshot = NULL;
    g_autoptr(Name) before = NULL;

    if (moment_count(dom, &checkpoint_class) > 0)
        return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                       "cannot create snapshot while checkpoint exists");
    if (!obj_is(&dom->obj, OBJ_PERSISTENT) && (flags & VIR_DOMAIN_SNAPSHOT_CREATE_HALT))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "cannot halt after transient domain snapshot");
    def = moment_read(dom, &snapshot_class, &wish, error);
    if (def && !wish.is_known && !free_of_jobs(dom, error))
        return false;
    if (!def || (!wish.is_known && !take(dom, def, flags, job, error)))
        return false;
    before = publish_get(&domain_moments(dom, &snapshot_class)->current);
    snapshot = &record(dom, g_steal_pointer(&def), flags)->obj;
    if (!moments_keep(dom, &snapshot_class, error)) {
        if (!wish.is_known)
            moment_take_back((MomentObj *)snapshot, before);
        return false;
    }
    if (halts && obj_is(&dom->obj, OBJ_ACTIVE))
        domain_stop(dom, VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT, VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT);
    obj_fill_ref(snapshot, snap_out);
    return true;
}

/* --- those that are there from the beginning */

/* Whether a document claims to be that of the current one. */
static bool
read_active(XmlDoc *doc, const XmlNode *element, bool *is_active_out, GError **error)
{
    const XmlNode *active = xml_node_child(element, "active");
    unsigned int number;

    if (!active || !number_uint(xml_node_text(doc, active), 10, "active", &number, NULL))
        return err_set_full(error, VIR_FROM_DOMAIN_SNAPSHOT, VIR_ERR_INTERNAL_ERROR,
                            "Could not find 'active' element");
    *is_active_out = number != 0;
    return true;
}

bool
domain_add_snapshot(DomainObj *dom, XmlDoc *doc, const XmlNode *element, GError **error)
{
    const MomentWish wish = {
        .doc = doc, .element = element, .is_known = true, .is_as_told = true
    };
    g_autoptr(Definition) def = moment_read(dom, &snapshot_class, &wish, error);
    g_autoptr(Obj) snapshot = NULL, current = NULL;
    g_autoptr(Name) name = NULL;
    bool is_active = false;

    if (!def || !read_active(doc, element, &is_active, error))
        return false;
    snapshot = &moment_put(dom, &snapshot_class, NULL, g_steal_pointer(&def))->obj;
    name = obj_name(snapshot);
    if (!index_add(domain_moments(dom, &snapshot_class)->index, snapshot, NULL))
        return err_set_full(error, VIR_FROM_DOMAIN, VIR_ERR_OPERATION_FAILED,
                            "domain moment %s already exists", name->text);
    current = (Obj *)find_current(dom);
    if (is_active && current)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "more than one snapshot claims to be active");
    if (is_active)
        moment_set_current(dom, &snapshot_class, name);
    return true;
}

/* All can be reached from those that come after nothing. */
bool
domain_check_snapshots(DomainObj *dom, GError **error)
{
    g_autoptr(Name) name = obj_name(&dom->obj);
    g_autoptr(GPtrArray) reached = moment_list(dom, NULL, &snapshot_class, 0);
    g_autoptr(GPtrArray) roots = moment_list(dom, NULL, &snapshot_class, MOMENT_LIST_ROOTS);
    bool is_tree = reached->len == moment_count(dom, &snapshot_class);

    for (unsigned int i = 0; i < roots->len; i++) {
        g_autoptr(Name) after = moment_after(roots->pdata[i]);

        is_tree = is_tree && !after;
    }
    return is_tree || err_set(error, VIR_ERR_INTERNAL_ERROR,
                              "Snapshots have inconsistent relations for domain %s", name->text);
}

/* --- lists */

static GPtrArray *
list(DomainObj *dom, DomainSnapshotObj *top, unsigned int flags)
{
    static const struct {
        unsigned int public, own;
    } pairs[] = {
        { VIR_DOMAIN_SNAPSHOT_LIST_ROOTS, MOMENT_LIST_ROOTS },
        { VIR_DOMAIN_SNAPSHOT_LIST_LEAVES, MOMENT_LIST_LEAVES },
        { VIR_DOMAIN_SNAPSHOT_LIST_NO_LEAVES, MOMENT_LIST_NO_LEAVES },
        { VIR_DOMAIN_SNAPSHOT_LIST_INACTIVE, MOMENT_LIST_STOPPED },
        { VIR_DOMAIN_SNAPSHOT_LIST_ACTIVE, MOMENT_LIST_RUNNING },
        { VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY, MOMENT_LIST_DISKS },
        { VIR_DOMAIN_SNAPSHOT_LIST_INTERNAL, MOMENT_LIST_INTERNAL },
        { VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL, MOMENT_LIST_EXTERNAL },
    };
    unsigned int filter = 0;

    for (unsigned int i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (flags & pairs[i].public)
            filter |= pairs[i].own;
    if ((flags & VIR_DOMAIN_SNAPSHOT_LIST_NO_METADATA) &&
        !(flags & VIR_DOMAIN_SNAPSHOT_LIST_METADATA))
        filter |= MOMENT_LIST_NONE;
    return moment_list(dom, (MomentObj *)top, &snapshot_class, filter);
}

static DomainObj *
domain_of_snapshot(DomainSnapshotObj *snap)
{
    return moment_domain(&snap->base);
}

bool
domain_list_snapshots_method(DomainObj *dom, unsigned int flags, Job *job,
                             DomainSnapshotRef **snapshots_out, unsigned int *n_snapshots_out,
                             GError **error)
{
    g_autoptr(GPtrArray) found = list(dom, NULL, flags);

    return moment_give_refs(found, snapshots_out, n_snapshots_out);
}

bool
domain_snapshot_names_method(DomainObj *dom, unsigned int flags, Job *job, char ***names_out,
                             unsigned int *n_names_out, GError **error)
{
    g_autoptr(GPtrArray) found = list(dom, NULL, flags);

    return moment_give_names(found, names_out, n_names_out);
}

bool
domain_snapshot_num_method(DomainObj *dom, unsigned int flags, Job *job, int *num_out,
                           GError **error)
{
    g_autoptr(GPtrArray) found = list(dom, NULL, flags);

    *num_out = (int)found->len;
    return true;
}

static bool
list_all_children(DomainSnapshotObj *snap, unsigned int flags, Job *job,
                  DomainSnapshotRef **snapshots_out, unsigned int *n_snapshots_out, GError **error)
{
    g_autoptr(GPtrArray) found = list(domain_of_snapshot(snap), snap, flags);

    return moment_give_refs(found, snapshots_out, n_snapshots_out);
}

static bool
list_children_names(DomainSnapshotObj *snap, unsigned int flags, Job *job, char ***names_out,
                    unsigned int *n_names_out, GError **error)
{
    g_autoptr(GPtrArray) found = list(domain_of_snapshot(snap), snap, flags);

    return moment_give_names(found, names_out, n_names_out);
}

static bool
num_children(DomainSnapshotObj *snap, unsigned int flags, Job *job, int *num_out, GError **error)
{
    g_autoptr(GPtrArray) found = list(domain_of_snapshot(snap), snap, flags);

    *num_out = (int)found->len;
    return true;
}

/* --- look-ups */

bool
domain_snapshot_lookup_method(DomainObj *dom, const char *name, unsigned int flags, Job *job,
                              DomainSnapshotRef *snap_out, GError **error)
{
    g_autoptr(Obj) found = index_get_name(domain_moments(dom, &snapshot_class)->index, name, error);

    if (found)
        obj_fill_ref(found, snap_out);
    return found;
}

bool
domain_has_current_snapshot_method(DomainObj *dom, unsigned int flags, Job *job, int *result_out,
                                   GError **error)
{
    g_autoptr(Obj) current = (Obj *)find_current(dom);

    *result_out = current != NULL;
    return true;
}

bool
domain_snapshot_current_method(DomainObj *dom, unsigned int flags, Job *job,
                               DomainSnapshotRef *snap_out, GError **error)
{
    g_autoptr(Obj) current = (Obj *)find_current(dom);

    if (!current)
        return err_set(error, VIR_ERR_NO_DOMAIN_SNAPSHOT,
                       "the domain does not have a current snapshot");
    obj_fill_ref(current, snap_out);
    return true;
}

static bool
get_parent(DomainSnapshotObj *snap, unsigned int flags, Job *job, DomainSnapshotRef *snap_out,
           GError **error)
{
    return moment_give_after(&snap->base, snap_out, error);
}

static bool
is_current(DomainSnapshotObj *snap, unsigned int flags, Job *job, int *current_out, GError **error)
{
    *current_out = moment_is_current(&snap->base);
    return true;
}

/* What is found has a record. */
static bool
has_metadata(DomainSnapshotObj *snap, unsigned int flags, Job *job, int *metadata_out,
             GError **error)
{
    *metadata_out = 1;
    return true;
}

static bool
get_xml_desc(DomainSnapshotObj *snap, unsigned int flags, Job *job, char **xml_out, GError **error)
{
    g_autoptr(Definition) def = moment_definition(&snap->base);

    *xml_out =
        definition_format(def, flags & VIR_DOMAIN_SNAPSHOT_XML_SECURE ? XML_INACTIVE | XML_SECURE
                                                                      : (unsigned int)XML_INACTIVE);
    return true;
}

static bool delete (DomainSnapshotObj *snap, unsigned int flags, Job *job, GError **error)
{
    const MomentDelete how = {
        .children = flags & VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN,
        .children_only = flags & VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY,
        .metadata_only = flags & VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY,
    };

    return moment_delete(&snap->base, &how, job, error);
}

/* clang-format off */
const DomainSnapshotMethods core_domain_snapshot_methods = {
    .delete_ = delete,
    .domain_revert_to_snapshot = domain_revert_method,
    .get_parent = get_parent,
    .get_xml_desc = get_xml_desc,
    .has_metadata = has_metadata,
    .is_current = is_current,
    .list_all_children = list_all_children,
    .list_children_names = list_children_names,
    .num_children = num_children,
};
/* clang-format on */

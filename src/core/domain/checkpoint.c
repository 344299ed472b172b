/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checkpoints: made, listed, described, deleted. */
#include "core/domain/domain-priv.h"
#include "core/domain/moment.h"

#define ERR_DOMAIN dom->host->type->errors

/* --- making */

static bool
mark(DomainObj *dom, Definition *def, unsigned int flags, Job *job, GError **error)
{
    const MomentDriver *driver = moment_driver(dom);

    return !driver->mark || driver->mark(dom, def, flags, job, error);
}

/* Takes over def. */
static MomentObj *
record(DomainObj *dom, Definition *def)
{
    const char *name = ((const Checkpoint *)def->root)->name;
    g_autoptr(Obj) old = (Obj *)moment_find(dom, &checkpoint_class, name);
    MomentObj *checkpoint = moment_put(dom, &checkpoint_class, (MomentObj *)old, def);

    if (!old)
        index_add(domain_moments(dom, &checkpoint_class)->index, &checkpoint->obj, NULL);
    return checkpoint;
}

/* A new one is the current one; one that is only made known, if it comes after that or is the
 * first. */
static bool
becomes_current(DomainObj *dom, MomentObj *checkpoint, bool is_known)
{
    g_autoptr(Name) current = publish_get(&domain_moments(dom, &checkpoint_class)->current);
    g_autoptr(Name) after = moment_after(checkpoint);

    return !is_known || !current || (after && g_str_equal(after->text, current->text));
}

/* Takes over def. NULL: it could not be kept. */
static MomentObj *
put(DomainObj *dom, Definition *def, bool is_known, GError **error)
{
    g_autoptr(Name) before = publish_get(&domain_moments(dom, &checkpoint_class)->current);
    MomentObj *checkpoint = record(dom, def);

    if (becomes_current(dom, checkpoint, is_known)) {
        g_autoptr(Name) name = obj_name(&checkpoint->obj);

        moment_set_current(dom, &checkpoint_class, name);
    }
    if (moments_keep(dom, &checkpoint_class, error))
        return checkpoint;
    if (!is_known)
        moment_take_back(checkpoint, before);
    obj_unref(&checkpoint->obj);
    return NULL;
}

static Definition *
read_wish(DomainObj *dom, const MomentWish *wish, GError **error)
{
    if (moment_count(dom, &snapshot_class) > 0)
        return err_set_null(error, VIR_ERR_OPERATION_UNSUPPORTED,
                            "cannot create checkpoint while snapshot exists");
    if (!obj_is(&dom->obj, OBJ_ACTIVE))
        return err_set_null(error, VIR_ERR_OPERATION_UNSUPPORTED,
                            "cannot create checkpoint for inactive domain");
    return moment_read(dom, &checkpoint_class, wish, error);
}

Definition *
checkpoint_wish(DomainObj *dom, const char *xml, GError **error)
{
    const MomentWish wish = { .xml = xml };

    return read_wish(dom, &wish, error);
}

bool
checkpoint_make(DomainObj *dom, Definition *taken, Job *job, GError **error)
{
    g_autoptr(Definition) def = taken;

    g_autoptr(Obj) checkpoint = NULL;

    if (!mark(dom, def, 0, job, error))
        return false;
    checkpoint = (Obj *)put(dom, g_steal_pointer(&def), false, error);
    return checkpoint;
}

bool
domain_checkpoint_create_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                                DomainCheckpointRef *checkpoint_out, GError **error)
{
    const MomentWish wish = {
        .xml = xml,
        .is_known = flags & VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
    };
    g_autoptr(Definition) def = NULL;
    g_autoptr(Obj) checkpoint = NULL;

    def = read_wish(dom, &wish, error);
    if (!def || (!wish.is_known && !mark(dom, def, flags, job, error)))
        return false;
    checkpoint = (Obj *)put(dom, g_steal_pointer(&def), wish.is_known, error);
    if (!checkpoint)
        return false;
    obj_fill_ref(checkpoint, checkpoint_out);
    return true;
}

/* --- lists and look-ups */

static GPtrArray *
list(DomainObj *dom, DomainCheckpointObj *top, unsigned int flags)
{
    static const struct {
        unsigned int public, own;
    } pairs[] = {
        { VIR_DOMAIN_CHECKPOINT_LIST_ROOTS, MOMENT_LIST_ROOTS },
        { VIR_DOMAIN_CHECKPOINT_LIST_LEAVES, MOMENT_LIST_LEAVES },
        { VIR_DOMAIN_CHECKPOINT_LIST_NO_LEAVES, MOMENT_LIST_NO_LEAVES },
    };
    unsigned int filter = 0;

    for (unsigned int i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (flags & pairs[i].public)
            filter |= pairs[i].own;
    return moment_list(dom, (MomentObj *)top, &checkpoint_class, filter);
}

bool
domain_list_checkpoints_method(DomainObj *dom, unsigned int flags, Job *job,
                               DomainCheckpointRef **checkpoints_out,
                               unsigned int *n_checkpoints_out, GError **error)
{
    g_autoptr(GPtrArray) found = list(dom, NULL, flags);

    return moment_give_refs(found, checkpoints_out, n_checkpoints_out);
}

static bool
list_all_children(DomainCheckpointObj *checkpoint, unsigned int flags, Job *job,
                  DomainCheckpointRef **checkpoints_out, unsigned int *n_checkpoints_out,
                  GError **error)
{
    g_autoptr(GPtrArray) found = list(moment_domain(&checkpoint->base), checkpoint, flags);

    return moment_give_refs(found, checkpoints_out, n_checkpoints_out);
}

bool
domain_checkpoint_lookup_method(DomainObj *dom, const char *name, unsigned int flags, Job *job,
                                DomainCheckpointRef *checkpoint_out, GError **error)
{
    g_autoptr(Obj) found =
        index_get_name(domain_moments(dom, &checkpoint_class)->index, name, error);

    if (found)
        obj_fill_ref(found, checkpoint_out);
    return found;
}

static bool
get_parent(DomainCheckpointObj *checkpoint, unsigned int flags, Job *job,
           DomainCheckpointRef *parent_out, GError **error)
{
    return moment_give_after(&checkpoint->base, parent_out, error);
}

static bool
get_xml_desc(DomainCheckpointObj *checkpoint, unsigned int flags, Job *job, char **xml_out,
             GError **error)
{
    g_autoptr(Definition) def = moment_definition(&checkpoint->base);
    Checkpoint *root = def->root;

    if (flags & VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN)
        root->domain = NULL;
    *xml_out = definition_format(def, flags & VIR_DOMAIN_CHECKPOINT_XML_SECURE
                                          ? XML_INACTIVE | XML_SECURE
                                          : (unsigned int)XML_INACTIVE);
    return true;
}

static bool delete (DomainCheckpointObj *checkpoint, unsigned int flags, Job *job, GError **error)
{
    const MomentDelete how = {
        .children = flags & VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN,
        .children_only = flags & VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY,
        .metadata_only = flags & VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY,
    };

    return moment_delete(&checkpoint->base, &how, job, error);
}

/* clang-format off */
const DomainCheckpointMethods core_domain_checkpoint_methods = {
    .delete_ = delete,
    .get_parent = get_parent,
    .get_xml_desc = get_xml_desc,
    .list_all_children = list_all_children,
};
/* clang-format on */

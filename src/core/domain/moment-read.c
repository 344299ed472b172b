/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From documents of snapshots and checkpoints to definitions, with what the domain is now. */
#include "core/domain/moment.h"

#include "core/domain/domain-priv.h"

/* What the steps look up while they run. */
typedef struct LookUp {
    DomainObj *dom;
    const MomentClass *class;
    GHashTable *found; /* of Definition, by name */
} LookUp;

static const void *
find(const void *data, const char *name)
{
    const LookUp *look_up = data;
    Definition *def = g_hash_table_lookup(look_up->found, name);
    g_autoptr(Obj) moment = NULL;

    if (def)
        return def->root;
    moment = (Obj *)moment_find(look_up->dom, look_up->class, name);
    if (!moment)
        return NULL;
    def = moment_definition((MomentObj *)moment);
    g_hash_table_insert(look_up->found, g_strdup(name), def);
    return def->root;
}

static bool
is_file(const void *data, const char *path)
{
    return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* The domain as another start would begin with it: nothing of this run is kept. */
static Definition *
domain_now(DomainObj *dom, GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, 0);
    g_autofree char *text = NULL;

    if (!obj_is(&dom->obj, OBJ_ACTIVE))
        return g_steal_pointer(&def);
    text = definition_format(def, XML_INACTIVE | XML_SECURE);
    return definition_parse(XML_DOCUMENT_DOMAIN, text, XML_INACTIVE, error);
}

static unsigned int
flags_of(DomainObj *dom, const MomentWish *wish)
{
    const MomentDriver *driver = moment_driver(dom);
    unsigned int flags = driver->flags;

    if (wish->is_known)
        flags |= MOMENT_REDEFINE;
    else if (driver->has_offline && !obj_is(&dom->obj, OBJ_ACTIVE))
        flags |= MOMENT_OFFLINE;
    if (wish->is_disk_only)
        flags |= MOMENT_DISK_ONLY;
    if (wish->is_strict)
        flags |= MOMENT_STRICT;
    if (wish->is_as_told)
        flags |= MOMENT_AS_TOLD;
    return flags;
}

typedef bool (*MomentStep)(Definition *def, const MomentEnv *env, GError **error);

static bool
define(DomainObj *dom, const MomentClass *class, Definition *def, MomentEnv *env, MomentStep step,
       GError **error)
{
    g_autoptr(GHashTable) found =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)definition_unref);
    LookUp look_up = { dom, class, found };
    DefineEnv define_env = { 0 };
    g_autoptr(Name) current = publish_get(&domain_moments(dom, class)->current);
    g_autoptr(Definition) now = domain_now(dom, error);

    if (!now)
        return false;
    dom->host->type->domains->define_env(dom->host, &define_env);
    env->define = &define_env;
    env->domain = now->root;
    env->state = (SnapshotState)domain_state(dom, NULL); /* numbered alike */
    env->now = g_get_real_time() / G_USEC_PER_SEC;
    env->current = current ? current->text : NULL;
    env->data = &look_up;
    env->find = find;
    env->is_file = is_file;
    return step(def, env, error);
}

Definition *
moment_read(DomainObj *dom, const MomentClass *class, const MomentWish *wish, GError **error)
{
    const MomentDriver *driver = moment_driver(dom);
    MomentEnv env = { .flags = flags_of(dom, wish), .format = driver->format };
    g_autoptr(Definition) def =
        wish->xml
            ? moment_parse(class->document, wish->xml, env.flags, error)
            : moment_parse_element(class->document, wish->doc, wish->element, env.flags, error);

    if (!def)
        return NULL;
    if (class == &snapshot_class && !wish->is_known && driver->check_snapshot &&
        !driver->check_snapshot(def->root, error))
        return NULL;
    return define(dom, class, def, &env,
                  class == &snapshot_class ? snapshot_define : checkpoint_define, error)
               ? g_steal_pointer(&def)
               : NULL;
}

Definition *
moment_read_backup(DomainObj *dom, const char *xml, GError **error)
{
    const MomentDriver *driver = moment_driver(dom);
    MomentEnv env = { .flags = driver->flags, .format = driver->format };
    g_autoptr(Definition) def =
        moment_parse(XML_DOCUMENT_DOMAINBACKUP, xml, MOMENT_STRICT, error);

    if (!def)
        return NULL;
    if (!obj_is(&dom->obj, OBJ_ACTIVE))
        return err_set_full(error, dom->host->type->errors, VIR_ERR_OPERATION_UNSUPPORTED,
                            "cannot perform disk backup for inactive domain")
                   ? NULL
                   : NULL;
    return define(dom, &checkpoint_class, def, &env, backup_define, error) ? g_steal_pointer(&def)
                                                                           : NULL;
}

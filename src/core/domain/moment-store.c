/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots and checkpoints on disk: a folder for each domain, a file for each of them.
 *
 * After each change, the files are made what the objects are, the new ones before the old ones go.
 * Whoever comes after a crash in between may find two that say that they are current: the later one
 * is. */
#include "base/log.h"
#include "core/domain/domain-priv.h"
#include "core/domain/moment.h"

LOG_SOURCE("core.domain");

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* NULL: they are in memory alone. */
static Store *
store_of(const Host *host, const MomentClass *class, const char *domain)
{
    const char *top = host->moment_folders[class->slot];
    g_autofree char *folder = NULL, *command = NULL;

    if (!top)
        return NULL;
    folder = g_build_filename(top, domain, NULL);
    command = g_strdup_printf("virsh %s-edit %s", class->noun, domain);
    return store_new(folder, NULL, command);
}

/* --- to the disk */

static char *
text_of(MomentObj *moment)
{
    g_autoptr(Definition) def = moment_definition(moment);

    if (moment_class(moment) == &snapshot_class) {
        Snapshot *snapshot = def->root;

        XML_SET(snapshot, active, moment_is_current(moment), XML_STARTED);
        return definition_format(def, XML_INACTIVE | XML_SECURE | XML_STATUS);
    }
    return definition_format(def, XML_INACTIVE | XML_SECURE);
}

static bool
add_text(GHashTable *texts, MomentObj *moment, GError **error)
{
    g_autoptr(Name) name = obj_name(&moment->obj);

    if (strchr(name->text, '/'))
        return err_set(error, VIR_ERR_XML_DETAIL, "invalid %s name '%s': name can't contain '/'",
                       moment_class(moment)->noun, name->text);
    g_hash_table_insert(texts, g_strdup(name->text), text_of(moment));
    return true;
}

static bool
keep_in(Store *store, DomainObj *dom, const MomentClass *class, GError **error)
{
    g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(ObjList) all = index_snapshot(domain_moments(dom, class)->index);

    for (unsigned int i = 0; i < all->n; i++)
        if (!add_text(texts, (MomentObj *)all->items[i], error))
            return false;
    return store_keep_only(store, texts, error);
}

bool
moments_keep(DomainObj *dom, const MomentClass *class, GError **error)
{
    g_autoptr(Name) name = obj_name(&dom->obj);
    g_autoptr(Store) store = store_of(dom->host, class, name->text);

    return !store || keep_in(store, dom, class, error);
}

static const MomentClass *const classes[] = { &snapshot_class, &checkpoint_class };

static bool
remove_under(const Host *host, const char *domain, GError **error)
{
    g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned int i = 0; i < G_N_ELEMENTS(classes); i++) {
        g_autoptr(Store) store = store_of(host, classes[i], domain);

        if (store && !store_keep_only(store, none, error))
            return false;
    }
    return true;
}

bool
moments_keep_renamed(DomainObj *dom, const char *old_name, GError **error)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(classes); i++)
        if (!moments_keep(dom, classes[i], error))
            return false;
    return remove_under(dom->host, old_name, error);
}

void
moments_forget(DomainObj *dom)
{
    g_autoptr(Name) name = obj_name(&dom->obj);
    g_autoptr(GError) error = NULL;

    if (!remove_under(dom->host, name->text, &error))
        log_error(LOG_LEVEL_WARNING, error);
}

/* --- from the disk */

typedef struct Loading {
    DomainObj *dom;
    const MomentClass *class;
    int64_t newest; /* when the one that is current was made */
} Loading;

static int64_t
time_of(const MomentClass *class, const Definition *def)
{
    return class == &snapshot_class ? ((const Snapshot *)def->root)->created
                                    : ((const Checkpoint *)def->root)->created;
}

/* The last checkpoint is the current one; of snapshots, their files tell. */
static bool
claims(const MomentClass *class, XmlDoc *doc)
{
    const XmlNode *active = xml_node_child(xml_doc_root(doc), "active");

    return class == &checkpoint_class || (active && g_str_equal(xml_node_text(doc, active), "1"));
}

static bool
take(const char *file, const char *text, unsigned int starts, void *opaque, GError **error)
{
    Loading *loading = opaque;
    const MomentClass *class = loading->class;
    g_autoptr(XmlDoc) doc = xml_doc_parse(text, strlen(text), file, VIR_FROM_XML, error);
    const MomentWish wish = {
        .doc = doc, .element = doc ? xml_doc_root(doc) : NULL, .is_known = true, .is_as_told = true
    };
    g_autoptr(Definition) def = doc ? moment_read(loading->dom, class, &wish, error) : NULL;
    g_autoptr(Obj) moment = NULL;
    g_autoptr(Name) name = NULL;
    int64_t made;

    if (!def)
        return false;
    made = time_of(class, def);
    moment = &moment_put(loading->dom, class, NULL, g_steal_pointer(&def))->obj;
    name = obj_name(moment);
    if (!g_str_equal(name->text, file))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "the file of '%s' describes %s '%s'", file,
                       class->noun, name->text);
    index_add(domain_moments(loading->dom, class)->index, moment, NULL);
    if (claims(class, doc) && made >= loading->newest) {
        moment_set_current(loading->dom, class, name);
        loading->newest = made;
    }
    return true;
}

/* What came after one that is not there any more comes after nothing. */
static void
mend(DomainObj *dom, const MomentClass *class)
{
    g_autoptr(ObjList) all = index_snapshot(domain_moments(dom, class)->index);

    for (unsigned int i = 0; i < all->n; i++) {
        MomentObj *moment = (MomentObj *)all->items[i];
        g_autoptr(Name) after = moment_after(moment);
        g_autoptr(Obj) there = after ? (Obj *)moment_find(dom, class, after->text) : NULL;

        if (after && !there) {
            LOG_WARN("%s '%s' is lost, others come after it", class->noun, after->text);
            moment_set_after(moment, NULL);
        }
    }
}

void
moments_load(DomainObj *dom)
{
    g_autoptr(Name) name = obj_name(&dom->obj);

    for (unsigned int i = 0; i < G_N_ELEMENTS(classes); i++) {
        g_autoptr(Store) store = store_of(dom->host, classes[i], name->text);
        Loading loading = { dom, classes[i], INT64_MIN };

        if (store && store_load(store, take, &loading) > 0)
            mend(dom, classes[i]);
    }
}

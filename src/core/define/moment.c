/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What snapshots and checkpoints have in common. */
#include "core/define/moment-priv.h"

#include <inttypes.h>
#include <string.h>

#include "base/uuid.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* --- reading */

/* Decided when one is made, whatever is said. */
static const char *const made_elements[] = {
    "state", "creationTime", "parent", "domain", "inactiveDomain", "cookie", "active",
};

static bool
is_passed_over(const XmlNode *node, unsigned int flags)
{
    if (node->kind != XML_NODE_ELEMENT || node->name == NULL)
        return false;
    /* As the original: older ones had no more of the domain than its UUID, and what the driver
     * noted is shown to everyone, but only taken from its own files. */
    if (flags & MOMENT_REDEFINE)
        return strcmp(node->name, "cookie") == 0 ||
               (strcmp(node->name, "domain") == 0 && xml_node_attr(node, "type") == NULL);
    for (unsigned int i = 0; i < G_N_ELEMENTS(made_elements); i++)
        if (strcmp(node->name, made_elements[i]) == 0)
            return true;
    return false;
}

/* A validator looks before a reader does: whatever is wrong is found by it. */
static Definition *
read_strictly(XmlDocumentId document, XmlDoc *doc, const XmlNode *root, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    Definition *def = definition_read(document, doc, root, XML_INACTIVE | XML_STRICT, &wrong);

    if (def != NULL)
        return def;
    if (wrong->code == VIR_ERR_XML_INVALID_SCHEMA)
        g_propagate_error(error, g_steal_pointer(&wrong));
    else
        err_set_full(error, VIR_FROM_XML, VIR_ERR_XML_INVALID_SCHEMA, "%s", wrong->message);
    return NULL;
}

bool
moment_refuse(const XmlNode *node, const char *accepted, GError **error)
{
    return err_set_full(error, VIR_FROM_XML, VIR_ERR_XML_INVALID_SCHEMA, "line %u: <%s>: %s",
                        node->line, node->name, accepted);
}

/* How the kinds of documents are read. */
typedef struct MomentText {
    const char *name; /* of a text, in messages */
    const char *root;
    int error_domain; /* of one that is not well-formed */
    bool is_made;     /* made_elements */
    /* NULL: not all has to be known. */
    bool (*validate)(XmlDoc *doc, GError **error);
} MomentText;

static bool
check_root(XmlDoc *doc, const MomentText *kind, GError **error)
{
    const char *name = xml_doc_root(doc)->name;

    return strcmp(name, kind->root) == 0 ||
           err_set_full(error, VIR_FROM_XML, VIR_ERR_XML_ERROR,
                        "expecting root element of '%s', not '%s'", kind->root, name);
}

static const MomentText *
text_of(XmlDocumentId document)
{
    static const MomentText snapshot = { "(domain_snapshot)", "domainsnapshot",
                                         VIR_FROM_DOMAIN_SNAPSHOT, true, NULL };
    static const MomentText checkpoint = { "(domain_checkpoint)", "domaincheckpoint",
                                           VIR_FROM_DOMAIN_CHECKPOINT, true, checkpoint_validate };
    static const MomentText backup = { "(domain_backup)", "domainbackup", VIR_FROM_DOMAIN, false,
                                       backup_validate };

    return document == XML_DOCUMENT_DOMAINSNAPSHOT     ? &snapshot
           : document == XML_DOCUMENT_DOMAINCHECKPOINT ? &checkpoint
                                                       : &backup;
}

Definition *
moment_parse_element(XmlDocumentId document, XmlDoc *doc, const XmlNode *element,
                     unsigned int flags, GError **error)
{
    const MomentText *kind = text_of(document);
    g_autoptr(Arena) arena = arena_new(0);
    XmlNode root = *element, **link = &root.children;

    root.name = kind->root;
    root.hash = xml_hash(root.name);
    root.ns = root.prefix = NULL;
    for (const XmlNode *child = element->children; child != NULL; child = child->next) {
        XmlNode *copy;

        if (kind->is_made && is_passed_over(child, flags))
            continue;
        copy = arena_new0(arena, XmlNode);
        *copy = *child;
        *link = copy;
        link = &copy->next;
    }
    *link = NULL;
    return kind->validate != NULL || (flags & MOMENT_STRICT)
               ? read_strictly(document, doc, &root, error)
               : definition_read(document, doc, &root, XML_INACTIVE, error);
}

Definition *
moment_parse(XmlDocumentId document, const char *text, unsigned int flags, GError **error)
{
    const MomentText *kind = text_of(document);
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(text, strlen(text), kind->name, kind->error_domain, error);

    if (doc == NULL || !check_root(doc, kind, error) ||
        (kind->validate != NULL && !kind->validate(doc, error)))
        return NULL;
    return moment_parse_element(document, doc, xml_doc_root(doc), flags, error);
}

/* --- names */

bool
moment_check_known(const MomentKind *kind, const char *name, bool has_time, GError **error)
{
    if (name == NULL || *name == '\0')
        return err_set_full(error, kind->error_domain, VIR_ERR_XML_ERROR,
                            "a redefined %s must have a name", kind->name);
    if (!has_time)
        return err_set_full(error, kind->error_domain, VIR_ERR_INTERNAL_ERROR,
                            "missing creationTime from existing %s", kind->name);
    return true;
}

const char *
moment_name(const MomentEnv *env, Arena *arena)
{
    return arena_printf(arena, "%" PRId64, env->now);
}

bool
moment_check_name(const MomentKind *kind, const MomentEnv *env, const char *name, GError **error)
{
    if (!(env->flags & MOMENT_FILE_NAMES))
        return true;
    if (strchr(name, '/') != NULL)
        return err_set_full(error, VIR_FROM_QEMU, VIR_ERR_XML_DETAIL,
                            "invalid %s name '%s': name can't contain '/'", kind->name, name);
    if (*name == '.')
        return err_set_full(error, VIR_FROM_QEMU, VIR_ERR_XML_DETAIL,
                            "invalid %s name '%s': name can't start with '.'", kind->name, name);
    return true;
}

static const char *
parent_name(const MomentKind *kind, const void *moment)
{
    return moment
               ? ((const MomentParent *)(const void *)((const char *)moment + kind->parent))->name
               : NULL;
}

bool
moment_check_parent(const MomentKind *kind, const MomentEnv *env, const char *name,
                    const char *parent, GError **error)
{
    const char *above;

    if (parent == NULL)
        return true;
    if (strcmp(parent, name) == 0)
        return err_set(error, VIR_ERR_INVALID_ARG, "cannot set moment %s as its own parent", name);
    if (env->find(env->data, parent) == NULL)
        return err_set(error, VIR_ERR_INVALID_ARG, "parent %s for moment %s not found", parent,
                       name);
    for (; (above = parent_name(kind, env->find(env->data, parent))); parent = above)
        if (strcmp(above, name) == 0)
            return err_set(error, VIR_ERR_INVALID_ARG, "parent %s would create cycle to %s", parent,
                           name);
    return true;
}

bool
moment_check_unused(const MomentEnv *env, const char *name, GError **error)
{
    if (env->find(env->data, name) == NULL)
        return true;
    return err_set(error, VIR_ERR_OPERATION_FAILED, "domain moment %s already exists", name);
}

bool
moment_define_domain(const MomentKind *kind, const MomentEnv *env, const char *name, Domain *domain,
                     Arena *arena, GError **error)
{
    Definition def = { 1, XML_DOCUMENT_DOMAIN, arena, domain };
    char uuid[UUID_STRING_SIZE];

    if (!domain_complete(&def, env->define, error))
        return false;
    if (memcmp(domain->uuid, env->domain->uuid, sizeof(domain->uuid)) == 0)
        return true;
    return err_set_full(error, kind->error_domain, VIR_ERR_INVALID_ARG,
                        "definition for %s %s must use uuid %s", kind->name, name,
                        uuid_format(env->domain->uuid, uuid));
}

/* --- disks */

struct DiskNames {
    GHashTable *indexes; /* by name; AMBIGUOUS for paths of several */
    void **items;        /* by index */
};

#define AMBIGUOUS (-1)

DiskNames *
disk_names_new(const Domain *domain)
{
    DiskNames *names = g_new0(DiskNames, 1);

    names->indexes = g_hash_table_new(g_str_hash, g_str_equal);
    names->items = g_new0(void *, domain->devices.disks.n);
    for (unsigned int i = 0; i < domain->devices.disks.n; i++) {
        const Disk *disk = domain->devices.disks.items[i];
        const char *path = disk->src.path;

        if (disk->dst != NULL && *disk->dst != '/')
            g_hash_table_insert(names->indexes, (void *)disk->dst, GINT_TO_POINTER((int)i));
        if (path == NULL || *path != '/')
            continue;
        if (g_hash_table_contains(names->indexes, path))
            g_hash_table_insert(names->indexes, (void *)path, GINT_TO_POINTER(AMBIGUOUS));
        else
            g_hash_table_insert(names->indexes, (void *)path, GINT_TO_POINTER((int)i));
    }
    return names;
}

void
disk_names_free(DiskNames *names)
{
    if (names == NULL)
        return;
    g_hash_table_unref(names->indexes);
    g_free(names->items);
    g_free(names);
}

int
disk_names_take(DiskNames *names, const MomentKind *kind, const char *name, void *item,
                GError **error)
{
    void *value;
    int index;

    if (!g_hash_table_lookup_extended(names->indexes, name, NULL, &value) ||
        GPOINTER_TO_INT(value) == AMBIGUOUS) {
        err_set_full(error, kind->error_domain, VIR_ERR_CONFIG_UNSUPPORTED, "no disk named '%s'",
                     name);
        return -1;
    }
    index = GPOINTER_TO_INT(value);
    if (names->items[index] != NULL) {
        err_set_full(error, kind->error_domain, VIR_ERR_CONFIG_UNSUPPORTED,
                     "disk '%s' specified twice", name);
        return -1;
    }
    names->items[index] = item;
    return index;
}

void *
disk_names_item(const DiskNames *names, unsigned int index)
{
    return names->items[index];
}

bool
disk_is_empty(const Disk *disk)
{
    StorageKind type = disk->src.type;
    bool has_path = type == STORAGE_KIND_FILE || type == STORAGE_KIND_BLOCK ||
                    type == STORAGE_KIND_DIR || type == STORAGE_KIND_UNSET;

    return has_path && disk->src.path == NULL;
}

bool
disk_is_constant(const Disk *disk)
{
    return disk->readonly || disk_is_empty(disk);
}

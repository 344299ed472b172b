/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots: which disks take part, and how. */
#include <string.h>

#include "core/define/define-priv.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN_SNAPSHOT

/* What the driver knows better. */
static bool
is_passed_over(const XmlNode *node)
{
    static const char *const names[] = { "state",  "parent",         "creationTime",
                                         "domain", "inactiveDomain", "cookie" };

    for (unsigned int i = 0; node->name && i < G_N_ELEMENTS(names); i++)
        if (!node->ns && strcmp(node->name, names[i]) == 0)
            return true;
    return false;
}

Definition *
snapshot_parse_new(const char *text, GError **error)
{
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(text, strlen(text), "(domain_snapshot)", ERR_DOMAIN, error);
    g_autoptr(Arena) arena = arena_new(0);
    XmlNode root, **link = &root.children;

    if (!doc)
        return NULL;
    root = *xml_doc_root(doc);
    root.children = NULL;
    for (const XmlNode *child = xml_doc_root(doc)->children; child; child = child->next) {
        if (is_passed_over(child))
            continue;
        *link = arena_new0(arena, XmlNode);
        **link = *child;
        (*link)->next = NULL;
        link = &(*link)->next;
    }
    return definition_read(XML_DOCUMENT_DOMAINSNAPSHOT, doc, &root, XML_INACTIVE, error);
}

static bool
check_memory(Snapshot *snapshot, GError **error)
{
    const char *file = snapshot->memory_file;

    if (file && snapshot->memory == SNAPSHOT_PLACE_UNSET)
        XML_SET(snapshot, memory, SNAPSHOT_PLACE_EXTERNAL, XML_DEFINED);
    if (file && snapshot->memory != SNAPSHOT_PLACE_EXTERNAL)
        return err_set(error, VIR_ERR_XML_ERROR, "memory filename '%s' requires external snapshot",
                       file);
    if (!file && snapshot->memory == SNAPSHOT_PLACE_EXTERNAL)
        return err_set(error, VIR_ERR_XML_ERROR, "external memory snapshots require a filename");
    if (file && file[0] != '/')
        return err_set(error, VIR_ERR_XML_ERROR, "memory snapshot file path (%s) must be absolute",
                       file);
    return true;
}

/* A source is where later writes go: outside of the image. */
static bool
read_disk_request(SnapshotDisk *disk, GError **error)
{
    bool has_source = disk->src.head.origin != XML_ABSENT || disk->src.format != 0;

    if (disk->src.path && disk->place != SNAPSHOT_PLACE_UNSET &&
        disk->place != SNAPSHOT_PLACE_EXTERNAL)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "file '%s' for disk '%s' requires use of external snapshot mode",
                       disk->src.path, disk->name);
    if (disk->place == SNAPSHOT_PLACE_UNSET && has_source)
        XML_SET(disk, place, SNAPSHOT_PLACE_EXTERNAL, XML_DEFINED);
    return true;
}

static bool
has_medium(const Disk *disk)
{
    return disk->src.type != STORAGE_KIND_FILE || disk->src.path;
}

/* By its target or by its image. */
static int
find_disk(const Domain *domain, const char *name)
{
    for (unsigned int i = 0; i < domain->devices.disks.n; i++)
        if (strcmp(domain->devices.disks.items[i]->dst, name) == 0)
            return (int)i;
    for (unsigned int i = 0; i < domain->devices.disks.n; i++)
        if (g_strcmp0(domain->devices.disks.items[i]->src.path, name) == 0)
            return (int)i;
    return -1;
}

static SnapshotPlace
place_of_disk(const Disk *disk, SnapshotPlace usual)
{
    switch (disk->snapshot) {
    case DISK_SNAPSHOT_NO:
        return SNAPSHOT_PLACE_NO;
    case DISK_SNAPSHOT_INTERNAL:
        return SNAPSHOT_PLACE_INTERNAL;
    case DISK_SNAPSHOT_EXTERNAL:
        return SNAPSHOT_PLACE_EXTERNAL;
    case DISK_SNAPSHOT_MANUAL:
        return SNAPSHOT_PLACE_MANUAL;
    case DISK_SNAPSHOT_UNSET:
        break;
    }
    /* What never changes needs no snapshot. */
    return disk->readonly || !has_medium(disk) ? SNAPSHOT_PLACE_NO : usual;
}

/* /img/a.qcow2 becomes /img/a.NAME. */
static bool
make_file_name(Definition *def, const Disk *disk, SnapshotDisk *request, GError **error)
{
    const Snapshot *snapshot = def->root;
    const char *path = disk->src.path, *slash, *dot;

    if (request->place != SNAPSHOT_PLACE_EXTERNAL || request->src.path)
        return true;
    if (disk->src.type != STORAGE_KIND_FILE)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "cannot generate external snapshot name for disk '%s' on a '%s' device",
                       disk->dst, define_text(XML_ENUM_STORAGE_KIND, disk->src.type));
    slash = strrchr(path, '/');
    dot = strrchr(slash ? slash : path, '.');
    request->src.type = STORAGE_KIND_FILE;
    XML_SET(&request->src, path,
            arena_printf(def->arena, "%.*s.%s", (int)(dot ? dot - path : (long)strlen(path)), path,
                         snapshot->name),
            XML_DEFINED);
    return true;
}

/* One request for each disk, in the order of the domain's. */
static bool
align_disks(Definition *def, const Domain *domain, SnapshotPlace usual, bool is_uniform,
            GError **error)
{
    Snapshot *snapshot = def->root;
    unsigned int n = domain->devices.disks.n;
    g_autofree SnapshotDisk **aligned = g_new0(SnapshotDisk *, n + 1);

    if (snapshot->disks.n > n)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "too many disk snapshot requests for domain");
    for (unsigned int i = 0; i < snapshot->disks.n; i++) {
        SnapshotDisk *request = snapshot->disks.items[i];
        int at = find_disk(domain, request->name);
        const Disk *disk = at < 0 ? NULL : domain->devices.disks.items[at];

        if (!disk)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "no disk named '%s'", request->name);
        if (aligned[at])
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "disk '%s' specified twice",
                           request->name);
        aligned[at] = request;
        if (request->place == SNAPSHOT_PLACE_UNSET)
            XML_SET(request, place, place_of_disk(disk, usual), XML_DEFINED);
        if (is_uniform && request->place != usual && has_medium(disk) && !disk->readonly)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "disk '%s' must use snapshot mode '%s'", request->name,
                           define_text(XML_ENUM_SNAPSHOT_PLACE, usual));
        XML_SET(request, name, disk->dst, XML_DEFINED);
    }
    snapshot->disks.n = 0;
    for (unsigned int i = 0; i < n; i++) {
        const Disk *disk = domain->devices.disks.items[i];

        if (!aligned[i]) {
            aligned[i] = object_new(def->arena, XML_TYPE_SNAPSHOT_DISK, XML_DEFINED);
            XML_SET(aligned[i], name, arena_strdup(def->arena, disk->dst), XML_DEFINED);
            XML_SET(aligned[i], place, place_of_disk(disk, usual), XML_DEFINED);
        }
        list_append(def->arena, &snapshot->disks, aligned[i]);
        if (!make_file_name(def, disk, aligned[i], error))
            return false;
    }
    return true;
}

bool
snapshot_define(Definition *def, const Domain *domain, const SnapshotMoment *moment, GError **error)
{
    Snapshot *snapshot = def->root;
    SnapshotPlace usual;

    if (snapshot->name && snapshot->name[0] == '\0')
        XML_UNSET(snapshot, name);
    if (!snapshot->name)
        XML_SET(snapshot, name, arena_printf(def->arena, "%" G_GINT64_FORMAT, moment->now),
                XML_DEFINED);
    if (!check_memory(snapshot, error))
        return false;
    for (unsigned int i = 0; i < snapshot->disks.n; i++)
        if (!read_disk_request(snapshot->disks.items[i], error))
            return false;
    if (moment->is_memory_checked && !moment->is_running &&
        (snapshot->memory == SNAPSHOT_PLACE_INTERNAL ||
         snapshot->memory == SNAPSHOT_PLACE_EXTERNAL))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "memory state cannot be saved with offline or disk-only snapshot");
    usual = snapshot->memory == SNAPSHOT_PLACE_EXTERNAL || moment->is_disk_only
                ? SNAPSHOT_PLACE_EXTERNAL
                : SNAPSHOT_PLACE_INTERNAL;
    if (!align_disks(def, domain, usual, usual == SNAPSHOT_PLACE_INTERNAL, error))
        return false;
    if (!moment->is_running || moment->is_disk_only)
        XML_SET(snapshot, memory, SNAPSHOT_PLACE_NO, XML_DEFINED);
    else if (snapshot->memory != SNAPSHOT_PLACE_EXTERNAL)
        XML_SET(snapshot, memory, SNAPSHOT_PLACE_INTERNAL, XML_DEFINED);
    if (snapshot->memory != SNAPSHOT_PLACE_EXTERNAL)
        XML_UNSET(snapshot, memory_file);
    XML_SET(snapshot, created, moment->now, XML_DEFINED);
    XML_SET(snapshot, state,
            moment->is_disk_only && moment->is_running ? SNAPSHOT_STATE_DISK_SNAPSHOT
            : moment->is_running                       ? SNAPSHOT_STATE_RUNNING
                                                       : SNAPSHOT_STATE_SHUTOFF,
            XML_DEFINED);
    /* The one that was current, which the driver knows. */
    memset(&snapshot->parent, 0, sizeof(snapshot->parent));
    if (moment->parent)
        XML_SET(&snapshot->parent, name, arena_strdup(def->arena, moment->parent), XML_DEFINED);
    snapshot->domain = object_copy(def->arena, XML_TYPE_DOMAIN, domain);
    snapshot->inactive = NULL;
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots: where memory and each disk are kept. */
#include <string.h>

#include "core/define/moment-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN_SNAPSHOT

static const MomentKind snapshot_kind = { "snapshot", ERR_DOMAIN, offsetof(Snapshot, parent) };

/* --- memory */

static bool
is_off(SnapshotState state)
{
    return state == SNAPSHOT_STATE_SHUTOFF || state == SNAPSHOT_STATE_DISK_SNAPSHOT;
}

static bool
define_memory(Snapshot *snapshot, bool has_none, GError **error)
{
    const char *file = snapshot->memory_file;

    if (snapshot->from.memory != XML_ABSENT) {
        if (snapshot->memory == SNAPSHOT_PLACE_MANUAL)
            return err_set(error, VIR_ERR_XML_ERROR, "'manual' memory snapshot mode not supported");
        if (file != NULL && snapshot->memory != SNAPSHOT_PLACE_EXTERNAL)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "memory filename '%s' requires external snapshot", file);
        if (file == NULL && snapshot->memory == SNAPSHOT_PLACE_EXTERNAL)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "external memory snapshots require a filename");
    } else {
        SnapshotPlace place = file != NULL ? SNAPSHOT_PLACE_EXTERNAL
                              : has_none   ? SNAPSHOT_PLACE_NO
                                           : SNAPSHOT_PLACE_INTERNAL;

        XML_SET(snapshot, memory, place, XML_DEFINED);
    }
    if (has_none && snapshot->memory != SNAPSHOT_PLACE_NO)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "memory state cannot be saved with offline or disk-only snapshot");
    if (file != NULL && *file != '/')
        return err_set(error, VIR_ERR_XML_ERROR, "memory snapshot file path (%s) must be absolute",
                       file);
    return true;
}

/* --- disks */

/* What the domain says of the disk, NONE if nothing. */
static SnapshotPlace
place_of_disk(const Disk *disk)
{
    static const SnapshotPlace places[] = {
        [DISK_SNAPSHOT_NO] = SNAPSHOT_PLACE_NO,
        [DISK_SNAPSHOT_INTERNAL] = SNAPSHOT_PLACE_INTERNAL,
        [DISK_SNAPSHOT_EXTERNAL] = SNAPSHOT_PLACE_EXTERNAL,
        [DISK_SNAPSHOT_MANUAL] = SNAPSHOT_PLACE_MANUAL,
    };

    if (disk->from.snapshot != XML_ABSENT)
        return places[disk->snapshot];
    return disk_is_constant(disk) ? SNAPSHOT_PLACE_NO : SNAPSHOT_PLACE_UNSET;
}

/* What can be said without the domain. */
static bool
define_disk(SnapshotDisk *item, Arena *arena, GError **error)
{
    StorageSource *src = &item->src;

    XML_SET_IF_ABSENT(src, type, STORAGE_KIND_FILE, XML_DEFINED);
    if (src->type != STORAGE_KIND_FILE && src->type != STORAGE_KIND_BLOCK &&
        src->type != STORAGE_KIND_NETWORK)
        return err_set(error, VIR_ERR_XML_ERROR, "unsupported disk snapshot type '%s'",
                       define_text(XML_ENUM_STORAGE_KIND, src->type));
    if (src->path != NULL && *src->path == '\0')
        XML_UNSET(src, path);
    complete_source(src, arena);
    if (item->from.place == XML_ABSENT && (src->path != NULL || src->from.format != XML_ABSENT))
        XML_SET(item, place, SNAPSHOT_PLACE_EXTERNAL, XML_DEFINED);
    if (src->type != STORAGE_KIND_NETWORK && src->path != NULL && *src->path != '/')
        return err_set(error, VIR_ERR_XML_ERROR, "disk snapshot image path '%s' must be absolute",
                       src->path);
    return true;
}

/* The place that all disks take that do not say another. If they must, only those that are never
 * part of a snapshot may say "no". */
typedef struct Places {
    SnapshotPlace place;
    bool is_required;
} Places;

static bool
match_disk(SnapshotDisk *item, const Disk *disk, const Places *places, GError **error)
{
    SnapshotPlace own = place_of_disk(disk);

    if (item->from.place == XML_ABSENT) {
        XML_SET(item, place, own != SNAPSHOT_PLACE_UNSET ? own : places->place, XML_DEFINED);
    } else if (places->is_required && item->place != places->place &&
               (item->place != SNAPSHOT_PLACE_NO || own != SNAPSHOT_PLACE_NO)) {
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "disk '%s' must use snapshot mode '%s'",
                       item->name, define_text(XML_ENUM_SNAPSHOT_PLACE, places->place));
    }
    if (item->src.path != NULL && item->place != SNAPSHOT_PLACE_EXTERNAL)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "file '%s' for disk '%s' requires use of external snapshot mode",
                       item->src.path, item->name);
    item->name = disk->dst;
    return true;
}

/* The image of the disk with the name of the snapshot in place of what stands behind the last
 * dot of its own. */
static bool
define_path(const Snapshot *snapshot, SnapshotDisk *item, const Disk *disk, const MomentEnv *env,
            Arena *arena, GError **error)
{
    const char *path = disk->src.path, *dot;

    if (item->src.type != STORAGE_KIND_FILE)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "cannot generate external snapshot name for disk '%s' on a '%s' device",
                       item->name, define_text(XML_ENUM_STORAGE_KIND, item->src.type));
    if (path == NULL)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "cannot generate external snapshot name for disk '%s' without source",
                       item->name);
    if (!env->is_file(env->data, path))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "source for disk '%s' is not a regular file; refusing to generate external "
                       "snapshot name",
                       item->name);
    dot = strrchr(path, '.');
    if (dot == NULL || strchr(dot, '/') != NULL)
        dot = path + strlen(path);
    XML_SET(&item->src, path,
            arena_printf(arena, "%.*s.%s", (int)(dot - path), path, snapshot->name), XML_DEFINED);
    return true;
}

static bool
define_paths(Snapshot *snapshot, const MomentEnv *env, Arena *arena, GError **error)
{
    g_autoptr(GHashTable) disks = g_hash_table_new(g_str_hash, g_str_equal); /* by path */

    for (unsigned int i = 0; i < snapshot->disks.n; i++) {
        SnapshotDisk *item = snapshot->disks.items[i];
        const SnapshotDisk *other;

        if (item->place != SNAPSHOT_PLACE_EXTERNAL)
            continue;
        if (item->src.path != NULL) {
            g_hash_table_insert(disks, (void *)item->src.path, item);
            continue;
        }
        if (!define_path(snapshot, item, snapshot->domain->devices.disks.items[i], env, arena,
                         error))
            return false;
        other = g_hash_table_lookup(disks, item->src.path);
        if (other != NULL)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "cannot generate external snapshot name for disk '%s': collision with "
                           "disk '%s'",
                           item->name, other->name);
        g_hash_table_insert(disks, (void *)item->src.path, item);
    }
    return true;
}

/* A source is shown of new images only, or where a format was said. */
static void
define_shown(Snapshot *snapshot, const MomentEnv *env)
{
    for (unsigned int i = 0; i < snapshot->disks.n; i++) {
        SnapshotDisk *item = snapshot->disks.items[i];
        StorageSource *src = &item->src;

        if (item->place != SNAPSHOT_PLACE_EXTERNAL) {
            if (src->from.format == XML_ABSENT)
                XML_UNSET(src, type);
            continue;
        }
        if (env->format != STORAGE_FORMAT_UNSET && !(env->flags & MOMENT_REDEFINE))
            XML_SET_IF_ABSENT(src, format, env->format, XML_DEFINED);
    }
}

/* All disks of the domain, in its order. */
static bool
define_disks(Snapshot *snapshot, const MomentEnv *env, const Places *places, Arena *arena,
             GError **error)
{
    const Domain *domain = snapshot->domain;
    g_autoptr(DiskNames) names = NULL;

    if (domain == NULL)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "missing domain in snapshot");
    if (snapshot->disks.n > domain->devices.disks.n)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "too many disk snapshot requests for domain");
    names = disk_names_new(domain);
    for (unsigned int i = 0; i < snapshot->disks.n; i++) {
        SnapshotDisk *item = snapshot->disks.items[i];
        int index = disk_names_take(names, &snapshot_kind, item->name, item, error);

        if (index < 0 || !match_disk(item, domain->devices.disks.items[index], places, error))
            return false;
    }
    snapshot->disks.n = 0;
    for (unsigned int i = 0; i < domain->devices.disks.n; i++) {
        const Disk *disk = domain->devices.disks.items[i];
        SnapshotDisk *item = disk_names_item(names, i);

        if (item == NULL) {
            SnapshotPlace own = place_of_disk(disk);

            item = object_new(arena, XML_TYPE_SNAPSHOT_DISK, XML_DEFINED);
            XML_SET(item, name, arena_strdup(arena, disk->dst), XML_DEFINED);
            XML_SET(item, place, own != SNAPSHOT_PLACE_UNSET ? own : places->place, XML_DEFINED);
            XML_SET(&item->src, type, STORAGE_KIND_FILE, XML_DEFINED);
        }
        list_append(arena, &snapshot->disks, item);
    }
    if (!define_paths(snapshot, env, arena, error))
        return false;
    define_shown(snapshot, env);
    return true;
}

/* --- known ones */

static bool
is_online(SnapshotState state)
{
    return state == SNAPSHOT_STATE_RUNNING || state == SNAPSHOT_STATE_PAUSED;
}

/* What replaces another is of the same kind. */
static bool
check_replaced(Snapshot *snapshot, const Snapshot *other, Arena *arena, GError **error)
{
    if (is_online(other->state) != is_online(snapshot->state))
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "cannot change between online and offline snapshot state in snapshot %s",
                       snapshot->name);
    if ((other->state == SNAPSHOT_STATE_DISK_SNAPSHOT) !=
        (snapshot->state == SNAPSHOT_STATE_DISK_SNAPSHOT))
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "cannot change between disk only and full system in snapshot %s",
                       snapshot->name);
    if (other->domain == NULL)
        return true;
    if (snapshot->domain != NULL && strcmp(snapshot->domain->name, other->domain->name) != 0)
        return err_set_full(error, VIR_FROM_DOMAIN, VIR_ERR_CONFIG_UNSUPPORTED,
                            "Target domain name '%s' does not match source '%s'",
                            snapshot->domain->name, other->domain->name);
    if (snapshot->domain != NULL)
        return object_check_abi(XML_TYPE_DOMAIN, other->domain, snapshot->domain, error);
    snapshot->domain = object_copy(arena, XML_TYPE_DOMAIN, other->domain);
    return true;
}

bool
snapshot_is_external(const Snapshot *snapshot)
{
    if (snapshot->memory == SNAPSHOT_PLACE_EXTERNAL)
        return true;
    for (unsigned int i = 0; i < snapshot->disks.n; i++)
        if (snapshot->disks.items[i]->place == SNAPSHOT_PLACE_EXTERNAL)
            return true;
    return false;
}

static bool
check_state(const Snapshot *snapshot, GError **error)
{
    if (snapshot->from.state == XML_ABSENT)
        return err_set(error, VIR_ERR_XML_ERROR, "missing state from existing snapshot");
    return true;
}

static bool
define_known(Snapshot *snapshot, const MomentEnv *env, Arena *arena, GError **error)
{
    const Snapshot *other;
    Places places = { SNAPSHOT_PLACE_INTERNAL, true };

    if (env->flags & MOMENT_AS_TOLD) {
        define_shown(snapshot, env);
        return snapshot->domain == NULL || moment_define_domain(&snapshot_kind, env, snapshot->name,
                                                                snapshot->domain, arena, error);
    }
    if (!moment_check_name(&snapshot_kind, env, snapshot->name, error) ||
        !moment_check_parent(&snapshot_kind, env, snapshot->name, snapshot->parent.name, error))
        return false;
    if ((env->flags & MOMENT_DISK_ONLY) && snapshot->state != SNAPSHOT_STATE_DISK_SNAPSHOT)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "disk-only flag for snapshot %s requires disk-snapshot state",
                       snapshot->name);
    if (snapshot->domain != NULL &&
        !moment_define_domain(&snapshot_kind, env, snapshot->name, snapshot->domain, arena, error))
        return false;
    if (snapshot->inactive != NULL) {
        Definition def = { 1, XML_DOCUMENT_DOMAIN, arena, snapshot->inactive };

        if (!domain_complete(&def, env->define, error))
            return false;
    }
    other = env->find(env->data, snapshot->name);
    if (other != NULL && !check_replaced(snapshot, other, arena, error))
        return false;
    if (snapshot->state == SNAPSHOT_STATE_DISK_SNAPSHOT || snapshot_is_external(snapshot))
        places = (Places){ SNAPSHOT_PLACE_EXTERNAL, false };
    return define_disks(snapshot, env, &places, arena, error);
}

/* --- new ones */

static bool
define_new(Snapshot *snapshot, const MomentEnv *env, Arena *arena, GError **error)
{
    bool is_shut = is_off(env->state), is_disk_only = env->flags & MOMENT_DISK_ONLY;
    Places places = { SNAPSHOT_PLACE_INTERNAL, true };

    if (is_disk_only || snapshot->memory == SNAPSHOT_PLACE_EXTERNAL)
        places = (Places){ SNAPSHOT_PLACE_EXTERNAL, false };
    if (is_disk_only || places.is_required)
        XML_SET(snapshot, memory,
                is_disk_only || is_shut ? SNAPSHOT_PLACE_NO : SNAPSHOT_PLACE_INTERNAL, XML_DEFINED);
    XML_SET(snapshot, state, is_disk_only && !is_shut ? SNAPSHOT_STATE_DISK_SNAPSHOT : env->state,
            XML_DEFINED);
    XML_SET(snapshot, created, env->now, XML_DEFINED);
    if (env->current != NULL)
        XML_SET(&snapshot->parent, name, arena_strdup(arena, env->current), XML_DEFINED);
    snapshot->domain = object_copy(arena, XML_TYPE_DOMAIN, env->domain);
    return moment_check_name(&snapshot_kind, env, snapshot->name, error) &&
           define_disks(snapshot, env, &places, arena, error) &&
           moment_check_unused(env, snapshot->name, error);
}

bool
snapshot_define(Definition *def, const MomentEnv *env, GError **error)
{
    Snapshot *snapshot = def->root;
    bool is_known = env->flags & MOMENT_REDEFINE;
    bool has_no_memory = is_known ? is_off(snapshot->state)
                                  : (env->flags & (MOMENT_OFFLINE | MOMENT_DISK_ONLY)) != 0;

    if (is_known && (!moment_check_known(&snapshot_kind, snapshot->name,
                                         snapshot->from.created != XML_ABSENT, error) ||
                     !check_state(snapshot, error)))
        return false;
    if (snapshot->name == NULL || *snapshot->name == '\0')
        XML_SET(snapshot, name, moment_name(env, def->arena), XML_DEFINED);
    if (snapshot->from.created != XML_ABSENT && snapshot->created == 0)
        XML_UNSET(snapshot, created);
    XML_UNSET(snapshot, active);
    if (!define_memory(snapshot, has_no_memory, error))
        return false;
    for (unsigned int i = 0; i < snapshot->disks.n; i++)
        if (!define_disk(snapshot->disks.items[i], def->arena, error))
            return false;
    return is_known ? define_known(snapshot, env, def->arena, error)
                    : define_new(snapshot, env, def->arena, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Backups: which disks are part of one, since when, and where to. */
#include "core/define/moment-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static const MomentKind backup_kind = { "backup", ERR_DOMAIN };

/* --- its disks, which stand in one of two lists */

static unsigned int
n_disks(const Backup *backup)
{
    return backup->mode == BACKUP_MODE_PULL ? backup->pull_disks.n : backup->push_disks.n;
}

static BackupDisk *
disk_at(const Backup *backup, unsigned int i)
{
    return backup->mode == BACKUP_MODE_PULL ? &backup->pull_disks.items[i]->disk
                                            : &backup->push_disks.items[i]->disk;
}

static BackupDisk *
add_disk(Backup *backup, Arena *arena)
{
    if (backup->mode == BACKUP_MODE_PULL) {
        BackupPullDisk *pull = object_new(arena, XML_TYPE_BACKUP_PULL_DISK, XML_DEFINED);

        list_append(arena, &backup->pull_disks, pull);
        return &pull->disk;
    } else {
        BackupPushDisk *push = object_new(arena, XML_TYPE_BACKUP_PUSH_DISK, XML_DEFINED);

        list_append(arena, &backup->push_disks, push);
        return &push->disk;
    }
}

/* --- one disk */

static bool
define_mode(const Backup *backup, BackupDisk *item, GError **error)
{
    if (item->from.mode == XML_ABSENT)
        XML_SET(item, mode,
                item->incremental != NULL || backup->incremental != NULL
                    ? BACKUP_DISK_MODE_INCREMENTAL
                    : BACKUP_DISK_MODE_FULL,
                XML_DEFINED);
    if (item->mode == BACKUP_DISK_MODE_FULL)
        return true;
    if (item->incremental == NULL && backup->incremental == NULL)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "'incremental' backup mode of disk '%s' requires setting 'incremental' "
                       "field for disk or backup",
                       item->name);
    XML_SET_IF_ABSENT(item, incremental, backup->incremental, XML_DEFINED);
    return true;
}

static void
forget_all_but_name(BackupDisk *item)
{
    XML_UNSET(item, mode);
    XML_UNSET(item, incremental);
    XML_UNSET(item, export_name);
    XML_UNSET(item, export_bitmap);
}

/* The image of the disk, with the time behind its name. */
static bool
define_store(BackupDisk *item, const Disk *disk, const MomentEnv *env, Arena *arena, GError **error)
{
    StorageSource *store = &item->store;

    XML_SET_IF_ABSENT(store, type, STORAGE_KIND_FILE, XML_DEFINED);
    if (env->format != STORAGE_FORMAT_UNSET)
        XML_SET_IF_ABSENT(store, format, env->format, XML_DEFINED);
    if (store->path != NULL)
        return true;
    if (disk->src.type != STORAGE_KIND_FILE || store->type != STORAGE_KIND_FILE)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "refusing to generate file name for disk '%s'", disk->dst);
    XML_SET(store, path, arena_printf(arena, "%s.%s", disk->src.path, moment_name(env, arena)),
            XML_DEFINED);
    return true;
}

static void
define_export(const Backup *backup, BackupDisk *item, const Disk *disk, Arena *arena)
{
    if (backup->mode != BACKUP_MODE_PULL)
        return;
    XML_SET_IF_ABSENT(item, export_name, disk->dst, XML_DEFINED);
    if (item->mode == BACKUP_DISK_MODE_INCREMENTAL)
        XML_SET_IF_ABSENT(item, export_bitmap, arena_printf(arena, "backup-%s", disk->dst),
                          XML_DEFINED);
}

/* --- all disks */

static bool
match_disks(const Backup *backup, const Domain *domain, DiskNames *names, GError **error)
{
    for (unsigned int i = 0; i < n_disks(backup); i++) {
        BackupDisk *item = disk_at(backup, i);
        bool is_in = item->backup == YES_NO_YES;
        int index;

        if (is_in && !define_mode(backup, item, error))
            return false;
        index = disk_names_take(names, &backup_kind, item->name, item, error);
        if (index < 0)
            return false;
        if (is_in && disk_is_empty(domain->devices.disks.items[index]))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "disk '%s' has no media", item->name);
    }
    return true;
}

/* The disks that were listed, and behind them the others of the domain. Without a list, what can
 * change is part of it. */
static bool
define_disks(Backup *backup, const MomentEnv *env, Arena *arena, GError **error)
{
    const Domain *domain = env->domain;
    bool is_listed = n_disks(backup) > 0;
    g_autoptr(DiskNames) names = NULL;

    if (domain->devices.disks.n == 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "domain must have at least one disk to perform backup");
    names = disk_names_new(domain);
    if (!match_disks(backup, domain, names, error))
        return false;
    for (unsigned int i = 0; i < domain->devices.disks.n; i++) {
        const Disk *disk = domain->devices.disks.items[i];
        BackupDisk *item = disk_names_item(names, i);

        if (item == NULL) {
            bool is_in = !is_listed && !disk_is_constant(disk);

            item = add_disk(backup, arena);
            XML_SET(item, name, arena_strdup(arena, disk->dst), XML_DEFINED);
            XML_SET(item, backup, is_in ? YES_NO_YES : YES_NO_NO, XML_DEFINED);
            if (is_in && !define_mode(backup, item, error))
                return false;
        }
        if (item->backup != YES_NO_YES) {
            forget_all_but_name(item);
            continue;
        }
        if (!define_store(item, disk, env, arena, error))
            return false;
        define_export(backup, item, disk, arena);
    }
    return true;
}

/* --- since when */

static bool
has_bitmap(const Checkpoint *checkpoint, const char *disk)
{
    for (unsigned int i = 0; i < checkpoint->disks.n; i++)
        if (g_str_equal(checkpoint->disks.items[i]->name, disk))
            return checkpoint->disks.items[i]->kind == CHECKPOINT_KIND_BITMAP;
    return false;
}

/* Whether the emulator has the bitmaps still is seen when it is asked to use them. */
static bool
check_since(const Backup *backup, const MomentEnv *env, GError **error)
{
    bool is_any = false;

    for (unsigned int i = 0; i < n_disks(backup); i++)
        is_any = is_any || disk_at(backup, i)->backup == YES_NO_YES;
    if (!is_any)
        return err_set_full(error, VIR_FROM_QEMU, VIR_ERR_CONFIG_UNSUPPORTED,
                            "no disks selected for backup");
    for (unsigned int i = 0; i < n_disks(backup); i++) {
        const BackupDisk *item = disk_at(backup, i);
        const Checkpoint *checkpoint;

        if (item->backup != YES_NO_YES || item->mode != BACKUP_DISK_MODE_INCREMENTAL)
            continue;
        checkpoint = env->find(env->data, item->incremental);
        if (checkpoint == NULL)
            return err_set_full(error, VIR_FROM_QEMU, VIR_ERR_NO_DOMAIN_CHECKPOINT,
                                "Checkpoint '%s' for incremental backup of disk '%s' not found",
                                item->incremental, item->name);
        if (!has_bitmap(checkpoint, item->name))
            return err_set_full(error, VIR_FROM_QEMU, VIR_ERR_CHECKPOINT_INCONSISTENT,
                                "missing or broken bitmap '%s' for disk '%s'", item->incremental,
                                item->name);
    }
    return true;
}

bool
backup_define(Definition *def, const MomentEnv *env, GError **error)
{
    Backup *backup = def->root;
    BackupServer *server = backup->server;

    if (backup->incremental != NULL && *backup->incremental == '\0')
        XML_UNSET(backup, incremental);
    if (server != NULL) {
        XML_SET_IF_ABSENT(server, transport, NET_TRANSPORT_TCP, XML_DEFINED);
        if (!check_port(server->port, error))
            return false;
    }
    if (!define_disks(backup, env, def->arena, error))
        return false;
    if (server != NULL && server->transport == NET_TRANSPORT_TCP && server->port == 0)
        return err_set_full(error, VIR_FROM_QEMU, VIR_ERR_OPERATION_UNSUPPORTED,
                            "<domainbackup> must specify TCP port for now");
    return check_since(backup, env, error);
}

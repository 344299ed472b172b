/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checkpoints: which disks get a bitmap, and what it is called. */
#include <string.h>

#include "core/define/moment-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN_CHECKPOINT

static const MomentKind checkpoint_kind = { "checkpoint", ERR_DOMAIN,
                                            offsetof(Checkpoint, parent) };

static bool
match_disks(const Checkpoint *checkpoint, DiskNames *names, GError **error)
{
    const Domain *domain = checkpoint->domain;

    for (unsigned int i = 0; i < checkpoint->disks.n; i++) {
        CheckpointDisk *item = checkpoint->disks.items[i];
        int index = disk_names_take(names, &checkpoint_kind, item->name, item, error);
        const Disk *disk;

        if (index < 0)
            return false;
        disk = domain->devices.disks.items[index];
        if (item->kind != CHECKPOINT_KIND_NO && disk_is_constant(disk))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "disk '%s' is empty or readonly",
                           disk->dst);
        item->name = disk->dst;
    }
    return true;
}

/* All disks of the domain, in its order. Without a list, what can change is part of it. */
static bool
define_disks(Checkpoint *checkpoint, Arena *arena, GError **error)
{
    const Domain *domain = checkpoint->domain;
    bool is_listed = checkpoint->disks.n > 0;
    g_autoptr(DiskNames) names = NULL;

    if (checkpoint->disks.n > domain->devices.disks.n)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "too many disk checkpoint requests for domain");
    if (domain->devices.disks.n == 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "domain must have at least one disk to perform checkpoints");
    names = disk_names_new(domain);
    if (!match_disks(checkpoint, names, error))
        return false;
    checkpoint->disks.n = 0;
    for (unsigned int i = 0; i < domain->devices.disks.n; i++) {
        const Disk *disk = domain->devices.disks.items[i];
        CheckpointDisk *item = disk_names_item(names, i);

        if (item == NULL) {
            item = object_new(arena, XML_TYPE_CHECKPOINT_DISK, XML_DEFINED);
            XML_SET(item, name, arena_strdup(arena, disk->dst), XML_DEFINED);
            XML_SET(item, kind,
                    is_listed || disk_is_constant(disk) ? CHECKPOINT_KIND_NO
                                                        : CHECKPOINT_KIND_BITMAP,
                    XML_DEFINED);
        }
        XML_SET_IF_ABSENT(item, kind, CHECKPOINT_KIND_BITMAP, XML_DEFINED);
        if (item->kind == CHECKPOINT_KIND_BITMAP)
            XML_SET_IF_ABSENT(item, bitmap, checkpoint->name, XML_DEFINED);
        XML_UNSET(item, size);
        list_append(arena, &checkpoint->disks, item);
    }
    return true;
}

static bool
define_known(Checkpoint *checkpoint, const MomentEnv *env, Arena *arena, GError **error)
{
    const char *name = checkpoint->name;

    if (!moment_check_known(&checkpoint_kind, name, checkpoint->from.created != XML_ABSENT, error))
        return false;
    if (!moment_check_name(&checkpoint_kind, env, name, error) ||
        !moment_check_parent(&checkpoint_kind, env, name, checkpoint->parent.name, error))
        return false;
    /* Without a domain nothing can be said of its disks. */
    if (checkpoint->domain == NULL)
        return true;
    return moment_define_domain(&checkpoint_kind, env, name, checkpoint->domain, arena, error) &&
           define_disks(checkpoint, arena, error);
}

static bool
check_bitmaps(const Checkpoint *checkpoint, GError **error)
{
    for (unsigned int i = 0; i < checkpoint->disks.n; i++) {
        const CheckpointDisk *item = checkpoint->disks.items[i];
        const Disk *disk = checkpoint->domain->devices.disks.items[i];

        if (item->kind != CHECKPOINT_KIND_BITMAP)
            continue;
        if (strcmp(item->bitmap, checkpoint->name) != 0)
            return err_set_full(error, VIR_FROM_QEMU, VIR_ERR_CONFIG_UNSUPPORTED,
                                "bitmap for disk '%s' must match checkpoint name '%s'", item->name,
                                checkpoint->name);
        if (disk->src.format != STORAGE_FORMAT_QCOW2)
            return err_set_full(error, VIR_FROM_QEMU, VIR_ERR_CONFIG_UNSUPPORTED,
                                "checkpoint for disk %s unsupported for storage type %s",
                                item->name, define_text(XML_ENUM_STORAGE_FORMAT, disk->src.format));
    }
    return true;
}

bool
checkpoint_define(Definition *def, const MomentEnv *env, GError **error)
{
    Checkpoint *checkpoint = def->root;

    if (env->flags & MOMENT_REDEFINE)
        return define_known(checkpoint, env, def->arena, error);
    if (checkpoint->name == NULL || *checkpoint->name == '\0')
        XML_SET(checkpoint, name, moment_name(env, def->arena), XML_DEFINED);
    XML_SET(checkpoint, created, env->now, XML_DEFINED);
    if (env->current != NULL)
        XML_SET(&checkpoint->parent, name, arena_strdup(def->arena, env->current), XML_DEFINED);
    checkpoint->domain = object_copy(def->arena, XML_TYPE_DOMAIN, env->domain);
    return moment_check_name(&checkpoint_kind, env, checkpoint->name, error) &&
           define_disks(checkpoint, def->arena, error) &&
           (!(env->flags & MOMENT_IMAGE_BITMAPS) || check_bitmaps(checkpoint, error)) &&
           moment_check_unused(env, checkpoint->name, error);
}

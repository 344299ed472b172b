/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sizes of disks that a guest uses, and how much may be written until somebody is told. */
#include <string.h>

#include "core/domain/block.h"
#include "core/domain/domain-priv.h"
#include "core/domain/figures.h"

#define ERR_DOMAIN dom->host->type->errors

#define SECTOR 512

static const BlockDriver *
driver_of(const DomainObj *dom)
{
    return dom->host->type->domains->blocks;
}

/* What flags ask for beside a size. */
static bool
choose_size(DomainObj *dom, const Disk *disk, unsigned int flags, uint64_t *bytes_io, Job *job,
            GError **error)
{
    const FiguresDriver *figures = dom->host->type->domains->figures;
    BlockFigures now = { 0 };
    bool is_whole = flags & VIR_DOMAIN_BLOCK_RESIZE_CAPACITY;

    if (is_whole &&
        (disk->src.type != STORAGE_KIND_BLOCK || disk->src.format != STORAGE_FORMAT_RAW))
        return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                       "block resize to full capacity supported only with 'raw' local block-based "
                       "disks");
    if (is_whole && *bytes_io != 0)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "the size of a disk that is to fill its device must be 0");
    if (!is_whole && !(flags & VIR_DOMAIN_BLOCK_RESIZE_EXTEND))
        return true;
    if (!figures->size || !figures->size(dom, disk, &now, job, error))
        return false;
    if (is_whole)
        *bytes_io = now.physical;
    return *bytes_io >= now.capacity || !(flags & VIR_DOMAIN_BLOCK_RESIZE_EXTEND) ||
           err_set(error, VIR_ERR_INVALID_ARG,
                   "the new size of disk '%s', %" G_GUINT64_FORMAT
                   " bytes, is less than the current one, %" G_GUINT64_FORMAT " bytes",
                   disk->dst, *bytes_io, now.capacity);
}

bool
domain_block_resize_method(DomainObj *dom, const char *path, unsigned long long size,
                           unsigned int flags, Job *job, GError **error)
{
    g_autoptr(Definition) live = NULL;
    const Disk *disk;
    uint64_t bytes;

    if (!(flags & VIR_DOMAIN_BLOCK_RESIZE_BYTES)) {
        if (size > ULLONG_MAX / 1024)
            return err_set(error, VIR_ERR_OVERFLOW, "size must be less than %llu",
                           ULLONG_MAX / 1024);
        size *= 1024;
    }
    if (!(live = domain_require_live(dom, error)))
        return false;
    disk = domain_find_disk(domain_of(live), path);
    if (!disk)
        return err_set(error, VIR_ERR_INVALID_ARG, "disk '%s' was not found in the domain config",
                       path);
    if (size > ULLONG_MAX - SECTOR)
        return err_set(error, VIR_ERR_OVERFLOW, "size must be less than %llu",
                       ULLONG_MAX - SECTOR + 1);
    bytes = (size + SECTOR - 1) / SECTOR * SECTOR;
    return block_job_refuse(dom, disk->dst, error) &&
           choose_size(dom, disk, flags, &bytes, job, error) &&
           driver_of(dom)->resize(dom, disk, bytes, job, error);
}

/* "vda", or an image below as "vda[2]". */
static const Disk *
find_image(const Domain *domain, const char *name, unsigned int *depth_out)
{
    for (unsigned int i = 0; i < domain->devices.disks.n; i++) {
        const Disk *disk = domain->devices.disks.items[i];
        int depth;

        if (!disk->dst || !g_str_has_prefix(name, disk->dst))
            continue;
        *depth_out = 0;
        if (g_str_equal(name, disk->dst))
            return disk;
        depth = name[strlen(disk->dst)] == '[' ? chain_find(disk, name, -1, NULL) : -1;
        *depth_out = (unsigned int)MAX(depth, 0);
        if (depth >= 0)
            return disk;
    }
    return NULL;
}

bool
domain_set_block_threshold_method(DomainObj *dom, const char *dev, unsigned long long threshold,
                                  unsigned int flags, Job *job, GError **error)
{
    g_autoptr(Definition) live = domain_require_live(dom, error);
    const Disk *disk;
    unsigned int depth;

    if (!live)
        return false;
    disk = find_image(domain_of(live), dev, &depth);
    if (!disk)
        return err_set(error, VIR_ERR_INVALID_ARG, "failed to find disk '%s'", dev);
    return driver_of(dom)->set_threshold(dom, disk, depth, threshold, job, error);
}

/* As the original does: of what the guest writes to it is told twice if the image has an index,
 * with that as well. */
void
domain_block_exceeded(DomainObj *dom, const char *name, unsigned int depth, uint64_t threshold,
                      uint64_t excess)
{
    g_autoptr(Definition) live = domain_live(dom);
    const Disk *disk = live ? domain_find_disk(domain_of(live), name) : NULL;
    const StorageSource *src = disk ? chain_at(disk, depth) : NULL;
    unsigned int index = disk ? chain_index(disk, depth) : 0;

    if (!src)
        return;
    if (depth == 0)
        domain_emit_threshold(dom, disk->dst, src->path, threshold, excess);
    if (index) {
        g_autofree char *dev = g_strdup_printf("%s[%u]", disk->dst, index);

        domain_emit_threshold(dom, dev, src->path, threshold, excess);
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chains of images: a disk and what stands below it, by place, path or index. */
#include "base/err.h"
#include "base/number.h"
#include "core/domain/block.h"

#define ERR_DOMAIN VIR_FROM_STORAGE

static const Backing *
backing_at(const Disk *disk, unsigned int depth)
{
    const Backing *at = disk->backing;

    /* An element without an image says that there is none. */
    while (at && at->src.type != STORAGE_KIND_UNSET && --depth > 0)
        at = at->backing;
    return at && at->src.type != STORAGE_KIND_UNSET ? at : NULL;
}

const StorageSource *
chain_at(const Disk *disk, unsigned int depth)
{
    const Backing *backing;

    if (depth == 0)
        return &disk->src;
    backing = backing_at(disk, depth);
    return backing ? &backing->src : NULL;
}

unsigned int
chain_length(const Disk *disk)
{
    unsigned int n = 1;

    while (backing_at(disk, n))
        n++;
    return n;
}

/* "vda[2]": the index that the image has, or its place in chains without any. */
static bool
is_index(const Disk *disk, const char *name, unsigned int *index_out)
{
    const char *open = strchr(name, '[');
    g_autofree char *digits = NULL;

    if (!open || strncmp(name, disk->dst, strlen(disk->dst)) != 0 ||
        open != name + strlen(disk->dst) || !g_str_has_suffix(open, "]"))
        return false;
    digits = g_strndup(open + 1, strlen(open) - 2);
    return number_uint(digits, 10, "index", index_out, NULL) && *index_out > 0;
}

unsigned int
chain_index(const Disk *disk, unsigned int depth)
{
    const Backing *backing = depth > 0 ? backing_at(disk, depth) : NULL;
    unsigned int index = depth == 0 ? disk->src.index : backing ? backing->index : 0;

    return index ? index : depth;
}

int
chain_find(const Disk *disk, const char *name, int above, GError **error)
{
    unsigned int n = chain_length(disk), index;
    bool by_index = is_index(disk, name, &index);

    for (unsigned int i = (unsigned int)(above + 1); i < n; i++) {
        const StorageSource *src = chain_at(disk, i);

        if (by_index ? chain_index(disk, i) == index : g_strcmp0(src->path, name) == 0)
            return (int)i;
    }
    if (by_index)
        err_set(error, VIR_ERR_INVALID_ARG,
                "could not find backing store index '%u' in chain for '%s'", index, disk->dst);
    else if (above >= 0)
        err_set(error, VIR_ERR_INVALID_ARG,
                "could not find image '%s' beneath '%s' in chain for '%s'", name,
                chain_at(disk, (unsigned int)above)->path, disk->dst);
    else
        err_set(error, VIR_ERR_INVALID_ARG, "could not find image '%s' in chain for '%s'", name,
                disk->dst);
    return -1;
}

int
chain_bottom(const Disk *disk, GError **error)
{
    unsigned int n = chain_length(disk);

    if (n > 1)
        return (int)n - 1;
    err_set(error, VIR_ERR_INVALID_ARG, "could not find base image in chain for '%s'", disk->dst);
    return -1;
}

void
chain_cut(Arena *arena, Disk *disk, unsigned int above, unsigned int base)
{
    Backing *from = above > 0 ? (Backing *)backing_at(disk, above) : NULL;
    Backing *below = base > 0 ? (Backing *)backing_at(disk, base) : NULL;

    if (!below)
        below = object_new(arena, XML_TYPE_BACKING, XML_STARTED);
    if (!from)
        disk->backing = below;
    else
        from->backing = below;
}

void
chain_drop(Arena *arena, Disk *disk, unsigned int depth)
{
    Backing *to = (Backing *)backing_at(disk, depth);

    if (!to)
        return;
    disk->src = *(StorageSource *)object_copy(arena, XML_TYPE_STORAGE_SOURCE, &to->src);
    if (!disk->src.index)
        disk->src.index = to->index;
    disk->backing = to->backing;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Jobs of disks begin: what is below is pulled up, what is above is committed down, or all is
 * copied to somewhere else. */
#include "core/domain/block.h"

#include <string.h>

#include "core/domain/domain-priv.h"

#define ERR_DOMAIN dom->host->type->errors

/* A job that a call wishes for, in a copy of the live definition. */
typedef struct Wish {
    DomainObj *dom;
    Definition *def;
    Disk *disk;
    BlockJob *block; /* NULL once it has begun */
} Wish;

static void
wish_clear(Wish *wish)
{
    definition_unref(wish->def);
    block_job_free(wish->block);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

/* Of a running domain, and a disk without a job. */
static bool
wish_for(DomainObj *dom, const char *path, int type, Wish *wish, GError **error)
{
    g_autoptr(Definition) live = domain_require_live(dom, error);

    if (!live)
        return false;
    wish->dom = dom;
    wish->def = definition_copy(live);
    wish->disk = (Disk *)domain_block_disk(dom, wish->def, path, error);
    wish->block = g_new0(BlockJob, 1);
    wish->block->type = type;
    return wish->disk && block_job_refuse(dom, wish->disk->dst, error);
}

/* With a mirror, that is seen before anybody is told that it is ready. */
static bool
begin(Wish *wish, Job *job, GError **error)
{
    DomainObj *dom = wish->dom;
    g_autoptr(Definition) before = domain_live(dom);

    if (wish->disk->mirror)
        domain_publish_live(dom, definition_ref(wish->def));
    if (block_job_begin(dom, wish->disk, g_steal_pointer(&wish->block), job, error))
        return true;
    if (wish->disk->mirror)
        domain_publish_live(dom, g_steal_pointer(&before));
    return false;
}

/* --- pull */

static bool
pull(DomainObj *dom, const char *path, const char *base, uint64_t speed, unsigned int flags,
     Job *job, GError **error)
{
    g_auto(Wish) wish = { 0 };
    int at = 0;

    if (!wish_for(dom, path, VIR_DOMAIN_BLOCK_JOB_TYPE_PULL, &wish, error))
        return false;
    if ((flags & VIR_DOMAIN_BLOCK_REBASE_RELATIVE) && !base)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "flag VIR_DOMAIN_BLOCK_REBASE_RELATIVE is valid only with non-null base");
    if (base && (at = chain_find(wish.disk, base, 0, error)) < 0)
        return false;
    wish.block->base = (unsigned int)at;
    wish.block->bandwidth = speed;
    return begin(&wish, job, error);
}

/* --- copy */

static bool
find_parameters(DomainObj *dom, const virTypedParameter *params, unsigned int n, BlockJob *block,
                GError **error)
{
    const virTypedParameter *speed = params_find(params, n, VIR_DOMAIN_BLOCK_COPY_BANDWIDTH);
    const virTypedParameter *grain = params_find(params, n, VIR_DOMAIN_BLOCK_COPY_GRANULARITY);

    if (speed)
        block->bandwidth = speed->value.ul;
    return !grain || (grain->value.ui & (grain->value.ui - 1)) == 0 ||
           err_set(error, VIR_ERR_INVALID_ARG, "granularity must be power of 2");
}

/* Takes over what src holds, which is of the wish's arena. */
static bool
copy_to(Wish *wish, const StorageSource *src, const Backing *backing, unsigned int flags, Job *job,
        GError **error)
{
    DomainObj *dom = wish->dom;
    Arena *arena = wish->def->arena;
    Mirror *mirror;

    if (wish->disk->device == DISK_DEVICE_LUN)
        return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                       "block copy is not supported for a disk of type 'lun'");
    if (obj_is(&dom->obj, OBJ_PERSISTENT) && !(flags & VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "domain is not transient");
    mirror = object_new(arena, XML_TYPE_MIRROR, XML_STARTED);
    XML_SET(mirror, job, MIRROR_JOB_COPY, XML_STARTED);
    mirror->src = *(StorageSource *)object_copy(arena, XML_TYPE_STORAGE_SOURCE, src);
    if (mirror->src.format == STORAGE_FORMAT_UNSET)
        mirror->src.format = wish->disk->src.format;
    wish->block->is_shallow = flags & VIR_DOMAIN_BLOCK_COPY_SHALLOW;
    if (backing)
        mirror->backing = object_copy(arena, XML_TYPE_BACKING, backing);
    else if (!wish->block->is_shallow)
        mirror->backing = object_new(arena, XML_TYPE_BACKING, XML_STARTED);
    wish->disk->mirror = mirror;
    return begin(wish, job, error);
}

/* The document of the copy, which is that of a disk of which only the source counts. */
static Definition *
read_copy(DomainObj *dom, const char *xml, GError **error)
{
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(xml, strlen(xml), "(disk_definition)", VIR_FROM_DOMAIN, error);
    g_autoptr(Definition) def =
        doc ? definition_read(XML_DOCUMENT_DISK, doc, xml_doc_root(doc), XML_INACTIVE, error)
            : NULL;
    const StorageSource *src = def ? &((const Disk *)def->root)->src : NULL;

    if (src && !src->path && src->type != STORAGE_KIND_NETWORK &&
        src->type != STORAGE_KIND_VOLUME && src->type != STORAGE_KIND_NVME) {
        err_set_full(error, VIR_FROM_DOMAIN, VIR_ERR_NO_SOURCE, NULL);
        return NULL;
    }
    return g_steal_pointer(&def);
}

bool
domain_block_copy_method(DomainObj *dom, const char *path, const char *destxml,
                         const virTypedParameter *params, unsigned int n_params, unsigned int flags,
                         Job *job, GError **error)
{
    static const ParamRule rules[] = {
        { VIR_DOMAIN_BLOCK_COPY_BANDWIDTH, VIR_TYPED_PARAM_ULLONG, false },
        { VIR_DOMAIN_BLOCK_COPY_GRANULARITY, VIR_TYPED_PARAM_UINT, false },
        { VIR_DOMAIN_BLOCK_COPY_BUF_SIZE, VIR_TYPED_PARAM_ULLONG, false },
        { NULL, 0, false },
    };
    g_auto(Wish) wish = { 0 };
    g_autoptr(Definition) to = NULL;

    if (!params_check_rules(params, n_params, rules, error) ||
        !(to = read_copy(dom, destxml, error)) ||
        !wish_for(dom, path, VIR_DOMAIN_BLOCK_JOB_TYPE_COPY, &wish, error) ||
        !find_parameters(dom, params, n_params, wish.block, error))
        return false;
    return copy_to(&wish, &((const Disk *)to->root)->src, ((const Disk *)to->root)->backing, flags,
                   job, error);
}

/* The older way to ask for a copy. It was for domains that end for good, and still is. */
static bool
copy_by_path(DomainObj *dom, const char *path, const char *to, uint64_t speed, unsigned int flags,
             Job *job, GError **error)
{
    g_auto(Wish) wish = { 0 };
    StorageSource src = { 0 };
    unsigned int as_copy = 0;

    if (!wish_for(dom, path, VIR_DOMAIN_BLOCK_JOB_TYPE_COPY, &wish, error))
        return false;
    src.type = flags & VIR_DOMAIN_BLOCK_REBASE_COPY_DEV ? STORAGE_KIND_BLOCK : STORAGE_KIND_FILE;
    src.from.path = XML_GIVEN;
    src.path = to;
    if (flags & VIR_DOMAIN_BLOCK_REBASE_COPY_RAW)
        src.format = STORAGE_FORMAT_RAW;
    if (flags & VIR_DOMAIN_BLOCK_REBASE_SHALLOW)
        as_copy |= VIR_DOMAIN_BLOCK_COPY_SHALLOW;
    wish.block->bandwidth = speed;
    return copy_to(&wish, &src, NULL, as_copy, job, error);
}

bool
domain_block_rebase_method(DomainObj *dom, const char *path, const char *base,
                           unsigned long long bandwidth, unsigned int flags, Job *job,
                           GError **error)
{
    uint64_t speed;

    if (!domain_block_speed(dom, bandwidth, flags & VIR_DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES, &speed,
                            error))
        return false;
    return flags & VIR_DOMAIN_BLOCK_REBASE_COPY
               ? copy_by_path(dom, path, base, speed, flags, job, error)
               : pull(dom, path, base, speed, flags, job, error);
}

/* --- commit */

static bool
find_ends(Wish *wish, const char *top, const char *base, unsigned int flags, GError **error)
{
    DomainObj *dom = wish->dom;
    const Disk *disk = wish->disk;
    bool is_active = flags & VIR_DOMAIN_BLOCK_COMMIT_ACTIVE;
    int from = top ? chain_find(disk, top, -1, error) : 0, to;

    if (from < 0)
        return false;
    if (!base && (flags & VIR_DOMAIN_BLOCK_COMMIT_SHALLOW) &&
        chain_at(disk, (unsigned int)from + 1))
        to = from + 1;
    else
        to = base ? chain_find(disk, base, from, error) : chain_bottom(disk, error);
    if (to < 0)
        return false;
    if (from == 0 && !is_active)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "commit of '%s' active layer requires active flag", disk->dst);
    if (from > 0 && is_active)
        return err_set(error, VIR_ERR_INVALID_ARG, "active commit requested but '%s' is not active",
                       chain_at(disk, (unsigned int)from)->path);
    if (to <= from)
        return err_set(error, VIR_ERR_INVALID_ARG, "top '%s' in chain for '%s' has no backing file",
                       chain_at(disk, (unsigned int)from)->path, disk->src.path);
    if ((flags & VIR_DOMAIN_BLOCK_COMMIT_SHALLOW) && to != from + 1)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "base '%s' is not immediately below '%s' in chain for '%s'",
                       chain_at(disk, (unsigned int)to)->path,
                       chain_at(disk, (unsigned int)from)->path, disk->src.path);
    wish->block->top = (unsigned int)from;
    wish->block->base = (unsigned int)to;
    return true;
}

/* The image that the disk will be, shown until then. */
static void
show_base(Wish *wish)
{
    Arena *arena = wish->def->arena;
    Mirror *mirror = object_new(arena, XML_TYPE_MIRROR, XML_STARTED);
    const StorageSource *base = chain_at(wish->disk, wish->block->base);

    XML_SET(mirror, job, MIRROR_JOB_ACTIVE_COMMIT, XML_STARTED);
    mirror->src = *(StorageSource *)object_copy(arena, XML_TYPE_STORAGE_SOURCE, base);
    wish->disk->mirror = mirror;
}

bool
domain_block_commit_method(DomainObj *dom, const char *path, const char *base, const char *top,
                           unsigned long long bandwidth, unsigned int flags, Job *job,
                           GError **error)
{
    g_auto(Wish) wish = { 0 };
    uint64_t speed;

    if (!wish_for(dom, path, VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT, &wish, error) ||
        !find_ends(&wish, top, base, flags, error) ||
        !domain_block_speed(dom, bandwidth, flags & VIR_DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES, &speed,
                            error))
        return false;
    wish.block->bandwidth = speed;
    if (wish.block->top == 0) {
        wish.block->type = VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT;
        show_base(&wish);
    }
    return begin(&wish, job, error);
}

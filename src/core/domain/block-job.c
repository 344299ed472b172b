/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The jobs of disks: asked for, slowed down, ended; and what has changed when one ends. */
#include "core/domain/block.h"

#include "base/log.h"
#include "core/domain/domain-priv.h"
#include "core/domain/work.h"

LOG_SOURCE("core.domain");

#define ERR_DOMAIN dom->host->type->errors

void
block_job_free(void *opaque)
{
    BlockJob *block = opaque;

    if (block)
        g_free(block->disk);
    g_free(block);
}

static const BlockDriver *
driver_of(const DomainObj *dom)
{
    return dom->host->type->domains->blocks;
}

/* --- those that there are */

/* With the lock. */
static BlockJob *
find(DomainWork *work, const char *disk, uint64_t number)
{
    for (unsigned int i = 0; i < work->blocks->len; i++) {
        BlockJob *block = work->blocks->pdata[i];

        if (disk ? g_str_equal(block->disk, disk) : block->number == number)
            return block;
    }
    return NULL;
}

BlockJob *
block_job_of(DomainObj *dom, const char *disk)
{
    DomainWork *work = atomic_load(&dom->work);

    if (!work)
        return NULL;
    MUTEX_GUARD(&work->lock);
    return find(work, disk, 0);
}

bool
block_job_any(DomainObj *dom)
{
    DomainWork *work = atomic_load(&dom->work);

    if (!work)
        return false;
    MUTEX_GUARD(&work->lock);
    return work->blocks->len > 0;
}

static BlockJob *
copy(const BlockJob *block)
{
    BlockJob *own = g_memdup2(block, sizeof(*block));

    own->disk = g_strdup(block->disk);
    return own;
}

BlockJob *
block_job_copy(DomainObj *dom, uint64_t number)
{
    DomainWork *work = domain_work(dom);
    const BlockJob *block;
    MUTEX_GUARD(&work->lock);

    block = find(work, NULL, number);
    return block ? copy(block) : NULL;
}

void
block_job_sum(DomainObj *dom, int type, uint64_t *done_out, uint64_t *total_out)
{
    DomainWork *work = domain_work(dom);
    g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func(block_job_free);

    mutex_lock(&work->lock);
    for (unsigned int i = 0; i < work->blocks->len; i++)
        if (((const BlockJob *)work->blocks->pdata[i])->type == type)
            g_ptr_array_add(copies, copy(work->blocks->pdata[i]));
    mutex_unlock(&work->lock);
    *done_out = *total_out = 0;
    for (unsigned int i = 0; i < copies->len; i++) {
        uint64_t done, total;

        driver_of(dom)->progress(dom, copies->pdata[i], &done, &total);
        *done_out += done;
        *total_out += total;
    }
}

bool
block_job_refuse(DomainObj *dom, const char *disk, GError **error)
{
    const BlockJob *block = block_job_of(dom, disk);
    bool is_copy = block && (block->type == VIR_DOMAIN_BLOCK_JOB_TYPE_COPY ||
                             block->type == VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT);

    return !block ||
           err_set(error, is_copy ? VIR_ERR_BLOCK_COPY_ACTIVE : VIR_ERR_OPERATION_UNSUPPORTED,
                   "disk '%s' already in active block job", disk);
}

bool
block_job_refuse_any(DomainObj *dom, GError **error)
{
    return !block_job_any(dom) ||
           (domain_work_refuse(dom, error) &&
            err_set(error, VIR_ERR_OPERATION_INVALID, "domain has active block job"));
}

/* --- one begins */

bool
block_job_begin(DomainObj *dom, const Disk *disk, BlockJob *taken, Job *job, GError **error)
{
    DomainWork *work = domain_work(dom);

    taken->disk = g_strdup(disk->dst);
    taken->since_us = g_get_monotonic_time();
    mutex_lock(&work->lock);
    taken->number = ++work->last_number;
    mutex_unlock(&work->lock);
    if (!driver_of(dom)->start(dom, disk, taken, job, error)) {
        block_job_free(taken);
        return false;
    }
    mutex_lock(&work->lock);
    g_ptr_array_add(work->blocks, taken);
    mutex_unlock(&work->lock);
    return true;
}

/* --- one ends */

/* A copy of the live definition, to change. */
static Definition *
edit_live(DomainObj *dom)
{
    g_autoptr(Definition) live = domain_live(dom);

    return definition_copy(live);
}

void
domain_block_ready(DomainObj *dom, uint64_t number)
{
    DomainWork *work = domain_work(dom);
    g_autoptr(Definition) def = edit_live(dom);
    const BlockJob *block;
    Disk *disk;

    mutex_lock(&work->lock);
    block = find(work, NULL, number);
    if (block)
        ((BlockJob *)block)->is_ready = true;
    mutex_unlock(&work->lock);
    disk = block ? domain_find_disk(def->root, block->disk) : NULL;
    if (!disk || !disk->mirror)
        return;
    XML_SET(disk->mirror, ready, MIRROR_READY_YES, XML_STARTED);
    domain_publish_live(dom, definition_ref(def));
    domain_emit_block_job(dom, disk->src.path, block->disk, block->type,
                          VIR_DOMAIN_BLOCK_JOB_READY);
}

/* The guest goes on with the copy. */
static void
take_mirror(Arena *arena, Disk *disk, const BlockJob *block)
{
    Mirror *mirror = disk->mirror;

    disk->src = mirror->src;
    if (!block->is_shallow)
        disk->backing =
            mirror->backing ? mirror->backing : object_new(arena, XML_TYPE_BACKING, XML_STARTED);
}

static void
change_chain(Arena *arena, Disk *disk, const BlockJob *block, bool pivots)
{
    switch (block->type) {
    case VIR_DOMAIN_BLOCK_JOB_TYPE_PULL:
        chain_cut(arena, disk, 0, block->base);
        break;
    case VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT:
        chain_cut(arena, disk, block->top - 1, block->base);
        break;
    case VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT:
        if (pivots)
            chain_drop(arena, disk, block->base);
        break;
    case VIR_DOMAIN_BLOCK_JOB_TYPE_COPY:
        if (pivots)
            take_mirror(arena, disk, block);
        break;
    }
}

/* What is stored follows what the guest writes to now, if it was the same before. */
static void
follow(DomainObj *dom, const Disk *now, const char *old_path)
{
    g_autoptr(Definition) def = domain_stored(dom);
    g_autoptr(GError) error = NULL;
    Disk *disk = domain_find_disk(def->root, now->dst);

    if (!disk || !obj_is(&dom->obj, OBJ_PERSISTENT) || g_strcmp0(disk->src.path, old_path) != 0)
        return;
    disk->src = *(StorageSource *)object_copy(def->arena, XML_TYPE_STORAGE_SOURCE, &now->src);
    disk->backing = now->backing ? object_copy(def->arena, XML_TYPE_BACKING, now->backing) : NULL;
    if (!domain_store(dom, g_steal_pointer(&def), &error))
        log_error(LOG_LEVEL_WARNING, error); /* what is stored still has the old image */
}

/* Whether it was there: it is taken off the list, which gives it to the caller. */
static BlockJob *
take(DomainObj *dom, uint64_t number)
{
    DomainWork *work = domain_work(dom);
    BlockJob *block;
    MUTEX_GUARD(&work->lock);

    block = find(work, NULL, number);
    if (!block)
        return NULL;
    for (unsigned int i = 0; i < work->blocks->len; i++)
        if (work->blocks->pdata[i] == block)
            return g_ptr_array_steal_index(work->blocks, i);
    return NULL;
}

void
domain_block_ended(DomainObj *dom, uint64_t number, int status)
{
    BlockJob *block = take(dom, number);
    g_autoptr(Definition) def = NULL;
    g_autofree char *old_path = NULL;
    Disk *disk;

    if (!block)
        return;
    def = edit_live(dom);
    disk = domain_find_disk(def->root, block->disk);
    if (disk) {
        bool is_done = status == VIR_DOMAIN_BLOCK_JOB_COMPLETED;

        old_path = g_strdup(disk->src.path);
        if (is_done)
            change_chain(def->arena, disk, block, true);
        disk->mirror = NULL;
        if (g_strcmp0(old_path, disk->src.path) != 0)
            follow(dom, disk, old_path);
        domain_publish_live(dom, definition_ref(def));
        if (block->type == VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP)
            domain_backup_disk_ended(dom, block, status);
        domain_emit_block_job(dom, disk->src.path, block->disk, block->type, status);
    }
    block_job_free(block);
}

/* --- methods */

/* The disk that a caller names, in the live definition. */
const Disk *
domain_block_disk(DomainObj *dom, const Definition *live, const char *path, GError **error)
{
    const Disk *disk = domain_find_disk(domain_of(live), path);

    if (!disk)
        err_set(error, VIR_ERR_INVALID_ARG, "disk '%s' not found in domain", path);
    return disk;
}

/* Bytes per second of what a caller says. */
bool
domain_block_speed(DomainObj *dom, unsigned long long given, bool is_bytes, uint64_t *speed_out,
                   GError **error)
{
    if (!is_bytes && given > LLONG_MAX >> 20)
        return err_set(error, VIR_ERR_OVERFLOW, "bandwidth must be less than %llu",
                       (unsigned long long)LLONG_MAX >> 20);
    *speed_out = is_bytes ? given : given << 20;
    return true;
}

bool
domain_get_block_job_info_method(DomainObj *dom, const char *path, unsigned int flags, Job *job,
                                 DomainGetBlockJobInfoRet *ret_out, GError **error)
{
    g_autoptr(Definition) live = domain_require_live(dom, error);
    DomainWork *work = atomic_load(&dom->work);
    const Disk *disk = live ? domain_block_disk(dom, live, path, error) : NULL;
    BlockJob *block;
    uint64_t done, total;

    if (!disk)
        return false;
    if (!work)
        return true;
    mutex_lock(&work->lock);
    block = find(work, disk->dst, 0);
    if (block)
        block = copy(block);
    mutex_unlock(&work->lock);
    if (!block)
        return true;
    driver_of(dom)->progress(dom, block, &done, &total);
    *ret_out = (DomainGetBlockJobInfoRet){
        .found = 1,
        .type = block->type,
        .bandwidth = flags & VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES
                         ? block->bandwidth
                         : (block->bandwidth + (1 << 20) - 1) >> 20,
        .cur = done,
        .end = total,
    };
    block_job_free(block);
    return true;
}

/* The job of the disk that a caller names. */
static BlockJob *
require(DomainObj *dom, const Definition *live, const char *path, GError **error)
{
    const Disk *disk = domain_block_disk(dom, live, path, error);
    BlockJob *block = disk ? block_job_of(dom, disk->dst) : NULL;

    if (disk && !block)
        err_set(error, VIR_ERR_INVALID_ARG, "disk %s does not have an active block job", disk->dst);
    return block;
}

/* From now on; what it has done until now is not counted anew. */
static void
set_pace(DomainObj *dom, BlockJob *block, uint64_t speed)
{
    DomainWork *work = domain_work(dom);
    uint64_t done, total;

    driver_of(dom)->progress(dom, block, &done, &total);
    MUTEX_GUARD(&work->lock);
    block->done = done;
    block->since_us = g_get_monotonic_time();
    block->bandwidth = speed;
}

bool
domain_block_job_set_speed_method(DomainObj *dom, const char *path, unsigned long long bandwidth,
                                  unsigned int flags, Job *job, GError **error)
{
    g_autoptr(Definition) live = NULL;
    BlockJob *block;
    uint64_t speed;

    if (!domain_block_speed(dom, bandwidth, flags & VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES,
                            &speed, error) ||
        !(live = domain_require_live(dom, error)) || !(block = require(dom, live, path, error)))
        return false;
    if (!driver_of(dom)->set_speed(dom, block, speed, job, error))
        return false;
    set_pace(dom, block, speed);
    return true;
}

bool
domain_block_job_abort_method(DomainObj *dom, const char *path, unsigned int flags, Job *job,
                              GError **error)
{
    static const char *const names[] = {
        [VIR_DOMAIN_BLOCK_JOB_TYPE_PULL] = "pull",
        [VIR_DOMAIN_BLOCK_JOB_TYPE_COPY] = "copy",
        [VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT] = "commit",
        [VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT] = "commit",
        [VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP] = "backup",
    };
    g_autoptr(Definition) live = domain_require_live(dom, error);
    BlockJob *block = live ? require(dom, live, path, error) : NULL;
    bool pivots = flags & VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT;

    if (!block)
        return false;
    if (pivots && !block->is_ready)
        return err_set(error, VIR_ERR_BLOCK_COPY_ACTIVE,
                       "block job '%s-%s' not ready for pivot yet", names[block->type],
                       block->disk);
    if (!driver_of(dom)->end(dom, block, pivots, job, error))
        return false;
    domain_block_ended(dom, block->number,
                       pivots ? VIR_DOMAIN_BLOCK_JOB_COMPLETED : VIR_DOMAIN_BLOCK_JOB_CANCELED);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Jobs of disks without images: they take their time, and that is all. */
#include "core/domain/work.h"
#include "test-priv.h"

/* How long one takes whose speed is not limited. */
#define USUAL_SECONDS 0.1

/* Of guests that have written all over their disks already. */
#define SOON_MS 10

static double
speed_of(const BlockJob *block)
{
    return block->bandwidth ? (double)block->bandwidth : (double)block->total / USUAL_SECONDS;
}

static void
progress(DomainObj *dom, const BlockJob *block, uint64_t *done_out, uint64_t *total_out)
{
    double seconds = (double)(g_get_monotonic_time() - block->since_us) / G_USEC_PER_SEC;
    double done = (double)block->done + seconds * speed_of(block);

    *total_out = block->total;
    if (block->stays)
        *done_out = 0;
    else
        *done_out = block->is_ready || done >= (double)block->total ? block->total : (uint64_t)done;
}

/* When it will have done all. */
static int64_t
end_of(const BlockJob *block)
{
    double seconds = (double)(block->total - block->done) / speed_of(block);

    /* Years are as good as never. */
    return block->since_us + (int64_t)(MIN(seconds, 1e9) * G_USEC_PER_SEC) + 1;
}

static bool
waits_for_caller(const BlockJob *block)
{
    return block->type == VIR_DOMAIN_BLOCK_JOB_TYPE_COPY ||
           block->type == VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT;
}

/* Its speed may have changed since this was planned. */
static void
look(DomainObj *dom, uint64_t number)
{
    BlockJob *block = block_job_copy(dom, number);
    uint64_t done, total;

    if (!block)
        return;
    progress(dom, block, &done, &total);
    if (done < total)
        domain_after(dom, end_of(block), look, number);
    else if (!waits_for_caller(block))
        domain_block_ended(dom, number, VIR_DOMAIN_BLOCK_JOB_COMPLETED);
    else if (!block->is_ready)
        domain_block_ready(dom, number);
    block_job_free(block);
}

static bool
start(DomainObj *dom, const Disk *disk, BlockJob *block, Job *job, GError **error)
{
    block->total = test_disk_size(dom, disk->src.path);
    if (!block->stays)
        domain_after(dom, end_of(block), look, block->number);
    return true;
}

static bool
set_speed(DomainObj *dom, BlockJob *block, uint64_t bandwidth, Job *job, GError **error)
{
    if (!block->stays)
        domain_after(dom, g_get_monotonic_time(), look, block->number);
    return true;
}

static bool
end(DomainObj *dom, BlockJob *block, bool pivots, Job *job, GError **error)
{
    return true;
}

static bool
resize(DomainObj *dom, const Disk *disk, uint64_t bytes, Job *job, GError **error)
{
    test_set_disk_size(dom, disk->src.path, bytes);
    return true;
}

/* --- thresholds. All that a disk has room for is written already: one below that is exceeded. */

static void
exceed(DomainObj *dom, uint64_t number)
{
    TestThreshold *threshold = test_take_threshold(dom, number);

    if (!threshold)
        return;
    domain_block_exceeded(dom, threshold->disk, threshold->depth, threshold->bytes,
                          TEST_DISK_ALLOCATION - threshold->bytes);
    test_threshold_free(threshold);
}

static bool
set_threshold(DomainObj *dom, const Disk *disk, unsigned int depth, uint64_t bytes, Job *job,
              GError **error)
{
    uint64_t number = test_set_threshold(dom, disk->dst, depth, bytes);

    if (bytes > 0 && bytes < TEST_DISK_ALLOCATION)
        domain_after(dom, deadline_in_ms(SOON_MS), exceed, number);
    return true;
}

const BlockDriver test_blocks = {
    .start = start,
    .progress = progress,
    .set_speed = set_speed,
    .end = end,
    .resize = resize,
    .set_threshold = set_threshold,
};

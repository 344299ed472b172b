/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Jobs on the disks of a running domain: what a driver does, and what the methods share.
 *
 * A driver is told to begin one, and says when it is ready or has ended. What becomes of the disk's
 * chain of images then, and who is told of it, is done here. */
#ifndef VIRTUE_CORE_DOMAIN_BLOCK_H
#define VIRTUE_CORE_DOMAIN_BLOCK_H

#include "core/domain/domain.h"

typedef struct BlockJob {
    uint64_t number;    /* of all that the domain had */
    char *disk;         /* target */
    int type;           /* virDomainBlockJobType */
    uint64_t bandwidth; /* bytes per second; 0: no limit */
    /* Places in the disk's chain, 0 being what the guest writes to: images from top on are merged
     * down into base, or, for a pull, those above base (or all, if there is none) into the first.
     */
    unsigned int top, base;
    bool is_ready;   /* a copy, or commit of what is written to: both sides are equal */
    bool is_shallow; /* a copy keeps what is below */
    bool stays;      /* until somebody ends it: others pull from it */
    /* How far it was at that moment; for the driver's use. */
    uint64_t done, total;
    int64_t since_us;
} BlockJob;

/* What a driver does. Each has the domain's turn, but progress. */
struct BlockDriver {
    /* The live definition has the disk with its mirror already. Sets total. */
    bool (*start)(DomainObj *dom, const Disk *disk, BlockJob *block, Job *job, GError **error);
    /* Any thread; a copy of the job. */
    void (*progress)(DomainObj *dom, const BlockJob *block, uint64_t *done_out,
                     uint64_t *total_out);
    bool (*set_speed)(DomainObj *dom, BlockJob *block, uint64_t bandwidth, Job *job,
                      GError **error);
    /* End it; the guest goes on with the other side if it pivots. When this returns, it has. */
    bool (*end)(DomainObj *dom, BlockJob *block, bool pivots, Job *job, GError **error);
    bool (*resize)(DomainObj *dom, const Disk *disk, uint64_t bytes, Job *job, GError **error);
    /* Tell (domain_block_exceeded()) once when more than that is written to an image of the chain;
     * 0: no more. */
    bool (*set_threshold)(DomainObj *dom, const Disk *disk, unsigned int depth, uint64_t bytes,
                          Job *job, GError **error);
};

void block_job_free(void *block);
/* A copy of the one with the number, to be freed with block_job_free(); NULL: it has ended. */
BlockJob *block_job_copy(DomainObj *dom, uint64_t number);
/* Within a job of the domain; NULL: the disk has none. */
BlockJob *block_job_of(DomainObj *dom, const char *disk);
bool block_job_any(DomainObj *dom);
/* What those of a type have done, together. */
void block_job_sum(DomainObj *dom, int type, uint64_t *done_out, uint64_t *total_out);

/* One more, or none with the driver's error; disk is of the live definition. Takes over block. */
bool block_job_begin(DomainObj *dom, const Disk *disk, BlockJob *block, Job *job, GError **error);
/* The error of what cannot be done to a disk while it has a job. */
bool block_job_refuse(DomainObj *dom, const char *disk, GError **error);
bool block_job_refuse_any(DomainObj *dom, GError **error);

/* For drivers, within a job of the domain: it stays until it is ended; it has ended
 * (virConnectDomainEventBlockJobStatus). Nothing is done for one that there is not any more. */
void domain_block_ready(DomainObj *dom, uint64_t number);
void domain_block_ended(DomainObj *dom, uint64_t number, int status);
/* More than the threshold was written to an image. */
void domain_block_exceeded(DomainObj *dom, const char *disk, unsigned int depth, uint64_t threshold,
                           uint64_t excess);

/* --- chains of images (chain.c) */

/* The image at a place; NULL behind the last one. */
const StorageSource *chain_at(const Disk *disk, unsigned int depth);
unsigned int chain_length(const Disk *disk);
/* What "vda[2]" means: the index that it has, or else its place. 0: it has none. */
unsigned int chain_index(const Disk *disk, unsigned int depth);
/* By its path or as "vda[2]", below the place `above` (-1: any); -1 with the original's error. */
int chain_find(const Disk *disk, const char *name, int above, GError **error);
/* The bottom one, which something stands on. */
int chain_bottom(const Disk *disk, GError **error);
/* What is between two places is gone; behind the last one nothing is left. */
void chain_cut(Arena *arena, Disk *disk, unsigned int above, unsigned int base);
/* The guest writes to what stood at that place. */
void chain_drop(Arena *arena, Disk *disk, unsigned int depth);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Storage pools and their volumes, of every driver that has some. */
#ifndef VIRTUE_CORE_STORAGE_H
#define VIRTUE_CORE_STORAGE_H

#include "core/defined.h"

/* Bytes. */
typedef struct PoolSpace {
    uint64_t capacity, allocation, available;
} PoolSpace;

/* The volumes of a pool stay with it when it stops, unless the driver lets go of them. */
struct StoragePoolObj {
    DefinedObj base;
    Index *volumes;
    Mutex lock; /* guards space */
    PoolSpace space;
    void *data; /* the driver's */
};

/* Its parent is the pool, in whose queue it is changed. What is stored is what there is of it: a
 * change is published as a new definition. */
struct StorageVolObj {
    DefinedObj base;
    char *key, *path; /* its life long */
    void *data;       /* the driver's */
};

/* What a driver does for them; NULL: nothing has to be done. All is called within a job of the
 * pool, but for what only reads. Work that takes long may be reserved (job.h). */
struct StorageDriver {
    unsigned int pool_kinds;   /* 1 << PoolType of those that there can be */
    uint64_t pool_capacity;    /* every pool is so large, and takes no more; 0: refresh() tells */
    unsigned int volume_flags; /* VolumeFlags of those to be made */
    unsigned int copy_flags;   /* VolumeFlags of copies */
    bool copies_within_pool;   /* and from no other */

    /* After pool_define(): what it cannot do. */
    bool (*define)(Host *host, Definition *def, GError **error);
    /* Make what the pool stands on, and remove it: virStoragePoolBuildFlags,
     * virStoragePoolDeleteFlags. */
    bool (*build)(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error);
    bool (*erase)(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error);
    /* Bring it up: live is the definition that it will run with, not yet published. */
    bool (*start)(StoragePoolObj *pool, Definition *live, Job *job, GError **error);
    /* Take it down. Cannot fail. */
    void (*stop)(StoragePoolObj *pool);
    void (*free_pool)(StoragePoolObj *pool);
    /* Look anew which volumes there are, storage_add_volume() and storage_drop_volume(), and what
     * space, storage_set_space(). Also after start(). */
    bool (*refresh)(StoragePoolObj *pool, const Pool *live, Job *job, GError **error);

    /* Make the volume: def, not yet anybody's, can be completed: path and key. Copied from another
     * one, unless that is NULL. virStorageVolCreateFlags. */
    bool (*make)(StoragePoolObj *pool, StorageVolObj *vol, Definition *def, StorageVolObj *source,
                 unsigned int flags, Job *job, GError **error);
    bool (*remove)(StorageVolObj *vol, unsigned int flags, Job *job, GError **error);
    /* virStorageVolResizeFlags without the one for differences: capacity is what it will be. def
     * has that already, and can be completed. */
    bool (*resize)(StorageVolObj *vol, Definition *def, uint64_t capacity, unsigned int flags,
                   Job *job, GError **error);
    bool (*wipe)(StorageVolObj *vol, unsigned int algorithm, Job *job, GError **error);
    /* Find out what it takes by now, into a copy of its definition. Any thread, without a job. */
    bool (*measure)(StorageVolObj *vol, Definition *def, GError **error);
    /* What its data can be read from or written to at any offset: the caller's descriptor, or -1.
     * Without it, there is no upload and no download. */
    int (*open)(StorageVolObj *vol, bool is_written, GError **error);
    void (*free_volume)(StorageVolObj *vol);

    /* The path by which a volume is known, of one that somebody gave; the caller's. */
    char *(*stable_path)(StoragePoolObj *pool, const char *path);
    /* What there is to make pools of: a document. spec may be NULL. Without it: none of any kind.
     */
    bool (*find_sources)(Host *host, const char *type, const char *spec, char **xml_out,
                         GError **error);
};

extern const DefinedKind storage_pool_kind;
extern const DefinedKind storage_vol_kind;

static inline const StorageDriver *
storage_driver(const DefinedObj *obj)
{
    return obj->host->type->storage;
}

static inline StoragePoolObj *
storage_pool_of(const StorageVolObj *vol)
{
    return (StoragePoolObj *)vol->base.obj.parent;
}

/* For drivers. Whether no other pool of the host has the same source. */
bool storage_check_source(StoragePoolObj *pool, const Definition *def, GError **error);
/* A volume that was found, and takes space of the pool; fails if there is one of that
 * name. */
bool storage_add_volume(StoragePoolObj *pool, const Definition *def, GError **error);
void storage_drop_volume(StorageVolObj *vol);
void storage_drop_volumes(StoragePoolObj *pool);
void storage_set_space(StoragePoolObj *pool, const PoolSpace *space);
PoolSpace storage_space(StoragePoolObj *pool);

/* Members of the connection's table that this room has methods for. Those that need a hook that
 * the driver does not have are left out. */
void storage_connect_methods(const StorageDriver *driver, ConnectMethods *methods);
void storage_vol_methods(const StorageDriver *driver, StorageVolMethods *methods);
extern const StoragePoolMethods core_storage_pool_methods;

#endif

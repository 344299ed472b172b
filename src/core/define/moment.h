/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Define for points in a domain's life: snapshots and checkpoints, to be made or (with
 * MOMENT_REDEFINE) known from elsewhere, and for backups. */
#ifndef VIRTUE_CORE_DEFINE_MOMENT_H
#define VIRTUE_CORE_DEFINE_MOMENT_H

#include "core/define/define.h"

typedef enum MomentFlags {
    MOMENT_REDEFINE = 1 << 0,
    MOMENT_DISK_ONLY = 1 << 1,  /* a snapshot without memory */
    MOMENT_OFFLINE = 1 << 2,    /* there is no memory to save; a wish for it is refused */
    MOMENT_FILE_NAMES = 1 << 3, /* names become those of files */
    /* Bitmaps are kept in images, which are QCOW2, by the name of their checkpoint. */
    MOMENT_IMAGE_BITMAPS = 1 << 4,
    MOMENT_STRICT = 1 << 5,  /* nothing in the document may be unknown */
    MOMENT_AS_TOLD = 1 << 6, /* known ones are what the document says, in any order */
} MomentFlags;

typedef struct MomentEnv {
    const DefineEnv *define; /* of the domain's driver */
    const Domain *domain;    /* as it is now: what runs, or is stored */
    SnapshotState state;     /* of the domain */
    unsigned int flags;      /* MomentFlags */
    int64_t now;             /* seconds since 1970 */
    const char *current;     /* what a new one comes after; NULL: it is the first */
    StorageFormat format;    /* of new images that one makes, if it does not say */
    const void *data;        /* of the look-ups */
    /* The Snapshot or Checkpoint of that name; NULL if there is none. */
    const void *(*find)(const void *data, const char *name);
    /* Whether there is a regular file. */
    bool (*is_file)(const void *data, const char *path);
} MomentEnv;

/* Read a document. What is only taken from one that is known (state, time, domain) is passed over
 * otherwise, whatever it says; of checkpoints and backups nothing else may be unknown. */
Definition *moment_parse(XmlDocumentId document, const char *text, unsigned int flags,
                         GError **error);
/* The same of an element of another document, whatever its name. */
Definition *moment_parse_element(XmlDocumentId document, XmlDoc *doc, const XmlNode *element,
                                 unsigned int flags, GError **error);

/* Name, time, memory, and what happens to each disk of the domain. */
bool snapshot_define(Definition *def, const MomentEnv *env, GError **error);
/* Whether it, or anything of it, is kept outside of the domain's images. */
bool snapshot_is_external(const Snapshot *snapshot);
/* Name, time, and a bitmap for each disk of the domain that is part of it. */
bool checkpoint_define(Definition *def, const MomentEnv *env, GError **error);
/* What is written for each disk of the domain, and since which of its checkpoints (env->find). */
bool backup_define(Definition *def, const MomentEnv *env, GError **error);

#endif

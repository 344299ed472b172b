/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What snapshots, checkpoints and backups share. */
#ifndef VIRTUE_CORE_DEFINE_MOMENT_PRIV_H
#define VIRTUE_CORE_DEFINE_MOMENT_PRIV_H

#include "core/define/define-priv.h"
#include "core/define/moment.h"

typedef struct MomentKind {
    const char *name; /* "snapshot", in messages */
    int error_domain;
    size_t parent; /* of the MomentParent in a definition */
} MomentKind;

/* Refuse (VIR_ERR_XML_INVALID_SCHEMA) what no checkpoint, or backup, looks like, beyond what the
 * reader does. */
bool moment_refuse(const XmlNode *node, const char *accepted, GError **error);
bool checkpoint_validate(XmlDoc *doc, GError **error);
bool backup_validate(XmlDoc *doc, GError **error);

/* What is known must say name and time itself. */
bool moment_check_known(const MomentKind *kind, const char *name, bool has_time, GError **error);
/* The name of a new one that says none. */
const char *moment_name(const MomentEnv *env, Arena *arena);
bool moment_check_name(const MomentKind *kind, const MomentEnv *env, const char *name,
                       GError **error);
/* What a known one comes after is known, and neither itself nor something that comes after it. */
bool moment_check_parent(const MomentKind *kind, const MomentEnv *env, const char *name,
                         const char *parent, GError **error);
/* A new one takes no name that is in use. */
bool moment_check_unused(const MomentEnv *env, const char *name, GError **error);
/* Complete the domain that a known one brings along, and see that it is this domain. */
bool moment_define_domain(const MomentKind *kind, const MomentEnv *env, const char *name,
                          Domain *domain, Arena *arena, GError **error);

/* The disks of a domain by target, and by path where only one has it. */
typedef struct DiskNames DiskNames;

DiskNames *disk_names_new(const Domain *domain);
void disk_names_free(DiskNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiskNames, disk_names_free)
/* The index of the disk that is called so, which may be asked for once, by the element item. -1: it
 * failed. */
int disk_names_take(DiskNames *names, const MomentKind *kind, const char *name, void *item,
                    GError **error);
/* What asked for the disk; NULL: nothing did. */
void *disk_names_item(const DiskNames *names, unsigned int index);

bool disk_is_empty(const Disk *disk);
/* Whether a disk is never written to: there is nothing in it, or it must stay. */
bool disk_is_constant(const Disk *disk);

#endif

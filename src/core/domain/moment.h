/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Points in a domain's life: its snapshots, its checkpoints. Those of a kind are a tree.
 *
 * Each is an object that belongs to the domain and works in its queue. Its definition is frozen and
 * packed; what it comes after is published beside it, as it changes when others are deleted. */
#ifndef VIRTUE_CORE_DOMAIN_MOMENT_H
#define VIRTUE_CORE_DOMAIN_MOMENT_H

#include "core/define/moment.h"
#include "core/domain/domain.h"

typedef struct MomentObj {
    Obj obj;        /* its parent is the domain */
    Publish packed; /* of Packed */
    Publish after;  /* of Name, of the one that it comes after; NULL: it is a root */
} MomentObj;

struct DomainSnapshotObj {
    MomentObj base;
};

struct DomainCheckpointObj {
    MomentObj base;
};

/* Those of one kind that a domain has. */
struct Moments {
    Index *index;
    Publish current; /* of Name; NULL: none is */
};

/* How a kind differs. */
typedef struct MomentClass {
    ObjType type;      /* first: Obj.type leads here */
    unsigned int slot; /* in DomainObj.moments */
    XmlDocumentId document;
    const char *noun;
    size_t after;                          /* of the MomentParent in a definition */
    unsigned int (*state)(const void *of); /* bits of Obj.state; NULL: none */
} MomentClass;

extern const MomentClass snapshot_class;
extern const MomentClass checkpoint_class;

/* Bits of Obj.state. */
enum {
    MOMENT_OF_RUNNING = 1 << 16,
    MOMENT_OF_STOPPED = 1 << 17,
    MOMENT_OF_DISKS = 1 << 18,
    MOMENT_IS_EXTERNAL = 1 << 19,
};

/* What a list asks for; the flags of both kinds are put into these. */
typedef enum MomentFilter {
    MOMENT_LIST_ROOTS = 1 << 0, /* of a domain */
    MOMENT_LIST_BELOW = 1 << 0, /* of a moment: not only what comes directly after it */
    MOMENT_LIST_LEAVES = 1 << 1,
    MOMENT_LIST_NO_LEAVES = 1 << 2,
    MOMENT_LIST_NONE = 1 << 3, /* those that have no record */
    MOMENT_LIST_RUNNING = 1 << 4,
    MOMENT_LIST_STOPPED = 1 << 5,
    MOMENT_LIST_DISKS = 1 << 6,
    MOMENT_LIST_INTERNAL = 1 << 7,
    MOMENT_LIST_EXTERNAL = 1 << 8,
} MomentFilter;

/* What a driver does for them; NULL: nothing has to be done. */
struct MomentDriver {
    unsigned int flags;       /* MomentFlags of all that it makes */
    StorageFormat format;     /* of images that it makes */
    bool has_offline;         /* tells snapshots of domains that do not run apart */
    bool keeps_stored;        /* snapshots of running domains hold what was stored as well */
    bool forgets_checkpoints; /* undefine does not ask what becomes of them */
    /* Before a wish is completed. */
    bool (*check_snapshot)(const Snapshot *wish, GError **error);
    bool (*take)(DomainObj *dom, Definition *snapshot, unsigned int flags, Job *job,
                 GError **error);
    bool (*mark)(DomainObj *dom, Definition *checkpoint, unsigned int flags, Job *job,
                 GError **error);
    /* What is kept of one outside of its record. */
    bool (*delete)(MomentObj *moment, Job *job, GError **error);
    /* Make it run from the snapshot instead of booting: as DomainDriver.start. */
    DomainStarter revert;
    /* It does not run and shall be what it was. */
    bool (*revert_stopped)(DomainObj *dom, const Snapshot *snapshot, Job *job, GError **error);
};

static inline DomainObj *
moment_domain(MomentObj *moment)
{
    return (DomainObj *)moment->obj.parent;
}

static inline const MomentClass *
moment_class(const MomentObj *moment)
{
    return (const MomentClass *)moment->obj.type;
}

const MomentDriver *moment_driver(const DomainObj *dom);

/* Made when it is first asked for. */
Moments *domain_moments(DomainObj *dom, const MomentClass *class);
unsigned int moment_count(DomainObj *dom, const MomentClass *class);
/* The caller's reference; NULL without an error. */
MomentObj *moment_find(DomainObj *dom, const MomentClass *class, const char *name);
/* All are forgotten: the domain is gone, or the host ends. */
void domain_drop_moments(DomainObj *dom);
void domain_drop_all(DomainObj *dom, const MomentClass *class);
void moments_free(Moments *moments);

/* A copy of the definition, to read or to edit. */
Definition *moment_definition(MomentObj *moment);
Name *moment_after(MomentObj *moment);
bool moment_is_current(MomentObj *moment);

/* Of the domain, or below a moment, each behind what it comes after; MomentFilter. Of MomentObj. */
GPtrArray *moment_list(DomainObj *dom, MomentObj *top, const MomentClass *class,
                       unsigned int filter);

/* Snapshots that are there before the first call, from elements that say all of them. False with an
 * error, also if they are no tree. */
bool domain_add_snapshot(DomainObj *dom, XmlDoc *doc, const XmlNode *element, GError **error);
bool domain_check_snapshots(DomainObj *dom, GError **error);

/* --- changes, within a job of the domain: persistence plugs in here */

/* A new one, or another definition of that, which it takes over. */
MomentObj *moment_put(DomainObj *dom, const MomentClass *class, MomentObj *old, Definition *def);
void moment_set_after(MomentObj *moment, Name *after);
/* NULL: none is current any more. */
void moment_set_current(DomainObj *dom, const MomentClass *class, const Name *name);
void moment_drop(MomentObj *moment);
/* A new one could not be kept: it was never there, and the one before it is current. */
void moment_take_back(MomentObj *moment, const Name *before);

/* What is kept of them on disk is what they are now (moment-store.c). Cannot fail where nothing is
 * kept. */
bool moments_keep(DomainObj *dom, const MomentClass *class, GError **error);
/* The domain had another name until now, or is gone: nothing is left under that. */
bool moments_keep_renamed(DomainObj *dom, const char *old_name, GError **error);
void moments_forget(DomainObj *dom);
/* What is kept is there again; what cannot be is logged and left alone. */
void moments_load(DomainObj *dom);

/* --- what the methods of both kinds share */

/* Read, check, complete a document: NULL with the original's error. */
typedef struct MomentWish {
    const char *xml;
    XmlDoc *doc; /* if there is no text: */
    const XmlNode *element;
    bool is_known, is_disk_only, is_strict, is_as_told;
} MomentWish;

Definition *moment_read(DomainObj *dom, const MomentClass *class, const MomentWish *wish,
                        GError **error);

/* A backup, with what each disk of the running domain becomes part of. */
Definition *moment_read_backup(DomainObj *dom, const char *xml, GError **error);

/* A new checkpoint, read and then, at the moment that it is of, made; it takes over def. */
Definition *checkpoint_wish(DomainObj *dom, const char *xml, GError **error);
bool checkpoint_make(DomainObj *dom, Definition *def, Job *job, GError **error);

/* items_out is the address of a pointer to Refs. */
bool moment_give_refs(GPtrArray *found, void *items_out, unsigned int *n_out);
bool moment_give_names(GPtrArray *found, char ***names_out, unsigned int *n_out);
bool moment_give_after(MomentObj *moment, void *ref_out, GError **error);

typedef struct MomentDelete {
    bool children, children_only, metadata_only;
} MomentDelete;

bool moment_delete(MomentObj *moment, const MomentDelete *how, Job *job, GError **error);

#endif

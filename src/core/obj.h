/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Objects: what every driver's domain, network, pool... begins with.
 *
 * Any thread may read an Obj that it has a reference to, at any time. */
#ifndef VIRTUE_OBJ_H
#define VIRTUE_OBJ_H

#include <stddef.h>
#include "core/job.h"
#include "core/publish.h"
#include "lib/objects.h"

typedef struct ObjType {
    uint8_t kind;           /* ObjectKind */
    void (*free)(Obj *obj); /* what the driver's struct owns, and the struct */
    /* Fill what the Ref of the kind has besides name, UUID, id and parent: into zeroed fields,
     * strings malloc()ed. NULL if there is nothing. */
    void (*fill_ref)(Obj *obj, void *ref);
    /* Whether a list with these flags has it; NULL: all have. */
    bool (*passes)(Obj *obj, uint32_t flags);
    /* The objects of a kind that belong to it: volumes of a pool. NULL with an error, for a pool
     * that is not active. NULL if it has none. */
    struct Index *(*index)(Obj *obj, unsigned int kind, GError **error);
    /* The host ends: let go of those, which keep it alive. NULL if it has none. */
    void (*close)(Obj *obj);
} ObjType;

/* Bits of Obj.state. */
enum {
    OBJ_ACTIVE = 1 << 0,
    OBJ_PERSISTENT = 1 << 1,
    OBJ_AUTOSTART = 1 << 2,
    OBJ_REMOVED = 1 << 3, /* from its index; who waited for its queue finds this */
};

struct Obj {
    const ObjType *type;
    atomic_int refs;
    Obj *parent;     /* the domain of a snapshot, the pool of a volume; kept alive */
    JobQueue *queue; /* its own, or its parent's */
    JobQueue own_queue;
    unsigned char uuid[16];
    atomic_int id; /* -1 if there is none */
    atomic_uint state;
    Publish name; /* of Name; index_rename() changes it */
};

/* One reference. parent may be NULL; uuid too, for kinds without. */
void obj_init(Obj *obj, const ObjType *type, Obj *parent, const char *name,
              const unsigned char *uuid);
void *obj_ref(void *obj);
void obj_unref(void *obj);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Obj, obj_unref)

/* The caller's reference. */
Name *obj_name(Obj *obj);

static inline bool
obj_is(Obj *obj, unsigned int state)
{
    return (atomic_load(&obj->state) & state) == state;
}

void obj_set_state(Obj *obj, unsigned int state, bool is_so);

/* Two flags of a list that ask one question about a state; neither or both accept any answer. */
typedef struct ObjPair {
    uint32_t yes, no;
    unsigned int state;
} ObjPair;

bool obj_passes(Obj *obj, uint32_t flags, const ObjPair *pairs, unsigned int n_pairs);

/* Room for the Ref of any kind. */
typedef union AnyRef {
    max_align_t align;
    char bytes[64];
} AnyRef;

/* The Ref that names it outside; shape_clear() with handle_types[kind].ref. */
void obj_fill_ref(Obj *obj, void *ref_out);

/* The object itself or the ancestor of that kind; borrowed; NULL if there is none. */
Obj *obj_of_kind(Obj *obj, unsigned int kind);

#endif

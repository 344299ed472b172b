/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The objects of one kind that a driver has, by UUID, name and id.
 *
 * The lock is held to look up and to take references, never while anything is done with an
 * object, so that look-ups and lists never wait for work. */
#ifndef VIRTUE_INDEX_H
#define VIRTUE_INDEX_H

#include "core/obj.h"

typedef struct Index Index;

/* error_domain is the driver's, for errors of look-ups. */
Index *index_new(unsigned int kind, int error_domain);
void index_free(Index *index);

/* Add, unless the name or the UUID is taken: then nothing is added, and what has it is
 * *taken_out, the caller's reference, if it is not NULL. */
bool index_add(Index *index, Obj *obj, Obj **taken_out);
/* No-op for what is not in it. */
void index_remove(Index *index, Obj *obj);
/* False, with nothing changed, if the name is taken. */
bool index_rename(Index *index, Obj *obj, const char *name);
/* Give it an id, or -1. */
void index_set_id(Index *index, Obj *obj, int id);

/* The caller's reference, or NULL without an error. */
Obj *index_find_uuid(Index *index, const unsigned char *uuid);
Obj *index_find_name(Index *index, const char *name);
Obj *index_find_id(Index *index, int id);

/* The same with the original's "not found" error. */
Obj *index_get_uuid(Index *index, const unsigned char *uuid, GError **error);
Obj *index_get_name(Index *index, const char *name, GError **error);
Obj *index_get_id(Index *index, int id, GError **error);
/* What a Ref of the index's kind means: by UUID, or by name where the kind has none. */
Obj *index_get(Index *index, const void *ref, GError **error);

/* Objects at one moment. Shared and frozen; holds a reference to each. */
typedef struct ObjList {
    atomic_int refs;
    unsigned int n;
    Obj *items[];
} ObjList;

void obj_list_unref(ObjList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ObjList, obj_list_unref)

/* A new list of those for which keep() says so. */
ObjList *obj_list_filter(ObjList *from, bool (*keep)(Obj *obj, void *opaque), void *opaque);

/* All of them, in the order in which they were added; the caller's reference. */
ObjList *index_snapshot(Index *index);

#endif

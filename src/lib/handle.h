/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handles: what the application holds. A handle names an object; it is not the object.
 *
 * Every public object pointer (virDomainPtr, virConnectPtr, ...) points to a struct that begins
 * with a Handle. After it stands the Ref, the plain struct that names the object on the wire and in
 * the operations table. */
#ifndef VIRTUE_HANDLE_H
#define VIRTUE_HANDLE_H

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include "lib/shape.h"

typedef struct Conn Conn;
typedef struct Handle Handle;

struct Handle {
    uint32_t magic; /* HANDLE_MAGIC | kind while alive */
    atomic_int refs;
    Conn *conn;     /* kept alive by this handle; itself in a connection */
    Handle *parent; /* what it belongs to, kept alive: the domain of a snapshot; NULL for none */
    _Atomic(char *) cached; /* a text handed out with the handle's lifetime; set once */
};

#define HANDLE_MAGIC 0x5e1d0000u

/* What the engine knows of a kind of handle; one generated row each. */
typedef struct HandleType {
    const char *name;    /* "domain" */
    const char *c_type;  /* "virDomainPtr" */
    const Shape *ref;    /* of the Ref; NULL for connections and streams */
    uint16_t size;       /* of the handle struct */
    uint16_t ref_offset; /* of the Ref in it */
    uint8_t parent;      /* ObjectKind whose Ref is embedded in this Ref, or 0 */
    uint16_t parent_offset; /* of the parent's Ref in this Ref */
    int invalid_code;    /* VIR_ERR_INVALID_DOMAIN */
    int error_domain;    /* VIR_FROM_DOM */
} HandleType;

extern const HandleType handle_types[];

/* Whether a pointer that the application passed is a live handle of the kind. Survives NULL and
 * readable garbage. */
bool handle_is(const void *pointer, unsigned int kind);

/* For kinds with a constructor of their own (connections, streams): fill in a zeroed struct. */
void handle_init(Handle *handle, unsigned int kind, Conn *conn, Handle *parent);
/* A new handle with one reference. The strings of *ref are taken and *ref is zeroed; conn and
 * parent get a reference. Where there is a parent, its Ref inside *ref is not needed and freed. */
void *handle_new(unsigned int kind, Conn *conn, Handle *parent, void *ref);
void handle_ref(void *handle);
/* For whoever holds none but keeps the memory from going: false if the last one is gone. */
bool handle_ref_alive(void *handle);
/* Drop a reference; the last one frees the handle and lets go of its parent and connection. True
 * if others remain. */
bool handle_unref(void *handle);

/* The Ref inside a handle. */
void *handle_ref_of(const void *handle);
/* A number in a Ref that calls on other threads may change: the id of a domain. */
static inline int
handle_get_id(const int *id)
{
    return __atomic_load_n(id, __ATOMIC_RELAXED);
}

static inline void
handle_set_id(int *id, int value)
{
    __atomic_store_n(id, value, __ATOMIC_RELAXED);
}

/* What messages call it: the name in the Ref, else the UUID, else "". The caller's. */
char *handle_title(const void *handle);
/* Copy the Ref of a handle, with its parent's Ref filled in. Shallow: strings stay the handle's. */
void handle_pack(const void *handle, void *ref_out);

#endif

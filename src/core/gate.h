/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The gate: how a call reaches a method of a driver that is built on core/.
 *
 * The order is fixed: is there a method; flags; the object; access on the real object; the
 * object's queue, for operations that change it; LIVE or CONFIG for what asked for the current
 * state; the method; what lists may show; how much of a result was asked for. A method therefore
 * meets only calls that may be made, and cannot forget any of this. */
#ifndef VIRTUE_GATE_H
#define VIRTUE_GATE_H

#include "core/event-hub.h"
#include "core/index.h"
#include "core/methods.h"
#include "core/obj.h"
#include "lib/conn.h"

/* Fewer flags than the description allows. */
typedef struct GateFlags {
    OpId op;
    uint32_t known;
} GateFlags;

/* What is wrong with arguments whatever the state of the object is: asked before the state that
 * flags choose. args is of the operation, or of the newer one that it is passed on to. */
typedef struct GateCheck {
    OpId op;
    bool (*check)(Obj *obj, const void *args, GError **error);
} GateCheck;

typedef struct GateDriver {
    Backend backend;             /* with GATE_BACKEND */
    int error_domain;            /* VIR_FROM_TEST */
    const char *function_prefix; /* "test": what the original's functions begin with */
    Methods methods;
    const GateFlags *flags;  /* ends with a known of 0 and op of OP_COUNT; NULL for none */
    const GateCheck *checks; /* ends with op OP_COUNT; NULL for none */
    int queue_wait_ms;       /* how long to wait for the turn; 0 for 30 seconds */

    /* 1 << ObjectKind of what it lists and finds, and where a connection, or the object that they
     * belong to, has them; NULL with an error, for one that is not active. */
    unsigned int kinds;
    Index *(*index)(Conn *conn, Obj *parent, unsigned int kind, GError **error);

    /* 1 << ObjectKind of those whose look-ups do not say what was looked for. */
    unsigned int terse;
    /* 1 << ObjectKind of those that have a UUID, of which messages tell the name when one that a
     * handle names is gone. */
    unsigned int named;

    /* The object that a Ref of the kind names: the caller's reference, or NULL with the "not
     * found" error. Does not wait. NULL: what index() has. */
    Obj *(*find)(Conn *conn, unsigned int kind, const void *ref, GError **error);
    /* Where events of a kind come from; NULL if there are none. NULL: never. */
    EventHub *(*events)(Conn *conn, unsigned int kind);
} GateDriver;

/* conn->backend must be the backend of a GateDriver. */
#define GATE_BACKEND .invoke = gate_invoke, .supports = gate_supports

bool gate_invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error);
bool gate_supports(Conn *conn, OpId op);

/* The error of flags that the driver does not have; what is the function without "vir". */
bool gate_refuse_flags(const GateDriver *driver, const char *what, unsigned int unknown,
                       GError **error);

/* For methods that make or find an object whose access rules stand in the description, before
 * they do anything with it: ref is the Ref that it will have. A method that changes something and
 * never asks fails. What is only looked up and returned is checked by the gate itself. */
bool gate_admit(Job *job, unsigned int kind, const void *ref, GError **error);
bool gate_admit_object(Job *job, Obj *obj, GError **error);

/* For methods that list or count by anything but Refs: whether the caller may see an object. */
bool gate_shows(Job *job, Obj *obj);
/* All objects of an index that the caller may see, at one moment. */
ObjList *gate_visible(Job *job, Index *index);

/* For methods without an object that come upon one: begin the call's job in its queue. The gate
 * ends it. */
bool gate_enter(Job *job, Obj *obj, GError **error);

#endif

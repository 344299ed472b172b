/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the gate knows of each operation besides the operations table: generated rows. */
#ifndef VIRTUE_GATE_PRIV_H
#define VIRTUE_GATE_PRIV_H

#include "core/gate.h"

/* Unpacks the arguments, calls the method that methods (a ...Methods table) has for it, and lets
 * it write the result. */
typedef bool (*GateThunk)(const void *methods, void *object, const void *args, void *ret, Job *job,
                          GError **error);

/* What becomes of a list in the result. Methods always give all of it. */
typedef enum GateRule {
    GATE_PLAIN,
    GATE_COUNTED,  /* the total is told as well */
    GATE_WANTED,   /* told and, if the count argument is not zero, given */
    GATE_ROOM,     /* at most the count argument's number */
    GATE_TWO_CALL, /* with a count argument of zero the total is told, otherwise so many given */
} GateRule;

typedef enum GateListen {
    GATE_NO_EVENTS,
    GATE_LISTEN,
    GATE_UNLISTEN,
} GateListen;

/* Answered without a method. */
typedef enum GateAnswer {
    GATE_METHOD,
    GATE_LIST, /* the objects of a kind that the connection, or the object, has */
    GATE_FIND, /* one of them */
} GateAnswer;

typedef enum GateWhat {
    GATE_COUNT, /* of GATE_LIST */
    GATE_NAMES,
    GATE_UUIDS,
    GATE_IDS,
    GATE_REFS,
    GATE_BY_NAME, /* of GATE_FIND */
    GATE_BY_UUID,
    GATE_BY_ID,
} GateWhat;

typedef struct Gate Gate;

/* Passes the arguments of an older form on to gate_run(). */
typedef bool (*GateForward)(Gate *gate, const void *methods, const void *args, void *ret,
                            GError **error);

typedef struct GateOp {
    GateThunk thunk;
    uint16_t table;  /* of the pointer to the kind's table in Methods */
    uint16_t method; /* of the method in that */

    GateForward forward; /* an older form of: */
    OpId target;

    uint8_t answer;     /* GateAnswer */
    uint8_t kind;       /* ObjectKind that it lists or finds */
    uint8_t what;       /* GateWhat */
    bool is_state;      /* lists those that have, or do not have, */
    unsigned int state; /* this state (OBJ_ACTIVE); 0: all that pass the flags */
    uint16_t key;       /* in the arguments */
    bool by_handle;     /* the key is in a handle, whose object need not be there */
    uint16_t found;     /* in the result */

    uint8_t rule;          /* GateRule */
    uint16_t count;        /* i32 or u32 in the arguments */
    uint16_t list;         /* in the result */
    uint16_t total;        /* i32 or u32 in the result, or OP_NO_OFFSET */
    uint32_t strings_flag; /* without this flag, string parameters are left out */

    uint32_t live, config; /* flags; zero if it does not choose between them */

    uint8_t listen;           /* GateListen */
    uint8_t listen_kind;      /* ObjectKind of the events */
    uint16_t listen_id;       /* of the event, i32 in the arguments */
    uint16_t listen_object;   /* Ref * in the arguments, may be NULL */
    uint16_t listen_callback; /* callback id, i32 in the result or the arguments */
} GateOp;

extern const GateOp gate_ops[OP_COUNT];

/* One call on its way. */
struct Gate {
    Job job; /* first: methods hand it back */
    const GateDriver *driver;
    Conn *conn;
    const Op *op;
    const GateOp *row;
    const void *args;
    Obj *entered; /* whose queue the job is in; kept alive */
};

/* Of the operation that was called. */
uint32_t gate_flags(const Gate *gate);
/* Choose the state and call the method of op, which is the operation or a newer form of it. */
bool gate_run(Gate *gate, OpId op, const void *methods, const void *args, void *ret,
              GError **error);
/* Lists and look-ups. */
bool gate_answer(Gate *gate, void *ret, GError **error);
/* The object that a Ref names, by way of those that it belongs to. */
Obj *gate_find(const Gate *gate, unsigned int kind, const void *ref, GError **error);
/* All rules of a kind, on what ref names. *count_out grows by how many there are. */
bool gate_require_rules(const Gate *gate, unsigned int kind, const void *ref,
                        unsigned int *count_out, GError **error);
/* Whether the filter rules show what ref names. */
bool gate_shows_ref(const Gate *gate, const void *ref);

/* After the method: check what it found, filter lists, give as much as was asked for. pending:
 * there are rules on something that the method finds or makes. */
bool gate_finish(const Gate *gate, void *ret, bool pending, GError **error);

#endif

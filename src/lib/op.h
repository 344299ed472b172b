/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Operations: what a connection can be asked to do, as one generated table.
 *
 * An operation is a procedure of one of the RPC programs. Entry points, the remote client, the
 * daemon's dispatcher and the gate all work from this table: its arguments and result are plain
 * structs described by shapes, and its rules (access, limits, jobs) are data. */
#ifndef VIRTUE_OP_H
#define VIRTUE_OP_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/shape.h"
#include "lib/objects.h" /* generated: ObjectKind, the Ref and handle structs */
#include "lib/op-ids.h"  /* generated: OpId */

/* Whether and on what a call may wait. */
typedef enum OpBlock {
    BLOCK_NEVER,   /* answered from published state */
    BLOCK_DISK,    /* reads or writes files or devices, runs programs */
    BLOCK_MONITOR, /* asks the hypervisor */
    BLOCK_AGENT,   /* asks the guest's agent */
    BLOCK_JOB,     /* changes the object: runs in its queue */
} OpBlock;

typedef enum OpJob {
    JOB_NONE,
    JOB_MODIFY,
    JOB_DESTROY,
    JOB_SUSPEND,
    JOB_ASYNC,
    JOB_MIGRATION,
    JOB_ABORT,
} OpJob;

/* A condition on the arguments, as access rules and read-only rules carry it. */
typedef enum OpWhen {
    WHEN_ALWAYS,
    WHEN_ANY,   /* any of the bits is set in the field */
    WHEN_ALL,   /* all of the bits are set */
    WHEN_NONE,  /* none of the bits is set */
    WHEN_EQUAL, /* the field equals the value */
    WHEN_OTHER, /* it does not */
} OpWhen;

typedef struct OpCondition {
    uint8_t when;    /* OpWhen */
    uint16_t offset; /* of the u32 or i32 field in the arguments */
    uint32_t value;
} OpCondition;

/* A permission that the caller needs. */
typedef struct OpAccess {
    uint8_t object;     /* ObjectKind that the permission is of */
    uint8_t permission; /* index among that kind's permissions */
    OpCondition condition;
} OpAccess;

/* A rule on one argument's value. */
typedef enum OpCheckKind {
    CHECK_END,
    CHECK_NONZERO,
    CHECK_POSITIVE,
    CHECK_NONNEGATIVE,
    CHECK_INDEX_OR_ALL, /* -1 or more */
    CHECK_MAX,       /* at most max */
    CHECK_EXCLUSIVE, /* flags a and b not both */
    CHECK_REQUIRES,  /* flag a only with b */
    CHECK_BELOW,     /* less than max */
    CHECK_NULL,
    CHECK_NONNULL,
    CHECK_IMPLIES, /* if it is given, so is the pointer at offset a */
    CHECK_ONELINE, /* a text without a newline */
} OpCheckKind;

typedef struct OpCheck {
    uint8_t kind;  /* OpCheckKind */
    uint8_t width; /* bytes of the field; 0 for pointers */
    uint16_t offset;
    const char *arg;      /* C name of the argument, for the message */
    const char *blamed;   /* which argument the error names, if not arg */
    uint32_t a, b;        /* flags */
    /* The whole text, where it is not the usual one. %s is the function, %d and %u the value. */
    const char *message;
    uint64_t max;
    OpCondition when;     /* the rule is asked at all */
} OpCheck;

#define OP_NO_OFFSET UINT16_MAX

/* Bits of Op.attributes. */
enum {
    OP_HIGH_PRIORITY = 1 << 0, /* may run on a worker reserved for calls that cannot hang */
    OP_BEFORE_AUTH = 1 << 1,   /* served before authentication */
    OP_STREAM_READ = 1 << 2,   /* the caller receives on a stream */
    OP_STREAM_WRITE = 1 << 3,
    OP_FDS_IN = 1 << 4,
    OP_FDS_OUT = 1 << 5,
    OP_WRITES = 1 << 6,        /* refused on read-only connections; see read_only */
    OP_TWO_CALL = 1 << 7,      /* typed parameters asked in two calls */
};

typedef struct Op {
    const char *name;     /* "domain_set_memory_flags" */
    const char *function; /* "virDomainSetMemoryFlags", or name for procedures without one */
    uint32_t program;
    int32_t procedure;
    const Shape *args; /* NULL if there are none */
    const Shape *ret;
    uint16_t attributes;
    uint8_t error_domain;  /* virErrorDomain of what is wrong with a call itself */
    uint8_t block;         /* OpBlock */
    uint8_t job;           /* OpJob */
    uint8_t object;        /* ObjectKind that it is about; OBJECT_CONNECT for none */
    uint8_t n_access;
    uint8_t n_filter;
    uint16_t object_offset; /* of the Ref in the arguments, or OP_NO_OFFSET */
    uint16_t flags_offset;  /* of the u32 flags, or OP_NO_OFFSET */
    uint32_t flags_known;   /* every bit of the flags' enum; 0 if flags must be zero */
    uint32_t sparse_flag;   /* with this flag the stream carries holes */
    OpCondition read_only;  /* when OP_WRITES applies */
    const OpAccess *access;
    const OpAccess *filter; /* what each object of a list or event must pass */
    const OpCheck *checks;  /* ends with CHECK_END; may be NULL */
} Op;

extern const Op ops[OP_COUNT];

/* The operation of a procedure, or NULL. Constant time. */
const Op *op_find(uint32_t program, int32_t procedure);
/* The version of a program that we speak, or 0 for an unknown one. */
unsigned int op_program_version(uint32_t program);

bool op_condition_holds(const OpCondition *condition, const void *args);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One call of a public function, from the entry point to the operations table and back.
 *
 * Generated entry points read like this:
 *
 *     Call call = CALL(OP_DOMAIN_SET_MEMORY_FLAGS);
 *     DomainSetMemoryFlagsArgs args = { 0 };
 *     int result = -1;
 *
 *     call_begin(&call);
 *     if (!call_object(&call, OBJECT_DOMAIN, domain, &args.dom) || !call_writable(&call, &args))
 *         goto end;
 *     args.memory = memory;
 *     args.flags = flags;
 *     if (!call_invoke(&call, &args, NULL))
 *         goto end;
 *     result = 0;
 * end:
 *     call_end(&call);
 *     return result;
 */
#ifndef VIRTUE_CALL_H
#define VIRTUE_CALL_H

#include "base/err.h"
#include "lib/conn.h"

struct Call {
    const Op *op;         /* NULL in functions without an operation */
    const char *function; /* the entry point's name, as messages give it */
    Conn *conn;           /* once an object was accepted */
    const Handle *object; /* the first that was accepted */
    void *held;           /* the same, once a driver was asked: kept alive until the end */
    GError *error;        /* what went wrong so far */
    int error_domain;     /* virErrorDomain of errors found by the entry point itself */

    GError *limit;      /* more was given than the protocol carries; told after all else is right */
    virTypedParameterPtr params; /* those of the caller's that are set, if not all are */
    virStreamPtr stream;      /* that the operation opens */
    const int *fds;           /* descriptors that go with the arguments; borrowed */
    unsigned int n_fds;
    int *fds_out;             /* that came with the result; the caller's, g_free() */
    unsigned int n_fds_out;
};

/* ERR_DOMAIN is the virErrorDomain of what the function finds wrong itself. */
#define CALL(op_) { .op = &ops[op_], .function = __func__, .error_domain = ERR_DOMAIN }
#define CALL_LOCAL { .function = __func__, .error_domain = ERR_DOMAIN }

/* Forget the thread's last error; note the call for tracing. */
void call_begin(Call *call);
/* Publish call->error, if there is one, as the thread's last error and to the callbacks. */
void call_end(Call *call);

/* Accept an object argument: set call->conn and copy its Ref to ref_out (may be NULL). Fails with
 * the kind's "invalid ... pointer" error. */
bool call_object(Call *call, unsigned int kind, const void *handle, void *ref_out);
/* Also requires that it belongs to the connection of the objects before; name is for the
 * message. */
bool call_object_same(Call *call, unsigned int kind, const void *handle, const char *name,
                      void *ref_out);

/* The latter alone, of an object that was accepted. */
bool call_same(Call *call, unsigned int kind, const void *handle, const char *name);

/* Refuse a writing function on a read-only connection. args are looked at for rules that depend on
 * flags, so fill them first where they do. */
bool call_writable(Call *call, const void *args);
/* Likewise where the message speaks of the secure flag. */
bool call_writable_secure(Call *call, const void *args);

/* Argument rules that only exist in C: each sets call->error and returns false. */
bool call_nonnull(Call *call, const void *pointer, const char *name);
bool call_null(Call *call, const void *pointer, const char *name);
bool call_nonzero(Call *call, unsigned long long value, const char *name);
bool call_positive(Call *call, long long value, const char *name);
bool call_nonnegative(Call *call, long long value, const char *name);
/* At most max elements of name. */
bool call_limit(Call *call, unsigned long long count, unsigned long long max, const char *name);
/* About one argument, with a text that is the whole message, as the rules above make theirs. */
bool call_argument(Call *call, const char *name, const char *fmt, ...) G_GNUC_PRINTF(3, 4);
/* Likewise where applications have always seen an inner function of the original as str1. */
bool call_argument_in(Call *call, const char *function, const char *name, const char *text);
/* "invalid argument: ..." with a text of its own. */
bool call_invalid(Call *call, const char *fmt, ...) G_GNUC_PRINTF(2, 3);

/* Keep the first object alive until call_end(): another thread may free the handle, or close the
 * connection, while a driver works. Done by call_invoke(). */
void call_hold(Call *call);

/* Run op->checks on the arguments; used by entry points (through call_invoke) and dispatchers. */
bool call_check(Call *call, const void *args);
/* Check, then ask the connection's backend. On success *ret is the caller's to shape_clear(). */
bool call_invoke(Call *call, const void *args, void *ret);

/* For backends: "this function is not supported by the connection driver: virFunction". */
bool call_unsupported(const Call *call, GError **error);

#endif

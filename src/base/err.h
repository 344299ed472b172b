/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Errors: one extended GError type whose codes are the public VIR_ERR_*.
 *
 * A function that can fail returns bool or a pointer and takes GError **error last. The line that
 * fails creates the error; callers that know more put context in front with err_context(), which
 * goes into the cause chain and never changes the public message. A source file says once which
 * part of the system it is:
 *
 *     #define ERR_DOMAIN VIR_FROM_CONF
 */
#ifndef VIRTUE_ERR_H
#define VIRTUE_ERR_H

#include <glib.h>
#include <stdbool.h>
#include <libvirt/virterror.h>

/* GError's domain; error->code is a virErrorNumber, error->message the complete public message,
 * which is the code's form with the detail filled in. */
#define ERR_QUARK err_quark()

/* Bytes of a detail; what is longer is cut: it goes over the wire and into logs. */
#define ERR_MAX_DETAIL 65536
GQuark err_quark(void);

/* Where an error was made. The texts live as long as the code that they are in. */
typedef struct ErrPlace {
    const char *file; /* NULL: not known */
    const char *function;
    int line;
} ErrPlace;

#define ERR_HERE (&(const ErrPlace){ __FILE__, __func__, __LINE__ })

/* What a public error carries beyond code and message. Owned by the GError. */
typedef struct ErrDetail {
    int domain; /* virErrorDomain */
    int level;  /* virErrorLevel */
    char *str1; /* the form, "internal error: %s" */
    char *str2; /* the detail */
    char *str3;
    int int1;
    int int2;
    GPtrArray *cause; /* of char *, outermost first; NULL if nobody added context */
    ErrPlace place;   /* for the log */
} ErrDetail;

/* The detail of an error made here; NULL for an error of another GError domain. */
ErrDetail *err_detail(const GError *error);

/* Set *error (which may be NULL) and return false. fmt makes the detail; NULL gives the code's
 * message without detail. */
#define err_set(error, code, ...) err_set_full((error), ERR_DOMAIN, (code), __VA_ARGS__)
/* Likewise, with ": " and strerror(errno) after the detail and errno in int1. errno is kept. */
#define err_errno(error, code, ...) err_errno_full((error), ERR_DOMAIN, (code), __VA_ARGS__)
/* The same for functions that return a pointer. */
#define err_set_null(error, code, ...)   (err_set((error), (code), __VA_ARGS__) ? NULL : NULL)
#define err_errno_null(error, code, ...) (err_errno((error), (code), __VA_ARGS__) ? NULL : NULL)

/* The same with the domain said. */
#define err_set_full(error, ...)   err_set_at((error), ERR_HERE, __VA_ARGS__)
#define err_errno_full(error, ...) err_errno_at((error), ERR_HERE, __VA_ARGS__)

bool err_set_at(GError **error, const ErrPlace *place, int domain, int code, const char *fmt, ...)
    G_GNUC_PRINTF(5, 6);
bool err_errno_at(GError **error, const ErrPlace *place, int domain, int code, const char *fmt, ...)
    G_GNUC_PRINTF(5, 6);

/* An error that arrives complete, from the wire or a copy: message is used as it stands. Without a
 * place in detail it is from here. */
#define err_set_raw(error, ...) err_set_raw_at((error), ERR_HERE, __VA_ARGS__)
bool err_set_raw_at(GError **error, const ErrPlace *place, int code, const char *message,
                    const ErrDetail *detail);

/* Put a line of context in front of the cause chain; returns false. No-op on a NULL error. */
bool err_context(GError **error, const char *fmt, ...) G_GNUC_PRINTF(2, 3);
#define err_context_null(error, ...) (err_context((error), __VA_ARGS__) ? NULL : NULL)

/* The message followed by its causes, for logs and hints: "message (while ...; while ...)". */
char *err_describe(const GError *error);

/* The public message of a code: form with detail, or the form without one if detail is NULL.
 * An unknown code gives NULL. */
char *err_message(int code, const char *detail);
/* The form itself; with_detail chooses which. Static storage; NULL for an unknown code. */
const char *err_form(int code, bool with_detail);

#endif

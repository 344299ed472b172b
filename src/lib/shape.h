/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shapes: what a plain C struct holds, as data.
 *
 * Each structure that crosses the wire or the operations table is a plain struct described by a
 * generated Shape. One engine clears and copies them (here), another encodes and decodes them
 * (rpc/xdr.h). Strings are malloc()ed, lists are { unsigned int n; T *items }. */
#ifndef VIRTUE_SHAPE_H
#define VIRTUE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ShapeKind {
    SHAPE_I32,      /* int */
    SHAPE_U32,      /* unsigned int */
    SHAPE_I64,      /* long long */
    SHAPE_U64,      /* unsigned long long */
    SHAPE_F64,      /* double */
    SHAPE_CHAR,     /* char; four bytes on the wire, as are the next three */
    SHAPE_U8,       /* unsigned char */
    SHAPE_I16,      /* short */
    SHAPE_U16,      /* unsigned short */
    SHAPE_STRING,   /* char *, never NULL once decoded */
    SHAPE_STRING_OPT, /* char * or NULL */
    SHAPE_UUID,     /* unsigned char[16] */
    SHAPE_BYTES,    /* struct Bytes, at most max */
    SHAPE_STRUCT,   /* an embedded struct */
    SHAPE_STRUCT_OPT, /* pointer to a struct, or NULL */
    SHAPE_PARAM,    /* virTypedParameter; only as an element */
} ShapeKind;

/* How often the kind stands in the field. */
typedef enum ShapeCount {
    SHAPE_ONE,
    SHAPE_FIXED, /* an embedded array of exactly max elements */
    SHAPE_LIST,  /* struct List, at most max elements */
} ShapeCount;

typedef struct Shape Shape;

typedef struct ShapeField {
    const char *name;
    uint8_t kind;  /* ShapeKind */
    uint8_t count; /* ShapeCount */
    bool secret;   /* wiped when freed, never logged */
    uint32_t offset;
    uint32_t max;       /* elements of a list, bytes of a string or of SHAPE_BYTES */
    const Shape *shape; /* of SHAPE_STRUCT and SHAPE_STRUCT_OPT */
} ShapeField;

struct Shape {
    const char *name; /* as in the protocol: "remote_nonnull_domain" */
    uint32_t size;    /* of the C struct */
    uint32_t n_fields;
    const ShapeField *fields;
};

/* Variable-length members. Generated structs hold the same layout with a typed items pointer. */
typedef struct Bytes {
    unsigned int n;
    unsigned char *items;
} Bytes;

typedef struct List {
    unsigned int n;
    void *items;
} List;

/* Size of one element of a kind in a C array. */
size_t shape_element_size(const ShapeField *field);
/* Whether an element owns memory; if not, its bytes are its value. */
bool shape_owns_memory(const ShapeField *field);

/* Free what a struct owns and zero it. A zeroed struct is valid input; so is a half-decoded one. */
void shape_clear(const Shape *shape, void *object);
/* Deep copy into out, which is overwritten, not cleared. */
void shape_copy(const Shape *shape, void *out, const void *object);
/* Whether two structs hold the same values. */
bool shape_equal(const Shape *shape, const void *a, const void *b);

#endif

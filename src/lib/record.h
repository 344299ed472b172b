/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records: the plain public structs that applications get lists of (virDomainFSInfo and its like),
 * and how each is made from the struct that crosses the wire. Generated tables, one engine.
 *
 * Functions that take a List move what they can out of it; shape_clear() frees the rest. */
#ifndef VIRTUE_RECORD_H
#define VIRTUE_RECORD_H

#include "lib/call.h"

typedef enum RecordKind {
    RECORD_VALUE,   /* a number of the same size on both sides */
    RECORD_STRING,  /* char * on both sides */
    RECORD_TEXT,    /* char * into an array of char */
    RECORD_CHARS,   /* List of char into an array of char */
    RECORD_STRINGS, /* List of char * into pointer and count */
    RECORD_BYTES,   /* Bytes into pointer and count */
    RECORD_RECORDS, /* List of structs into pointer and count */
} RecordKind;

typedef struct Record Record;

typedef struct RecordField {
    uint8_t kind;       /* RecordKind */
    uint8_t count_size; /* bytes of the count */
    uint16_t from;      /* offset in the wire struct */
    uint16_t to;        /* offset in the public struct */
    uint16_t size;      /* of the public member */
    uint16_t count;     /* offset of the public member that counts */
    const Record *record; /* of RECORD_RECORDS */
} RecordField;

struct Record {
    uint16_t from_size; /* of the wire struct */
    uint16_t size;      /* of the public struct */
    uint16_t n_fields;
    const RecordField *fields;
};

/* Fill an array of the caller's. The number filled, or -1 if more came than there is room for. */
int records_fill(Call *call, const Record *record, List *list, void *into, unsigned int room,
                 const char *name);
/* Likewise for lists that are asked for in two calls: with *count 0 or no array, total is told. */
bool records_fill_counted(Call *call, const Record *record, List *list, unsigned int total,
                          void *into, int *count, const char *name);
/* A new array of structs for the caller to free(). array_out is a pointer to its pointer. */
int records_give_array(const Record *record, List *list, void *array_out);
/* A new NULL-terminated array of pointers to structs, each of which record_free() frees. With NULL
 * for array_out, only count. */
int records_give_list(const Record *record, List *list, void *array_out);

/* Free one public struct and what it points to. */
void record_free(const Record *record, void *item);

#endif

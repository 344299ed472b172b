/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the original speaks of each kind of object, and what names one. */
#ifndef VIRTUE_KINDS_H
#define VIRTUE_KINDS_H

#include "lib/objects.h"

typedef struct KindTraits {
    const char *noun;      /* "storage pool" */
    int errors;            /* virErrorDomain of what is wrong with one */
    int not_found;         /* VIR_ERR_NO_... */
    const char *inactive;  /* detail of asking for the live state of one that is not active */
    const char *transient; /* detail of asking for the stored state of one without */
    const char *by_name;   /* how the one looked for is told; NULL: "with matching name" */
    const char *by_uuid; /* all of what is said of a missing one, its UUID for #; NULL: the usual */
    bool has_short_name; /* one looked for by UUID is told without its name */
} KindTraits;

/* By ObjectKind. */
extern const KindTraits kind_traits[OBJECT_COUNT];

/* Whether its Ref has a UUID, which then names it. */
bool kind_has_uuid(unsigned int kind);
/* Of a Ref; NULL if the kind has none. The name is the first string where none is called so. */
const unsigned char *kind_ref_uuid(unsigned int kind, const void *ref);
const char *kind_ref_name(unsigned int kind, const void *ref);

#endif

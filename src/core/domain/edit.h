/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes of a domain's definitions: copied, edited, checked, applied, kept, published.
 *
 * Nobody sees half a change. With both states asked for, both copies are edited and checked before
 * anything is done; then the running guest is changed, then what is stored. */
#ifndef VIRTUE_CORE_DOMAIN_EDIT_H
#define VIRTUE_CORE_DOMAIN_EDIT_H

#include "core/domain/domain.h"

/* One definition that is being changed, on the stack of domain_edit(). */
typedef struct DomainEdit {
    DomainObj *dom;
    Definition *def; /* to change */
    Domain *domain;  /* of def */
    Arena *arena;    /* of def: what is put into it comes from here */
    bool is_live;
    unsigned int flags; /* of the call */
    const DefineEnv *env;
    Job *job;
} DomainEdit;

/* Changes edit->domain as args say, or fails with the original's error. */
typedef bool (*DomainEditor)(DomainEdit *edit, const void *args, GError **error);

/* For methods whose flags have VIR_DOMAIN_AFFECT_LIVE, _CONFIG or both: the gate has seen to that.
 * Call within a job of the domain. */
bool domain_edit(DomainObj *dom, unsigned int flags, DomainEditor editor, const void *args,
                 Job *job, GError **error);

#endif

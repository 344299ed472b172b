/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moving a domain to another host: the steps behind the six virDomainMigrate functions.
 *
 * The protocols differ in which steps they have and in the fields of a step's arguments. A table
 * says which operation each step is; fields are filled in by their names. */
#ifndef VIRTUE_MIGRATION_H
#define VIRTUE_MIGRATION_H

#include <libvirt/libvirt.h>
#include "lib/call-values.h"

typedef enum MigrationVersion {
    MIGRATION_V1,
    MIGRATION_V2,
    MIGRATION_V3,
    MIGRATION_V3_PARAMS, /* with typed parameters */
    MIGRATION_NONE,
} MigrationVersion;

/* A migration, and by the names of the wire what its steps exchange. */
typedef struct Migration {
    Call *call;         /* of the public function: the first error ends there */
    virDomainPtr domain;
    Conn *dest;         /* NULL if the source host does it all */
    unsigned int flags; /* virDomainMigrateFlags */

    const char *dname;  /* given by the caller, or NULL */
    const char *dxml;
    const char *uri;
    unsigned long long bandwidth;
    virTypedParameterPtr given; /* likewise, and not looked at yet */
    unsigned int n_given;
    GArray *params;     /* of virTypedParameter, owned: for MIGRATION_V3_PARAMS */
} Migration;

/* What the parameters say in the terms of older protocols. False with call->error if one of them
 * has a wrong type. */
bool migration_read_params(Migration *m, const virTypedParameter *params, unsigned int n);
/* Whether they say more than that. */
bool migration_has_extensions(const virTypedParameter *params, unsigned int n);
/* Add a string parameter, or give it another value. NULL adds nothing. */
void migration_set_string(Migration *m, const char *name, const char *value);
void migration_set_u64(Migration *m, const char *name, unsigned long long value);
void migration_clear(Migration *m);

/* Whether both ends (dest may be NULL) have the feature; what cannot be asked is not there. */
bool migration_supported(const Migration *m, Conn *source, Conn *dest, Feature feature);
/* The feature that a protocol version needs. */
Feature migration_feature(MigrationVersion version);

/* All steps, led by this process. Returns the domain on the destination, or NULL; call->error may
 * be set in both cases. */
virDomainPtr migration_lead(Migration *m, MigrationVersion version);
/* The one step that has the source host do everything; dconnuri is NULL for a direct migration. */
bool migration_delegate(Migration *m, MigrationVersion version, const char *dconnuri);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets, and their values. */
#ifndef VIRTUE_CORE_SECRET_H
#define VIRTUE_CORE_SECRET_H

#include "core/defined.h"

/* The bytes of a value, frozen; wiped with the last reference. */
typedef struct SecretValue {
    atomic_int refs;
    size_t n;
    unsigned char bytes[];
} SecretValue;

SecretValue *secret_value_new(const unsigned char *bytes, size_t n);
SecretValue *secret_value_ref(SecretValue *value);
void secret_value_unref(SecretValue *value); /* of NULL: nothing */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SecretValue, secret_value_unref)

struct SecretObj {
    DefinedObj base;
    Publish value; /* of SecretValue; NULL: it has none */
};

/* What a driver does for them; NULL: values are kept beside what the host stores, if it does. */
struct SecretDriver {
    /* Keep the value of one that is not ephemeral; forget it (NULL), which cannot fail. */
    bool (*keep_value)(SecretObj *secret, const SecretValue *value, GError **error);
};

extern const DefinedKind secret_kind;

/* All that the host's store has, with their values: before anybody else sees the host. */
unsigned int secret_load(Host *host);

/* For what uses secrets on the host, which also sees private ones; the caller's reference, or NULL
 * with the error that it has no value. */
SecretValue *secret_value(SecretObj *secret, GError **error);

/* Members of the connection's table that this room has methods for. */
void secret_connect_methods(ConnectMethods *methods);
extern const SecretMethods core_secret_methods;

#endif

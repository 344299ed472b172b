/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_CORE_SECRET_PRIV_H
#define VIRTUE_CORE_SECRET_PRIV_H

#include "core/secret/secret.h"

/* value.c */
void secret_value_init(DefinedObj *obj);
void secret_value_clear(DefinedObj *obj);
/* Store the definition: what is or becomes ephemeral leaves nothing on disk. def stays the
 * caller's. */
bool secret_store(SecretObj *secret, Definition *def, GError **error);
void secret_forget_value(SecretObj *secret);

bool secret_get_value_method(SecretObj *secret, unsigned int flags, Job *job,
                             unsigned char **value_out, unsigned int *n_value_out, GError **error);
bool secret_set_value_method(SecretObj *secret, const unsigned char *value, unsigned int n_value,
                             unsigned int flags, Job *job, GError **error);

#endif

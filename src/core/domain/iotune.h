/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of disks, as typed parameters: what disks and groups have in common. */
#ifndef VIRTUE_CORE_DOMAIN_IOTUNE_H
#define VIRTUE_CORE_DOMAIN_IOTUNE_H

#include "core/domain/param.h"

/* Whether each is known, has its type, and is in bounds. */
bool iotune_check_params(DomainObj *dom, const virTypedParameter *params, unsigned int n,
                         GError **error);
/* Set what is given, and check what it makes with the rest. */
bool iotune_take(DomainEdit *edit, Iotune *tune, const ParamArgs *args, GError **error);
/* "": none. */
void iotune_set_group(DomainEdit *edit, Iotune *tune, const char *group);
/* The event: what was set, under names that say of what. disk may be NULL. */
void iotune_emit(DomainObj *dom, const char *disk, const ParamArgs *args);

#endif

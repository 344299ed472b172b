/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tells a domain from all others: made up at random, if not said. */
#include <sys/random.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

void
define_random_bytes(void *data, uint8_t *bytes, size_t n)
{
    /* At most 256 bytes are never cut short. */
    g_assert(n <= 256 && getrandom(bytes, n, 0) == (ssize_t)n);
}

void
define_uuid(const DefineEnv *env, uint8_t uuid[16])
{
    env->random(env->random_data, uuid, 16);
    uuid[6] = (uuid[6] & 0x0f) | 0x40;
    uuid[8] = (uuid[8] & 0x3f) | 0x80;
}

bool
complete_identity(Define *define, GError **error)
{
    Domain *domain = define->domain;

    if (domain->from.uuid == XML_ABSENT) {
        define_uuid(define->env, domain->uuid);
        domain->from.uuid = XML_DEFINED;
    }
    if (domain->genid && domain->genid->from.id == XML_ABSENT) {
        define_uuid(define->env, domain->genid->id);
        domain->genid->from.id = XML_DEFINED;
    }
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tells a domain and its interfaces from all others: made up at random, if not said. */
#include <string.h>
#include <sys/random.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

void
define_random_bytes(void *data, uint8_t *bytes, size_t n)
{
    /* At most 256 bytes are never cut short. */
    g_assert(n <= 256 && getrandom(bytes, n, 0) == (ssize_t)n);
}

static void
random_uuid(const Define *define, uint8_t uuid[16])
{
    define->env->random(define->env->random_data, uuid, 16);
    uuid[6] = (uuid[6] & 0x0f) | 0x40;
    uuid[8] = (uuid[8] & 0x3f) | 0x80;
}

bool
complete_identity(Define *define, GError **error)
{
    Domain *domain = define->domain;

    if (domain->from.uuid == XML_ABSENT) {
        random_uuid(define, domain->uuid);
        domain->from.uuid = XML_DEFINED;
    }
    if (domain->genid && domain->genid->from.id == XML_ABSENT) {
        random_uuid(define, domain->genid->id);
        domain->genid->from.id = XML_DEFINED;
    }
    return true;
}

/* The last three bytes are the only ones that are free. */
void
complete_net_mac(Define *define, Net *net)
{
    if (net->from.mac != XML_ABSENT)
        return;
    memcpy(net->mac, define->rules->mac_prefix, 3);
    define->env->random(define->env->random_data, net->mac + 3, 3);
    net->from.mac = XML_DEFINED;
}

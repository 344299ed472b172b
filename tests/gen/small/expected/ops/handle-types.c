/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: what the handle engine knows of each kind. */
#include <libvirt/virterror.h>
#include "lib/calls.h"

const HandleType handle_types[OBJECT_COUNT] = {
    [OBJECT_CONNECT] = { "connect", "virConnectPtr", NULL, 0, 0, OBJECT_NONE, 0, VIR_ERR_INVALID_CONN, VIR_FROM_NONE },
    [OBJECT_STREAM] = { "stream", "virStreamPtr", NULL, 0, 0, OBJECT_NONE, 0, VIR_ERR_INVALID_CONN, VIR_FROM_NONE },
    [OBJECT_DOMAIN] = { "domain", "virDomainPtr", &shape_domain_ref, sizeof(struct _virDomain), offsetof(struct _virDomain, ref), OBJECT_NONE, 0, VIR_ERR_INVALID_DOMAIN, VIR_FROM_DOM },
};

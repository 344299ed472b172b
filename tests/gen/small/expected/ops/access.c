/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: permissions. */

#include "lib/access.h"

static const PermissionType connect_permissions[] = {
    { "getattr", "org.libvirt.api.connect.getattr", true },
    { NULL }
};

static const PermissionType domain_permissions[] = {
    { "getattr", "org.libvirt.api.domain.getattr", true },
    { "write", "org.libvirt.api.domain.write", false },
    { "save", "org.libvirt.api.domain.save", false },
    { NULL }
};

const PermissionType *const permission_types[OBJECT_COUNT] = {
    [OBJECT_CONNECT] = connect_permissions,
    [OBJECT_DOMAIN] = domain_permissions,
};

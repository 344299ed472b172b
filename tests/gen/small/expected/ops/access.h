/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: permissions. */
#ifndef VIRTUE_LIB_ACCESS_H
#define VIRTUE_LIB_ACCESS_H

#include "lib/objects.h"

typedef enum ConnectPermission {
    PERM_CONNECT_GETATTR, /* use the connection at all */
} ConnectPermission;

typedef enum DomainPermission {
    PERM_DOMAIN_GETATTR, /* know that it exists */
    PERM_DOMAIN_WRITE, /* change it */
    PERM_DOMAIN_SAVE, /* change what is stored */
} DomainPermission;

/* A permission as polkit and the documentation name it. */
typedef struct PermissionType {
    const char *name;   /* "read_secure" */
    const char *action; /* "org.libvirt.api.domain.read-secure" */
    bool by_default;    /* granted to everybody unless a rule says otherwise */
} PermissionType;

/* By ObjectKind; each ends with a NULL name. */
#define permission_types virtue_permission_types
extern const PermissionType *const permission_types[OBJECT_COUNT];

#endif

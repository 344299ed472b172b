/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: object kinds, their Refs and handles. */
#ifndef VIRTUE_LIB_OBJECTS_H
#define VIRTUE_LIB_OBJECTS_H

#include <libvirt/libvirt.h>
#include <libvirt/libvirt-admin.h>
#include "lib/handle.h"
#include "lib/shape.h"

/* The kinds of object that a handle can be for. */
typedef enum ObjectKind {
    OBJECT_NONE,
    OBJECT_CONNECT, /* virConnectPtr */
    OBJECT_STREAM, /* virStreamPtr */
    OBJECT_DOMAIN, /* virDomainPtr */
    OBJECT_COUNT
} ObjectKind;

/* A Ref names an object: on the wire and in the operations table. */
typedef struct DomainRef {
    char *name;
    unsigned char uuid[16];
    int id;
} DomainRef;

struct _virDomain {
    Handle head;
    DomainRef ref;
};

#endif

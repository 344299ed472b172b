/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Access: whether the identity of a connection may do something. The gate asks; methods do not. */
#ifndef VIRTUE_ACCESS_H
#define VIRTUE_ACCESS_H

#include "lib/conn.h"

typedef enum AccessAnswer {
    ACCESS_DENIED,
    ACCESS_GRANTED,
    ACCESS_FAILED, /* nobody could tell; *error is set */
} AccessAnswer;

typedef struct AccessRequest {
    Conn *conn;         /* whose identity asks */
    const char *driver; /* "QEMU": Backend.name */
    uint8_t kind;       /* ObjectKind that the permission is of */
    uint8_t permission; /* lib/access.h */
    const void *ref;    /* Ref of the object; NULL for the connection */
} AccessRequest;

typedef struct AccessDriver {
    const char *name; /* "none", "polkit" */
    /* May wait, so never on the loop, unless is_local. */
    AccessAnswer (*check)(const AccessRequest *request, GError **error);
    bool is_local; /* answers at once */
} AccessDriver;

/* Grants everything: the one of applications, and of daemons without another. */
extern const AccessDriver access_none;

/* The process's; set before connections are opened. */
void access_set_driver(const AccessDriver *driver);
bool access_is_local(void);
/* Whether there is nothing to ask for. */
bool access_grants_all(void);

/* Denied is VIR_ERR_ACCESS_DENIED. */
bool access_require(const AccessRequest *request, GError **error);
/* For lists and events: false for denied and for failed. */
bool access_allows(const AccessRequest *request);

#endif

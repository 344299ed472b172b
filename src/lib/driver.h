/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The registry of drivers: who opens which URI. */
#ifndef VIRTUE_DRIVER_H
#define VIRTUE_DRIVER_H

#include "lib/conn.h"
#include "lib/uri.h"

/* What a driver says to an open. */
typedef enum DriverOpen {
    DRIVER_DECLINED, /* not its URI: ask the next */
    DRIVER_OPENED,   /* conn->backend and backend_data are set */
    DRIVER_FAILED,   /* *error is set; nobody else is asked */
} DriverOpen;

typedef struct Driver {
    const char *name;           /* "test"; also the module's file: libvirt_driver_test.so */
    const char *const *schemes; /* NULL-terminated, exact case; NULL if any may be its own */
    bool takes_remote;          /* takes URIs with a host too */
    bool takes_embed;           /* takes SCHEME:///embed?root=..., and then only its own scheme */
    /* uri is NULL if nobody named one: open what there is on this host and set conn->uri. Else
     * conn->uri is set already. auth may be NULL; unknown flags are the driver's to refuse. */
    DriverOpen (*open)(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags,
                       GError **error);
} Driver;

/* The drivers inside the library, NULL-terminated; defined where the library is put together.
 * They come before all others. */
extern const Driver *const driver_builtins[];

/* Add a driver; static storage. Any thread; usually from a module's initializer. */
void driver_register(const Driver *driver);

/* What a module exports as "virtue_driver_init". */
typedef bool (*DriverInit)(GError **error);

/* Load libvirt_driver_NAME.so from LIBVIRT_DRIVER_DIR or from beside the library and run its
 * virtue_driver_init(). Loading twice is no error, failing twice is the same one. A module that is
 * not installed: *found_out is false and there is no error. Not for the event loop. */
bool driver_load(const char *name, bool *found_out, GError **error);

/* Give conn a backend for the URI (NULL: what there is). Asked are, until one takes it: the drivers
 * that list its scheme, in the order of registration; those that list none; at last those of the
 * latter that take hosts, which is the remote client. A URI with a transport is only for these; one
 * with a host for all that take hosts. Modules that serve a scheme in the application's process
 * (esx, hyperv, SCHEME:///embed) are loaded when their scheme is opened.
 * name is what the application said, for the message. */
bool driver_open(Conn *conn, const char *name, const Uri *uri, virConnectAuthPtr auth,
                 unsigned int flags, GError **error);

#endif

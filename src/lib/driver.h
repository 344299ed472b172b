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
    const char *const *schemes; /* NULL-terminated; NULL if any scheme may be its own */
    bool takes_remote;          /* is asked for URIs with a host or transport, before the others */
    DriverOpen (*open)(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags,
                       GError **error);
} Driver;

/* Add a driver; static storage. Drivers are asked in the order of registration, those that take
 * remote URIs first. Any thread; usually from a module's initializer. */
void driver_register(const Driver *driver);

/* Load libvirt_driver_NAME.so from LIBVIRT_DRIVER_DIR or from beside the library and run its
 * virtue_driver_init(). Loading twice is no error. A module that is not installed: *found_out is
 * false and there is no error. */
bool driver_load(const char *name, bool *found_out, GError **error);

/* Give conn a backend for the URI: the loaded drivers, then the module of its scheme's name. */
bool driver_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags,
                 GError **error);

#endif

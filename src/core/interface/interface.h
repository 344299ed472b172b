/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interfaces of the host, of every driver that configures some. */
#ifndef VIRTUE_CORE_INTERFACE_H
#define VIRTUE_CORE_INTERFACE_H

#include "core/defined.h"

struct InterfaceObj {
    DefinedObj base;
};

/* What a driver does for them; NULL: nothing has to be done. */
struct InterfaceDriver {
    bool (*start)(InterfaceObj *iface, Job *job, GError **error);
    bool (*stop)(InterfaceObj *iface, Job *job, GError **error);
};

extern const DefinedKind interface_kind;

/* Members of the connection's table that this room has methods for. */
void interface_connect_methods(ConnectMethods *methods);
extern const InterfaceMethods core_interface_methods;

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network filters, and their bindings: which of them is in force on which interface. */
#ifndef VIRTUE_CORE_NWFILTER_H
#define VIRTUE_CORE_NWFILTER_H

#include "core/defined.h"

struct NwfilterObj {
    DefinedObj base;
};

struct NwfilterBindingObj {
    DefinedObj base;
};

/* What a driver does for them; NULL: nothing has to be done. */
struct NwfilterDriver {
    /* Put the filter of a binding in force, or take what is in force away, which cannot fail. */
    bool (*apply)(Host *host, const Definition *binding, Job *job, GError **error);
    void (*revoke)(NwfilterBindingObj *binding);
    /* A filter is another one now: renew what is in force. */
    bool (*changed)(NwfilterObj *filter, const Definition *def, Job *job, GError **error);
};

extern const DefinedKind nwfilter_kind;
extern const DefinedKind nwfilter_binding_kind;

/* Members of the connection's table that this room has methods for. */
void nwfilter_connect_methods(ConnectMethods *methods);
extern const NwfilterMethods core_nwfilter_methods;
extern const NwfilterBindingMethods core_nwfilter_binding_methods;

#endif

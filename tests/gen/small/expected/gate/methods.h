/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: what drivers implement. */
#ifndef VIRTUE_CORE_METHODS_H
#define VIRTUE_CORE_METHODS_H

#include "core/job.h"
#include "lib/calls.h"

/* Every ...Obj begins with an Obj (core/obj.h). */
typedef struct DomainObj DomainObj;

typedef struct DomainMethods {
    bool (*set_memory_flags)(DomainObj *dom, unsigned long long memory, unsigned int flags,
                             Job *job, GError **error);
    bool (*set_parameters)(DomainObj *dom, const virTypedParameter *params, unsigned int n_params,
                           const char *password, Job *job, GError **error);
    bool (*open_console)(DomainObj *dom, const char *dev_name, unsigned int flags,
                         virStreamPtr stream, Job *job, GError **error);
    bool (*qemu_open_fd)(DomainObj *dom, unsigned int flags, Job *job,
                         int **fds_out, unsigned int *n_fds_out, GError **error);
} DomainMethods;

typedef struct ConnectMethods {
    bool (*auth_list)(Conn *conn, Job *job, int **kinds_out, unsigned int *n_kinds_out,
                      GError **error);
} ConnectMethods;

/* What a driver can do. What it leaves out is unsupported. */
typedef struct Methods {
    const DomainMethods *domain;
    const ConnectMethods *connect;
} Methods;

#endif

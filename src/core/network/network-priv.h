/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The methods, by the file that has them. */
#ifndef VIRTUE_CORE_NETWORK_PRIV_H
#define VIRTUE_CORE_NETWORK_PRIV_H

#include "base/err.h"
#include "core/network/network.h"

/* network.c: errors of what the driver finds wrong. */
#define network_error(net, error, ...)                                                             \
    err_set_full(error, (net)->base.host->type->errors, __VA_ARGS__)
bool network_require_active(NetworkObj *net, GError **error);

/* lease.c */
bool network_get_dhcp_leases_method(NetworkObj *net, const char *mac, unsigned int flags, Job *job,
                                    NetworkDhcpLease **leases_out, unsigned int *n_leases_out,
                                    GError **error);

/* port.c */
bool network_port_create_xml_method(NetworkObj *network, const char *xml, unsigned int flags,
                                    Job *job, NetworkPortRef *port_out, GError **error);
void network_drop_ports(NetworkObj *net);
/* The definition with how many ports use it, and each interface and PCI device of it. */
Definition *network_with_connections(NetworkObj *net, bool want_stored);

/* plug.c: what a new port is plugged into, which vlan and limits it has. */
bool network_plug(NetworkObj *net, Definition *port, bool is_reclaimed, GError **error);
bool network_check_floor(NetworkObj *net, const NetworkPort *port, GError **error);

/* edit.c: changed copies of the definitions that flags (VIR_NETWORK_UPDATE_AFFECT_LIVE, _CONFIG)
 * name, of which nothing is published before all of them are right. */
typedef bool (*NetworkEditor)(Definition *def, const void *args, GError **error);
bool network_edit(NetworkObj *net, unsigned int flags, NetworkEditor editor, const void *args,
                  Job *job, GError **error);

/* metadata.c */
bool network_get_metadata_method(NetworkObj *net, int type, const char *uri, unsigned int flags,
                                 Job *job, char **metadata_out, GError **error);
bool network_set_metadata_method(NetworkObj *net, int type, const char *metadata, const char *key,
                                 const char *uri, unsigned int flags, Job *job, GError **error);

/* update.c */
bool network_update_method(NetworkObj *net, unsigned int command, unsigned int section,
                           int parent_index, const char *xml, unsigned int flags, Job *job,
                           GError **error);

/* port-param.c */
bool network_port_get_parameters_method(NetworkPortObj *port, unsigned int flags, Job *job,
                                        List *params_out, GError **error);
bool network_port_set_parameters_method(NetworkPortObj *port, const virTypedParameter *params,
                                        unsigned int n_params, unsigned int flags, Job *job,
                                        GError **error);

#endif

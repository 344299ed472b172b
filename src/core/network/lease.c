/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses that a network handed out. */
#include "core/network/network-priv.h"

bool
network_get_dhcp_leases_method(NetworkObj *net, const char *mac, unsigned int flags, Job *job,
                               NetworkDhcpLease **leases_out, unsigned int *n_leases_out,
                               GError **error)
{
    const NetworkDriver *driver = network_driver(net);

    *leases_out = NULL;
    *n_leases_out = 0;
    return !driver->leases || driver->leases(net, mac, job, leases_out, n_leases_out, error);
}

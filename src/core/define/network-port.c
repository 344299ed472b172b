/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports of networks: what is plugged in must be known. */
#include "core/define/define-priv.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

bool
network_port_define(Definition *def, GError **error)
{
    NetworkPort *port = def->root;

    if (port->plug_type == NETWORK_PLUG_HOSTDEV_PCI && port->address == NULL)
        return err_set(error, VIR_ERR_XML_ERROR, "Missing network port PCI address");
    return define_bandwidth(&port->bandwidth, true, error);
}

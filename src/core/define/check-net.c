/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with an interface of a guest. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Isolated ports are a thing of Linux bridges. */
static bool
check_isolated(const Net *net, GError **error)
{
    const uint8_t *mac = net->mac;
    const char *what = "type", *value = NULL;

    if (net->isolated != YES_NO_YES)
        return true;
    if (net->type != NET_TYPE_NETWORK && net->type != NET_TYPE_BRIDGE) {
        value = define_text(XML_ENUM_NET_TYPE, net->type);
    } else if (net->virtualport && net->virtualport->type != VIRTUAL_PORT_TYPE_UNSET) {
        what = "virtualport type";
        value = define_text(XML_ENUM_VIRTUAL_PORT_TYPE, net->virtualport->type);
    }
    return !value || err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                             "interface %02x:%02x:%02x:%02x:%02x:%02x - <port isolated='yes'/> is "
                             "not supported for network interfaces with %s='%s'",
                             mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], what, value);
}

bool
check_net(Define *define, void *device, GError **error)
{
    return check_isolated(device, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One element of a network is changed: update.c reads it, the other files know what to do with it.
 */
#ifndef VIRTUE_CORE_NETWORK_UPDATE_PRIV_H
#define VIRTUE_CORE_NETWORK_UPDATE_PRIV_H

#include "core/network/network-priv.h"

typedef struct Update {
    unsigned int command; /* virNetworkUpdateCommand */
    int parent_index;
    const char *element; /* its text */

    Definition *def; /* to change */
    Network *network;
    Definition *given; /* a network that has nothing but a name and the element; update_read() */
} Update;

static inline bool
update_adds(const Update *update)
{
    return update->command == VIR_NETWORK_UPDATE_COMMAND_ADD_LAST ||
           update->command == VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST;
}

static inline bool
update_deletes(const Update *update)
{
    return update->command == VIR_NETWORK_UPDATE_COMMAND_DELETE;
}

/* Read the element where it would stand: between the texts before and after. What it lacks is not
 * missed. */
const Network *update_read(Update *update, const char *before, const char *after, GError **error);
/* Whether it is right where it stands. */
bool update_check(Update *update, GError **error);
/* Put a copy of the element at the end of, or into the front of, a list. */
void update_add(Update *update, void *list, XmlTypeId type, const void *object);

bool update_refuse_modify(const char *what, GError **error);
bool update_refuse_command(const Update *update, GError **error);

/* All change update->network, or fail. */
bool update_dhcp_host(Update *update, GError **error);
bool update_dhcp_range(Update *update, GError **error);
bool update_dns_host(Update *update, GError **error);
bool update_dns_srv(Update *update, GError **error);
bool update_dns_txt(Update *update, GError **error);
bool update_interface(Update *update, GError **error);
bool update_portgroup(Update *update, GError **error);

#endif

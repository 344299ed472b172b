/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interfaces that guests are put through, and groups of ports. */
#include <string.h>

#include "core/network/update-priv.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

/* --- <interface> */

static unsigned int
find_interface(const Forward *forward, const char *dev)
{
    unsigned int i = 0;

    while (i < forward->interfaces.n && strcmp(forward->interfaces.items[i]->dev, dev) != 0)
        i++;
    return i;
}

/* Ports that go through it stay where they are. */
static bool
delete_interface(Update *update, Forward *forward, const char *dev, GError **error)
{
    const char *name = update->network->name;
    unsigned int at = find_interface(forward, dev);

    if (at == forward->interfaces.n)
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "couldn't find an interface entry in network '%s' matching <interface "
                       "dev='%s'>",
                       name, dev);
    list_remove(&forward->interfaces, at);
    return true;
}

static Forward *
own_forward(Update *update)
{
    if (!update->network->forward) {
        update->network->forward = object_new(update->def->arena, XML_TYPE_FORWARD, XML_GIVEN);
        XML_SET(update->network->forward, mode, NETWORK_FORWARD_NONE, XML_GIVEN);
    }
    return update->network->forward;
}

bool
update_interface(Update *update, GError **error)
{
    const Network *given;
    const NetworkInterface *interface;
    Forward *forward = own_forward(update);

    if (update->command == VIR_NETWORK_UPDATE_COMMAND_MODIFY)
        return update_refuse_modify("forward interface entries", error);
    given = update_read(update, "<forward>", "</forward>", error);
    if (!given)
        return false;
    interface = given->forward->interfaces.items[0];
    if (!interface->dev)
        return err_set(error, VIR_ERR_XML_ERROR, "missing dev attribute in <interface> element");
    if (update_adds(update)) {
        if (find_interface(forward, interface->dev) < forward->interfaces.n)
            return err_set(error, VIR_ERR_OPERATION_INVALID,
                           "there is an existing interface entry in network '%s' that matches "
                           "\"<interface dev='%s'>\"",
                           update->network->name, interface->dev);
        update_add(update, &forward->interfaces, XML_TYPE_NETWORK_INTERFACE, interface);
    } else if (!update_deletes(update)) {
        return update_refuse_command(update, error);
    } else if (!delete_interface(update, forward, interface->dev, error)) {
        return false;
    }
    XML_UNSET(forward, dev); /* whichever is the first now */
    return true;
}

/* --- <portgroup> */

static unsigned int
find_group(const Network *network, const char *name)
{
    unsigned int i = 0;

    while (i < network->portgroups.n && strcmp(network->portgroups.items[i]->name, name) != 0)
        i++;
    return i;
}

static bool
has_other_default(const Network *network, const char *name)
{
    for (unsigned int i = 0; i < network->portgroups.n; i++)
        if (network->portgroups.items[i]->is_default == YES_NO_YES &&
            strcmp(network->portgroups.items[i]->name, name) != 0)
            return true;
    return false;
}

static bool
check_group(Update *update, const PortGroup *group, unsigned int at, GError **error)
{
    const Network *network = update->network;
    bool is_there = at < network->portgroups.n;

    if (!is_there &&
        (update->command == VIR_NETWORK_UPDATE_COMMAND_MODIFY || update_deletes(update)))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "couldn't find a portgroup entry in network '%s' matching <portgroup "
                       "name='%s'>",
                       network->name, group->name);
    if (is_there && update_adds(update))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "there is an existing portgroup entry in network '%s' that matches "
                       "\"<portgroup name='%s'>\"",
                       network->name, group->name);
    if (group->is_default == YES_NO_YES && !update_deletes(update) &&
        has_other_default(network, group->name))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "a different portgroup entry in network '%s' is already set as the "
                       "default. Only one default is allowed.",
                       network->name);
    return true;
}

bool
update_portgroup(Update *update, GError **error)
{
    const Network *given = update_read(update, "", "", error);
    Network *network = update->network;
    const PortGroup *group = given ? given->portgroups.items[0] : NULL;
    unsigned int at;

    if (!group)
        return false;
    if (!group->name)
        return err_set(error, VIR_ERR_XML_ERROR, "Missing required name attribute in portgroup");
    if (!update_check(update, error))
        return false;
    at = find_group(network, group->name);
    if (!check_group(update, group, at, error))
        return false;
    if (update_adds(update))
        update_add(update, &network->portgroups, XML_TYPE_PORT_GROUP, group);
    else if (update_deletes(update))
        list_remove(&network->portgroups, at);
    else if (update->command == VIR_NETWORK_UPDATE_COMMAND_MODIFY)
        network->portgroups.items[at] = object_copy(update->def->arena, XML_TYPE_PORT_GROUP, group);
    else
        return update_refuse_command(update, error);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices of a host that has a few adapters, of which two can make virtual ports. */
#include "core/nodedev/nodedev.h"

#include "test-priv.h"

#define FIRST_VPORT 12u /* the number of the first that is made: the default ones end with 11 */

/* The first name of an adapter that is free. Another may take it before us: then making the device
 * fails. */
static char *
free_name(Host *host)
{
    for (unsigned int number = FIRST_VPORT;; number++) {
        g_autofree char *name = g_strdup_printf("scsi_host%u", number);
        g_autoptr(Obj) taken = index_find_name(host->indexes[OBJECT_NODE_DEVICE], name);

        if (!taken)
            return g_steal_pointer(&name);
    }
}

/* All virtual ports look like the one that is there from the beginning. */
Definition *
test_vport(Host *host, const char *wwnn, const char *wwpn, GError **error)
{
    g_autoptr(Definition) made = defined_read(host, &nodedev_kind, test_default_vport, 0, error);
    g_autofree char *name = free_name(host);
    NodeDevice *device;
    FcHost *names;

    if (!made)
        return NULL;
    device = made->root;
    names = device->caps.items[0]->fc_host;
    XML_SET(device, name, arena_strdup(made->arena, name), XML_GIVEN);
    XML_SET(names, wwnn, arena_strdup(made->arena, wwnn), XML_GIVEN);
    XML_SET(names, wwpn, arena_strdup(made->arena, wwpn), XML_GIVEN);
    return g_steal_pointer(&made);
}

static Definition *
make_vport(Host *host, const Definition *parent, const Definition *asked, Job *job, GError **error)
{
    const FcHost *wanted = ((const NodeDevice *)asked->root)->caps.items[0]->fc_host;
    Definition *made = test_vport(host, wanted->wwnn, wanted->wwpn, error);

    if (made)
        XML_SET((NodeDevice *)made->root, parent,
                arena_strdup(made->arena, ((const NodeDevice *)parent->root)->name), XML_GIVEN);
    return made;
}

const NodeDeviceDriver test_nodedev_driver = { .make_vport = make_vport };

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/virterror.h>
#include "core/kinds.h"

const KindTraits kind_traits[OBJECT_COUNT] = {
    [OBJECT_DOMAIN] = { "domain", VIR_FROM_DOMAIN, VIR_ERR_NO_DOMAIN, "domain is not running",
                        "transient domains do not have any persistent config" },
    [OBJECT_DOMAIN_SNAPSHOT] = { "domain snapshot", VIR_FROM_DOMAIN_SNAPSHOT,
                                 VIR_ERR_NO_DOMAIN_SNAPSHOT, NULL, NULL },
    [OBJECT_DOMAIN_CHECKPOINT] = { "domain checkpoint", VIR_FROM_DOMAIN_CHECKPOINT,
                                   VIR_ERR_NO_DOMAIN_CHECKPOINT, NULL, NULL },
    [OBJECT_INTERFACE] = { "interface", VIR_FROM_INTERFACE, VIR_ERR_NO_INTERFACE, NULL, NULL },
    [OBJECT_NETWORK] = { "network", VIR_FROM_NETWORK, VIR_ERR_NO_NETWORK, "network is not running",
                         "cannot change persistent config of a transient network" },
    [OBJECT_NETWORK_PORT] = { "network port", VIR_FROM_NETWORK, VIR_ERR_NO_NETWORK_PORT, NULL, NULL,
                              .by_uuid = "Network port with UUID # does not exist" },
    [OBJECT_NODE_DEVICE] = { "node device", VIR_FROM_NODEDEV, VIR_ERR_NO_NODE_DEVICE,
                             "node device is not active", "node device is not persistent" },
    [OBJECT_NWFILTER] = { "nwfilter", VIR_FROM_NWFILTER, VIR_ERR_NO_NWFILTER, NULL, NULL,
                          .has_short_name = true },
    [OBJECT_NWFILTER_BINDING] = { "nwfilter binding", VIR_FROM_NWFILTER,
                                  VIR_ERR_NO_NWFILTER_BINDING, NULL, NULL,
                                  .by_name = "for port dev" },
    [OBJECT_SECRET] = { "secret", VIR_FROM_SECRET, VIR_ERR_NO_SECRET, NULL, NULL },
    [OBJECT_STORAGE_POOL] = { "storage pool", VIR_FROM_STORAGE, VIR_ERR_NO_STORAGE_POOL, NULL,
                              NULL },
    [OBJECT_STORAGE_VOL] = { "storage vol", VIR_FROM_STORAGE, VIR_ERR_NO_STORAGE_VOL, NULL, NULL },
    [OBJECT_ADM_SERVER] = { "server", VIR_FROM_ADMIN, VIR_ERR_NO_SERVER, NULL, NULL },
    [OBJECT_ADM_CLIENT] = { "client", VIR_FROM_ADMIN, VIR_ERR_NO_CLIENT, NULL, NULL },
};

static const ShapeField *
ref_field(unsigned int kind, unsigned int type, const char *name)
{
    const Shape *shape = handle_types[kind].ref;

    for (unsigned int i = 0; shape && i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];

        if (field->kind == type && (!name || g_str_equal(field->name, name)))
            return field;
    }
    return NULL;
}

bool
kind_has_uuid(unsigned int kind)
{
    return ref_field(kind, SHAPE_UUID, NULL) != NULL;
}

const unsigned char *
kind_ref_uuid(unsigned int kind, const void *ref)
{
    const ShapeField *field = ref_field(kind, SHAPE_UUID, NULL);

    return field ? (const unsigned char *)ref + field->offset : NULL;
}

const char *
kind_ref_name(unsigned int kind, const void *ref)
{
    const ShapeField *field = ref_field(kind, SHAPE_STRING, "name");

    if (!field && !kind_has_uuid(kind))
        field = ref_field(kind, SHAPE_STRING, NULL);
    return field ? *(const char *const *)((const char *)ref + field->offset) : NULL;
}

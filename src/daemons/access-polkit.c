/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "access-polkit.h"

#include <libvirt/libvirt.h>
#include <string.h>

#include "base/err.h"
#include "base/uuid.h"
#include "daemons/polkit.h"
#include "lib/access.h"
#include "lib/identity.h"

#define ERR_DOMAIN VIR_FROM_POLKIT

/* --- about what */

/* A detail that rules can look at, and the field of the kind's Ref that it is. */
typedef struct Attribute {
    const char *field;
    const char *name;
} Attribute;

#define MAX_ATTRIBUTES 4

static const Attribute attributes[OBJECT_COUNT][MAX_ATTRIBUTES] = {
    [OBJECT_DOMAIN] = { { "name", "domain_name" }, { "uuid", "domain_uuid" } },
    [OBJECT_INTERFACE] = { { "name", "interface_name" }, { "mac", "interface_macaddr" } },
    [OBJECT_NETWORK] = { { "name", "network_name" }, { "uuid", "network_uuid" } },
    [OBJECT_NETWORK_PORT] = { { "uuid", "network_port_uuid" } },
    [OBJECT_NODE_DEVICE] = { { "name", "node_device_name" } },
    [OBJECT_NWFILTER] = { { "name", "nwfilter_name" }, { "uuid", "nwfilter_uuid" } },
    [OBJECT_NWFILTER_BINDING] = { { "portdev", "nwfilter_binding_portdev" } },
    [OBJECT_SECRET] = { { "uuid", "secret_uuid" } },
    [OBJECT_STORAGE_POOL] = { { "name", "pool_name" }, { "uuid", "pool_uuid" } },
    [OBJECT_STORAGE_VOL] = { { "pool", "pool_name" },
                             { "name", "vol_name" },
                             { "key", "vol_key" } },
};

/* What the usage of a secret is called. */
static const char *const secret_usages[] = {
    [VIR_SECRET_USAGE_TYPE_VOLUME] = "secret_usage_volume",
    [VIR_SECRET_USAGE_TYPE_CEPH] = "secret_usage_ceph",
    [VIR_SECRET_USAGE_TYPE_ISCSI] = "secret_usage_target",
    [VIR_SECRET_USAGE_TYPE_TLS] = "secret_usage_name",
    [VIR_SECRET_USAGE_TYPE_VTPM] = "secret_usage_name",
};

static void
add_detail(GVariantBuilder *details, const char *name, const char *value)
{
    if (value)
        g_variant_builder_add(details, "{ss}", name, value);
}

static void
add_attributes(GVariantBuilder *details, unsigned int kind, const void *ref)
{
    const Shape *shape = handle_types[kind].ref;

    for (unsigned int i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        const char *at = (const char *)ref + field->offset;
        char uuid[UUID_STRING_SIZE];

        /* What it belongs to says its own names. */
        if (field->kind == SHAPE_STRUCT && handle_types[kind].parent)
            add_attributes(details, handle_types[kind].parent, at);
        for (const Attribute *attribute = attributes[kind];
             attribute < attributes[kind] + MAX_ATTRIBUTES && attribute->name; attribute++) {
            if (strcmp(attribute->field, field->name) != 0)
                continue;
            add_detail(details, attribute->name,
                       field->kind == SHAPE_UUID ? uuid_format((const unsigned char *)at, uuid)
                                                 : *(const char *const *)at);
        }
    }
}

static GVariant *
details_of(const AccessRequest *request)
{
    GVariantBuilder details;

    g_variant_builder_init(&details, G_VARIANT_TYPE("a{ss}"));
    add_detail(&details, "connect_driver", request->driver);
    if (request->ref)
        add_attributes(&details, request->kind, request->ref);
    if (request->ref && request->kind == OBJECT_SECRET) {
        const SecretRef *secret = request->ref;

        if (secret->usageType > 0 && (size_t)secret->usageType < G_N_ELEMENTS(secret_usages))
            add_detail(&details, secret_usages[secret->usageType], secret->usageID);
    }
    return g_variant_builder_end(&details);
}

/* --- the question */

static AccessAnswer
polkit_check(const AccessRequest *request, GError **error)
{
    const char *action = permission_types[request->kind][request->permission].action;
    g_autoptr(GPtrArray) identity = identity_get(request->conn);
    PolkitSubject subject = { 0 };

    if (!identity)
        return ACCESS_GRANTED;
    if (!polkit_subject(identity, action, &subject, error))
        return ACCESS_FAILED;
    switch (polkit_ask(&subject, action, details_of(request), false, error)) {
    case POLKIT_GRANTED:
        return ACCESS_GRANTED;
    case POLKIT_FAILED:
        return ACCESS_FAILED;
    case POLKIT_DENIED:
    case POLKIT_CANCELLED:
    case POLKIT_NO_AGENT:
    default:
        return ACCESS_DENIED;
    }
}

const AccessDriver access_polkit = { .name = "polkit", .check = polkit_check };

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Titles, descriptions, and what applications keep with a network. */
#include "core/metadata.h"

#include "core/network/network-priv.h"
#include "lib/conn-events.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

bool
network_get_metadata_method(NetworkObj *net, int type, const char *uri, unsigned int flags,
                            Job *job, char **metadata_out, GError **error)
{
    g_autoptr(Definition) def =
        defined_definition(&net->base, flags & VIR_NETWORK_UPDATE_AFFECT_CONFIG);
    const Network *network = network_of(def);

    *metadata_out = NULL;
    switch (type) {
    case VIR_NETWORK_METADATA_DESCRIPTION:
        *metadata_out = g_strdup(network->description);
        break;
    case VIR_NETWORK_METADATA_TITLE:
        *metadata_out = g_strdup(network->title);
        break;
    case VIR_NETWORK_METADATA_ELEMENT:
        *metadata_out = metadata_element(network->metadata, uri);
        break;
    default:
        break;
    }
    return *metadata_out ||
           err_set(error, VIR_ERR_NO_NETWORK_METADATA, "Requested metadata element is not present");
}

/* --- change */

typedef struct MetadataArgs {
    int type;
    const char *text, *key, *uri;
} MetadataArgs;

static const char *
kept_text(const Definition *def, const char *text)
{
    return text && *text ? arena_strdup(def->arena, text) : NULL;
}

static bool
edit_element(Definition *def, const MetadataArgs *args, GError **error)
{
    Network *network = def->root;
    const XmlNode *changed;

    if (!metadata_replace(def->arena, network->metadata, args->text, args->key, args->uri,
                          ERR_DOMAIN, &changed, error))
        return false;
    if (changed)
        XML_SET(network, metadata, changed, XML_GIVEN);
    else
        XML_UNSET(network, metadata);
    return true;
}

static bool
edit(Definition *def, const void *opaque, GError **error)
{
    const MetadataArgs *args = opaque;
    Network *network = def->root;

    switch (args->type) {
    case VIR_NETWORK_METADATA_DESCRIPTION:
        XML_SET(network, description, kept_text(def, args->text), XML_GIVEN);
        if (!network->description)
            XML_UNSET(network, description);
        return true;
    case VIR_NETWORK_METADATA_TITLE:
        XML_SET(network, title, kept_text(def, args->text), XML_GIVEN);
        if (!network->title)
            XML_UNSET(network, title);
        return true;
    default:
        return edit_element(def, args, error);
    }
}

static void
tell(NetworkObj *net, const MetadataArgs *args)
{
    NetworkEventCallbackMetadataChangeMsg message = {
        .type = args->type,
        .nsuri = g_strdup(args->uri),
    };

    obj_fill_ref(&net->base.obj, &message.net);
    event_hub_emit(net->base.host->events,
                   event_type_of(OBJECT_NETWORK, VIR_NETWORK_EVENT_ID_METADATA_CHANGE), &message);
    shape_clear(&shape_network_ref, &message.net);
    g_free(message.nsuri);
}

bool
network_set_metadata_method(NetworkObj *net, int type, const char *metadata, const char *key,
                            const char *uri, unsigned int flags, Job *job, GError **error)
{
    MetadataArgs args = { type, metadata, key, uri };

    if (type < 0 || type > VIR_NETWORK_METADATA_ELEMENT)
        return err_set(error, VIR_ERR_INVALID_ARG, "unknown metadata type '%d'", type);
    if (!network_edit(net, flags, edit, &args, job, error))
        return false;
    tell(net, &args);
    return true;
}

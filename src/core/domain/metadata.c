/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Titles, descriptions, and what applications keep with a domain. */
#include "core/domain/domain-priv.h"
#include "core/domain/edit.h"
#include "core/metadata.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
check_type(int type, GError **error)
{
    return type <= VIR_DOMAIN_METADATA_ELEMENT ||
           err_set(error, VIR_ERR_INVALID_ARG, "unknown metadata type '%d'", type);
}

bool
domain_get_metadata_method(DomainObj *dom, int type, const char *uri, unsigned int flags, Job *job,
                           char **metadata_out, GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    const Domain *domain = domain_of(def);

    *metadata_out = NULL;
    if (!check_type(type, error))
        return false;
    switch (type) {
    case VIR_DOMAIN_METADATA_DESCRIPTION:
        *metadata_out = g_strdup(domain->description);
        break;
    case VIR_DOMAIN_METADATA_TITLE:
        *metadata_out = g_strdup(domain->title);
        break;
    case VIR_DOMAIN_METADATA_ELEMENT:
        *metadata_out = metadata_element(domain->metadata, uri);
        break;
    default:
        break;
    }
    return *metadata_out ||
           err_set(error, VIR_ERR_NO_DOMAIN_METADATA, "Requested metadata element is not present");
}

/* --- change */

typedef struct MetadataArgs {
    int type;
    const char *text, *key, *uri;
} MetadataArgs;

static const char *
kept_text(DomainEdit *edit, const char *text)
{
    return text && *text ? arena_strdup(edit->arena, text) : NULL;
}

static bool
edit_element(DomainEdit *edit, const MetadataArgs *args, GError **error)
{
    Domain *domain = edit->domain;
    const XmlNode *changed;

    if (!metadata_replace(edit->arena, domain->metadata, args->text, args->key, args->uri,
                          ERR_DOMAIN, &changed, error))
        return false;
    if (changed)
        XML_SET(domain, metadata, changed, XML_GIVEN);
    else
        XML_UNSET(domain, metadata);
    return true;
}

static bool
edit_metadata(DomainEdit *edit, const void *opaque, GError **error)
{
    const MetadataArgs *args = opaque;
    Domain *domain = edit->domain;

    switch (args->type) {
    case VIR_DOMAIN_METADATA_DESCRIPTION:
        XML_SET(domain, description, kept_text(edit, args->text), XML_GIVEN);
        if (!domain->description)
            XML_UNSET(domain, description);
        return true;
    case VIR_DOMAIN_METADATA_TITLE:
        XML_SET(domain, title, kept_text(edit, args->text), XML_GIVEN);
        if (!domain->title)
            XML_UNSET(domain, title);
        return true;
    case VIR_DOMAIN_METADATA_ELEMENT:
        return edit_element(edit, args, error);
    default:
        return err_set(error, VIR_ERR_INVALID_ARG, "unknown metadata type '%d'", args->type);
    }
}

bool
domain_set_metadata_method(DomainObj *dom, int type, const char *metadata, const char *key,
                           const char *uri, unsigned int flags, Job *job, GError **error)
{
    MetadataArgs args = { type, metadata, key, uri };

    if (!check_type(type, error) || !domain_edit(dom, flags, edit_metadata, &args, job, error))
        return false;
    domain_emit_metadata(dom, type, uri);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions that are answered from what is published, without waiting. */
#include "core/domain/domain-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Documents with passwords are not kept. */
static char *
kept_text(DomainObj *dom, const void *source, unsigned int own)
{
    return own & XML_SECURE ? NULL : text_slot_get(&dom->text, source, own);
}

static char *
keep_text(DomainObj *dom, const PublishType *type, void *source, unsigned int own, char *text)
{
    if (!(own & XML_SECURE))
        text_slot_put(&dom->text, type, source, own, text);
    return text;
}

/* NULL if it does not run. */
static char *
format_live(DomainObj *dom, unsigned int own)
{
    g_autoptr(Definition) live = domain_live(dom);
    char *text = live ? kept_text(dom, live, own) : NULL;

    if (!live || text)
        return text;
    return keep_text(dom, &publish_definitions, live, own, definition_format(live, own));
}

static char *
format_stored(DomainObj *dom, unsigned int own)
{
    g_autoptr(Packed) packed = publish_get(&dom->stored);
    g_autoptr(Definition) def = NULL;
    char *text = kept_text(dom, packed, own);

    if (text)
        return text;
    def = definition_unpack(packed);
    return keep_text(dom, &publish_packed, packed, own, definition_format(def, own));
}

bool
domain_get_xml_desc_method(DomainObj *dom, unsigned int flags, Job *job, char **xml_out,
                           GError **error)
{
    static const struct {
        unsigned int public, own;
    } pairs[] = {
        { VIR_DOMAIN_XML_SECURE, XML_SECURE },
        { VIR_DOMAIN_XML_INACTIVE, XML_INACTIVE },
        { VIR_DOMAIN_XML_MIGRATABLE, XML_MIGRATABLE },
    };
    unsigned int own = 0;

    for (unsigned int i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (flags & pairs[i].public)
            own |= pairs[i].own;
    *xml_out =
        own & XML_INACTIVE && obj_is(&dom->obj, OBJ_PERSISTENT) ? NULL : format_live(dom, own);
    if (!*xml_out)
        *xml_out = format_stored(dom, own);
    return true;
}

bool
domain_get_state_method(DomainObj *dom, unsigned int flags, Job *job, int *state_out,
                        int *reason_out, GError **error)
{
    *state_out = domain_state(dom, reason_out);
    return true;
}

bool
domain_is_active_method(DomainObj *dom, Job *job, int *active_out, GError **error)
{
    *active_out = obj_is(&dom->obj, OBJ_ACTIVE);
    return true;
}

bool
domain_is_persistent_method(DomainObj *dom, Job *job, int *persistent_out, GError **error)
{
    *persistent_out = obj_is(&dom->obj, OBJ_PERSISTENT);
    return true;
}

/* A stored definition that the running domain does not have yet. */
bool
domain_is_updated_method(DomainObj *dom, Job *job, int *updated_out, GError **error)
{
    *updated_out = 0;
    return true;
}

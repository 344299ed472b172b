/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions that are answered from what is published, without waiting. */
#include "core/domain/domain-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

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
    bool is_stored = flags & VIR_DOMAIN_XML_INACTIVE;
    g_autoptr(Definition) def = domain_definition(dom, is_stored ? VIR_DOMAIN_AFFECT_CONFIG : 0);
    unsigned int own = 0;

    for (unsigned int i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (flags & pairs[i].public)
            own |= pairs[i].own;
    *xml_out = definition_format(def, own);
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

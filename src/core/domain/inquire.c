/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is asked of a domain beside its definition: messages, measurements at launch. */
#include "core/domain/domain-priv.h"
#include "core/domain/param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* --- what is wrong with it, in words */

bool
domain_get_messages_method(DomainObj *dom, unsigned int flags, Job *job, char ***msgs_out,
                           unsigned int *n_msgs_out, GError **error)
{
    const DomainDriver *driver = dom->host->type->domains;
    g_autoptr(GPtrArray) messages = g_ptr_array_new();
    unsigned int wanted =
        flags ? flags : VIR_DOMAIN_MESSAGE_DEPRECATION | VIR_DOMAIN_MESSAGE_TAINTING;

    if (driver->messages)
        driver->messages(dom, wanted, messages);
    *n_msgs_out = messages->len;
    *msgs_out = (char **)g_ptr_array_free(g_steal_pointer(&messages), FALSE);
    return true;
}

/* --- what an owner can verify */

bool
domain_get_launch_security_info_method(DomainObj *dom, unsigned int flags, Job *job,
                                       List *params_out, GError **error)
{
    const DomainDriver *driver = dom->host->type->domains;
    g_autoptr(Definition) def = domain_definition(dom, 0);

    if (!domain_of(def)->launch_security)
        return true;
    if (!driver->launch_security)
        return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                       "launch security information is not available");
    return domain_require_active(dom, error) &&
           driver->launch_security(dom, job, params_out, error);
}

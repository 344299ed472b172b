/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much memory a domain has. */
#include "core/domain/domain-priv.h"
#include "core/domain/edit.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
edit_memory(DomainEdit *edit, const void *args, GError **error)
{
    uint64_t kib = *(const unsigned long long *)args;
    Memory *memory = &edit->domain->memory;

    if (edit->flags & VIR_DOMAIN_MEM_MAXIMUM) {
        if (edit->is_live)
            return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_OPERATION_INVALID,
                                "cannot resize the maximum memory on an active domain");
        XML_SET(memory, total, kib, XML_GIVEN);
        if (memory->current > kib)
            XML_SET(memory, current, kib, XML_GIVEN);
        return true;
    }
    if (kib > memory->total)
        return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_INVALID_ARG,
                            "cannot set memory higher than max memory");
    XML_SET(memory, current, kib, XML_GIVEN);
    return true;
}

bool
domain_set_memory_method(DomainObj *dom, unsigned long long memory, unsigned int flags, Job *job,
                         GError **error)
{
    return domain_edit(dom, flags, edit_memory, &memory, job, error);
}

bool
domain_get_max_memory_method(DomainObj *dom, Job *job, unsigned long long *memory_out,
                             GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, 0);

    *memory_out = domain_of(def)->memory.total;
    return true;
}

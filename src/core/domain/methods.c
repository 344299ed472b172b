/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables: which method is where in this room. */
#include "core/domain/domain-priv.h"

/* clang-format off */
const DomainMethods core_domain_methods = {
    .get_max_memory = domain_get_max_memory_method,
    .get_state = domain_get_state_method,
    .get_xml_desc = domain_get_xml_desc_method,
    .is_active = domain_is_active_method,
    .is_persistent = domain_is_persistent_method,
    .is_updated = domain_is_updated_method,
    .set_memory_flags = domain_set_memory_method,
    .undefine_flags = domain_undefine_method,
};
/* clang-format on */

void
domain_connect_methods(ConnectMethods *methods)
{
    methods->domain_create_xml = domain_create_method;
    methods->domain_define_xml_flags = domain_define_method;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The methods, by the file that has them. */
#ifndef VIRTUE_CORE_DOMAIN_PRIV_H
#define VIRTUE_CORE_DOMAIN_PRIV_H

#include "base/err.h"
#include "core/domain/domain.h"

/* list.c: whether a list with these virConnectListAllDomainsFlags has it. */
bool domain_passes(Obj *obj, uint32_t flags);

/* define.c */
bool domain_define_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                          DomainRef *dom_out, GError **error);
bool domain_create_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                          DomainRef *dom_out, GError **error);
bool domain_undefine_method(DomainObj *dom, unsigned int flags, Job *job, GError **error);

/* describe.c */
bool domain_get_state_method(DomainObj *dom, unsigned int flags, Job *job, int *state_out,
                             int *reason_out, GError **error);
bool domain_get_xml_desc_method(DomainObj *dom, unsigned int flags, Job *job, char **xml_out,
                                GError **error);
bool domain_is_active_method(DomainObj *dom, Job *job, int *active_out, GError **error);
bool domain_is_persistent_method(DomainObj *dom, Job *job, int *persistent_out, GError **error);
bool domain_is_updated_method(DomainObj *dom, Job *job, int *updated_out, GError **error);

/* memory.c */
bool domain_get_max_memory_method(DomainObj *dom, Job *job, unsigned long long *memory_out,
                                  GError **error);
bool domain_set_memory_method(DomainObj *dom, unsigned long long memory, unsigned int flags,
                              Job *job, GError **error);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_CORE_NWFILTER_PRIV_H
#define VIRTUE_CORE_NWFILTER_PRIV_H

#include "base/err.h"
#include "core/nwfilter/nwfilter.h"

/* reach.c: whether a filter, by itself or by those that it refers to, leads to the wanted one. What
 * is not defined leads nowhere, and is *missing_out, g_free(), if that is not NULL. */
bool nwfilter_leads_to(Host *host, const char *from, const char *wanted, char **missing_out);
bool nwfilter_definition_leads_to(Host *host, const Definition *def, const char *wanted,
                                  char **missing_out);
/* Whether a binding needs it. */
bool nwfilter_is_bound(Host *host, const char *name);

/* binding.c */
bool nwfilter_binding_create_xml_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                                        NwfilterBindingRef *binding_out, GError **error);

#endif

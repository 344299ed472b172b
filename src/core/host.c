/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/host.h"

#include "core/domain/domain.h"

void
host_init(Host *host, const HostType *type)
{
    host->type = type;
    atomic_init(&host->refs, 1);
    atomic_init(&host->last_id, 0);
    atomic_init(&host->n_kept, 0);
    host->events = event_hub_new();
    for (unsigned int kind = 0; kind < OBJECT_COUNT; kind++)
        if (type->kinds >> kind & 1)
            host->indexes[kind] = index_new(kind, type->errors);
}

Host *
host_ref(Host *host)
{
    atomic_fetch_add_explicit(&host->refs, 1, memory_order_relaxed);
    return host;
}

void
host_unref(Host *host)
{
    if (!host || atomic_fetch_sub(&host->refs, 1) != 1)
        return;
    for (unsigned int kind = 0; kind < OBJECT_COUNT; kind++) {
        index_free(host->indexes[kind]);
        store_free(host->stores[kind]);
    }
    for (unsigned int i = 0; i < G_N_ELEMENTS(host->moment_folders); i++)
        g_free(host->moment_folders[i]);
    if (host->interface_trial)
        g_ptr_array_unref(host->interface_trial);
    event_hub_free(host->events);
    host->type->free(host);
}

void
host_attach(Host *host, Conn *conn)
{
    conn->backend_data = host;
}

void
host_detach(Conn *conn)
{
    Host *host = host_of(conn);

    if (!host)
        return;
    if (atomic_load(&host->n_kept) > 0)
        domain_end_kept(conn);
    event_hub_forget(host->events, conn);
    conn->backend_data = NULL;
    host_unref(host);
}

Index *
host_index(Conn *conn, Obj *parent, unsigned int kind, GError **error)
{
    return parent ? parent->type->index(parent, kind, error) : host_of(conn)->indexes[kind];
}

EventHub *
host_events(Conn *conn, unsigned int kind)
{
    return host_of(conn)->type->kinds >> kind & 1 ? host_of(conn)->events : NULL;
}

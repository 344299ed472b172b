/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains that end with the connection that started them. */
#include "base/log.h"
#include "core/domain/domain-priv.h"

LOG_SOURCE("core.domain");

#define WAIT_MS 30000

void
domain_keep(DomainObj *dom, const Job *job)
{
    if (!atomic_exchange(&dom->keeper, job->call->conn))
        atomic_fetch_add(&dom->host->n_kept, 1);
}

void
domain_unkeep(DomainObj *dom)
{
    if (atomic_exchange(&dom->keeper, NULL))
        atomic_fetch_sub(&dom->host->n_kept, 1);
}

/* As a call of the connection would, in the domain's queue: it may have ended, or have been started
 * by another, meanwhile. */
static void
end(DomainObj *dom, const Conn *conn)
{
    g_autoptr(GError) error = NULL;
    Job job;

    job_init(&job, NULL, JOB_DESTROY, "virConnectClose");
    if (!job_begin(&job, dom->obj.queue, deadline_in_ms(WAIT_MS), &error)) {
        g_autoptr(Name) name = obj_name(&dom->obj);

        LOG_WARN("domain '%s' outlives the connection that it was to end with: %s", name->text,
                 error->message);
    } else if (atomic_load(&dom->keeper) == conn && obj_is(&dom->obj, OBJ_ACTIVE)) {
        domain_stop(dom, VIR_DOMAIN_SHUTOFF_DESTROYED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED);
    }
    job_clear(&job);
}

void
domain_end_kept(Conn *conn)
{
    g_autoptr(ObjList) all = index_snapshot(host_of(conn)->indexes[OBJECT_DOMAIN]);

    for (unsigned int i = 0; i < all->n; i++) {
        DomainObj *dom = (DomainObj *)all->items[i];

        if (atomic_load(&dom->keeper) == conn)
            end(dom, conn);
    }
}

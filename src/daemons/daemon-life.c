/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How long a daemon runs: until it is told, or is not used any more. */
#include "base/log.h"
#include "daemons/daemon-priv.h"

LOG_SOURCE("rpc.netdaemon");

static void
timer_due(int id, void *data)
{
    Daemon *daemon = data;

    LOG_DEBUG("not used for %u seconds", daemon->timeout);
    daemon_quit(daemon);
}

/* With the lock held. */
static void
update_timer(Daemon *daemon)
{
    bool is_idle = daemon->timeout > 0 && daemon->n_clients == 0 && daemon->n_inhibitors == 0;

    if (!daemon->timer) {
        if (!is_idle)
            return;
        daemon->timer = loop_add_timeout(daemon->loop, -1, timer_due, daemon, NULL);
    }
    loop_update_timeout(daemon->loop, daemon->timer,
                        is_idle ? (int)MIN(daemon->timeout, INT_MAX / 1000) * 1000 : -1);
}

void
daemon_quit(Daemon *daemon)
{
    MUTEX_GUARD(&daemon->lock);

    daemon->is_quitting = true;
    loop_wake(daemon->loop);
}

void
daemon_set_timeout(Daemon *daemon, unsigned int seconds)
{
    MUTEX_GUARD(&daemon->lock);

    daemon->timeout = seconds;
    update_timer(daemon);
}

void
daemon_inhibit(Daemon *daemon, int change)
{
    MUTEX_GUARD(&daemon->lock);

    daemon->n_inhibitors += change;
    update_timer(daemon);
}

void
daemon_clients_changed(Server *server, unsigned int n, void *data)
{
    Daemon *daemon = data;
    unsigned int sum = 0;
    MUTEX_GUARD(&daemon->lock);

    for (guint i = 0; i < daemon->servers->len; i++)
        sum += server_client_count(g_ptr_array_index(daemon->servers, i));
    if ((sum == 0) != (daemon->n_clients == 0)) {
        daemon->n_clients = sum;
        update_timer(daemon);
    }
    daemon->n_clients = sum;
}

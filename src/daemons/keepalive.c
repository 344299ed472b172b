/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/keepalive.h"

#include "base/log.h"
#include "daemons/client.h"
#include "rpc/message.h"

LOG_SOURCE("rpc.keepalive");

static void
ping(Client *client)
{
    const PacketHeader header = { .program = PROGRAM_KEEPALIVE,
                                  .version = op_program_version(PROGRAM_KEEPALIVE),
                                  .procedure = KEEPALIVE_PING,
                                  .type = PACKET_MESSAGE,
                                  .status = PACKET_OK };
    unsigned char room[PACKET_LENGTH_MIN];
    XdrBuffer buffer;

    xdr_buffer_init_in(&buffer, room, sizeof(room), sizeof(room));
    if (packet_build_raw(&buffer, &header, NULL, 0, NULL))
        client_send(client, &buffer, NULL, 0);
}

/* An interval has passed. */
static void
look_at(Client *client, unsigned int count)
{
    if (client->was_heard) {
        client->was_heard = false;
        client->n_unheard = 0;
        return;
    }
    if (client->n_unheard++ < count) {
        ping(client);
        return;
    }
    LOG_WARN("client %" G_GUINT64_FORMAT " has not answered %u questions", client->id, count);
    client_close(client, "it does not answer");
}

static bool
has_keepalive(Client *client)
{
    MUTEX_GUARD(&client->lock);

    return client->has_keepalive;
}

void
server_keepalive_due(int id, void *data)
{
    Server *server = data;
    bool is_needed = false;

    /* Backwards: those that are closed leave the list. */
    for (guint i = server->clients->len; i > 0; i--) {
        Client *client = g_ptr_array_index(server->clients, i - 1);

        if (!has_keepalive(client))
            continue;
        is_needed = true;
        look_at(client, server->config.keepalive_count);
    }
    if (is_needed)
        return;
    mutex_lock(&server->lock);
    /* One that came just now found the timeout running. */
    for (guint i = 0; i < server->clients->len && !is_needed; i++)
        is_needed = has_keepalive(g_ptr_array_index(server->clients, i));
    if (!is_needed)
        loop_update_timeout(server->loop, id, -1);
    server->has_keepalive = is_needed;
    mutex_unlock(&server->lock);
}

void
client_set_keepalive(Client *client)
{
    Server *server = client->server;
    int64_t interval_ms = (int64_t)server->config.keepalive_interval * 1000;

    mutex_lock(&client->lock);
    client->has_keepalive = true;
    mutex_unlock(&client->lock);
    if (interval_ms <= 0)
        return;
    mutex_lock(&server->lock);
    /* Not started anew: clients that come all the time must not put it off for ever. */
    if (!server->has_keepalive)
        loop_update_timeout(server->loop, server->keepalive_timeout,
                            (int)MIN(interval_ms, INT_MAX));
    server->has_keepalive = true;
    mutex_unlock(&server->lock);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/dispatch-close.h"

#include "lib/calls.h"
#include "lib/conn-close.h"
#include "lib/conn-events.h"

#define EVENT_SERIAL 1 /* of every event message */

static const EventType *
closed_type(void)
{
    for (const EventType *type = event_types; type->name; type++) {
        if (type->message == &shape_connect_event_connection_closed_msg)
            return type;
    }
    return NULL;
}

/* On the loop. */
static void
conn_died(virConnectPtr conn, int reason, void *data)
{
    const ConnectEventConnectionClosedMsg message = { .reason = reason };
    const EventType *type = closed_type();
    Client *client = data;
    unsigned char room[64];
    g_auto(XdrBuffer) buffer = { 0 };
    PacketHeader header;
    bool wanted;

    mutex_lock(&client->lock);
    wanted = client->wants_close_event;
    mutex_unlock(&client->lock);
    if (!wanted || !type)
        return;
    header = (PacketHeader){ type->program,   op_program_version(type->program),
                             type->procedure, PACKET_MESSAGE,
                             EVENT_SERIAL,    PACKET_OK };
    xdr_buffer_init_in(&buffer, room, sizeof(room), PACKET_LENGTH_MAX);
    if (packet_build(&buffer, &header, 0, type->message, &message, NULL))
        client_send(client, &buffer, NULL, 0);
}

static void
unref_client(void *client)
{
    client_unref(client);
}

void
client_watch_conn(Client *client, Conn *conn)
{
    if (conn->backend->is_remote &&
        !conn_close_register(conn, (void *)conn_died, client_ref(client), unref_client,
                             VIR_FROM_RPC, NULL))
        client_unref(client);
}

void
client_unwatch_conn(Conn *conn)
{
    if (conn->backend->is_remote)
        conn_close_unregister(conn, (void *)conn_died, VIR_FROM_RPC, NULL);
}

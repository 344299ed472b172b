/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/managers/manager-client.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/deadline.h"
#include "base/dirs.h"
#include "base/err.h"
#include "base/file.h"
#include "base/thread.h"
#include "lib/op.h"
#include "rpc/transport.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* A lock on a network file system takes its time; an answer that takes longer does not come. */
#define CALL_MS 30000

struct ManagerClient {
    Mutex lock;
    Transport *transport;
    uint32_t serial;
    bool is_broken;
};

char *
manager_socket(const char *name, bool is_system, GError **error)
{
    g_autofree char *folder = is_system ? g_strdup("/run/libvirt") : dirs_user_runtime(error);

    return folder ? g_strdup_printf("%s/%s-sock", folder, name) : NULL;
}

ManagerClient *
manager_client_new(int fd)
{
    ManagerClient *client = g_new0(ManagerClient, 1);

    mutex_init(&client->lock);
    client->transport = transport_new(fd);
    return client;
}

ManagerClient *
manager_client_connect(const char *socket_path, GError **error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_auto(Fd) fd = -1;

    if (g_strlcpy(address.sun_path, socket_path, sizeof(address.sun_path)) >=
        sizeof(address.sun_path))
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "Path %s too long for unix socket",
                            socket_path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return err_errno_null(error, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to create socket");
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
        return err_errno_null(error, VIR_ERR_SYSTEM_ERROR, "Failed to connect socket to '%s'",
                              socket_path);
    return manager_client_new(fd_steal(&fd));
}

void
manager_client_free(ManagerClient *client)
{
    if (!client)
        return;
    transport_free(client->transport);
    mutex_clear(&client->lock);
    g_free(client);
}

static bool
wait_for(const ManagerClient *client, short events, int64_t deadline_us, GError **error)
{
    struct pollfd item = { .fd = transport_fd(client->transport), .events = events };
    int left = deadline_left_ms(deadline_us);

    if (left == 0)
        return err_set(error, VIR_ERR_OPERATION_TIMEOUT, "no answer within %d seconds",
                       CALL_MS / 1000);
    poll(&item, 1, left);
    return true;
}

static bool
send_all(ManagerClient *client, const XdrBuffer *buffer, int64_t deadline_us, GError **error)
{
    TransportState state =
        transport_send(client->transport, buffer->data, buffer->n, NULL, 0, error);

    while (state == TRANSPORT_WAIT) {
        if (!wait_for(client, POLLOUT, deadline_us, error))
            return false;
        state = transport_flush(client->transport, error);
    }
    return state == TRANSPORT_READY;
}

static void
close_all(const int *fds, unsigned int n)
{
    for (unsigned int i = 0; i < n; i++)
        close(fds[i]);
}

/* The answer to the call; packet is valid until the next call. */
static bool
receive(ManagerClient *client, uint32_t serial, int64_t deadline_us, Packet *packet, int *fds,
        GError **error)
{
    for (;;) {
        TransportState state = transport_next(client->transport, packet, fds, error);

        if (state == TRANSPORT_FAILED)
            return false;
        if (state == TRANSPORT_READY) {
            bool is_answer = (packet->header.type == PACKET_REPLY ||
                              packet->header.type == PACKET_REPLY_WITH_FDS) &&
                             packet->header.serial == serial;

            if (is_answer)
                return true;
            /* Pings, and whatever else comes unasked. */
            close_all(fds, packet->n_fds);
            continue;
        }
        if (!wait_for(client, POLLIN, deadline_us, error))
            return false;
        state = transport_receive(client->transport, error);
        if (state == TRANSPORT_CLOSED)
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s",
                           "the manager closed the connection");
        if (state == TRANSPORT_FAILED)
            return false;
    }
}

static bool
take_answer(const Op *op, const Packet *packet, const int *fds, void *ret, int *fd_out,
            GError **error)
{
    unsigned int wanted = fd_out ? 1 : 0;
    bool done;

    if (packet->header.status == PACKET_ERROR)
        done = packet_error(packet, error);
    else if (packet->header.status != PACKET_OK || packet->header.program != op->program ||
             packet->header.procedure != op->procedure)
        done = err_set(error, VIR_ERR_RPC, "the reply is to procedure %d, not to %d",
                       packet->header.procedure, op->procedure);
    else if (packet->n_fds != wanted)
        done = err_set(error, VIR_ERR_RPC, "%u descriptors came with the reply, expected %u",
                       packet->n_fds, wanted);
    else
        done =
            !op->ret || xdr_decode(op->ret, ret, packet->payload, packet->n_payload, NULL, error);
    if (done && fd_out)
        *fd_out = fds[0];
    else
        close_all(fds, packet->n_fds);
    return done;
}

bool
manager_client_call(ManagerClient *client, OpId op, const void *args, void *ret, int *fd_out,
                    GError **error)
{
    const Op *row = &ops[op];
    int64_t deadline_us = deadline_in_ms(CALL_MS);
    g_auto(XdrBuffer) buffer = { 0 };
    int fds[PACKET_FDS_MAX];
    Packet packet;
    MUTEX_GUARD(&client->lock);
    PacketHeader header = { row->program,   op_program_version(row->program),
                            row->procedure, PACKET_CALL,
                            client->serial, PACKET_OK };

    if (client->is_broken)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s", "the connection has failed before");
    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    if (!packet_build(&buffer, &header, 0, row->args, args, error))
        return false;
    client->serial++;
    if (!send_all(client, &buffer, deadline_us, error) ||
        !receive(client, header.serial, deadline_us, &packet, fds, error)) {
        client->is_broken = true;
        return err_context(error, "while asking for %s", row->name);
    }
    return take_answer(row, &packet, fds, ret, fd_out, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/dispatch.h"

#include <unistd.h>
#include "core/access.h"
#include "daemons/call-log.h"
#include "daemons/dispatch-stream.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* Larger payloads are decoded by the worker that serves them. */
#define LOOP_DECODE_MAX 65536
/* Replies up to this size need no memory from the heap. */
#define REPLY_ROOM 2048

/* A call that is being served. */
typedef struct Request {
    Client *client;
    const Op *op;
    PacketHeader header;
    void *args;             /* NULL until decoded */
    unsigned char *payload; /* NULL once decoded */
    size_t n_payload;
    int fds[PACKET_FDS_MAX];
    unsigned int n_fds;
} Request;

static const DispatchHandler *
handler_of(const Client *client, const Op *op)
{
    return &client->server->config.handlers[op - ops];
}

static PacketHeader
reply_header(const PacketHeader *call, bool with_fds)
{
    PacketHeader header = *call;

    header.type = with_fds ? PACKET_REPLY_WITH_FDS : PACKET_REPLY;
    header.status = PACKET_OK;
    return header;
}

static void
reply_error(Client *client, const PacketHeader *call, const GError *error)
{
    unsigned char room[REPLY_ROOM];
    g_auto(XdrBuffer) buffer = { 0 };
    PacketHeader header = reply_header(call, false);

    call_log_error(error);
    xdr_buffer_init_in(&buffer, room, sizeof(room), PACKET_LENGTH_MAX);
    packet_build_error(&buffer, &header, error);
    client_send(client, &buffer, NULL, 0);
}

static void
reply_result(Request *request, const Call *call, const void *ret)
{
    unsigned char room[REPLY_ROOM];
    g_auto(XdrBuffer) buffer = { 0 };
    g_autoptr(GError) error = NULL;
    unsigned int n_fds = MIN(call->n_fds_out, PACKET_FDS_MAX);
    PacketHeader header = reply_header(&request->header, n_fds > 0);

    if (n_fds > 0 && request->client->service.kind != SERVICE_UNIX) {
        err_set(&error, VIR_ERR_INTERNAL_ERROR, "%s",
                "file descriptors cannot be passed on this connection");
        reply_error(request->client, &request->header, error);
        return;
    }
    xdr_buffer_init_in(&buffer, room, sizeof(room), PACKET_LENGTH_MAX);
    if (packet_build(&buffer, &header, n_fds, request->op->ret, ret, &error))
        client_send(request->client, &buffer, call->fds_out, n_fds);
    else
        reply_error(request->client, &request->header, error);
}

static void
request_clear(Request *request)
{
    if (request->args) {
        shape_clear(request->op->args, request->args);
        g_free(request->args);
    }
    g_free(request->payload);
    for (unsigned int i = 0; i < request->n_fds; i++)
        close(request->fds[i]);
}

static bool
request_decode(Request *request, const unsigned char *data, size_t n, GError **error)
{
    void *args;

    if (!request->op->args)
        return true;
    args = g_malloc(request->op->args->size);
    if (!xdr_decode(request->op->args, args, data, n, NULL, error)) {
        g_free(args);
        return false;
    }
    request->args = args;
    return true;
}

/* Run the operation on the client's own connection. */
static bool
run_on_conn(Request *request, Call *call, void *ret)
{
    bool has_stream = request->op->attributes & (OP_STREAM_READ | OP_STREAM_WRITE);
    bool ok = false;

    call->conn = client_conn(request->client, &call->error);
    if (!call->conn)
        return false;
    if (has_stream) {
        call->stream = client_stream_open(request->client, call->conn, &call->error);
        if (!call->stream)
            return false;
    }
    ok = call_writable(call, request->args) && call_invoke(call, request->args, ret);
    if (has_stream)
        client_stream_start(request->client, &request->header, request->op, request->args,
                            g_steal_pointer(&call->stream), ok);
    return ok;
}

static bool
run_handler(Request *request, const DispatchHandler *handler, Call *call, void *ret)
{
    if (handler->fn(request->client, call, request->args, ret, &call->error))
        return true;
    if (request->op->ret)
        shape_clear(request->op->ret, ret);
    return false;
}

static void
request_run(Request *request)
{
    const Op *op = request->op;
    const DispatchHandler *handler = handler_of(request->client, op);
    uint64_t small_ret[32] = { 0 };
    g_autofree void *large_ret = NULL;
    void *ret = small_ret;
    Call call = { .op = op,
                  .function = op->function,
                  .error_domain = op->error_domain,
                  .fds = request->fds,
                  .n_fds = request->n_fds };

    if (op->ret && op->ret->size > sizeof(small_ret))
        ret = large_ret = g_malloc0(op->ret->size);
    if (handler->fn ? run_handler(request, handler, &call, ret)
                    : run_on_conn(request, &call, ret)) {
        reply_result(request, &call, ret);
        if (op->ret)
            shape_clear(op->ret, ret);
    } else {
        reply_error(request->client, &request->header, call.error);
    }
    if (op->attributes & (OP_STREAM_READ | OP_STREAM_WRITE))
        client_stream_go(request->client, &request->header);

    for (unsigned int i = 0; i < call.n_fds_out; i++)
        close(call.fds_out[i]);
    g_free(call.fds_out);
    g_clear_error(&call.error);
    if (call.conn)
        conn_unref(call.conn);
}

static void
run_by_worker(void *data)
{
    Request *request = data;
    g_autoptr(GError) error = NULL;
    Client *client = request->client;

    if (request->payload &&
        !request_decode(request, request->payload, request->n_payload, &error)) {
        reply_error(client, &request->header, error);
    } else {
        g_clear_pointer(&request->payload, g_free);
        request_run(request);
        if (handler_of(client, request->op)->after)
            handler_of(client, request->op)->after(client);
    }
    request_clear(request);
    g_free(request);
    client_call_end(client);
    client_unref(client);
}

static void
hand_to_worker(Request *request)
{
    client_ref(request->client);
    client_call_begin(request->client);
    worker_pool_add(request->client->server->workers, run_by_worker,
                    g_memdup2(request, sizeof(*request)),
                    request->op->attributes & OP_HIGH_PRIORITY);
}

/* Whether the loop may serve it: nothing of it waits, neither the call nor an open stream. */
static bool
is_quick(const Client *client, const Op *op)
{
    return op->block == BLOCK_NEVER && access_is_local() && !client->is_proxied &&
           !handler_of(client, op)->may_block &&
           !(op->attributes & (OP_STREAM_READ | OP_STREAM_WRITE));
}

/* What must hold before anything of the call is looked at. */
static const Op *
find_op(Client *client, const PacketHeader *header, GError **error)
{
    const Op *op;

    if (client->refusal)
        return err_set_null(error, VIR_ERR_RPC, "%s", client->refusal);
    if (!server_speaks(client->server, header->program) ||
        header->version != op_program_version(header->program))
        return err_set_null(error, VIR_ERR_RPC, "Cannot find program %u version %u",
                            header->program, header->version);
    if (header->status != PACKET_OK)
        return err_set_null(error, VIR_ERR_RPC, "Unexpected message status %u", header->status);
    op = op_find(header->program, header->procedure);
    if (!op)
        return err_set_null(error, VIR_ERR_RPC, "unknown procedure: %d", header->procedure);
    if (!client_is_authenticated(client) && !(op->attributes & OP_BEFORE_AUTH))
        return err_set_null(error, VIR_ERR_RPC, "%s", "authentication required");
    return op;
}

static void
serve_call(Request *request, const Packet *packet)
{
    g_autoptr(GError) error = NULL;

    request->op = find_op(request->client, &packet->header, &error);
    if (!request->op) {
        reply_error(request->client, &packet->header, error);
        if (request->client->refusal)
            client_finish(request->client);
        return;
    }
    if (packet->n_payload > LOOP_DECODE_MAX) {
        request->payload = g_memdup2(packet->payload, packet->n_payload);
        request->n_payload = packet->n_payload;
    } else if (!request_decode(request, packet->payload, packet->n_payload, &error)) {
        reply_error(request->client, &packet->header, error);
        return;
    }
    if (!request->payload && is_quick(request->client, request->op)) {
        request_run(request);
        return;
    }
    hand_to_worker(request);
    /* All that it owns is the worker's now. */
    *request = (Request){ 0 };
}

static void
serve_keepalive(Client *client, const Packet *packet)
{
    unsigned char room[PACKET_LENGTH_MIN];
    PacketHeader header = packet->header;
    XdrBuffer buffer;

    if (header.procedure != KEEPALIVE_PING || header.type != PACKET_MESSAGE)
        return;
    header.procedure = KEEPALIVE_PONG;
    header.serial = 0;
    header.status = PACKET_OK;
    xdr_buffer_init_in(&buffer, room, sizeof(room), sizeof(room));
    if (packet_build_raw(&buffer, &header, NULL, 0, NULL))
        client_send(client, &buffer, NULL, 0);
}

void
dispatch_packet(Client *client, const Packet *packet, const int fds[PACKET_FDS_MAX])
{
    Request request = { .client = client, .header = packet->header, .n_fds = packet->n_fds };

    memcpy(request.fds, fds, packet->n_fds * sizeof(int));
    if (packet->header.program == PROGRAM_KEEPALIVE &&
        packet->header.version == op_program_version(PROGRAM_KEEPALIVE)) {
        serve_keepalive(client, packet);
    } else {
        switch (packet->header.type) {
        case PACKET_CALL:
        case PACKET_CALL_WITH_FDS:
            serve_call(&request, packet);
            break;
        case PACKET_STREAM:
        case PACKET_STREAM_HOLE:
            client_stream_packet(client, packet);
            break;
        }
        /* Anything else is dropped, as the original does. */
    }
    request_clear(&request);
}

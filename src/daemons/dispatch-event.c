/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/dispatch-event.h"

#include "lib/calls.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define EVENT_SERIAL 1 /* of every event message */
#define ID_SIZE      4 /* callbackID, the first field of every newer message */

/* A client that lets so many bytes lie is closed: events come without being asked for. */
#define UNREAD_MAX (64u << 20)
#define REGISTRATIONS_MAX 4096

typedef struct Registration {
    int id;            /* of the backend and the client */
    unsigned int kind; /* ObjectKind, to keep the kinds of ids apart */
    int old_event;     /* -1, or the event that an old client registered for */
} Registration;

struct ClientEvents {
    GArray *registrations; /* of Registration; guarded by the client's lock */
};

static Registration *
find(Client *client, unsigned int kind, int id)
{
    GArray *all = client->events ? client->events->registrations : NULL;

    for (guint i = 0; all && i < all->len; i++) {
        Registration *one = &g_array_index(all, Registration, i);

        if (one->id == id && one->kind == kind)
            return one;
    }
    return NULL;
}

static Registration *
find_old(Client *client, int event)
{
    GArray *all = client->events ? client->events->registrations : NULL;

    for (guint i = 0; all && i < all->len; i++) {
        Registration *one = &g_array_index(all, Registration, i);

        if (one->old_event == event)
            return one;
    }
    return NULL;
}

static void
drop(Client *client, unsigned int kind, int id)
{
    Registration *one;
    MUTEX_GUARD(&client->lock);

    one = find(client, kind, id);
    if (one)
        g_array_remove_index_fast(
            client->events->registrations,
            (guint)(one - (Registration *)(void *)client->events->registrations->data));
}

static void
note(Client *client, const Registration *registration)
{
    MUTEX_GUARD(&client->lock);

    if (!client->events) {
        client->events = g_new0(ClientEvents, 1);
        client->events->registrations = g_array_new(FALSE, FALSE, sizeof(Registration));
    }
    g_array_append_val(client->events->registrations, *registration);
}

void
client_events_free(ClientEvents *events)
{
    if (!events)
        return;
    g_array_unref(events->registrations);
    g_free(events);
}

/* What the events of a kind of operation are about; the monitor's are a kind of their own. */
static unsigned int
kind_of(const Op *op)
{
    switch (op - ops) {
    case OP_CONNECT_NETWORK_EVENT_REGISTER_ANY:
    case OP_CONNECT_NETWORK_EVENT_DEREGISTER_ANY:
        return OBJECT_NETWORK;
    case OP_CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY:
    case OP_CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY:
        return OBJECT_STORAGE_POOL;
    case OP_CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY:
    case OP_CONNECT_NODE_DEVICE_EVENT_DEREGISTER_ANY:
        return OBJECT_NODE_DEVICE;
    case OP_CONNECT_SECRET_EVENT_REGISTER_ANY:
    case OP_CONNECT_SECRET_EVENT_DEREGISTER_ANY:
        return OBJECT_SECRET;
    case OP_QEMU_CONNECT_DOMAIN_MONITOR_EVENT_REGISTER:
    case OP_QEMU_CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER:
        return OBJECT_CONNECT;
    default:
        return OBJECT_DOMAIN;
    }
}

static const char *
kind_name(unsigned int kind)
{
    switch (kind) {
    case OBJECT_CONNECT:
        return "qemu monitor";
    case OBJECT_STORAGE_POOL:
        return "storage pool";
    case OBJECT_NODE_DEVICE:
        return "node device";
    default:
        return handle_types[kind].name;
    }
}

/* The first word of all arguments and results here is the event's number or the callback's id. */
static int
first_int(const void *object)
{
    int value;

    memcpy(&value, object, sizeof(value));
    return value;
}

static bool
has_room(Client *client, GError **error)
{
    MUTEX_GUARD(&client->lock);

    return !client->events || client->events->registrations->len < REGISTRATIONS_MAX ||
           err_set(error, VIR_ERR_OPERATION_FAILED,
                   "the connection has too many event callbacks, at most %u are possible",
                   REGISTRATIONS_MAX);
}

bool
events_register(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    Registration registration = { .kind = kind_of(call->op), .old_event = -1 };

    call->conn = client_conn(client, error);
    if (!call->conn)
        return false;
    if (registration.kind != OBJECT_CONNECT && !event_type_of(registration.kind, first_int(args)))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "unsupported event ID %d", first_int(args));
    if (!has_room(client, error) || !call_writable(call, args) || !call_invoke(call, args, ret))
        return false;
    registration.id = first_int(ret);
    note(client, &registration);
    return true;
}

static bool
is_known(Client *client, unsigned int kind, int id)
{
    MUTEX_GUARD(&client->lock);

    return find(client, kind, id) != NULL;
}

bool
events_deregister(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    unsigned int kind = kind_of(call->op);
    int id = first_int(args);

    call->conn = client_conn(client, error);
    if (!call->conn)
        return false;
    if (!is_known(client, kind, id))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s event callback %d not registered",
                       kind_name(kind), id);
    if (!call_invoke(call, args, ret))
        return false;
    drop(client, kind, id);
    return true;
}

/* Old clients register for an event once, without an id. */
static bool
register_old(Client *client, Call *call, int event, GError **error)
{
    ConnectDomainEventCallbackRegisterAnyArgs args = { .eventID = event };
    ConnectDomainEventCallbackRegisterAnyRet ret = { 0 };
    bool is_there;

    call->conn = client_conn(client, error);
    if (!call->conn)
        return false;
    if (!event_type_of(OBJECT_DOMAIN, event))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "unsupported event ID %d", event);
    mutex_lock(&client->lock);
    is_there = find_old(client, event) != NULL;
    mutex_unlock(&client->lock);
    if (is_there)
        return err_set_full(error, VIR_FROM_NONE, VIR_ERR_INVALID_ARG, "%s",
                            "event callback already tracked");
    call->op = &ops[OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY];
    if (!call_invoke(call, &args, &ret))
        return false;
    note(client,
         &(Registration){ .id = ret.callbackID, .kind = OBJECT_DOMAIN, .old_event = event });
    return true;
}

static bool
deregister_old(Client *client, Call *call, int event, GError **error)
{
    ConnectDomainEventCallbackDeregisterAnyArgs args = { 0 };
    const Registration *one;

    call->conn = client_conn(client, error);
    if (!call->conn)
        return false;
    mutex_lock(&client->lock);
    one = find_old(client, event);
    if (one)
        args.callbackID = one->id;
    mutex_unlock(&client->lock);
    if (!one)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "domain event %d not registered", event);
    call->op = &ops[OP_CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY];
    if (!call_invoke(call, &args, NULL))
        return false;
    drop(client, OBJECT_DOMAIN, args.callbackID);
    return true;
}

bool
events_register_old(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    return register_old(client, call, first_int(args), error);
}

bool
events_deregister_old(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    return deregister_old(client, call, first_int(args), error);
}

/* The answers are what the original says, whatever their name promises. */
bool
events_register_lifecycle(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    return register_old(client, call, VIR_DOMAIN_EVENT_ID_LIFECYCLE, error);
}

bool
events_deregister_lifecycle(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    return deregister_old(client, call, VIR_DOMAIN_EVENT_ID_LIFECYCLE, error);
}

/* The message without an id that old clients know the event by. */
static const EventType *
old_type(const EventType *type)
{
    for (const EventType *old = event_types; old->name; old++) {
        if (old->object == type->object && old->id == type->id &&
            old->callback_id_offset == EVENT_NO_CALLBACK_ID && old->message)
            return old;
    }
    return NULL;
}

static bool
build_message(XdrBuffer *buffer, const EventType *type, const EventType *old, int id,
              const void *message)
{
    PacketHeader header = { type->program,   op_program_version(type->program),
                            type->procedure, PACKET_MESSAGE,
                            EVENT_SERIAL,    PACKET_OK };
    g_auto(XdrBuffer) body = { 0 };

    xdr_buffer_init(&body, PACKET_LENGTH_MAX);
    if (!xdr_encode(type->message, message, &body, NULL))
        return false;
    if (type->callback_id_offset != EVENT_NO_CALLBACK_ID)
        xdr_put_u32(body.data, (uint32_t)id);
    if (!old)
        return packet_build_raw(buffer, &header, body.data, body.n, NULL);
    header.procedure = old->procedure;
    return packet_build_raw(buffer, &header, body.data + ID_SIZE, body.n - ID_SIZE, NULL);
}

/* On the loop. */
static void
send_message(void *data, const EventType *type, int backend_id, const void *message)
{
    Client *client = data;
    unsigned char room[1024];
    g_auto(XdrBuffer) buffer = { 0 };
    unsigned int kind = type->id < 0 ? OBJECT_CONNECT : type->object;
    const EventType *old = NULL;
    const Registration *one;

    mutex_lock(&client->lock);
    if (transport_backlog(client->transport) > UNREAD_MAX) {
        mutex_unlock(&client->lock);
        client_give_up(client, "it does not read its events");
        return;
    }
    one = find(client, kind, backend_id);
    if (one && one->old_event >= 0)
        old = old_type(type);
    if (one && one->old_event >= 0 && !old)
        one = NULL;
    mutex_unlock(&client->lock);
    /* The message can overtake the answer to the registration that it is for: then the newer form
     * is right, since those without an id are only sent once they are known. */
    xdr_buffer_init_in(&buffer, room, sizeof(room), PACKET_LENGTH_MAX);
    if ((one || !old) && build_message(&buffer, type, old, backend_id, message))
        client_send(client, &buffer, NULL, 0);
}

void
client_events_attach(Client *client, Conn *conn)
{
    conn->event_sink_data = client;
    conn->event_sink = send_message;
}

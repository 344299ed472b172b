/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/dispatch-event.h"

#include "core/kinds.h"
#include "lib/calls.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define EVENT_SERIAL 1 /* of every event message */
#define ID_SIZE      4 /* callbackID, the first field of every newer message */

/* A client that lets so many bytes lie is closed: events come without being asked for. */
#define UNREAD_MAX        (64u << 20)
#define REGISTRATIONS_MAX 4096

typedef struct Registration {
    int id;            /* of the backend and the client; what it is while pending says nothing */
    unsigned int kind; /* ObjectKind, to keep the kinds of ids apart */
    int event;         /* -1 for those of the monitor */
    char *target;      /* the one object wanted; NULL for all */
    bool is_old;       /* by a client that knows no ids */
    bool is_pending;   /* the backend has not answered yet */
} Registration;

struct ClientEvents {
    GArray *registrations; /* of Registration; guarded by the client's lock */
};

static void
registration_clear(void *registration)
{
    g_free(((Registration *)registration)->target);
}

static guint
count(const Client *client)
{
    return client->events ? client->events->registrations->len : 0;
}

static Registration *
nth(Client *client, guint i)
{
    return &g_array_index(client->events->registrations, Registration, i);
}

static Registration *
find(Client *client, unsigned int kind, int id)
{
    for (guint i = 0; i < count(client); i++) {
        Registration *one = nth(client, i);

        if (one->id == id && one->kind == kind && !one->is_pending)
            return one;
    }
    return NULL;
}

static Registration *
find_old(Client *client, int event)
{
    for (guint i = 0; i < count(client); i++) {
        Registration *one = nth(client, i);

        if (one->is_old && one->event == event && !one->is_pending)
            return one;
    }
    return NULL;
}

/* One that has not heard its id, which an event may come for all the same. */
static Registration *
find_pending(Client *client, unsigned int kind, int event)
{
    for (guint i = 0; i < count(client); i++) {
        Registration *one = nth(client, i);

        if (one->is_pending && one->kind == kind && one->event == event)
            return one;
    }
    return NULL;
}

/* Events of the monitor are told apart by more than their object. */
static bool
is_same(const Registration *a, const Registration *b)
{
    return a->kind == b->kind && a->event == b->event && a->kind != OBJECT_CONNECT &&
           g_strcmp0(a->target, b->target) == 0;
}

static void
drop(Client *client, Registration *one)
{
    if (one)
        g_array_remove_index_fast(client->events->registrations, (guint)(one - nth(client, 0)));
}

/* Take a place for a registration, before the backend is asked: two threads must not both find
 * that there is none like it yet. Takes its target. */
static bool
reserve(Client *client, Registration *wanted, GError **error)
{
    MUTEX_GUARD(&client->lock);
    bool is_there = false;

    for (guint i = 0; i < count(client) && !is_there; i++)
        is_there = is_same(nth(client, i), wanted);
    if (is_there)
        err_set_full(error, VIR_FROM_NONE, VIR_ERR_INVALID_ARG, "%s",
                     "event callback already tracked");
    else if (count(client) >= REGISTRATIONS_MAX)
        err_set(error, VIR_ERR_OPERATION_FAILED,
                "the connection has too many event callbacks, at most %u are possible",
                REGISTRATIONS_MAX);
    if (is_there || count(client) >= REGISTRATIONS_MAX) {
        registration_clear(wanted);
        return false;
    }
    if (!client->events) {
        client->events = g_new0(ClientEvents, 1);
        client->events->registrations = g_array_new(FALSE, FALSE, sizeof(Registration));
        g_array_set_clear_func(client->events->registrations, registration_clear);
    }
    wanted->is_pending = true;
    g_array_append_val(client->events->registrations, *wanted);
    return true;
}

/* The backend has answered: with an id, or that it will not. */
static void
settle(Client *client, const Registration *wanted, const int *id)
{
    MUTEX_GUARD(&client->lock);

    for (guint i = 0; i < count(client); i++) {
        Registration *one = nth(client, i);

        if (!one->is_pending || one->target != wanted->target || one->event != wanted->event ||
            one->kind != wanted->kind)
            continue;
        if (!id) {
            drop(client, one);
            return;
        }
        one->id = *id;
        one->is_pending = false;
        return;
    }
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

/* What names the object that the second field of the arguments points to. */
static char *
target_of(const Op *op, unsigned int kind, const void *args)
{
    const unsigned char *uuid;
    const void *ref;

    memcpy(&ref, (const char *)args + op->args->fields[1].offset, sizeof(ref));
    if (!ref)
        return NULL;
    uuid = kind_ref_uuid(kind, ref);
    return uuid ? g_base64_encode(uuid, VIR_UUID_BUFLEN) : g_strdup(kind_ref_name(kind, ref));
}

bool
events_register(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    Registration wanted = { .kind = kind_of(call->op), .event = -1 };
    bool done;
    int id = 0;

    call->conn = client_conn(client, error);
    if (!call->conn)
        return false;
    if (wanted.kind != OBJECT_CONNECT) {
        wanted.event = first_int(args);
        if (!event_type_of(wanted.kind, wanted.event))
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "unsupported event ID %d", wanted.event);
        wanted.target = target_of(call->op, wanted.kind, args);
    }
    if (!reserve(client, &wanted, error))
        return false;
    done = call_writable(call, args) && call_invoke(call, args, ret);
    if (done)
        id = first_int(ret);
    settle(client, &wanted, done ? &id : NULL);
    return done;
}

static bool
is_known(Client *client, unsigned int kind, int id)
{
    MUTEX_GUARD(&client->lock);

    return find(client, kind, id) != NULL;
}

static void
forget(Client *client, unsigned int kind, int id)
{
    MUTEX_GUARD(&client->lock);

    drop(client, find(client, kind, id));
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
    forget(client, kind, id);
    return true;
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

/* Old clients register for all objects, and give no id but the event's. What has no message
 * without an id is not for them. */
static bool
register_old(Client *client, Call *call, int event, GError **error)
{
    ConnectDomainEventCallbackRegisterAnyArgs args = { .eventID = event };
    ConnectDomainEventCallbackRegisterAnyRet ret = { 0 };
    Registration wanted = { .kind = OBJECT_DOMAIN, .event = event, .is_old = true };
    const EventType *type = event_type_of(OBJECT_DOMAIN, event);
    bool done;

    call->conn = client_conn(client, error);
    if (!call->conn)
        return false;
    if (!type || !old_type(type))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "unsupported event ID %d", event);
    if (!reserve(client, &wanted, error))
        return false;
    call->op = &ops[OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY];
    done = call_invoke(call, &args, &ret);
    settle(client, &wanted, done ? &ret.callbackID : NULL);
    return done;
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
    forget(client, OBJECT_DOMAIN, args.callbackID);
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
    /* The message can overtake the answer to the registration that it is for. */
    if (!one)
        one = find_pending(client, kind, type->id);
    if (one && one->is_old)
        old = old_type(type);
    mutex_unlock(&client->lock);
    /* Deregistered meanwhile: who knows which form it would want. */
    if (!one)
        return;
    xdr_buffer_init_in(&buffer, room, sizeof(room), PACKET_LENGTH_MAX);
    if (build_message(&buffer, type, old, backend_id, message))
        client_send(client, &buffer, NULL, 0);
}

void
client_events_attach(Client *client, Conn *conn)
{
    conn->event_sink_data = client;
    conn->event_sink = send_message;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/conn-events.h"

#include "lib/event.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* What the backend was asked for, once, on behalf of all listeners to the same. */
typedef struct Subscription {
    unsigned int class;
    int event;
    unsigned char uuid[16]; /* of the object; or a hash of its name where a kind has no UUID */
    bool about_one;
    bool is_private; /* not shared: the backend was told more than event and object */
    OpId unsubscribe;
    int backend_id;
    unsigned int users;
} Subscription;

typedef struct Listener {
    atomic_int refs;
    atomic_bool removed;
    int id;
    const EventType *type;
    Subscription *subscription;
    Handle *object; /* NULL for all */
    bool is_lifecycle; /* registered by the older pair */
    bool is_private;   /* may stand there twice */
    EventCallback callback;
    void *opaque;
    virFreeCallback opaque_free;
} Listener;

struct ConnEvents {
    Mutex lock; /* guards the lists and next_id */
    GPtrArray *listeners;
    GPtrArray *subscriptions;
    int next_id;
};

/* The operations that ask a backend for events of a class. */
typedef struct EventClass {
    OpId subscribe;
    OpId unsubscribe;
} EventClass;

static const EventClass event_classes[OBJECT_COUNT] = {
    [OBJECT_DOMAIN] = { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY,
                        OP_CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY },
    [OBJECT_NETWORK] = { OP_CONNECT_NETWORK_EVENT_REGISTER_ANY,
                         OP_CONNECT_NETWORK_EVENT_DEREGISTER_ANY },
    [OBJECT_STORAGE_POOL] = { OP_CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY,
                              OP_CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY },
    [OBJECT_NODE_DEVICE] = { OP_CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY,
                             OP_CONNECT_NODE_DEVICE_EVENT_DEREGISTER_ANY },
    [OBJECT_SECRET] = { OP_CONNECT_SECRET_EVENT_REGISTER_ANY,
                        OP_CONNECT_SECRET_EVENT_DEREGISTER_ANY },
};

const EventType *
event_type_find(uint32_t program, int32_t procedure)
{
    for (const EventType *type = event_types; type->name; type++) {
        if (type->program == program && type->procedure == procedure)
            return type;
    }
    return NULL;
}

const EventType *
event_type_of(unsigned int object, int id)
{
    for (const EventType *type = event_types; type->name; type++) {
        if (type->object == object && type->id == id && type->deliver)
            return type;
    }
    return NULL;
}

/* One more than the largest event id of a class. */
static int
event_id_end(unsigned int class)
{
    int end = 0;

    for (const EventType *type = event_types; type->name; type++) {
        if (type->object == class && type->id >= end)
            end = type->id + 1;
    }
    return end;
}

void *
event_object(Conn *conn, unsigned int kind, const void *ref)
{
    const Shape *shape = handle_types[kind].ref;
    g_autofree void *copy = g_malloc0(shape->size);

    shape_copy(shape, copy, ref);
    return handle_new(kind, conn, NULL, copy);
}

static void
listener_unref(Conn *conn, Listener *listener)
{
    if (atomic_fetch_sub(&listener->refs, 1) != 1)
        return;
    if (listener->opaque_free)
        listener->opaque_free(listener->opaque);
    if (listener->object)
        handle_unref(listener->object);
    g_free(listener);
    conn_unref(conn);
}

static ConnEvents *
events_of(Conn *conn)
{
    MUTEX_GUARD(&conn->lock);

    if (!conn->events) {
        conn->events = g_new0(ConnEvents, 1);
        mutex_init(&conn->events->lock);
        conn->events->listeners = g_ptr_array_new();
        conn->events->subscriptions = g_ptr_array_new();
    }
    return conn->events;
}

void
conn_events_free(ConnEvents *events)
{
    if (!events)
        return;
    /* Each listener holds its connection, so none can be left. */
    g_assert(events->listeners->len == 0);
    g_ptr_array_unref(events->listeners);
    g_ptr_array_unref(events->subscriptions);
    mutex_clear(&events->lock);
    g_free(events);
}

static bool
same_object(const Handle *a, const Handle *b, unsigned int class)
{
    if (!a || !b)
        return a == b;
    return shape_equal(handle_types[class].ref, handle_ref_of(a), handle_ref_of(b));
}

/* What makes two listeners about one object share a subscription. */
static void
object_key(unsigned int class, const Handle *object, unsigned char key_out[16])
{
    const Shape *shape = handle_types[class].ref;

    for (uint32_t i = 0; i < shape->n_fields; i++) {
        if (shape->fields[i].kind == SHAPE_UUID) {
            memcpy(key_out, (const char *)handle_ref_of(object) + shape->fields[i].offset, 16);
            return;
        }
    }
    /* Kinds without a UUID have unique names. */
    g_autofree char *sum = g_compute_checksum_for_string(
        G_CHECKSUM_MD5, *(char *const *)handle_ref_of(object), -1);
    for (int i = 0; i < 16; i++)
        key_out[i] = (unsigned char)((g_ascii_xdigit_value(sum[2 * i]) << 4) |
                                     g_ascii_xdigit_value(sum[2 * i + 1]));
}

static Subscription *
subscription_find(ConnEvents *events, const Subscription *wanted)
{
    for (guint i = 0; i < events->subscriptions->len; i++) {
        Subscription *have = g_ptr_array_index(events->subscriptions, i);

        if (!have->is_private && !wanted->is_private && have->class == wanted->class &&
            have->event == wanted->event &&
            have->about_one == wanted->about_one &&
            memcmp(have->uuid, wanted->uuid, sizeof(have->uuid)) == 0)
            return have;
    }
    return NULL;
}

/* The arguments and results of all subscribing operations have this layout. */
typedef struct SubscribeArgs {
    int event;
    void *object;
} SubscribeArgs;

typedef struct SubscribeRet {
    int callback_id;
} SubscribeRet;

G_STATIC_ASSERT(sizeof(SubscribeArgs) == sizeof(ConnectDomainEventCallbackRegisterAnyArgs));
G_STATIC_ASSERT(offsetof(ConnectDomainEventCallbackRegisterAnyArgs, dom) ==
                offsetof(SubscribeArgs, object));
G_STATIC_ASSERT(sizeof(SubscribeArgs) == sizeof(ConnectNetworkEventRegisterAnyArgs));
G_STATIC_ASSERT(sizeof(SubscribeArgs) == sizeof(ConnectStoragePoolEventRegisterAnyArgs));
G_STATIC_ASSERT(sizeof(SubscribeArgs) == sizeof(ConnectNodeDeviceEventRegisterAnyArgs));
G_STATIC_ASSERT(sizeof(SubscribeArgs) == sizeof(ConnectSecretEventRegisterAnyArgs));

/* Ask the backend; the call is made without a lock, so two threads that subscribe to the same at
 * the same time may both ask, and the later one gives its registration back. */
static bool
subscribe(Call *call, Subscription *wanted, const Handle *object)
{
    SubscribeArgs args = { .event = wanted->event,
                           .object = object ? handle_ref_of(object) : NULL };
    SubscribeRet ret = { 0 };

    call->op = &ops[event_classes[wanted->class].subscribe];
    if (!call_invoke(call, &args, &ret))
        return false;
    wanted->backend_id = ret.callback_id;
    return true;
}

static bool
unsubscribe(Call *call, OpId op, int backend_id)
{
    call->op = &ops[op];
    return call_invoke(call, &backend_id, NULL);
}

/* A registration that turned out to be one too many. What the backend says to its end changes
 * nothing for the caller. */
static void
give_back(const Call *call, OpId op, int backend_id)
{
    Call end = { .op = &ops[op], .function = call->function, .error_domain = call->error_domain };

    end.conn = call->conn;
    call_invoke(&end, &backend_id, NULL);
    g_clear_error(&end.error);
}

/* One user less: the backend's registration that has to end, or -1. */
static int
subscription_release(ConnEvents *events, Subscription *subscription)
{
    int backend_id = subscription->backend_id;

    if (--subscription->users > 0)
        return -1;
    g_ptr_array_remove(events->subscriptions, subscription);
    g_free(subscription);
    return backend_id;
}

static bool
check_untracked(Call *call, ConnEvents *events, const Listener *wanted, unsigned int class)
{
    for (guint i = 0; i < events->listeners->len && !wanted->is_private; i++) {
        const Listener *have = g_ptr_array_index(events->listeners, i);

        if (have->type == wanted->type && have->callback == wanted->callback &&
            have->is_lifecycle == wanted->is_lifecycle &&
            same_object(have->object, wanted->object, class))
            return err_set(&call->error, VIR_ERR_INVALID_ARG, "event callback already tracked");
    }
    return true;
}

/* Put the listener on the list, with the subscription that it shares or else the one wanted.
 * The backend's registration that is then one too many comes out, or -1. */
static void
list_listener(ConnEvents *events, Listener *listener, Subscription *shared,
              const Subscription *wanted, int *surplus_out)
{
    if (!shared && (shared = subscription_find(events, wanted))) {
        shared->users++;
        *surplus_out = wanted->backend_id;
    }
    if (!shared) {
        shared = g_memdup2(wanted, sizeof(*wanted));
        shared->users = 1;
        g_ptr_array_add(events->subscriptions, shared);
    }
    listener->subscription = shared;
    listener->id = events->next_id++;
    g_ptr_array_add(events->listeners, listener);
}

/* Put the listener on the list; its subscription is made or shared. */
static int
listener_add(Call *call, ConnEvents *events, Listener *listener, Subscription *wanted,
             bool subscribed)
{
    Subscription *shared;
    int surplus = -1;
    int id = -1;

    {
        MUTEX_GUARD(&events->lock);
        if (!check_untracked(call, events, listener, wanted->class))
            return -1;
        shared = subscription_find(events, wanted);
        if (shared)
            shared->users++;
    }
    if (!shared && !subscribed && !subscribe(call, wanted, listener->object))
        return -1;
    {
        MUTEX_GUARD(&events->lock);
        /* Again: another thread may have registered the same while the backend was asked. */
        if (check_untracked(call, events, listener, wanted->class)) {
            list_listener(events, listener, shared, wanted, &surplus);
            id = listener->id;
        } else {
            surplus = shared ? subscription_release(events, shared) : wanted->backend_id;
        }
    }
    if (surplus >= 0)
        give_back(call, wanted->unsubscribe, surplus);
    return id;
}

/* A listener for what wanted says; subscribed is true if the backend has been asked already. */
static int
add_listener(Call *call, Subscription *wanted, Listener *pattern, virFreeCallback opaque_free,
             bool subscribed)
{
    Listener *listener = g_memdup2(pattern, sizeof(*pattern));
    int id;

    /* Complete before it is on the list: from there it may be called, and removed, at once. */
    listener->refs = 1;
    listener->opaque_free = opaque_free;
    if (listener->object)
        handle_ref(listener->object);
    conn_ref(call->conn);
    id = listener_add(call, events_of(call->conn), listener, wanted, subscribed);
    if (id < 0) {
        /* The caller keeps its opaque when the call fails. */
        listener->opaque_free = NULL;
        listener_unref(call->conn, listener);
    }
    return id;
}

static bool
need_event_loop(Call *call)
{
    return event_is_available() ||
           err_set(&call->error, VIR_ERR_INTERNAL_ERROR,
                   "could not initialize domain event timer");
}

static int
listen_shared(Call *call, unsigned int class, Listener *pattern, virFreeCallback opaque_free)
{
    Subscription wanted = {
        .class = class,
        .event = pattern->type->id,
        .about_one = pattern->object != NULL,
        .unsubscribe = event_classes[class].unsubscribe,
    };

    if (!need_event_loop(call))
        return -1;
    if (pattern->object)
        object_key(class, pattern->object, wanted.uuid);
    return add_listener(call, &wanted, pattern, opaque_free, false);
}

int
conn_events_listen(Call *call, unsigned int class, void *object, int id, EventCallback callback,
                   void *opaque, virFreeCallback opaque_free)
{
    int end = event_id_end(class);
    const EventType *type = event_type_of(class, id);

    if (id >= end) {
        if (class == OBJECT_DOMAIN)
            call_argument(call, "eventID", "eventID must be less than %d", end);
        else
            call_argument(call, "eventID", "eventID in %s must be less than %d", call->function,
                          end);
        return -1;
    }
    g_assert(type);
    return listen_shared(call, class,
                         &(Listener){ .type = type, .object = object, .callback = callback,
                                      .opaque = opaque },
                         opaque_free);
}

int
conn_events_listen_private(Call *call, const EventType *type, void *object, OpId subscribe_op,
                           OpId unsubscribe_op, const void *args, EventCallback callback,
                           void *opaque, virFreeCallback opaque_free)
{
    Subscription wanted = { .class = type->object, .event = type->id, .is_private = true,
                            .unsubscribe = unsubscribe_op };
    SubscribeRet ret = { 0 };

    if (!need_event_loop(call))
        return -1;
    call->op = &ops[subscribe_op];
    if (!call_invoke(call, args, &ret))
        return -1;
    wanted.backend_id = ret.callback_id;
    return add_listener(call, &wanted,
                        &(Listener){ .type = type, .object = object, .callback = callback,
                                     .opaque = opaque, .is_private = true },
                        opaque_free, true);
}

int
conn_events_listen_lifecycle(Call *call, virConnectDomainEventCallback callback, void *opaque,
                             virFreeCallback opaque_free)
{
    const EventType *type = event_type_of(OBJECT_DOMAIN, VIR_DOMAIN_EVENT_ID_LIFECYCLE);

    int id = listen_shared(call, OBJECT_DOMAIN,
                           &(Listener){ .type = type, .callback = (EventCallback)callback,
                                        .opaque = opaque, .is_lifecycle = true },
                           opaque_free);

    return id < 0 ? -1 : 0;
}

/* Take a listener off the list; what remains is to tell the backend if it was the last. */
static int
listener_remove(Call *call, ConnEvents *events, guint index)
{
    Listener *listener = g_ptr_array_index(events->listeners, index);
    OpId op = listener->subscription->unsubscribe;
    int backend_id;
    int rc = 0;

    listener->removed = true;
    g_ptr_array_remove_index(events->listeners, index);
    backend_id = subscription_release(events, listener->subscription);
    mutex_unlock(&events->lock);
    if (backend_id >= 0 && !unsubscribe(call, op, backend_id))
        rc = -1;
    listener_unref(call->conn, listener);
    return rc;
}

int
conn_events_unlisten(Call *call, unsigned int class, int callback_id)
{
    ConnEvents *events = events_of(call->conn);

    mutex_lock(&events->lock);
    for (guint i = 0; i < events->listeners->len; i++) {
        const Listener *listener = g_ptr_array_index(events->listeners, i);

        if (listener->id == callback_id && !listener->is_lifecycle &&
            listener->type->object == class)
            return listener_remove(call, events, i);
    }
    mutex_unlock(&events->lock);
    if (call->conn->backend && call->conn->backend->is_remote)
        err_set(&call->error, VIR_ERR_INVALID_ARG, "event callback id %d not registered",
                callback_id);
    else
        err_set(&call->error, VIR_ERR_INVALID_ARG, "could not find event callback %d for deletion",
                callback_id);
    return -1;
}

int
conn_events_unlisten_lifecycle(Call *call, virConnectDomainEventCallback callback)
{
    ConnEvents *events = events_of(call->conn);

    mutex_lock(&events->lock);
    for (guint i = 0; i < events->listeners->len; i++) {
        const Listener *listener = g_ptr_array_index(events->listeners, i);

        if (listener->is_lifecycle && listener->callback == (EventCallback)callback)
            return listener_remove(call, events, i);
    }
    mutex_unlock(&events->lock);
    if (call->conn->backend && call->conn->backend->is_remote)
        err_set(&call->error, VIR_ERR_INVALID_ARG, "event callback function %p not registered",
                (void *)callback);
    else
        err_set(&call->error, VIR_ERR_INVALID_ARG, "could not find event callback %p for deletion",
                (void *)callback);
    return -1;
}

void
conn_events_deliver(Conn *conn, const EventType *type, int backend_id, const void *message)
{
    ConnEvents *events;
    g_autoptr(GPtrArray) due = NULL;

    if (conn->event_sink) {
        conn->event_sink(conn->event_sink_data, type, backend_id, message);
        return;
    }
    events = events_of(conn);
    due = g_ptr_array_new();

    {
        MUTEX_GUARD(&events->lock);
        for (guint i = 0; i < events->listeners->len; i++) {
            Listener *listener = g_ptr_array_index(events->listeners, i);

            if (listener->type == type && listener->subscription->backend_id == backend_id) {
                listener->refs++;
                g_ptr_array_add(due, listener);
            }
        }
    }
    conn_ref(conn);
    for (guint i = 0; i < due->len; i++) {
        Listener *listener = g_ptr_array_index(due, i);

        if (!listener->removed)
            type->deliver((virConnectPtr)conn, message, (void *)listener->callback,
                          listener->opaque);
        listener_unref(conn, listener);
    }
    conn_unref(conn);
}

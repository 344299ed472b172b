/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include "base/thread.h"
#include "core/access.h"
#include "core/event-hub.h"
#include "core/kinds.h"
#include "lib/event.h"

#define ERR_DOMAIN VIR_FROM_EVENT

typedef struct Message {
    atomic_int refs;
    const EventType *type;
    void *body;
} Message;

typedef struct Registration {
    int id;
    const EventType *type;
    const Op *op;
    void *ref; /* of the one object wanted; NULL for all */
} Registration;

/* What waits for delivery to one registration. */
typedef struct Pending {
    Message *message;
    int id;
} Pending;

typedef struct Client {
    Conn *conn;               /* not counted: it forgets us when it closes */
    GPtrArray *registrations; /* of Registration */
    int last_id;
} Client;

typedef struct Delivery {
    Conn *conn; /* counted */
    Pending pending;
} Delivery;

struct EventHub {
    Mutex lock;         /* guards the fields below */
    GPtrArray *clients; /* of Client */
    GQueue pending;     /* of Delivery without a counted conn, oldest first */
    int timer;          /* of the event loop, or -1 */
};

static void
message_unref(Message *message)
{
    if (atomic_fetch_sub(&message->refs, 1) != 1)
        return;
    shape_clear(message->type->message, message->body);
    g_free(message->body);
    g_free(message);
}

static void
registration_free(void *opaque)
{
    Registration *registration = opaque;

    if (registration->ref)
        shape_clear(handle_types[registration->type->object].ref, registration->ref);
    g_free(registration->ref);
    g_free(registration);
}

static void
client_free(void *opaque)
{
    Client *client = opaque;

    g_ptr_array_unref(client->registrations);
    g_free(client);
}

EventHub *
event_hub_new(void)
{
    EventHub *hub = g_new0(EventHub, 1);

    mutex_init(&hub->lock);
    hub->clients = g_ptr_array_new_with_free_func(client_free);
    g_queue_init(&hub->pending);
    hub->timer = -1;
    return hub;
}

static void
delivery_free(void *opaque)
{
    Delivery *delivery = opaque;

    message_unref(delivery->pending.message);
    g_free(delivery);
}

void
event_hub_free(EventHub *hub)
{
    if (!hub)
        return;
    g_assert(hub->clients->len == 0);
    if (hub->timer >= 0)
        event_remove_timeout(hub->timer);
    g_queue_clear_full(&hub->pending, delivery_free);
    g_ptr_array_unref(hub->clients);
    mutex_clear(&hub->lock);
    g_free(hub);
}

static Client *
client_find(EventHub *hub, const Conn *conn)
{
    for (unsigned int i = 0; i < hub->clients->len; i++) {
        Client *client = hub->clients->pdata[i];

        if (client->conn == conn)
            return client;
    }
    return NULL;
}

static Registration *
registration_find(const Client *client, int id)
{
    for (unsigned int i = 0; client && i < client->registrations->len; i++) {
        Registration *registration = client->registrations->pdata[i];

        if (registration->id == id)
            return registration;
    }
    return NULL;
}

/* Delivery. */

/* A connection whose last reference is gone stays until it has forgotten us, which needs our
 * lock. */
static bool
conn_try_ref(Conn *conn)
{
    int refs = atomic_load(&conn->head.refs);

    while (refs > 0) {
        if (atomic_compare_exchange_weak(&conn->head.refs, &refs, refs + 1))
            return true;
    }
    return false;
}

/* The oldest that still has somebody to go to; the caller's. */
static Delivery *
next(EventHub *hub)
{
    MUTEX_GUARD(&hub->lock);
    Delivery *delivery;

    while ((delivery = g_queue_pop_head(&hub->pending))) {
        if (registration_find(client_find(hub, delivery->conn), delivery->pending.id) &&
            conn_try_ref(delivery->conn))
            return delivery;
        delivery_free(delivery);
    }
    event_update_timeout(hub->timer, -1);
    return NULL;
}

static void
deliver(int timer, void *opaque)
{
    EventHub *hub = opaque;
    Delivery *delivery;

    while ((delivery = next(hub))) {
        Conn *conn = delivery->conn;

        conn_events_deliver(conn, delivery->pending.message->type, delivery->pending.id,
                            delivery->pending.message->body);
        delivery_free(delivery);
        conn_unref(conn);
    }
}

/* Registration. */

bool
event_hub_listen(EventHub *hub, Conn *conn, const Op *op, unsigned int kind, int event,
                 const void *ref, int *id_out, GError **error)
{
    const EventType *type = event_type_of(kind, event);
    Registration *registration;
    Client *client;

    if (!type)
        return err_set(error, VIR_ERR_INVALID_ARG, "eventID %d of a %s is not known", event,
                       kind_traits[kind].noun);
    MUTEX_GUARD(&hub->lock);
    if (hub->timer < 0) {
        hub->timer = event_add_timeout(-1, deliver, hub, NULL);
        if (hub->timer < 0)
            return err_set(error, VIR_ERR_INTERNAL_ERROR,
                           "could not initialize domain event timer");
    }
    client = client_find(hub, conn);
    if (!client) {
        client = g_new0(Client, 1);
        client->conn = conn;
        client->registrations = g_ptr_array_new_with_free_func(registration_free);
        g_ptr_array_add(hub->clients, client);
    }
    registration = g_new0(Registration, 1);
    registration->id = client->last_id++;
    registration->type = type;
    registration->op = op;
    if (ref) {
        registration->ref = g_malloc0(handle_types[kind].ref->size);
        shape_copy(handle_types[kind].ref, registration->ref, ref);
    }
    g_ptr_array_add(client->registrations, registration);
    *id_out = registration->id;
    return true;
}

bool
event_hub_unlisten(EventHub *hub, Conn *conn, int id, GError **error)
{
    MUTEX_GUARD(&hub->lock);
    Client *client = client_find(hub, conn);
    Registration *registration = registration_find(client, id);

    if (!registration)
        return err_set(error, VIR_ERR_INVALID_ARG, "could not find event callback %d", id);
    g_ptr_array_remove(client->registrations, registration);
    return true;
}

void
event_hub_forget(EventHub *hub, Conn *conn)
{
    GList *link;
    Client *client;

    MUTEX_GUARD(&hub->lock);
    client = client_find(hub, conn);
    if (!client)
        return;
    g_ptr_array_remove(hub->clients, client);
    link = hub->pending.head;
    while (link) {
        GList *following = link->next;
        Delivery *delivery = link->data;

        if (delivery->conn == conn) {
            g_queue_delete_link(&hub->pending, link);
            delivery_free(delivery);
        }
        link = following;
    }
}

/* Emission. */

static bool
is_wanted(const Registration *registration, const EventType *type, const void *ref)
{
    const unsigned char *uuid;

    if (registration->type != type)
        return false;
    if (!registration->ref)
        return true;
    uuid = kind_ref_uuid(type->object, ref);
    if (uuid)
        return memcmp(uuid, kind_ref_uuid(type->object, registration->ref), 16) == 0;
    return g_str_equal(kind_ref_name(type->object, ref),
                       kind_ref_name(type->object, registration->ref));
}

static bool
may_see(Conn *conn, const Op *op, const void *ref)
{
    for (unsigned int i = 0; i < op->n_filter; i++) {
        AccessRequest request = {
            .conn = conn,
            .driver = conn->backend->name,
            .kind = op->filter[i].object,
            .permission = op->filter[i].permission,
            .ref = ref,
        };

        if (!access_allows(&request))
            return false;
    }
    return true;
}

/* A registration that an event is for, found under the lock and judged without it. */
typedef struct Candidate {
    Conn *conn; /* counted */
    const Op *op;
    int id;
} Candidate;

static GArray *
candidates(EventHub *hub, const EventType *type, const void *ref)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Candidate));

    MUTEX_GUARD(&hub->lock);
    for (unsigned int i = 0; i < hub->clients->len; i++) {
        Client *client = hub->clients->pdata[i];

        for (unsigned int k = 0; k < client->registrations->len; k++) {
            Registration *registration = client->registrations->pdata[k];
            Candidate candidate = { client->conn, registration->op, registration->id };

            if (is_wanted(registration, type, ref) && conn_try_ref(client->conn))
                g_array_append_val(found, candidate);
        }
    }
    return found;
}

static void
queue_message(EventHub *hub, Message *message, const Candidate *to)
{
    Delivery *delivery = g_new0(Delivery, 1);

    atomic_fetch_add(&message->refs, 1);
    delivery->conn = to->conn;
    delivery->pending.message = message;
    delivery->pending.id = to->id;

    MUTEX_GUARD(&hub->lock);
    if (g_queue_is_empty(&hub->pending))
        event_update_timeout(hub->timer, 0);
    g_queue_push_tail(&hub->pending, delivery);
}

void
event_hub_emit(EventHub *hub, const EventType *type, const void *body)
{
    const void *ref = (const char *)body + type->object_offset;
    g_autoptr(GArray) found = candidates(hub, type, ref);
    Message *message;

    if (found->len == 0)
        return;
    message = g_new0(Message, 1);
    atomic_init(&message->refs, 1);
    message->type = type;
    message->body = g_malloc0(type->message->size);
    shape_copy(type->message, message->body, body);
    for (unsigned int i = 0; i < found->len; i++) {
        const Candidate *candidate = &g_array_index(found, Candidate, i);

        if (may_see(candidate->conn, candidate->op, ref))
            queue_message(hub, message, candidate);
        conn_unref(candidate->conn);
    }
    message_unref(message);
}

bool
event_hub_wants(EventHub *hub, const EventType *type)
{
    MUTEX_GUARD(&hub->lock);

    for (unsigned int i = 0; i < hub->clients->len; i++) {
        const Client *client = hub->clients->pdata[i];

        for (unsigned int k = 0; k < client->registrations->len; k++) {
            if (((Registration *)client->registrations->pdata[k])->type == type)
                return true;
        }
    }
    return false;
}

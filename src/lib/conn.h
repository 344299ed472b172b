/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections: what a virConnectPtr and a virAdmConnectPtr are inside, and what answers them. */
#ifndef VIRTUE_CONN_H
#define VIRTUE_CONN_H

#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include "base/thread.h"
#include "lib/handle.h"
#include "lib/op.h"

typedef struct Call Call;
struct EventType;
typedef struct ConnEvents ConnEvents; /* lib/conn-events.h */

/* What answers a connection: the remote client, the gate of a driver built on core/, or a driver
 * that keeps no objects. All functions may be called from any thread at once. */
typedef struct Backend {
    const char *name; /* the hypervisor's type, as virConnectGetType gives it: "QEMU", "TEST" */

    bool is_remote; /* another process answers: the limits and texts of the remote client apply */

    /* Run one operation. args and ret are the structs of call->op; ret is zeroed before and, on
     * success, belongs to the caller (shape_clear). A backend that lacks the operation fails with
     * call_unsupported(). */
    bool (*invoke)(Conn *conn, Call *call, const void *args, void *ret, GError **error);

    /* Whether it has the operation: for the matrix and for feature questions. */
    bool (*supports)(Conn *conn, OpId op);

    /* The last reference is gone. */
    void (*close)(Conn *conn);

    /* Local questions; NULL means: alive, not encrypted, secure. */
    bool (*is_alive)(Conn *conn);
    bool (*is_encrypted)(Conn *conn);
    bool (*is_secure)(Conn *conn);
    /* 0, 1 if the peer cannot, -1 with error. NULL means unsupported. */
    int (*set_keepalive)(Conn *conn, int interval, unsigned int count, GError **error);
} Backend;

/* Whether typed parameters of a connection may be strings: asked when it first matters. */
typedef enum ConnStrings {
    CONN_STRINGS_UNKNOWN,
    CONN_STRINGS_YES,
    CONN_STRINGS_NO,
} ConnStrings;

struct Conn {
    Handle head; /* kind OBJECT_CONNECT or OBJECT_ADM_CONNECT; head.conn is this */
    const Backend *backend; /* set once by open; NULL until then */
    void *backend_data;
    char *uri;        /* normalized; what virConnectGetURI gives */
    bool read_only;
    unsigned int flags; /* of the open */
    ConnEvents *events; /* registered callbacks */
    /* For a daemon, which passes messages on instead of calling back: gets all that comes to
     * conn_events_deliver(). Set before the first registration. */
    void (*event_sink)(void *data, const struct EventType *type, int backend_id,
                       const void *message);
    void *event_sink_data;
    atomic_int strings; /* ConnStrings */

    Mutex lock; /* guards the fields below */
    virErrorFunc error_func;
    void *error_data;
    virError error; /* legacy per-connection last error */
    void *close_callback; /* virConnectCloseFunc or virAdmConnectCloseFunc */
    void *close_opaque;
    virFreeCallback close_free;
    GPtrArray *identity; /* of virTypedParameter: who the caller says it is; NULL for itself */
};

/* A connection without a backend, with one reference. */
Conn *conn_new(unsigned int kind);
#define conn_ref(conn) handle_ref(conn)
#define conn_unref(conn) handle_unref(conn)

/* Tell the application, once, that the connection died; reason is a virConnectCloseReason. Called
 * by backends, from the event loop, with no lock held. */
void conn_closed(Conn *conn, int reason);

/* What the public functions of both kinds of connection do, between call_begin() and call_end().
 * They return what those return, with call->error set on failure: 1 if references remain; whether
 * it is alive; the URI. */
int conn_close(Call *call, unsigned int kind, void *pointer);
int conn_alive(Call *call, unsigned int kind, void *pointer);
char *conn_uri(Call *call, unsigned int kind, void *pointer);

/* Open a connection as virConnectOpenAuth does, for use inside a process (daemon, peers): the
 * errors go to *error, not to the thread. */
Conn *conn_open(const char *uri, virConnectAuthPtr auth, unsigned int flags, GError **error);

#endif

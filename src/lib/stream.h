/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams: the channel beside the calls that carries bulk data. The public functions are checks
 * around what a driver attached to the stream. */
#ifndef VIRTUE_STREAM_H
#define VIRTUE_STREAM_H

#include <glib.h>
#include <libvirt/libvirt.h>
#include <stdbool.h>
#include "lib/conn.h"

/* What send and recv return besides a number of bytes and -1 (with an error). */
#define STREAM_WOULD_BLOCK -2 /* only from non-blocking streams */
#define STREAM_AT_HOLE     -3 /* only from recv with VIR_STREAM_RECV_STOP_AT_HOLE */

/* Called by any thread, one at a time only if the application takes care of that. A NULL member is
 * an operation that the stream does not support. */
typedef struct StreamOps {
    int (*send)(virStreamPtr stream, const char *data, size_t n, GError **error);
    int (*recv)(virStreamPtr stream, char *data, size_t n, unsigned int flags, GError **error);
    bool (*send_hole)(virStreamPtr stream, long long length, unsigned int flags, GError **error);
    bool (*recv_hole)(virStreamPtr stream, long long *length_out, unsigned int flags,
                      GError **error);
    bool (*finish)(virStreamPtr stream, GError **error);
    bool (*abort)(virStreamPtr stream, GError **error);
    /* ff frees opaque; it is the driver's once event_add has succeeded. */
    bool (*event_add)(virStreamPtr stream, int events, virStreamEventCallback cb, void *opaque,
                      virFreeCallback ff, GError **error);
    bool (*event_update)(virStreamPtr stream, int events, GError **error);
    bool (*event_remove)(virStreamPtr stream, GError **error);
    /* The stream is freed or gets another driver: free the data. Called once. */
    void (*close)(virStreamPtr stream, void *data);
} StreamOps;

/* A stream without a driver, with one reference; virStreamFlags. */
virStreamPtr stream_new(Conn *conn, unsigned int flags);
/* Give it a driver, in place of the one that it has. Before the stream is anyone else's. */
void stream_attach(virStreamPtr stream, const StreamOps *driver, void *data);
void *stream_data(virStreamPtr stream);
bool stream_is_nonblocking(virStreamPtr stream);

/* For handle.c: let go of the driver. */
void stream_dispose(virStreamPtr stream);

/* The operations as the public functions do them, with the error handed back. */
int stream_send(virStreamPtr stream, const char *data, size_t n, GError **error);
int stream_recv(virStreamPtr stream, char *data, size_t n, unsigned int flags, GError **error);
bool stream_send_hole(virStreamPtr stream, long long length, unsigned int flags, GError **error);
bool stream_recv_hole(virStreamPtr stream, long long *length_out, unsigned int flags,
                      GError **error);
bool stream_finish(virStreamPtr stream, GError **error);
bool stream_abort(virStreamPtr stream, GError **error);

#endif

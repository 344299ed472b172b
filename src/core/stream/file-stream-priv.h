/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the stream and its thread. */
#ifndef VIRTUE_FILE_STREAM_PRIV_H
#define VIRTUE_FILE_STREAM_PRIV_H

#include <stdatomic.h>

#include "base/thread.h"
#include "core/stream/file-stream.h"
#include "core/stream/listener.h"

#define PIECE_SIZE (256u << 10)
#define QUEUE_SIZE (4u * PIECE_SIZE) /* what may wait */

/* Data, or a hole. */
typedef struct Piece {
    uint64_t n, done; /* bytes; how many of them were taken */
    bool is_hole;
    char data[];
} Piece;

typedef struct FileStream {
    atomic_int refs; /* of the stream and of the thread */
    bool is_written, is_sparse;
    int fd;
    uint64_t at;   /* the thread's: where it is */
    uint64_t left; /* the thread's, reading: what there is to do */

    Mutex lock; /* guards the fields below */
    Cond moved;
    GQueue pieces;
    uint64_t queued; /* bytes of data in them */
    bool is_ended;   /* no piece comes any more */
    bool is_over;    /* nobody wants the pieces */
    bool is_gone;    /* the thread has done all it will */
    GError *failure;
    bool is_ready;
    int ready_fd;  /* readable while is_ready: for the loop */
    uint64_t room; /* written: what may yet be sent */

    Listener *listener; /* the stream's alone */
    int watch;
} FileStream;

Piece *piece_new(uint64_t n, bool is_hole);
static inline uint64_t
piece_cost(const Piece *piece)
{
    return piece->is_hole ? 0 : piece->n;
}

/* For the thread: hand over a piece, wait for one; false, NULL: there is nothing more to do. */
bool file_stream_push(FileStream *own, Piece *piece);
Piece *file_stream_pop(FileStream *own);
/* It ends, maybe with an error, which is taken over. */
void file_stream_leave(FileStream *own, GError *failure);

/* What the thread does. */
void file_stream_read(void *own);
void file_stream_write(void *own);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that writes what the stream was sent. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "core/stream/file-stream-priv.h"

#define ERR_DOMAIN VIR_FROM_STREAMS

static bool
is_given_up(FileStream *own)
{
    MUTEX_GUARD(&own->lock);

    return own->is_over;
}

static bool
write_all(FileStream *own, const char *data, uint64_t n, GError **error)
{
    while (n > 0) {
        ssize_t done;

        /* What nobody wants any more must not come over what somebody else writes. */
        if (is_given_up(own))
            return err_set(error, VIR_ERR_OPERATION_ABORTED, "stream aborted");
        done = pwrite(own->fd, data, n, (off_t)own->at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot write to stream");
        data += done;
        n -= (uint64_t)done;
        own->at += (uint64_t)done;
    }
    return true;
}

static bool
write_zeros(FileStream *own, uint64_t n, GError **error)
{
    g_autofree char *zeros = g_malloc0(PIECE_SIZE);

    for (; n > 0; n -= MIN(n, PIECE_SIZE))
        if (!write_all(own, zeros, MIN(n, PIECE_SIZE), error))
            return false;
    return true;
}

/* What the file had there goes, and it reaches at least to the end of the hole. */
static bool
write_hole(FileStream *own, uint64_t n, GError **error)
{
    struct stat about;
    uint64_t end = own->at + n, size;

    if (fstat(own->fd, &about) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot look at the file of a stream");
    if (!S_ISREG(about.st_mode))
        return write_zeros(own, n, error);
    size = (uint64_t)about.st_size;
    if (size < end && ftruncate(own->fd, (off_t)end) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot make a hole in the file of a stream");
    if (size > own->at &&
        fallocate(own->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)own->at,
                  (off_t)(MIN(end, size) - own->at)) < 0 &&
        !write_zeros(own, MIN(end, size) - own->at, error))
        return false;
    own->at = end;
    return true;
}

void
file_stream_write(void *opaque)
{
    FileStream *own = opaque;
    GError *error = NULL;
    Piece *piece;

    while (!error && (piece = file_stream_pop(own))) {
        if (piece->is_hole)
            write_hole(own, piece->n, &error);
        else
            write_all(own, piece->data, piece->n, &error);
        g_free(piece);
    }
    file_stream_leave(own, error);
}

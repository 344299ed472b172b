/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that reads a file ahead of the stream. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "core/stream/file-stream-priv.h"

#define ERR_DOMAIN VIR_FROM_STREAMS

/* One piece of data of at most max bytes; NULL at the end and with an error. */
static Piece *
read_piece(FileStream *own, uint64_t max, GError **error)
{
    Piece *piece = piece_new(MIN(max, PIECE_SIZE), false);
    ssize_t got;

    do
        got = pread(own->fd, piece->data, piece->n, (off_t)own->at);
    while (got < 0 && errno == EINTR);
    if (got > 0) {
        piece->n = (uint64_t)got;
        return piece;
    }
    if (got < 0)
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot read from stream");
    g_free(piece);
    return NULL;
}

/* Where the file ends, for the hole that it may end with. */
static uint64_t
end_of(int fd)
{
    struct stat about;

    return fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
}

/* How many bytes of a hole, or else of data, follow. Where that cannot be found out, all is data.
 */
static uint64_t
section(FileStream *own, bool *is_hole_out)
{
    off_t at = (off_t)own->at, next = lseek(own->fd, at, SEEK_DATA);

    *is_hole_out = next > at || (next < 0 && errno == ENXIO);
    if (next > at)
        return (uint64_t)(next - at);
    if (*is_hole_out) {
        uint64_t end = end_of(own->fd);

        return end > own->at ? end - own->at : 0;
    }
    next = next == at ? lseek(own->fd, at, SEEK_HOLE) : -1;
    return next > at ? (uint64_t)(next - at) : UINT64_MAX;
}

static Piece *
next_piece(FileStream *own, GError **error)
{
    bool is_hole = false;
    uint64_t n = own->is_sparse ? section(own, &is_hole) : UINT64_MAX;

    n = MIN(n, own->left);
    if (n == 0)
        return NULL;
    return is_hole ? piece_new(n, true) : read_piece(own, n, error);
}

void
file_stream_read(void *opaque)
{
    FileStream *own = opaque;
    GError *error = NULL;
    Piece *piece;

    while ((piece = next_piece(own, &error))) {
        own->at += piece->n;
        own->left -= piece->n;
        if (!file_stream_push(own, piece))
            break;
    }
    file_stream_leave(own, error);
}

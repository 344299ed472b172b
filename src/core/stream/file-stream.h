/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams that read or write a file. Files are always ready, and yet reading them takes time: a
 * thread of its own does that, so that a stream that does not block does not. */
#ifndef VIRTUE_FILE_STREAM_H
#define VIRTUE_FILE_STREAM_H

#include "lib/stream.h"

typedef struct FileRange {
    uint64_t offset;
    uint64_t length; /* 0: up to the end; what is written has none */
    bool is_sparse;  /* who reads is told where nothing is stored */
} FileRange;

/* The descriptor belongs to the stream from here on, and is closed on errors. Pipes, sockets and
 * terminals are taken too; these have no range. */
bool file_stream_attach(virStreamPtr stream, int fd, bool is_written, const FileRange *range,
                        GError **error);

#endif

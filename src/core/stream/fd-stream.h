/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams that read and write descriptors: pipes, sockets, terminals. */
#ifndef VIRTUE_FD_STREAM_H
#define VIRTUE_FD_STREAM_H

#include "lib/stream.h"

/* The descriptors belong to the stream from here on. They must not block (O_NONBLOCK); whether its
 * calls do is a property of the stream. -1: that way is not open. */
void fd_stream_attach(virStreamPtr stream, int read_fd, int write_fd);

/* A stream from which one reads a text that is there already. */
bool fd_stream_attach_data(virStreamPtr stream, const void *data, size_t n, GError **error);

#endif

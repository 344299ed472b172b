/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between stream.c and stream-all.c. */
#ifndef VIRTUE_STREAM_PRIV_H
#define VIRTUE_STREAM_PRIV_H

#include "lib/call.h"
#include "lib/stream.h"

struct _virStream {
    Handle head;
    unsigned int flags;
    const StreamOps *ops; /* NULL until a driver is attached */
    void *data;
};

#define STREAM_CALL { .function = __func__, .error_domain = VIR_FROM_STREAMS }

/* What each public function on a stream begins with... */
bool stream_call_begin(Call *call, virStreamPtr stream);
/* ...and returns. */
int stream_call_end(Call *call, bool ok);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/loop.h"

typedef struct LoopSource {
    GSource base;
    Loop *loop;
    GPollFD poll;
} LoopSource;

static gboolean
loop_source_prepare(GSource *base, int *timeout_ms)
{
    LoopSource *source = (LoopSource *)base;
    int fd = loop_fd(source->loop);

    if (fd != source->poll.fd) {
        g_source_remove_poll(base, &source->poll);
        source->poll.fd = fd;
        source->poll.revents = 0;
        g_source_add_poll(base, &source->poll);
    }
    *timeout_ms = loop_prepare(source->loop);
    return *timeout_ms == 0;
}

static gboolean
loop_source_check(GSource *base)
{
    LoopSource *source = (LoopSource *)base;

    return source->poll.revents != 0 || loop_prepare(source->loop) == 0;
}

static gboolean
loop_source_dispatch(GSource *base, GSourceFunc fn, void *opaque)
{
    LoopSource *source = (LoopSource *)base;

    loop_run_once(source->loop, 0);
    return G_SOURCE_CONTINUE;
}

static GSourceFuncs loop_source_funcs = {
    .prepare = loop_source_prepare,
    .check = loop_source_check,
    .dispatch = loop_source_dispatch,
};

GSource *
loop_gsource_new(Loop *loop)
{
    GSource *base = g_source_new(&loop_source_funcs, sizeof(LoopSource));
    LoopSource *source = (LoopSource *)base;

    source->loop = loop;
    source->poll.fd = loop_fd(loop);
    source->poll.events = G_IO_IN;
    g_source_add_poll(base, &source->poll);
    g_source_set_name(base, "virtue loop");
    /* A callback may iterate the context; the loop itself keeps its watch from being re-entered. */
    g_source_set_can_recurse(base, TRUE);
    return base;
}

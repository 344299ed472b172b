/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trace points: PROBE(NAME, ARGUMENTS...), of provider "virtue", for gdb, bpftrace and perf.
 *
 * A point is one instruction that does nothing, and a note beside the code that says where it is
 * and where its arguments are: up to twelve numbers or pointers, the first a pointer. They are
 * evaluated whether anybody watches or not, so give what is at hand anyway. Built without
 * <sys/sdt.h>, a point is nothing at all: the build chooses probe-sdt.h or probe-none.h.
 *
 * A name must not be that of a function of ours, which would be expanded to its private name. The
 * points are part of what operators' scripts rely on; docs/hacking.md shows how to watch them. */
#ifndef VIRTUE_PROBE_H
#define VIRTUE_PROBE_H

#include PROBE_TWIN

#endif

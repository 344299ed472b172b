/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_PROBE_NONE_H
#define VIRTUE_PROBE_NONE_H

/* Never called: in sizeof, arguments are checked and not evaluated. */
int probe_nowhere(const void *first, ...);

#define PROBE(name_, ...) ((void)sizeof(probe_nowhere(__VA_ARGS__)))

#endif

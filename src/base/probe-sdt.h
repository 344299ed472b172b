/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_PROBE_SDT_H
#define VIRTUE_PROBE_SDT_H

#define SDT_USE_VARIADIC /* for STAP_PROBEV */
#include <sys/sdt.h>

#define PROBE(name_, ...) STAP_PROBEV(virtue, name_, __VA_ARGS__)

#endif

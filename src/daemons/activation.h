/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a service manager hands over and wants to hear: listening sockets by environment
 * (LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES) and readiness by a datagram (NOTIFY_SOCKET). The
 * protocols are small and fixed; no library is needed for them. */
#ifndef VIRTUE_ACTIVATION_H
#define VIRTUE_ACTIVATION_H

#include <glib.h>
#include <stdbool.h>

typedef struct Activation Activation;

/* Takes the descriptors and the variables out of the environment. *activation_out is NULL if
 * nothing was handed over to this process. */
bool activation_take(Activation **activation_out, GError **error);
/* Takes the variables out of the environment, and nothing else. */
void activation_forget(void);
/* Closes what nobody has claimed. */
void activation_free(Activation *activation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Activation, activation_free)

/* The next descriptor of that name, "libvirtd-ro.socket". Those without names are known by their
 * address: the last part of the path, or a TCP port (either may be NULL). -1 if there is none. */
int activation_claim(Activation *activation, const char *name, const char *path_end,
                     const char *port);
/* Fails if something is left. */
bool activation_complete(const Activation *activation, GError **error);

/* "READY=1", "STOPPING=1"... Nothing without a service manager. */
void activation_notify(const char *state);

#endif

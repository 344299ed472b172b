/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The client's configuration: libvirt.conf and libvirt-admin.conf, of the host for root, of the
 * user otherwise. */
#ifndef VIRTUE_CLIENT_CONF_H
#define VIRTUE_CLIENT_CONF_H

#include "base/conf.h"

/* Read "libvirt.conf"; one that does not exist is empty. */
Conf *client_conf_load(const char *file, GError **error);

/* What the application wants if it names no URI: the environment variable, else uri_default.
 * *uri_out, the caller's, is NULL if neither is set. */
bool client_conf_default(Conf *conf, const char *variable, char **uri_out, GError **error);

/* The URI that name is an alias of: *uri_out, the caller's, is NULL if it is none. Entries before
 * the one that fits must be well-formed, whatever the name. */
bool client_conf_alias(Conf *conf, const char *name, char **uri_out, GError **error);

#endif

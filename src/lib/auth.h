/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Credentials for a peer: from the auth file (auth.conf), else from the application's callback.
 *
 * May wait for a person. Never on the event loop. Results are the caller's; what was a password
 * should be freed with auth_wipe(). */
#ifndef VIRTUE_AUTH_H
#define VIRTUE_AUTH_H

#include <glib.h>
#include <libvirt/libvirt.h>
#include <stdbool.h>
#include "lib/uri.h"

/* Whom the credentials are for. */
typedef struct AuthPeer {
    const Uri *uri;         /* may name the file: ?authfile= ; may be NULL */
    const char *service;    /* "libvirt", "ssh", "esx", "hyperv" */
    const char *host;       /* NULL counts as "localhost" */
    virConnectAuthPtr auth; /* of the open; may be NULL */
} AuthPeer;

/* The file to look into: $LIBVIRT_AUTH_FILE, ?authfile=, the user's, the host's. *path_out is NULL
 * if there is none; the first two need not exist. */
bool auth_file_path(const Uri *uri, char **path_out, GError **error);

/* The value of a key ("username", "authname", "password", "realm") in the credentials that the file
 * has for service and host, or for service and "default". *value_out is NULL if it has none. */
bool auth_file_find(const char *path, const char *service, const char *host, const char *key,
                    char **value_out, GError **error);

/* A name or password: from the file, else asked for with the prompts that other programs know. */
char *auth_username(const AuthPeer *peer, const char *default_name, GError **error);
char *auth_password(const AuthPeer *peer, const char *name, GError **error);

/* Fill in result and resultlen of credentials with given type and prompt, as SASL wants them: what
 * the file has, then the callback for all others at once. On failure no result is left. */
bool auth_fill(const AuthPeer *peer, virConnectCredential *credentials, unsigned int n,
               GError **error);
void auth_clear(virConnectCredential *credentials, unsigned int n);

/* Overwrite and free. */
void auth_wipe(char *secret);

#endif

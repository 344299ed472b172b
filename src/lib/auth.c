/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/auth.h"

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_AUTH

void
auth_wipe(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

void
auth_clear(virConnectCredential *credentials, unsigned int n)
{
    for (unsigned int i = 0; i < n; i++) {
        if (credentials[i].result)
            explicit_bzero(credentials[i].result, credentials[i].resultlen);
        /* The application malloc()ed it. */
        free(credentials[i].result);
        credentials[i].result = NULL;
        credentials[i].resultlen = 0;
    }
}

static bool
from_file(const AuthPeer *peer, const char *key, char **value_out, GError **error)
{
    g_autofree char *path = NULL;

    if (!auth_file_path(peer->uri, &path, error))
        return false;
    *value_out = NULL;
    return !path || auth_file_find(path, peer->service, peer->host, key, value_out, error);
}

static bool
check_callback(const AuthPeer *peer, GError **error)
{
    if (!peer->auth)
        return err_set(error, VIR_ERR_INVALID_ARG, "Missing authentication credentials");
    if (!peer->auth->cb)
        return err_set(error, VIR_ERR_INVALID_ARG, "Missing authentication callback");
    return true;
}

static bool
offers(const virConnectAuth *auth, int type)
{
    for (unsigned int i = 0; i < auth->ncredtype; i++) {
        if (auth->credtype[i] == type)
            return true;
    }
    return false;
}

/* Ask for one credential; what names it in the error. The result need not end in NUL. */
static char *
ask(const AuthPeer *peer, virConnectCredential *credential, const char *what, GError **error)
{
    char *result;

    if (peer->auth->cb(credential, 1, peer->auth->cbdata) < 0) {
        auth_clear(credential, 1);
        return err_set_null(error, VIR_ERR_AUTH_FAILED, "%s request failed", what);
    }
    if (!credential->result)
        return err_set_null(error, VIR_ERR_AUTH_FAILED, "%s request gave no answer", what);
    result = g_strndup(credential->result, credential->resultlen);
    auth_clear(credential, 1);
    return result;
}

char *
auth_username(const AuthPeer *peer, const char *default_name, GError **error)
{
    g_autofree char *prompt = NULL;
    virConnectCredential credential = {
        .type = VIR_CRED_AUTHNAME,
        .challenge = peer->host,
        .defresult = default_name,
    };
    char *name = NULL;

    if (!from_file(peer, "username", &name, error))
        return NULL;
    if (name)
        return name;
    if (!check_callback(peer, error))
        return NULL;
    if (!offers(peer->auth, VIR_CRED_AUTHNAME))
        return err_set_null(error, VIR_ERR_AUTH_FAILED,
                            "Missing VIR_CRED_AUTHNAME credential type");
    prompt = default_name ? g_strdup_printf("Enter username for %s [%s]", peer->host, default_name)
                          : g_strdup_printf("Enter username for %s", peer->host);
    credential.prompt = prompt;
    return ask(peer, &credential, "Username", error);
}

char *
auth_password(const AuthPeer *peer, const char *name, GError **error)
{
    g_autofree char *prompt = NULL;
    virConnectCredential credential = { .challenge = peer->host };
    char *password = NULL;

    if (!from_file(peer, "password", &password, error))
        return NULL;
    if (password)
        return password;
    if (!check_callback(peer, error))
        return NULL;
    if (offers(peer->auth, VIR_CRED_PASSPHRASE))
        credential.type = VIR_CRED_PASSPHRASE;
    else if (offers(peer->auth, VIR_CRED_NOECHOPROMPT))
        credential.type = VIR_CRED_NOECHOPROMPT;
    else
        return err_set_null(error, VIR_ERR_AUTH_FAILED,
                            "Missing VIR_CRED_PASSPHRASE or VIR_CRED_NOECHOPROMPT credential type");
    prompt = g_strdup_printf("Enter %s's password for %s", name, peer->host);
    credential.prompt = prompt;
    return ask(peer, &credential, "Password", error);
}

/* The key in the file that answers a type; NULL if only a person can. */
static const char *
key_of(int type)
{
    switch (type) {
    case VIR_CRED_USERNAME:
        return "username";
    case VIR_CRED_AUTHNAME:
        return "authname";
    case VIR_CRED_PASSPHRASE:
    case VIR_CRED_NOECHOPROMPT:
        return "password";
    case VIR_CRED_REALM:
        return "realm";
    default:
        return NULL;
    }
}

static bool
fill_from_file(const AuthPeer *peer, virConnectCredential *credential, GError **error)
{
    const char *key = key_of(credential->type);
    char *value = NULL;

    if (!key || !from_file(peer, key, &value, error))
        return !key;
    if (value) {
        credential->resultlen = (unsigned int)strlen(value);
        credential->result = strdup(value);
        auth_wipe(value);
    }
    return true;
}

/* Ask for those that have no result yet. */
static bool
fill_by_asking(const AuthPeer *peer, virConnectCredential *credentials, unsigned int n,
               GError **error)
{
    g_autofree virConnectCredential *open = g_new0(virConnectCredential, n);
    unsigned int n_open = 0;
    int answer;

    for (unsigned int i = 0; i < n; i++) {
        if (!credentials[i].result)
            open[n_open++] = credentials[i];
    }
    if (n_open == 0)
        return true;
    if (!peer->auth || !peer->auth->cb)
        return err_set_full(error, VIR_FROM_REMOTE, VIR_ERR_AUTH_FAILED,
                            "No authentication callback available");
    answer = peer->auth->cb(open, n_open, peer->auth->cbdata);
    n_open = 0;
    for (unsigned int i = 0; i < n; i++) {
        if (!credentials[i].result)
            credentials[i] = open[n_open++];
    }
    return answer >= 0 || err_set_full(error, VIR_FROM_REMOTE, VIR_ERR_AUTH_FAILED,
                                       "Failed to collect auth credentials");
}

bool
auth_fill(const AuthPeer *peer, virConnectCredential *credentials, unsigned int n, GError **error)
{
    bool ok = true;

    for (unsigned int i = 0; ok && i < n; i++)
        ok = fill_from_file(peer, &credentials[i], error);
    ok = ok && fill_by_asking(peer, credentials, n, error);
    if (!ok)
        auth_clear(credentials, n);
    return ok;
}

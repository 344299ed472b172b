/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What both libraries ask the application, and say, in the same words. */
#include <string.h>
#include "base/err.h"
#include "rpc/ssh.h"

static bool
takes(const virConnectAuth *auth, int type)
{
    for (unsigned int i = 0; i < auth->ncredtype; i++) {
        if (auth->credtype[i] == type)
            return true;
    }
    return false;
}

SshAnswer
sshlib_ask(const SshTarget *target, const int *types, const char *prompt, char **answer_out)
{
    virConnectAuthPtr auth = target->peer.auth;
    virConnectCredential credential = { .prompt = prompt };

    if (!auth || !auth->cb)
        return SSH_NO_CALLBACK;
    while (*types && !takes(auth, *types))
        types++;
    if (!*types)
        return SSH_NO_TYPE;
    credential.type = *types;
    if (auth->cb(&credential, 1, auth->cbdata) < 0 || !credential.result) {
        auth_clear(&credential, 1);
        return SSH_NOT_ANSWERED;
    }
    /* It need not end in NUL. */
    *answer_out = g_strndup(credential.result, credential.resultlen);
    auth_clear(&credential, 1);
    return SSH_ANSWERED;
}

bool
sshlib_ask_host_key(const SshTarget *target, const char *hash, int domain, int code, GError **error)
{
    static const int types[] = { VIR_CRED_ECHOPROMPT, 0 };
    g_autofree char *prompt =
        g_strdup_printf("Accept SSH host key with hash '%s' for host '%s:%u' (%s/%s)?", hash,
                        target->host, target->port, "y", "n");
    g_autofree char *answer = NULL;

    switch (sshlib_ask(target, types, prompt, &answer)) {
    case SSH_NO_CALLBACK:
        err_set_full(error, domain, code, "%s",
                     "No user interaction callback provided: Can't verify the session host key");
        return err_context(error,
                           "'%s' does not know %s; known_hosts_verify=auto would remember it",
                           target->known_hosts, target->host);
    case SSH_NO_TYPE:
        return err_set_full(error, domain, code, "%s",
                            "no suitable callback for host key verification");
    case SSH_NOT_ANSWERED:
        return err_set_full(error, domain, code, "%s",
                            "failed to retrieve decision to accept host key");
    case SSH_ANSWERED:
        break;
    }
    return g_ascii_strcasecmp(answer, "y") == 0 ||
           err_set_full(error, domain, code, "SSH host key for '%s' (%s) was not accepted",
                        target->host, hash);
}

bool
sshlib_host_key_changed(const SshTarget *target, const char *key, int domain, GError **error)
{
    return err_set_full(error, domain, VIR_ERR_AUTH_FAILED,
                        "!!! SSH HOST KEY VERIFICATION FAILED !!!: Identity of host '%s:%u' "
                        "differs from stored identity. Please verify the new host key '%s' to "
                        "avoid possible man in the middle attack. The key is stored in '%s'.",
                        target->host, target->port, key, target->known_hosts);
}

char *
sshlib_prompt(const char *text, size_t n)
{
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == ':' || text[n - 1] == '\n'))
        n--;
    return g_strndup(text, n);
}

bool
sshlib_command_failed(int status, const char *words, int domain, int code, GError **error)
{
    err_set_full(error, domain, code, "Remote command terminated with non-zero code: %d", status);
    if (*words)
        err_context(error, "the remote command wrote: %s", words);
    return false;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SSH by libssh: who we are. */
#include <string.h>
#include "base/err.h"
#include "libssh-priv.h"

/* Servers allow fewer. */
#define TRIES_MAX 20

typedef enum Outcome {
    ACCEPTED,
    DENIED, /* *error may say why; the next method is tried */
    FAILED, /* *error is set; nothing else is tried */
} Outcome;

typedef Outcome (*MethodFn)(ssh_session session, const SshTarget *target, GError **error);

static const int secret_types[] = { VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT, 0 };
static const int open_types[] = { VIR_CRED_ECHOPROMPT, VIR_CRED_NOECHOPROMPT, 0 };

static Outcome
outcome(ssh_session session, int result, GError **error)
{
    if (result == SSH_AUTH_SUCCESS)
        return ACCEPTED;
    err_set(error, VIR_ERR_LIBSSH, "failed to authenticate: %s", ssh_get_error(session));
    return DENIED;
}

static Outcome
by_agent(ssh_session session, const SshTarget *target, GError **error)
{
    return outcome(session, ssh_userauth_agent(session, NULL), error);
}

typedef struct Passphrase {
    const SshTarget *target;
    GError *error;
} Passphrase;

static bool
ask_passphrase(Passphrase *question, char **answer_out)
{
    GError **error = &question->error;

    switch (sshlib_ask(question->target, secret_types, "Passphrase", answer_out)) {
    case SSH_NO_CALLBACK:
        return err_set(error, VIR_ERR_LIBSSH, "%s",
                       "No user interaction callback provided: "
                       "Can't retrieve private key passphrase");
    case SSH_NO_TYPE:
        return err_set(error, VIR_ERR_LIBSSH, "%s",
                       "no suitable callback for input of key passphrase");
    case SSH_NOT_ANSWERED:
        return err_set(error, VIR_ERR_LIBSSH, "%s",
                       "failed to retrieve private key passphrase: callback has failed");
    case SSH_ANSWERED:
        break;
    }
    return true;
}

/* The library's own question. */
static int
give_passphrase(const char *prompt, char *buffer, size_t size, int echo, int verify, void *data)
{
    Passphrase *question = data;
    char *answer = NULL;
    bool fits;

    if (question->error || !ask_passphrase(question, &answer))
        return -1;
    fits = g_strlcpy(buffer, answer, size) < size;
    auth_wipe(answer);
    if (fits)
        return 0;
    err_set(&question->error, VIR_ERR_LIBSSH, "%s", "passphrase is too long for the buffer");
    return -1;
}

static Outcome
by_key(ssh_session session, const SshTarget *target, GError **error)
{
    Passphrase question = { .target = target };
    ssh_key key = NULL;
    Outcome result;
    int rc;

    if (!target->key_file) {
        err_set(error, VIR_ERR_LIBSSH, "%s",
                "Key file path must be provided for private key authentication");
        return DENIED;
    }
    rc = ssh_pki_import_privkey_file(target->key_file, NULL, give_passphrase, &question, &key);
    if (question.error) {
        g_propagate_error(error, question.error);
        return FAILED;
    }
    if (rc != SSH_OK) {
        err_set(error, VIR_ERR_AUTH_FAILED,
                rc == SSH_EOF ? "error while reading private key '%s'"
                              : "error while opening private key '%s', wrong passphrase?",
                target->key_file);
        return DENIED;
    }
    result = outcome(session, ssh_userauth_publickey(session, NULL, key), error);
    ssh_key_free(key);
    return result;
}

static Outcome
by_password(ssh_session session, const SshTarget *target, GError **error)
{
    int rc = SSH_AUTH_DENIED;

    if (!target->peer.auth || !target->peer.auth->cb) {
        err_set(error, VIR_ERR_LIBSSH, "%s",
                "Can't perform authentication: Authentication callback not provided");
        return FAILED;
    }
    for (int i = 0; i < TRIES_MAX && rc == SSH_AUTH_DENIED; i++) {
        char *password = auth_password(&target->peer, target->user, error);

        if (!password)
            return FAILED;
        rc = ssh_userauth_password(session, NULL, password);
        auth_wipe(password);
    }
    return outcome(session, rc, error);
}

static bool
answer_one(ssh_session session, const SshTarget *target, unsigned int i, GError **error)
{
    char echo = 0;
    const char *text = ssh_userauth_kbdint_getprompt(session, i, &echo);
    g_autofree char *prompt = sshlib_prompt(text ? text : "", text ? strlen(text) : 0);
    char *answer = NULL;

    switch (sshlib_ask(target, echo ? open_types : secret_types, prompt, &answer)) {
    case SSH_NO_CALLBACK:
        return err_set(error, VIR_ERR_LIBSSH, "%s",
                       "No user interaction callback provided: "
                       "Can't get input from keyboard interactive authentication");
    case SSH_NO_TYPE:
        return err_set(error, VIR_ERR_LIBSSH, "%s",
                       "no suitable callback for input of keyboard response");
    case SSH_NOT_ANSWERED:
        return err_set(error, VIR_ERR_LIBSSH, "%s",
                       "failed to retrieve keyboard interactive result: callback has failed");
    case SSH_ANSWERED:
        break;
    }
    ssh_userauth_kbdint_setanswer(session, i, answer);
    auth_wipe(answer);
    return true;
}

static Outcome
by_keyboard(ssh_session session, const SshTarget *target, GError **error)
{
    int rc = SSH_AUTH_DENIED;

    for (int i = 0; i < TRIES_MAX && (rc == SSH_AUTH_DENIED || rc == SSH_AUTH_INFO); i++) {
        int n;

        rc = ssh_userauth_kbdint(session, NULL, NULL);
        if (rc == SSH_AUTH_DENIED && i == 0)
            break; /* not offered at all */
        n = rc == SSH_AUTH_INFO ? ssh_userauth_kbdint_getnprompts(session) : 0;
        for (int k = 0; k < n; k++) {
            if (!answer_one(session, target, (unsigned int)k, error))
                return FAILED;
        }
    }
    return outcome(session, rc, error);
}

static const struct {
    MethodFn fn;
    int flag;
} methods[SSH_METHODS] = {
    [SSH_METHOD_AGENT] = { by_agent, SSH_AUTH_METHOD_PUBLICKEY },
    [SSH_METHOD_PRIVKEY] = { by_key, SSH_AUTH_METHOD_PUBLICKEY },
    [SSH_METHOD_PASSWORD] = { by_password, SSH_AUTH_METHOD_PASSWORD },
    [SSH_METHOD_KEYBOARD] = { by_keyboard, SSH_AUTH_METHOD_INTERACTIVE },
};

/* The last error says why, and how many were tried, if none was accepted. */
static bool
try_methods(ssh_session session, const SshTarget *target, unsigned int *n_tried_out, GError **why)
{
    *n_tried_out = 0;
    for (unsigned int i = 0; i < target->n_methods; i++) {
        SshMethod method = target->methods[i];
        Outcome result;

        if (!(ssh_userauth_list(session, NULL) & methods[method].flag))
            continue;
        (*n_tried_out)++;
        g_clear_error(why);
        result = methods[method].fn(session, target, why);
        if (result == FAILED)
            *n_tried_out = 1;
        if (result != DENIED)
            return result == ACCEPTED;
    }
    return false;
}

bool
libssh_authenticate(ssh_session session, const SshTarget *target, GError **error)
{
    g_autoptr(GError) why = NULL;
    unsigned int n_tried;
    int rc;

    if (target->n_methods == 0)
        return err_set(error, VIR_ERR_LIBSSH, "%s",
                       "No authentication methods and credentials provided");
    rc = ssh_userauth_none(session, NULL);
    if (rc == SSH_AUTH_SUCCESS)
        return true;
    if (rc == SSH_AUTH_ERROR)
        return err_set(error, VIR_ERR_LIBSSH, "Failed to authenticate as 'none': %s",
                       ssh_get_error(session));
    if (try_methods(session, target, &n_tried, &why))
        return true;
    if (n_tried == 0)
        return err_set(error, VIR_ERR_AUTH_FAILED, "%s",
                       "None of the requested authentication methods are supported by the server");
    if (n_tried == 1) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    err_set(error, VIR_ERR_AUTH_FAILED, "%s",
            "All provided authentication methods with credentials were rejected by the server");
    return err_context(error, "the last of them: %s", why->message);
}

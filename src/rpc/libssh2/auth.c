/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SSH by libssh2: who we are. */
#include <string.h>
#include "base/err.h"
#include "libssh2-priv.h"

/* Servers allow fewer. */
#define TRIES_MAX 20

typedef enum Outcome {
    ACCEPTED,
    DENIED, /* *error says why; the next method is tried */
    FAILED, /* *error is set; nothing else is tried */
} Outcome;

typedef Outcome (*MethodFn)(LIBSSH2_SESSION *session, const SshTarget *target, GError **error);

static const int secret_types[] = { VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT, 0 };
static const int hidden_types[] = { VIR_CRED_NOECHOPROMPT, VIR_CRED_PASSPHRASE, 0 };
static const int open_types[] = { VIR_CRED_ECHOPROMPT, VIR_CRED_NOECHOPROMPT, 0 };

static Outcome
try_identities(LIBSSH2_SESSION *session, LIBSSH2_AGENT *agent, const SshTarget *target,
               GError **error)
{
    struct libssh2_agent_publickey *identity = NULL;
    bool has_any = false;

    if (libssh2_agent_list_identities(agent) != 0) {
        err_set(error, VIR_ERR_SSH, "%s", "Failed to list ssh agent identities");
        return DENIED;
    }
    while (libssh2_agent_get_identity(agent, &identity, identity) == 0) {
        has_any = true;
        if (libssh2_agent_userauth(agent, target->user, identity) == 0)
            return ACCEPTED;
    }
    err_set(error, VIR_ERR_AUTH_FAILED, "%s",
            has_any ? "All identities provided by the SSH Agent were rejected"
                    : "SSH Agent did not provide any authentication identity");
    return DENIED;
}

static Outcome
by_agent(LIBSSH2_SESSION *session, const SshTarget *target, GError **error)
{
    LIBSSH2_AGENT *agent = libssh2_agent_init(session);
    Outcome result = DENIED;

    if (!agent) {
        err_set(error, VIR_ERR_SSH, "%s", "Failed to initialize libssh2 agent handle");
        return DENIED;
    }
    if (libssh2_agent_connect(agent) == 0)
        result = try_identities(session, agent, target, error);
    else
        err_set(error, VIR_ERR_SSH, "%s", "Failed to connect to ssh agent");
    libssh2_agent_disconnect(agent);
    libssh2_agent_free(agent);
    return result;
}

static bool
ask_passphrase(const SshTarget *target, char **answer_out, GError **error)
{
    g_autofree char *prompt = g_strdup_printf("Passphrase for key '%s'", target->key_file);

    switch (sshlib_ask(target, secret_types, prompt, answer_out)) {
    case SSH_NO_CALLBACK:
        return err_set(error, VIR_ERR_SSH, "%s",
                       "No user interaction callback provided: "
                       "Can't retrieve private key passphrase");
    case SSH_NO_TYPE:
        return err_set(error, VIR_ERR_SSH, "%s", "no suitable method to retrieve key passphrase");
    case SSH_NOT_ANSWERED:
        return err_set(error, VIR_ERR_SSH, "%s",
                       "failed to retrieve private key passphrase: callback has failed");
    case SSH_ANSWERED:
        break;
    }
    return true;
}

static int
offer_key(LIBSSH2_SESSION *session, const SshTarget *target, const char *passphrase)
{
    return libssh2_userauth_publickey_fromfile(session, target->user, NULL, target->key_file,
                                               passphrase);
}

static Outcome
by_key(LIBSSH2_SESSION *session, const SshTarget *target, GError **error)
{
    int rc;

    if (!target->key_file) {
        err_set(error, VIR_ERR_SSH, "%s",
                "Username and key file path must be provided for private key authentication");
        return DENIED;
    }
    rc = offer_key(session, target, "");
    /* A key that cannot be read is taken for one that is locked. */
    if (rc == LIBSSH2_ERROR_FILE) {
        char *passphrase = NULL;

        if (!ask_passphrase(target, &passphrase, error))
            return FAILED;
        rc = offer_key(session, target, passphrase);
        auth_wipe(passphrase);
    }
    if (rc == 0)
        return ACCEPTED;
    err_set(error, VIR_ERR_AUTH_FAILED, "authentication with private key '%s' has failed: %s",
            target->key_file, libssh2_why(session));
    return DENIED;
}

static Outcome
by_password(LIBSSH2_SESSION *session, const SshTarget *target, GError **error)
{
    int rc = LIBSSH2_ERROR_AUTHENTICATION_FAILED;

    if (!target->peer.auth || !target->peer.auth->cb) {
        err_set(error, VIR_ERR_SSH, "%s",
                "Can't perform authentication: Authentication callback not provided");
        return FAILED;
    }
    for (int i = 0; i < TRIES_MAX && rc == LIBSSH2_ERROR_AUTHENTICATION_FAILED; i++) {
        char *password = auth_password(&target->peer, target->user, error);

        if (!password)
            return FAILED;
        rc = libssh2_userauth_password(session, target->user, password);
        auth_wipe(password);
    }
    if (rc == 0)
        return ACCEPTED;
    err_set(error, VIR_ERR_AUTH_FAILED, "authentication failed: %s", libssh2_why(session));
    return DENIED;
}

/* What the library's questions are answered from; the session's abstract pointer. */
typedef struct Keyboard {
    const SshTarget *target;
    GError *error;
} Keyboard;

static char *
answer_one(Keyboard *keyboard, const LIBSSH2_USERAUTH_KBDINT_PROMPT *question)
{
    g_autofree char *prompt = sshlib_prompt(question->text, question->length);
    char *answer = NULL;

    switch (
        sshlib_ask(keyboard->target, question->echo ? open_types : hidden_types, prompt, &answer)) {
    case SSH_NO_CALLBACK:
    case SSH_NO_TYPE:
        return err_set_null(&keyboard->error, VIR_ERR_SSH, "%s",
                            "no suitable method to retrieve authentication credentials");
    case SSH_NOT_ANSWERED:
        return err_set_null(&keyboard->error, VIR_ERR_SSH, "%s", "failed to retrieve credentials");
    case SSH_ANSWERED:
        break;
    }
    return answer;
}

static void
answer_all(const char *name, int n_name, const char *instruction, int n_instruction, int n,
           const LIBSSH2_USERAUTH_KBDINT_PROMPT *questions,
           LIBSSH2_USERAUTH_KBDINT_RESPONSE *answers, void **abstract)
{
    Keyboard *keyboard = *abstract;

    for (int i = 0; i < n && !keyboard->error; i++) {
        /* The library frees it. */
        answers[i].text = answer_one(keyboard, &questions[i]);
        answers[i].length = answers[i].text ? (unsigned int)strlen(answers[i].text) : 0;
    }
}

static Outcome
by_keyboard(LIBSSH2_SESSION *session, const SshTarget *target, GError **error)
{
    Keyboard keyboard = { .target = target };
    int rc = LIBSSH2_ERROR_AUTHENTICATION_FAILED;

    if (!target->peer.auth || !target->peer.auth->cb) {
        /* With the original's blank at the end. */
        err_set(error, VIR_ERR_SSH, "%s",
                "Can't perform keyboard-interactive authentication: "
                "Authentication callback not provided ");
        return FAILED;
    }
    *libssh2_session_abstract(session) = &keyboard;
    for (int i = 0; i < TRIES_MAX && rc == LIBSSH2_ERROR_AUTHENTICATION_FAILED && !keyboard.error;
         i++)
        rc = libssh2_userauth_keyboard_interactive(session, target->user, answer_all);
    *libssh2_session_abstract(session) = NULL;
    if (rc == 0)
        return ACCEPTED;
    if (keyboard.error) {
        g_propagate_error(error, keyboard.error);
        return FAILED;
    }
    err_set(error, VIR_ERR_AUTH_FAILED, "keyboard interactive authentication failed: %s",
            libssh2_why(session));
    return DENIED;
}

static const struct {
    MethodFn fn;
    const char *name; /* as the server lists it */
} methods[SSH_METHODS] = {
    [SSH_METHOD_AGENT] = { by_agent, "publickey" },
    [SSH_METHOD_PRIVKEY] = { by_key, "publickey" },
    [SSH_METHOD_PASSWORD] = { by_password, "password" },
    [SSH_METHOD_KEYBOARD] = { by_keyboard, "keyboard-interactive" },
};

/* The last error says why, and how many were tried, if none was accepted. */
static bool
try_methods(LIBSSH2_SESSION *session, const SshTarget *target, char **offered,
            unsigned int *n_tried_out, GError **why)
{
    *n_tried_out = 0;
    for (unsigned int i = 0; i < target->n_methods; i++) {
        SshMethod method = target->methods[i];
        Outcome result;

        if (!g_strv_contains((const char *const *)offered, methods[method].name))
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
libssh2_authenticate(LIBSSH2_SESSION *session, const SshTarget *target, GError **error)
{
    const char *list;
    g_auto(GStrv) offered = NULL;
    g_autoptr(GError) why = NULL;
    unsigned int n_tried;

    if (target->n_methods == 0)
        return err_set(error, VIR_ERR_SSH, "%s",
                       "No authentication methods and credentials provided");
    list = libssh2_userauth_list(session, target->user, (unsigned int)strlen(target->user));
    if (libssh2_userauth_authenticated(session))
        return true;
    if (!list)
        return err_set(error, VIR_ERR_SSH, "couldn't retrieve authentication methods list: %s",
                       libssh2_why(session));
    offered = g_strsplit(list, ",", -1);
    if (try_methods(session, target, offered, &n_tried, &why))
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

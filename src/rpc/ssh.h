/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SSH by a library instead of a program: a command on another host whose standard input and output
 * are a connection. The libraries sit in modules, since most users never need them. */
#ifndef VIRTUE_SSH_H
#define VIRTUE_SSH_H

#include "lib/auth.h"
#include "rpc/channel.h"

/* A server that is silent for so long while a session begins is none. */
#define SSH_ANSWER_MS 60000

typedef enum SshVerify {
    SSH_VERIFY_NORMAL, /* ask whether a host that is not known is the right one */
    SSH_VERIFY_AUTO,   /* believe it, and remember it */
    SSH_VERIFY_IGNORE, /* believe any */
} SshVerify;

typedef enum SshMethod {
    SSH_METHOD_AGENT,
    SSH_METHOD_PRIVKEY,
    SSH_METHOD_PASSWORD,
    SSH_METHOD_KEYBOARD,
    SSH_METHODS,
} SshMethod;

/* Whom to reach, and how. */
typedef struct SshTarget {
    int fd; /* connected; the caller's, who keeps it open as long as the session */
    const char *host;
    unsigned int port;
    const char *user;
    const char *command;
    const char *key_file; /* NULL: there is none */
    const char *known_hosts;
    SshVerify verify;
    SshMethod methods[SSH_METHODS]; /* in the order in which they are tried */
    unsigned int n_methods;
    AuthPeer peer;
} SshTarget;

/* What a module exports as "virtue_transport_ssh". A session is used by one thread at a time. */
typedef struct SshModule {
    /* Waits, also for a person. */
    void *(*open)(const SshTarget *target, GError **error);
    /* As those of a channel: they do not wait. At the end *error may say what became of the
     * command. */
    ssize_t (*read)(void *session, void *data, size_t n, GError **error);
    ssize_t (*write)(void *session, const void *data, size_t n, GError **error);
    /* What the session waits for on its descriptor, for poll(). */
    short (*events)(void *session);
    void (*free)(void *session);
} SshModule;

/* library is "libssh" or "libssh2". *fd_out and the result are for a transport. */
Channel *sshlib_connect(const char *library, const SshTarget *target, int *fd_out, GError **error);

/* For modules: how a question went. */
typedef enum SshAnswer {
    SSH_ANSWERED,
    SSH_NO_CALLBACK, /* there is nobody to ask */
    SSH_NO_TYPE,     /* who is there does not take such questions */
    SSH_NOT_ANSWERED,
} SshAnswer;

/* Ask the application, by the first of types (of virConnectCredentialType) that it takes; they end
 * with 0. *answer_out is to be freed with auth_wipe(). */
SshAnswer sshlib_ask(const SshTarget *target, const int *types, const char *prompt,
                     char **answer_out);
/* The question whether the host has this key, with the errors of either library. */
bool sshlib_ask_host_key(const SshTarget *target, const char *hash, int domain, int code,
                         GError **error);
bool sshlib_host_key_changed(const SshTarget *target, const char *key, int domain, GError **error);
/* A prompt of the other end as it is asked here: without the colon. */
char *sshlib_prompt(const char *text, size_t n);

/* What became of a command, from its exit status and what it wrote to standard error; false. */
bool sshlib_command_failed(int status, const char *words, int domain, int code, GError **error);

#endif

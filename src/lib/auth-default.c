/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virConnectAuthPtrDefault: ask the person at the terminal, on standard input and output. */
#include <libvirt/libvirt.h>
#include <stdbool.h>
#include <termios.h>
#include <unistd.h>

/* Switch the echo off; false if there is no terminal or it cannot. What was typed ahead is thrown
 * away, since it was not meant as a password. */
static bool
echo_off(struct termios *before_out)
{
    struct termios silent;

    if (tcgetattr(STDIN_FILENO, before_out) < 0)
        return false;
    silent = *before_out;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
}

/* A line without its end; NULL for none. The application's stdin may have read ahead, hence stdio.
 */
static char *
read_line(bool is_secret)
{
    struct termios before;
    bool is_silent = is_secret && echo_off(&before);
    char *line = NULL;
    size_t room = 0;
    ssize_t n = getline(&line, &room, stdin);

    if (is_silent) {
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
        fputc('\n', stdout);
        fflush(stdout);
    }
    if (n < 0) {
        free(line);
        /* After ctrl-D there may be another question. */
        clearerr(stdin);
        return NULL;
    }
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

static bool
answer(virConnectCredential *credential, bool is_secret)
{
    char *line;

    if (printf("%s: ", credential->prompt ? credential->prompt : "") < 0 || fflush(stdout) != 0)
        return false;
    line = read_line(is_secret);
    if (!line || !*line) {
        free(line);
        line = strdup(credential->defresult ? credential->defresult : "");
        if (!line)
            return false;
    }
    credential->result = line;
    credential->resultlen = (unsigned int)strlen(line);
    return true;
}

static int
ask_terminal(virConnectCredentialPtr credentials, unsigned int n, void *opaque G_GNUC_UNUSED)
{
    for (unsigned int i = 0; i < n; i++) {
        virConnectCredential *credential = &credentials[i];
        bool ok = false;

        switch (credential->type) {
        case VIR_CRED_EXTERNAL:
            /* PolicyKit has an agent of its own that asks. */
            ok = g_strcmp0(credential->challenge, "PolicyKit") == 0;
            break;
        case VIR_CRED_USERNAME:
        case VIR_CRED_AUTHNAME:
        case VIR_CRED_ECHOPROMPT:
        case VIR_CRED_REALM:
            ok = answer(credential, false);
            break;
        case VIR_CRED_PASSPHRASE:
        case VIR_CRED_NOECHOPROMPT:
            ok = answer(credential, true);
            break;
        default:
            break;
        }
        if (!ok)
            return -1;
    }
    return 0;
}

static int types_asked[] = {
    VIR_CRED_AUTHNAME,   VIR_CRED_ECHOPROMPT,   VIR_CRED_REALM,
    VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT, VIR_CRED_EXTERNAL,
};

static virConnectAuth auth_default = {
    .credtype = types_asked,
    .ncredtype = G_N_ELEMENTS(types_asked),
    .cb = ask_terminal,
};

virConnectAuthPtr virConnectAuthPtrDefault = &auth_default;

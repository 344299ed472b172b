/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/background.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"

#define ERR_DOMAIN VIR_FROM_NONE

static int report_fd = -1;

static const char *
status_text(BackgroundStatus status)
{
    switch (status) {
    case BACKGROUND_UP:
        return NULL;
    case BACKGROUND_NO_PID_FILE:
        return "Unable to obtain pidfile";
    case BACKGROUND_NO_SERVER:
        return "Unable to make a server";
    case BACKGROUND_NO_SOCKETS:
        return "Unable to listen on its sockets";
    case BACKGROUND_FAILED:
        break;
    }
    return "Unable to start";
}

/* In the first process. */
static G_GNUC_NORETURN void
wait_for_report(const char *program, int fd)
{
    unsigned char status = BACKGROUND_FAILED;
    const char *text;

    if (fd_read_all(fd, &status, 1) != 1)
        status = BACKGROUND_FAILED;
    text = status_text((BackgroundStatus)status);
    if (text)
        fprintf(stderr,
                "%s: error: %s. Check /var/log/messages or run without --daemon for more info.\n",
                program, text);
    /* Nothing of it is ours to clean up: the other process has it. */
    _exit(text ? 1 : 0);
}

static bool
leave_terminal(GError **error)
{
    g_auto(Fd) null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0 || chdir("/") < 0 || setsid() < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to fork as daemon");
    return true;
}

/* Who does not lead its session cannot get a terminal by opening one. */
static bool
leave_session(GError **error)
{
    pid_t pid = fork();

    if (pid > 0)
        _exit(0);
    return pid == 0 || err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to fork as daemon");
}

bool
background_enter(const char *program, GError **error)
{
    int fds[2];
    pid_t pid;

    if (pipe2(fds, O_CLOEXEC) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to fork as daemon");
    pid = fork();
    if (pid > 0) {
        fd_close(fds[1]);
        wait_for_report(program, fds[0]);
    }
    fd_close(fds[0]);
    report_fd = fds[1];
    if (pid < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to fork as daemon");
    return leave_terminal(error) && leave_session(error);
}

void
background_report(BackgroundStatus status)
{
    unsigned char byte = (unsigned char)status;

    if (report_fd < 0)
        return;
    /* Nobody hears it if the first process was killed, which changes nothing. */
    fd_write_all(report_fd, &byte, 1);
    fd_close(report_fd);
    report_fd = -1;
}

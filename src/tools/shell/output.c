/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the user sees, and the log file that --log asks for. */
#include <errno.h>
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tools/shell/shell-priv.h"

/* The library's last error on the thread of commands. What a command does to clean up must not
 * make it forgotten. */
static __thread virErrorPtr last_error;
static __thread bool keeps_errors;

static void
keep_error(void *data, virErrorPtr error)
{
    if (!keeps_errors)
        return;
    virFreeError(last_error);
    last_error = virSaveLastError();
}

void
output_start(Shell *shell)
{
    keeps_errors = true;
    virSetErrorFunc(NULL, keep_error);
}

bool
output_open_log(Shell *shell, const char *path)
{
    output_end(shell);
    shell->log_fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (shell->log_fd >= 0)
        return true;
    shell_error(shell, "failed to open the log file. check the log file path");
    return false;
}

void
output_end(Shell *shell)
{
    if (shell->log_fd >= 0)
        close(shell->log_fd);
    shell->log_fd = -1;
}

/* One line, in one piece: others may write the same file. */
static void
log_line(Shell *shell, const char *level, const char *text)
{
    g_autoptr(GDateTime) now = NULL;
    g_autofree char *when = NULL;
    g_autofree char *line = NULL;

    if (shell->log_fd < 0)
        return;
    now = g_date_time_new_now_local();
    when = g_date_time_format(now, "%Y.%m.%d %H:%M:%S");
    line = g_strdup_printf("[%s %s %d] %s %s%s", when, shell->tool->name, getpid(), level, text,
                           g_str_has_suffix(text, "\n") ? "" : "\n");
    if (write(shell->log_fd, line, strlen(line)) < 0) {
        output_end(shell);
        shell_error(shell, "failed to write the log file");
    }
}

void
shell_print(Shell *shell, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
}

void
shell_extra(Shell *shell, const char *fmt, ...)
{
    va_list args;

    if (shell->is_quiet)
        return;
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
}

void
shell_error(Shell *shell, const char *fmt, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, fmt);
    text = g_strdup_vprintf(fmt, args);
    va_end(args);
    log_line(shell, "ERROR", text);
    fflush(stdout);
    fprintf(stderr, "error: %s\n", text);
    fflush(stderr);
}

void
shell_debug(Shell *shell, int level, const char *fmt, ...)
{
    static const char *const names[] = { "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR" };
    g_autofree char *text = NULL;
    va_list args;

    if (level < shell->debug_level)
        return;
    va_start(args, fmt);
    text = g_strdup_vprintf(fmt, args);
    va_end(args);
    log_line(shell, names[level], text);
    fputs(text, stdout);
}

void
shell_forget_error(void)
{
    virFreeError(last_error);
    last_error = NULL;
    virResetLastError();
}

void
shell_report(Shell *shell)
{
    virErrorPtr error = last_error ? last_error : virGetLastError();

    if (error && error->code != VIR_ERR_OK)
        shell_error(shell, "%s", error->message ? error->message : "unknown error");
    shell_forget_error();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where messages go. Does not include log.h, whose macros <syslog.h> would redefine. */
#include "base/log-priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"

#define ERR_DOMAIN VIR_FROM_NONE

#define API_VERSION "12.8.0"
/* A journal that does not read must not hold up everybody who logs. */
#define JOURNAL_WAIT_MS 500

const char *log_journal_socket = "/run/systemd/journal/socket";

typedef struct DestinationTraits {
    const char *name;
    bool has_target;
    bool (*open)(LogOutput *output, GError **error);
    void (*write)(LogOutput *output, const LogMessage *message);
} DestinationTraits;

static bool open_stderr(LogOutput *output, GError **error);
static bool open_syslog(LogOutput *output, GError **error);
static bool open_file(LogOutput *output, GError **error);
static bool open_journal(LogOutput *output, GError **error);
static void write_line(LogOutput *output, const LogMessage *message);
static void write_syslog(LogOutput *output, const LogMessage *message);
static void write_journal(LogOutput *output, const LogMessage *message);

static const DestinationTraits destinations[] = {
    [LOG_DESTINATION_STDERR] = { "stderr", false, open_stderr, write_line },
    [LOG_DESTINATION_SYSLOG] = { "syslog", true, open_syslog, write_syslog },
    [LOG_DESTINATION_FILE] = { "file", true, open_file, write_line },
    [LOG_DESTINATION_JOURNALD] = { "journald", false, open_journal, write_journal },
};

static const int syslog_priorities[] = {
    [LOG_LEVEL_DEBUG] = LOG_DEBUG,
    [LOG_LEVEL_INFO] = LOG_INFO,
    [LOG_LEVEL_WARNING] = LOG_WARNING,
    [LOG_LEVEL_ERROR] = LOG_ERR,
};

static void
output_free(LogOutput *output)
{
    fd_close(output->fd);
    pthread_mutex_destroy(&output->greeting_lock);
    g_free(output->target);
    g_free(output);
}

static LogOutput *
output_new(LogLevel level, LogDestination destination, const char *target)
{
    LogOutput *output = g_new0(LogOutput, 1);

    atomic_init(&output->level, (int)level);
    output->destination = destination;
    output->fd = -1;
    pthread_mutex_init(&output->greeting_lock, NULL);
    if (destination == LOG_DESTINATION_FILE)
        output->target = g_canonicalize_filename(target, NULL);
    else
        output->target = g_strdup(target);
    return output;
}

static LogOutput *
parse_output(const char *item, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(item, ":", 4);
    guint count = g_strv_length(parts);
    LogLevel level;
    size_t found = 0;
    const char *target;

    if (count < 2)
        return err_set_null(error, VIR_ERR_INVALID_ARG, "Malformed format for log output '%s'",
                            item);
    if (!log_item_level(item, &level))
        return err_set_null(error, VIR_ERR_INVALID_ARG,
                            "Invalid log priority '%s' for log output '%s'", parts[0], item);
    while (found < G_N_ELEMENTS(destinations) && strcmp(parts[1], destinations[found].name) != 0)
        found++;
    if (found == G_N_ELEMENTS(destinations))
        return err_set_null(error, VIR_ERR_INVALID_ARG,
                            "Invalid log destination '%s' for log output '%s'", parts[1], item);
    target = destinations[found].has_target ? parts[2] : NULL;
    if (count != (destinations[found].has_target ? 3 : 2) ||
        (found == LOG_DESTINATION_FILE && *target == '\0'))
        return err_set_null(error, VIR_ERR_INVALID_ARG,
                            "Log output '%s' does not meet the format requirements for "
                            "destination type '%s'",
                            item, destinations[found].name);
    return output_new(level, (LogDestination)found, target);
}

/* Only the last output of a destination counts. */
static void
add_output(GPtrArray *outputs, LogOutput *output)
{
    for (guint i = 0; i < outputs->len; i++) {
        const LogOutput *other = g_ptr_array_index(outputs, i);

        if (other->destination == output->destination &&
            g_strcmp0(other->target, output->target) == 0) {
            g_ptr_array_remove_index(outputs, i);
            break;
        }
    }
    g_ptr_array_add(outputs, output);
}

GPtrArray *
log_outputs_parse(const char *text, GError **error)
{
    g_autoptr(GPtrArray) outputs = g_ptr_array_new_with_free_func((GDestroyNotify)output_free);
    g_auto(GStrv) items = log_items(text, LOG_OUTPUTS_LIMIT, error);

    if (!items)
        return NULL;
    for (char **item = items; *item; item++) {
        LogOutput *output = parse_output(*item, error);

        if (!output)
            return err_context_null(error,
                                    "accepted: LEVEL:stderr, LEVEL:journald, LEVEL:syslog:IDENT "
                                    "or LEVEL:file:PATH with a level of 1 (debug) to 4 (error)");
        add_output(outputs, output);
    }
    return g_steal_pointer(&outputs);
}

char *
log_outputs_format(const GPtrArray *outputs)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < outputs->len; i++) {
        const LogOutput *output = g_ptr_array_index(outputs, i);

        g_string_append_printf(text, "%s%d:%s%s%s", i == 0 ? "" : " ", atomic_load(&output->level),
                               destinations[output->destination].name, output->target ? ":" : "",
                               output->target ? output->target : "");
    }
    return g_string_free(text, FALSE);
}

bool
log_output_open(LogOutput *output, GError **error)
{
    return destinations[output->destination].open(output, error);
}

static bool
open_stderr(LogOutput *output G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    return true;
}

static bool
open_syslog(LogOutput *output, GError **error G_GNUC_UNUSED)
{
    /* openlog() keeps the pointer, so the text must live as long as the process. */
    openlog(g_intern_string(output->target), 0, LOG_DAEMON);
    return true;
}

static bool
open_file(LogOutput *output, GError **error)
{
    output->fd = open(output->target, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
    if (output->fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "failed to open %s", output->target);
    return true;
}

static bool
open_journal(LogOutput *output, GError **error)
{
    const struct timeval wait = { .tv_usec = JOURNAL_WAIT_MS * 1000 };

    output->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (output->fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot make a socket for the journal");
    /* Not connected: the journal may start later, and restart. */
    setsockopt(output->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
    return true;
}

/* Version and host name, which begin every log. */
static void
greet(LogOutput *output)
{
    char host[256] = "";
    g_autofree char *host_text = NULL;
    LogMessage message = {
        .level = LOG_LEVEL_INFO,
        .source = "base.log",
        .file = __FILE__,
        .line = __LINE__,
        .text = "libvirt version: " API_VERSION ", package: virtue " VIRTUE_VERSION,
    };

    destinations[output->destination].write(output, &message);
    gethostname(host, sizeof(host) - 1);
    host_text = g_strdup_printf("hostname: %s", host);
    message.text = host_text;
    destinations[output->destination].write(output, &message);
}

void
log_output_write(LogOutput *output, const LogMessage *message)
{
    if (!atomic_load(&output->is_greeted)) {
        pthread_mutex_lock(&output->greeting_lock);
        if (!atomic_load(&output->is_greeted))
            greet(output);
        atomic_store(&output->is_greeted, true);
        pthread_mutex_unlock(&output->greeting_lock);
    }
    destinations[output->destination].write(output, message);
}

/* "1234: warning : function:12 : text" */
static char *
format_body(const LogMessage *message)
{
    if (!message->function)
        return g_strdup_printf("%d: %s : %s\n", (int)gettid(), log_level_name(message->level),
                               message->text);
    return g_strdup_printf("%d: %s : %s:%d : %s\n", (int)gettid(), log_level_name(message->level),
                           message->function, message->line, message->text);
}

static void
write_line(LogOutput *output, const LogMessage *message)
{
    g_autofree char *body = format_body(message);
    g_autofree char *line = NULL;
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    line = g_strdup_printf("%04d-%02d-%02d %02d:%02d:%02d.%03d+0000: %s", utc.tm_year + 1900,
                           utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                           (int)(now.tv_nsec / 1000000), body);
    /* One write per line, so that lines of several threads do not mix. */
    fd_write_all(output->fd < 0 ? STDERR_FILENO : output->fd, line, strlen(line));
}

static void
write_syslog(LogOutput *output G_GNUC_UNUSED, const LogMessage *message)
{
    g_autofree char *body = format_body(message);

    syslog(syslog_priorities[message->level], "%s", body);
}

/* systemd.io/JOURNAL_NATIVE_PROTOCOL: NAME=VALUE, or where the value has several lines the name,
 * a newline, its length as 64 bits little endian, the value. */
static void
append_field(GString *packet, const char *name, const char *value)
{
    uint64_t length = GUINT64_TO_LE((uint64_t)strlen(value));

    g_string_append(packet, name);
    if (strchr(value, '\n')) {
        g_string_append_c(packet, '\n');
        g_string_append_len(packet, (const char *)&length, sizeof(length));
    } else {
        g_string_append_c(packet, '=');
    }
    g_string_append(packet, value);
    g_string_append_c(packet, '\n');
}

static void
append_number(GString *packet, const char *name, int value)
{
    g_string_append_printf(packet, "%s=%d\n", name, value);
}

static bool
send_packet(int fd, const void *data, size_t size, int passed_fd)
{
    struct sockaddr_un journal = { .sun_family = AF_UNIX };
    struct iovec part = { .iov_base = (void *)data, .iov_len = size };
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = { 0 };
    struct msghdr packet = {
        .msg_name = &journal,
        .msg_namelen = sizeof(journal),
        .msg_iov = &part,
        .msg_iovlen = size > 0,
    };
    ssize_t sent;

    if (passed_fd >= 0) {
        packet.msg_control = &control;
        packet.msg_controllen = sizeof(control.space);
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&control.header), &passed_fd, sizeof(int));
    }
    g_strlcpy(journal.sun_path, log_journal_socket, sizeof(journal.sun_path));
    do {
        sent = sendmsg(fd, &packet, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

/* What is too large for a datagram travels as a sealed file. */
static void
send_large(int fd, const GString *packet)
{
    g_auto(Fd) content = memfd_create("virtue-log", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (content < 0 || !fd_write_all(content, packet->str, packet->len) ||
        fcntl(content, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
        return;
    send_packet(fd, NULL, 0, content);
}

static void
write_journal(LogOutput *output, const LogMessage *message)
{
    g_autoptr(GString) packet = g_string_new(NULL);

    append_field(packet, "MESSAGE", message->text);
    append_number(packet, "PRIORITY", syslog_priorities[message->level]);
    append_number(packet, "SYSLOG_FACILITY", LOG_FAC(LOG_DAEMON));
    append_field(packet, "LIBVIRT_SOURCE", message->source);
    append_field(packet, "CODE_FILE", message->file);
    append_number(packet, "CODE_LINE", message->line);
    if (message->function)
        append_field(packet, "CODE_FUNC", message->function);
    if (message->error) {
        append_number(packet, "LIBVIRT_DOMAIN", message->error->domain);
        append_number(packet, "LIBVIRT_CODE", message->error_code);
    }
    if (!send_packet(output->fd, packet->str, packet->len, -1) &&
        (errno == EMSGSIZE || errno == ENOBUFS))
        send_large(output->fd, packet);
}

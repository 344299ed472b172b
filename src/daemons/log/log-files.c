/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/log/log-files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"

LOG_SOURCE("logging.log_handler");
#define ERR_DOMAIN VIR_FROM_LOGGING

#define FILE_MODE 0600
/* What is taken from a pipe at one wake-up, so that a guest that talks does not keep the others
 * waiting. */
#define PIECE      65536
#define PIECES_MAX 4
/* What a full pipe can have at most, unless somebody made it larger. */
#define DRAIN_MAX (1024 * 1024 / PIECE)

typedef struct LogFile {
    LogFiles *files;
    char *driver;
    char *name;
    uint8_t uuid[UUID_SIZE];
    char *path;
    RotatingFile *file;
    Fd pipe_fd;
    int watch;
    bool is_failing; /* that has been said in the log */
} LogFile;

struct LogFiles {
    Loop *loop;
    LogFilesConfig config;
    GHashTable *open; /* path -> LogFile */
    char *piece;      /* of PIECE bytes */
};

static void
log_file_free(void *data)
{
    LogFile *file = data;

    if (file->watch > 0) {
        loop_remove_handle(file->files->loop, file->watch);
        if (file->files->config.changed)
            file->files->config.changed(file->files->config.data, -1);
    }
    rotating_file_free(file->file);
    fd_close(file->pipe_fd);
    g_free(file->driver);
    g_free(file->name);
    g_free(file->path);
    g_free(file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LogFile, log_file_free)

LogFiles *
log_files_new(Loop *loop, const LogFilesConfig *config)
{
    LogFiles *files = g_new(LogFiles, 1);

    *files =
        (LogFiles){ .loop = loop,
                    .config = *config,
                    .open = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, log_file_free),
                    .piece = g_malloc(PIECE) };
    return files;
}

/* --- pipes */

/* A full disk must not stop the guest, so what cannot be written is lost, and that is said once. */
static void
store(LogFile *file, size_t n)
{
    g_autoptr(GError) error = NULL;

    if (rotating_file_write(file->file, file->files->piece, n, &error)) {
        file->is_failing = false;
    } else if (!file->is_failing) {
        file->is_failing = true;
        log_error(LOG_LEVEL_ERROR, error);
    }
}

/* Take what is in the pipe, but no more than so many pieces. False when nobody can write to it
 * any more and all of it has been taken. */
static bool
take(LogFile *file, int pieces)
{
    while (pieces > 0) {
        ssize_t n = read(file->pipe_fd, file->files->piece, PIECE);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return true;
        if (n < 0)
            LOG_ERROR("Unable to read from log pipe: %s", g_strerror(errno));
        if (n <= 0)
            return false;
        store(file, (size_t)n);
        pieces--;
    }
    return true;
}

static void
pipe_due(int id, int fd, int events, void *data)
{
    LogFile *file = data;

    if (!take(file, PIECES_MAX))
        g_hash_table_remove(file->files->open, file->path);
}

/* The open file of the path, up to date; NULL if there is none, or no longer. */
static LogFile *
find(LogFiles *files, const char *path)
{
    LogFile *file = g_hash_table_lookup(files->open, path);

    if (!file || take(file, DRAIN_MAX))
        return file;
    g_hash_table_remove(files->open, path);
    return NULL;
}

void
log_files_free(LogFiles *files)
{
    GHashTableIter iter;
    void *file;

    if (!files)
        return;
    g_hash_table_iter_init(&iter, files->open);
    while (g_hash_table_iter_next(&iter, NULL, &file))
        take(file, DRAIN_MAX);
    g_hash_table_unref(files->open);
    g_free(files->piece);
    g_free(files);
}

/* --- opening */

bool
log_files_have(LogFiles *files, const struct stat *status)
{
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, files->open);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        if (rotating_file_is(((LogFile *)value)->file, status))
            return true;
    }
    return false;
}

/* Two guests in one file would mix what they say, and rotate it under each other. */
static bool
check_unused(LogFiles *files, const char *path, GError **error)
{
    struct stat status;

    if (!find(files, path) && (stat(path, &status) < 0 || !log_files_have(files, &status)))
        return true;
    errno = EBUSY;
    return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Cannot open log file: '%s'", path);
}

static LogFile *
add(LogFiles *files, const LogGuest *guest, const char *path, int pipe_fd, bool truncate,
    GError **error)
{
    g_autoptr(LogFile) file = g_new0(LogFile, 1);

    *file = (LogFile){ .files = files,
                       .driver = g_strdup(guest->driver),
                       .name = g_strdup(guest->name),
                       .path = g_strdup(path),
                       .pipe_fd = pipe_fd };
    memcpy(file->uuid, guest->uuid, UUID_SIZE);
    file->file = rotating_file_open(path, &files->config.limits, FILE_MODE, truncate, error);
    if (!file->file)
        return NULL;
    file->watch = loop_add_handle(files->loop, pipe_fd, LOOP_READABLE, pipe_due, file, NULL);
    g_hash_table_insert(files->open, file->path, file);
    if (files->config.changed)
        files->config.changed(files->config.data, 1);
    return g_steal_pointer(&file);
}

int
log_files_open(LogFiles *files, const LogGuest *guest, const char *path, bool truncate,
               RotatingPosition *position_out, GError **error)
{
    g_auto(Fd) write_fd = -1;
    LogFile *file;
    int ends[2];

    if (!check_unused(files, path, error))
        return -1;
    if (pipe2(ends, O_CLOEXEC) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Unable to create pipe");
        return -1;
    }
    write_fd = ends[1];
    /* Ours only: the guest waits when the pipe is full. */
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    file = add(files, guest, path, ends[0], truncate, error);
    if (!file)
        return -1;
    *position_out = rotating_file_position(file->file);
    return fd_steal(&write_fd);
}

bool
log_files_adopt(LogFiles *files, const LogGuest *guest, const char *path, int pipe_fd,
                GError **error)
{
    int flags = fcntl(pipe_fd, F_GETFL);

    if (flags < 0 || fcntl(pipe_fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
        fcntl(pipe_fd, F_SETFD, FD_CLOEXEC) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Cannot open log file: '%s'", path);
        fd_close(pipe_fd);
        return false;
    }
    if (!check_unused(files, path, error)) {
        fd_close(pipe_fd);
        return false;
    }
    return add(files, guest, path, pipe_fd, false, error);
}

/* --- what clients ask */

bool
log_files_position(LogFiles *files, const char *path, RotatingPosition *position_out,
                   GError **error)
{
    LogFile *file = find(files, path);

    if (!file)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "No open log file %s", path);
    *position_out = rotating_file_position(file->file);
    return true;
}

bool
log_files_read(LogFiles *files, const char *path, const RotatingPosition *position, size_t size,
               char **data_out, GError **error)
{
    size_t n;

    find(files, path);
    return rotating_file_read(path, files->config.limits.max_backups, position, size, data_out, &n,
                              error);
}

bool
log_files_append(LogFiles *files, const char *path, const char *text, GError **error)
{
    LogFile *file = find(files, path);
    g_autoptr(RotatingFile) other = NULL;

    if (!file) {
        other = rotating_file_open(path, &files->config.limits, FILE_MODE, false, error);
        if (!other)
            return false;
    }
    return rotating_file_write(file ? file->file : other, text, strlen(text), error);
}

void
log_files_each(LogFiles *files, LogFilesFn fn, void *data)
{
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, files->open);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const LogFile *file = value;
        const LogGuest guest = { file->driver, file->name, file->uuid };

        fn(&guest, file->path, file->pipe_fd, data);
    }
}

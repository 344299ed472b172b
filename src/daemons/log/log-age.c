/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/log/log-age.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/log.h"

LOG_SOURCE("logging.log_cleaner");

#define FIRST_MS 60000
#define NEXT_MS  (24 * 3600 * 1000)
#define DAY_S    86400
/* A folder of the original's is one deep. */
#define DEPTH_MAX 8
/* At one time: the loop has other things to do. The rest is for the next day. */
#define ENTRIES_MAX 100000

struct LogAge {
    Loop *loop;
    LogFiles *files;
    char *folder;
    unsigned int max_days;
    int timeout;
};

typedef struct Walk {
    LogFiles *files;
    time_t oldest; /* modified before it: old */
    unsigned int entries_left;
    unsigned int removed;
} Walk;

static void walk_folder(Walk *walk, int fd, unsigned int depth);

static void
look_at(Walk *walk, int folder_fd, const char *name, unsigned int depth)
{
    struct stat status;
    int fd;

    if (fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return;
    if (S_ISDIR(status.st_mode)) {
        fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd >= 0)
            walk_folder(walk, fd, depth + 1);
        return;
    }
    if (!S_ISREG(status.st_mode) || status.st_mtime >= walk->oldest ||
        log_files_have(walk->files, &status))
        return;
    if (unlinkat(folder_fd, name, 0) == 0)
        walk->removed++;
    else
        LOG_WARN("cannot remove old log '%s': %s", name, g_strerror(errno));
}

/* Takes the descriptor. */
static void
walk_folder(Walk *walk, int fd, unsigned int depth)
{
    DIR *folder = fdopendir(fd);
    const struct dirent *entry;

    if (!folder) {
        close(fd);
        return;
    }
    while (depth <= DEPTH_MAX && walk->entries_left > 0 && (entry = readdir(folder))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        walk->entries_left--;
        look_at(walk, dirfd(folder), entry->d_name, depth);
    }
    closedir(folder);
}

unsigned int
log_age_remove_old(LogFiles *files, const char *folder, unsigned int max_days)
{
    Walk walk = { .files = files, .entries_left = ENTRIES_MAX };
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return 0;
    walk.oldest = (time_t)(g_get_real_time() / G_USEC_PER_SEC - (int64_t)max_days * DAY_S);
    walk_folder(&walk, fd, 0);
    if (walk.removed > 0)
        LOG_INFO("%u old logs below '%s' are removed", walk.removed, folder);
    return walk.removed;
}

static void
timeout_due(int id, void *data)
{
    LogAge *age = data;

    loop_update_timeout(age->loop, id, NEXT_MS);
    log_age_remove_old(age->files, age->folder, age->max_days);
}

LogAge *
log_age_new(Loop *loop, LogFiles *files, const char *folder, unsigned int max_days)
{
    LogAge *age;

    if (max_days == 0)
        return NULL;
    age = g_new(LogAge, 1);
    *age =
        (LogAge){ .loop = loop, .files = files, .folder = g_strdup(folder), .max_days = max_days };
    age->timeout = loop_add_timeout(loop, FIRST_MS, timeout_due, age, NULL);
    return age;
}

void
log_age_free(LogAge *age)
{
    if (!age)
        return;
    loop_remove_timeout(age->loop, age->timeout);
    g_free(age->folder);
    g_free(age);
}

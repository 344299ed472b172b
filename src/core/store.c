/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/store.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/log.h"

#define ERR_DOMAIN VIR_FROM_CONF

LOG_SOURCE("core.store");

#define SUFFIX          ".xml"
#define FILE_MODE       0600
#define FOLDER_MODE     0700
#define MAX_TEXT        ((size_t)64 << 20)
#define TEMPORARY_CHARS 6 /* behind the last point: file_replace() */

struct Store {
    char *folder;
    char *autostart_folder;
    char *command;
};

Store *
store_new(const char *folder, const char *autostart_folder, const char *command)
{
    Store *store = g_new0(Store, 1);

    store->folder = g_strdup(folder);
    store->autostart_folder = g_strdup(autostart_folder);
    store->command = g_strdup(command);
    return store;
}

void
store_free(Store *store)
{
    if (!store)
        return;
    g_free(store->folder);
    g_free(store->autostart_folder);
    g_free(store->command);
    g_free(store);
}

/* Names come from outside; those that would lead elsewhere were refused when they were defined. */
static char *
path_in(const char *folder, const char *name)
{
    g_assert(!strchr(name, '/'));
    return g_strdup_printf("%s/%s" SUFFIX, folder, name);
}

/* What stands in front of the text. A comment cannot hold two hyphens, which a name may. */
static char *
with_notice(const Store *store, const char *name, const char *text)
{
    if (strstr(name, "--") || g_str_has_suffix(name, "-"))
        name = "NAME";
    return g_strdup_printf(
        "<!--\nWritten by the daemon; what is changed here by hand gets lost. Use:"
        "\n  %s %s\n-->\n\n%s",
        store->command, name, text);
}

bool
store_save(Store *store, const char *name, const char *text, GError **error)
{
    g_autofree char *path = path_in(store->folder, name);
    g_autofree char *content = with_notice(store, name, text);

    return file_make_dirs(store->folder, FOLDER_MODE, error) &&
           file_replace(path, FILE_MODE, content, strlen(content), FILE_REPLACE_DEFAULT, error);
}

/* The link of a name; of that for once, the original's. */
static char *
link_of(const Store *store, const char *name, StoreStarts which)
{
    g_autofree char *link = path_in(store->autostart_folder, name);

    return g_strconcat(link, which == STORE_STARTS_ONCE ? ".once" : NULL, NULL);
}

bool
store_set_starts(Store *store, const char *name, StoreStarts which, bool is_so, GError **error)
{
    g_autofree char *path = path_in(store->folder, name);
    g_autofree char *link = NULL;

    if (!store->autostart_folder)
        return true;
    link = link_of(store, name, which);
    if (!is_so)
        return file_remove(link, error);
    if (!file_make_dirs(store->autostart_folder, FOLDER_MODE, error))
        return false;
    return symlink(path, link) == 0 || errno == EEXIST ||
           err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to create symlink '%s' to '%s'", link,
                     path);
}

bool
store_set_autostart(Store *store, const char *name, bool is_autostart, GError **error)
{
    return store_set_starts(store, name, STORE_STARTS, is_autostart, error);
}

static unsigned int
starts_of(const Store *store, const char *name)
{
    unsigned int starts = 0;

    for (StoreStarts which = STORE_STARTS; which <= STORE_STARTS_ONCE; which <<= 1) {
        g_autofree char *link = store->autostart_folder ? link_of(store, name, which) : NULL;

        if (link && g_file_test(link, G_FILE_TEST_IS_SYMLINK))
            starts |= which;
    }
    return starts;
}

bool
store_remove(Store *store, const char *name, GError **error)
{
    g_autofree char *path = path_in(store->folder, name);

    return store_set_starts(store, name, STORE_STARTS, false, error) &&
           store_set_starts(store, name, STORE_STARTS_ONCE, false, error) &&
           file_remove(path, error);
}

/* The new one first: after a crash both may be there, but never neither. */
bool
store_rename(Store *store, const char *old_name, const char *name, const char *text, GError **error)
{
    unsigned int starts = starts_of(store, old_name);

    return store_save(store, name, text, error) &&
           store_set_starts(store, name, STORE_STARTS, starts & STORE_STARTS, error) &&
           store_set_starts(store, name, STORE_STARTS_ONCE, starts & STORE_STARTS_ONCE, error) &&
           store_remove(store, old_name, error);
}

/* --- what stands beside */

static char *
beside(const Store *store, const char *name, const char *suffix)
{
    g_assert(!strchr(name, '/'));
    return g_strconcat(store->folder, "/", name, suffix, NULL);
}

bool
store_save_beside(Store *store, const char *name, const char *suffix, const char *text,
                  GError **error)
{
    g_autofree char *path = beside(store, name, suffix);

    return file_make_dirs(store->folder, FOLDER_MODE, error) &&
           file_replace(path, FILE_MODE, text, strlen(text), FILE_REPLACE_DEFAULT, error);
}

bool
store_remove_beside(Store *store, const char *name, const char *suffix, GError **error)
{
    g_autofree char *path = beside(store, name, suffix);

    return file_remove(path, error);
}

char *
store_load_beside(Store *store, const char *name, const char *suffix, GError **error)
{
    g_autofree char *path = beside(store, name, suffix);
    char *text;

    if (!g_file_test(path, G_FILE_TEST_EXISTS) || !file_read(path, MAX_TEXT, &text, NULL, error))
        return NULL;
    return text;
}

/* --- loading */

/* ".NAME.xml.XXXXXX", from a process that was killed while it wrote. */
static bool
is_leftover(const char *file)
{
    size_t length = strlen(file);
    size_t tail = strlen(SUFFIX) + 1 + TEMPORARY_CHARS;

    return file[0] == '.' && length > tail && g_str_has_prefix(file + length - tail, SUFFIX ".") &&
           !strchr(file + length - TEMPORARY_CHARS, '.');
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
names_in(const Store *store)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(store->folder, 0, &error);
    const char *file;

    if (!dir && !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        LOG_ERROR("%s", error->message);
    while (dir && (file = g_dir_read_name(dir))) {
        if (g_str_has_suffix(file, SUFFIX)) {
            g_ptr_array_add(names, g_strndup(file, strlen(file) - strlen(SUFFIX)));
        } else if (is_leftover(file)) {
            g_autofree char *path = g_build_filename(store->folder, file, NULL);

            file_remove(path, NULL);
        }
    }
    g_ptr_array_sort(names, compare_names);
    return names;
}

static bool
load_one(const Store *store, const char *name, StoreTake take, void *opaque, GError **error)
{
    g_autofree char *path = path_in(store->folder, name);
    g_autofree char *text = NULL;

    return (file_read(path, MAX_TEXT, &text, NULL, error) &&
            take(name, text, starts_of(store, name), opaque, error)) ||
           err_context(error, "while loading '%s'", path);
}

unsigned int
store_load(Store *store, StoreTake take, void *opaque)
{
    g_autoptr(GPtrArray) names = names_in(store);
    unsigned int n_loaded = 0;

    for (unsigned int i = 0; i < names->len; i++) {
        g_autoptr(GError) error = NULL;

        if (load_one(store, names->pdata[i], take, opaque, &error))
            n_loaded++;
        else
            log_error(LOG_LEVEL_ERROR, error);
    }
    return n_loaded;
}

/* --- all at once */

static bool
is_same(const Store *store, const char *name, const char *text)
{
    g_autofree char *path = path_in(store->folder, name);
    g_autofree char *content = with_notice(store, name, text);
    g_autofree char *found = NULL;

    return g_file_test(path, G_FILE_TEST_EXISTS) && file_read(path, MAX_TEXT, &found, NULL, NULL) &&
           g_str_equal(found, content);
}

bool
store_keep_only(Store *store, GHashTable *texts, GError **error)
{
    g_autoptr(GPtrArray) names = names_in(store);
    GHashTableIter iter;
    void *name, *text;

    g_hash_table_iter_init(&iter, texts);
    while (g_hash_table_iter_next(&iter, &name, &text))
        if (!is_same(store, name, text) && !store_save(store, name, text, error))
            return false;
    for (unsigned int i = 0; i < names->len; i++)
        if (!g_hash_table_contains(texts, names->pdata[i]) &&
            !store_remove(store, names->pdata[i], error))
            return false;
    if (g_hash_table_size(texts) == 0)
        rmdir(store->folder);
    return true;
}

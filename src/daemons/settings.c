/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/settings.h"

#include <string.h>
#include "base/conf.h"
#include "base/err.h"
#include "base/log.h"
#include "daemons/settings-table.h"

LOG_SOURCE("daemons.settings");
#define ERR_DOMAIN VIR_FROM_CONF

/* Position in the list of words, counted from 1: 0 is unset. */
static int
find_word(const SettingRow *row, const char *text)
{
    for (int i = 0; row->words[i]; i++) {
        if (strcmp(row->words[i], text) == 0)
            return i + 1;
    }
    return 0;
}

static void
set_default(const SettingRow *row, void *value)
{
    switch (row->type) {
    case SETTING_BOOL:
        *(bool *)value = row->otherwise && row->otherwise[0] == '1';
        break;
    case SETTING_INT:
        *(int *)value = row->otherwise ? (int)g_ascii_strtoll(row->otherwise, NULL, 10) : 0;
        break;
    case SETTING_UINT:
        *(unsigned int *)value =
            row->otherwise ? (unsigned int)g_ascii_strtoull(row->otherwise, NULL, 10) : 0;
        break;
    case SETTING_SIZE:
        *(uint64_t *)value = row->otherwise ? g_ascii_strtoull(row->otherwise, NULL, 10) : 0;
        break;
    case SETTING_STRING:
        *(char **)value = g_strdup(row->otherwise);
        break;
    case SETTING_STRINGS:
        *(char ***)value = NULL;
        break;
    case SETTING_WORD:
        *(int *)value = row->otherwise ? find_word(row, row->otherwise) : 0;
        break;
    }
}

static bool
read_word(Conf *conf, const SettingRow *row, const char *path, int *value, GError **error)
{
    g_autofree char *text = NULL;
    int found;

    if (!conf_get_string(conf, row->name, &text, error))
        return false;
    if (!text)
        return true;
    found = find_word(row, text);
    if (found == 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s: %s: unsupported %s %s", path,
                       row->name, row->called, text);
    *value = found;
    return true;
}

/* The value must not be lower if the file says it. */
static bool
read_uint(Conf *conf, const SettingRow *row, unsigned int *value, GError **error)
{
    unsigned int found = row->least; /* what stays so is not in the file, or fine */

    if (!conf_get_uint(conf, row->name, &found, error))
        return false;
    if (found < row->least)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s", row->least_text);
    return conf_get_uint(conf, row->name, value, error);
}

static bool
read_value(Conf *conf, const SettingRow *row, const char *path, void *value, GError **error)
{
    switch (row->type) {
    case SETTING_BOOL:
        return conf_get_bool(conf, row->name, value, error);
    case SETTING_INT:
        return conf_get_int(conf, row->name, value, error);
    case SETTING_UINT:
        return read_uint(conf, row, value, error);
    case SETTING_SIZE:
        return conf_get_size(conf, row->name, value, error);
    case SETTING_STRING:
        return conf_get_string(conf, row->name, value, error);
    case SETTING_STRINGS:
        return conf_get_strings(conf, row->name, value, error);
    case SETTING_WORD:
        return read_word(conf, row, path, value, error);
    }
    return true;
}

static bool
read_ignored(Conf *conf, const SettingRow *row, GError **error)
{
    unsigned int value = UINT_MAX;

    if (!conf_get_uint(conf, row->name, &value, error))
        return false;
    if (value != UINT_MAX) {
        g_autofree char *where = conf_where(conf, row->name);

        LOG_WARN("%s: '%s' has no effect any more", where, row->name);
    }
    return true;
}

static bool
read_rows(const SettingsFile *file, Conf *conf, const char *path, Settings *settings,
          GError **error)
{
    for (const SettingRow *row = file->rows; row < file->rows + file->n_rows; row++) {
        if (row->is_fixed)
            continue;
        if (row->is_ignored ? !read_ignored(conf, row, error)
                            : !read_value(conf, row, path, (char *)settings + row->offset, error))
            return false;
    }
    return true;
}

bool
settings_read(const SettingsFile *file, const char *path, bool is_required, Settings *settings,
              GError **error)
{
    g_autoptr(GPtrArray) complaints = NULL;
    g_autoptr(Conf) conf = NULL;

    *settings = (Settings){ 0 };
    for (const SettingRow *row = file->rows; row < file->rows + file->n_rows; row++) {
        if (!row->is_ignored)
            set_default(row, (char *)settings + row->offset);
    }
    conf = is_required ? conf_load(path, error) : conf_load_optional(path, error);
    if (!conf || !read_rows(file, conf, path, settings, error)) {
        settings_clear(file, settings);
        return false;
    }
    /* Nobody is helped by a mistyped name that has no effect and no witness. */
    complaints = conf_complaints(conf);
    for (guint i = 0; i < complaints->len; i++)
        LOG_WARN("%s", (const char *)g_ptr_array_index(complaints, i));
    return true;
}

void
settings_clear(const SettingsFile *file, Settings *settings)
{
    for (const SettingRow *row = file->rows; row < file->rows + file->n_rows; row++) {
        void *value = (char *)settings + row->offset;

        if (row->is_ignored)
            continue;
        if (row->type == SETTING_STRING)
            g_clear_pointer((char **)value, g_free);
        else if (row->type == SETTING_STRINGS)
            g_clear_pointer((char ***)value, g_strfreev);
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the description of settings becomes. */
#ifndef VIRTUE_SETTINGS_TABLE_H
#define VIRTUE_SETTINGS_TABLE_H

#include <glib.h>
#include "daemons/settings.h"

typedef enum SettingType {
    SETTING_BOOL,
    SETTING_INT,
    SETTING_UINT,
    SETTING_SIZE,
    SETTING_STRING,
    SETTING_STRINGS,
    SETTING_WORD,
} SettingType;

typedef struct SettingRow {
    const char *name;
    SettingType type;
    bool is_ignored;
    bool is_fixed; /* always the default: not a setting of the file */
    size_t offset;
    const char *otherwise; /* default, as text; NULL for 0 or none */
    unsigned int least; /* of a value that is set; the default may be below */
    const char *least_text;
    const char *const *words;
    const char *called; /* what a word is, in the error */
} SettingRow;

struct SettingsFile {
    const SettingRow *rows;
    size_t n_rows;
};

#endif

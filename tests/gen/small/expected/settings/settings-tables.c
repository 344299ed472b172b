/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/settings. */
#include <stddef.h>
#include "daemons/settings-table.h"

static const SettingRow small_rows[] = {
    { .name = "flag", .type = SETTING_BOOL, .offset = offsetof(Small, flag), .otherwise = "1" },
    { .name = "count", .type = SETTING_INT, .offset = offsetof(Small, count), .otherwise = "-1" },
    { .name = "many", .type = SETTING_UINT, .offset = offsetof(Small, many), .least = 3, .least_text = "three is the least" },
    { .name = "bytes", .type = SETTING_SIZE, .offset = offsetof(Small, bytes), .otherwise = "4096" },
    { .name = "name", .type = SETTING_STRING, .offset = offsetof(Small, name) },
    { .name = "old", .type = SETTING_BOOL, .is_ignored = true },
    { .name = "kind", .type = SETTING_WORD, .offset = offsetof(Small, kind), .otherwise = "green", .words = (const char *const[]){ "red", "green", NULL }, .called = "colour" },
};

const SettingsFile settings_small = { small_rows, G_N_ELEMENTS(small_rows) };

static const SettingRow list_rows[] = {
    { .name = "names", .type = SETTING_STRINGS, .offset = offsetof(Small, names) },
    { .name = "kind", .type = SETTING_WORD, .offset = offsetof(Small, kind), .otherwise = "red", .words = (const char *const[]){ "red", "green", NULL }, .called = "colour" },
    { .name = "flag", .type = SETTING_BOOL, .offset = offsetof(Small, flag), .is_fixed = true, .otherwise = "0" },
};

const SettingsFile settings_list = { list_rows, G_N_ELEMENTS(list_rows) };

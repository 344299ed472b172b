/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings of daemons: one struct for all, and for each file the table of what may stand in
 * it. Described in api/settings*.api. */
#ifndef VIRTUE_SETTINGS_H
#define VIRTUE_SETTINGS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include "daemons/settings-struct.h"

typedef struct SettingsFile SettingsFile;

extern const SettingsFile settings_libvirtd;
extern const SettingsFile settings_virtproxyd;
extern const SettingsFile settings_modular; /* virtqemud.conf and its like */
extern const SettingsFile settings_virtlogd;
extern const SettingsFile settings_virtlockd;

/* Defaults of the file, then what path says. A missing file is an empty one unless required. */
bool settings_read(const SettingsFile *file, const char *path, bool is_required, Settings *settings,
                   GError **error);
void settings_clear(const SettingsFile *file, Settings *settings);

#endif

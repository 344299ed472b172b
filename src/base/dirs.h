/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a session daemon and its clients keep their files, by the XDG Base Directory rules: the
 * user's directory with "/libvirt" behind it. Nothing is created. The caller owns the result.
 *
 * Unset, empty and relative variables count as absent. Without HOME the password database says
 * where home is; NULL with VIR_ERR_INTERNAL_ERROR if it does not. */
#ifndef VIRTUE_DIRS_H
#define VIRTUE_DIRS_H

#include <glib.h>

/* $XDG_CONFIG_HOME/libvirt, else ~/.config/libvirt */
char *dirs_user_config(GError **error);
/* $XDG_CACHE_HOME/libvirt, else ~/.cache/libvirt */
char *dirs_user_cache(GError **error);
/* $XDG_RUNTIME_DIR/libvirt, else what dirs_user_cache() says. */
char *dirs_user_runtime(GError **error);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is locked in place of a disk. The names are the original's: its hosts and ours keep each
 * other out. */
#include <string.h>
#include "base/conf.h"
#include "base/err.h"
#include "base/spawn.h"
#include "drivers/lockd/lockd-priv.h"

#define ERR_DOMAIN VIR_FROM_LOCKING

#define PROGRAM_MS 10000
#define SCSI_ID    "/lib/udev/scsi_id"

bool
lockd_settings_read(LockdSettings *settings, const char *path, GError **error)
{
    g_autoptr(Conf) conf = conf_load_optional(path, error);
    bool locks_disks = true;
    bool needs_leases;

    *settings = (LockdSettings){ 0 };
    if (!conf || !conf_get_bool(conf, "auto_disk_leases", &locks_disks, error))
        return false;
    needs_leases = !locks_disks;
    if (!conf_get_bool(conf, "require_lease_for_disks", &needs_leases, error) ||
        !conf_get_string(conf, "file_lockspace_dir", &settings->file_space, error) ||
        !conf_get_string(conf, "lvm_lockspace_dir", &settings->lvm_space, error) ||
        !conf_get_string(conf, "scsi_lockspace_dir", &settings->scsi_space, error)) {
        lockd_settings_clear(settings);
        return false;
    }
    settings->locks_disks = locks_disks;
    settings->needs_leases = needs_leases;
    return true;
}

void
lockd_settings_clear(LockdSettings *settings)
{
    g_clear_pointer(&settings->file_space, g_free);
    g_clear_pointer(&settings->lvm_space, g_free);
    g_clear_pointer(&settings->scsi_space, g_free);
}

/* The one word that a program says about the disk; NULL if it says nothing of it: the disk is not
 * of that kind. */
static char *
ask(Spawn *spawn, const char *path)
{
    g_autoptr(GString) said = NULL;
    int status;

    spawn_add_arg(spawn, path);
    if (!spawn_run(spawn, &status, &said, NULL, PROGRAM_MS, NULL) || status != 0)
        return NULL;
    g_strstrip(said->str);
    /* It becomes a file's name. */
    if (said->str[0] == '\0' || strpbrk(said->str, "/\n"))
        return NULL;
    return g_strdup(said->str);
}

static char *
lvm_name(const char *path)
{
    g_autoptr(Spawn) lvs = spawn_new("lvs");

    spawn_add_args(lvs, "--noheadings", "--unbuffered", "--nosuffix", "--options", "uuid", NULL);
    return ask(lvs, path);
}

static char *
scsi_name(const char *path)
{
    g_autoptr(Spawn) scsi_id = spawn_new(SCSI_ID);

    spawn_add_args(scsi_id, "--replace-whitespace", "--whitelisted", "--device", NULL);
    return ask(scsi_id, path);
}

static void
set_lease(LockLease *lease, const char *space, char *name)
{
    *lease =
        (LockLease){ .space = g_strdup(space), .name = name, .is_automatic = space[0] != '\0' };
}

bool
lockd_name_disk(const LockdSettings *settings, const char *path, LockLease *lease_out,
                GError **error)
{
    bool is_device = g_str_has_prefix(path, "/dev/");
    char *name;

    if (path[0] != '/')
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "'%s' is not the path of a disk", path);
    if (is_device && settings->lvm_space && (name = lvm_name(path)))
        set_lease(lease_out, settings->lvm_space, name);
    else if (is_device && settings->scsi_space && (name = scsi_name(path)))
        set_lease(lease_out, settings->scsi_space, name);
    else if (settings->file_space)
        set_lease(lease_out, settings->file_space,
                  g_compute_checksum_for_string(G_CHECKSUM_SHA256, path, -1));
    else
        set_lease(lease_out, "", g_strdup(path));
    return true;
}

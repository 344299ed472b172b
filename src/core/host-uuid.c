/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/host-uuid.h"

#include <string.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/thread.h"

LOG_SOURCE("util.uuid");
#define ERR_DOMAIN VIR_FROM_NONE

#define FILE_LIMIT 4096

static Mutex uuid_lock = MUTEX_INIT; /* guards the rest */
static uint8_t host_uuid[UUID_SIZE];
static bool is_set;

static bool
read_uuid(const char *path, uint8_t uuid_out[UUID_SIZE], GError **error)
{
    g_autofree char *text = NULL;

    if (!file_read(path, FILE_LIMIT, &text, NULL, error) ||
        !uuid_parse(g_strstrip(text), uuid_out, error))
        return false;
    return uuid_is_plausible(uuid_out) ||
           err_set(error, VIR_ERR_INTERNAL_ERROR, "'%s' has no plausible UUID", path);
}

static void
keep(const uint8_t uuid[UUID_SIZE])
{
    MUTEX_GUARD(&uuid_lock);

    memcpy(host_uuid, uuid, UUID_SIZE);
    is_set = true;
}

bool
host_uuid_set(const char *text, const char *source, const char *root, GError **error)
{
    bool is_machine_id = g_strcmp0(source, "machine-id") == 0;
    uint8_t uuid[UUID_SIZE];

    if (source && !is_machine_id && strcmp(source, "smbios") != 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "invalid UUID source: %s", source);
    if (text) {
        if (!uuid_parse(text, uuid, NULL) || !uuid_is_plausible(uuid))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "invalid host UUID: %s", text);
        keep(uuid);
    } else if (is_machine_id) {
        g_autofree char *path = g_strdup_printf("%s/etc/machine-id", root ? root : "");

        if (!read_uuid(path, uuid, error))
            return err_context(error,
                               "while looking for the host's UUID, as host_uuid_source says");
        keep(uuid);
    }
    return true;
}

void
host_uuid_get(uint8_t uuid_out[UUID_SIZE])
{
    MUTEX_GUARD(&uuid_lock);

    if (!is_set && !read_uuid("/sys/class/dmi/id/product_uuid", host_uuid, NULL) &&
        !read_uuid("/sys/devices/virtual/dmi/id/product_uuid", host_uuid, NULL)) {
        g_autoptr(GError) error = NULL;

        if (!uuid_generate(host_uuid, &error))
            log_error(LOG_LEVEL_ERROR, error);
        else
            LOG_WARN("%s", "the firmware has no UUID for this host: set host_uuid");
    }
    is_set = true;
    memcpy(uuid_out, host_uuid, UUID_SIZE);
}

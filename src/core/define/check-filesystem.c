/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with a folder of the host that the guest sees. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
check_source_of(const Filesystem *filesystem, GError **error)
{
    const FilesystemSource *source = &filesystem->src;

    switch (source->type) {
    case FILESYSTEM_TYPE_RAM:
        return source->from.usage != XML_ABSENT ||
               err_set(error, VIR_ERR_XML_ERROR, "missing 'usage' attribute for RAM filesystem");
    case FILESYSTEM_TYPE_VOLUME:
        return (source->pool && source->volume) ||
               err_set(error, VIR_ERR_XML_ERROR,
                       "'pool' and 'volume' must be specified together for 'pool' type source");
    case FILESYSTEM_TYPE_MOUNT:
    case FILESYSTEM_TYPE_BLOCK:
    case FILESYSTEM_TYPE_FILE:
    case FILESYSTEM_TYPE_TEMPLATE:
    case FILESYSTEM_TYPE_BIND:
    case FILESYSTEM_TYPE_UNSET:
        break;
    }
    return source->path || source->socket ||
           err_set(error, VIR_ERR_NO_SOURCE, filesystem->dst ? "%s" : NULL, filesystem->dst);
}

/* Lacks of the document that count before anything is filled in. */
bool
read_filesystem(Define *define, void *device, GError **error)
{
    Filesystem *filesystem = device;
    const char *path = filesystem->src.path;

    if (!check_source_of(filesystem, error))
        return false;
    if (!filesystem->dst)
        return err_set(error, VIR_ERR_NO_TARGET, path ? "%s" : NULL, path);
    /* A daemon that somebody else runs decides for itself. */
    if (filesystem->src.socket)
        XML_UNSET(&filesystem->src, path);
    else
        XML_SET_IF_ABSENT(filesystem, access, FILESYSTEM_ACCESS_PASSTHROUGH, XML_DEFINED);
    return true;
}

bool
check_filesystem(Define *define, void *device, GError **error)
{
    const Filesystem *filesystem = device;

    return !filesystem->info.boot || filesystem->driver == FILESYSTEM_DRIVER_VIRTIOFS ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "boot order is only supported for virtiofs");
}

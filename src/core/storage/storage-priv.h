/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The methods, by the file that has them, and what the files share. */
#ifndef VIRTUE_CORE_STORAGE_PRIV_H
#define VIRTUE_CORE_STORAGE_PRIV_H

#include "base/err.h"
#include "core/storage/storage.h"

/* Errors of what the driver finds wrong; obj is a DefinedObj. */
#define storage_error(obj, error, ...) err_set_full(error, (obj)->host->type->errors, __VA_ARGS__)

/* pool.c */
bool storage_require_active(StoragePoolObj *pool, GError **error);
bool storage_require_inactive(StoragePoolObj *pool, GError **error);
static inline const Pool *
pool_of(const Definition *def)
{
    return def->root;
}

/* capabilities.c */
bool storage_get_capabilities_method(Conn *conn, unsigned int flags, Job *job,
                                     char **capabilities_out, GError **error);

/* find.c */
bool storage_vol_lookup_by_key_method(Conn *conn, const char *key, Job *job, StorageVolRef *vol_out,
                                      GError **error);
bool storage_vol_lookup_by_path_method(Conn *conn, const char *path, Job *job,
                                       StorageVolRef *vol_out, GError **error);
bool storage_pool_lookup_by_target_path_method(Conn *conn, const char *path, Job *job,
                                               StoragePoolRef *pool_out, GError **error);

/* run.c */
bool storage_start(StoragePoolObj *pool, Definition *live, Job *job, GError **error);
bool storage_pool_create_xml_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                                    StoragePoolRef *pool_out, GError **error);
bool storage_pool_create_method(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error);
bool storage_pool_build_method(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error);
bool storage_pool_delete_method(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error);
bool storage_pool_destroy_method(StoragePoolObj *pool, Job *job, GError **error);
bool storage_pool_refresh_method(StoragePoolObj *pool, unsigned int flags, Job *job,
                                 GError **error);

/* space.c: whether there is room for a volume; and that a volume takes so much more, or less. */
bool storage_has_room(StoragePoolObj *pool, const Volume *volume, GError **error);
void storage_count(StoragePoolObj *pool, uint64_t before, uint64_t after);
bool storage_pool_get_info_method(StoragePoolObj *pool, Job *job, StoragePoolGetInfoRet *ret_out,
                                  GError **error);
bool storage_pool_get_xml_desc_method(StoragePoolObj *pool, unsigned int flags, Job *job,
                                      char **xml_out, GError **error);

/* transfer.c */
bool storage_vol_upload_method(StorageVolObj *vol, unsigned long long offset,
                               unsigned long long length, unsigned int flags, virStreamPtr stream,
                               Job *job, GError **error);
bool storage_vol_download_method(StorageVolObj *vol, unsigned long long offset,
                                 unsigned long long length, unsigned int flags, virStreamPtr stream,
                                 Job *job, GError **error);

/* volume.c: one in no index yet. */
StorageVolObj *storage_vol_new(StoragePoolObj *pool, const Definition *def);
bool storage_insert(StoragePoolObj *pool, StorageVolObj *vol, const Definition *def,
                    GError **error);
static inline Volume *
volume_of(const Definition *def)
{
    return def->root;
}

/* volume-change.c */
bool storage_vol_delete_method(StorageVolObj *vol, unsigned int flags, Job *job, GError **error);
bool storage_vol_resize_method(StorageVolObj *vol, unsigned long long capacity, unsigned int flags,
                               Job *job, GError **error);
bool storage_vol_wipe_method(StorageVolObj *vol, unsigned int flags, Job *job, GError **error);
bool storage_vol_wipe_pattern_method(StorageVolObj *vol, unsigned int algorithm, unsigned int flags,
                                     Job *job, GError **error);

/* volume-make.c */
bool storage_vol_create_xml_method(StoragePoolObj *pool, const char *xml, unsigned int flags,
                                   Job *job, StorageVolRef *vol_out, GError **error);
bool storage_vol_create_xml_from_method(StoragePoolObj *pool, const char *xml,
                                        const StorageVolRef *clonevol, unsigned int flags, Job *job,
                                        StorageVolRef *vol_out, GError **error);

/* conflict.c: a pool that is not there yet. Two that come at once are both asked again. */
bool storage_may_appear(Host *host, const Definition *def, GError **error);

#endif

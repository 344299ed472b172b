/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The data of volumes, through streams. */
#include "core/storage/storage-priv.h"
#include "core/stream/file-stream.h"

static bool
attach(StorageVolObj *vol, virStreamPtr stream, const FileRange *range, bool is_written,
       GError **error)
{
    int fd = storage_driver(&vol->base)->open(vol, is_written, error);

    return fd >= 0 && file_stream_attach(stream, fd, is_written, range, error);
}

bool
storage_vol_upload_method(StorageVolObj *vol, unsigned long long offset, unsigned long long length,
                          unsigned int flags, virStreamPtr stream, Job *job, GError **error)
{
    FileRange range = {
        .offset = offset,
        .length = length,
        .is_sparse = flags & VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM,
    };

    return attach(vol, stream, &range, true, error);
}

bool
storage_vol_download_method(StorageVolObj *vol, unsigned long long offset,
                            unsigned long long length, unsigned int flags, virStreamPtr stream,
                            Job *job, GError **error)
{
    FileRange range = {
        .offset = offset,
        .length = length,
        .is_sparse = flags & VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM,
    };

    return attach(vol, stream, &range, false, error);
}

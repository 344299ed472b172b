/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Define for what is no domain: complete a definition that was read and check it, as define.h says.
 * Of the environment only the random bytes are used. What a driver adds of its own (names of
 * bridges, amounts of a running pool) is not done here. */
#ifndef VIRTUE_CORE_DEFINE_OBJECTS_H
#define VIRTUE_CORE_DEFINE_OBJECTS_H

#include "core/define/define.h"

bool network_define(Definition *def, const DefineEnv *env, GError **error);
/* What the driver that makes bridges adds: a name that no other network has, virbr0 and up, and a
 * MAC address. */
typedef bool (*NetworkNameTaken)(const void *data, const char *bridge);
bool network_define_bridge(Definition *def, const DefineEnv *env, NetworkNameTaken is_taken,
                           const void *data, GError **error);
bool nwfilter_define(Definition *def, const DefineEnv *env, GError **error);
bool pool_define(Definition *def, const DefineEnv *env, GError **error);
/* What sources of such a pool can be, and are if nothing is said; unset: nothing is to be said. */
bool pool_takes_format(PoolType type, PoolFormat format);
PoolFormat pool_default_format(PoolType type);
bool secret_define(Definition *def, const DefineEnv *env, GError **error);

bool host_interface_define(Definition *def, GError **error);
bool network_port_define(Definition *def, GError **error);
bool nodedev_define(Definition *def, GError **error);
bool nwfilterbinding_define(Definition *def, GError **error);

typedef enum VolumeFlags {
    VOLUME_CAPACITY_OF_SOURCE = 1 << 0,  /* a copy: of what tells how large it is */
    VOLUME_CAPACITY_OF_BACKING = 1 << 1, /* likewise, if it has a backing store */
    VOLUME_ANY_NAME = 1 << 2,            /* there are no files, so a / is no harm */
    VOLUME_ANY_TYPE = 1 << 3,            /* that of the document counts, not that of the pool */
    VOLUME_ANY_PATH = 1 << 4,            /* likewise path and key */
} VolumeFlags;

/* A volume to be made in that pool. What is found out once it exists (how much it takes, to whom
 * it belongs) is what was asked for, until then. */
bool volume_define(Definition *def, const Pool *pool, unsigned int flags, GError **error);
/* What the volumes of such a pool are. */
VolumeType volume_type_of_pool(const Pool *pool);
/* As those of pools. */
bool volume_takes_format(PoolType type, VolumeFormat format);
VolumeFormat volume_default_format(PoolType type);

#endif

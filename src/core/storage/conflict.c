/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two pools with one source: each would take the other's volumes for its own. */
#include <string.h>

#include "core/storage/storage-priv.h"

typedef bool (*SameSource)(const Pool *old, const Pool *new);

static bool
never(const Pool *old, const Pool *new)
{
    return false;
}

static bool
always(const Pool *old, const Pool *new)
{
    return true;
}

static bool
same_target(const Pool *old, const Pool *new)
{
    return g_strcmp0(old->path, new->path) == 0;
}

static bool
same_name(const Pool *old, const Pool *new)
{
    return g_strcmp0(old->source.name, new->source.name) == 0;
}

static bool
same_device(const Pool *old, const Pool *new)
{
    for (unsigned int i = 0; i < old->source.devices.n; i++)
        for (unsigned int k = 0; k < new->source.devices.n; k++)
            if (g_str_equal(old->source.devices.items[i]->path, new->source.devices.items[k]->path))
                return true;
    return false;
}

/* The first one counts, but of two lists nothing is known. A new one that says no port is meant to
 * be any. */
static bool
same_host(const Pool *old, const Pool *new)
{
    const PoolHost *a = old->source.hosts.items[0], *b = new->source.hosts.items[0];

    if (old->source.hosts.n > 1 && new->source.hosts.n > 1)
        return false;
    return g_str_equal(a->name, b->name) && (b->port == 0 || a->port == b->port);
}

static bool
same_export(const Pool *old, const Pool *new)
{
    return same_host(old, new) && g_strcmp0(old->source.dir, new->source.dir) == 0;
}

static bool
same_gluster(const Pool *old, const Pool *new)
{
    return same_export(old, new) && same_name(old, new);
}

/* One target, whatever ways there are to it. */
static bool
same_iscsi(const Pool *old, const Pool *new)
{
    return same_device(old, new) &&
           g_strcmp0(old->source.initiator_iqn, new->source.initiator_iqn) == 0;
}

/* --- adapters */

/* host5 of old is scsi_host5. */
static const char *
plain_name(const char *name)
{
    return name && g_str_has_prefix(name, "scsi_") ? name + strlen("scsi_") : name;
}

/* The adapter itself, or the one that a virtual port is of. */
static const char *
card_of(const PoolAdapter *adapter)
{
    return plain_name(adapter->type == POOL_ADAPTER_TYPE_FC_HOST ? adapter->parent : adapter->name);
}

static bool
same_address(const PoolAdapterParent *a, const PoolAdapterParent *b)
{
    return a && b && a->unique_id == b->unique_id && a->domain == b->domain && a->bus == b->bus &&
           a->slot == b->slot && a->function == b->function;
}

static bool
same_adapter(const Pool *old, const Pool *new)
{
    const PoolAdapter *a = old->source.adapter, *b = new->source.adapter;
    bool a_is_port = a->type == POOL_ADAPTER_TYPE_FC_HOST;
    bool b_is_port = b->type == POOL_ADAPTER_TYPE_FC_HOST;

    if (a_is_port && b_is_port)
        return g_str_equal(a->wwnn, b->wwnn) && g_str_equal(a->wwpn, b->wwpn);
    if (same_address(a->parent_address, b->parent_address))
        return true;
    return card_of(a) && g_strcmp0(card_of(a), card_of(b)) == 0;
}

/* --- all kinds; those of one group can have the same source */

static const struct {
    int group;
    SameSource is_same;
} rules[] = {
    [POOL_TYPE_DIR] = { POOL_TYPE_DIR, same_target },
    [POOL_TYPE_FS] = { POOL_TYPE_FS, same_device },
    [POOL_TYPE_NETFS] = { POOL_TYPE_NETFS, same_export },
    [POOL_TYPE_LOGICAL] = { POOL_TYPE_FS, same_device },
    [POOL_TYPE_DISK] = { POOL_TYPE_FS, same_device },
    [POOL_TYPE_ISCSI] = { POOL_TYPE_ISCSI, same_iscsi },
    [POOL_TYPE_ISCSI_DIRECT] = { POOL_TYPE_ISCSI_DIRECT, never },
    [POOL_TYPE_SCSI] = { POOL_TYPE_SCSI, same_adapter },
    [POOL_TYPE_MPATH] = { POOL_TYPE_MPATH, always },
    [POOL_TYPE_RBD] = { POOL_TYPE_RBD, never },
    [POOL_TYPE_SHEEPDOG] = { POOL_TYPE_SHEEPDOG, same_host },
    [POOL_TYPE_GLUSTER] = { POOL_TYPE_GLUSTER, same_gluster },
    [POOL_TYPE_ZFS] = { POOL_TYPE_FS, same_device },
    [POOL_TYPE_VSTORAGE] = { POOL_TYPE_VSTORAGE, same_name },
};

static bool
is_same_source(const Pool *old, const Pool *new)
{
    unsigned int kind = new->source.kind;

    return rules[old->source.kind].group == rules[kind].group && rules[kind].is_same(old, new);
}

static bool
check_others(Index *index, const Obj *self, const Definition *def, GError **error)
{
    g_autoptr(ObjList) all = index_snapshot(index);

    for (unsigned int i = 0; i < all->n; i++) {
        g_autoptr(Definition) other = NULL;

        if (all->items[i] == self)
            continue;
        other = defined_definition((DefinedObj *)all->items[i], false);
        if (is_same_source(pool_of(other), pool_of(def)))
            return err_set_full(error, VIR_FROM_STORAGE, VIR_ERR_OPERATION_FAILED,
                                "Storage source conflict with pool: '%s'", pool_of(other)->name);
    }
    return true;
}

bool
storage_check_source(StoragePoolObj *pool, const Definition *def, GError **error)
{
    return check_others(pool->base.index, &pool->base.obj, def, error);
}

bool
storage_may_appear(Host *host, const Definition *def, GError **error)
{
    return check_others(host->indexes[OBJECT_STORAGE_POOL], NULL, def, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pools that stand nowhere, all of one size. What is written to a volume is kept in a file without
 * a name, for as long as there is the volume. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/define/objects.h"
#include "core/nodedev/nodedev.h"
#include "core/storage/storage.h"
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

#define POOL_BYTES ((uint64_t)100 << 30)
#define COPY_BYTES ((size_t)1 << 30) /* in one call */

/* --- data: StorageVolObj.data is the descriptor and one, 0 until somebody looks at it */

static Mutex data_lock = MUTEX_INIT; /* guards the data of all volumes */

static int
fd_of(const StorageVolObj *vol)
{
    return GPOINTER_TO_INT(vol->data) - 1;
}

static int
make_file(uint64_t size, GError **error)
{
    int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd < 0)
        fd = memfd_create("volume", MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, (off_t)MIN(size, INT64_MAX)) == 0)
        return fd;
    err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot make a file for a volume");
    if (fd >= 0)
        close(fd);
    return -1;
}

/* The caller's own descriptor. */
static int
open_data(StorageVolObj *vol, bool is_written, GError **error)
{
    g_autoptr(Definition) def = defined_stored(&vol->base);
    const Volume *volume = def->root;
    MUTEX_GUARD(&data_lock);
    int fd = fd_of(vol);

    if (fd < 0) {
        if ((fd = make_file(volume->capacity, error)) < 0)
            return -1;
        vol->data = GINT_TO_POINTER(fd + 1);
    }
    if ((fd = fcntl(fd, F_DUPFD_CLOEXEC, 0)) < 0)
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot open the data of a volume");
    return fd;
}

static bool
has_data(StorageVolObj *vol)
{
    MUTEX_GUARD(&data_lock);

    return fd_of(vol) >= 0;
}

static void
free_volume(StorageVolObj *vol)
{
    if (fd_of(vol) >= 0)
        close(fd_of(vol));
}

static bool
copy_data(int from, int to, GError **error)
{
    off_t from_at = 0, to_at = 0;
    ssize_t done;

    do
        done = copy_file_range(from, &from_at, to, &to_at, COPY_BYTES, 0);
    while (done > 0 || (done < 0 && errno == EINTR));
    return done == 0 || err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot copy the data of a volume");
}

/* The data of a copy, cut or extended to its own capacity. */
static bool
make(StoragePoolObj *pool, StorageVolObj *vol, Definition *def, StorageVolObj *source,
     unsigned int flags, Job *job, GError **error)
{
    const Volume *volume = def->root;
    int from, to;
    bool done;

    if (!source || !has_data(source))
        return true;
    if ((from = open_data(source, false, error)) < 0)
        return false;
    to = open_data(vol, true, error);
    done = to >= 0 && copy_data(from, to, error) &&
           (ftruncate(to, (off_t)MIN(volume->capacity, INT64_MAX)) == 0 ||
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot set the size of a volume"));
    close(from);
    if (to >= 0)
        close(to);
    return done;
}

static bool
resize(StorageVolObj *vol, Definition *def, uint64_t capacity, unsigned int flags, Job *job,
       GError **error)
{
    MUTEX_GUARD(&data_lock);

    return fd_of(vol) < 0 || ftruncate(fd_of(vol), (off_t)MIN(capacity, INT64_MAX)) == 0 ||
           err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot set the size of a volume");
}

/* However often it is to be overwritten: of what is given back to the system, nothing is left. */
static bool
wipe(StorageVolObj *vol, unsigned int algorithm, Job *job, GError **error)
{
    g_autoptr(Definition) def = defined_stored(&vol->base);
    const Volume *volume = def->root;
    MUTEX_GUARD(&data_lock);

    return fd_of(vol) < 0 ||
           (ftruncate(fd_of(vol), 0) == 0 &&
            ftruncate(fd_of(vol), (off_t)MIN(volume->capacity, INT64_MAX)) == 0) ||
           err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot wipe a volume");
}

/* --- pools of a virtual port, which there is for as long as the pool runs; StoragePoolObj.data is
 * the name of the device */

static bool
start(StoragePoolObj *pool, Definition *live, Job *job, GError **error)
{
    const PoolAdapter *adapter = ((const Pool *)live->root)->source.adapter;
    g_autoptr(Definition) port = NULL;

    if (!adapter || adapter->type != POOL_ADAPTER_TYPE_FC_HOST)
        return true;
    port = test_vport(pool->base.host, adapter->wwnn, adapter->wwpn, error);
    if (!port || !nodedev_appeared(pool->base.host, port, error))
        return false;
    pool->data = g_strdup(((const NodeDevice *)port->root)->name);
    return true;
}

static void
free_pool(StoragePoolObj *pool)
{
    g_clear_pointer(&pool->data, g_free);
}

static void
stop(StoragePoolObj *pool)
{
    if (pool->data)
        nodedev_vanished(pool->base.host, pool->data);
    free_pool(pool);
}

/* --- sources: what a host with two volume groups, and any host of the network, would have */

static bool
find_volume_groups(const PoolSource *spec, Definition *found, GError **error)
{
    static const struct {
        const char *device, *name;
    } groups[] = { { "/dev/sda20", "testvg1" }, { "/dev/sda21", "testvg2" } };
    PoolSources *all = found->root;

    for (unsigned int i = 0; i < G_N_ELEMENTS(groups); i++) {
        PoolSource *source = object_new(found->arena, XML_TYPE_POOL_SOURCE, XML_GIVEN);
        PoolDevice *device = object_new(found->arena, XML_TYPE_POOL_DEVICE, XML_GIVEN);

        XML_SET(device, path, groups[i].device, XML_GIVEN);
        list_append(found->arena, &source->devices, device);
        XML_SET(source, name, groups[i].name, XML_GIVEN);
        XML_SET(source, format, POOL_FORMAT_LVM2, XML_GIVEN);
        list_append(found->arena, &all->sources, source);
    }
    return true;
}

static bool
find_exports(const PoolSource *spec, Definition *found, GError **error)
{
    PoolSources *all = found->root;
    PoolSource *source;
    PoolHost *host;

    if (!spec)
        return err_set(error, VIR_ERR_INVALID_ARG, "hostname must be specified for netfs sources");
    if (spec->hosts.n != 1)
        return err_set_full(error, VIR_FROM_STORAGE, VIR_ERR_XML_ERROR,
                            "Expected exactly 1 host for the storage pool");
    source = object_new(found->arena, XML_TYPE_POOL_SOURCE, XML_GIVEN);
    host = object_new(found->arena, XML_TYPE_POOL_HOST, XML_GIVEN);
    XML_SET(host, name, arena_strdup(found->arena, spec->hosts.items[0]->name), XML_GIVEN);
    list_append(found->arena, &source->hosts, host);
    XML_SET(source, dir, "/testshare", XML_GIVEN);
    XML_SET(source, format, POOL_FORMAT_NFS, XML_GIVEN);
    list_append(found->arena, &all->sources, source);
    return true;
}

/* spec_out is NULL without a spec. */
static bool
read_spec(int type, const char *text, Definition **spec_out, GError **error)
{
    g_autoptr(XmlDoc) doc = NULL;
    const XmlNode *root;

    *spec_out = NULL;
    if (!text)
        return true;
    doc = xml_doc_parse(text, strlen(text), "(storage_source_specification)", VIR_FROM_STORAGE,
                        error);
    if (!doc)
        return false;
    root = xml_doc_root(doc);
    if (g_str_equal(root->name, "source") && type < 0)
        return err_set_full(error, VIR_FROM_STORAGE, VIR_ERR_INTERNAL_ERROR,
                            "missing backend for pool type %d", type);
    if (type == POOL_TYPE_RBD && g_str_equal(root->name, "source") && !xml_node_child(root, "name"))
        return err_set_full(error, VIR_FROM_STORAGE, VIR_ERR_XML_ERROR,
                            "element 'name' is mandatory for RBD pool");
    return (*spec_out = definition_read(XML_DOCUMENT_POOLSOURCE, doc, root, 0, error)) != NULL;
}

static bool
find_sources(Host *host, const char *type_text, const char *spec_text, char **xml_out,
             GError **error)
{
    const int known = xml_enum_value(XML_ENUM_POOL_TYPE, type_text), type = known > 0 ? known : -1;
    bool (*find)(const PoolSource *spec, Definition *found, GError **error) =
        type == POOL_TYPE_LOGICAL ? find_volume_groups
        : type == POOL_TYPE_NETFS ? find_exports
                                  : NULL;
    g_autoptr(Definition) spec = NULL;
    g_autoptr(Definition) found = NULL;

    if (type == POOL_TYPE_DIR)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "unknown storage pool type %s", type_text);
    if (!read_spec(type, spec_text, &spec, error))
        return false;
    if (!find)
        return err_set(error, VIR_ERR_NO_SUPPORT,
                       "pool type '%s' does not support source discovery", type_text);
    found = definition_new(XML_DOCUMENT_POOLSOURCES);
    if (!find(spec ? spec->root : NULL, found, error))
        return false;
    *xml_out = definition_format(found, 0);
    return true;
}

const StorageDriver test_storage_driver = {
    .pool_kinds = ~0u,
    .pool_capacity = POOL_BYTES,
    .volume_flags = VOLUME_ANY_NAME | VOLUME_ANY_TYPE,
    .copies_within_pool = true,
    .start = start,
    .stop = stop,
    .free_pool = free_pool,
    .make = make,
    .resize = resize,
    .wipe = wipe,
    .open = open_data,
    .free_volume = free_volume,
    .find_sources = find_sources,
};

/* --- pools of files, with their volumes */

/* They are where the file says, which the pool need not be, and may stand in files of their own. */
static bool
add_volume(StoragePoolObj *pool, const Pool *live, XmlDoc *doc, const XmlNode *node, GError **error)
{
    const char *name = xml_node_attr(node, "file");
    g_autoptr(XmlDoc) other = NULL;
    g_autoptr(Definition) def = NULL;

    if (name && !(other = test_file_open((TestHost *)pool->base.host, name, "volume", error)))
        return false;
    def = definition_read(XML_DOCUMENT_VOLUME, other ? other : doc,
                          other ? xml_doc_root(other) : node, 0, error);
    return def &&
           volume_define(def, live, test_storage_driver.volume_flags | VOLUME_ANY_PATH, error) &&
           storage_add_volume(pool, def, error);
}

bool
test_add_pool(TestHost *host, XmlDoc *doc, const XmlNode *node, GError **error)
{
    g_autoptr(Definition) def =
        defined_read_element(&host->host, &storage_pool_kind, doc, node, 0, error);
    g_autoptr(Obj) obj = NULL;

    if (!def || !(obj = (Obj *)defined_add(&host->host, &storage_pool_kind, def, error)) ||
        !storage_check_source((StoragePoolObj *)obj, def, error))
        return false;
    if (!obj_is(obj, OBJ_ACTIVE))
        defined_start((DefinedObj *)obj, NULL);
    for (const XmlNode *child = node->children; child; child = child->next)
        if (child->kind == XML_NODE_ELEMENT && g_str_equal(child->name, "volume") &&
            !add_volume((StoragePoolObj *)obj, def->root, doc, child, error))
            return false;
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with huge pages and memory devices. All amounts are KiB. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define LABEL_MIN 128
/* A block is not smaller than a transparent huge page of the host, which all supported hosts
 * have with this size. */
#define BLOCK_MIN 2048

static bool
check_page_nodes(const HugePage *page, unsigned int n_cells, GError **error)
{
    for (int node = -1; (node = bitmap_next(page->nodeset, node)) >= 0;)
        /* A guest without nodes is one node. */
        if ((unsigned int)node >= MAX(n_cells, 1))
            return err_set(error, VIR_ERR_XML_DETAIL, "hugepages: node %d not found", node);
    return true;
}

/* The first page size before the one at n that is for a node of it too. */
static const HugePage *
find_page(const Hugepages *hugepages, unsigned int n)
{
    const Bitmap *nodes = hugepages->pages.items[n]->nodeset;

    for (unsigned int i = 0; i < n; i++) {
        const HugePage *page = hugepages->pages.items[i];

        if (nodes ? page->nodeset && bitmap_overlaps(page->nodeset, nodes) : !page->nodeset)
            return page;
    }
    return NULL;
}

/* Which page size a node gets must be said once. */
bool
check_hugepages(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    const Hugepages *hugepages = domain->backing.hugepages;
    g_autoptr(Bitmap) nodes = bitmap_new();
    bool has_master = false;

    for (unsigned int i = 0; hugepages && i < hugepages->pages.n; i++) {
        HugePage *page = hugepages->pages.items[i];

        if (page->size == 0)
            return err_set(error, VIR_ERR_XML_DETAIL, "hugepage size can't be zero");
        if (page->nodeset && !check_page_nodes(page, domain->cpu.numa.cells.n, error))
            return false;
        if (page->nodeset && domain->cpu.numa.cells.n == 0)
            XML_UNSET(page, nodeset); /* the only node is all there is */
        if (!page->nodeset && has_master)
            return err_set(error, VIR_ERR_XML_DETAIL,
                           "two master hugepages detected: %" G_GUINT64_FORMAT
                           " and %" G_GUINT64_FORMAT,
                           page->size, find_page(hugepages, i)->size);
        if (page->nodeset && bitmap_overlaps(nodes, page->nodeset))
            return err_set(error, VIR_ERR_XML_DETAIL,
                           "nodeset attribute of hugepages of sizes %" G_GUINT64_FORMAT
                           " and %" G_GUINT64_FORMAT " intersect",
                           page->size, find_page(hugepages, i)->size);
        if (page->nodeset)
            bitmap_add(nodes, page->nodeset);
        has_master |= !page->nodeset;
    }
    return true;
}

static bool
check_node(const MemoryDevice *memory, unsigned int n_cells, GError **error)
{
    if (memory->from.node == XML_ABSENT)
        return true;
    if (n_cells == 0)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "can't add memory backend as guest has no NUMA nodes configured");
    return memory->node < n_cells ||
           err_set(error, VIR_ERR_XML_DETAIL,
                   "can't add memory backend for guest node '%u' as the guest has only '%u' "
                   "NUMA nodes configured",
                   memory->node, n_cells);
}

static bool
check_path(const MemoryDevice *memory, GError **error)
{
    return memory->path || err_set(error, VIR_ERR_XML_DETAIL, "path is required for model '%s'",
                                   define_text(XML_ENUM_MEMORY_MODEL, memory->model));
}

static bool
check_nvdimm(const Domain *domain, const MemoryDevice *memory, GError **error)
{
    bool is_ppc64 = g_str_has_prefix(domain->os.arch, "ppc64");

    if (!check_path(memory, error))
        return false;
    if (memory->discard == YES_NO_YES)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "discard is not supported for nvdimms");
    /* There the firmware keeps the label in the memory itself, and knows it by a UUID. */
    if (is_ppc64 && memory->label_size == 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "label size is required for NVDIMM device");
    return is_ppc64 || memory->from.uuid == XML_ABSENT ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "UUID is not supported for NVDIMM device");
}

static bool
check_virtio_pmem(const MemoryDevice *memory, GError **error)
{
    if (!check_path(memory, error))
        return false;
    if (memory->access != MEMORY_ACCESS_SHARED)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "shared access mode required for virtio-pmem device");
    return memory->from.node == XML_ABSENT ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "virtio-pmem does not support NUMA nodes");
}

static bool
check_virtio_mem(const MemoryDevice *memory, GError **error)
{
    uint64_t block = memory->block_size;

    if (memory->requested_size > memory->size)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "requested size must be smaller than or equal to @size (%" G_GUINT64_FORMAT
                       "KiB)",
                       memory->size);
    if (block == 0 || (block & (block - 1)) != 0)
        return err_set(error, VIR_ERR_XML_DETAIL, "block size must be a power of two");
    if (block < BLOCK_MIN)
        return err_set(error, VIR_ERR_XML_DETAIL, "block size too small, must be at least %dKiB",
                       BLOCK_MIN);
    return memory->requested_size % block == 0 ||
           err_set(error, VIR_ERR_XML_DETAIL,
                   "requested size must be an integer multiple of block size");
}

/* What is wrong with the numbers of the document, whatever the domain is. */
bool
read_memory_device(Define *define, void *device, GError **error)
{
    const MemoryDevice *memory = device;

    if (memory->host_nodes && bitmap_is_empty(memory->host_nodes))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Invalid value of 'nodemask': no number is left in it");
    if (memory->from.label_size == XML_ABSENT || memory->label_size == 0)
        return true;
    if (memory->label_size < LABEL_MIN)
        return err_set(error, VIR_ERR_XML_ERROR, "nvdimm label must be at least %dKiB", LABEL_MIN);
    return memory->label_size < memory->size ||
           err_set(error, VIR_ERR_XML_ERROR, "label size must be smaller than NVDIMM size");
}

bool
check_memory_device(Define *define, void *device, GError **error)
{
    const Domain *domain = define->domain;
    const MemoryDevice *memory = device;

    if (!check_node(memory, domain->cpu.numa.cells.n, error))
        return false;
    switch (memory->model) {
    case MEMORY_MODEL_NVDIMM:
        return check_nvdimm(domain, memory, error);
    case MEMORY_MODEL_VIRTIO_PMEM:
        return check_virtio_pmem(memory, error);
    case MEMORY_MODEL_VIRTIO_MEM:
        return check_virtio_mem(memory, error);
    case MEMORY_MODEL_UNSET:
    case MEMORY_MODEL_DIMM:
    case MEMORY_MODEL_SGX_EPC:
        break;
    }
    return true;
}

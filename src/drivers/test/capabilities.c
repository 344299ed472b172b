/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the host says it is. */
#include "test-priv.h"

#include "base/bitmap.h"
#include "xml/definition.h"

#define EMULATOR      "/usr/bin/test-hv"
#define FEATURES(all) (XML_SET(all, pae, true, XML_GIVEN), XML_SET(all, nonpae, true, XML_GIVEN))

static const char *const os_types[] = { "hvm", "xen" };

static void
add_page_size(Arena *arena, CapsCpu *cpu, uint64_t kib)
{
    CapsPageSize *size = object_new(arena, XML_TYPE_CAPS_PAGE_SIZE, XML_GIVEN);

    XML_SET(size, unit, "KiB", XML_GIVEN);
    XML_SET(size, size, kib, XML_GIVEN);
    list_append(arena, &cpu->page_sizes, size);
}

static void
fill_cpu(Arena *arena, CapsCpu *cpu)
{
    XML_SET(cpu, arch, TEST_ARCH, XML_GIVEN);
    cpu->features = object_new(arena, XML_TYPE_CAPS_CPU_FEATURES, XML_GIVEN);
    FEATURES(cpu->features);
    for (unsigned int cell = 0; cell < TEST_CELLS_MAX; cell++)
        add_page_size(arena, cpu, test_page_kib(cell));
    for (unsigned int i = 0; i < TEST_LARGE_PAGES; i++)
        add_page_size(arena, cpu, test_large_kib[i]);
}

static void
add_pages(Arena *arena, CapsCell *cell, uint64_t kib, uint64_t count)
{
    CapsPages *pages = object_new(arena, XML_TYPE_CAPS_PAGES, XML_GIVEN);

    XML_SET(pages, unit, "KiB", XML_GIVEN);
    XML_SET(pages, size, kib, XML_GIVEN);
    XML_SET(pages, count, count, XML_GIVEN);
    list_append(arena, &cell->pages, pages);
}

static CapsNodeCpu *
cpu_of(Arena *arena, unsigned int cell, unsigned int core, unsigned int id)
{
    CapsNodeCpu *cpu = object_new(arena, XML_TYPE_CAPS_NODE_CPU, XML_GIVEN);
    Bitmap *siblings = bitmap_new();

    arena_own(arena, siblings, (GDestroyNotify)bitmap_free);
    bitmap_set(siblings, id);
    XML_SET(cpu, id, id, XML_GIVEN);
    XML_SET(cpu, socket_id, cell, XML_GIVEN);
    XML_SET(cpu, die_id, 0, XML_GIVEN);
    XML_SET(cpu, core_id, core, XML_GIVEN);
    XML_SET(cpu, siblings, siblings, XML_GIVEN);
    return cpu;
}

static CapsCell *
cell_of(Arena *arena, const TestNode *node, unsigned int id)
{
    CapsCell *cell = object_new(arena, XML_TYPE_CAPS_CELL, XML_GIVEN);
    uint64_t memory_kib = node->cells[id].memory_kib;
    unsigned int n = node->cells[id].n_cpus;

    XML_SET(cell, id, id, XML_GIVEN);
    XML_SET(cell, memory, memory_kib, XML_GIVEN);
    add_pages(arena, cell, test_page_kib(id), memory_kib / test_page_kib(id));
    for (unsigned int i = 0; i < TEST_LARGE_PAGES; i++)
        add_pages(arena, cell, test_large_kib[i], atomic_load(&node->cells[id].large_pages[i]));
    cell->cpus = object_new(arena, XML_TYPE_CAPS_CELL_CPUS, XML_GIVEN);
    XML_SET(cell->cpus, num, n, XML_GIVEN);
    for (unsigned int core = 0; core < n; core++)
        list_append(arena, &cell->cpus->cpus, cpu_of(arena, id, core, id * n + core));
    return cell;
}

static void
fill_host(Arena *arena, CapsHost *host, const TestNode *node)
{
    CapsSecModel *model = object_new(arena, XML_TYPE_CAPS_SEC_MODEL, XML_GIVEN);

    fill_cpu(arena, &host->cpu);
    host->power = object_new(arena, XML_TYPE_CAPS_HOST_POWER, XML_GIVEN);
    XML_SET(host, iommu, YES_NO_NO, XML_GIVEN);
    host->topology = object_new(arena, XML_TYPE_CAPS_HOST_TOPOLOGY, XML_GIVEN);
    XML_SET(host->topology, n_cells, node->n_cells, XML_GIVEN);
    for (unsigned int i = 0; i < node->n_cells; i++)
        list_append(arena, &host->topology->cells, cell_of(arena, node, i));
    XML_SET(model, model, TEST_SECURITY_MODEL, XML_GIVEN);
    XML_SET(model, doi, TEST_SECURITY_DOI, XML_GIVEN);
    list_append(arena, &host->secmodels, model);
}

static CapsGuest *
guest_of(Arena *arena, const char *os_type)
{
    CapsGuest *guest = object_new(arena, XML_TYPE_CAPS_GUEST, XML_GIVEN);
    CapsDomain *domain = object_new(arena, XML_TYPE_CAPS_DOMAIN, XML_GIVEN);

    XML_SET(guest, os_type, os_type, XML_GIVEN);
    XML_SET(guest, arch, TEST_ARCH, XML_GIVEN);
    XML_SET(guest, wordsize, 32, XML_GIVEN);
    XML_SET(guest, emulator, EMULATOR, XML_GIVEN);
    XML_SET(domain, type, "test", XML_GIVEN);
    list_append(arena, &guest->domains, domain);
    guest->features = object_new(arena, XML_TYPE_CAPS_GUEST_FEATURES, XML_GIVEN);
    FEATURES(guest->features);
    return guest;
}

bool
test_capabilities(Conn *conn, Job *job, char **capabilities_out, GError **error)
{
    g_autoptr(Definition) def = definition_new(XML_DOCUMENT_CAPABILITIES);
    Capabilities *all = def->root;

    fill_host(def->arena, &all->host, &test_host_of(conn)->node);
    for (unsigned int i = 0; i < G_N_ELEMENTS(os_types); i++)
        list_append(def->arena, &all->guests, guest_of(def->arena, os_types[i]));
    *capabilities_out = definition_format(def, 0);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory and processors of the host. Nothing of it is measured: the numbers stay as they are. */
#include "test-priv.h"

#include "xml/definition.h"

#define ERR_DOMAIN VIR_FROM_TEST

const unsigned int test_large_kib[TEST_LARGE_PAGES] = { 2048, 1048576 };

#define MAX_VCPUS   32
#define ONLINE_CPUS 0x15 /* of eight: 0, 2 and 4 */

static bool
get_info(Conn *conn, Job *job, NodeGetInfoRet *ret_out, GError **error)
{
    const TestNode *node = &test_host_of(conn)->node;

    *ret_out = (NodeGetInfoRet){
        .memory = node->memory_kib,
        .cpus = (int)node->cpus,
        .mhz = (int)node->mhz,
        .nodes = (int)node->nodes,
        .sockets = (int)node->sockets,
        .cores = (int)node->cores,
        .threads = (int)node->threads,
    };
    g_strlcpy(ret_out->model, node->model, sizeof(ret_out->model));
    return true;
}

/* Half of what the cells have; KiB where others tell bytes, as the original's. */
static bool
get_free_memory(Conn *conn, Job *job, unsigned long long *freeMem_out, GError **error)
{
    const TestNode *node = &test_host_of(conn)->node;

    *freeMem_out = 0;
    for (unsigned int i = 0; i < node->n_cells; i++)
        *freeMem_out += node->cells[i].memory_kib / 2;
    return true;
}

static bool
get_cells_free_memory(Conn *conn, int startCell, Job *job, unsigned long long **cells_out,
                      unsigned int *n_cells_out, GError **error)
{
    const TestNode *node = &test_host_of(conn)->node;
    unsigned int first = (unsigned int)startCell;

    if (first >= node->n_cells)
        return err_set(error, VIR_ERR_INVALID_ARG, "Range exceeds available cells");
    *n_cells_out = node->n_cells - first;
    *cells_out = calloc(*n_cells_out, sizeof(**cells_out));
    for (unsigned int i = 0; i < *n_cells_out; i++)
        (*cells_out)[i] = node->cells[first + i].memory_kib;
    return true;
}

/* --- pages: the ordinary ones are what is free; larger ones are there once they are asked for */

static atomic_ullong *
large_pages(TestNode *node, unsigned int cell, unsigned int kib)
{
    for (unsigned int i = 0; i < TEST_LARGE_PAGES; i++)
        if (test_large_kib[i] == kib)
            return &node->cells[cell].large_pages[i];
    return NULL;
}

static unsigned long long
free_pages(TestNode *node, unsigned int cell, unsigned int kib)
{
    atomic_ullong *large = large_pages(node, cell, kib);

    if (large)
        return atomic_load(large);
    return kib == test_page_kib(cell) ? node->cells[cell].memory_kib / 2 / kib : 0;
}

static bool
check_cells(const TestNode *node, int first, unsigned int n, unsigned int *n_out, GError **error)
{
    if (first < 0 || (unsigned int)first >= node->n_cells)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "start cell %d out of range (0-%d)", first,
                       (int)node->n_cells - 1);
    *n_out = MIN(n, node->n_cells - (unsigned int)first);
    return true;
}

static bool
get_free_pages(Conn *conn, const unsigned int *pages, unsigned int n_pages, int startCell,
               unsigned int cellCount, unsigned int flags, Job *job,
               unsigned long long **counts_out, unsigned int *n_counts_out, GError **error)
{
    TestNode *node = &test_host_of(conn)->node;
    unsigned int n = 0;

    if (!check_cells(node, startCell, cellCount, &n, error))
        return false;
    *n_counts_out = n * n_pages;
    *counts_out = calloc(*n_counts_out, sizeof(**counts_out));
    for (unsigned int i = 0; i < *n_counts_out; i++)
        (*counts_out)[i] =
            free_pages(node, (unsigned int)startCell + i / n_pages, pages[i % n_pages]);
    return true;
}

static bool
alloc_in_cell(TestNode *node, unsigned int cell, unsigned int kib, unsigned long long count,
              bool is_more, GError **error)
{
    atomic_ullong *large = large_pages(node, cell, kib);
    unsigned long long room = node->cells[cell].memory_kib / kib;
    unsigned long long had;

    if (!large)
        return err_set(error, VIR_ERR_OPERATION_FAILED, "page size %u is not available on node %u",
                       kib, cell);
    had = is_more ? atomic_load(large) : 0;
    if (count > room || had > room - count)
        return err_set(error, VIR_ERR_OPERATION_FAILED,
                       "Unable to allocate %llu pages. Allocated only 0", count);
    if (is_more)
        atomic_fetch_add(large, count);
    else
        atomic_store(large, count);
    return true;
}

static bool
alloc_pages(Conn *conn, const unsigned int *pageSizes, unsigned int n_pageSizes,
            const unsigned long long *pageCounts, unsigned int n_pageCounts, int startCell,
            unsigned int cellCount, unsigned int flags, Job *job, int *ret_out, GError **error)
{
    TestNode *node = &test_host_of(conn)->node;
    unsigned int first = startCell == -1 ? 0 : (unsigned int)startCell;
    unsigned int n = 0;

    if (startCell == -1)
        cellCount = node->n_cells;
    if (!check_cells(node, (int)first, cellCount, &n, error))
        return false;
    for (unsigned int i = 0; i < n * MIN(n_pageSizes, n_pageCounts); i++)
        if (!alloc_in_cell(node, first + i % n, pageSizes[i / n], pageCounts[i / n],
                           !(flags & VIR_NODE_ALLOC_PAGES_SET), error))
            return false;
    *ret_out = (int)n;
    return true;
}

/* --- processors */

static bool
get_max_vcpus(Conn *conn, const char *type, Job *job, int *max_vcpus_out, GError **error)
{
    *max_vcpus_out = MAX_VCPUS;
    return true;
}

static bool
get_cpu_map(Conn *conn, int need_map, int need_online, unsigned int flags, Job *job,
            NodeGetCpuMapRet *ret_out, GError **error)
{
    static const char map = ONLINE_CPUS;

    if (need_map) {
        ret_out->cpumap.n = sizeof(map);
        ret_out->cpumap.items = malloc(sizeof(map));
        *ret_out->cpumap.items = map;
    }
    if (need_online)
        ret_out->online = (unsigned int)__builtin_popcount(ONLINE_CPUS);
    ret_out->ret = CHAR_BIT * sizeof(map);
    return true;
}

static bool
get_cpu_stats(Conn *conn, int cpuNum, unsigned int flags, Job *job, NodeGetCpuStats **params_out,
              unsigned int *n_params_out, GError **error)
{
    static const struct {
        const char *field;
        unsigned long long ns;
    } times[] = {
        { VIR_NODE_CPU_STATS_USER, 9797400000 },
        { VIR_NODE_CPU_STATS_KERNEL, 34678723400000 },
        { VIR_NODE_CPU_STATS_IDLE, 87264900000 },
        { VIR_NODE_CPU_STATS_IOWAIT, 763600000 },
    };
    NodeGetCpuStats *all = calloc(G_N_ELEMENTS(times), sizeof(*all));

    for (unsigned int i = 0; i < G_N_ELEMENTS(times); i++)
        all[i] = (NodeGetCpuStats){ .field = strdup(times[i].field), .value = times[i].ns };
    *params_out = all;
    *n_params_out = G_N_ELEMENTS(times);
    return true;
}

static bool
get_security_model(Conn *conn, Job *job, char **model_out, unsigned int *n_model_out,
                   char **doi_out, unsigned int *n_doi_out, GError **error)
{
    *model_out = strdup(TEST_SECURITY_MODEL);
    *n_model_out = sizeof(TEST_SECURITY_MODEL);
    *doi_out = strdup(TEST_SECURITY_DOI);
    *n_doi_out = sizeof(TEST_SECURITY_DOI);
    return true;
}

static bool
get_sysinfo(Conn *conn, unsigned int flags, Job *job, char **sysinfo_out, GError **error)
{
    g_autoptr(Definition) def = definition_new(XML_DOCUMENT_SYSINFO);
    Sysinfo *sysinfo = def->root;

    XML_SET(sysinfo, type, SYSINFO_TYPE_SMBIOS, XML_GIVEN);
    XML_SET(&sysinfo->bios, vendor, "LENOVO", XML_GIVEN);
    XML_SET(&sysinfo->bios, version, "G4ETA1WW (2.61 )", XML_GIVEN);
    XML_SET(&sysinfo->bios, date, "05/07/2014", XML_GIVEN);
    XML_SET(&sysinfo->bios, release, "2.61", XML_GIVEN);
    *sysinfo_out = definition_format(def, 0);
    return true;
}

void
test_node_methods(ConnectMethods *methods)
{
    methods->get_max_vcpus = get_max_vcpus;
    methods->get_sysinfo = get_sysinfo;
    methods->node_alloc_pages = alloc_pages;
    methods->node_get_cells_free_memory = get_cells_free_memory;
    methods->node_get_cpu_map = get_cpu_map;
    methods->node_get_cpu_stats = get_cpu_stats;
    methods->node_get_free_memory = get_free_memory;
    methods->node_get_free_pages = get_free_pages;
    methods->node_get_info = get_info;
    methods->node_get_security_model = get_security_model;
}

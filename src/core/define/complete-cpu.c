/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CPU that a guest is to have. The original reads it as a part of its own, and so are the
 * errors. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_CPU

#define VENDOR_ID_LENGTH 12

static bool
check_model(const Cpu *cpu, GError **error)
{
    const CpuModel *model = &cpu->model;

    if (cpu->from.migratable != XML_ABSENT && cpu->mode != CPU_MODE_HOST_PASSTHROUGH &&
        cpu->mode != CPU_MODE_MAXIMUM)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Attribute migratable is only allowed for 'host-passthrough' / 'maximum' "
                       "CPU mode");
    if (model->vendor_id && strlen(model->vendor_id) != VENDOR_ID_LENGTH)
        return err_set(error, VIR_ERR_XML_ERROR, "vendor_id must be exactly %d characters long",
                       VENDOR_ID_LENGTH);
    if (model->vendor_id && strchr(model->vendor_id, ','))
        return err_set(error, VIR_ERR_XML_ERROR, "vendor id is invalid");
    if (cpu->vendor && !model->name)
        return err_set(error, VIR_ERR_XML_ERROR, "CPU vendor specified without CPU model");
    return true;
}

static bool
check_features(const Cpu *cpu, GError **error)
{
    g_autoptr(GHashTable) seen = NULL;

    if (cpu->features.n == 0)
        return true;
    if ((cpu->mode == CPU_MODE_UNSET || cpu->mode == CPU_MODE_CUSTOM) && !cpu->model.name)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Non-empty feature list specified without CPU model");
    seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned int i = 0; i < cpu->features.n; i++) {
        if (!*cpu->features.items[i]->name)
            return err_set(error, VIR_ERR_XML_ERROR, "Invalid CPU feature name");
        if (!g_hash_table_add(seen, (void *)cpu->features.items[i]->name))
            return err_set(error, VIR_ERR_XML_ERROR, "CPU feature '%s' specified more than once",
                           cpu->features.items[i]->name);
    }
    return true;
}

bool
complete_cpu(Define *define, GError **error)
{
    Cpu *cpu = &define->domain->cpu;
    CpuModel *model = &cpu->model;
    bool is_custom = cpu->mode == CPU_MODE_UNSET || cpu->mode == CPU_MODE_CUSTOM;

    if (cpu->mode == CPU_MODE_HOST_PASSTHROUGH || cpu->mode == CPU_MODE_MAXIMUM)
        memset(model, 0, sizeof(*model));
    if (!check_model(cpu, error) || !check_features(cpu, error))
        return false;
    if (cpu->cache && cpu->cache->from.level != XML_ABSENT &&
        (cpu->cache->level < 1 || cpu->cache->level > 3))
        return err_set(error, VIR_ERR_XML_ERROR, "invalid CPU cache level, must be in range [1,3]");
    if (is_custom && model->name) {
        XML_SET_IF_ABSENT(cpu, mode, CPU_MODE_CUSTOM, XML_DEFINED);
        XML_SET_IF_ABSENT(cpu, match, CPU_MATCH_EXACT, XML_DEFINED);
    } else {
        XML_UNSET(cpu, match);
        if (is_custom)
            XML_UNSET(cpu, mode);
    }
    if (model->name)
        XML_SET_IF_ABSENT(model, fallback, CPU_FALLBACK_ALLOW, XML_DEFINED);
    else
        XML_UNSET(model, fallback);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of memory, and NUMA nodes of the host. */
#include "core/domain/domain-priv.h"
#include "core/domain/param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define UNLIMITED ((uint64_t)VIR_DOMAIN_MEMORY_PARAM_UNLIMITED)

/* --- limits of memory */

static const MemberParam limits[] = {
    MEMBER_PARAM(MemTune, VIR_DOMAIN_MEMORY_HARD_LIMIT, ULLONG, hard_limit),
    MEMBER_PARAM(MemTune, VIR_DOMAIN_MEMORY_SOFT_LIMIT, ULLONG, soft_limit),
    MEMBER_PARAM(MemTune, VIR_DOMAIN_MEMORY_SWAP_HARD_LIMIT, ULLONG, swap_hard_limit),
};

static const ParamRule limit_rules[] = {
    { VIR_DOMAIN_MEMORY_HARD_LIMIT, VIR_TYPED_PARAM_ULLONG, false },
    { VIR_DOMAIN_MEMORY_SOFT_LIMIT, VIR_TYPED_PARAM_ULLONG, false },
    { VIR_DOMAIN_MEMORY_SWAP_HARD_LIMIT, VIR_TYPED_PARAM_ULLONG, false },
    { NULL, 0, false },
};

/* Absence has a number of its own. */
static MemTune
with_absent(const MemTune *tune)
{
    MemTune full = *tune;

    if (full.from.hard_limit == XML_ABSENT)
        full.hard_limit = UNLIMITED;
    if (full.from.soft_limit == XML_ABSENT)
        full.soft_limit = UNLIMITED;
    if (full.from.swap_hard_limit == XML_ABSENT)
        full.swap_hard_limit = UNLIMITED;
    return full;
}

bool
domain_get_memory_parameters_method(DomainObj *dom, unsigned int flags, Job *job, List *params_out,
                                    GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(ParamList) list = param_list_new();
    MemTune full = with_absent(&domain_of(def)->memtune);

    member_params_give(list, limits, G_N_ELEMENTS(limits), &full);
    param_list_move(list, params_out);
    return true;
}

static bool
edit_limits(DomainEdit *edit, const void *opaque, GError **error)
{
    const ParamArgs *args = opaque;
    MemTune *tune = &edit->domain->memtune;

    member_params_take(limits, G_N_ELEMENTS(limits), tune, args->params, args->n);
    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++)
        if (*(const uint64_t *)((const char *)tune + limits[i].member) >= UNLIMITED)
            member_param_unset(&limits[i], tune);
    if (with_absent(tune).hard_limit > with_absent(tune).swap_hard_limit)
        return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_INVALID_ARG,
                            "memory hard_limit tunable value must be lower than or equal to "
                            "swap_hard_limit");
    return true;
}

bool
domain_set_memory_parameters_method(DomainObj *dom, const virTypedParameter *params,
                                    unsigned int n_params, unsigned int flags, Job *job,
                                    GError **error)
{
    ParamArgs args = { .params = params, .n = n_params };

    return params_check_rules(params, n_params, limit_rules, error) &&
           domain_edit(dom, flags, edit_limits, &args, job, error);
}

/* --- nodes of the host */

static const ParamRule numa_rules[] = {
    { VIR_DOMAIN_NUMA_MODE, VIR_TYPED_PARAM_INT, false },
    { VIR_DOMAIN_NUMA_NODESET, VIR_TYPED_PARAM_STRING, false },
    { NULL, 0, false },
};

static const NumaMode modes[] = {
    [VIR_DOMAIN_NUMATUNE_MEM_STRICT] = NUMA_MODE_STRICT,
    [VIR_DOMAIN_NUMATUNE_MEM_PREFERRED] = NUMA_MODE_PREFERRED,
    [VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE] = NUMA_MODE_INTERLEAVE,
    [VIR_DOMAIN_NUMATUNE_MEM_RESTRICTIVE] = NUMA_MODE_RESTRICTIVE,
};

static int
public_mode(NumaMode mode)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(modes); i++)
        if (modes[i] == mode)
            return (int)i;
    return VIR_DOMAIN_NUMATUNE_MEM_STRICT;
}

bool
domain_get_numa_parameters_method(DomainObj *dom, unsigned int flags, Job *job, List *params_out,
                                  GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(ParamList) list = param_list_new();
    const NumaTune *tune = &domain_of(def)->numatune;
    g_autofree char *nodes = tune->nodeset ? bitmap_format(tune->nodeset) : g_strdup("");

    param_list_add_i32(list, public_mode(tune->mode), VIR_DOMAIN_NUMA_MODE);
    param_list_add_string(list, nodes, VIR_DOMAIN_NUMA_NODESET);
    param_list_move(list, params_out);
    return true;
}

typedef struct NumaArgs {
    int mode; /* -1: not asked for */
    const Bitmap *nodes;
} NumaArgs;

static bool
edit_numa(DomainEdit *edit, const void *opaque, GError **error)
{
    const NumaArgs *args = opaque;
    NumaTune *tune = &edit->domain->numatune;

    if (!args->nodes && !tune->nodeset && tune->placement != PLACEMENT_AUTO)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
    if (edit->is_live && args->mode >= 0 && tune->from.mode != XML_ABSENT &&
        public_mode(tune->mode) != args->mode)
        return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_OPERATION_INVALID,
                            "can't change numatune mode for running domain");
    if (args->nodes) {
        Bitmap *own = bitmap_copy(args->nodes);

        arena_own(edit->arena, own, (GDestroyNotify)bitmap_free);
        XML_SET(tune, nodeset, own, XML_GIVEN);
        XML_SET(tune, placement, PLACEMENT_STATIC, XML_DEFINED);
    }
    if (tune->nodeset || tune->placement == PLACEMENT_AUTO) {
        XML_SET_IF_ABSENT(tune, mode, NUMA_MODE_STRICT, XML_DEFINED);
        if (args->mode >= 0)
            XML_SET(tune, mode, modes[args->mode], XML_GIVEN);
    }
    return true;
}

bool
domain_set_numa_parameters_method(DomainObj *dom, const virTypedParameter *params,
                                  unsigned int n_params, unsigned int flags, Job *job,
                                  GError **error)
{
    const virTypedParameter *mode, *nodes;
    g_autoptr(Bitmap) set = NULL;
    NumaArgs args = { .mode = -1 };

    if (!params_check_rules(params, n_params, numa_rules, error))
        return false;
    mode = params_find(params, n_params, VIR_DOMAIN_NUMA_MODE);
    nodes = params_find(params, n_params, VIR_DOMAIN_NUMA_NODESET);
    if (mode) {
        args.mode = mode->value.i;
        if (args.mode < 0 || args.mode >= (int)G_N_ELEMENTS(modes))
            return err_set_full(error, dom->host->type->errors, VIR_ERR_INVALID_ARG,
                                "unsupported numatune mode: '%d'", args.mode);
    }
    if (nodes) {
        set = bitmap_parse(nodes->value.s, 16384, error);
        if (!set)
            return false;
        if (bitmap_is_empty(set))
            return err_set_full(error, dom->host->type->errors, VIR_ERR_OPERATION_INVALID,
                                "Invalid nodeset of 'numatune': %s", nodes->value.s);
        args.nodes = set;
    }
    return domain_edit(dom, flags, edit_numa, &args, job, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of disks. */
#include "core/domain/iotune.h"

#include <string.h>

#include "core/domain/domain-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define LIMIT_MAX 1000000000000000ull /* the emulator's */

/* In the order in which they are told. */

static const MemberParam params_of_disk[] = {
#define IOTUNE_PARAM(part, name_)                                                                  \
    {                                                                                              \
        .name = #name_, .type = VIR_TYPED_PARAM_ULLONG, .member = offsetof(Iotune, part.name_),    \
        .origin = offsetof(Iotune, part.from.name_),                                               \
    }
    IOTUNE_PARAM(limits, total_bytes_sec),
    IOTUNE_PARAM(limits, read_bytes_sec),
    IOTUNE_PARAM(limits, write_bytes_sec),
    IOTUNE_PARAM(limits, total_iops_sec),
    IOTUNE_PARAM(limits, read_iops_sec),
    IOTUNE_PARAM(limits, write_iops_sec),
    IOTUNE_PARAM(limits, total_bytes_sec_max),
    IOTUNE_PARAM(limits, read_bytes_sec_max),
    IOTUNE_PARAM(limits, write_bytes_sec_max),
    IOTUNE_PARAM(limits, total_iops_sec_max),
    IOTUNE_PARAM(limits, read_iops_sec_max),
    IOTUNE_PARAM(limits, write_iops_sec_max),
    IOTUNE_PARAM(limits, size_iops_sec),
    IOTUNE_PARAM(lengths, total_bytes_sec_max_length),
    IOTUNE_PARAM(lengths, read_bytes_sec_max_length),
    IOTUNE_PARAM(lengths, write_bytes_sec_max_length),
    IOTUNE_PARAM(lengths, total_iops_sec_max_length),
    IOTUNE_PARAM(lengths, read_iops_sec_max_length),
    IOTUNE_PARAM(lengths, write_iops_sec_max_length),
};

#define GROUP_AT 13 /* of group_name, in that order */

static bool
check_rules(const virTypedParameter *params, unsigned int n, GError **error)
{
    ParamRule rules[G_N_ELEMENTS(params_of_disk) + 2] = { 0 };

    for (unsigned int i = 0; i < G_N_ELEMENTS(params_of_disk); i++)
        rules[i] = (ParamRule){ params_of_disk[i].name, params_of_disk[i].type, false };
    rules[G_N_ELEMENTS(params_of_disk)] =
        (ParamRule){ VIR_DOMAIN_BLOCK_IOTUNE_GROUP_NAME, VIR_TYPED_PARAM_STRING, false };
    return params_check_rules(params, n, rules, error);
}

/* --- what fits together */

typedef struct Triple {
    const char *name;
    uint16_t total, read, write;
} Triple;

#define TRIPLE(what, end)                                                                          \
    {                                                                                              \
        .name = #what #end, .total = offsetof(IotuneLimits, total_##what##end),                    \
        .read = offsetof(IotuneLimits, read_##what##end),                                          \
        .write = offsetof(IotuneLimits, write_##what##end),                                        \
    }

static const Triple triples[] = {
    TRIPLE(bytes_sec, ),
    TRIPLE(iops_sec, ),
    TRIPLE(bytes_sec, _max),
    TRIPLE(iops_sec, _max),
};

static uint64_t
limit_at(const IotuneLimits *limits, unsigned int offset)
{
    return *(const uint64_t *)((const char *)limits + offset);
}

typedef struct Burst {
    const char *name;
    uint16_t steady, burst, length;
} Burst;

#define BURST(what)                                                                                \
    {                                                                                              \
        .name = #what, .steady = offsetof(Iotune, limits.what),                                    \
        .burst = offsetof(Iotune, limits.what##_max),                                              \
        .length = offsetof(Iotune, lengths.what##_max_length),                                     \
    }

static const Burst bursts[] = {
    BURST(total_bytes_sec), BURST(read_bytes_sec), BURST(write_bytes_sec),
    BURST(total_iops_sec),  BURST(read_iops_sec),  BURST(write_iops_sec),
};

static uint64_t
tune_at(const Iotune *tune, unsigned int offset)
{
    return *(const uint64_t *)((const char *)tune + offset);
}

static bool
check_tune(DomainObj *dom, const Iotune *tune, GError **error)
{
    const DomainDriver *driver = dom->host->type->domains;
    int errors = dom->host->type->errors;

    for (unsigned int i = 0; i < G_N_ELEMENTS(triples); i++) {
        const Triple *triple = &triples[i];

        if (limit_at(&tune->limits, triple->total) &&
            (limit_at(&tune->limits, triple->read) || limit_at(&tune->limits, triple->write)))
            return err_set_full(error, errors, VIR_ERR_INVALID_ARG,
                                "total and read/write of %s cannot be set at the same time",
                                triple->name);
    }
    for (unsigned int i = 0; i < G_N_ELEMENTS(bursts); i++) {
        uint64_t burst = tune_at(tune, bursts[i].burst);

        if (burst && tune_at(tune, bursts[i].steady) > burst)
            return err_set_full(error, errors, VIR_ERR_INVALID_ARG,
                                "%s cannot be set higher than %s_max ", bursts[i].name,
                                bursts[i].name);
    }
    return !driver->check_iotune || driver->check_iotune(tune, error);
}

bool
iotune_check_params(DomainObj *dom, const virTypedParameter *params, unsigned int n, GError **error)
{
    if (!check_rules(params, n, error))
        return false;
    for (unsigned int i = 0; i < n; i++)
        if (params[i].type == VIR_TYPED_PARAM_ULLONG && params[i].value.ul > LIMIT_MAX)
            return err_set_full(error, dom->host->type->errors, VIR_ERR_ARGUMENT_UNSUPPORTED,
                                "block I/O throttle limit value must be no more than %llu",
                                LIMIT_MAX);
    return true;
}

/* --- events: what was set, under names that say of what */

void
iotune_emit(DomainObj *dom, const char *disk, const ParamArgs *args)
{
    g_autoptr(ParamList) list = param_list_new();

    param_list_add_string(list, disk, VIR_DOMAIN_TUNABLE_BLKDEV_DISK);
    for (unsigned int i = 0; i < args->n; i++) {
        const virTypedParameter *param = &args->params[i];

        if (param->type == VIR_TYPED_PARAM_STRING)
            param_list_add_string(list, param->value.s, "blkdeviotune.%s", param->field);
        else
            param_list_add_u64(list, param->value.ul, "blkdeviotune.%s", param->field);
    }
    domain_emit_tunable(dom, list);
}

/* --- disks */

static void
give_tune(const Iotune *tune, List *params_out)
{
    g_autoptr(ParamList) list = param_list_new();

    member_params_give(list, params_of_disk, GROUP_AT, tune);
    param_list_add_string(list, tune->group_name ? tune->group_name : "",
                          VIR_DOMAIN_BLOCK_IOTUNE_GROUP_NAME);
    member_params_give(list, params_of_disk + GROUP_AT, G_N_ELEMENTS(params_of_disk) - GROUP_AT,
                       tune);
    param_list_move(list, params_out);
}

static Disk *
find_disk(DomainObj *dom, const Domain *domain, const char *name, GError **error)
{
    Disk *disk = domain_find_disk(domain, name);

    if (!disk)
        err_set_full(error, dom->host->type->errors, VIR_ERR_INVALID_ARG,
                     "disk '%s' was not found in the domain config", name);
    return disk;
}

bool
domain_get_block_io_tune_method(DomainObj *dom, const char *disk, unsigned int flags, Job *job,
                                List *params_out, GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    const Disk *found = disk ? find_disk(dom, domain_of(def), disk, error) : NULL;
    Iotune none = { 0 };

    if (disk && !found)
        return false;
    give_tune(found ? &found->iotune : &none, params_out);
    return true;
}

void
iotune_set_group(DomainEdit *edit, Iotune *tune, const char *group)
{
    if (*group == '\0')
        XML_UNSET(tune, group_name);
    else
        XML_SET(tune, group_name, arena_strdup(edit->arena, group), XML_GIVEN);
}

bool
iotune_take(DomainEdit *edit, Iotune *tune, const ParamArgs *args, GError **error)
{
    const virTypedParameter *group =
        params_find(args->params, args->n, VIR_DOMAIN_BLOCK_IOTUNE_GROUP_NAME);

    member_params_take(params_of_disk, G_N_ELEMENTS(params_of_disk), tune, args->params, args->n);
    tune->head.origin = XML_GIVEN;
    if (group)
        iotune_set_group(edit, tune, group->value.s);
    return check_tune(edit->dom, tune, error);
}

/* Disks of one group have the same limits. */
static void
share_group(DomainEdit *edit, const Disk *from)
{
    const Devices *devices = &edit->domain->devices;

    for (unsigned int i = 0; from->iotune.group_name && i < devices->disks.n; i++) {
        Disk *disk = devices->disks.items[i];

        if (disk != from && g_strcmp0(disk->iotune.group_name, from->iotune.group_name) == 0)
            disk->iotune = from->iotune;
    }
}

static bool
edit_disk(DomainEdit *edit, const void *opaque, GError **error)
{
    const ParamArgs *args = opaque;
    Disk *disk = find_disk(edit->dom, edit->domain, args->name, error);

    if (!disk || !iotune_take(edit, &disk->iotune, args, error))
        return false;
    if (disk->throttle_filters.n > 0)
        return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_OPERATION_UNSUPPORTED,
                            "block 'iotune' can't be used together with throttlefilter");
    share_group(edit, disk);
    return true;
}

bool
domain_set_block_io_tune_method(DomainObj *dom, const char *disk, const virTypedParameter *params,
                                unsigned int n_params, unsigned int flags, Job *job, GError **error)
{
    ParamArgs args = { .params = params, .n = n_params, .name = disk };
    g_autoptr(Definition) before = domain_definition(dom, flags);
    const Disk *found = find_disk(dom, domain_of(before), disk, error);
    g_autofree char *target = NULL;

    if (!found || !iotune_check_params(dom, params, n_params, error) ||
        !domain_edit(dom, flags, edit_disk, &args, job, error))
        return false;
    target = g_strdup(found->dst);
    if (flags & VIR_DOMAIN_AFFECT_LIVE)
        iotune_emit(dom, target, &args);
    return true;
}

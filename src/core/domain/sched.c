/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much of the host's CPUs the threads of a domain get. */
#include "core/domain/domain-priv.h"
#include "core/domain/param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static const MemberParam sched_params[] = {
    MEMBER_PARAM(CpuTune, VIR_DOMAIN_SCHEDULER_CPU_SHARES, ULLONG, shares),
    MEMBER_PARAM(CpuTune, VIR_DOMAIN_SCHEDULER_VCPU_PERIOD, ULLONG, period),
    MEMBER_PARAM(CpuTune, VIR_DOMAIN_SCHEDULER_VCPU_QUOTA, LLONG, quota),
    MEMBER_PARAM(CpuTune, VIR_DOMAIN_SCHEDULER_EMULATOR_PERIOD, ULLONG, emulator_period),
    MEMBER_PARAM(CpuTune, VIR_DOMAIN_SCHEDULER_EMULATOR_QUOTA, LLONG, emulator_quota),
    MEMBER_PARAM(CpuTune, VIR_DOMAIN_SCHEDULER_GLOBAL_PERIOD, ULLONG, global_period),
    MEMBER_PARAM(CpuTune, VIR_DOMAIN_SCHEDULER_GLOBAL_QUOTA, LLONG, global_quota),
    MEMBER_PARAM(CpuTune, VIR_DOMAIN_SCHEDULER_IOTHREAD_PERIOD, ULLONG, iothread_period),
    MEMBER_PARAM(CpuTune, VIR_DOMAIN_SCHEDULER_IOTHREAD_QUOTA, LLONG, iothread_quota),
};

#define PERIOD_MIN 1000 /* microseconds; the kernel's bounds */
#define PERIOD_MAX 1000000
#define QUOTA_MIN  1000
#define QUOTA_MAX  17592186044415

bool
domain_get_scheduler_type_method(DomainObj *dom, Job *job, char **type_out, int *nparams_out,
                                 GError **error)
{
    *type_out = g_strdup("posix");
    *nparams_out = G_N_ELEMENTS(sched_params);
    return true;
}

bool
domain_get_scheduler_parameters_flags_method(DomainObj *dom, unsigned int flags, Job *job,
                                             List *params_out, GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(ParamList) list = param_list_new();

    member_params_give(list, sched_params, G_N_ELEMENTS(sched_params), &domain_of(def)->cputune);
    param_list_move(list, params_out);
    return true;
}

/* 0 is no limit, as is a negative quota. */
static bool
check_value(const virTypedParameter *param, GError **error)
{
    if (g_str_has_suffix(param->field, "_period") && param->value.ul != 0 &&
        (param->value.ul < PERIOD_MIN || param->value.ul > PERIOD_MAX))
        return err_set(error, VIR_ERR_INVALID_ARG, "value of '%s' is out of range [%d, %d]",
                       param->field, PERIOD_MIN, PERIOD_MAX);
    if (g_str_has_suffix(param->field, "_quota") && param->value.l > 0 &&
        (param->value.l < QUOTA_MIN || param->value.l > QUOTA_MAX))
        return err_set(error, VIR_ERR_INVALID_ARG, "value of '%s' is out of range [%d, %lld]",
                       param->field, QUOTA_MIN, (long long)QUOTA_MAX);
    return true;
}

static bool
edit_sched(DomainEdit *edit, const void *opaque, GError **error)
{
    const ParamArgs *args = opaque;
    CpuTune *tune = &edit->domain->cputune;

    member_params_take(sched_params, G_N_ELEMENTS(sched_params), tune, args->params, args->n);
    return true;
}

static void
emit_tuned(DomainObj *dom, const ParamArgs *args)
{
    g_autoptr(ParamList) list = param_list_new();

    for (unsigned int i = 0; i < args->n; i++) {
        const virTypedParameter *param = &args->params[i];

        if (param->type == VIR_TYPED_PARAM_LLONG)
            param_list_add_i64(list, param->value.l, "cputune.%s", param->field);
        else
            param_list_add_u64(list, param->value.ul, "cputune.%s", param->field);
    }
    domain_emit_tunable(dom, list);
}

bool
domain_set_scheduler_parameters_flags_method(DomainObj *dom, const virTypedParameter *params,
                                             unsigned int n_params, unsigned int flags, Job *job,
                                             GError **error)
{
    ParamRule rules[G_N_ELEMENTS(sched_params) + 1] = { 0 };
    ParamArgs args = { .params = params, .n = n_params };

    for (unsigned int i = 0; i < G_N_ELEMENTS(sched_params); i++)
        rules[i] = (ParamRule){ sched_params[i].name, sched_params[i].type, false };
    if (!params_check_rules(params, n_params, rules, error))
        return false;
    for (unsigned int i = 0; i < n_params; i++)
        if (!check_value(&params[i], error))
            return false;
    if (!domain_edit(dom, flags, edit_sched, &args, job, error))
        return false;
    if (flags & VIR_DOMAIN_AFFECT_LIVE)
        emit_tuned(dom, &args);
    return true;
}

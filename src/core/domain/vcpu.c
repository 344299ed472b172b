/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many virtual CPUs a domain has, and which of them. */
#include "core/domain/domain-priv.h"
#include "core/domain/edit.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define VCPU_MAP_LIMIT 16384u /* bits of a map in a text */

unsigned int
domain_vcpu_count(const Domain *domain)
{
    return domain->vcpu.from.current != XML_ABSENT ? domain->vcpu.current : domain->vcpu.max;
}

bool
domain_vcpu_is_enabled(const Domain *domain, unsigned int id)
{
    const Vcpus *vcpus = &domain->vcpu;

    if (vcpus->list.n > id)
        return vcpus->list.items[id]->enabled == YES_NO_YES;
    return id < domain_vcpu_count(domain);
}

/* --- numbers */

static void
set_count(Vcpus *vcpus, unsigned int n)
{
    if (n == vcpus->max)
        XML_UNSET(vcpus, current);
    else
        XML_SET(vcpus, current, n, XML_GIVEN);
}

static void
switch_vcpu(Vcpu *vcpu, bool on)
{
    XML_SET(vcpu, enabled, on ? YES_NO_YES : YES_NO_NO, XML_GIVEN);
    if (!on) {
        XML_SET(vcpu, hotpluggable, YES_NO_YES, XML_GIVEN); /* what is off can only be plugged */
        XML_UNSET(vcpu, order);
    }
}

static unsigned int
count_listed(const Vcpus *vcpus)
{
    unsigned int on = 0;

    for (unsigned int i = 0; i < vcpus->list.n; i++)
        on += vcpus->list.items[i]->enabled == YES_NO_YES;
    return on;
}

/* Of CPUs that are told apart, the first that are off go on; the last that are on go off, of those
 * that may come and go before others. */
static void
set_listed(Vcpus *vcpus, unsigned int n, bool hotpluggable)
{
    unsigned int on = count_listed(vcpus);

    for (unsigned int i = 0; i < vcpus->list.n && on < n; i++) {
        Vcpu *vcpu = vcpus->list.items[i];

        if (vcpu->enabled == YES_NO_YES)
            continue;
        switch_vcpu(vcpu, true);
        if (hotpluggable)
            XML_SET(vcpu, hotpluggable, YES_NO_YES, XML_GIVEN);
        on++;
    }
    for (int any = 0; any < 2; any++)
        for (unsigned int i = vcpus->list.n; i-- > 1 && on > n;) {
            Vcpu *vcpu = vcpus->list.items[i];

            if (vcpu->enabled != YES_NO_YES || (!any && vcpu->hotpluggable != YES_NO_YES))
                continue;
            switch_vcpu(vcpu, false);
            on--;
        }
}

/* One line for each CPU, so that they can be told apart. */
static void
list_all(DomainEdit *edit)
{
    Vcpus *vcpus = &edit->domain->vcpu;
    unsigned int on = domain_vcpu_count(edit->domain);

    if (vcpus->list.n > 0)
        return;
    for (unsigned int id = 0; id < vcpus->max; id++) {
        Vcpu *vcpu = object_new(edit->arena, XML_TYPE_VCPU, XML_DEFINED);

        XML_SET(vcpu, id, id, XML_DEFINED);
        XML_SET(vcpu, enabled, id < on ? YES_NO_YES : YES_NO_NO, XML_DEFINED);
        XML_SET(vcpu, hotpluggable, id < on ? YES_NO_NO : YES_NO_YES, XML_DEFINED);
        list_append(edit->arena, &vcpus->list, vcpu);
    }
}

/* A list is as long as the maximum says. */
static void
set_maximum(DomainEdit *edit, unsigned int n)
{
    Vcpus *vcpus = &edit->domain->vcpu;
    unsigned int now = domain_vcpu_count(edit->domain);

    while (vcpus->list.n > n)
        list_remove(&vcpus->list, vcpus->list.n - 1);
    while (vcpus->list.n > 0 && vcpus->list.n < n) {
        Vcpu *vcpu = object_new(edit->arena, XML_TYPE_VCPU, XML_DEFINED);

        XML_SET(vcpu, id, vcpus->list.n, XML_DEFINED);
        switch_vcpu(vcpu, false);
        list_append(edit->arena, &vcpus->list, vcpu);
    }
    XML_SET(vcpus, max, n, XML_GIVEN);
    set_count(vcpus, vcpus->list.n > 0 ? count_listed(vcpus) : MIN(now, n));
}

static bool
edit_count(DomainEdit *edit, const void *opaque, GError **error)
{
    unsigned int n = *(const unsigned int *)opaque;
    Vcpus *vcpus = &edit->domain->vcpu;
    bool is_maximum = edit->flags & VIR_DOMAIN_VCPU_MAXIMUM;

    if (vcpus->max < n && !(is_maximum && !edit->is_live))
        return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_INVALID_ARG,
                            "requested cpu amount exceeds maximum (%u > %u)", n, vcpus->max);
    if (is_maximum && !edit->is_live) {
        set_maximum(edit, n);
        return true;
    }
    if (edit->flags & VIR_DOMAIN_VCPU_HOTPLUGGABLE)
        list_all(edit);
    set_listed(vcpus, n, edit->flags & VIR_DOMAIN_VCPU_HOTPLUGGABLE);
    set_count(vcpus, n);
    return true;
}

static unsigned int
vcpu_limit(DomainObj *dom)
{
    const DomainDriver *driver = dom->host->type->domains;

    return driver->max_vcpus ? driver->max_vcpus(dom) : VCPU_MAP_LIMIT;
}

bool
domain_check_vcpus(Obj *obj, const void *opaque, GError **error)
{
    const DomainSetVcpusFlagsArgs *args = opaque;
    DomainObj *dom = (DomainObj *)obj;
    unsigned int limit = vcpu_limit(dom);

    return args->nvcpus <= limit ||
           err_set_full(error, dom->host->type->errors, VIR_ERR_INVALID_ARG,
                        "requested cpu amount exceeds maximum supported amount (%u > %u)",
                        args->nvcpus, limit);
}

bool
domain_set_vcpus_flags_method(DomainObj *dom, unsigned int nvcpus, unsigned int flags, Job *job,
                              GError **error)
{
    const DomainDriver *driver = dom->host->type->domains;

    if (flags & VIR_DOMAIN_VCPU_GUEST) {
        if (!driver->set_guest_vcpus)
            return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                           "the guest cannot be asked to use fewer vcpus");
        return domain_require_active(dom, error) &&
               driver->set_guest_vcpus(dom, nvcpus, job, error);
    }
    return domain_edit(dom, flags, edit_count, &nvcpus, job, error);
}

bool
domain_get_vcpus_flags_method(DomainObj *dom, unsigned int flags, Job *job, int *num_out,
                              GError **error)
{
    const DomainDriver *driver = dom->host->type->domains;
    g_autoptr(Definition) def = domain_definition(dom, flags);
    const Domain *domain = domain_of(def);

    if ((flags & VIR_DOMAIN_VCPU_GUEST) && driver->count_guest_vcpus)
        return domain_require_active(dom, error) &&
               driver->count_guest_vcpus(dom, flags & VIR_DOMAIN_VCPU_MAXIMUM, job, num_out, error);
    *num_out =
        (int)(flags & VIR_DOMAIN_VCPU_MAXIMUM ? domain->vcpu.max : domain_vcpu_count(domain));
    return true;
}

/* --- single ones */

typedef struct VcpuArgs {
    const Bitmap *set;
    bool enable;
} VcpuArgs;

static bool
check_vcpus(const DomainEdit *edit, const VcpuArgs *args, GError **error)
{
    const Vcpus *vcpus = &edit->domain->vcpu;
    const char *what = edit->is_live ? "live" : "persistent";
    int errors = edit->dom->host->type->errors;

    if ((unsigned int)bitmap_last(args->set) >= vcpus->max)
        return err_set_full(error, errors, VIR_ERR_INVALID_ARG,
                            "vcpu %d is not present in %s config", bitmap_last(args->set), what);
    if (bitmap_is_set(args->set, 0))
        return err_set_full(error, errors, VIR_ERR_INVALID_ARG, "vCPU '0' can't be modified");
    for (int id = -1; edit->is_live && (id = bitmap_next(args->set, id)) >= 0;) {
        const Vcpu *vcpu =
            (unsigned int)id < vcpus->list.n ? vcpus->list.items[(unsigned int)id] : NULL;

        if (domain_vcpu_is_enabled(edit->domain, (unsigned int)id) == args->enable)
            return err_set_full(error, errors, VIR_ERR_INVALID_ARG,
                                "vcpu '%d' is already in requested state", id);
        if (!args->enable && (!vcpu || vcpu->hotpluggable != YES_NO_YES))
            return err_set_full(error, errors, VIR_ERR_INVALID_ARG,
                                "vcpu '%d' can't be hotunplugged", id);
    }
    return true;
}

static bool
edit_vcpu(DomainEdit *edit, const void *opaque, GError **error)
{
    const VcpuArgs *args = opaque;
    Vcpus *vcpus = &edit->domain->vcpu;

    if (!check_vcpus(edit, args, error))
        return false;
    list_all(edit);
    for (int id = -1; (id = bitmap_next(args->set, id)) >= 0;) {
        switch_vcpu(vcpus->list.items[id], args->enable);
        XML_SET(vcpus->list.items[id], hotpluggable, YES_NO_YES, XML_GIVEN);
    }
    set_count(vcpus, count_listed(vcpus));
    return true;
}

static bool
refuse_state(DomainObj *dom, GError **error)
{
    const ErrDetail detail = { .domain = dom->host->type->errors,
                               .level = VIR_ERR_ERROR,
                               .str1 = (char *)"virDomainSetVcpu",
                               .str2 = (char *)"state" };

    return err_set_raw(error, VIR_ERR_INVALID_ARG, "unsupported state value", &detail);
}

bool
domain_check_vcpu(Obj *obj, const void *opaque, GError **error)
{
    const DomainSetVcpuArgs *args = opaque;
    DomainObj *dom = (DomainObj *)obj;
    g_autoptr(Bitmap) set = NULL;

    if (args->state != 0 && args->state != 1)
        return refuse_state(dom, error);
    set = bitmap_parse(args->cpumap, VCPU_MAP_LIMIT, error);
    if (!set)
        return false;
    return !bitmap_is_empty(set) ||
           err_set_full(error, dom->host->type->errors, VIR_ERR_INVALID_ARG,
                        "no vcpus selected for modification");
}

bool
domain_set_vcpu_method(DomainObj *dom, const char *cpumap, int state, unsigned int flags, Job *job,
                       GError **error)
{
    g_autoptr(Bitmap) set = bitmap_parse(cpumap, VCPU_MAP_LIMIT, error);
    VcpuArgs args = { set, state == 1 };

    return set && domain_edit(dom, flags, edit_vcpu, &args, job, error);
}

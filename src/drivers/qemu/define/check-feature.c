/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPU, features of the machine, timers. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

/* --- CPU */

static bool
check_address_bits(Define *define, const PhysAddr *bits, GError **error)
{
    const char *mode = define_text(XML_ENUM_PHYS_ADDR_MODE, bits->mode);
    unsigned int host_bits;

    if (!qemu_is(define, QEMU_X86))
        return UNSUPPORTED("CPU maximum physical address bits specification is not supported for "
                           "'%s' architecture",
                           define->domain->os.arch);
    switch (bits->mode) {
    case PHYS_ADDR_MODE_PASSTHROUGH:
        if (bits->from.bits != XML_ABSENT)
            return UNSUPPORTED("CPU maximum physical address bits number specification cannot be "
                               "used with mode='%s'",
                               mode);
        break;
    case PHYS_ADDR_MODE_EMULATE:
        if (bits->from.bits == XML_ABSENT)
            return UNSUPPORTED("if using CPU maximum physical address mode='%s', bits= must be "
                               "specified too",
                               mode);
        host_bits = qemu_context(define)->env->host_address_bits;
        if (host_bits > 0 && (unsigned int)bits->bits > host_bits)
            return UNSUPPORTED("The number of virtual CPU address bits cannot exceed the number "
                               "supported by the host CPU");
        break;
    case PHYS_ADDR_MODE_UNSET:
        break;
    }
    return true;
}

static bool
check_cache(Define *define, const Cpu *cpu, GError **error)
{
    const CpuCache *cache = cpu->cache;
    const char *mode = define_text(XML_ENUM_CPU_CACHE_MODE, cache->mode);

    if (!qemu_is(define, QEMU_X86))
        return UNSUPPORTED("CPU cache specification is not supported for '%s' architecture",
                           define->domain->os.arch);
    switch (cache->mode) {
    case CPU_CACHE_MODE_EMULATE:
        if (cache->level != 3)
            return UNSUPPORTED("CPU cache mode '%s' can only be used with level='3'", mode);
        break;
    case CPU_CACHE_MODE_PASSTHROUGH:
        if (cpu->mode != CPU_MODE_HOST_PASSTHROUGH && cpu->mode != CPU_MODE_MAXIMUM)
            return UNSUPPORTED("CPU cache mode '%s' can only be used with '%s' / '%s' CPUs", mode,
                               define_text(XML_ENUM_CPU_MODE, CPU_MODE_HOST_PASSTHROUGH),
                               define_text(XML_ENUM_CPU_MODE, CPU_MODE_MAXIMUM));
        if (cache->from.level != XML_ABSENT)
            return UNSUPPORTED("unsupported CPU cache level for mode '%s'", mode);
        break;
    case CPU_CACHE_MODE_DISABLE:
        if (cache->from.level != XML_ABSENT)
            return UNSUPPORTED("unsupported CPU cache level for mode '%s'", mode);
        break;
    case CPU_CACHE_MODE_UNSET:
        break;
    }
    return true;
}

bool
qemu_check_cpu(Define *define, GError **error)
{
    const Cpu *cpu = &define->domain->cpu;

    if (cpu->maxphysaddr && !check_address_bits(define, cpu->maxphysaddr, error))
        return false;
    return !cpu->cache || check_cache(define, cpu, error);
}

/* --- timers */

static bool
is_rtc_policy(TickPolicy policy)
{
    return policy == TICK_POLICY_UNSET || policy == TICK_POLICY_DELAY ||
           policy == TICK_POLICY_CATCHUP;
}

static bool
check_guest_timer(Define *define, const Timer *timer, unsigned int families, GError **error)
{
    const Domain *domain = define->domain;

    if (!qemu_is(define, families))
        return UNSUPPORTED("Configuring the '%s' timer is not supported for virtType=%s arch=%s "
                           "machine=%s guests",
                           define_text(XML_ENUM_TIMER_NAME, timer->name),
                           define_text(XML_ENUM_VIRT_TYPE, domain->type), domain->os.arch,
                           domain->os.machine);
    return true;
}

static bool
check_timer(Define *define, const Timer *timer, GError **error)
{
    const char *policy = define_text(XML_ENUM_TICK_POLICY, timer->tickpolicy);
    const char *name = define_text(XML_ENUM_TIMER_NAME, timer->name);

    switch (timer->name) {
    case TIMER_NAME_PLATFORM:
        return UNSUPPORTED("unsupported timer type (name) '%s'", name);
    case TIMER_NAME_TSC:
    case TIMER_NAME_KVMCLOCK:
    case TIMER_NAME_HYPERVCLOCK:
        return check_guest_timer(define, timer, QEMU_X86, error);
    case TIMER_NAME_RTC:
        if (timer->track != TIMER_TRACK_UNSET && timer->track != TIMER_TRACK_GUEST &&
            timer->track != TIMER_TRACK_WALL && timer->track != TIMER_TRACK_REALTIME)
            return UNSUPPORTED("unsupported rtc timer track '%s'",
                               define_text(XML_ENUM_TIMER_TRACK, timer->track));
        if (!is_rtc_policy(timer->tickpolicy))
            return UNSUPPORTED("unsupported rtc timer tickpolicy '%s'", policy);
        return true;
    case TIMER_NAME_PIT:
        if (timer->tickpolicy == TICK_POLICY_MERGE)
            return UNSUPPORTED("unsupported pit tickpolicy '%s'", policy);
        return true;
    case TIMER_NAME_HPET:
        if (timer->present == YES_NO_YES && !qemu_has(define, QEMU_CAP_HPET))
            return UNSUPPORTED("hpet timer is not supported");
        return true;
    case TIMER_NAME_ARMVTIMER:
        if (!check_guest_timer(define, timer, QEMU_ARM, error))
            return false;
        if (timer->present == YES_NO_NO)
            return UNSUPPORTED("The '%s' timer can't be disabled", name);
        if (timer->tickpolicy != TICK_POLICY_UNSET && timer->tickpolicy != TICK_POLICY_DELAY &&
            timer->tickpolicy != TICK_POLICY_DISCARD)
            return UNSUPPORTED("The '%s' timer does not support tickpolicy '%s'", name, policy);
        return true;
    case TIMER_NAME_UNSET:
        break;
    }
    return true;
}

bool
qemu_check_clock(Define *define, GError **error)
{
    static const uint64_t last_second_of_9999 = 253402300799;
    const Clock *clock = &define->domain->clock;

    for (unsigned int i = 0; i < clock->timers.n; i++)
        if (!check_timer(define, clock->timers.items[i], error))
            return false;
    if (clock->offset == CLOCK_OFFSET_ABSOLUTE && clock->start > last_second_of_9999)
        return UNSUPPORTED("The maximum 'start' value for <clock offset='absolute'> is "
                           "%" G_GUINT64_FORMAT,
                           last_second_of_9999);
    return true;
}

/* --- features */

static bool
check_kind(Define *define, bool is_there, unsigned int families, const char *name, GError **error)
{
    const Os *os = &define->domain->os;

    if (is_there && (qemu_context(define)->family & families) != families)
        return UNSUPPORTED("The '%s' feature is not supported for architecture '%s' or machine "
                           "type '%s'",
                           name, os->arch, os->machine);
    return true;
}

static bool
check_tcg(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    const Tcg *tcg = &domain->features.tcg;

    if (tcg->tb_cache == 0)
        return true;
    if (domain->type != VIRT_TYPE_QEMU)
        return UNSUPPORTED("TCG features are incompatible with domain type '%s'",
                           define_text(XML_ENUM_VIRT_TYPE, domain->type));
    if (tcg->tb_cache % 1024 != 0)
        return UNSUPPORTED("tb-cache size must be an integer multiple of MiB");
    return true;
}

bool
qemu_check_features(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    const Features *f = &domain->features;
    const struct {
        const char *name;
        bool is_there;
        unsigned int families; /* all of them */
    } kinds[] = {
        { "ioapic", f->ioapic != IOAPIC_DRIVER_UNSET, QEMU_X86 },
        { "gic", f->gic != NULL, QEMU_ARM | QEMU_VIRT },
        { "hpt", f->hpt_resizing != HPT_RESIZING_UNSET || f->hpt_maxpagesize > 0, QEMU_PSERIES },
        { "htm", f->htm != ON_OFF_UNSET, QEMU_PSERIES },
        { "nested-hv", f->nested_hv != ON_OFF_UNSET, QEMU_PSERIES },
        { "ccf-assist", f->ccf_assist != ON_OFF_UNSET, QEMU_PSERIES },
        { "cfpc", f->cfpc != SPECULATION_GUARD_UNSET, QEMU_PSERIES },
        { "sbbc", f->sbbc != SPECULATION_GUARD_UNSET, QEMU_PSERIES },
        { "ibs", f->ibs != BRANCH_GUARD_UNSET, QEMU_PSERIES },
        { "ras", f->ras != ON_OFF_UNSET, QEMU_ARM | QEMU_VIRT },
        { "aia", f->aia != AIA_MODE_UNSET, QEMU_RISCV | QEMU_VIRT },
        { "ps2", f->ps2 != ON_OFF_UNSET, QEMU_X86 },
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (!check_kind(define, kinds[i].is_there, kinds[i].families, kinds[i].name, error))
            return false;
    if (f->vmport && !qemu_has(define, QEMU_CAP_VMPORT))
        return UNSUPPORTED("vmport is not available with this QEMU binary");
    if (f->vmcoreinfo && f->vmcoreinfo->state == ON_OFF_ON &&
        !qemu_has(define, QEMU_CAP_VMCOREINFO))
        return UNSUPPORTED("vmcoreinfo is not available with this QEMU binary");
    if (f->apic && f->apic->eoi != ON_OFF_UNSET && !qemu_is(define, QEMU_X86))
        return UNSUPPORTED("The 'eoi' attribute of the '%s' feature is not supported for "
                           "architecture '%s' or machine type '%s'",
                           "apic", domain->os.arch, domain->os.machine);
    if (f->hyperv && !qemu_is(define, QEMU_X86))
        return UNSUPPORTED("Hyperv features are not supported for architecture '%s' or machine "
                           "type '%s'",
                           domain->os.arch, domain->os.machine);
    if (f->pmu && f->pmu->state == ON_OFF_OFF && qemu_is(define, QEMU_PPC64))
        return UNSUPPORTED("PMU is always enabled for architecture '%s'", domain->os.arch);
    return check_tcg(define, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domain as a whole. The first mistake in this order is the one that is reported. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

/* --- the emulator */

/* A 64 bit PC runs 32 bit guests as well. */
static bool
runs_arch(const QemuCaps *caps, const char *arch)
{
    static const struct {
        const char *target; /* QEMU's word */
        const char *arch;
    } targets[] = {
        { "i386", "i686" },      { "x86_64", "x86_64" },  { "x86_64", "i686" },
        { "arm", "armv6l" },     { "arm", "armv7l" },     { "aarch64", "aarch64" },
        { "aarch64", "armv7l" }, { "aarch64", "armv6l" }, { "ppc64", "ppc64" },
        { "ppc64", "ppc64le" },
    };

    if (strcmp(caps->arch, arch) == 0)
        return true;
    for (unsigned int i = 0; i < G_N_ELEMENTS(targets); i++)
        if (strcmp(caps->arch, targets[i].target) == 0 && strcmp(arch, targets[i].arch) == 0)
            return true;
    return false;
}

static bool
runs_type(const QemuCaps *caps, VirtType type)
{
    return type == VIRT_TYPE_QEMU ? qemu_caps_has(caps, QEMU_CAP_TCG)
                                  : type == VIRT_TYPE_KVM && caps->has_kvm;
}

static bool
check_emulator(Define *define, GError **error)
{
    const QemuContext *context = qemu_context(define);
    const Domain *domain = define->domain;
    const char *path = context->emulator->path;

    if (!runs_arch(context->caps, domain->os.arch))
        return UNSUPPORTED("Emulator '%s' does not support arch '%s'", path, domain->os.arch);
    if (!runs_type(context->caps, domain->type))
        return UNSUPPORTED("Emulator '%s' does not support virt type '%s'", path,
                           define_text(XML_ENUM_VIRT_TYPE, domain->type));
    if (!context->machine)
        return UNSUPPORTED("Emulator '%s' does not support machine type '%s'", path,
                           domain->os.machine);
    if (domain->os.type != OS_TYPE_HVM)
        return UNSUPPORTED("Emulator '%s' does not support os type '%s'", path,
                           define_text(XML_ENUM_OS_TYPE, domain->os.type));
    return true;
}

/* --- what follows its end */

static bool
check_actions(Define *define, GError **error)
{
    const Domain *domain = define->domain;

    if (domain->on_reboot == END_ACTION_RENAME_RESTART ||
        domain->on_poweroff == END_ACTION_RENAME_RESTART ||
        domain->on_crash == CRASH_ACTION_RENAME_RESTART)
        return UNSUPPORTED("qemu driver doesn't support the 'rename-restart' action for "
                           "'on_reboot'/'on_poweroff'/'on_crash'");
    if (domain->on_reboot == END_ACTION_PRESERVE || domain->on_poweroff == END_ACTION_PRESERVE)
        return UNSUPPORTED("qemu driver doesn't support the 'preserve' action for "
                           "'on_reboot'/'on_poweroff'");
    if (domain->on_reboot == END_ACTION_DESTROY && domain->on_poweroff == END_ACTION_RESTART)
        return UNSUPPORTED("qemu driver doesn't support 'onReboot' set to 'destroy and "
                           "'onPoweroff' set to 'reboot'");
    return true;
}

/* --- firmware */

static bool
check_firmware(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    bool has_uefi =
        domain->os.firmware == FIRMWARE_EFI || domain->os.loader.type == LOADER_TYPE_PFLASH;

    /* UEFI tells guests of the machine by ACPI there; ARM's virtual machine has it from UEFI. */
    if (has_uefi && !domain->features.acpi &&
        (qemu_is(define, QEMU_X86) || strcmp(domain->os.arch, "aarch64") == 0))
        return UNSUPPORTED("UEFI requires ACPI on this architecture");
    if (!has_uefi && domain->features.acpi && strcmp(domain->os.arch, "aarch64") == 0)
        return UNSUPPORTED("ACPI requires UEFI on this architecture");
    if (domain->genid && !qemu_has(define, QEMU_CAP_VMGENID))
        return UNSUPPORTED("this QEMU does not support the 'genid' capability");
    return true;
}

static bool
check_bios_serial(Define *define, GError **error)
{
    const Domain *domain = define->domain;

    if (domain->os.bios_useserial != YES_NO_YES)
        return true;
    if (!qemu_is(define, QEMU_X86))
        return UNSUPPORTED("BIOS serial console only supported on x86 architectures");
    if (domain->devices.serials.n == 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "need at least one serial port to use BIOS serial output");
    return true;
}

static bool
check_secure_boot(Define *define, GError **error)
{
    const Domain *domain = define->domain;

    if (domain->os.loader.secure != YES_NO_YES)
        return true;
    if (!qemu_is(define, QEMU_Q35))
        return UNSUPPORTED("Secure boot is supported with q35 machine types only");
    if (strcmp(domain->os.arch, "x86_64") != 0)
        return UNSUPPORTED("Secure boot is supported for x86_64 architecture only");
    /* Without it the guest could write to the variables past the firmware. What is chosen at the
     * start turns it on. */
    if (domain->os.firmware != FIRMWARE_UNSET)
        return true;
    if (!domain->features.smm || domain->features.smm->state != ON_OFF_ON)
        return UNSUPPORTED("Secure boot requires SMM feature enabled");
    return true;
}

static bool
check_nvram_store(Define *define, GError **error)
{
    const StorageSource *source = &define->domain->os.nvram.src;

    if (source->from.type == XML_ABSENT)
        return true;
    if (source->type != STORAGE_KIND_FILE && source->type != STORAGE_KIND_BLOCK &&
        source->type != STORAGE_KIND_NETWORK)
        return UNSUPPORTED("unsupported nvram disk type '%s'",
                           define_text(XML_ENUM_STORAGE_KIND, source->type));
    if (source->slice)
        return UNSUPPORTED("slices are not supported with NVRAM");
    if (source->reservations)
        return UNSUPPORTED("persistent reservations are not supported with NVRAM");
    return true;
}

/* --- CPUs */

static bool
check_vcpus(Define *define, GError **error)
{
    static const unsigned int most_without_eim = 255;
    const Domain *domain = define->domain;
    const Cpu *cpu = &domain->cpu;
    const QemuMachine *machine = qemu_context(define)->machine;
    const Numa *numa = &cpu->numa;
    unsigned int max = domain->vcpu.max;

    if (max == 0)
        return err_set(error, VIR_ERR_XML_ERROR, "Domain requires at least 1 vCPU");
    if (machine->max_cpus > 0 && max > machine->max_cpus)
        return UNSUPPORTED("Maximum CPUs greater than specified machine type limit %u",
                           machine->max_cpus);
    if (cpu->topology) {
        const CpuTopology *topology = cpu->topology;
        uint64_t places = (uint64_t)topology->sockets * topology->dies * topology->cores *
                          topology->threads * MAX(topology->clusters, 1);
        unsigned int in_nodes = 0;

        if (places != max)
            return UNSUPPORTED("CPU topology doesn't match maximum vcpu count");
        for (unsigned int i = 0; i < numa->cells.n; i++)
            if (numa->cells.items[i]->cpus)
                in_nodes += bitmap_count(numa->cells.items[i]->cpus);
        if (numa->cells.n > 0 && in_nodes != max)
            return UNSUPPORTED("CPU topology doesn't match numa CPU count; partial NUMA mapping "
                               "is obsoleted and will be removed in future");
        /* A core comes and goes as a whole. */
        if (qemu_is(define, QEMU_PSERIES) && domain->vcpu.current > 0 &&
            domain->vcpu.current % topology->threads != 0)
            return UNSUPPORTED("vCPUs count must be a multiple of the vCPU hotplug granularity "
                               "(%u)",
                               topology->threads);
    }
    if (!qemu_is(define, QEMU_X86) || max <= most_without_eim)
        return true;
    if (!qemu_is(define, QEMU_Q35))
        return UNSUPPORTED("more than %u vCPUs are only supported on q35-based machine types",
                           most_without_eim);
    if (domain->devices.iommus.n == 0 || domain->devices.iommus.items[0]->eim != ON_OFF_ON)
        return UNSUPPORTED("more than %u vCPUs require extended interrupt mode enabled on the "
                           "iommu device",
                           most_without_eim);
    return true;
}

/* Those without an element of their own have the numbers that are left, from 1 on. */
bool
qemu_has_iothread(const Define *define, unsigned int id)
{
    const IOThreads *threads = &define->domain->iothreads;
    unsigned int below = 0;

    for (unsigned int i = 0; i < threads->list.n; i++) {
        if (threads->list.items[i]->id == id)
            return true;
        below += threads->list.items[i]->id < id;
    }
    return threads->count > threads->list.n && id - below <= threads->count - threads->list.n;
}

static bool
check_cachetune(Define *define, GError **error)
{
    const Domain *domain = define->domain;

    if (domain->cputune.cachetunes.n + domain->cputune.memorytunes.n > 0 &&
        domain->type != VIRT_TYPE_KVM)
        return UNSUPPORTED("cachetune is only supported for KVM domains");
    return true;
}

/* --- what several devices must agree on */

static bool
check_consoles(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->consoles.n; i++) {
        const Console *console = devices->consoles.items[i];

        switch (console->target) {
        case CONSOLE_TARGET_SCLP:
            if (!qemu_has(define, QEMU_CAP_SCLPCONSOLE))
                return UNSUPPORTED("sclpconsole is not supported in this QEMU binary");
            break;
        case CONSOLE_TARGET_SCLPLM:
            if (!qemu_has(define, QEMU_CAP_SCLPLMCONSOLE))
                return UNSUPPORTED("sclplmconsole is not supported in this QEMU binary");
            break;
        case CONSOLE_TARGET_UNSET:
        case CONSOLE_TARGET_SERIAL:
        case CONSOLE_TARGET_VIRTIO:
            break;
        case CONSOLE_TARGET_XEN:
        case CONSOLE_TARGET_UML:
        case CONSOLE_TARGET_LXC:
        case CONSOLE_TARGET_OPENVZ:
            return UNSUPPORTED("unsupported console target type %s",
                               define_text(XML_ENUM_CONSOLE_TARGET, console->target));
        }
    }
    return true;
}

/* The firmware reads some names itself; the emulator keeps one for its own use. */
static bool
check_sysinfo(Define *define, GError **error)
{
    static const char *const reserved[] = { "opt/ovmf/", "opt/org.qemu/" };
    const Domain *domain = define->domain;

    for (unsigned int i = 0; i < domain->sysinfos.n; i++) {
        const Sysinfo *sysinfo = domain->sysinfos.items[i];

        for (unsigned int j = 0; j < sysinfo->fwcfgs.n; j++) {
            const char *name = sysinfo->fwcfgs.items[j]->name;

            if (!g_str_has_prefix(name, "opt/"))
                return UNSUPPORTED("Invalid firmware name");
            for (unsigned int k = 0; k < G_N_ELEMENTS(reserved); k++)
                if (g_str_has_prefix(name, reserved[k]))
                    return UNSUPPORTED("That firmware name is reserved");
        }
    }
    return true;
}

static bool
check_panic(Define *define, const Panic *panic, GError **error)
{
    AddressType address = panic->info.address.type;

    switch (panic->model) {
    case PANIC_MODEL_S390:
        if (!qemu_is(define, QEMU_S390))
            return UNSUPPORTED("only S390 guests support panic device of model 's390'");
        if (address != ADDRESS_TYPE_UNSET)
            return UNSUPPORTED("setting the panic device address is not supported for model "
                               "'s390'");
        break;
    case PANIC_MODEL_HYPERV:
        if (!qemu_is(define, QEMU_X86))
            return UNSUPPORTED("only i686 and x86_64 guests support panic device of model "
                               "'hyperv'");
        if (address != ADDRESS_TYPE_UNSET)
            return UNSUPPORTED("setting the panic device address is not supported for model "
                               "'hyperv'");
        break;
    case PANIC_MODEL_PSERIES:
        if (!qemu_is(define, QEMU_PSERIES))
            return UNSUPPORTED("only pSeries guests support panic device of model 'pseries'");
        if (address != ADDRESS_TYPE_UNSET)
            return UNSUPPORTED("setting the panic device address is not supported for model "
                               "'pseries'");
        break;
    case PANIC_MODEL_ISA:
        if (!qemu_has(define, QEMU_CAP_PVPANIC))
            return UNSUPPORTED("the QEMU binary does not support the ISA panic device");
        if (address != ADDRESS_TYPE_UNSET && address != ADDRESS_TYPE_ISA)
            return UNSUPPORTED("panic is supported only with ISA address type");
        break;
    case PANIC_MODEL_PVPANIC:
        if (!qemu_has(define, QEMU_CAP_PVPANIC_PCI))
            return UNSUPPORTED("the QEMU binary does not support the PCI pvpanic device");
        break;
    case PANIC_MODEL_UNSET:
        break;
    }
    return true;
}

static bool
check_panics(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->panics.n; i++)
        if (!check_panic(define, devices->panics.items[i], error))
            return false;
    return true;
}

static bool
check_tpms(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;
    unsigned int proxies = 0;

    for (unsigned int i = 0; i < devices->tpms.n; i++)
        proxies += devices->tpms.items[i]->model == TPM_MODEL_SPAPR_TPM_PROXY;
    if (proxies > 1)
        return UNSUPPORTED("only a single TPM Proxy device is supported");
    if (devices->tpms.n - proxies > 1)
        return UNSUPPORTED("only a single TPM non-proxy device is supported");
    return true;
}

static bool
check_launch_security(Define *define, GError **error)
{
    const LaunchSecurity *security = define->domain->launch_security;

    if (!security)
        return true;
    switch (security->type) {
    case LAUNCH_SECURITY_TYPE_SEV:
        if (!qemu_has(define, QEMU_CAP_SEV))
            return UNSUPPORTED("SEV launch security is not supported with this QEMU binary");
        break;
    case LAUNCH_SECURITY_TYPE_SEV_SNP:
        if (!qemu_has(define, QEMU_CAP_SEV_SNP))
            return UNSUPPORTED("SEV SNP launch security is not supported with this QEMU binary");
        break;
    case LAUNCH_SECURITY_TYPE_S390_PV:
        if (!qemu_has(define, QEMU_CAP_SECURE_GUEST_S390))
            return UNSUPPORTED("S390 PV launch security is not supported with this QEMU binary");
        break;
    case LAUNCH_SECURITY_TYPE_TDX:
        if (!qemu_has(define, QEMU_CAP_TDX))
            return UNSUPPORTED("INTEL TDX launch security is not supported with this QEMU binary");
        break;
    case LAUNCH_SECURITY_TYPE_UNSET:
        break;
    }
    return true;
}

static bool
check_min_guarantee(Define *define, GError **error)
{
    if (define->domain->memtune.min_guarantee > 0)
        return UNSUPPORTED("Parameter 'min_guarantee' not supported by QEMU.");
    return true;
}

bool
qemu_check(Define *define, GError **error)
{
    static const DomainStep steps[] = {
        check_emulator,    check_min_guarantee,   check_firmware,   check_bios_serial,
        qemu_check_cpu,    check_actions,         qemu_check_clock, check_secure_boot,
        check_nvram_store, check_vcpus,           check_cachetune,  qemu_check_features,
        qemu_check_memory, check_consoles,        check_sysinfo,    check_panics,
        check_tpms,        check_launch_security,
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(steps); i++)
        if (!steps[i](define, error))
            return false;
    return true;
}

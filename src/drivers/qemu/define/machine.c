/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which emulator runs a guest, and which machine that emulates. All else depends on it. */
#include "drivers/qemu/define/qemu-define-priv.h"

#include <errno.h>

#define ERR_DOMAIN VIR_FROM_QEMU

/* --- the emulator */

static const QemuEmulator *
find_by_path(const QemuDefineEnv *env, const char *path)
{
    for (unsigned int i = 0; i < env->n_emulators; i++)
        if (strcmp(env->emulators[i].path, path) == 0)
            return &env->emulators[i];
    return NULL;
}

static const QemuEmulator *
find_by_arch(const QemuDefineEnv *env, const char *arch)
{
    for (unsigned int i = 0; i < env->n_emulators; i++)
        if (strcmp(env->emulators[i].arch, arch) == 0)
            return &env->emulators[i];
    return NULL;
}

static bool
choose_emulator(Define *define, QemuContext *context, GError **error)
{
    Devices *devices = &define->domain->devices;
    Os *os = &define->domain->os;

    if (!os->arch || !os->arch[0])
        XML_SET(os, arch, arena_strdup(define->arena, define->env->host_arch), XML_DEFINED);
    if (devices->emulator && devices->emulator[0]) {
        context->emulator = find_by_path(context->env, devices->emulator);
        if (!context->emulator)
            return err_set(error, VIR_ERR_SYSTEM_ERROR, "Cannot check QEMU binary %s: %s",
                           devices->emulator, g_strerror(ENOENT));
    } else {
        context->emulator = find_by_arch(context->env, os->arch);
        if (!context->emulator)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "No emulator found for arch '%s'",
                           os->arch);
        XML_SET(devices, emulator, arena_strdup(define->arena, context->emulator->path),
                XML_DEFINED);
    }
    context->caps = context->emulator->caps;
    return true;
}

/* --- the machine */

static bool
choose_machine(Define *define, QemuContext *context, GError **error)
{
    Domain *domain = define->domain;
    Os *os = &domain->os;
    bool is_absent = !os->machine || !os->machine[0];

    /* The accelerator of macOS: an emulator that has it names machines for it. */
    if (is_absent && domain->type == VIRT_TYPE_HVF)
        return err_set(error, VIR_ERR_INVALID_ARG, "could not get preferred machine for %s type=%s",
                       context->emulator->path, define_text(XML_ENUM_VIRT_TYPE, domain->type));
    context->machine = is_absent ? qemu_caps_default_machine(context->caps)
                                 : qemu_caps_machine(context->caps, os->machine);
    if (is_absent && !context->machine)
        return err_set(error, VIR_ERR_INVALID_ARG, "could not get preferred machine for %s type=%s",
                       context->emulator->path, define_text(XML_ENUM_VIRT_TYPE, domain->type));
    if (context->machine && (is_absent || strcmp(context->machine->name, os->machine) != 0))
        XML_SET(os, machine, arena_strdup(define->arena, context->machine->name), XML_DEFINED);
    return true;
}

static const struct {
    const char *arch;
    unsigned int family;
} arch_families[] = {
    { "i686", QEMU_X86 },
    { "x86_64", QEMU_X86 },
    { "aarch64", QEMU_ARM },
    { "armv6l", QEMU_ARM },
    { "armv7b", QEMU_ARM },
    { "armv7l", QEMU_ARM },
    { "ppc64", QEMU_PPC64 },
    { "ppc64le", QEMU_PPC64 },
    { "s390", QEMU_S390 },
    { "s390x", QEMU_S390 },
    { "riscv32", QEMU_RISCV },
    { "riscv64", QEMU_RISCV },
    { "mips", QEMU_MIPS },
    { "mipsel", QEMU_MIPS },
    { "mips64", QEMU_MIPS },
    { "mips64el", QEMU_MIPS },
    { "loongarch64", QEMU_LOONGARCH },
};

/* A name, or the beginning of names if it ends in '-'. */
static const struct {
    unsigned int arches;
    const char *name;
    unsigned int family;
} machine_families[] = {
    { QEMU_X86, "pc", QEMU_I440FX },
    { QEMU_X86, "pc-i440fx-", QEMU_I440FX },
    { QEMU_X86, "pc-0.", QEMU_I440FX },
    { QEMU_X86, "pc-1.", QEMU_I440FX },
    { QEMU_X86, "rhel", QEMU_I440FX },
    { QEMU_X86, "q35", QEMU_Q35 },
    { QEMU_X86, "pc-q35-", QEMU_Q35 },
    { QEMU_X86, "isapc", QEMU_ISAPC },
    { QEMU_ARM | QEMU_RISCV | QEMU_LOONGARCH, "virt", QEMU_VIRT },
    { QEMU_ARM | QEMU_RISCV | QEMU_LOONGARCH, "virt-", QEMU_VIRT },
    { QEMU_PPC64, "pseries", QEMU_PSERIES },
    { QEMU_PPC64, "pseries-", QEMU_PSERIES },
    { QEMU_S390, "s390-ccw", QEMU_S390_CCW },
};

static bool
is_machine(const char *pattern, const char *name)
{
    size_t length = strlen(pattern);

    if (strchr("-.", pattern[length - 1]) || strcmp(pattern, "rhel") == 0 ||
        strcmp(pattern, "s390-ccw") == 0)
        return strncmp(name, pattern, length) == 0;
    return strcmp(name, pattern) == 0;
}

static unsigned int
family_of(const char *arch, const char *machine)
{
    unsigned int family = 0;

    for (unsigned int i = 0; i < G_N_ELEMENTS(arch_families); i++)
        if (strcmp(arch, arch_families[i].arch) == 0)
            family = arch_families[i].family;
    for (unsigned int i = 0; i < G_N_ELEMENTS(machine_families); i++)
        if (machine_families[i].arches & family && is_machine(machine_families[i].name, machine))
            return family | machine_families[i].family;
    return family;
}

bool
qemu_begin(Define *define, GError **error)
{
    Domain *domain = define->domain;
    QemuContext *context = arena_alloc(define->arena, sizeof(QemuContext));

    define->rule_data = context;
    context->env = define->env->rule_env;
    if (!choose_emulator(define, context, error))
        return false;
    if (domain->bootloader || domain->bootloader_args)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s",
                       "bootloader is not supported by QEMU");
    if (!choose_machine(define, context, error))
        return false;
    context->family = family_of(domain->os.arch, domain->os.machine);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CPU: which model, and how strictly it is that one. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

/* Not said: what the emulator would choose for the machine, written down so that it stays. */
static bool
set_default_model(Define *define, Cpu *cpu, GError **error)
{
    const QemuContext *context = qemu_context(define);
    const char *model = context->machine ? context->machine->default_cpu : NULL;

    if (!model)
        return true;
    if (strcmp(model, "host") == 0) {
        if (define->domain->type != VIRT_TYPE_KVM)
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s",
                           "QEMU reports invalid default CPU model \"host\" for non-kvm domain "
                           "virt type");
        XML_SET(cpu, mode, CPU_MODE_HOST_PASSTHROUGH, XML_DEFINED);
        return true;
    }
    if (strcmp(model, "max") == 0) {
        XML_SET(cpu, mode, CPU_MODE_MAXIMUM, XML_DEFINED);
        return true;
    }
    XML_SET(cpu, mode, CPU_MODE_CUSTOM, XML_DEFINED);
    XML_SET(cpu, match, CPU_MATCH_EXACT, XML_DEFINED);
    XML_SET(cpu, check, CPU_CHECK_NONE, XML_DEFINED);
    XML_SET(&cpu->model, fallback, CPU_FALLBACK_FORBID, XML_DEFINED);
    XML_SET(&cpu->model, name, arena_strdup(define->arena, model), XML_DEFINED);
    cpu->model.head.origin = XML_DEFINED;
    return true;
}

/* Who promises that the guest has what the model says: nobody if it is the host's own or emulated.
 */
static CpuCheck
default_check(const Define *define, const Cpu *cpu)
{
    switch (cpu->mode) {
    case CPU_MODE_CUSTOM:
        if (!cpu->model.name || define->domain->type != VIRT_TYPE_KVM)
            return CPU_CHECK_NONE;
        return qemu_is(define, QEMU_X86) ? CPU_CHECK_PARTIAL : CPU_CHECK_NONE;
    case CPU_MODE_HOST_MODEL:
        return CPU_CHECK_PARTIAL;
    case CPU_MODE_HOST_PASSTHROUGH:
    case CPU_MODE_MAXIMUM:
    case CPU_MODE_UNSET:
        break;
    }
    return CPU_CHECK_NONE;
}

bool
qemu_complete_cpu(Define *define, GError **error)
{
    Cpu *cpu = &define->domain->cpu;

    if (!cpu->model.name && (cpu->mode == CPU_MODE_UNSET || cpu->mode == CPU_MODE_CUSTOM) &&
        !set_default_model(define, cpu, error))
        return false;
    if (cpu->mode == CPU_MODE_UNSET && !cpu->model.name)
        return true;
    if (cpu->check == CPU_CHECK_UNSET)
        XML_SET(cpu, check, default_check(define, cpu), XML_DEFINED);
    if (cpu->mode == CPU_MODE_HOST_PASSTHROUGH && cpu->migratable == ON_OFF_UNSET &&
        qemu_is(define, QEMU_X86))
        XML_SET(cpu, migratable, qemu_has(define, QEMU_CAP_CPU_MIGRATABLE) ? ON_OFF_ON : ON_OFF_OFF,
                XML_DEFINED);
    return true;
}

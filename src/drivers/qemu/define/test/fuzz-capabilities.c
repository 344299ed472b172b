/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an emulator answers, whole or cut off or of another form, gives capabilities that can be
 * asked for everything. */
#include <string.h>

#include "drivers/qemu/define/capabilities.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const QemuCaps *caps)
{
    const QemuMachine *machine = qemu_caps_default_machine(caps);

    g_assert_nonnull(caps->arch);
    g_assert(machine == NULL || machine->is_default);
    for (unsigned int i = 0; i < caps->n_machines; i++) {
        g_assert_nonnull(caps->machines[i].name);
        machine = qemu_caps_machine(caps, caps->machines[i].name);
        g_assert_nonnull(machine);
        g_assert_cmpstr(machine->name, ==, caps->machines[i].name);
        if (caps->machines[i].alias != NULL)
            g_assert_nonnull(qemu_caps_machine(caps, caps->machines[i].alias));
    }
    for (unsigned int i = 0; i < caps->n_cpus; i++)
        g_assert(caps->cpus[i] != NULL &&
                 (i == 0 || strcmp(caps->cpus[i - 1], caps->cpus[i]) <= 0));
    for (QemuCap cap = 0; cap < N_QEMU_CAPS; cap++)
        qemu_caps_has(caps, cap);
    g_assert_null(qemu_caps_machine(caps, "no such machine"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *exact = g_memdup2(data, size); /* without a NUL behind it */
    g_autoptr(GError) error = NULL;
    g_autoptr(QemuCaps) caps = qemu_caps_read(exact != NULL ? exact : "", size, &error);

    g_assert((caps == NULL) == (error != NULL));
    if (caps != NULL)
        check(caps);
    return 0;
}

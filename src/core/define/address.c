/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The order of the buses, and which machine has which. */
#include <string.h>

#include "core/define/address-priv.h"

/* The first that fits. */
static const Machine machines[] = {
    { "i686", "pc-q35", MACHINE_PCI, PCI_BOARD_Q35 },
    { "x86_64", "pc-q35", MACHINE_PCI, PCI_BOARD_Q35 },
    { "i686", "q35", MACHINE_PCI, PCI_BOARD_Q35 },
    { "x86_64", "q35", MACHINE_PCI, PCI_BOARD_Q35 },
    { "i686", "pc", MACHINE_PCI, PCI_BOARD_I440FX },
    { "x86_64", "pc", MACHINE_PCI, PCI_BOARD_I440FX },
    { "i686", "rhel", MACHINE_PCI, PCI_BOARD_I440FX },
    { "x86_64", "rhel", MACHINE_PCI, PCI_BOARD_I440FX },
    { "armv6l", "versatilepb", MACHINE_PCI, PCI_BOARD_PLAIN },
    { "armv7l", "versatilepb", MACHINE_PCI, PCI_BOARD_PLAIN },
    { "aarch64", "versatilepb", MACHINE_PCI, PCI_BOARD_PLAIN },
    { "armv7l", "virt", MACHINE_PCI | MACHINE_VIRTIO_MMIO, PCI_BOARD_PLAIN },
    { "aarch64", "virt", MACHINE_PCI | MACHINE_VIRTIO_MMIO, PCI_BOARD_PLAIN },
    { "riscv32", "virt", MACHINE_PCI | MACHINE_VIRTIO_MMIO, PCI_BOARD_PLAIN },
    { "riscv64", "virt", MACHINE_PCI | MACHINE_VIRTIO_MMIO, PCI_BOARD_PLAIN },
    { "loongarch64", "virt", MACHINE_PCI, PCI_BOARD_PLAIN },
    { "armv6l", "vexpress-", MACHINE_VIRTIO_MMIO, PCI_BOARD_PLAIN },
    { "armv7l", "vexpress-", MACHINE_VIRTIO_MMIO, PCI_BOARD_PLAIN },
    { "aarch64", "vexpress-", MACHINE_VIRTIO_MMIO, PCI_BOARD_PLAIN },
    { "armv6l", NULL, 0, PCI_BOARD_PLAIN },
    { "armv7l", NULL, 0, PCI_BOARD_PLAIN },
    { "aarch64", NULL, 0, PCI_BOARD_PLAIN },
    { "riscv32", NULL, 0, PCI_BOARD_PLAIN },
    { "riscv64", NULL, 0, PCI_BOARD_PLAIN },
    { "loongarch64", NULL, 0, PCI_BOARD_PLAIN },
    { "s390x", NULL, MACHINE_PCI | MACHINE_CCW, PCI_BOARD_PLAIN },
    { "s390", NULL, MACHINE_PCI | MACHINE_CCW, PCI_BOARD_PLAIN },
    { "ppc64", "pseries", MACHINE_PCI | MACHINE_SPAPR_VIO, PCI_BOARD_PLAIN },
    { "ppc64le", "pseries", MACHINE_PCI | MACHINE_SPAPR_VIO, PCI_BOARD_PLAIN },
    { NULL, NULL, MACHINE_PCI, PCI_BOARD_PLAIN },
};

const Machine *
machine_of(const Domain *domain)
{
    const Os *os = &domain->os;
    const Machine *machine = machines;

    while ((machine->arch && g_strcmp0(machine->arch, os->arch) != 0) ||
           (machine->machine && !(os->machine && g_str_has_prefix(os->machine, machine->machine))))
        machine++;
    return machine;
}

bool
address_is_wanted(const DeviceAddress *address)
{
    return address->type == ADDRESS_TYPE_UNSET ||
           (address->type == ADDRESS_TYPE_PCI && address->pci.domain == 0 &&
            address->pci.bus == 0 && address->pci.slot == 0);
}

/* The first console is the first serial port by another name. */
static void
copy_to_console(const Domain *domain)
{
    const Devices *devices = &domain->devices;

    if (devices->serials.n > 0 && devices->consoles.n > 0 &&
        devices->consoles.items[0]->target == CONSOLE_TARGET_SERIAL)
        devices->consoles.items[0]->info.address = devices->serials.items[0]->info.address;
}

bool
assign_addresses(Define *define, GError **error)
{
    static const DomainStep steps[] = {
        assign_virtio_serial, assign_spapr_vio, assign_ccw,    assign_virtio_mmio,
        assign_pci,           assign_usb,       assign_memory,
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(steps); i++)
        if (!steps[i](define, error))
            return false;
    copy_to_console(define->domain);
    return true;
}

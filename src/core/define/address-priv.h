/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the address-*.c know of each other. */
#ifndef VIRTUE_CORE_DEFINE_ADDRESS_PRIV_H
#define VIRTUE_CORE_DEFINE_ADDRESS_PRIV_H

#include "base/err.h"
#include "core/define/address.h"

/* What the machine of a domain has for buses, beside those that are controllers. */
typedef enum MachineBus {
    MACHINE_PCI = 1 << 0,         /* controllers of type pci mean something */
    MACHINE_CCW = 1 << 1,         /* virtio devices are on channels */
    MACHINE_VIRTIO_MMIO = 1 << 2, /* virtio devices may be memory-mapped */
    MACHINE_SPAPR_VIO = 1 << 3,
} MachineBus;

typedef enum PciBoard {
    PCI_BOARD_PLAIN,  /* nothing is where it has always been */
    PCI_BOARD_I440FX, /* IDE, USB, ACPI in slot 1, the screen in slot 2 */
    PCI_BOARD_Q35,    /* the screen in slot 1, SATA in slot 31 */
} PciBoard;

typedef struct Machine {
    const char *arch;    /* NULL: any */
    const char *machine; /* what its name begins with; NULL: any */
    unsigned int buses;  /* MachineBus */
    PciBoard board;
} Machine;

/* Never NULL. */
const Machine *machine_of(const Domain *domain);

/* No address yet; <address type='pci'/> asks for one on that bus. */
bool address_is_wanted(const DeviceAddress *address);

/* --- one for each bus, in this order */

bool assign_virtio_serial(Define *define, GError **error);
bool assign_spapr_vio(Define *define, GError **error);
bool assign_ccw(Define *define, GError **error);
bool assign_virtio_mmio(Define *define, GError **error);
bool assign_pci(Define *define, GError **error);
bool assign_usb(Define *define, GError **error);
bool assign_memory(Define *define, GError **error);

/* --- what is a virtio device */

typedef enum VirtioKind {
    NOT_VIRTIO,
    VIRTIO_ANY,              /* as the bus has it */
    VIRTIO_TRANSITIONAL,     /* a device of before version 1 as well: conventional PCI */
    VIRTIO_NON_TRANSITIONAL, /* PCI Express if there is any */
} VirtioKind;

VirtioKind device_virtio(DeviceKind kind, const void *device);

#endif

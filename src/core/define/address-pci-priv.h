/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The buses of a machine as the assignment of PCI addresses sees them. */
#ifndef VIRTUE_CORE_DEFINE_ADDRESS_PCI_PRIV_H
#define VIRTUE_CORE_DEFINE_ADDRESS_PCI_PRIV_H

#include "core/define/address-priv.h"

#define PCI_MAX_BUSES 256
#define PCI_SLOTS     32
#define PCI_FUNCTIONS 8

/* What plugs into a bus, each a bit. */
typedef enum PciPlug {
    PLUG_PCI = 1 << 0,  /* a conventional device */
    PLUG_PCIE = 1 << 1, /* a PCI Express device */
    PLUG_PCI_BRIDGE = 1 << 2,
    PLUG_DMI_TO_PCI = 1 << 3,
    PLUG_PCIE_TO_PCI = 1 << 4,
    PLUG_ROOT_PORT = 1 << 5,
    PLUG_UPSTREAM = 1 << 6,
    PLUG_DOWNSTREAM = 1 << 7,
    PLUG_PCI_EXPANDER = 1 << 8,
    PLUG_PCIE_EXPANDER = 1 << 9,
    PLUG_ROOT_COMPLEX = 1 << 10, /* a device of the root itself */
} PciPlug;

#define N_PLUGS 11

/* Devices that come and go; only these mind whether a bus allows it. */
#define PLUG_DEVICES (PLUG_PCI | PLUG_PCIE)

typedef struct PciModelTraits {
    unsigned int accepts; /* PciPlug bits */
    PciPlug plug;         /* of itself; 0: it is in the machine */
    uint8_t first_slot;
    uint8_t last_slot;
    bool is_hotplug; /* devices without an address are put here */
    PciModelName name;
} PciModelTraits;

extern const PciModelTraits pci_models[];
#define N_PCI_MODELS (PCI_MODEL_PCIE_EXPANDER_BUS + 1)

typedef struct PciBus {
    PciModel model;
    unsigned int accepts; /* PciPlug bits */
    bool is_hotplug;
    uint32_t busy;   /* slots of which a function is taken */
    uint32_t full;   /* slots of which all are */
    uint32_t shared; /* slots whose functions are given out one by one */
    uint8_t used[PCI_SLOTS];
} PciBus;

typedef struct PciPlace {
    unsigned int bus;
    unsigned int slot;
    unsigned int function;
} PciPlace;

typedef struct PciSpace {
    PciModel next_model;   /* what is added for conventional devices */
    PciPlug counted_twice; /* 0, or that of a screen that did not get its old slot */
    PciBus *buses;
    unsigned int n;
    unsigned int capacity;
    unsigned int first[N_PLUGS]; /* no bus before it has room for that plug */
} PciSpace;

/* The error of a bus that cannot be numbered. */
bool pci_index_too_high(unsigned int index, GError **error);
/* Make another bus of that model. */
bool pci_space_add(PciSpace *space, PciModel model, GError **error);
/* Make a bus, and what that needs, that accepts the plug. */
bool pci_space_grow(PciSpace *space, PciPlug plug, GError **error);
/* The first free place for it. */
bool pci_space_find(PciSpace *space, PciPlug plug, PciPlace *place_out);
bool pci_space_has_free(const PciSpace *space); /* any slot at all */
void pci_space_take(PciSpace *space, PciPlug plug, PciPlace place);
/* Take what somebody asked for: must be there, fit and be free. A conventional device that was put
 * on the bus after the last moves to the one after that, as this becomes the port of a bridge. */
bool pci_space_reserve(PciSpace *space, PciPlug plug, PciPlace *place, GError **error);

static inline bool
pci_is_express(const PciSpace *space)
{
    return space->n > 0 && space->buses[0].model == PCI_MODEL_PCIE_ROOT;
}

/* --- devices */

typedef struct PciDevice {
    DeviceInfo *info;
    DeviceKind kind;
    void *device;
    PciPlug plug;  /* 0: no PCI device */
    bool is_added; /* a bus that the document does not have */
    bool is_given; /* the document says where it is */
    bool is_placed;
    PciPlace place;
} PciDevice;

typedef struct PciDevices {
    unsigned int n;
    PciDevice *items; /* in the order in which they get their addresses */
} PciDevices;

PciPlug pci_plug_of(DeviceKind kind, const void *device, bool is_express);

/* What is where it has always been on that board. */
bool pci_place_board(PciSpace *space, PciDevices *devices, const Machine *machine, GError **error);

/* What mainframes add to each of them, once all have a place. */
bool pci_assign_zpci(PciDevice *const *devices, unsigned int n, GError **error);

/* Options of the controllers that follow from their places. */
bool pci_complete_controllers(Define *define, GError **error);

#endif

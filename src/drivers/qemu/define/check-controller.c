/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Controllers. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

/* --- SCSI, IDE, SATA */

static const struct {
    QemuCap cap;
    const char *message;
} scsi_models[] = {
    [SCSI_MODEL_LSILOGIC] = { QEMU_CAP_LSI,
                              "This QEMU doesn't support the LSI 53C895A SCSI controller" },
    [SCSI_MODEL_LSISAS1068] = { QEMU_CAP_MPTSAS1068, "This QEMU doesn't support the LSI SAS1068 "
                                                     "(MPT Fusion) controller" },
    [SCSI_MODEL_LSISAS1078] = { QEMU_CAP_MEGASAS,
                                "This QEMU doesn't support the LSI SAS1078 (MegaRAID) controller" },
    [SCSI_MODEL_VMPVSCSI] = { QEMU_CAP_PVSCSI, "This QEMU doesn't support the pvscsi (VMware "
                                               "paravirtual SCSI) controller" },
    [SCSI_MODEL_VIRTIO_SCSI] = { QEMU_CAP_VIRTIO_SCSI,
                                 "This QEMU doesn't support virtio scsi controller" },
    [SCSI_MODEL_VIRTIO_TRANSITIONAL] = { QEMU_CAP_VIRTIO_SCSI,
                                         "This QEMU doesn't support virtio scsi controller" },
    [SCSI_MODEL_VIRTIO_NON_TRANSITIONAL] = { QEMU_CAP_VIRTIO_SCSI,
                                             "This QEMU doesn't support virtio scsi controller" },
    [SCSI_MODEL_NCR53C90] = { QEMU_CAP_ESP,
                              "This QEMU doesn't support the NCR53C90 (ESP) controller" },
    [SCSI_MODEL_DC390] = { QEMU_CAP_DC390, "This QEMU doesn't support the DC390 (ESP) controller" },
    [SCSI_MODEL_AM53C974] = { QEMU_CAP_AM53C974,
                              "This QEMU doesn't support the AM53C974 (ESP) controller" },
};

static bool
is_virtio_scsi(const Controller *controller)
{
    return controller->scsi_model == SCSI_MODEL_VIRTIO_SCSI ||
           controller->scsi_model == SCSI_MODEL_VIRTIO_TRANSITIONAL ||
           controller->scsi_model == SCSI_MODEL_VIRTIO_NON_TRANSITIONAL;
}

static bool
check_scsi_model(const Define *define, const Controller *controller, GError **error)
{
    switch (controller->scsi_model) {
    case SCSI_MODEL_AUTO:
    case SCSI_MODEL_BUSLOGIC:
    case SCSI_MODEL_UNSET:
        return UNSUPPORTED("Unsupported controller model: %s",
                           define_text(XML_ENUM_SCSI_MODEL, controller->scsi_model));
    case SCSI_MODEL_IBMVSCSI:
        return true;
    case SCSI_MODEL_LSILOGIC:
    case SCSI_MODEL_LSISAS1068:
    case SCSI_MODEL_VMPVSCSI:
    case SCSI_MODEL_VIRTIO_SCSI:
    case SCSI_MODEL_LSISAS1078:
    case SCSI_MODEL_VIRTIO_TRANSITIONAL:
    case SCSI_MODEL_VIRTIO_NON_TRANSITIONAL:
    case SCSI_MODEL_NCR53C90:
    case SCSI_MODEL_DC390:
    case SCSI_MODEL_AM53C974:
        break;
    }
    if (!qemu_has(define, scsi_models[controller->scsi_model].cap))
        return UNSUPPORTED("%s", scsi_models[controller->scsi_model].message);
    return true;
}

/* What only virtio-scsi can. */
static bool
check_tuning(const Controller *controller, GError **error)
{
    if (is_virtio_scsi(controller))
        return true;
    if (controller->queues > 0)
        return UNSUPPORTED("'queues' is only supported by virtio-scsi controller");
    if (controller->cmd_per_lun > 0)
        return UNSUPPORTED("'cmd_per_lun' is only supported by virtio-scsi controller");
    if (controller->max_sectors > 0)
        return UNSUPPORTED("'max_sectors' is only supported by virtio-scsi controller");
    if (controller->ioeventfd != ON_OFF_UNSET)
        return UNSUPPORTED("'ioeventfd' is only supported by virtio-scsi controller");
    return true;
}

static bool
check_scsi_iothread(const Define *define, const Controller *controller, GError **error)
{
    AddressType address = controller->info.address.type;

    if (controller->iothread == 0)
        return true;
    if (!is_virtio_scsi(controller))
        return UNSUPPORTED("'iothread' is only supported for virtio-scsi controller");
    if (address != ADDRESS_TYPE_PCI && address != ADDRESS_TYPE_CCW)
        return UNSUPPORTED("virtio-scsi IOThreads only available for virtio pci and virtio ccw "
                           "controllers");
    if (!qemu_has_iothread(define, controller->iothread))
        return UNSUPPORTED("controller iothread '%u' not defined in iothreadid",
                           controller->iothread);
    return true;
}

static bool
check_scsi(const Define *define, const Controller *controller, GError **error)
{
    if (!check_scsi_iothread(define, controller, error))
        return false;
    if (controller->scsi_model == SCSI_MODEL_NCR53C90) {
        if (controller->index != 0)
            return UNSUPPORTED("ncr53c90 can only be used as first SCSI controller");
        /* It is soldered to boards of other machines. */
        if (qemu_is(define, QEMU_X86))
            return UNSUPPORTED("ncr53c90 SCSI controller is not a built-in for this machine");
    }
    return true;
}

/* PCs of the old kind have one, on the board. */
static bool
check_ide(const Define *define, const Controller *controller, GError **error)
{
    const char *machine = define->domain->os.machine;
    bool has_builtin = qemu_is(define, QEMU_I440FX) || strcmp(machine, "malta") == 0 ||
                       strcmp(machine, "sun4u") == 0 || strcmp(machine, "g3beige") == 0;

    if (controller->index != 0 && has_builtin)
        return UNSUPPORTED("Only a single IDE controller is supported for this machine type");
    if (!has_builtin)
        return UNSUPPORTED("IDE controllers are unsupported for this QEMU binary or machine type");
    return true;
}

static bool
check_sata(const Define *define, const Controller *controller, GError **error)
{
    bool is_builtin = controller->index == 0 && qemu_is(define, QEMU_Q35);

    if (!is_builtin && !qemu_has(define, QEMU_CAP_ICH9_AHCI))
        return UNSUPPORTED("SATA is not supported with this QEMU binary");
    return true;
}

/* --- PCI */

typedef enum PciOption {
    OPTION_CHASSIS_NR,
    OPTION_CHASSIS,
    OPTION_PORT,
    OPTION_BUS_NR,
    OPTION_TARGET_INDEX,
    OPTION_HOLE64,
    OPTION_HOTPLUG,
    OPTION_NUMA,
    N_OPTIONS
} PciOption;

static const char *const option_names[N_OPTIONS] = {
    "chassisNr", "chassis", "port", "busNr", "targetIndex", "pcihole64", "hotplug", "numaNode",
};

#define BIT(option) (1u << OPTION_##option)

/* Which device makes which kind of bus, and which options it must and may have. */
static const struct {
    PciModel model;
    PciModelName name;
    const char *device;
    unsigned int needs, may;
} pci_devices[] = {
    { PCI_MODEL_PCI_ROOT, PCI_MODEL_NAME_UNSET, NULL, 0,
      BIT(HOLE64) | BIT(TARGET_INDEX) | BIT(NUMA) },
    { PCI_MODEL_PCIE_ROOT, PCI_MODEL_NAME_UNSET, NULL, 0, BIT(HOLE64) },
    { PCI_MODEL_PCI_BRIDGE, PCI_MODEL_NAME_PCI_BRIDGE, "pci-bridge", BIT(CHASSIS_NR), 0 },
    { PCI_MODEL_DMI_TO_PCI_BRIDGE, PCI_MODEL_NAME_I82801B11_BRIDGE, "i82801b11-bridge", 0, 0 },
    { PCI_MODEL_PCIE_TO_PCI_BRIDGE, PCI_MODEL_NAME_PCIE_PCI_BRIDGE, "pcie-pci-bridge", 0, 0 },
    { PCI_MODEL_PCIE_ROOT_PORT, PCI_MODEL_NAME_PCIE_ROOT_PORT, "pcie-root-port",
      BIT(CHASSIS) | BIT(PORT), BIT(HOTPLUG) },
    { PCI_MODEL_PCIE_ROOT_PORT, PCI_MODEL_NAME_IOH3420, "ioh3420", BIT(CHASSIS) | BIT(PORT),
      BIT(HOTPLUG) },
    { PCI_MODEL_PCIE_SWITCH_UPSTREAM_PORT, PCI_MODEL_NAME_X3130_UPSTREAM, "x3130-upstream", 0, 0 },
    { PCI_MODEL_PCIE_SWITCH_DOWNSTREAM_PORT, PCI_MODEL_NAME_XIO3130_DOWNSTREAM,
      "xio3130-downstream", BIT(CHASSIS) | BIT(PORT), BIT(HOTPLUG) },
    { PCI_MODEL_PCI_EXPANDER_BUS, PCI_MODEL_NAME_PXB, "pxb", BIT(BUS_NR), BIT(NUMA) },
    { PCI_MODEL_PCIE_EXPANDER_BUS, PCI_MODEL_NAME_PXB_PCIE, "pxb-pcie", BIT(BUS_NR), BIT(NUMA) },
};

static unsigned int
given_options(const Controller *controller)
{
    const bool given[N_OPTIONS] = {
        [OPTION_CHASSIS_NR] = controller->from.chassis_number != XML_ABSENT,
        [OPTION_CHASSIS] = controller->from.chassis != XML_ABSENT,
        [OPTION_PORT] = controller->from.port != XML_ABSENT,
        [OPTION_BUS_NR] = controller->from.bus_number != XML_ABSENT,
        [OPTION_TARGET_INDEX] = controller->from.target_index != XML_ABSENT,
        [OPTION_HOLE64] = controller->from.pci_hole64 != XML_ABSENT,
        [OPTION_HOTPLUG] = controller->hotplug != ON_OFF_UNSET,
        [OPTION_NUMA] = controller->from.numa_node != XML_ABSENT,
    };
    unsigned int options = 0;

    for (unsigned int i = 0; i < N_OPTIONS; i++)
        options |= given[i] ? 1u << i : 0;
    return options;
}

static bool
option_error(const Controller *controller, const char *what, const char *option, GError **error)
{
    g_autofree char *format = g_strdup_printf("Option '%s' %s", option, what);

    return UNSUPPORTED("%s for PCI controller with index '%u', model '%s' and modelName '%s'",
                       format, controller->index,
                       define_text(XML_ENUM_PCI_MODEL, controller->pci_model),
                       controller->pci_model_name == PCI_MODEL_NAME_UNSET
                           ? "none"
                           : define_text(XML_ENUM_PCI_MODEL_NAME, controller->pci_model_name));
}

static bool
check_pci_index(const Controller *controller, GError **error)
{
    bool is_root =
        controller->pci_model == PCI_MODEL_PCI_ROOT || controller->pci_model == PCI_MODEL_PCIE_ROOT;

    if (!is_root && controller->index == 0)
        return UNSUPPORTED("Index for '%s' controllers must be > 0",
                           define_text(XML_ENUM_PCI_MODEL, controller->pci_model));
    return true;
}

static bool
check_pci(const Define *define, const Controller *controller, GError **error)
{
    unsigned int given = given_options(controller);
    unsigned int needs = 0, may = 0;
    bool is_known = false;

    if (!check_pci_index(controller, error))
        return false;
    for (unsigned int i = 0; !is_known && i < G_N_ELEMENTS(pci_devices); i++) {
        if (pci_devices[i].model != controller->pci_model ||
            (pci_devices[i].name != controller->pci_model_name &&
             !(qemu_is(define, QEMU_PSERIES) &&
               controller->pci_model_name == PCI_MODEL_NAME_SPAPR_PCI_HOST_BRIDGE)))
            continue;
        needs = pci_devices[i].needs;
        may = needs | pci_devices[i].may;
        is_known = true;
    }
    if (!is_known)
        return option_error(controller, "has invalid value", "modelName", error);
    for (unsigned int i = 0; i < N_OPTIONS; i++) {
        if (needs & ~given & 1u << i)
            return option_error(controller, "is not set", option_names[i], error);
        if (given & ~may & 1u << i)
            return option_error(controller, "is not valid", option_names[i], error);
    }
    return true;
}

bool
qemu_check_controller(Define *define, void *device, GError **error)
{
    const Controller *controller = device;

    if (controller->type == CONTROLLER_TYPE_SCSI && !check_scsi_model(define, controller, error))
        return false;
    if (!check_tuning(controller, error))
        return false;
    switch (controller->type) {
    case CONTROLLER_TYPE_IDE:
        return check_ide(define, controller, error);
    case CONTROLLER_TYPE_SCSI:
        return check_scsi(define, controller, error);
    case CONTROLLER_TYPE_SATA:
        return check_sata(define, controller, error);
    case CONTROLLER_TYPE_PCI:
        return check_pci(define, controller, error);
    case CONTROLLER_TYPE_FDC:
    case CONTROLLER_TYPE_VIRTIO_SERIAL:
    case CONTROLLER_TYPE_CCID:
    case CONTROLLER_TYPE_USB:
    case CONTROLLER_TYPE_XENBUS:
    case CONTROLLER_TYPE_ISA:
    case CONTROLLER_TYPE_NVME:
    case CONTROLLER_TYPE_UNSET:
        break;
    }
    return true;
}

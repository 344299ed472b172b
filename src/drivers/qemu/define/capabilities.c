/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "drivers/qemu/define/capabilities.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_QEMU

typedef struct json_object Json;

/* How each is recognised: a type of QEMU's object model, a command, an option, or an option and
 * one of its parameters. */
static const struct {
    QemuCap cap;
    const char *type;
    const char *option;
    const char *parameter;
} signs[] = {
    { QEMU_CAP_AC97, "AC97" },
    { QEMU_CAP_AM53C974, "am53c974" },
    { QEMU_CAP_AMD_IOMMU, "amd-iommu" },
    { QEMU_CAP_BOCHS_DISPLAY, "bochs-display" },
    { QEMU_CAP_CCID_EMULATED, "ccid-card-emulated" },
    { QEMU_CAP_CCID_PASSTHRU, "ccid-card-passthru" },
    { QEMU_CAP_CIRRUS_VGA, "cirrus-vga" },
    { QEMU_CAP_CPU_MIGRATABLE, "max-x86_64-cpu" },
    { QEMU_CAP_CRYPTO, "virtio-crypto-device" },
    { QEMU_CAP_DBUS_DISPLAY, "dbus-display" },
    { QEMU_CAP_DC390, "dc390" },
    { QEMU_CAP_E1000, "e1000" },
    { QEMU_CAP_ES1370, "ES1370" },
    { QEMU_CAP_ESP, "esp" },
    { QEMU_CAP_FSDEV, NULL, "fsdev" },
    { QEMU_CAP_HDA_OUTPUT, "hda-output" },
    { QEMU_CAP_HPET, "hpet" },
    { QEMU_CAP_ICH9_AHCI, "ich9-ahci" },
    { QEMU_CAP_ICH9_HDA, "ich9-intel-hda" },
    { QEMU_CAP_INPUT_LINUX, "input-linux" },
    { QEMU_CAP_INTEL_HDA, "intel-hda" },
    { QEMU_CAP_INTEL_IOMMU, "intel-iommu" },
    { QEMU_CAP_IOTHREAD, "iothread" },
    { QEMU_CAP_ISA_DEBUGCON, "isa-debugcon" },
    { QEMU_CAP_ISA_SERIAL, "isa-serial" },
    { QEMU_CAP_IVSHMEM_DOORBELL, "ivshmem-doorbell" },
    { QEMU_CAP_IVSHMEM_PLAIN, "ivshmem-plain" },
    { QEMU_CAP_LSI, "lsi53c895a" },
    { QEMU_CAP_MEGASAS, "megasas" },
    { QEMU_CAP_MEMORY_MEMFD, "memory-backend-memfd" },
    { QEMU_CAP_MPTSAS1068, "mptsas1068" },
    { QEMU_CAP_NVDIMM, "nvdimm" },
    { QEMU_CAP_NVME, "nvme" },
    { QEMU_CAP_NVRAM_SPAPR, "spapr-nvram" },
    { QEMU_CAP_PC_DIMM, "pc-dimm" },
    { QEMU_CAP_PCI_OHCI, "pci-ohci" },
    { QEMU_CAP_PCI_SERIAL, "pci-serial" },
    { QEMU_CAP_PIIX3_UHCI, "piix3-usb-uhci" },
    { QEMU_CAP_PL011, "pl011" },
    { QEMU_CAP_PVPANIC, "pvpanic" },
    { QEMU_CAP_PVPANIC_PCI, "pvpanic-pci" },
    { QEMU_CAP_PVSCSI, "pvscsi" },
    { QEMU_CAP_QEMU_XHCI, "qemu-xhci" },
    { QEMU_CAP_QXL, "qxl" },
    { QEMU_CAP_RAMFB, "ramfb" },
    { QEMU_CAP_RNG_BUILTIN, "rng-builtin" },
    { QEMU_CAP_RNG_EGD, "rng-egd" },
    { QEMU_CAP_RNG_RANDOM, "rng-random" },
    { QEMU_CAP_RTL8139, "rtl8139" },
    { QEMU_CAP_SB16, "sb16" },
    { QEMU_CAP_SCLPCONSOLE, "sclpconsole" },
    { QEMU_CAP_SCLPLMCONSOLE, "sclplmconsole" },
    { QEMU_CAP_SCSI_BLOCK, "scsi-block" },
    { QEMU_CAP_SECURE_GUEST_S390, "s390-pv-guest" },
    { QEMU_CAP_SEV_SNP, "sev-snp-guest" },
    { QEMU_CAP_SMMUV3, "arm-smmuv3" },
    { QEMU_CAP_SPAPR_PCI_BRIDGE, "spapr-pci-host-bridge" },
    { QEMU_CAP_SPAPR_RNG, "spapr-rng" },
    { QEMU_CAP_SPAPR_VSCSI, "spapr-vscsi" },
    { QEMU_CAP_SPAPR_VTY, "spapr-vty" },
    { QEMU_CAP_SPICE, "chardev-spicevmc" },
    { QEMU_CAP_TCG, "tcg-accel" },
    { QEMU_CAP_TDX, "tdx-guest" },
    { QEMU_CAP_TPM_CRB, "tpm-crb" },
    { QEMU_CAP_TPM_EMULATOR, "tpm-emulator" },
    { QEMU_CAP_TPM_PASSTHROUGH, "tpm-passthrough" },
    { QEMU_CAP_TPM_SPAPR, "tpm-spapr" },
    { QEMU_CAP_TPM_SPAPR_PROXY, "spapr-tpm-proxy" },
    { QEMU_CAP_TPM_TIS, "tpm-tis" },
    { QEMU_CAP_TPM_TIS_DEVICE, "tpm-tis-device" },
    { QEMU_CAP_USB_AUDIO, "usb-audio" },
    { QEMU_CAP_USB_HOST, "usb-host" },
    { QEMU_CAP_USB_HUB, "usb-hub" },
    { QEMU_CAP_USB_KBD, "usb-kbd" },
    { QEMU_CAP_USB_REDIR, "usb-redir" },
    { QEMU_CAP_USB_SERIAL, "usb-serial" },
    { QEMU_CAP_USB_STORAGE, "usb-storage" },
    { QEMU_CAP_VFIO_AP, "vfio-ap" },
    { QEMU_CAP_VFIO_CCW, "vfio-ccw" },
    { QEMU_CAP_VFIO_PCI, "vfio-pci" },
    { QEMU_CAP_VGA, "VGA" },
    { QEMU_CAP_VHOST_SCSI, "vhost-scsi" },
    { QEMU_CAP_VHOST_USER_BLK, "vhost-user-blk" },
    { QEMU_CAP_VHOST_USER_FS, "vhost-user-fs-device" },
    { QEMU_CAP_VHOST_USER_GPU, "vhost-user-gpu" },
    { QEMU_CAP_VHOST_VSOCK, "vhost-vsock-device" },
    { QEMU_CAP_VIRTIO_9P, "virtio-9p-device" },
    { QEMU_CAP_VIRTIO_BALLOON, "virtio-balloon-device" },
    { QEMU_CAP_VIRTIO_GPU, "virtio-gpu-device" },
    { QEMU_CAP_VIRTIO_GPU_GL, "virtio-gpu-gl-pci" },
    { QEMU_CAP_VIRTIO_INPUT_HOST, "virtio-input-host-device" },
    { QEMU_CAP_VIRTIO_IOMMU, "virtio-iommu-pci" },
    { QEMU_CAP_VIRTIO_KEYBOARD, "virtio-keyboard-device" },
    { QEMU_CAP_VIRTIO_MEM, "virtio-mem-pci" },
    { QEMU_CAP_VIRTIO_MOUSE, "virtio-mouse-device" },
    { QEMU_CAP_VIRTIO_NET, "virtio-net-device" },
    { QEMU_CAP_VIRTIO_PMEM, "virtio-pmem-pci" },
    { QEMU_CAP_VIRTIO_RNG, "virtio-rng-device" },
    { QEMU_CAP_VIRTIO_SCSI, "virtio-scsi-device" },
    { QEMU_CAP_VIRTIO_SOUND, "virtio-sound-pci" },
    { QEMU_CAP_VIRTIO_TABLET, "virtio-tablet-device" },
    { QEMU_CAP_VMCOREINFO, "vmcoreinfo" },
    { QEMU_CAP_VMGENID, "vmgenid" },
    { QEMU_CAP_VMPORT, "vmport" },
    { QEMU_CAP_VMVGA, "vmware-svga" },
    { QEMU_CAP_VNC, NULL, "vnc" },
    { QEMU_CAP_VNC_POWER_CONTROL, NULL, "vnc", "power-control" },
    { QEMU_CAP_ZPCI, "zpci" },
};

/* --- JSON: whatever has another shape than expected counts as missing */

static Json *
member(Json *object, const char *name)
{
    Json *value = NULL;

    if (json_object_is_type(object, json_type_object))
        json_object_object_get_ex(object, name, &value);
    return value;
}

static Json *
answer(Json *answers, const char *question)
{
    return member(member(answers, question), "return");
}

static size_t
length_of(Json *array)
{
    return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

static const char *
text_of(Json *object, const char *name)
{
    Json *value = member(object, name);

    return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

static bool
flag_of(Json *object, const char *name)
{
    return json_object_get_boolean(member(object, name));
}

static unsigned int
number_of(Json *object, const char *name)
{
    int64_t value = json_object_get_int64(member(object, name));

    return value < 0 || value > UINT32_MAX ? 0 : (unsigned int)value;
}

static const char *
keep(QemuCaps *caps, const char *text)
{
    return text ? g_string_chunk_insert_const(caps->texts, text) : NULL;
}

/* --- what is read */

static int
compare_machines(const void *a, const void *b)
{
    return strcmp(((const QemuMachine *)a)->name, ((const QemuMachine *)b)->name);
}

static int
compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "qemu64-x86_64-cpu" is the type of the model "qemu64". */
static const char *
model_of_type(QemuCaps *caps, const char *type)
{
    g_autofree char *suffix = g_strdup_printf("-%s-cpu", caps->arch);
    g_autofree char *model = NULL;

    if (!type || !g_str_has_suffix(type, suffix))
        return keep(caps, type);
    model = g_strndup(type, strlen(type) - strlen(suffix));
    return keep(caps, model);
}

static void
read_machines(QemuCaps *caps, Json *machines)
{
    caps->machines = g_new0(QemuMachine, length_of(machines) + 1);
    for (size_t i = 0; i < length_of(machines); i++) {
        Json *from = json_object_array_get_idx(machines, i);
        QemuMachine *machine = &caps->machines[caps->n_machines];

        machine->name = keep(caps, text_of(from, "name"));
        if (!machine->name)
            continue;
        machine->alias = keep(caps, text_of(from, "alias"));
        machine->default_cpu = model_of_type(caps, text_of(from, "default-cpu-type"));
        machine->max_cpus = number_of(from, "cpu-max");
        machine->is_default = flag_of(from, "is-default");
        machine->has_hotplug_cpus = flag_of(from, "hotpluggable-cpus");
        machine->has_numa_memory = flag_of(from, "numa-mem-supported");
        machine->has_default_ram = text_of(from, "default-ram-id") != NULL;
        machine->is_deprecated = flag_of(from, "deprecated");
        caps->n_machines++;
    }
    qsort(caps->machines, caps->n_machines, sizeof(QemuMachine), compare_machines);
}

static void
read_cpus(QemuCaps *caps, Json *cpus)
{
    caps->cpus = g_new0(const char *, length_of(cpus) + 1);
    for (size_t i = 0; i < length_of(cpus); i++) {
        const char *name = text_of(json_object_array_get_idx(cpus, i), "name");

        if (name)
            caps->cpus[caps->n_cpus++] = keep(caps, name);
    }
    qsort(caps->cpus, caps->n_cpus, sizeof(char *), compare_texts);
}

static void
add_names(GHashTable *set, Json *list, const char *name)
{
    for (size_t i = 0; i < length_of(list); i++) {
        const char *text = text_of(json_object_array_get_idx(list, i), name);

        if (text)
            g_hash_table_add(set, (void *)(uintptr_t)text);
    }
}

/* Options and, as "option.parameter", what they take. */
static void
add_options(GHashTable *set, GStringChunk *texts, Json *options)
{
    for (size_t i = 0; i < length_of(options); i++) {
        Json *option = json_object_array_get_idx(options, i);
        const char *name = text_of(option, "option");
        Json *parameters = member(option, "parameters");

        if (!name)
            continue;
        g_hash_table_add(set, (void *)(uintptr_t)name);
        for (size_t j = 0; j < length_of(parameters); j++) {
            const char *parameter = text_of(json_object_array_get_idx(parameters, j), "name");
            g_autofree char *both = g_strconcat(name, ".", parameter, NULL);

            g_hash_table_add(set, g_string_chunk_insert_const(texts, both));
        }
    }
}

static void
set_bit(QemuCaps *caps, QemuCap cap)
{
    caps->bits[cap / 64] |= UINT64_C(1) << (cap % 64);
}

static void
read_bits(QemuCaps *caps, Json *answers)
{
    g_autoptr(GHashTable) types = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) options = g_hash_table_new(g_str_hash, g_str_equal);

    add_names(types, answer(answers, "qom-list-types"), "name");
    add_options(options, caps->texts, answer(answers, "query-command-line-options"));
    for (unsigned int i = 0; i < G_N_ELEMENTS(signs); i++) {
        g_autofree char *option =
            g_strjoin(signs[i].parameter ? "." : NULL, signs[i].option, signs[i].parameter, NULL);

        if (signs[i].type ? g_hash_table_contains(types, signs[i].type)
                          : g_hash_table_contains(options, option))
            set_bit(caps, signs[i].cap);
    }
}

/* SEV and SGX are objects that every x86 emulator has; whether the host has them is asked of QEMU.
 */
static void
read_host(QemuCaps *caps, Json *answers)
{
    if (answer(answers, "query-sev-capabilities"))
        set_bit(caps, QEMU_CAP_SEV);
    if (answer(answers, "query-sgx-capabilities"))
        set_bit(caps, QEMU_CAP_SGX_EPC);
}

/* What has no sign of its own. */
static void
read_versions(QemuCaps *caps)
{
    static const struct {
        QemuCap cap;
        unsigned int since;
    } versions[] = {
        { QEMU_CAP_EGL_HEADLESS, 2010000 },
        { QEMU_CAP_SDL, 0 },
        { QEMU_CAP_VHOST_VDPA, 5001000 },
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(versions); i++)
        if (caps->version >= versions[i].since)
            set_bit(caps, versions[i].cap);
}

static void
read_answers(QemuCaps *caps, Json *answers)
{
    Json *version = member(answer(answers, "query-version"), "qemu");

    caps->version = number_of(version, "major") * 1000000 + number_of(version, "minor") * 1000 +
                    number_of(version, "micro");
    caps->arch = keep(caps, text_of(answer(answers, "query-target"), "arch"));
    caps->has_kvm = flag_of(answer(answers, "query-kvm"), "present");
    read_machines(caps, answer(answers, "query-machines"));
    read_cpus(caps, answer(answers, "query-cpu-definitions"));
    read_bits(caps, answers);
    read_host(caps, answers);
    read_versions(caps);
}

QemuCaps *
qemu_caps_read(const char *json, size_t length, GError **error)
{
    g_autoptr(QemuCaps) caps = g_new0(QemuCaps, 1);
    struct json_tokener *tokener = json_tokener_new();
    Json *answers = length > INT_MAX ? NULL : json_tokener_parse_ex(tokener, json, (int)length);

    json_tokener_free(tokener);
    caps->texts = g_string_chunk_new(4096);
    if (answers)
        read_answers(caps, answers);
    json_object_put(answers);
    if (!caps->arch)
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "%s",
                            "the emulator did not say what it emulates");
    return g_steal_pointer(&caps);
}

void
qemu_caps_free(QemuCaps *caps)
{
    if (!caps)
        return;
    g_free(caps->machines);
    g_free(caps->cpus);
    if (caps->texts)
        g_string_chunk_free(caps->texts);
    g_free(caps);
}

const QemuMachine *
qemu_caps_machine(const QemuCaps *caps, const char *name)
{
    const QemuMachine key = { .name = name };
    const QemuMachine *found = caps->n_machines == 0
                                   ? NULL
                                   : bsearch(&key, caps->machines, caps->n_machines,
                                             sizeof(QemuMachine), compare_machines);

    for (unsigned int i = 0; !found && i < caps->n_machines; i++)
        if (g_strcmp0(caps->machines[i].alias, name) == 0)
            found = &caps->machines[i];
    return found;
}

const QemuMachine *
qemu_caps_default_machine(const QemuCaps *caps)
{
    for (unsigned int i = 0; i < caps->n_machines; i++)
        if (caps->machines[i].is_default)
            return &caps->machines[i];
    return NULL;
}

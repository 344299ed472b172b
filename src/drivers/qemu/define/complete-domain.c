/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every guest has whose machine has it: buses, a balloon, keyboard and mouse, sound that goes
 * somewhere; and where firmware keeps its variables. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

/* --- devices that machines have */

typedef enum Builtin {
    HAS_USB = 1 << 0,
    HAS_PCI = 1 << 1,
    HAS_PCIE = 1 << 2,
    HAS_SATA = 1 << 3,
    HAS_BALLOON = 1 << 4,
    HAS_PS2 = 1 << 5,
    HAS_USB_INPUT = 1 << 6, /* keyboard and mouse, if somebody looks at the screen */
    HAS_PANIC = 1 << 7,
    HAS_ZPCI = 1 << 8, /* PCI if the emulator can */
} Builtin;

/* The first that fits. */
static const struct {
    const char *arch;
    const char *machine; /* a name, or a beginning; NULL: any */
    unsigned int family; /* all of these; 0: any */
    unsigned int builtin;
} machines[] = {
    { NULL, NULL, QEMU_X86 | QEMU_I440FX, HAS_USB | HAS_PCI | HAS_BALLOON | HAS_PS2 },
    { NULL, NULL, QEMU_X86 | QEMU_Q35, HAS_USB | HAS_SATA | HAS_PCIE | HAS_BALLOON | HAS_PS2 },
    { NULL, NULL, QEMU_X86 | QEMU_ISAPC, HAS_BALLOON | HAS_PS2 },
    { NULL, NULL, QEMU_X86, HAS_USB | HAS_BALLOON },
    { NULL, NULL, QEMU_ARM | QEMU_VIRT, HAS_PCIE },
    { NULL, "versatilepb", QEMU_ARM, HAS_PCI },
    { NULL, NULL, QEMU_ARM, 0 },
    { NULL, NULL, QEMU_RISCV | QEMU_VIRT, HAS_PCIE },
    { NULL, NULL, QEMU_RISCV, 0 },
    { NULL, NULL, QEMU_LOONGARCH | QEMU_VIRT, HAS_PCIE },
    { NULL, NULL, QEMU_LOONGARCH, 0 },
    { NULL, NULL, QEMU_PSERIES, HAS_USB | HAS_PCI | HAS_BALLOON | HAS_USB_INPUT | HAS_PANIC },
    { NULL, NULL, QEMU_PPC64, HAS_USB | HAS_PCI | HAS_BALLOON | HAS_USB_INPUT },
    { NULL, NULL, QEMU_S390, HAS_ZPCI | HAS_BALLOON | HAS_PANIC },
    { NULL, "malta", QEMU_MIPS, HAS_USB | HAS_PCI | HAS_BALLOON },
    { "alpha", NULL, 0, HAS_USB | HAS_PCI | HAS_BALLOON },
    { "ppc", NULL, 0, HAS_USB | HAS_PCI | HAS_BALLOON },
    { "ppcemb", NULL, 0, HAS_USB | HAS_PCI | HAS_BALLOON },
    { "sh4", NULL, 0, HAS_USB | HAS_PCI | HAS_BALLOON },
    { "sh4eb", NULL, 0, HAS_USB | HAS_PCI | HAS_BALLOON },
    { "sparc", NULL, 0, 0 },
    { "sparc64", NULL, 0, HAS_USB | HAS_PCI | HAS_BALLOON },
};

static unsigned int
builtin_of(const Define *define)
{
    const Os *os = &define->domain->os;
    unsigned int family = qemu_context(define)->family;

    for (unsigned int i = 0; i < G_N_ELEMENTS(machines); i++) {
        if ((family & machines[i].family) == machines[i].family &&
            (!machines[i].arch || strcmp(os->arch, machines[i].arch) == 0) &&
            (!machines[i].machine || g_str_has_prefix(os->machine, machines[i].machine)))
            return machines[i].builtin;
    }
    return HAS_USB | HAS_BALLOON;
}

static Controller *
find_controller(Domain *domain, ControllerType type, unsigned int index)
{
    for (unsigned int i = 0; i < domain->devices.controllers.n; i++) {
        Controller *controller = domain->devices.controllers.items[i];

        if (controller->type == type && controller->index == index)
            return controller;
    }
    return NULL;
}

static Controller *
add_controller(Define *define, ControllerType type)
{
    Controller *controller = object_new(define->arena, XML_TYPE_CONTROLLER, XML_DEFINED);

    XML_SET(controller, type, type, XML_DEFINED);
    XML_SET(controller, index, 0, XML_DEFINED);
    list_append(define->arena, &define->domain->devices.controllers, controller);
    return controller;
}

static void
add_usb(Define *define, unsigned int builtin)
{
    Controller *controller;

    if (!(builtin & HAS_USB) || find_controller(define->domain, CONTROLLER_TYPE_USB, 0))
        return;
    controller = add_controller(define, CONTROLLER_TYPE_USB);
    if (qemu_is(define, QEMU_Q35) && qemu_has(define, QEMU_CAP_QEMU_XHCI))
        XML_SET(controller, usb_model, USB_MODEL_QEMU_XHCI, XML_DEFINED);
}

/* The bus that all others hang on has number 0. */
static bool
add_pci_root(Define *define, unsigned int builtin, GError **error)
{
    PciModel model = PCI_MODEL_UNSET;
    Controller *root;

    if (builtin & HAS_PCIE)
        model = PCI_MODEL_PCIE_ROOT;
    else if (builtin & HAS_PCI || (builtin & HAS_ZPCI && qemu_has(define, QEMU_CAP_ZPCI)))
        model = PCI_MODEL_PCI_ROOT;
    if (model == PCI_MODEL_UNSET)
        return true;
    root = find_controller(define->domain, CONTROLLER_TYPE_PCI, 0);
    if (!root) {
        root = add_controller(define, CONTROLLER_TYPE_PCI);
        XML_SET(root, pci_model, model, XML_DEFINED);
    }
    if (root->pci_model != model)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "The PCI controller with index='0' must be model='%s' for this machine "
                       "type, but model='%s' was found instead",
                       define_text(XML_ENUM_PCI_MODEL, model),
                       define_text(XML_ENUM_PCI_MODEL, root->pci_model));
    return true;
}

static void
add_balloon(Define *define)
{
    Devices *devices = &define->domain->devices;

    if (devices->memballoon)
        return;
    devices->memballoon = object_new(define->arena, XML_TYPE_MEMBALLOON, XML_DEFINED);
    XML_SET(devices->memballoon, model, BALLOON_MODEL_VIRTIO, XML_DEFINED);
}

static void
add_input(Define *define, InputType type, InputBus bus)
{
    Devices *devices = &define->domain->devices;
    Input *input;

    for (unsigned int i = 0; i < devices->inputs.n; i++)
        if (devices->inputs.items[i]->type == type && devices->inputs.items[i]->bus == bus)
            return;
    input = object_new(define->arena, XML_TYPE_INPUT, XML_DEFINED);
    XML_SET(input, type, type, XML_DEFINED);
    XML_SET(input, bus, bus, XML_DEFINED);
    list_append(define->arena, &devices->inputs, input);
}

static void
add_inputs(Define *define, unsigned int builtin)
{
    Domain *domain = define->domain;

    if (builtin & HAS_PS2 && domain->features.ps2 != ON_OFF_OFF) {
        add_input(define, INPUT_TYPE_MOUSE, INPUT_BUS_PS2);
        add_input(define, INPUT_TYPE_KEYBOARD, INPUT_BUS_PS2);
    }
    if (builtin & HAS_USB_INPUT && domain->devices.graphics.n > 0) {
        add_input(define, INPUT_TYPE_KEYBOARD, INPUT_BUS_USB);
        add_input(define, INPUT_TYPE_MOUSE, INPUT_BUS_USB);
    }
}

static void
add_panic(Define *define)
{
    Devices *devices = &define->domain->devices;
    PanicModel model = qemu_is(define, QEMU_S390) ? PANIC_MODEL_S390 : PANIC_MODEL_PSERIES;
    Panic *panic;

    for (unsigned int i = 0; i < devices->panics.n; i++)
        if (devices->panics.items[i]->model == PANIC_MODEL_UNSET ||
            devices->panics.items[i]->model == model)
            return;
    panic = object_new(define->arena, XML_TYPE_PANIC, XML_DEFINED);
    XML_SET(panic, model, model, XML_DEFINED);
    list_append(define->arena, &devices->panics, panic);
}

static bool
add_builtin(Define *define, GError **error)
{
    unsigned int builtin = builtin_of(define);

    add_usb(define, builtin);
    if (builtin & HAS_SATA && !find_controller(define->domain, CONTROLLER_TYPE_SATA, 0))
        add_controller(define, CONTROLLER_TYPE_SATA);
    if (!add_pci_root(define, builtin, error))
        return false;
    if (builtin & HAS_BALLOON)
        add_balloon(define);
    if (builtin & HAS_PANIC)
        add_panic(define);
    add_inputs(define, builtin);
    return true;
}

/* --- sound */

/* Where the sound goes follows from who looks at the screen: of several that matter, the last. A
 * window has what its library has. */
static AudioType
default_audio(const Define *define)
{
    const Devices *devices = &define->domain->devices;
    AudioType type = devices->graphics.n == 0 ? AUDIO_TYPE_NONE : AUDIO_TYPE_UNSET;

    for (unsigned int i = 0; i < devices->graphics.n; i++) {
        switch (devices->graphics.items[i]->type) {
        case GRAPHICS_TYPE_SPICE:
            type = AUDIO_TYPE_SPICE;
            break;
        case GRAPHICS_TYPE_VNC:
            type = qemu_context(define)->env->has_vnc_audio ? AUDIO_TYPE_UNSET : AUDIO_TYPE_NONE;
            break;
        case GRAPHICS_TYPE_SDL:
            type = AUDIO_TYPE_UNSET;
            break;
        case GRAPHICS_TYPE_RDP:
        case GRAPHICS_TYPE_DESKTOP:
        case GRAPHICS_TYPE_EGL_HEADLESS:
        case GRAPHICS_TYPE_DBUS:
        case GRAPHICS_TYPE_UNSET:
            break;
        }
    }
    return type;
}

static void
add_audio(Define *define)
{
    Devices *devices = &define->domain->devices;
    AudioType type = devices->audios.n == 0 ? default_audio(define) : AUDIO_TYPE_UNSET;
    Audio *audio;

    if (type == AUDIO_TYPE_UNSET)
        return;
    audio = object_new(define->arena, XML_TYPE_AUDIO, XML_DEFINED);
    XML_SET(audio, id, 1, XML_DEFINED);
    XML_SET(audio, type, type, XML_DEFINED);
    list_append(define->arena, &devices->audios, audio);
}

/* --- firmware and features */

/* Firmware whose code may not be written keeps its variables elsewhere. If it is still to be
 * chosen, so is that place. */
static void
complete_nvram(Define *define)
{
    Os *os = &define->domain->os;
    NvramStore *nvram = &os->nvram;

    if (os->firmware != FIRMWARE_UNSET || os->loader.type != LOADER_TYPE_PFLASH ||
        os->loader.readonly != YES_NO_YES || os->loader.stateless == YES_NO_YES)
        return;
    if (nvram->src.path || nvram->src.from.type != XML_ABSENT)
        return;
    XML_SET(&nvram->src, path,
            arena_printf(define->arena, "%s/%s_VARS.fd", qemu_context(define)->env->nvram_dir,
                         define->domain->name),
            XML_DEFINED);
    nvram->src.head.origin = XML_DEFINED;
    nvram->head.origin = XML_DEFINED;
}

/* ARM's virtual machine has an interrupt controller of some version. */
static void
complete_gic(Define *define)
{
    Features *features = &define->domain->features;

    if (!qemu_is(define, QEMU_ARM) || !qemu_is(define, QEMU_VIRT))
        return;
    if (!features->gic)
        features->gic = object_new(define->arena, XML_TYPE_GIC, XML_DEFINED);
    XML_SET_IF_ABSENT(features->gic, version, GIC_VERSION_V2, XML_DEFINED);
}

static bool
check_smm(Define *define, GError **error)
{
    static const uint64_t mib = 1024 * 1024;
    const Smm *smm = define->domain->features.smm;

    if (!smm || smm->from.tseg == XML_ABSENT)
        return true;
    if (!qemu_is(define, QEMU_Q35))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "SMM TSEG is only supported with q35 machine type");
    if (smm->tseg % mib != 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "SMM TSEG size must be divisible by 1 MiB");
    return true;
}

/* --- memory of nodes */

/* CPUs that no node has are the first one's. */
static void
complete_numa(Define *define)
{
    Domain *domain = define->domain;
    Numa *numa = &domain->cpu.numa;
    Bitmap *all;

    if (numa->cells.n == 0)
        return;
    all = bitmap_new();
    arena_own(define->arena, all, (GDestroyNotify)bitmap_free);
    if (domain->vcpu.max > 0)
        bitmap_set_range(all, 0, domain->vcpu.max - 1);
    for (unsigned int i = 0; i < numa->cells.n; i++)
        if (numa->cells.items[i]->cpus)
            bitmap_subtract(all, numa->cells.items[i]->cpus);
    if (bitmap_is_empty(all))
        return;
    if (numa->cells.items[0]->cpus)
        bitmap_add(all, numa->cells.items[0]->cpus);
    XML_SET(numa->cells.items[0], cpus, all, XML_DEFINED);
}

bool
qemu_complete(Define *define, GError **error)
{
    complete_nvram(define);
    complete_gic(define);
    complete_numa(define);
    if (!check_smm(define, error) || !add_builtin(define, error))
        return false;
    add_audio(define);
    return qemu_complete_cpu(define, error) && qemu_complete_vcpus(define, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What kind of machine, and what it runs first. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static const char *const archs[] = {
    "x86_64",       "aarch64",     "i686",     "ppc64le", "ppc64",    "s390x",
    "riscv64",      "loongarch64", "alpha",    "armv6l",  "armv7l",   "armv7b",
    "cris",         "ia64",        "lm32",     "m68k",    "mips",     "microblaze",
    "mipsel",       "mips64",      "mips64el", "or32",    "parisc",   "ppc",
    "microblazeel", "ppcemb",      "s390",     "riscv32", "sh4",      "sh4eb",
    "sparc",        "sparc64",     "parisc64", "xtensa",  "xtensaeb", "unicore32",
};

static bool
is_arch(const char *name)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(archs); i++)
        if (strcmp(archs[i], name) == 0)
            return true;
    return false;
}

/* What only whole machines have. */
static void
forget_machine(Os *os)
{
    os->boots.n = 0;
    os->features.n = 0;
    os->acpi_tables.n = 0;
    XML_UNSET(os, firmware);
    XML_UNSET(os, bootmenu);
    XML_UNSET(os, bootmenu_timeout);
    XML_UNSET(os, bios_useserial);
    XML_UNSET(os, bios_reboot_timeout);
}

/* What is loaded from files of the host. */
static void
forget_files(Os *os)
{
    memset(&os->loader, 0, sizeof(os->loader));
    memset(&os->nvram, 0, sizeof(os->nvram));
    XML_UNSET(os, kernel);
    XML_UNSET(os, initrd);
    XML_UNSET(os, cmdline);
    XML_UNSET(os, dtb);
    XML_UNSET(os, root);
}

/* Of a feature that is there several times the last one counts. Keys can only be enrolled where
 * they are looked at. */
static void
complete_features(Define *define, Os *os)
{
    const FirmwareFeature *by_name[] = {
        [FIRMWARE_FEATURE_NAME_ENROLLED_KEYS] = NULL, [FIRMWARE_FEATURE_NAME_SECURE_BOOT] = NULL
    };
    const FirmwareFeature **keys = &by_name[FIRMWARE_FEATURE_NAME_ENROLLED_KEYS];
    const FirmwareFeature **boot = &by_name[FIRMWARE_FEATURE_NAME_SECURE_BOOT];
    unsigned int n = 0;

    if (os->firmware == FIRMWARE_UNSET && !(define->rules->capabilities & DOMAIN_FIRMWARE_FEATURES))
        os->features.n = 0;
    for (unsigned int i = 0; i < os->features.n; i++)
        by_name[os->features.items[i]->name] = os->features.items[i];
    if (*keys && (*keys)->enabled == YES_NO_YES && !*boot) {
        FirmwareFeature *feature =
            object_new(define->arena, XML_TYPE_FIRMWARE_FEATURE, XML_DEFINED);

        XML_SET(feature, name, FIRMWARE_FEATURE_NAME_SECURE_BOOT, XML_DEFINED);
        XML_SET(feature, enabled, YES_NO_YES, XML_DEFINED);
        list_append(define->arena, &os->features, feature);
        *boot = feature;
    }
    for (unsigned int i = 0; i < os->features.n; i++)
        if (by_name[os->features.items[i]->name] == os->features.items[i])
            os->features.items[n++] = os->features.items[i];
    os->features.n = n;
}

/* Only containers have an init, only machines a boot order. */
static void
forget_others(Os *os)
{
    if (os->type != OS_TYPE_EXE) {
        XML_UNSET(os, init);
        XML_UNSET(os, initdir);
        XML_UNSET(os, inituser);
        XML_UNSET(os, initgroup);
        os->initargs.n = 0;
        os->initenvs.n = 0;
    }
    if (os->type != OS_TYPE_HVM)
        forget_machine(os);
    if (os->type == OS_TYPE_LINUX || os->type == OS_TYPE_EXE)
        forget_files(os);
}

bool
complete_os(Define *define, GError **error)
{
    Domain *domain = define->domain;
    Os *os = &domain->os;

    /* What the host's bootloader starts is a Xen guest. */
    if (os->type == OS_TYPE_UNSET && domain->bootloader)
        XML_SET(os, type, OS_TYPE_XEN, XML_DEFINED);
    if (os->type == OS_TYPE_UNSET)
        return err_set(error, VIR_ERR_XML_ERROR, "an os <type> must be specified");
    /* Xen's own tools have another word for it. */
    if (os->type == OS_TYPE_XEN && domain->type == VIRT_TYPE_XEN)
        os->type = OS_TYPE_LINUX;
    if (os->arch && os->arch[0] == '\0')
        XML_UNSET(os, arch);
    if (os->arch && !is_arch(os->arch))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "Unknown architecture %s", os->arch);
    if (!os->arch)
        XML_SET(os, arch, define->env->host_arch, XML_DEFINED);
    if (os->type == OS_TYPE_EXE && !os->init)
        return err_set(error, VIR_ERR_XML_ERROR, "init binary must be specified");
    forget_others(os);
    complete_features(define, os);
    complete_source(&os->nvram.src, define->arena);
    return true;
}

static bool
has_device_order(const Domain *domain)
{
    static const DeviceKind kinds[] = { DEVICE_DISK, DEVICE_NET, DEVICE_HOSTDEV, DEVICE_REDIRDEV,
                                        DEVICE_FILESYSTEM };

    for (unsigned int k = 0; k < G_N_ELEMENTS(kinds); k++)
        for (unsigned int i = 0; i < device_count(domain, kinds[k]); i++)
            if (device_info(kinds[k], device_at(domain, kinds[k], i))->boot)
                return true;
    return false;
}

/* A machine looks for something to boot; the first disk, if nothing is said. */
bool
complete_boot(Define *define, GError **error)
{
    Os *os = &define->domain->os;

    if (!define->domain->bootloader)
        XML_UNSET(define->domain, bootloader_args);
    if (os->loader.path)
        XML_SET_IF_ABSENT(&os->loader, type, LOADER_TYPE_ROM, XML_DEFINED);
    if (os->type == OS_TYPE_HVM && os->boots.n == 0 && !define->domain->bootloader &&
        !has_device_order(define->domain)) {
        BootOrder *boot = object_new(define->arena, XML_TYPE_BOOT_ORDER, XML_DEFINED);

        XML_SET(boot, dev, BOOT_DEV_HD, XML_DEFINED);
        list_append(define->arena, &os->boots, boot);
    }
    return true;
}

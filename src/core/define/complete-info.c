/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all kinds of devices have: an alias and an address. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define ALIAS_CHARS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"

/* Aliases are names of the emulator's devices as well. */
static void
complete_alias(DeviceInfo *info)
{
    if (info->alias && info->alias[strspn(info->alias, ALIAS_CHARS)] != '\0')
        XML_UNSET(info, alias);
}

#define LOADPARM_SIZE 8

/* What s390 firmware is told is in upper case. */
static bool
complete_loadparm(Define *define, Boot *boot, GError **error)
{
    size_t length = strlen(boot->loadparm);
    g_autofree char *upper = g_ascii_strup(boot->loadparm, -1);

    if (length < 1 || length > LOADPARM_SIZE)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "loadparm value '%s' must be between 1 and %d characters", boot->loadparm,
                       LOADPARM_SIZE);
    if (strspn(upper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789. ") != length)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "invalid loadparm value '%s', expecting chars in set of [a-zA-Z0-9.] and "
                       "blank spaces",
                       upper);
    boot->loadparm = arena_strdup(define->arena, upper);
    return true;
}

/* Only zeros mean: a PCI address, whichever. */
static void
complete_pci(PciAddress *pci)
{
    if (pci->domain || pci->bus || pci->slot || pci->function || pci->multifunction != ON_OFF_UNSET)
        return;
    XML_UNSET(pci, domain);
    XML_UNSET(pci, bus);
    XML_UNSET(pci, slot);
    XML_UNSET(pci, function);
}

#define MAX_CSSID 0xfe
#define MAX_SSID  3
#define MAX_DEVNO 0xffff

static bool
check_ccw(const CcwAddress *ccw, GError **error)
{
    unsigned int given = (ccw->from.cssid == XML_GIVEN) + (ccw->from.ssid == XML_GIVEN) +
                         (ccw->from.devno == XML_GIVEN);

    if (ccw->cssid > MAX_CSSID || ccw->ssid > MAX_SSID || ccw->devno > MAX_DEVNO)
        return err_set_full(error, VIR_FROM_DEVICE, VIR_ERR_INTERNAL_ERROR,
                            "Invalid specification for virtio ccw address: cssid='0x%x' "
                            "ssid='0x%x' devno='0x%04x'",
                            ccw->cssid, ccw->ssid, ccw->devno);
    return given == 0 || given == 3 ||
           err_set_full(error, VIR_FROM_DEVICE, VIR_ERR_INTERNAL_ERROR,
                        "Invalid partial specification for virtio ccw address");
}

bool
read_info(Define *define, DeviceInfo *info, GError **error)
{
    complete_alias(info);
    if (info->boot && info->boot->loadparm && !complete_loadparm(define, info->boot, error))
        return false;
    if (info->rom && info->rom->enabled == YES_NO_NO &&
        (info->rom->bar != ON_OFF_UNSET || info->rom->file))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "ROM tuning is not supported when ROM is disabled");
    if (info->address.type == ADDRESS_TYPE_VIRTIO_S390)
        return err_set(error, VIR_ERR_XML_ERROR, "virtio-s390 bus doesn't have an address");
    if (info->address.type == ADDRESS_TYPE_PCI)
        complete_pci(&info->address.pci);
    else if (info->address.type == ADDRESS_TYPE_CCW)
        return check_ccw(&info->address.ccw, error);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/define/device.h"

#include <stddef.h>
#include <string.h>

#define PLACE(member) offsetof(Devices, member)
#define LIST(name, kind, Struct, member)                                                           \
    {                                                                                              \
        name, XML_TYPE_##kind, XML_DOCUMENT_##kind, PLACE(member), false, offsetof(Struct, info)   \
    }
#define SINGLE(name, kind, Struct, member)                                                         \
    {                                                                                              \
        name, XML_TYPE_##kind, XML_DOCUMENT_##kind, PLACE(member), true, offsetof(Struct, info)    \
    }
#define PLAIN(name, kind, Struct, member)                                                          \
    {                                                                                              \
        name, XML_TYPE_##kind, XML_DOCUMENT_##kind, PLACE(member), false, -1                       \
    }

const DeviceTraits device_traits[N_DEVICE_KINDS] = {
    [DEVICE_DISK] = LIST("disk", DISK, Disk, disks),
    [DEVICE_CONTROLLER] = LIST("controller", CONTROLLER, Controller, controllers),
    [DEVICE_LEASE] = PLAIN("lease", LEASE, Lease, leases),
    [DEVICE_FILESYSTEM] = LIST("filesystem", FILESYSTEM, Filesystem, filesystems),
    [DEVICE_NET] = { "interface", XML_TYPE_NET, XML_DOCUMENT_INTERFACE, PLACE(nets), false,
                     offsetof(Net, info) },
    [DEVICE_SMARTCARD] = LIST("smartcard", SMARTCARD, Smartcard, smartcards),
    [DEVICE_SERIAL] = LIST("serial", SERIAL, Serial, serials),
    [DEVICE_PARALLEL] = LIST("parallel", PARALLEL, Parallel, parallels),
    [DEVICE_CONSOLE] = LIST("console", CONSOLE, Console, consoles),
    [DEVICE_CHANNEL] = LIST("channel", CHANNEL, Channel, channels),
    [DEVICE_INPUT] = LIST("input", INPUT, Input, inputs),
    [DEVICE_TPM] = LIST("tpm", TPM, Tpm, tpms),
    [DEVICE_GRAPHICS] = PLAIN("graphics", GRAPHICS, Graphics, graphics),
    [DEVICE_SOUND] = LIST("sound", SOUND, Sound, sounds),
    [DEVICE_AUDIO] = PLAIN("audio", AUDIO, Audio, audios),
    [DEVICE_VIDEO] = LIST("video", VIDEO, Video, videos),
    [DEVICE_HOSTDEV] = LIST("hostdev", HOSTDEV, Hostdev, hostdevs),
    [DEVICE_REDIRDEV] = LIST("redirdev", REDIRDEV, Redirdev, redirdevs),
    [DEVICE_HUB] = LIST("hub", HUB, Hub, hubs),
    [DEVICE_WATCHDOG] = LIST("watchdog", WATCHDOG, Watchdog, watchdogs),
    [DEVICE_MEMBALLOON] = SINGLE("memballoon", MEMBALLOON, Memballoon, memballoon),
    [DEVICE_RNG] = LIST("rng", RNG, Rng, rngs),
    [DEVICE_NVRAM] = SINGLE("nvram", NVRAM, Nvram, nvram),
    [DEVICE_PANIC] = LIST("panic", PANIC, Panic, panics),
    [DEVICE_SHMEM] = LIST("shmem", SHMEM, Shmem, shmems),
    [DEVICE_MEMORY] = { "memory", XML_TYPE_MEMORY_DEVICE, XML_DOCUMENT_MEMORY, PLACE(memories),
                        false, offsetof(MemoryDevice, info) },
    [DEVICE_IOMMU] = LIST("iommu", IOMMU, Iommu, iommus),
    [DEVICE_VSOCK] = SINGLE("vsock", VSOCK, Vsock, vsock),
    [DEVICE_CRYPTO] = LIST("crypto", CRYPTO, Crypto, cryptos),
    [DEVICE_PSTORE] = SINGLE("pstore", PSTORE, Pstore, pstore),
};

const DeviceKind device_order[N_DEVICE_KINDS] = {
    DEVICE_DISK,       DEVICE_NET,       DEVICE_SOUND,    DEVICE_HOSTDEV,    DEVICE_FILESYSTEM,
    DEVICE_CONTROLLER, DEVICE_SMARTCARD, DEVICE_SERIAL,   DEVICE_PARALLEL,   DEVICE_CHANNEL,
    DEVICE_CONSOLE,    DEVICE_INPUT,     DEVICE_WATCHDOG, DEVICE_MEMBALLOON, DEVICE_RNG,
    DEVICE_NVRAM,      DEVICE_HUB,       DEVICE_SHMEM,    DEVICE_TPM,        DEVICE_PANIC,
    DEVICE_VIDEO,      DEVICE_REDIRDEV,  DEVICE_MEMORY,   DEVICE_GRAPHICS,   DEVICE_LEASE,
    DEVICE_IOMMU,      DEVICE_VSOCK,     DEVICE_AUDIO,    DEVICE_CRYPTO,     DEVICE_PSTORE,
};

/* All lists of pointers look like this. */
typedef struct DeviceList {
    unsigned int n;
    void **items;
} DeviceList;

static const void *
place_of(const Domain *domain, DeviceKind kind)
{
    return (const char *)&domain->devices + device_traits[kind].place;
}

DeviceInfo *
device_info(DeviceKind kind, void *device)
{
    short info = device_traits[kind].info;

    return info < 0 ? NULL : (DeviceInfo *)(void *)((char *)device + info);
}

unsigned int
device_count(const Domain *domain, DeviceKind kind)
{
    const void *place = place_of(domain, kind);

    if (device_traits[kind].is_single)
        return *(void *const *)place != NULL;
    return ((const DeviceList *)place)->n;
}

void *
device_at(const Domain *domain, DeviceKind kind, unsigned int i)
{
    const void *place = place_of(domain, kind);

    if (device_traits[kind].is_single)
        return *(void *const *)place;
    return ((const DeviceList *)place)->items[i];
}

void
device_append(Arena *arena, Domain *domain, DeviceKind kind, void *device)
{
    void *place = (char *)&domain->devices + device_traits[kind].place;

    if (device_traits[kind].is_single)
        *(void **)place = device;
    else
        list_append(arena, place, device);
}

void
device_remove(Domain *domain, DeviceKind kind, unsigned int at)
{
    void *place = (char *)&domain->devices + device_traits[kind].place;

    if (device_traits[kind].is_single)
        *(void **)place = NULL;
    else
        list_remove(place, at);
}

void
device_replace(Domain *domain, DeviceKind kind, unsigned int at, void *device)
{
    void *place = (char *)&domain->devices + device_traits[kind].place;

    if (device_traits[kind].is_single)
        *(void **)place = device;
    else
        ((DeviceList *)place)->items[at] = device;
}

DeviceKind
device_kind(const char *element)
{
    unsigned int kind = 0;

    while (kind < N_DEVICE_KINDS && strcmp(device_traits[kind].element, element) != 0)
        kind++;
    return kind;
}

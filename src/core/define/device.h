/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kinds of devices that a domain can have, as a table: loops over all devices need no list of
 * their own, and what is asked of a kind is one look-up. */
#ifndef VIRTUE_CORE_DEFINE_DEVICE_H
#define VIRTUE_CORE_DEFINE_DEVICE_H

#include "xml/definition.h"

/* In the order of the document. */
typedef enum DeviceKind {
    DEVICE_DISK,
    DEVICE_CONTROLLER,
    DEVICE_LEASE,
    DEVICE_FILESYSTEM,
    DEVICE_NET,
    DEVICE_SMARTCARD,
    DEVICE_SERIAL,
    DEVICE_PARALLEL,
    DEVICE_CONSOLE,
    DEVICE_CHANNEL,
    DEVICE_INPUT,
    DEVICE_TPM,
    DEVICE_GRAPHICS,
    DEVICE_SOUND,
    DEVICE_AUDIO,
    DEVICE_VIDEO,
    DEVICE_HOSTDEV,
    DEVICE_REDIRDEV,
    DEVICE_HUB,
    DEVICE_WATCHDOG,
    DEVICE_MEMBALLOON,
    DEVICE_RNG,
    DEVICE_NVRAM,
    DEVICE_PANIC,
    DEVICE_SHMEM,
    DEVICE_MEMORY,
    DEVICE_IOMMU,
    DEVICE_VSOCK,
    DEVICE_CRYPTO,
    DEVICE_PSTORE,
    N_DEVICE_KINDS
} DeviceKind;

typedef struct DeviceTraits {
    const char *element; /* "disk" */
    XmlTypeId type;
    XmlDocumentId document;
    unsigned short place; /* of the member in Devices */
    bool is_single;       /* a pointer there, not a list */
    short info;           /* offset of the DeviceInfo; -1: it has none */
} DeviceTraits;

extern const DeviceTraits device_traits[N_DEVICE_KINDS];

/* The order in which devices are completed and checked, which is not that of the document: later
 * ones look at what earlier ones got. */
extern const DeviceKind device_order[N_DEVICE_KINDS];

/* NULL for kinds that have no address. */
DeviceInfo *device_info(DeviceKind kind, void *device);

/* All devices of a kind: how many there are; those of a single kind as a list of one. */
unsigned int device_count(const Domain *domain, DeviceKind kind);
void *device_at(const Domain *domain, DeviceKind kind, unsigned int i);
/* Add one at the end; of a single kind it takes the place. */
void device_append(Arena *arena, Domain *domain, DeviceKind kind, void *device);

void device_remove(Domain *domain, DeviceKind kind, unsigned int at);
/* Put another one in its place. */
void device_replace(Domain *domain, DeviceKind kind, unsigned int at, void *device);

/* The kind whose element has that name; N_DEVICE_KINDS if there is none. */
DeviceKind device_kind(const char *element);

#endif

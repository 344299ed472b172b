/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Define: what stands between reading a document and having a definition that can be stored.
 *
 *     DefineEnv env = { .rules = &test_domain_rules, .random = define_random_bytes };
 *     g_autoptr(Definition) def = domain_parse(text, flags, &env, error);
 *     if (!def || !domain_define(def, &env, error))
 *         return NULL;
 *
 * A definition is edited in place, before it is published; one that is refused is half complete and
 * good for nothing. Everything is decided by the definition and the environment. */
#ifndef VIRTUE_CORE_DEFINE_H
#define VIRTUE_CORE_DEFINE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/define/device.h"
#include "xml/definition.h"

typedef struct Define Define;
typedef struct DefineEnv DefineEnv;
typedef struct DomainRules DomainRules;

/* A step looks at the domain, or at one device of it (a Disk *, a Net * ...), and sets what is
 * absent with XML_DEFINED, or fails. */
typedef bool (*DomainStep)(Define *define, GError **error);
typedef bool (*DeviceStep)(Define *define, void *device, GError **error);

/* What a driver's guests can have; what the rules do not claim is refused where the original
 * does. */
typedef enum DomainCapability {
    DOMAIN_MEMORY_HOTPLUG = 1 << 0,    /* <maxMemory>, memory devices */
    DOMAIN_OFFLINE_VCPUPIN = 1 << 1,   /* <vcpupin> of CPUs that are off */
    DOMAIN_NAME_SLASH = 1 << 2,        /* names with a / */
    DOMAIN_INDIVIDUAL_VCPUS = 1 << 3,  /* <vcpus> */
    DOMAIN_USER_ALIAS = 1 << 4,        /* aliases that the user chose are kept */
    DOMAIN_NO_BOOT_ORDER = 1 << 5,     /* <boot order=> of devices means nothing */
    DOMAIN_FIRMWARE_AUTO = 1 << 6,     /* <os firmware=> */
    DOMAIN_NET_MODEL_STRING = 1 << 7,  /* any text is a model of an interface */
    DOMAIN_DISK_FD = 1 << 8,           /* <source fdgroup=> */
    DOMAIN_CONSOLE_NO_SERIAL = 1 << 9, /* the first console is no serial port */
    DOMAIN_MEMORY_OF_NODES = 1 << 10,  /* nodes tell how much memory there is, not <memory> */
    DOMAIN_FIRMWARE_FEATURES = 1 << 11, /* <os><firmware> counts without <os firmware=>, too */
} DomainCapability;

/* How one kind of guest differs. A step that is NULL does nothing. */
struct DomainRules {
    const char *name;
    int errors;                /* virErrorDomain of what the driver says itself */
    unsigned int capabilities; /* DomainCapability */
    uint8_t mac_prefix[3];

    /* Before anything else: emulator, architecture, machine. May set define->rule_data, which all
     * later steps find there; it should come from the arena of the definition. */
    DomainStep begin;
    /* Before the devices are completed one by one: devices that every guest of this driver has,
     * features, CPU. */
    DomainStep complete;
    /* Each device: what its document alone decides is there already (its bus, if the name of its
     * target tells); what all drivers have in common is filled in afterwards, where this step left
     * it absent. */
    DeviceStep complete_device[N_DEVICE_KINDS];
    /* After all devices: controllers that they imply are there by then. NULL: addresses are not
     * the driver's business. */
    DomainStep assign_addresses;
    /* Last: CPU model and what else depends on all of the above. */
    DomainStep finish;

    /* What the driver cannot do: each device, then the domain; after the checks that are shared. */
    DeviceStep check_device[N_DEVICE_KINDS];
    DomainStep check;
};

/* All that a definition may depend on beside itself. */
struct DefineEnv {
    const DomainRules *rules;
    const void *rule_env;  /* of the rules: capabilities of emulators ... */
    const char *host_arch; /* "x86_64": what a document that says no architecture means */
    /* Random bytes for UUIDs and MAC addresses. */
    void (*random)(void *data, uint8_t *bytes, size_t n);
    void *random_data;
    /* The security driver that labels without a model are of; "none" if the host has none, NULL if
     * nothing is said for them. */
    const char *security_model;
    /* Whether a user of that name exists, and the like, are not asked here but at start. */
};

/* One piece of work, on the stack of domain_define() and its kin. */
struct Define {
    Definition *def;
    Domain *domain;
    Arena *arena; /* of def */
    const DefineEnv *env;
    const DomainRules *rules; /* of env */
    void *rule_data;
    DeviceKind kind; /* of the device that a DeviceStep is called for */
    /* Made when they are asked for: the numbers of <audio>, labels of the domain by model. */
    struct Seen *audios;
    struct Seen *labels;
    struct Seen *controllers; /* the first n_controllers of the list */
    unsigned int n_controllers;
};

/* Read a domain: as definition_parse(), but of several mistakes the one is told that the original
 * tells. */
Definition *domain_parse(const char *text, unsigned int flags, const DefineEnv *env,
                         GError **error);
/* For steps: the first controller of that type and index; NULL if there is none. */
Controller *define_find_controller(Define *define, ControllerType type, unsigned int index);
/* The same of an element of another document. */
Definition *domain_parse_element(XmlDoc *doc, const XmlNode *element, unsigned int flags,
                                 const DefineEnv *env, GError **error);
/* Complete and check a domain. */
bool domain_define(Definition *def, const DefineEnv *env, GError **error);
/* The two halves. A definition that was stored by us is completed without being checked. */
bool domain_complete(Definition *def, const DefineEnv *env, GError **error);
bool domain_check(Definition *def, const DefineEnv *env, GError **error);

/* Add a device to a domain that is complete, as attaching to the stored definition does: the
 * device is copied into it, completed and checked there, gets an address, and the domain is
 * checked again. */
bool domain_add_device(Definition *def, DeviceKind kind, const void *device, const DefineEnv *env,
                       GError **error);

/* The device of a complete domain that another document means; -1 if there is none. */
int domain_find_device(const Domain *domain, DeviceKind kind, const void *device);
/* The same of one that is to be taken out, with the original's error. */
bool domain_match_device(Definition *def, DeviceKind kind, const void *device, const DefineEnv *env,
                         unsigned int *at_out, GError **error);
/* Take it out, as detaching from the stored definition does. */
bool domain_remove_device_at(Definition *def, DeviceKind kind, unsigned int at,
                             const DefineEnv *env, GError **error);
/* Put a device in the place of the one that it means. */
bool domain_update_device(Definition *def, DeviceKind kind, const void *device,
                          const DefineEnv *env, unsigned int *at_out, GError **error);

/* The steps of one device, for rules that make devices themselves. */
bool device_complete(Define *define, DeviceKind kind, void *device, GError **error);
bool device_check(Define *define, DeviceKind kind, void *device, GError **error);

/* env->random for production: the kernel's. */
void define_random_bytes(void *data, uint8_t *bytes, size_t n);

/* Say what an enum is in messages: never NULL. */
const char *define_text(unsigned int enum_id, int value);

#endif

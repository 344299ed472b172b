/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rules of QEMU's guests, for core/define.
 *
 *     QemuDefineEnv qemu = { .emulators = emulators, .n_emulators = 2, .nvram_dir = ... };
 *     DefineEnv env = { .rules = &qemu_domain_rules, .rule_env = &qemu, .host_arch = "x86_64", ...
 * };
 */
#ifndef VIRTUE_QEMU_DEFINE_RULES_H
#define VIRTUE_QEMU_DEFINE_RULES_H

#include "core/define/define.h"
#include "drivers/qemu/define/capabilities.h"

/* A program that runs guests. */
typedef struct QemuEmulator {
    const char *path; /* /usr/bin/qemu-system-x86_64 */
    const char *arch; /* of the guests that get it without asking: x86_64 */
    const QemuCaps *caps;
} QemuEmulator;

typedef struct QemuDefineEnv {
    const QemuEmulator *emulators;
    unsigned int n_emulators;
    const char
        *nvram_dir; /* where the variables of firmware are kept: /var/lib/libvirt/qemu/nvram */
    unsigned int host_address_bits; /* of physical addresses; 0: not known */
    bool is_session;                /* not the system's daemon */
    bool has_spice_tls;             /* the settings have certificates for SPICE */
    bool has_vnc_audio;             /* the settings let VNC guests use the host's sound */
} QemuDefineEnv;

extern const DomainRules qemu_domain_rules;

#endif

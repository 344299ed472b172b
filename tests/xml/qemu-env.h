/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host with recorded emulators looks like to the QEMU rules. */
#ifndef VIRTUE_TEST_QEMU_ENV_H
#define VIRTUE_TEST_QEMU_ENV_H

#include "drivers/qemu/define/rules.h"

extern QemuDefineEnv qemu_env;

/* Add an emulator: "ARCH,PATH,FILE", the file being its answers. */
bool qemu_env_add(const char *emulator, GError **error);
void qemu_env_clear(void);

#endif

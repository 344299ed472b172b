/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "qemu-env.h"

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_QEMU

static struct {
    char **words;
    QemuCaps *caps;
} owned[8];
static QemuEmulator emulators[G_N_ELEMENTS(owned)];

QemuDefineEnv qemu_env = { .emulators = emulators, .nvram_dir = "/var/lib/libvirt/qemu/nvram" };

bool
qemu_env_add(const char *emulator, GError **error)
{
    g_auto(GStrv) words = g_strsplit(emulator, ",", 3);
    g_autofree char *json = NULL;
    g_autoptr(QemuCaps) caps = NULL;
    unsigned int n = qemu_env.n_emulators;
    gsize length;

    if (g_strv_length(words) != 3 || n == G_N_ELEMENTS(owned))
        return err_set(error, VIR_ERR_INVALID_ARG, "ARCH,PATH,FILE expected: %s", emulator);
    if (!g_file_get_contents(words[2], &json, &length, error))
        return false;
    caps = qemu_caps_read(json, length, error);
    if (!caps)
        return false;
    owned[n].caps = g_steal_pointer(&caps);
    owned[n].words = g_steal_pointer(&words);
    emulators[n] = (QemuEmulator){ .arch = owned[n].words[0],
                                   .path = owned[n].words[1],
                                   .caps = owned[n].caps };
    qemu_env.n_emulators++;
    return true;
}

void
qemu_env_clear(void)
{
    for (unsigned int i = 0; i < qemu_env.n_emulators; i++) {
        qemu_caps_free(owned[i].caps);
        g_strfreev(owned[i].words);
    }
    qemu_env.n_emulators = 0;
}

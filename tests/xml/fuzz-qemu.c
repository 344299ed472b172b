/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains as the QEMU driver defines them for an emulator that was asked what it can: what is
 * accepted is written, read again and completed, and from then on stays as it is. Seeds: the
 * documents of test-documents.py, and the corpus. */
#include <string.h>

#include "base/err.h"
#include "core/define/define.h"
#include "qemu-env.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
count_up(void *data, uint8_t *bytes, size_t n)
{
    unsigned int *next = data;

    *next += 1;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(*next >> (8 * (i % 4)));
}

static unsigned int counter;
static const DefineEnv env = {
    &qemu_domain_rules, &qemu_env, "x86_64", count_up, &counter, "none"
};

static void
check_error(bool ok, const GError *error)
{
    g_assert(ok == (error == NULL));
    g_assert(error == NULL || g_utf8_validate(error->message, -1, NULL));
}

/* The text of a stored definition after a start of the daemon; NULL if it is not taken back. */
static char *
load(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = domain_parse(text, XML_INACTIVE, &env, &error);
    bool ok = def != NULL && domain_complete(def, &env, &error);

    check_error(ok, error);
    return ok ? definition_format(def, XML_INACTIVE | XML_SECURE) : NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autofree char *stored = NULL;
    g_autofree char *loaded = NULL;
    g_autofree char *again = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = NULL;
    bool ok;

    if (qemu_env.n_emulators == 0 &&
        (!qemu_env_add("x86_64,/usr/bin/qemu-system-x86_64," EMULATORS "/x86_64-7.2-tcg.json",
                       &error) ||
         !qemu_env_add("i686,/usr/bin/qemu-system-i386," EMULATORS "/i686-7.2-tcg.json", &error)))
        g_error("%s", error->message);
    counter = 0;
    def = domain_parse(text, XML_INACTIVE, &env, &error);
    ok = def != NULL && domain_define(def, &env, &error);
    check_error(ok, error);
    if (!ok)
        return 0;
    stored = definition_format(def, XML_INACTIVE | XML_SECURE);
    loaded = load(stored);
    if (loaded == NULL)
        return 0;
    again = load(loaded);
    g_assert_cmpstr(loaded, ==, again);
    return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Input: records of a type byte, a value of nine bytes and the rest of a line as name and text. */
#include "lib/test/peer.h"
#include "lib/typed-param.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const ParamRule rules[] = {
    { "a", VIR_TYPED_PARAM_INT, false },
    { "list", VIR_TYPED_PARAM_STRING, true },
    { "b", VIR_TYPED_PARAM_BOOLEAN, false },
    { 0 },
};

/* As they come from an application: any bytes, not even a terminated name. */
static void
raw_params(const uint8_t *data, size_t size)
{
    g_autofree virTypedParameter *params = NULL;
    g_autoptr(GError) error = NULL;
    unsigned int n = (unsigned int)(size / 12);

    params = g_new0(virTypedParameter, n);
    for (unsigned int i = 0; i < n; i++) {
        const uint8_t *record = data + i * 12;

        params[i].type = record[0] % 9;
        memset(params[i].field, record[1], record[2] % (VIR_TYPED_PARAM_FIELD_LENGTH + 1));
        if (params[i].type == VIR_TYPED_PARAM_STRING)
            params[i].value.s = record[3] % 2 ? NULL : (char *)"text";
        else
            memcpy(&params[i].value, record + 4, 8);
    }
    if (params_check_input(params, n, true, &error) &&
        params_check_rules(params, n, rules, &error)) {
        virTypedParameter *copy = params_copy(params, n);

        for (unsigned int i = 0; i < n; i++)
            g_assert_true(param_equal(&copy[i], &params[i]));
        virTypedParamsFree(copy, (int)n);
    }
}

static void
from_strings(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup(size > 0 ? (const char *)data : "", size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 64);
    virTypedParameterPtr params = NULL;
    int n = 0;
    int max = 0;

    for (size_t i = 0; lines[i]; i++) {
        const char *line = lines[i];
        char *equals = strchr(line, '=');
        int type = line[0] ? line[0] - '0' : 0;
        int before = n;

        if (equals)
            *equals = '\0';
        if (virTypedParamsAddFromString(&params, &n, &max, line, type,
                                        equals ? equals + 1 : NULL) == 0) {
            g_assert_cmpint(n, ==, before + 1);
            g_assert_nonnull(virTypedParamsGet(params, n, line));
        } else {
            g_assert_cmpint(n, ==, before);
            g_assert_nonnull(virGetLastError());
        }
    }
    g_assert_cmpint(n, <=, max);
    virTypedParamsFree(params, n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    virSetErrorFunc(NULL, peer_silence);
    raw_params(data, size);
    from_strings(data, size);
    return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Seeds: test/conf. */
#include "base/conf-priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_all(Conf *conf, const char *key)
{
    g_autofree char *string = NULL;
    g_auto(GStrv) strings = NULL;
    bool flag = false;
    int number = 0;
    unsigned int positive = 0;
    int64_t i64 = 0;
    uint64_t u64 = 0;

    conf_get_string(conf, key, &string, NULL);
    conf_get_strings(conf, key, &strings, NULL);
    conf_get_strings_or_string(conf, key, &strings, NULL);
    conf_get_bool(conf, key, &flag, NULL);
    conf_get_int(conf, key, &number, NULL);
    conf_get_uint(conf, key, &positive, NULL);
    conf_get_i64(conf, key, &i64, NULL);
    conf_get_u64(conf, key, &u64, NULL);
    conf_get_size(conf, key, &u64, NULL);
    conf_get_limit(conf, key, &u64, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Conf) conf = conf_parse("fuzz", (const char *)data, size, &error);
    g_autoptr(GPtrArray) complaints = NULL;

    g_assert((conf != NULL) == (error == NULL));
    if (!conf)
        return 0;
    for (guint i = 0; i < conf->entries->len; i++) {
        const ConfEntry *entry = g_ptr_array_index(conf->entries, i);

        read_all(conf, entry->key);
    }
    complaints = conf_complaints(conf);
    return 0;
}

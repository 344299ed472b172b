/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Filters and outputs: what was accepted must come out again in a form that is accepted. Seeds:
 * test/seeds-logfilter. */
#include "base/log-config.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GPtrArray) filters = log_filters_parse(text, NULL);
    g_autoptr(GPtrArray) outputs = log_outputs_parse(text, NULL);
    LogLevel level;

    log_level_parse(text, &level, NULL);
    if (filters) {
        g_autofree char *shown = log_filters_format(filters);
        g_autoptr(GPtrArray) again = log_filters_parse(shown, NULL);

        g_assert(again && again->len == filters->len);
        if (size < 40) /* many '*' take many steps, and only an administrator can write them */
            log_filters_match(filters, "util.threads", LOG_LEVEL_WARNING);
    }
    if (outputs) {
        g_autofree char *shown = log_outputs_format(outputs);
        g_autoptr(GPtrArray) again = log_outputs_parse(shown, NULL);
        g_autofree char *shown_again = again ? log_outputs_format(again) : NULL;

        g_assert_cmpstr(shown, ==, shown_again);
    }
    return 0;
}

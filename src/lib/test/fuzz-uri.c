/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Seeds: the lines of the .txt files in test/uri. */
#include "base/err.h"
#include "lib/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(Uri) uri = uri_parse(text, &error);
    g_autofree char *printed = NULL;
    g_autofree char *query = NULL;

    g_assert((uri != NULL) == (error == NULL));
    if (!uri)
        return 0;
    printed = uri_format(uri);
    query = uri_format_params(uri);
    return 0;
}

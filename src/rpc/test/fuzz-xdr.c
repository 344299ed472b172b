/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What decodes also encodes, to something that decodes to the same. The first two bytes choose the
 * shape. */
#include "random.h"
#include "rpc/xdr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static size_t
count_shapes(void)
{
    static size_t n;

    while (shape_nth(n))
        n++;
    return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    g_auto(XdrBuffer) buffer = { 0 };
    const Shape *shape;
    g_autofree void *first = NULL;
    g_autofree void *second = NULL;

    if (n < 2)
        return 0;
    shape = shape_nth((data[0] << 8 | data[1]) % count_shapes());
    first = g_malloc(shape->size);
    second = g_malloc(shape->size);
    if (!xdr_decode(shape, first, data + 2, n - 2, NULL, NULL))
        return 0;

    xdr_buffer_init(&buffer, 33554436);
    g_assert_true(xdr_encode(shape, first, &buffer, NULL));
    g_assert_cmpuint(buffer.n, <=, n - 2);
    g_assert_true(xdr_decode(shape, second, buffer.data, buffer.n, NULL, NULL));
    g_assert_true(shape_equal(shape, first, second));
    shape_clear(shape, first);
    shape_clear(shape, second);
    return 0;
}

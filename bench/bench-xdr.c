/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nanoseconds of processor time to encode and to decode (and free) typical messages of each kind.
 *
 *     bench-xdr MS
 *
 * Prints the type, its bytes, and both figures, each of which takes about MS milliseconds. */
#include <stdio.h>
#include "lib/calls.h"
#include "lib/conn-events.h"
#include "rpc/test/random.h"
#include "rpc/xdr.h"
#include "common.h"

static double
time_ns(const Shape *shape, void *object, bool decode, int ms, size_t *size_out)
{
    g_auto(XdrBuffer) buffer = { 0 };
    g_autofree void *out = g_malloc(shape->size);
    int64_t start;
    int64_t end;
    unsigned long rounds = 0;

    xdr_buffer_init(&buffer, 33554436);
    g_assert_true(xdr_encode(shape, object, &buffer, NULL));
    *size_out = buffer.n;
    start = cpu_ns();
    do {
        for (int i = 0; i < 100; i++) {
            if (decode) {
                xdr_decode(shape, out, buffer.data, buffer.n, NULL, NULL);
                shape_clear(shape, out);
            } else {
                buffer.n = 0;
                xdr_encode(shape, object, &buffer, NULL);
            }
        }
        rounds += 100;
        end = cpu_ns();
    } while (end - start < ms * INT64_C(1000000));
    return (double)(end - start) / (double)rounds;
}

int
main(int argc, char **argv)
{
    static const struct {
        const Shape *shape;
        unsigned int max_n;
    } rows[] = {
        { &shape_domain_get_info_ret, 8 },
        { &shape_domain_lookup_by_name_args, 16 },
        { &shape_domain_get_xml_desc_ret, 4000 },
        { &shape_domain_event_callback_lifecycle_msg, 16 },
        { &shape_node_get_info_ret, 32 },
        { &shape_connect_list_all_domains_ret, 1000 },
        { &shape_connect_get_all_domain_stats_ret, 60 },
        { &shape_message_error, 40 },
    };
    int ms = argc == 2 ? (int)g_ascii_strtoull(argv[1], NULL, 10) : 100;
    GRand *rand = g_rand_new_with_seed(7);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Shape *shape = rows[i].shape;
        g_autofree void *object = g_malloc(shape->size);
        size_t size;
        double encode;
        double decode;

        random_fill(rand, shape, object, rows[i].max_n);
        encode = time_ns(shape, object, false, ms, &size);
        decode = time_ns(shape, object, true, ms, &size);
        printf("%s\t%zu\t%.0f\t%.0f\n", shape->name, size, encode, decode);
        shape_clear(shape, object);
    }
    g_rand_free(rand);
    return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/virterror.h>
#include <string.h>
#include "base/err.h"
#include "core/index.h"

static void
obj_free(Obj *obj)
{
    g_free(obj);
}

static const ObjType domain_type = { .kind = OBJECT_DOMAIN, .free = obj_free };

static Obj *
domain(unsigned int number)
{
    Obj *obj = g_new0(Obj, 1);
    g_autofree char *name = g_strdup_printf("vm%u", number);
    unsigned char uuid[16] = { 1 };

    memcpy(uuid + 8, &number, sizeof(number));
    obj_init(obj, &domain_type, NULL, name, uuid);
    return obj;
}

static void
test_find(void)
{
    Index *index = index_new(OBJECT_DOMAIN, VIR_FROM_TEST);
    g_autoptr(Obj) one = domain(1);
    g_autoptr(Obj) again = domain(1);
    g_autoptr(Obj) taken = NULL;
    g_autoptr(Obj) found = NULL;
    g_autoptr(GError) error = NULL;
    DomainRef ref = { 0 };

    g_assert_true(index_add(index, one, NULL));
    g_assert_false(index_add(index, again, &taken));
    g_assert_true(taken == one);
    found = index_find_name(index, "vm1");
    g_assert_true(found == one);
    g_clear_pointer(&found, obj_unref);
    index_set_id(index, one, 7);
    found = index_find_id(index, 7);
    g_assert_true(found == one);
    g_clear_pointer(&found, obj_unref);
    obj_fill_ref(one, &ref);
    g_assert_cmpint(ref.id, ==, 7);
    found = index_get(index, &ref, NULL);
    g_assert_true(found == one);
    g_assert_true(index_rename(index, one, "new"));
    g_assert_null(index_find_name(index, "vm1"));
    index_set_id(index, one, -1);
    g_assert_null(index_find_id(index, 7));
    index_remove(index, one);
    g_assert_true(obj_is(one, OBJ_REMOVED));
    g_assert_null(index_find_name(index, "new"));
    g_assert_null(index_get(index, &ref, &error));
    g_assert_cmpint(error->code, ==, VIR_ERR_NO_DOMAIN);
    g_assert_cmpstr(error->message, ==,
                    "Domain not found: no domain with matching uuid "
                    "'01000000-0000-0000-0100-000000000000' (vm1)");
    g_assert_cmpint(err_detail(error)->domain, ==, VIR_FROM_TEST);
    shape_clear(handle_types[OBJECT_DOMAIN].ref, &ref);
    index_free(index);
}

static void
test_snapshot(void)
{
    Index *index = index_new(OBJECT_DOMAIN, VIR_FROM_TEST);
    g_autoptr(ObjList) first = NULL;
    g_autoptr(ObjList) same = NULL;
    g_autoptr(ObjList) second = NULL;

    for (unsigned int i = 0; i < 3; i++) {
        g_autoptr(Obj) obj = domain(i);

        index_add(index, obj, NULL);
    }
    first = index_snapshot(index);
    same = index_snapshot(index);
    g_assert_true(first == same);
    index_remove(index, first->items[1]);
    second = index_snapshot(index);
    g_assert_cmpuint(first->n, ==, 3);
    g_assert_cmpuint(second->n, ==, 2);
    g_assert_true(second->items[1] == first->items[2]);
    index_free(index);
}

/* Writers add, rename and remove while readers look up and list. */

#define NUMBERS 16
#define ROUNDS  300

typedef struct Race {
    Index *index;
    atomic_bool over;
} Race;

static void
race_write(void *opaque)
{
    Race *race = opaque;

    for (unsigned int i = 0; i < ROUNDS; i++) {
        g_autoptr(Obj) obj = domain(i % NUMBERS);
        g_autofree char *name = g_strdup_printf("other%u", i % NUMBERS);

        if (!index_add(race->index, obj, NULL))
            continue;
        index_set_id(race->index, obj, (int)(i % NUMBERS));
        index_rename(race->index, obj, name);
        index_remove(race->index, obj);
    }
}

static void
race_read(void *opaque)
{
    Race *race = opaque;

    while (!atomic_load(&race->over)) {
        g_autoptr(ObjList) all = index_snapshot(race->index);
        g_autoptr(Obj) obj = index_find_id(race->index, 3);

        for (unsigned int i = 0; i < all->n; i++) {
            g_autoptr(Name) name = obj_name(all->items[i]);

            g_assert_true(g_str_has_prefix(name->text, "vm") ||
                          g_str_has_prefix(name->text, "other"));
        }
        if (obj)
            g_assert_cmpint(obj->uuid[8], ==, 3);
    }
}

static void
test_race(void)
{
    Race race = { .index = index_new(OBJECT_DOMAIN, VIR_FROM_TEST) };
    Thread *writers[2];
    Thread *readers[2];

    for (int i = 0; i < 2; i++) {
        writers[i] = thread_start("write", race_write, &race, NULL);
        readers[i] = thread_start("read", race_read, &race, NULL);
    }
    for (int i = 0; i < 2; i++)
        thread_join(writers[i]);
    atomic_store(&race.over, true);
    for (int i = 0; i < 2; i++)
        thread_join(readers[i]);
    index_free(race.index);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/index/find", test_find);
    g_test_add_func("/index/snapshot", test_snapshot);
    g_test_add_func("/index/race", test_race);
    return g_test_run();
}

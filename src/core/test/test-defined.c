/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Objects made from documents, kept in files and read again. */
#include "core/defined.h"

#include <glib/gstdio.h>

#include "base/err.h"
#include "core/network/network.h"
#include "core/secret/secret.h"

static const NetworkDriver no_networks = { 0 };
static const SecretDriver no_secrets = { 0 };

static void
host_free(Host *host)
{
    g_free(host);
}

static const HostType host_type = {
    .errors = VIR_FROM_NETWORK,
    .kinds = 1 << OBJECT_NETWORK | 1 << OBJECT_SECRET,
    .free = host_free,
    .networks = &no_networks,
    .secrets = &no_secrets,
};

static char *top;

static Host *
host_new(void)
{
    Host *host = g_new0(Host, 1);
    g_autofree char *folder = g_build_filename(top, "networks", NULL);
    g_autofree char *autostart = g_build_filename(folder, "autostart", NULL);

    host_init(host, &host_type);
    host->stores[OBJECT_NETWORK] = store_new(folder, autostart, "virsh net-edit");
    return host;
}

static DefinedObj *
find(Host *host, const char *name)
{
    return (DefinedObj *)index_find_name(host->indexes[OBJECT_NETWORK], name);
}

static DefinedObj *
define(Host *host, const char *name, const char *inner)
{
    g_autofree char *xml = g_strdup_printf("<network><name>%s</name>%s</network>", name, inner);
    g_autoptr(GError) error = NULL;
    Definition *def = defined_read(host, &network_kind, xml, XML_INACTIVE, &error);
    DefinedObj *obj;

    g_assert_no_error(error);
    obj = defined_add(host, &network_kind, def, &error);
    g_assert_no_error(error);
    g_assert_true(defined_store(obj, def, &error));
    return obj;
}

static void
test_kept(void)
{
    Host *host = host_new();
    DefinedObj *one = define(host, "one", "<bridge name='br7'/>");
    DefinedObj *two = define(host, "two", "");
    g_autofree char *text = NULL, *again = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(defined_set_autostart(one, true, &error));
    text = defined_format(one, true, XML_INACTIVE);
    g_assert_true(defined_undefine(two, &error));
    g_assert_true(obj_is(&two->obj, OBJ_REMOVED));
    obj_unref(one);
    obj_unref(two);
    host_unref(host);

    host = host_new();
    g_assert_cmpuint(defined_load(host, &network_kind), ==, 1);
    one = find(host, "one");
    g_assert_nonnull(one);
    g_assert_true(obj_is(&one->obj, OBJ_PERSISTENT | OBJ_AUTOSTART));
    g_assert_false(obj_is(&one->obj, OBJ_ACTIVE));
    again = defined_format(one, true, XML_INACTIVE);
    g_assert_cmpstr(again, ==, text);
    g_assert_true(defined_undefine(one, &error));
    obj_unref(one);
    host_unref(host);

    host = host_new();
    g_assert_cmpuint(defined_load(host, &network_kind), ==, 0);
    host_unref(host);
}

/* A running one that is no longer stored is there until it ends. */
static void
test_states(void)
{
    Host *host = host_new();
    DefinedObj *obj = define(host, "three", "");
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) live = NULL;

    defined_start(obj, NULL);
    live = defined_live(obj);
    g_assert_nonnull(live);
    g_assert_true(defined_undefine(obj, &error));
    g_assert_false(obj_is(&obj->obj, OBJ_REMOVED));
    defined_stop(obj);
    g_assert_true(obj_is(&obj->obj, OBJ_REMOVED));
    g_assert_null(defined_live(obj));
    obj_unref(obj);
    host_unref(host);
}

/* A file that says another name than its own is left alone. */
static void
test_wrong_name(void)
{
    Host *host = host_new();
    DefinedObj *obj = define(host, "four", "");
    g_autofree char *from = g_build_filename(top, "networks", "four.xml", NULL);
    g_autofree char *to = g_build_filename(top, "networks", "five.xml", NULL);

    obj_unref(obj);
    host_unref(host);
    g_assert_cmpint(g_rename(from, to), ==, 0);
    host = host_new();
    g_assert_cmpuint(defined_load(host, &network_kind), ==, 0);
    g_assert_null(find(host, "four"));
    host_unref(host);
    g_assert_cmpint(g_unlink(to), ==, 0);
}

int
main(int argc, char **argv)
{
    char *remove[] = { (char *)"rm", (char *)"-r", NULL, NULL };
    int failed;

    g_test_init(&argc, &argv, NULL);
    top = g_dir_make_tmp("defined-XXXXXX", NULL);
    g_test_add_func("/defined/kept", test_kept);
    g_test_add_func("/defined/states", test_states);
    g_test_add_func("/defined/wrong-name", test_wrong_name);
    failed = g_test_run();
    remove[2] = top;
    g_assert_true(
        g_spawn_sync(NULL, remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
    g_free(top);
    return failed;
}

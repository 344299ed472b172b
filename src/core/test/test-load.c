/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host had is there again, however it ended: domains, their snapshots and checkpoints, when
 * they start, secrets and their values, pools. */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/err.h"
#include "core/domain/domain.h"
#include "core/domain/moment.h"
#include "core/secret/secret.h"
#include "core/storage/storage.h"

#define KILLS 25

static const DomainRules rules = { .name = "test", .errors = VIR_FROM_TEST };

static void
define_env(Host *host, DefineEnv *env_out)
{
    *env_out = (DefineEnv){ .rules = &rules, .host_arch = "i686", .random = define_random_bytes };
}

static void
host_free(Host *host)
{
    g_free(host);
}

static const DomainDriver domains = { .define_env = define_env };
static const SecretDriver secrets = { 0 };
static const StorageDriver storage = { 0 };

static const HostType host_type = {
    .errors = VIR_FROM_TEST,
    .kinds = 1 << OBJECT_DOMAIN | 1 << OBJECT_SECRET | 1 << OBJECT_STORAGE_POOL,
    .free = host_free,
    .domains = &domains,
    .secrets = &secrets,
    .storage = &storage,
};

static char *top;

static Store *
store_in(const char *name, const char *command)
{
    g_autofree char *folder = g_build_filename(top, name, NULL);
    g_autofree char *autostart = g_build_filename(folder, "autostart", NULL);

    return store_new(folder, autostart, command);
}

static Host *
host_new(void)
{
    Host *host = g_new0(Host, 1);

    host_init(host, &host_type);
    host->stores[OBJECT_DOMAIN] = store_in("domains", "virsh edit");
    host->stores[OBJECT_SECRET] = store_in("secrets", "virsh secret-edit");
    host->stores[OBJECT_STORAGE_POOL] = store_in("pools", "virsh pool-edit");
    host->moment_folders[MOMENT_SNAPSHOTS] = g_build_filename(top, "snapshots", NULL);
    host->moment_folders[MOMENT_CHECKPOINTS] = g_build_filename(top, "checkpoints", NULL);
    return host;
}

/* The host ends and is made anew from what is on disk. */
static Host *
again(Host *host)
{
    host_unref(host);
    host = host_new();
    domain_load(host);
    secret_load(host);
    defined_load(host, &storage_pool_kind);
    return host;
}

static DomainObj *
domain_named(Host *host, const char *name)
{
    return (DomainObj *)index_find_name(host->indexes[OBJECT_DOMAIN], name);
}

static DomainObj *
define(Host *host, const char *name)
{
    g_autofree char *xml =
        g_strdup_printf("<domain type='test'><name>%s</name><memory>65536</memory>"
                        "<os><type>hvm</type></os><devices><disk type='file' device='disk'>"
                        "<driver name='qemu' type='qcow2'/><source file='/a'/>"
                        "<target dev='vda' bus='virtio'/></disk></devices></domain>",
                        name);
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = domain_read(host, xml, XML_INACTIVE, false, &error);
    DomainObj *dom;

    g_assert_no_error(error);
    dom = domain_add(host, def, &error);
    g_assert_no_error(error);
    g_assert_true(domain_store(dom, definition_ref(def), &error));
    return dom;
}

/* A snapshot as the method makes it, without a gate. */
static void
snapshot(DomainObj *dom, const char *name, bool is_current)
{
    g_autofree char *xml =
        g_strdup_printf("<domainsnapshot><name>%s</name></domainsnapshot>", name);
    const MomentWish wish = { .xml = xml };
    g_autoptr(GError) error = NULL;
    Definition *def = moment_read(dom, &snapshot_class, &wish, &error);
    g_autoptr(Obj) made = NULL;
    g_autoptr(Name) own = name_new(name);

    g_assert_no_error(error);
    made = &moment_put(dom, &snapshot_class, NULL, def)->obj;
    index_add(domain_moments(dom, &snapshot_class)->index, made, NULL);
    if (is_current)
        moment_set_current(dom, &snapshot_class, own);
    g_assert_true(moments_keep(dom, &snapshot_class, &error));
}

/* "name" or "name<what it comes after", with a star for the current one. */
static char *
shown(DomainObj *dom)
{
    g_autoptr(ObjList) all = index_snapshot(domain_moments(dom, &snapshot_class)->index);
    GString *text = g_string_new(NULL);

    for (unsigned int i = 0; i < all->n; i++) {
        MomentObj *moment = (MomentObj *)all->items[i];
        g_autoptr(Name) name = obj_name(&moment->obj);
        g_autoptr(Name) after = moment_after(moment);

        g_string_append_printf(text, "%s%s%s%s ", name->text, after ? "<" : "",
                               after ? after->text : "", moment_is_current(moment) ? "*" : "");
    }
    return g_string_free(text, FALSE);
}

static void
check_snapshots(Host *host, const char *name, const char *expected)
{
    g_autoptr(Obj) dom = (Obj *)domain_named(host, name);
    g_autofree char *text = NULL;

    g_assert_nonnull(dom);
    text = shown((DomainObj *)dom);
    g_assert_cmpstr(text, ==, expected);
}

static void
test_domain(void)
{
    Host *host = host_new();
    DomainObj *dom = define(host, "one");
    g_autofree char *text = NULL, *later = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = NULL, loaded = NULL;

    g_assert_true(domain_store_state(dom, DOMAIN_AUTOSTART_ONCE, true, &error));
    def = domain_stored(dom);
    text = definition_format(def, XML_INACTIVE);
    obj_unref(&dom->obj);
    host = again(host);
    dom = domain_named(host, "one");
    g_assert_nonnull(dom);
    g_assert_true(obj_is(&dom->obj, OBJ_PERSISTENT | DOMAIN_AUTOSTART_ONCE));
    g_assert_false(obj_is(&dom->obj, OBJ_AUTOSTART));
    loaded = domain_stored(dom);
    later = definition_format(loaded, XML_INACTIVE);
    g_assert_cmpstr(later, ==, text);
    g_assert_true(domain_store_state(dom, DOMAIN_AUTOSTART_ONCE, false, &error));
    g_assert_true(domain_store_state(dom, OBJ_AUTOSTART, true, &error));
    obj_unref(&dom->obj);
    host = again(host);
    dom = domain_named(host, "one");
    g_assert_true(obj_is(&dom->obj, OBJ_AUTOSTART));
    g_assert_false(obj_is(&dom->obj, DOMAIN_AUTOSTART_ONCE));
    obj_unref(&dom->obj);
    host_unref(host);
}

static void
test_snapshots(void)
{
    Host *host = host_new();
    DomainObj *dom = define(host, "two");
    g_autofree char *lost = g_build_filename(top, "snapshots", "two", "a.xml", NULL);
    g_autofree char *folder = g_build_filename(top, "snapshots", "two", NULL);

    snapshot(dom, "a", true);
    snapshot(dom, "b", true);
    snapshot(dom, "c", false);
    obj_unref(&dom->obj);
    host = again(host);
    check_snapshots(host, "two", "a b<a* c<b ");
    /* One is lost; what came after it is not. */
    g_assert_cmpint(g_unlink(lost), ==, 0);
    host = again(host);
    check_snapshots(host, "two", "b* c<b ");
    dom = domain_named(host, "two");
    domain_forget(dom);
    obj_unref(&dom->obj);
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    host_unref(host);
}

/* Killed while it makes and drops snapshots: what is there is whole, and one is current. */
static void
churn(void)
{
    Host *host = again(NULL);
    DomainObj *dom = domain_named(host, "three");

    for (unsigned int i = 0;; i++) {
        g_autofree char *name = g_strdup_printf("s%u", i % 3);
        g_autoptr(Obj) old = (Obj *)moment_find(dom, &snapshot_class, name);

        if (old) {
            moment_drop((MomentObj *)old);
            moments_keep(dom, &snapshot_class, NULL);
        }
        snapshot(dom, name, true);
    }
}

static unsigned int
files_in(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    unsigned int n = 0;

    while (dir && (name = g_dir_read_name(dir)))
        n += g_str_has_suffix(name, ".xml");
    return n;
}

static void
test_killed(void)
{
    Host *host = host_new();
    g_autofree char *folder = g_build_filename(top, "snapshots", "three", NULL);

    obj_unref(&define(host, "three")->obj);
    for (unsigned int i = 0; i < KILLS; i++) {
        g_autoptr(Obj) dom = NULL;
        pid_t pid = fork();

        if (pid == 0)
            churn();
        g_usleep((gulong)g_test_rand_int_range(1000, 20000));
        g_assert_cmpint(kill(pid, SIGKILL), ==, 0);
        g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
        host = again(host);
        dom = (Obj *)domain_named(host, "three");
        g_assert_nonnull(dom);
        g_assert_cmpuint(moment_count((DomainObj *)dom, &snapshot_class), ==, files_in(folder));
    }
    host_unref(host);
}

static void
test_secrets(void)
{
    Host *host = host_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = defined_read(
        host, &secret_kind, "<secret><uuid>00000000-0000-4000-8000-000000000001</uuid></secret>",
        XML_INACTIVE, &error);
    SecretObj *secret = (SecretObj *)defined_add(host, &secret_kind, def, &error);
    g_autofree char *file =
        g_build_filename(top, "secrets", "00000000-0000-4000-8000-000000000001.base64", NULL);
    g_autoptr(SecretValue) value = NULL;
    GStatBuf status;

    g_assert_no_error(error);
    g_assert_true(defined_store(&secret->base, definition_ref(def), &error));
    g_assert_true(
        core_secret_methods.set_value(secret, (const unsigned char *)"a\0b", 3, 0, NULL, &error));
    obj_unref(&secret->base.obj);
    g_assert_cmpint(g_stat(file, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
    host = again(host);
    secret = (SecretObj *)index_find_name(host->indexes[OBJECT_SECRET],
                                          "00000000-0000-4000-8000-000000000001");
    g_assert_nonnull(secret);
    value = secret_value(secret, &error);
    g_assert_no_error(error);
    g_assert_cmpmem(value->bytes, value->n, "a\0b", 3);
    g_assert_true(core_secret_methods.undefine(secret, NULL, &error));
    g_assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
    obj_unref(&secret->base.obj);
    host_unref(host);
}

static void
test_pools(void)
{
    Host *host = host_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def =
        defined_read(host, &storage_pool_kind,
                     "<pool type='dir'><name>p</name><target><path>/p</path></target></pool>",
                     XML_INACTIVE, &error);
    DefinedObj *pool = defined_add(host, &storage_pool_kind, def, &error);

    g_assert_no_error(error);
    g_assert_true(defined_store(pool, definition_ref(def), &error));
    g_assert_true(defined_set_autostart(pool, true, &error));
    obj_unref(&pool->obj);
    host = again(host);
    pool = (DefinedObj *)index_find_name(host->indexes[OBJECT_STORAGE_POOL], "p");
    g_assert_nonnull(pool);
    g_assert_true(obj_is(&pool->obj, OBJ_PERSISTENT | OBJ_AUTOSTART));
    g_assert_true(defined_undefine(pool, &error));
    obj_unref(&pool->obj);
    host_unref(host);
}

int
main(int argc, char **argv)
{
    char *remove[] = { (char *)"rm", (char *)"-r", NULL, NULL };
    int failed;

    g_test_init(&argc, &argv, NULL);
    top = g_dir_make_tmp("load-XXXXXX", NULL);
    g_test_add_func("/load/domain", test_domain);
    g_test_add_func("/load/snapshots", test_snapshots);
    g_test_add_func("/load/killed", test_killed);
    g_test_add_func("/load/secrets", test_secrets);
    g_test_add_func("/load/pools", test_pools);
    failed = g_test_run();
    remove[2] = top;
    g_assert_true(
        g_spawn_sync(NULL, remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
    g_free(top);
    return failed;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Defines documents as a driver would, without the driver.
 *
 *     define-document [--emulator ARCH,PATH,ANSWERS]... [--with NAME=VALUE]... [--weigh yes]
 *         DRIVER KIND FILE...
 *
 * For each file a line "ok LENGTH FILE" and the canonical text of that many bytes, or a line
 * "error CODE DOMAIN LENGTH FILE" and the message. KIND is the name of a document, or device-NAME:
 * attached to the stored definition of a domain that has nothing else. --with says what is around
 * it (around.h). --weigh prints a last line "peak BYTES", the most memory that was in use. Random
 * bytes are counted up, so that the output is always the same. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "core/define/address.h"
#include "core/define/define.h"
#include "core/define/moment.h"
#include "core/define/objects.h"
#include "around.h"
#include "drivers/test/define/rules.h"
#include "qemu-env.h"

#define PLAIN_DOMAIN                                                                               \
    "<domain type='%s'><name>devhost</name><memory>1048576</memory>"                               \
    "<os><type>hvm</type></os></domain>"

static void
count_up(void *data, uint8_t *bytes, size_t n)
{
    unsigned int *next = data;

    *next += 1;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(*next >> (8 * (i % 4)));
}

static unsigned int counter;

/* A machine with nothing to do but the addresses. */
static const DomainRules machine_rules = {
    .name = "machine",
    .capabilities = DOMAIN_MEMORY_HOTPLUG,
    .mac_prefix = { 0x52, 0x54, 0x00 },
    .assign_addresses = assign_addresses,
};

static const Driver drivers[] = {
    {
        "test",
        "test",
        { &test_domain_rules, NULL, "i686", count_up, &counter },
        test_pool_fill,
        false,
        VOLUME_ANY_NAME | VOLUME_ANY_TYPE,
        0,
        test_snapshot_check,
        false,
        STORAGE_FORMAT_UNSET,
    },
    {
        "qemu",
        "qemu",
        { &qemu_domain_rules, &qemu_env, "x86_64", count_up, &counter, "none" },
        NULL,
        true,
        VOLUME_CAPACITY_OF_BACKING,
        MOMENT_FILE_NAMES | MOMENT_IMAGE_BITMAPS,
        NULL,
        true,
        STORAGE_FORMAT_QCOW2,
    },
    {
        "machine",
        "qemu",
        { &machine_rules, NULL, "x86_64", count_up, &counter },
        NULL,
        false,
    },
};

static int
find_document(const char *name)
{
    if (strcmp(name, "snapshot") == 0)
        return XML_DOCUMENT_DOMAINSNAPSHOT;
    for (unsigned int i = 0; i < xml_n_documents; i++)
        if (strcmp(xml_texts + xml_documents[i].name, name) == 0)
            return (int)i;
    return -1;
}

static char *
define_domain(const Driver *driver, const char *text, GError **error)
{
    g_autoptr(Definition) def = domain_parse(text, XML_INACTIVE, &driver->env, error);

    if (!def || !domain_define(def, &driver->env, error))
        return NULL;
    return definition_format(def, XML_INACTIVE | XML_SECURE);
}

static char *
attach_device(const Driver *driver, DeviceKind kind, const char *text, GError **error)
{
    g_autofree char *host_text = g_strdup_printf(PLAIN_DOMAIN, driver->domain_type);
    g_autoptr(Definition) host =
        definition_parse(XML_DOCUMENT_DOMAIN, host_text, XML_INACTIVE, error);
    g_autoptr(Definition) device = NULL;

    if (!host || !domain_define(host, &driver->env, error))
        return NULL;
    device = definition_parse(device_traits[kind].document, text, XML_INACTIVE, error);
    if (!device || !domain_add_device(host, kind, device->root, &driver->env, error))
        return NULL;
    return definition_format(host, XML_INACTIVE);
}

/* Those that need no environment have `check` instead of `define`. */
static const struct {
    XmlDocumentId document;
    bool (*define)(Definition *def, const DefineEnv *env, GError **error);
    bool (*check)(Definition *def, GError **error);
} object_steps[] = {
    { XML_DOCUMENT_HOSTINTERFACE, NULL, host_interface_define },
    { XML_DOCUMENT_NETWORKPORT, NULL, network_port_define },
    { XML_DOCUMENT_NODEDEV, NULL, nodedev_define },
    { XML_DOCUMENT_NWFILTERBINDING, NULL, nwfilterbinding_define },
    { XML_DOCUMENT_NETWORK, network_define },
    { XML_DOCUMENT_NWFILTER, nwfilter_define },
    { XML_DOCUMENT_POOL, pool_define },
    { XML_DOCUMENT_SECRET, secret_define },
};

/* The recordings were made where the default network had this one. */
static bool
is_default_bridge(const void *data, const char *bridge)
{
    return strcmp(bridge, "virbr0") == 0;
}

static char *
define_object(const Driver *driver, XmlDocumentId document, const char *text, GError **error)
{
    g_autoptr(Definition) def = definition_parse(document, text, XML_INACTIVE, error);

    for (unsigned int i = 0; def && i < G_N_ELEMENTS(object_steps); i++)
        if (object_steps[i].document == document &&
            !(object_steps[i].check ? object_steps[i].check(def, error)
                                    : object_steps[i].define(def, &driver->env, error)))
            return NULL;
    if (def && document == XML_DOCUMENT_NETWORK && driver->makes_bridges &&
        !network_define_bridge(def, &driver->env, is_default_bridge, NULL, error))
        return NULL;
    if (def && document == XML_DOCUMENT_POOL && driver->fill_pool)
        driver->fill_pool(def->root);
    return def ? definition_format(def, XML_INACTIVE) : NULL;
}

static char *
run(const Driver *driver, const char *kind, const char *text, GError **error)
{
    XmlDocumentId document;

    if (strcmp(kind, "domain") == 0)
        return define_domain(driver, text, error);
    if (g_str_has_prefix(kind, "device-"))
        return attach_device(driver, device_kind(kind + strlen("device-")), text, error);
    document = (XmlDocumentId)find_document(kind);
    return around_is_for(document) ? around_define(driver, document, text, error)
                                   : define_object(driver, document, text, error);
}

static bool
run_file(const Driver *driver, const char *kind, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree char *answer = NULL;

    if (!g_file_get_contents(path, &text, NULL, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return false;
    }
    answer = run(driver, kind, text, &error);
    if (answer) {
        printf("ok %zu %s\n%s\n", strlen(answer), path, answer);
    } else {
        g_autofree char *message = g_strdup(error->message);
        ErrDetail *detail = err_detail(error);

        printf("error %d %d %zu %s\n%s\n", error->code, detail ? detail->domain : 0,
               strlen(message), path, message);
    }
    return true;
}

static bool
is_kind(const char *kind)
{
    if (g_str_has_prefix(kind, "device-"))
        return device_kind(kind + strlen("device-")) != N_DEVICE_KINDS;
    return find_document(kind) >= 0;
}

static bool is_weighed;

/* Of this program alone, whatever started it; getrusage() counts what was before exec() too. */
static void
print_peak(void)
{
    g_autofree char *status = NULL;
    const char *peak = NULL;

    if (g_file_get_contents("/proc/self/status", &status, NULL, NULL))
        peak = strstr(status, "VmHWM:");
    if (peak)
        printf("peak %" G_GUINT64_FORMAT "\n",
               g_ascii_strtoull(peak + strlen("VmHWM:"), NULL, 10) * 1024);
}

/* The options, which come first; how many words they are, -1 if one is wrong. */
static int
read_options(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int at = 1;

    for (; at + 1 < argc && g_str_has_prefix(argv[at], "--"); at += 2) {
        bool is_right = false;

        if (strcmp(argv[at], "--with") == 0)
            is_right = around_add(argv[at + 1]);
        else if (strcmp(argv[at], "--emulator") == 0)
            is_right = qemu_env_add(argv[at + 1], &error);
        else if (strcmp(argv[at], "--weigh") == 0)
            is_right = is_weighed = true;
        if (is_right)
            continue;
        fprintf(stderr, "%s\n", error ? error->message : argv[at + 1]);
        return -1;
    }
    return at - 1;
}

int
main(int argc, char **argv)
{
    const Driver *driver = NULL;
    int options = read_options(argc, argv);

    if (options < 0)
        return 2;
    argc -= options;
    argv += options;

    for (unsigned int i = 0; argc > 1 && i < G_N_ELEMENTS(drivers); i++)
        if (strcmp(argv[1], drivers[i].name) == 0)
            driver = &drivers[i];
    if (argc < 3 || !driver || !is_kind(argv[2])) {
        fprintf(stderr, "usage: %s DRIVER KIND FILE...\nthe drivers are:", argv[0]);
        for (unsigned int i = 0; i < G_N_ELEMENTS(drivers); i++)
            fprintf(stderr, " %s", drivers[i].name);
        fputc('\n', stderr);
        return 2;
    }
    for (int i = 3; i < argc; i++)
        if (!run_file(driver, argv[2], argv[i]))
            return 1;
    qemu_env_clear();
    if (is_weighed)
        print_peak();
    return 0;
}

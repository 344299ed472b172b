/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "base/err.h"
#include "drivers/qemu/define/capabilities.h"

#define TARGET "\"query-target\":{\"return\":{\"arch\":\"x86_64\"}}"

static QemuCaps *
read_text(const char *json)
{
    g_autoptr(GError) error = NULL;
    QemuCaps *caps = qemu_caps_read(json, strlen(json), &error);

    g_assert_no_error(error);
    return caps;
}

static void
test_answers(void)
{
    g_autoptr(QemuCaps) caps = read_text(
        "{" TARGET
        ",\"query-version\":{\"return\":{\"qemu\":{\"major\":7,\"minor\":2,\"micro\":22}}},"
        "\"query-kvm\":{\"return\":{\"enabled\":false,\"present\":true}},"
        "\"query-machines\":{\"return\":["
        "{\"name\":\"pc-q35-7.2\",\"alias\":\"q35\",\"cpu-max\":288},"
        "{\"name\":\"pc-i440fx-7.2\",\"alias\":\"pc\",\"is-default\":true,"
        "\"default-cpu-type\":\"qemu64-x86_64-cpu\",\"default-ram-id\":\"pc.ram\"}]},"
        "\"query-command-line-options\":{\"return\":["
        "{\"option\":\"vnc\",\"parameters\":[{\"name\":\"power-control\"}]}]},"
        "\"qom-list-types\":{\"return\":[{\"name\":\"qxl\"}]}}");
    const QemuMachine *machine = qemu_caps_machine(caps, "pc");

    g_assert_cmpuint(caps->version, ==, 7002022);
    g_assert_true(caps->has_kvm);
    g_assert_cmpstr(machine->name, ==, "pc-i440fx-7.2");
    g_assert_cmpstr(machine->default_cpu, ==, "qemu64");
    g_assert_true(machine->has_default_ram);
    g_assert_true(machine == qemu_caps_default_machine(caps));
    g_assert_cmpuint(qemu_caps_machine(caps, "pc-q35-7.2")->max_cpus, ==, 288);
    g_assert_null(qemu_caps_machine(caps, "isapc"));
    g_assert_true(qemu_caps_has(caps, QEMU_CAP_QXL));
    g_assert_true(qemu_caps_has(caps, QEMU_CAP_VNC));
    g_assert_true(qemu_caps_has(caps, QEMU_CAP_VNC_POWER_CONTROL));
    g_assert_false(qemu_caps_has(caps, QEMU_CAP_SEV));
}

/* What is of another kind than it should be is not there. */
static void
test_shapes(void)
{
    static const char *const texts[] = {
        "{" TARGET "}",
        "{" TARGET ",\"query-machines\":{\"return\":{}}}",
        "{" TARGET ",\"query-machines\":{\"return\":[1,null,\"pc\",{\"name\":2},{}]}}",
        "{" TARGET ",\"qom-list-types\":[],\"query-cpu-definitions\":{\"return\":[{\"name\":[]}]}}",
        "{" TARGET ",\"query-command-line-options\":{\"return\":[{\"option\":\"vnc\","
        "\"parameters\":[{},3]}]}}",
        "{" TARGET ",\"query-version\":{\"return\":{\"qemu\":{\"major\":-1,\"minor\":\"x\"}}}}",
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(QemuCaps) caps = read_text(texts[i]);

        g_assert_cmpuint(caps->n_machines, ==, 0);
        g_assert_cmpuint(caps->n_cpus, ==, 0);
        g_assert_null(qemu_caps_default_machine(caps));
        g_assert_null(qemu_caps_machine(caps, "pc"));
        g_assert_false(qemu_caps_has(caps, QEMU_CAP_VNC_POWER_CONTROL));
    }
}

static void
test_refused(void)
{
    static const char *const texts[] = { "",
                                         "{",
                                         "[]",
                                         "null",
                                         "{}",
                                         "{\"query-target\":{}}",
                                         "{\"query-target\":{\"return\":{\"arch\":7}}}" };

    for (unsigned int i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(qemu_caps_read(texts[i], strlen(texts[i]), &error));
        g_assert_error(error, ERR_QUARK, VIR_ERR_INTERNAL_ERROR);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/qemu-capabilities/answers", test_answers);
    g_test_add_func("/qemu-capabilities/shapes", test_shapes);
    g_test_add_func("/qemu-capabilities/refused", test_refused);
    return g_test_run();
}

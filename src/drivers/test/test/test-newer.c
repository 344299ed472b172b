/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions of domains that are newer than the bindings: groups of limits, starting once. */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdbool.h>
#include <string.h>

#define XML                                                                                        \
    "<domain type='test'><name>newer</name><memory unit='MiB'>64</memory>"                         \
    "<os><type>hvm</type></os><throttlegroups><throttlegroup><total_bytes_sec>5</total_bytes_sec>" \
    "<group_name>used</group_name></throttlegroup></throttlegroups><devices>"                      \
    "<disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/>"          \
    "<throttlefilters><throttlefilter group='used'/></throttlefilters></disk></devices></domain>"

static virConnectPtr conn;

static void
quiet(void *opaque, virErrorPtr error)
{
}

static void
expect(int code, const char *message)
{
    virErrorPtr error = virGetLastError();

    g_assert_nonnull(error);
    g_assert_cmpstr(error->message, ==, message);
    g_assert_cmpint(error->code, ==, code);
}

static bool
says(virDomainPtr dom, const char *text)
{
    char *xml = virDomainGetXMLDesc(dom, VIR_DOMAIN_XML_INACTIVE);
    bool found = strstr(xml, text) != NULL;

    free(xml);
    return found;
}

static int
set_group(virDomainPtr dom, const char *group, const char *name, unsigned long long value)
{
    virTypedParameterPtr params = NULL;
    int n = 0, room = 0, done;

    g_assert_cmpint(virTypedParamsAddULLong(&params, &n, &room, name, value), ==, 0);
    done = virDomainSetThrottleGroup(dom, group, params, n, VIR_DOMAIN_AFFECT_CONFIG);
    virTypedParamsFree(params, n);
    return done;
}

static void
test_throttle(void)
{
    virDomainPtr dom = virDomainDefineXML(conn, XML);

    g_assert_nonnull(dom);
    g_assert_cmpint(set_group(dom, "more", VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX, 77), ==, 0);
    g_assert_true(says(dom, "<group_name>more</group_name>"));
    g_assert_true(says(dom, "<read_iops_sec_max>77</read_iops_sec_max>"));
    g_assert_cmpint(set_group(dom, "more", VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX, 5), ==, -1);
    expect(VIR_ERR_INVALID_ARG,
           "invalid argument: total and read/write of iops_sec_max cannot be set at the same time");
    g_assert_cmpint(set_group(dom, "more", VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX, 1ull << 60),
                    ==, -1);
    expect(VIR_ERR_ARGUMENT_UNSUPPORTED,
           "argument unsupported: block I/O throttle limit value must "
           "be no more than 1000000000000000");
    g_assert_cmpint(virDomainDelThrottleGroup(dom, "used", 0), ==, -1);
    expect(VIR_ERR_OPERATION_INVALID, "Requested operation is not valid: throttle group 'used' is "
                                      "still being used by disk vda");
    g_assert_cmpint(virDomainDelThrottleGroup(dom, "none", 0), ==, -1);
    expect(VIR_ERR_INVALID_ARG, "invalid argument: throttle group 'none' doesn't exist");
    g_assert_cmpint(virDomainDelThrottleGroup(dom, "more", 0), ==, 0);
    g_assert_false(says(dom, "<group_name>more</group_name>"));
    virDomainUndefine(dom);
    virDomainFree(dom);
}

static void
test_autostart_once(void)
{
    virDomainPtr dom = virDomainDefineXML(conn, XML);
    int once = -1, always = -1;

    g_assert_cmpint(virDomainSetAutostartOnce(dom, 1), ==, 0);
    g_assert_cmpint(virDomainGetAutostartOnce(dom, &once), ==, 0);
    g_assert_cmpint(virDomainGetAutostart(dom, &always), ==, 0);
    g_assert_cmpint(once, ==, 1);
    g_assert_cmpint(always, ==, 0);
    g_assert_cmpint(virDomainSetAutostartOnce(dom, 0), ==, 0);
    g_assert_cmpint(virDomainGetAutostartOnce(dom, &once), ==, 0);
    g_assert_cmpint(once, ==, 0);
    virDomainUndefine(dom);
    virDomainFree(dom);
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, quiet);
    conn = virConnectOpen("test:///default");
    g_assert_nonnull(conn);
    g_test_add_func("/newer/throttle", test_throttle);
    g_test_add_func("/newer/autostart-once", test_autostart_once);
    result = g_test_run();
    virConnectClose(conn);
    return result;
}

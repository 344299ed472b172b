/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What only newer bindings reach of networks: titles, descriptions, elements of applications. */
#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#define URI "urn:example"

static GString *told;

static void
note(virConnectPtr conn, virNetworkPtr net, int type, const char *nsuri, void *opaque)
{
    g_string_append_printf(told, "%s %d %s\n", virNetworkGetName(net), type, nsuri ? nsuri : "-");
}

static void
say_nothing(void *opaque, virErrorPtr error)
{
}

static void
wake(int timer, void *opaque)
{
}

static void
drain(void)
{
    for (unsigned int i = 0; i < 2; i++) {
        int timer = virEventAddTimeout(0, wake, NULL, NULL);

        g_assert_cmpint(virEventRunDefaultImpl(), ==, 0);
        virEventRemoveTimeout(timer);
    }
}

static void
check(virNetworkPtr net, int type, const char *uri, unsigned int flags, const char *expected)
{
    g_autofree char *text = virNetworkGetMetadata(net, type, uri, flags);

    g_assert_cmpstr(text, ==, expected);
    if (!expected)
        g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_NO_NETWORK_METADATA);
}

static void
refuse(virNetworkPtr net, int type, const char *text, const char *key, const char *uri, int code)
{
    g_assert_cmpint(virNetworkSetMetadata(net, type, text, key, uri, 0), ==, -1);
    g_assert_cmpint(virGetLastErrorCode(), ==, code);
}

static void
test_metadata(void)
{
    virConnectPtr conn = virConnectOpen("test:///default");
    virNetworkPtr net = virNetworkLookupByName(conn, "default");
    g_autofree char *xml = NULL;
    int id = virConnectNetworkEventRegisterAny(
        conn, net, VIR_NETWORK_EVENT_ID_METADATA_CHANGE,
        (virConnectNetworkEventGenericCallback)(void (*)(void))note, NULL, NULL);

    g_assert_cmpint(id, >=, 0);
    check(net, VIR_NETWORK_METADATA_TITLE, NULL, 0, NULL);
    g_assert_cmpint(virNetworkSetMetadata(net, VIR_NETWORK_METADATA_TITLE, "T", NULL, NULL, 0), ==,
                    0);
    check(net, VIR_NETWORK_METADATA_TITLE, NULL, VIR_NETWORK_UPDATE_AFFECT_LIVE, "T");
    check(net, VIR_NETWORK_METADATA_TITLE, NULL, VIR_NETWORK_UPDATE_AFFECT_CONFIG, NULL);
    g_assert_cmpint(virNetworkSetMetadata(net, VIR_NETWORK_METADATA_DESCRIPTION, "D", NULL, NULL,
                                          VIR_NETWORK_UPDATE_AFFECT_CONFIG),
                    ==, 0);
    check(net, VIR_NETWORK_METADATA_DESCRIPTION, NULL, 0, NULL);
    check(net, VIR_NETWORK_METADATA_DESCRIPTION, NULL, VIR_NETWORK_UPDATE_AFFECT_CONFIG, "D");
    g_assert_cmpint(
        virNetworkSetMetadata(net, VIR_NETWORK_METADATA_ELEMENT, "<x/>", "k", URI,
                              VIR_NETWORK_UPDATE_AFFECT_LIVE | VIR_NETWORK_UPDATE_AFFECT_CONFIG),
        ==, 0);
    check(net, VIR_NETWORK_METADATA_ELEMENT, URI, 0, "<x/>");
    check(net, VIR_NETWORK_METADATA_ELEMENT, "urn:other", 0, NULL);
    xml = virNetworkGetXMLDesc(net, VIR_NETWORK_XML_INACTIVE);
    g_assert_nonnull(strstr(xml, "<description>D</description>"));
    g_assert_nonnull(strstr(xml, "<k:x xmlns:k=\"" URI "\"/>"));

    refuse(net, VIR_NETWORK_METADATA_TITLE, "a\nb", NULL, NULL, VIR_ERR_INVALID_ARG);
    refuse(net, VIR_NETWORK_METADATA_TITLE, "a", "k", NULL, VIR_ERR_INVALID_ARG);
    refuse(net, VIR_NETWORK_METADATA_ELEMENT, "<x/>", NULL, URI, VIR_ERR_INVALID_ARG);
    refuse(net, VIR_NETWORK_METADATA_ELEMENT, "<x", "k", URI, VIR_ERR_XML_DETAIL);
    refuse(net, 3, "x", NULL, NULL, VIR_ERR_INVALID_ARG);

    g_assert_cmpint(virNetworkSetMetadata(net, VIR_NETWORK_METADATA_ELEMENT, NULL, "k", URI, 0), ==,
                    0);
    check(net, VIR_NETWORK_METADATA_ELEMENT, URI, 0, NULL);
    drain();
    g_assert_cmpstr(told->str, ==,
                    "default 1 -\ndefault 0 -\ndefault 2 " URI "\ndefault 2 " URI "\n");
    g_assert_cmpint(virConnectNetworkEventDeregisterAny(conn, id), ==, 0);
    virNetworkFree(net);
    virConnectClose(conn);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    virEventRegisterDefaultImpl();
    told = g_string_new(NULL);
    virSetErrorFunc(NULL, say_nothing);
    g_test_add_func("/network/metadata", test_metadata);
    return g_test_run();
}

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Secrets and their values."""

import libvirt
from same import call, drain, shown

conn = libvirt.open("test:///default")
ONE = "11111111-1111-1111-1111-111111111111"
TWO = "22222222-2222-2222-2222-222222222222"
FORM = "<secret %s><uuid>%s</uuid>%s</secret>"
VOLUME = "<usage type='volume'><volume>%s</volume></usage>"
CEPH = "<usage type='ceph'><name>%s</name></usage>"


def told(_conn, secret, event, detail, _opaque):
    print(f"  event lifecycle {shown(secret)} {event} {detail}")


def told_value(_conn, secret, _opaque):
    print(f"  event value {shown(secret)}")


def define(words, uuid, usage=""):
    return call(conn.secretDefineXML, FORM % (words, uuid, usage), 0)


call(conn.listAllSecrets, 0)
try:
    conn.secretEventRegisterAny(None, libvirt.VIR_SECRET_EVENT_ID_LIFECYCLE, told, None)
    conn.secretEventRegisterAny(None, libvirt.VIR_SECRET_EVENT_ID_VALUE_CHANGED, told_value, None)
    call(conn.secretLookupByUUIDString, ONE)
    for usage, what in ((1, "/a"), (0, ""), (9, "/a")):
        call(conn.secretLookupByUsage, usage, what)
    one = define("", ONE, VOLUME % "/a")
    for method in ("XMLDesc", "usageType", "usageID"):
        call(getattr(one, method))
    call(one.value, 0)
    call(one.setValue, b"abc\0d", 0)
    call(one.value, 0)
    call(one.value, 1)
    call(one.setValue, b"x", 1)
    call(one.XMLDesc, 1)
    define("", ONE, VOLUME % "/a")
    call(one.value, 0)
    define("", ONE, VOLUME % "/b")
    define("", ONE, CEPH % "/a")
    define("", TWO, VOLUME % "/a")
    define("private='yes'", ONE, VOLUME % "/a")
    call(one.value, 0)
    define("private='no'", ONE, VOLUME % "/a")
    call(one.XMLDesc)
    define("ephemeral='yes'", ONE, VOLUME % "/a")
    define("ephemeral='yes' private='yes'", ONE, VOLUME % "/a")
    call(one.XMLDesc)
    three = "33333333-3333-3333-3333-333333333333"
    define("", three, CEPH % "/c")
    define("", "44444444-4444-4444-4444-444444444444", CEPH % "/c")
    two = define("ephemeral='yes'", TWO, CEPH % "/a")
    define("", TWO)
    for xml in ("<foo/>", "<secret><usage type='x'/></secret>", "<secret ephemeral='x'/>",
                "<secret><usage type='volume'/></secret>", ""):
        call(conn.secretDefineXML, xml, 0)
    call(conn.secretDefineXML, "<secret/>", 2)
    for usage, what in ((1, "/a"), (2, "/a"), (2, "/x")):
        call(conn.secretLookupByUsage, usage, what)
    for flags in range(17):
        call(conn.listAllSecrets, flags)
    call(conn.numOfSecrets)
    print(sorted(conn.listSecrets()))
    call(two.setValue, b"q", 0)
    call(two.undefine)
    call(two.value, 0)
    for method in ("undefine", "XMLDesc"):
        call(getattr(two, method))
    call(two.setValue, b"q", 0)
    call(one.undefine)
    one = define("", ONE)
    for method in ("usageType", "usageID"):
        call(getattr(one, method))
except libvirt.libvirtError as error:
    print(error)
drain()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Network filters, and their bindings."""

import libvirt
from same import call

conn = libvirt.open("test:///default")
ONE = "11111111-1111-1111-1111-111111111111"
TWO = "22222222-2222-2222-2222-222222222222"
FILTER = "<filter name='%s'>%s</filter>"
UUID = "<uuid>%s</uuid>"
BINDING = ("<filterbinding><owner><name>vm</name><uuid>" + ONE + "</uuid></owner>"
           "<portdev name='%s'/><mac address='52:54:00:00:00:01'/><filterref filter='%s'/>"
           "</filterbinding>")


def bound():
    call(conn.listAllNWFilterBindings, 0)


def run():
    call(conn.nwfilterLookupByName, "nope")
    call(conn.nwfilterLookupByUUIDString, ONE)
    a = call(conn.nwfilterDefineXML, FILTER % ("a", UUID % ONE))
    call(a.XMLDesc)
    call(a.XMLDesc, 1)
    for name, uuid in (("a", ONE), ("a", TWO), ("b", ONE)):
        call(conn.nwfilterDefineXML, FILTER % (name, UUID % uuid))
    call(conn.nwfilterDefineXML, FILTER % ("a", ""))
    b = call(conn.nwfilterDefineXML, FILTER % ("b", UUID % TWO + "<filterref filter='a'/>"))
    for name in ("a", "b"):
        call(conn.nwfilterDefineXML, FILTER % ("a", UUID % ONE + f"<filterref filter='{name}'/>"))
    call(conn.nwfilterDefineXML, FILTER % ("d", "<filterref filter='missing'/>"))
    for xml in ("<foo/>", "<filter/>", ""):
        call(conn.nwfilterDefineXML, xml)
    call(conn.nwfilterDefineXMLFlags, FILTER % ("e", ""), 2)
    call(conn.listAllNWFilters, 0)
    call(conn.listAllNWFilters, 1)
    call(conn.numOfNWFilters)
    print(sorted(conn.listNWFilters()))

    call(conn.nwfilterBindingLookupByPortDev, "vnet0")
    first = call(conn.nwfilterBindingCreateXML, BINDING % ("vnet0", "b"), 0)
    for method in ("portDev", "filterName", "XMLDesc"):
        call(getattr(first, method))
    call(first.XMLDesc, 1)
    call(conn.nwfilterBindingCreateXML, BINDING % ("vnet0", "a"), 0)
    call(conn.nwfilterBindingCreateXML, BINDING % ("vnet1", "nope"), 0)
    call(conn.nwfilterBindingCreateXML, BINDING % ("vnet1", "d"), 0)
    call(conn.nwfilterBindingCreateXML, BINDING % ("vnet2", "a"), 2)
    call(conn.nwfilterBindingCreateXML, "<foo/>", 0)
    bound()
    call(conn.listAllNWFilterBindings, 1)
    call(a.undefine)
    call(b.undefine)
    for method in ("delete", "delete", "XMLDesc"):
        call(getattr(first, method))
    bound()
    for thing in (b, a, a):
        call(thing.undefine)
    call(a.XMLDesc)
    call(conn.listAllNWFilters, 0)


if call(conn.listAllNWFilters, 0) is not None:
    run()

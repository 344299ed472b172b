# SPDX-License-Identifier: LGPL-2.1-or-later
"""Domains come, run and go: every state, every flag, and the events."""

import libvirt
from same import call, drain, listen, xml_of

conn = libvirt.open("test:///default")
listen(conn)
UUID = "00000000-0000-4000-8000-%012d"


def xml(name, number, more=""):
    return (f"<domain type='test'><name>{name}</name><uuid>{UUID % number}</uuid>"
            f"<memory>65536</memory><os><type>hvm</type></os>{more}</domain>")


def shown(*doms):
    for dom in doms:
        for name in ("isActive", "isPersistent", "isUpdated", "state", "ID"):
            call(getattr(dom, name))


def listed():
    for flag in [0] + [1 << i for i in range(16)]:
        print(flag, sorted(d.name() for d in conn.listAllDomains(flag)))
    print(conn.numOfDomains(), conn.numOfDefinedDomains(), sorted(conn.listDefinedDomains()),
          sorted(conn.listDomainsID()))


test = conn.lookupByName("test")
STEPS = ("create", "suspend", "suspend", "resume", "resume", "shutdown", "shutdown", "create",
         "create", "destroy", "destroy", "resume", "suspend", "create", "suspend", "shutdown",
         "create", "suspend", "destroy", "undefine", "undefine", "create", "state")
shown(test)
for step in ("suspend", "resume", "destroy") + STEPS[:19]:
    call(getattr(test, step))
    call(test.state)
dom = call(conn.defineXML, xml("a", 1))
listed()
for step in STEPS:
    call(getattr(dom, step))
    print(conn.numOfDomains(), conn.numOfDefinedDomains())

# The same name or UUID.
one = call(conn.defineXML, xml("one", 1))
two = call(conn.defineXML, xml("two", 2))
call(conn.defineXML, xml("one", 1, "<title>new</title>"))
call(conn.defineXML, xml("one", 2))
call(conn.defineXML, xml("three", 1))
call(conn.createXML, xml("one", 3))
call(conn.createXML, xml("three", 2))
call(conn.createXML, xml("one", 1))
call(conn.createXML, xml("one", 1))
call(conn.defineXML, xml("one", 1, "<title>newer</title>"))
xml_of(one, 0, "title")
xml_of(one, libvirt.VIR_DOMAIN_XML_INACTIVE, "title")
call(one.destroy)
xml_of(one, 0, "title")
call(one.undefine)
call(two.undefine)

# Transient ones.
gone = call(conn.createXML, xml("gone", 4))
shown(gone)
call(gone.undefine)
call(gone.create)
listed()
call(conn.defineXML, xml("gone", 4, "<title>kept</title>"))
shown(gone)
call(gone.undefine)
shown(gone)
call(gone.destroy)
call(gone.state)
gone = call(conn.createXML, xml("gone", 4))
call(gone.shutdown)
call(gone.isActive)

# Documents that are refused.
for text in ("", "<", "<network/>", "<domain/>", "<domain type='test'/>",
             "<domain type='qemu'><name>x</name></domain>", xml("a/b", 5), xml("", 5), xml(" ", 5),
             "<domain type='test'><name>x</name></domain>", xml("x", 5, "<vcpu>0</vcpu>"),
             xml("x", 5, "<vcpu>33</vcpu>"), xml("x", 5, "<devices><disk/></devices>"),
             xml("x", 5, "<unknown/>"), xml("x", 5).replace(UUID % 5, "5"),
             xml("x", 5).replace("hvm", "exe"), xml("x", 5).replace("65536", "x")):
    call(conn.defineXML, text)
    call(conn.createXML, text)
    for name in ("x", "a/b"):
        try:
            conn.lookupByName(name).undefine()
        except libvirt.libvirtError:
            pass
    drain()

# Flags.
for flag in [1 << i for i in range(1, 10)]:
    call(conn.defineXMLFlags, xml("flags", 6), flag)
for flag in (2, 4, 8, 32, 64):
    call(conn.createXML, xml("flags", 6), flag)
dom = conn.defineXML(xml("flags", 6))
drain()
for flag in (2, 4, 8, 16, 32, 64):
    call(dom.createWithFlags, flag)
for flag in (2, 4, 1 << 31):
    call(dom.destroyFlags, flag)
for flag in (1, 2, 4, 8, 16, 32):
    call(dom.shutdownFlags, flag)
for flag in (4, 16, 1 << 20):
    call(dom.XMLDesc, flag)
for flag in (1, 2, 3, 1 << 20):
    call(dom.state, flag)
    call(dom.suspend)
for flag in (4, 8, 16, 32, 64, 128):
    call(dom.undefineFlags, flag)
call(dom.create)
call(dom.destroyFlags, libvirt.VIR_DOMAIN_DESTROY_GRACEFUL)
for flags in (1, 2, 3):
    dom = conn.defineXML(xml("flags", 6))
    call(dom.undefineFlags, flags)

# Look-ups.
for name in ("nobody", "", "test\0x"):
    call(conn.lookupByName, name)
for number in (0, -1, 1, 2, 999999):
    call(conn.lookupByID, number)
call(conn.lookupByUUIDString, UUID % 99)
call(conn.lookupByUUIDString, "x")
call(conn.lookupByUUIDString, "6695eb01f6a4830479aa97f2502e193f")
call(conn.lookupByUUIDString, " 6695eb01-f6a4-8304-79aa-97f2502e193f")
call(conn.lookupByUUID, b"x" * 16)

# Only reading.
only = libvirt.openReadOnly("test:///default")
dom = only.lookupByName("test")
for name in ("create", "destroy", "suspend", "resume", "shutdown", "undefine"):
    call(getattr(dom, name))
call(only.defineXML, xml("ro", 7))
call(only.createXML, xml("ro", 7))
call(dom.XMLDesc, libvirt.VIR_DOMAIN_XML_SECURE)
call(dom.XMLDesc, libvirt.VIR_DOMAIN_XML_MIGRATABLE)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Managed images, which the next start goes on from, and domains that end with a connection."""

import libvirt
from same import call, drain, failure, listen, shown

conn = libvirt.open("test:///default")
listen(conn)
UUID = "00000000-0000-4000-8000-%012d"
XML = """<domain type='test'><name>{name}</name><uuid>{uuid}</uuid>
<memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>
<graphics type='vnc' passwd='secret'/></devices></domain>"""
AUTODESTROY = libvirt.VIR_DOMAIN_START_AUTODESTROY


def xml(name, n):
    return XML.format(name=name, uuid=UUID % n)


def names(conn):
    return sorted(d.name() for d in conn.listAllDomains() if d.isActive())


def image(flags=1):
    """The lines of the image's document that are changed here."""
    try:
        text = dom.managedSaveGetXMLDesc(flags)
        print("   ", [line.strip() for line in text.splitlines() if "<name" in line or "vnc" in line])
    except libvirt.libvirtError as error:
        print("   ", failure(error))


dom = conn.defineXML(xml("files", 1))
image(0)
call(dom.managedSaveDefineXML, xml("files", 1))
call(dom.create)
call(dom.managedSave)
for flags in (0, 1, 2):
    image(flags)
for text in (xml("files", 1).replace("secret", "other"), xml("files", 2), xml("other", 1), "<bad",
             xml("files", 1).replace("65536", "65537"), "<domain/>"):
    call(dom.managedSaveDefineXML, text)
    image()
call(dom.managedSaveDefineXML, xml("files", 1).replace("secret", "third"), 4)
call(dom.managedSaveDefineXML, xml("files", 1), 6)
call(dom.managedSaveDefineXML, xml("files", 1), 8)
call(dom.create)
call(dom.state)
print([line for line in dom.XMLDesc(1).splitlines() if "passwd" in line])
call(dom.destroy)
call(dom.create)
call(dom.state)
print([line for line in dom.XMLDesc(1).splitlines() if "passwd" in line])
call(dom.managedSave)
call(dom.createWithFlags, libvirt.VIR_DOMAIN_START_FORCE_BOOT)
call(dom.hasManagedSaveImage)
if dom.isActive():
    call(dom.destroy)

# with whom they end
other = libvirt.open("test:///default")
call(other.lookupByName("files").createWithFlags, AUTODESTROY)
call(other.createXML, xml("transient", 3), AUTODESTROY)
call(other.createXML, xml("stays", 4), 0)
print(names(conn))
other.close()
drain()
print(names(conn))
other = libvirt.open("test:///default")
call(other.lookupByName("files").createWithFlags, AUTODESTROY)
if dom.isActive():
    call(dom.destroy)
call(dom.create)
other.close()
drain()
print(names(conn), shown(dom))

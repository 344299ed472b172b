# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices that a file describes, and mediated devices that one of them makes."""

from pathlib import Path

import libvirt
from same import call, shown

UUID = "11111111-2222-3333-4444-555555555555"
PCI = """<device><name>pci_0000_06_00_0</name><parent>computer</parent><capability type='pci'>
<domain>0</domain><bus>6</bus><slot>0</slot><function>0</function>
<product id='0x13f2'>GM204GL</product><vendor id='0x10de'>NVIDIA</vendor>
<capability type='mdev_types'><type id='nvidia-11'><name>GRID M60-0B</name>
<deviceAPI>vfio-pci</deviceAPI><availableInstances>16</availableInstances></type></capability>
</capability></device>"""
PLAIN = """<device><name>net_lo</name><parent>computer</parent><capability type='net'>
<interface>lo</interface><capability type='80203'/></capability></device>"""
MDEV = ("<device>%s<capability type='mdev'><type id='%s'/>%s</capability></device>")
PARENT = "<parent>pci_0000_06_00_0</parent>"

Path("host.xml").write_text(f"<node>{PCI}{PLAIN}</node>", encoding="utf-8")
conn = libvirt.open(f"test://{Path('host.xml').resolve()}")


def told(_conn, dev, event, detail, _opaque):
    print(f"  event lifecycle {shown(dev)} {event} {detail}")


def told_update(_conn, dev, _opaque):
    print(f"  event update {shown(dev)}")


def each(thing, *methods):
    for method in methods:
        call(getattr(thing, method))


conn.nodeDeviceEventRegisterAny(None, libvirt.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE, told, None)
conn.nodeDeviceEventRegisterAny(None, libvirt.VIR_NODE_DEVICE_EVENT_ID_UPDATE, told_update, None)
call(conn.listAllDevices, 0)
for cap in ("pci", "net", "mdev_types", "mdev", "vpd"):
    print(cap, sorted(conn.listDevices(cap, 0)))
pci = conn.nodeDeviceLookupByName("pci_0000_06_00_0")
each(pci, "XMLDesc", "listCaps", "parent")
each(conn.nodeDeviceLookupByName("net_lo"), "XMLDesc", "listCaps", "parent")
each(pci, "isActive", "isPersistent", "autostart", "undefine", "create", "reset", "dettach",
     "reAttach")
call(pci.setAutostart, 1)

for xml in (MDEV % ("", "nvidia-11", ""), MDEV % ("<parent>no</parent>", "nvidia-11", ""), PLAIN,
            "<foo/>"):
    call(conn.nodeDeviceDefineXML, xml, 0)
call(conn.nodeDeviceDefineXML, MDEV % (PARENT, "nvidia-11", ""), 2)
mdev = call(conn.nodeDeviceDefineXML, MDEV % (PARENT, "nvidia-11", f"<uuid>{UUID}</uuid>"
                                              "<attr name='a' value='1'/>"), 0)
if mdev:
    each(mdev, "XMLDesc", "isActive", "isPersistent", "autostart", "destroy")
    call(mdev.setAutostart, 1)
    each(mdev, "autostart", "create", "create", "isActive", "undefine", "isPersistent", "destroy",
         "isActive")
    call(conn.nodeDeviceCreateXML, MDEV % (PARENT, "other", ""), 0)
    mdev = call(conn.nodeDeviceCreateXML, MDEV % (PARENT, "nvidia-11", f"<uuid>{UUID}</uuid>"), 0)
    call(conn.nodeDeviceCreateXML, MDEV % (PARENT, "nvidia-11", f"<uuid>{UUID}</uuid>"), 0)
    for flags in (libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV,
                  libvirt.VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE,
                  libvirt.VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE):
        call(conn.listAllDevices, flags)
    call(conn.nodeDeviceDefineXML, MDEV % (PARENT, "nvidia-11", f"<uuid>{UUID}</uuid>"), 0)
    each(mdev, "isPersistent", "destroy", "isActive", "undefine", "XMLDesc")
for names in (("2000000012341234", "1000000012341234"), ("1", "2")):
    call(libvirt.open("test:///default").nodeDeviceLookupSCSIHostByWWN, *names)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices of the host, and virtual ports that are made of them."""

import libvirt
from same import call, shown

conn = libvirt.open("test:///default")
FORM = ("<device>%s<capability type='scsi_host'>%s<capability type='fc_host'>%s</capability>"
        "</capability></device>")
NAMES = "<wwnn>2000000012345678</wwnn><wwpn>100000001234567%d</wwpn>"
PARENT = "<parent>scsi_host1</parent>"


def told(_conn, dev, event, detail, who):
    print(f"  event {who} {shown(dev)} {event} {detail}")


conn.nodeDeviceEventRegisterAny(None, libvirt.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE, told, "devices")
call(conn.nodeDeviceLookupByName, "nope")
for flags in [0, 33] + [1 << bit for bit in range(22)] + [1 << 24, 1 << 27]:
    call(conn.listAllDevices, flags)
for cap in (None, "system", "scsi_host", "fc_host", "vports", "pci", "bogus", "vport_ops", "net"):
    call(conn.numOfDevices, cap, 0)
    print(sorted(conn.listDevices(cap, 0)))
call(conn.numOfDevices, None, 1)
call(conn.listDevices, "system", 1)
for name in ("scsi_host1", "computer", "scsi_host11", "scsi_host2"):
    device = call(conn.nodeDeviceLookupByName, name)
    for method in ("name", "parent", "listCaps", "numOfCaps", "XMLDesc"):
        call(getattr(device, method))

for parent in ("", PARENT, "<parent wwnn='2000000012341234' wwpn='1000000012341234'/>",
               "<parent fabric_wwn='2000000043214321'/>"):
    port = call(conn.nodeDeviceCreateXML, FORM % (parent, "", NAMES % 8), 0)
    call(conn.listAllDevices, libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST)
    for method in ("XMLDesc", "parent", "listCaps", "destroy", "destroy", "listCaps", "XMLDesc"):
        call(getattr(port, method))
    del port
for parent in ("<parent>scsi_host11</parent>", "<parent>computer</parent>", "<parent>no</parent>",
               "<parent wwnn='2000000012341239' wwpn='1000000012341234'/>",
               "<parent wwnn='2000000012341239'/>", "<parent wwpn='2000000012341239'/>",
               "<parent fabric_wwn='2000000043214329'/>"):
    call(conn.nodeDeviceCreateXML, FORM % (parent, "", NAMES % 9), 0)
port = call(conn.nodeDeviceCreateXML,
            FORM % ("<name>foo</name>" + PARENT, "<host>5</host>", NAMES % 9), 0)
call(port.XMLDesc)
for xml in (FORM % (PARENT, "", ""), "<foo/>", "<device/>", "",
            "<device><capability type='system'/></device>", "<device><name>x</name></device>",
            "<device><parent>computer</parent><capability type='net'/></device>"):
    call(conn.nodeDeviceCreateXML, xml, 0)
call(conn.nodeDeviceCreateXML, FORM % (PARENT, "", NAMES % 8), 4)
call(conn.listAllDevices, 0)
for name in ("scsi_host12", "scsi_host11", "scsi_host2", "scsi_host1"):
    call(conn.nodeDeviceLookupByName(name).destroy)
    call(conn.listAllDevices, 0)

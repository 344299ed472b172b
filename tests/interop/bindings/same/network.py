# SPDX-License-Identifier: LGPL-2.1-or-later
"""Networks: found, listed, defined, started, undefined, told of."""

import libvirt
from same import call, drain, shown

conn = libvirt.open("test:///default")
FORM = "<network><name>%s</name>%s</network>"
USED = "<uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>"
OWN = "<uuid>11111111-6c02-601e-7551-cca97df1c5df</uuid>"


def told(_conn, net, event, detail, who):
    print(f"  event {who} {shown(net)} {event} {detail}")


def each(net, *methods):
    for method in methods:
        call(getattr(net, method))


conn.networkEventRegisterAny(None, libvirt.VIR_NETWORK_EVENT_ID_LIFECYCLE, told, "all")
net = call(conn.networkLookupByName, "default")
one = conn.networkEventRegisterAny(net, libvirt.VIR_NETWORK_EVENT_ID_LIFECYCLE, told, "default")
call(conn.networkEventDeregisterAny, 77)

call(conn.networkLookupByName, "nope")
call(conn.networkLookupByName, "")
call(conn.networkLookupByUUIDString, "dd8fe884-6c02-601e-7551-cca97df1c5d0")
for flags in range(65):
    call(conn.listAllNetworks, flags)
each(conn, "listNetworks", "listDefinedNetworks", "numOfNetworks", "numOfDefinedNetworks")
each(net, "isActive", "isPersistent", "autostart", "bridgeName", "XMLDesc")
each(net, "create", "destroy", "destroy", "create", "undefine", "destroy", "undefine", "isActive",
     "isPersistent", "autostart", "bridgeName", "create", "destroy", "undefine")
call(net.setAutostart, 1)
call(net.XMLDesc, 2)
conn.networkEventDeregisterAny(one)

for xml in ("<foo/>", "", "<network/>", FORM % ("g/h", ""), FORM % ("a", "<uuid>1</uuid>")):
    call(conn.networkDefineXML, xml)
    call(conn.networkCreateXML, xml)
for flags in (2, 4):
    call(conn.networkDefineXMLFlags, FORM % ("g", ""), flags)
    call(conn.networkCreateXMLFlags, FORM % ("g", ""), flags)

net = call(conn.networkDefineXML, FORM % ("a", ""))
each(net, "isActive", "isPersistent", "autostart", "bridgeName", "destroy", "create", "create",
     "isActive", "destroy", "undefine", "undefine")
net = call(conn.networkCreateXML, FORM % ("a", ""))
each(net, "isActive", "isPersistent", "bridgeName", "undefine", "autostart", "XMLDesc")
call(net.setAutostart, 1)
each(net, "autostart", "destroy")
call(conn.networkCreateXML, FORM % ("zz", USED))
call(conn.networkCreateXML, FORM % ("zz", USED))
call(conn.networkCreateXML, FORM % ("zz", OWN))
call(conn.networkCreateXML, FORM % ("other", USED))
call(conn.networkDefineXML, FORM % ("zz", OWN))
call(conn.networkDefineXML, FORM % ("other", USED))
net = call(conn.networkDefineXML, FORM % ("zz", USED))
each(net, "isPersistent", "isActive", "destroy", "isActive")
call(conn.networkCreateXML, FORM % ("zz", USED))
each(net, "isPersistent", "isActive", "destroy", "undefine")
net = call(conn.networkDefineXML, FORM % ("b", OWN + "<bridge name='brx'/>"))
call(net.setAutostart, 1)
each(net, "bridgeName", "autostart", "create")
call(conn.networkDefineXML, FORM % ("b", OWN + "<bridge name='bry'/>"))
each(net, "bridgeName", "XMLDesc")
call(conn.networkCreateXML, FORM % ("e", "<forward mode='bridge'/><bridge name='eth0'/>"))
net = call(conn.networkCreateXML, FORM % ("f", "<forward mode='private' dev='eth0'/>"))
each(net, "bridgeName", "XMLDesc", "destroy")
call(conn.listAllNetworks, 0)
drain()

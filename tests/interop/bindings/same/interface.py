# SPDX-License-Identifier: LGPL-2.1-or-later
"""Interfaces of the host, and changes that are tried."""

import libvirt
from same import call

conn = libvirt.open("test:///default")
FORM = "<interface type='ethernet' name='%s'><start mode='onboot'/><mac address='%s'/></interface>"


def each(thing, *methods):
    for method in methods:
        call(getattr(thing, method))


call(conn.interfaceLookupByName, "nope")
for mac in ("aa:bb:cc:dd:ee:ff", "AA:bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee:f0", "zz"):
    call(conn.interfaceLookupByMACString, mac)
for flags in range(5):
    call(conn.listAllInterfaces, flags)
each(conn, "listInterfaces", "listDefinedInterfaces", "numOfInterfaces", "numOfDefinedInterfaces")
eth1 = conn.interfaceLookupByName("eth1")
each(eth1, "name", "MACString", "XMLDesc")
call(eth1.create, 1)
call(eth1.destroy, 1)
call(eth1.XMLDesc, 2)
each(eth1, "create", "isActive", "destroy", "isActive", "destroy", "create", "undefine", "XMLDesc",
     "isActive", "create", "undefine", "destroy")
eth2 = call(conn.interfaceDefineXML, FORM % ("eth2", "aa:bb:cc:dd:ee:01"), 0)
each(eth2, "isActive", "create", "isActive")
again = call(conn.interfaceDefineXML, FORM % ("eth2", "aa:bb:cc:dd:ee:02"), 0)
each(eth2, "isActive", "XMLDesc", "MACString")
call(again.MACString)
call(conn.interfaceDefineXML, FORM % ("eth3", "aa:bb:cc:dd:ee:02"), 0)
call(conn.interfaceLookupByMACString, "aa:bb:cc:dd:ee:02")
for xml in ("<interface/>", "<interface type='ethernet'/>", "<foo/>", FORM % ("eth2", "aa"), ""):
    call(conn.interfaceDefineXML, xml, 0)
call(conn.interfaceDefineXML, FORM % ("eth2", "aa"), 2)
bridge = call(conn.interfaceDefineXML,
              "<interface type='bridge' name='br0'><start mode='none'/><bridge>"
              "<interface type='ethernet' name='e8'/></bridge></interface>", 0)
each(bridge, "MACString", "XMLDesc")

each(conn, "changeCommit", "changeRollback", "changeBegin", "changeBegin")
call(conn.changeBegin, 1)
call(conn.interfaceDefineXML, FORM % ("eth7", "aa:bb:cc:dd:ee:07"), 0)
call(eth2.undefine)
call(conn.listAllInterfaces, 0)
call(bridge.create)
call(conn.interfaceDefineXML, FORM % ("br0", "aa:bb:cc:dd:ee:0a"), 0)
call(conn.changeRollback)
call(conn.listAllInterfaces, 0)
each(bridge, "isActive", "XMLDesc")
each(conn, "changeRollback", "changeBegin")
call(conn.interfaceDefineXML, FORM % ("eth7", "aa:bb:cc:dd:ee:07"), 0)
call(conn.changeCommit)
call(conn.listAllInterfaces, 0)
call(conn.changeCommit)
call(conn.changeCommit, 1)
call(conn.changeRollback, 1)

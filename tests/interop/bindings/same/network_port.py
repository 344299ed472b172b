# SPDX-License-Identifier: LGPL-2.1-or-later
"""Ports of networks."""

import libvirt
from same import call

conn = libvirt.open("test:///default")
UUID = "11111111-1111-1111-1111-1111111111%02d"
FORM = ("<networkport><uuid>%s</uuid><owner><name>vm</name>"
        "<uuid>22222222-2222-2222-2222-222222222222</uuid></owner>"
        "<mac address='52:54:00:00:00:%02x'/>%s</networkport>")
NETWORK = "<network><name>%s</name>%s</network>"
AVERAGE = "<bandwidth><inbound average='10'/></bandwidth>"


def port(net, number, inner="", flags=0):
    made = call(net.portCreateXML, FORM % (UUID % number, number, inner), flags)
    if made:
        call(made.XMLDesc)
    return made


def started(name, inner):
    net = conn.networkDefineXML(NETWORK % (name, inner))
    net.create()
    return net


def run():
    net = conn.networkDefineXML(NETWORK % ("n", "<forward mode='bridge'/><bridge name='br9'/>"))
    call(net.listAllPorts, 0)
    call(net.portCreateXML, "<networkport/>", 0)
    call(net.portCreateXML, "<foo/>", 0)
    port(net, 1)
    net.create()
    one = port(net, 1)
    call(one.XMLDesc, 1)
    call(one.network)
    call(one.parameters, 0)
    call(one.parameters, 1)
    port(net, 1)
    port(net, 2, "<bandwidth><inbound average='10' floor='5'/></bandwidth>")
    two = port(net, 2, AVERAGE + "<group>g</group>")
    for wanted in ({"inbound.average": 100, "inbound.peak": 200, "inbound.burst": 300},
                   {"inbound.peak": 50}, {"inbound.floor": 7}, {"bogus": 1},
                   {"inbound.average": 0}):
        call(two.parameters, 0)
        call(two.setParameters, wanted, 0)
        call(two.parameters, 0)
        call(two.XMLDesc)
    port(net, 3, "<plug type='network' bridge='xx'/>")
    port(net, 3, "<plug type='network' bridge='xx'/>", 1)
    port(net, 4, "", 1)
    port(net, 5, "", 4)
    call(net.listAllPorts, 0)
    call(net.listAllPorts, 1)
    call(net.portLookupByUUIDString, UUID % 1)
    call(net.portLookupByUUIDString, UUID % 9)
    call(net.XMLDesc)
    call(one.delete, 1)
    for method in ("delete", "delete", "XMLDesc"):
        call(getattr(one, method))
    call(net.listAllPorts, 0)
    call(net.destroy)
    call(net.listAllPorts, 0)
    net.create()
    call(net.listAllPorts, 0)

    net = started("isolated", "<bridge name='br1'/><port isolated='yes'/>"
                              "<portgroup name='g'><bandwidth><outbound average='9'/></bandwidth>"
                              "</portgroup>")
    port(net, 1, "<bandwidth><inbound average='10' floor='5'/></bandwidth>")
    three = port(net, 3, "<group>g</group>")
    call(three.setParameters, {"outbound.average": 10, "outbound.peak": 20}, 0)
    call(three.parameters, 0)
    four = port(net, 4, "<bandwidth><inbound average='3'/><outbound average='4'/></bandwidth>")
    call(four.setParameters, {"inbound.average": 5}, 0)
    call(four.parameters, 0)
    net = started("limited", "<bridge name='br2'/><bandwidth><inbound average='100'/></bandwidth>")
    for number in range(1, 4):
        port(net, number, "<bandwidth><inbound average='10' floor='40'/></bandwidth>")
    call(net.XMLDesc)
    net = started("private", "<forward mode='private'><interface dev='e0'/><interface dev='e1'/>"
                             "</forward><portgroup name='g' default='yes'/>"
                             "<portgroup name='h' trustGuestRxFilters='yes'/>")
    port(net, 1)
    port(net, 2, "<group>h</group>")
    port(net, 3)
    call(net.XMLDesc)
    call(net.update, 2, 7, -1, "<interface dev='e0'/>", 1)
    net = started("passthrough", "<forward mode='passthrough'><interface dev='e0'/>"
                                 "<interface dev='e1'/></forward><vlan><tag id='7'/></vlan>"
                                 "<portgroup name='g'><vlan><tag id='8'/></vlan></portgroup>")
    port(net, 1)
    port(net, 2, "<group>g</group>")
    port(net, 3)
    net = started("hostdev", "<forward mode='hostdev' managed='yes'>"
                             "<address type='pci' domain='0' bus='1' slot='2' function='3'/>"
                             "</forward>")
    port(net, 1)
    port(net, 2)
    call(net.XMLDesc)


if call(conn.networkLookupByName("default").listAllPorts, 0) is not None:
    run()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""virNetworkUpdate() with every section and command."""

import difflib

import libvirt
from same import call

conn = libvirt.open("test:///default")
BASE = """<network><name>u</name><uuid>11111111-6c02-601e-7551-cca97df1c5df</uuid>
<forward mode='nat'/><bridge name='vb'/>
<dns><txt name='t1' value='v1'/>
<srv service='s1' protocol='tcp' domain='d1' target='x' port='5'/><srv service='s1' protocol='udp'/>
<host ip='10.0.0.7'><hostname>h7</hostname><hostname>h7b</hostname></host></dns>
<ip address='10.0.0.1' netmask='255.255.255.0'><dhcp><range start='10.0.0.2' end='10.0.0.100'/>
<host mac='00:16:3e:00:00:01' name='a' ip='10.0.0.201'/>
<host mac='00:16:3e:00:00:02' ip='10.0.0.202'/><host name='c' ip='10.0.0.203'/></dhcp></ip>
<ip address='10.1.0.1' netmask='255.255.255.0'/>
<ip family='ipv6' address='fc00::1' prefix='64'><dhcp><range start='fc00::10' end='fc00::20'/>
<host id='0:1:2' name='d6' ip='fc00::30'/></dhcp></ip>
<portgroup name='p1' default='yes'/><portgroup name='p2'/></network>"""
HOST, RANGE, INTERFACE, GROUP, DNS_HOST, TXT, SRV = 4, 5, 7, 9, 10, 11, 12
BOTH = libvirt.VIR_NETWORK_UPDATE_AFFECT_LIVE | libvirt.VIR_NETWORK_UPDATE_AFFECT_CONFIG

# Section, index of what it is in, element.
ELEMENTS = [
    *((HOST, at, f"<host {words}/>") for at, words in (
        (0, "mac='00:16:3e:00:00:01' name='a' ip='10.0.0.211'"),
        (0, "mac='00:16:3e:00:00:09' name='n' ip='10.0.0.209'"),
        (-1, "mac='00:16:3e:00:00:09' name='n' ip='10.0.0.209'"),
        (0, "mac='00:16:3e:00:00:09' ip='10.0.0.209'"), (0, "name='c' ip='10.0.0.203'"),
        (0, "name='zz' ip='10.0.0.203'"), (0, "ip='10.0.0.202'"), (0, "mac='00:16:3e:00:00:01'"),
        (0, "name='a'"), (0, "mac='00:16:3e:00:00:02' ip='10.0.0.201'"),
        (0, "mac='00:16:3e:00:00:02' name='a'"),
        (0, "mac='00:16:3e:00:00:02' name='a' ip='10.0.0.209'"),
        (1, "mac='00:16:3e:00:00:09' ip='10.1.0.9'"), (2, "id='0:1:2' name='d6' ip='fc00::31'"),
        (2, "id='0:1:3' name='e6' ip='fc00::32'"), (2, "name='d6' ip='fc00::30'"),
        (5, "mac='00:16:3e:00:00:09' ip='10.0.0.9'"), (0, "mac='zz' ip='10.0.0.9'"),
        (0, "mac='00:16:3e:00:00:09' ip='zz'"), (0, ""),
        (0, "mac='00:16:3e:00:00:09' ip='11.0.0.9'"))),
    (HOST, 0, "<foo"), (HOST, 0, ""),
    *((RANGE, at, f"<range {words}/>") for at, words in (
        (0, "start='10.0.0.2' end='10.0.0.100'"), (0, "start='10.0.0.120' end='10.0.0.130'"),
        (1, "start='10.1.0.120' end='10.1.0.130'"), (-1, "start='10.0.0.120' end='10.0.0.130'"),
        (0, "start='10.0.0.130' end='10.0.0.120'"), (0, "start='11.0.0.130' end='11.0.0.140'"),
        (0, "start='10.0.0.130'"), (2, "start='fc00::10' end='fc00::20'"),
        (9, "start='10.0.0.120' end='10.0.0.130'"))),
    (RANGE, 0, "<host/>"),
    (INTERFACE, -1, "<interface dev='eth1'/>"), (INTERFACE, -1, "<interface/>"),
    (8, -1, "<pf dev='eth1'/>"),
    *((GROUP, -1, f"<portgroup {words}/>") for words in (
        "name='p1'", "name='p3'", "name='p3' default='yes'", "", "name='p2'")),
    (GROUP, -1, "<portgroup name='p2' default='yes'><bandwidth><inbound average='5'/></bandwidth>"
                "</portgroup>"),
    (GROUP, -1, "<foo/>"),
    *((DNS_HOST, -1, f"<host {words}</host>") for words in (
        "ip='10.0.0.8'><hostname>h8</hostname>", "ip='10.0.0.7'><hostname>h7</hostname>",
        "ip='10.0.0.7'>", "><hostname>h7b</hostname>", "><hostname>zz</hostname>",
        "ip='10.0.0.8'><hostname>h7</hostname>", ">", "ip='zz'><hostname>h7</hostname>")),
    *((TXT, -1, f"<txt {words}/>") for words in (
        "name='t1' value='v2'", "name='t2' value='v2'", "name='t1'", "", "name='a b' value='x'")),
    *((SRV, -1, f"<srv {words}/>") for words in (
        "service='s1' protocol='tcp' domain='d1' target='x' port='5'",
        "service='s2' protocol='tcp'", "service='s1' protocol='tcp'", "service='s1'", "",
        "service='s1' protocol='tcp' domain='d1' target='y' port='6'",
        "service='s1' protocol='tcp' target='x'")),
]


def fresh(is_active):
    for net in conn.listAllNetworks(0):
        if net.name() == "u":
            if net.isActive():
                net.destroy()
            net.undefine()
    net = conn.networkDefineXML(BASE)
    if is_active:
        net.create()
    return net


def update(command, section, at, element, flags=BOTH, is_active=True):
    net = fresh(is_active)
    before = net.XMLDesc().splitlines()
    call(net.update, command, section, at, element, flags)
    for line in difflib.unified_diff(before, net.XMLDesc().splitlines(), lineterm="", n=1):
        if line[:2] not in ("--", "++", "@@"):
            print("   |" + line)


for command in range(7):
    for section in range(15):
        update(command, section, -1, "<x/>", libvirt.VIR_NETWORK_UPDATE_AFFECT_LIVE)
    for section, at, element in ELEMENTS:
        update(command, section, at, element)
LAST, FIRST, DELETE, MODIFY = 3, 4, 2, 1
for flags in range(5):
    for is_active in (True, False):
        update(LAST, TXT, -1, "<txt name='t2' value='v2'/>", flags, is_active)
net = conn.networkCreateXML("<network><name>transient</name></network>")
for flags in range(4):
    call(net.update, LAST, TXT, -1, f"<txt name='t{flags}' value='v2'/>", flags)
    call(net.XMLDesc)
net = conn.networkDefineXML("<network><name>bridged</name><forward mode='bridge'/>"
                            "<bridge name='b0'/></network>")
for section, element in ((HOST, "<host mac='00:16:3e:00:00:09' ip='10.1.0.9'/>"),
                         (RANGE, "<range start='10.0.0.120' end='10.0.0.130'/>"),
                         (INTERFACE, "<interface dev='eth1'/>"), (GROUP, "<portgroup name='q'/>"),
                         (DNS_HOST, "<host ip='10.0.0.8'><hostname>h8</hostname></host>"),
                         (TXT, "<txt name='t2' value='v2'/>")):
    call(net.update, LAST, section, -1, element, libvirt.VIR_NETWORK_UPDATE_AFFECT_CONFIG)
    call(net.XMLDesc)
net = conn.networkDefineXML("<network><name>private</name><forward mode='private'/></network>")
for command, dev in ((LAST, "e1"), (FIRST, "e2"), (LAST, "e1"), (DELETE, "e3"), (MODIFY, "e1"),
                     (DELETE, "e2"), (DELETE, "e1")):
    call(net.update, command, INTERFACE, -1, f"<interface dev='{dev}'/>",
         libvirt.VIR_NETWORK_UPDATE_AFFECT_CONFIG)
    call(net.XMLDesc)

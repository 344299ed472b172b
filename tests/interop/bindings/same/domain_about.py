# SPDX-License-Identifier: LGPL-2.1-or-later
"""Names, descriptions, what happens when, labels, and what is asked of a domain."""

import libvirt
from same import call, failure, listen, xml_of

conn = libvirt.open("test:///default")
listen(conn)
active = conn.lookupByName("test")
XML = """<domain type='test'><name>{name}</name><uuid>00000000-0000-4000-8000-{n:012}</uuid>{more}
<memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os>
<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>preserve</on_crash>
<devices><disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface>
<graphics type='vnc'/><console type='pty'/></devices>{end}</domain>"""
MORE = """<title>A title</title><description>About it</description><metadata>
<a:one xmlns:a='http://a.example/'><a:x y='1'>text</a:x></a:one><b xmlns='http://b.example/'/></metadata>"""
END = """<seclabel type='static' model='selinux'><label>a:b:c:d</label></seclabel>"""
plain = conn.defineXML(XML.format(name="plain", n=1, more="", end=""))
full = conn.defineXML(XML.format(name="full", n=2, more=MORE, end=END))
running = conn.defineXML(XML.format(name="running", n=3, more=MORE, end=END))
call(running.create)
transient = conn.createXML(XML.format(name="transient", n=4, more="", end=""))
ALL = [active, plain, full, running, transient]
SETS = [0, 1, 2, 3, 4]
A, B, C = "http://a.example/", "http://b.example/", "http://c.example/"
for dom in ALL:
    for state in SETS:
        for kind in (0, 1):
            call(dom.metadata, kind, None, state)
            call(dom.metadata, kind, A, state)
        for uri in (A, B, C, "", None):
            call(dom.metadata, 2, uri, state)
        if state in (0, 3):
            call(dom.metadata, 3, None, state)
        call(dom.metadata, -1, A, state)
for dom in ALL:
    for state in SETS:
        for kind in (0, 1):
            for text in ("New one", "two\nlines", "", None, "<&>'\""):
                call(dom.setMetadata, kind, text, None, None, state)
                call(dom.metadata, kind, None, state)
        call(dom.setMetadata, 0, "x", "k", None, state)
        call(dom.setMetadata, 0, "x", None, "u", state)
        call(dom.setMetadata, 2, "<new/>", "p", C, state)
        call(dom.metadata, 2, C, state)
        xml_of(dom, 0, "metadata|example|new|title|desc")
        for text in ("<other><sub/>t</other>", "<bad", "", "<p:x xmlns:p='http://q/'/>", "text",
                     "<a/><b/>"):
            call(dom.setMetadata, 2, text, "p", C, state)
            xml_of(dom, 0, "metadata|example|other|title|desc|sub")
        call(dom.setMetadata, 2, None, "p", C, state)
        call(dom.setMetadata, 2, None, "p", C, state)
        call(dom.setMetadata, 2, "<new/>", None, C, state)
        call(dom.setMetadata, 2, "<new/>", "p", None, state)
        call(dom.setMetadata, 2, "<one/>", "p", A, state)
        call(dom.setMetadata, 3, "<one/>", "p", A, state)
        xml_of(dom, 0, "metadata|example|new|title|desc|one")
        xml_of(dom, libvirt.VIR_DOMAIN_XML_INACTIVE, "metadata|example|new|title|desc|one")
for dom in ALL:
    call(dom.OSType)
    call(dom.state)
    call(dom.state, 1)
    call(dom.info, hide=r"\d{8,}\]")
    call(dom.autostart)
    call(dom.setAutostart, 1)
    call(dom.autostart)
    call(dom.setAutostart, 5)
    call(dom.autostart)
    call(dom.setAutostart, 0)
    call(dom.securityLabel)
    call(dom.controlInfo)
    call(dom.controlInfo, 1)
    call(dom.diskErrors)
    call(dom.diskErrors, 1)
    call(dom.messages)
    for flags in (1, 2, 3):
        call(dom.messages, flags)
    call(dom.isUpdated)
    call(dom.isPersistent)
    call(dom.isActive)
    call(dom.hostname)
    call(dom.hostname, 3)
    call(dom.hostname, 8)
    call(dom.fsInfo)
    call(dom.fsInfo, 1)
    for kind in range(4):
        call(dom.interfaceAddresses, kind)
    call(dom.interfaceAddresses, 0, 1)
    call(dom.getTime, hide=r"\d{6,}")
    call(dom.getTime, 1)
    call(dom.setTime, {"seconds": 12345, "nseconds": 99})
    call(dom.getTime, hide=r"\d{6,}")
    call(dom.setTime, None, 1)
    call(dom.setTime, {"seconds": -5})
    for flags in range(5):
        call(dom.setUserPassword, "root", "pw", flags)
    call(dom.setUserPassword, "", "", 0)
    call(dom.fsFreeze)
    call(dom.fsFreeze)
    call(dom.fsFreeze, ["/boot"])
    call(dom.fsInfo)
    call(dom.fsThaw, ["/"])
    call(dom.fsThaw, ["/boot", "/nowhere"])
    call(dom.fsFreeze, ["/"], 1)
    call(dom.fsThaw)
    call(dom.fsThaw, None, 1)
    call(dom.fSTrim, "/", 0)
    call(dom.fSTrim, None, 100)
    call(dom.fSTrim, "/x", 0)
    call(dom.fSTrim, None, 0, 1)
    call(dom.sendProcessSignal, 1, 1)
    call(dom.sendProcessSignal, 1, 9)
    call(dom.sendProcessSignal, 1, 64)
    call(dom.sendProcessSignal, 1, 65)
    call(dom.sendProcessSignal, 500, 15)
    call(dom.sendProcessSignal, 1, 15)
    call(dom.sendProcessSignal, -4, 15)
    call(dom.sendKey, 0, 100, [1, 2], 2)
    call(dom.sendKey, 0, 100, [1, 2000], 2)
    call(dom.sendKey, 9, 100, [1, 2], 2)
    call(dom.sendKey, 0, 100, [1, 2], 2, 1)
    call(dom.injectNMI)
    call(dom.injectNMI, 1)
    call(dom.memoryStats, hide=r"'(available|last_update|rss|swap_in|unused)': \d+")
    call(dom.memoryPeek, 0, 100, 1)
    call(dom.memoryPeek, 0, 100, 2)
    call(dom.memoryPeek, 0, 100, 3)
    call(dom.memoryPeek, 0, 1 << 20, 1)
    for path in ("vda", "/a", "x", "", "/guest/diskimage1"):
        call(dom.blockInfo, path)
        call(dom.blockInfo, path, 1)
        if path:
            call(dom.blockStats, path, hide=r"\d{3,}")
        call(dom.interfaceStats, path, hide=r"\d{3,}")
    for path in ("vnet0", "testnet0", "52:54:00:00:00:01", "aa:bb:cc:dd:ee:ff"):
        call(dom.interfaceStats, path, hide=r"\d{3,}")
    call(dom.getCPUStats, True, hide=r"\d{5,}")
    call(dom.getCPUStats, False, hide=r"\d{5,}")
    for kind in range(4):
        for action in range(6):
            for state in (0, 2, 4) if dom.isActive() else (0, 1, 2, 4):
                call(dom.setLifecycleAction, kind, action, state)
    xml_of(dom, 0, "on_")
    xml_of(dom, 2, "on_")
for dom in ALL:
    for name in ("", "a/b", "new" + dom.name(), "full", "x y"):
        call(dom.rename, name)
        call(dom.rename, name, 1)
        print(dom.name())
stream = conn.newStream()
for dom in ALL:
    try:
        print(dom.name(), dom.screenshot(stream, 0))
    except libvirt.libvirtError as error:
        print(failure(error))

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Starts with files, which nobody gets."""

import os

import libvirt
from same import call, listen

conn = libvirt.open("test:///default")
listen(conn)
UUID = "00000000-0000-4000-8000-%012d"
XML = """<domain type='test'><name>{name}</name><uuid>{uuid}</uuid>
<memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>
<graphics type='vnc' passwd='secret'/></devices></domain>"""
dom = conn.defineXML(xml("files", 1))
read, write = os.pipe()
for flags in (0, 1, 32, 64, 1 << 20):
    call(dom.createWithFiles, [], flags)
    call(dom.createWithFiles, [], 0)
    call(dom.state)
    if dom.isActive():
        call(dom.destroy)
    call(conn.createXMLWithFiles, xml("made", 2), [], flags)
    call(conn.createXMLWithFiles, xml("made", 2), [], 0)
    for made in conn.listAllDomains():
        if made.name() == "made":
            call(made.state)
            call(made.destroy)
call(conn.createXMLWithFiles, "<bad", [], 0)
call(libvirt.openReadOnly("test:///default").lookupByName("files").createWithFiles, [], 0)
call(libvirt.openReadOnly("test:///default").createXMLWithFiles, xml("made", 2), [], 0)

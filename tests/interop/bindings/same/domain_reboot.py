# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a reboot and a reset make of a domain, by what its definition says."""

import libvirt
from same import call, drain, listen

conn = libvirt.open("test:///default")
listen(conn)


def xml(action):
    return (f"<domain type='test'><name>{action}</name><memory>65536</memory>"
            "<uuid>00000000-0000-4000-8000-000000000001</uuid>"
            f"<os><type>hvm</type></os><on_reboot>{action}</on_reboot></domain>")


def asked(dom):
    for name, flags in [("reboot", 0)] + [("reboot", 1 << i) for i in range(6)] + [
            ("reboot", 31), ("reset", 0), ("reset", 1)]:
        if dom.isPersistent() and not dom.isActive():
            call(getattr(dom, name), flags)
            dom.create()
        call(getattr(dom, name), flags)
        drain()
        if not dom.isActive():
            continue
        call(dom.state)
        dom.suspend()
        call(getattr(dom, name), flags)
        if dom.isActive():
            call(dom.state)
            if dom.state()[0] != libvirt.VIR_DOMAIN_RUNNING:
                dom.resume()
        drain()


for action in ("destroy", "restart", "preserve", "rename-restart"):
    print(action)
    dom = conn.defineXML(xml(action))
    asked(dom)
    if dom.isActive():
        dom.destroy()
    dom.undefine()
    dom = conn.createXML(xml(action))
    call(dom.reset)
    call(dom.reboot)
    call(conn.lookupByName, action)
    if conn.numOfDomains() > 1:
        dom.destroy()
    drain()

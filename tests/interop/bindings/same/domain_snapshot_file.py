# SPDX-License-Identifier: LGPL-2.1-or-later
"""Snapshots that a file of the test driver brings along. Each file is opened in a process of its
own: the original frees things twice when it refuses one, which ends the process later."""

import os
import sys

import libvirt
from same import failure

DISK = "<disk type='file'><source file='/a'/><target dev='vda'/></disk>"
DOMAIN = ("<domain type='test'{more}><name>d</name>"
          "<uuid>00000000-0000-4000-8000-000000000001</uuid>"
          "<memory>65536</memory><os><type>hvm</type></os>"
          f"<devices>{DISK}</devices>{{end}}</domain>")
NAMESPACE = " xmlns:test='http://libvirt.org/schemas/domain/test/1.0'"
STOPPED = "<test:runstate>5</test:runstate>"


def snapshot(name, after=None, active="<active>0</active>", state="shutoff", rest="",
             time="<creationTime>5</creationTime>", tag="test:domainsnapshot"):
    after = f"<parent><name>{after}</name></parent>" if after else ""
    domain = DOMAIN.format(more="", end="")
    return (f"<{tag}><name>{name}</name><state>{state}</state>{after}{time}{rest}{domain}{active}"
            f"</{tag}>")


def show(*snapshots, state=STOPPED):
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    show_here(snapshots, state)
    sys.stdout.flush()
    os._exit(0)


def show_here(snapshots, state):
    document = DOMAIN.format(more=NAMESPACE, end=state + "".join(snapshots))
    with open("node.xml", "w", encoding="utf-8") as file:
        file.write(f"<node>{document}</node>")
    print("==", *(text[:200] for text in snapshots))
    try:
        conn = libvirt.open(f"test://{os.getcwd()}/node.xml")
    except libvirt.libvirtError as error:
        print("  ", failure(error))
        return
    dom = conn.lookupByName("d")
    print("  ", dom.state(), "current", dom.hasCurrentSnapshot())
    for snap in sorted(dom.listAllSnapshots(), key=lambda s: s.getName()):
        try:
            after = snap.getParent().getName()
        except libvirt.libvirtError:
            after = None
        head = snap.getXMLDesc().split("<domain ")[0].splitlines()
        print("  ", snap.getName(), "after", after, "current", snap.isCurrent(),
              "".join(line.strip() for line in head))
    for flags in (0, 1, 4, 8, 0x20, 0x40, 0x80, 0x100, 0x200):
        print("  ", flags, sorted(dom.snapshotListNames(flags)))


ACTIVE = "<active>1</active>"
show(snapshot("a"))
show(snapshot("a"), snapshot("b", "a", ACTIVE), snapshot("c", "b"))
show(snapshot("c", "b"), snapshot("b", "a"), snapshot("a"))
show(snapshot("c", "b"))
show(snapshot("a", "b"), snapshot("b", "a"))
show(snapshot("a", active=ACTIVE), snapshot("b", active=ACTIVE))
show(snapshot("a"), snapshot("b", active=ACTIVE))
show(snapshot("a"), snapshot("a"))
show(snapshot("a", active=""))
show(snapshot("a", time=""))
show(snapshot("a", state="other"))
show(snapshot("a", state="running"), snapshot("b", state="disk-snapshot"))
show(snapshot("a", rest="<disks><disk name='vda' snapshot='internal'/></disks>"))
show(snapshot("a", rest="<memory snapshot='external' file='/m'/>", state="running"))
show(snapshot("a", rest="<cookie>x</cookie><description>About it</description>"))
show(snapshot("", active=ACTIVE))
show(snapshot("a", tag="domainsnapshot"))
show(snapshot("a", active=ACTIVE), state="")
with open("one.xml", "w", encoding="utf-8") as document_file:
    document_file.write(snapshot("named", active=ACTIVE, tag="domainsnapshot"))
show("<test:domainsnapshot file='one.xml'/>", snapshot("a", "named"))
show(f"<test:domainsnapshot file='{os.getcwd()}/one.xml'/>")

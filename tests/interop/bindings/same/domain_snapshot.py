# SPDX-License-Identifier: LGPL-2.1-or-later
"""Snapshots: making, finding, listing, going back to, deleting."""

import libvirt
from moment_common import failure, show_xml
from moment_common import make as make_moment
from same import call, drain, listen

conn = libvirt.open("test:///default")
listen(conn)
XML = """<domain type='test'><name>{name}</name><uuid>00000000-0000-4000-8000-{n:012}</uuid>
<description>{text}</description>
<memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>
<disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='cdrom'><target dev='sda' bus='scsi'/></disk>
<graphics type='vnc' passwd='secret'/></devices></domain>"""


def define(name, n, text="none"):
    return conn.defineXML(XML.format(name=name, n=n, text=text))


def make(dom, xml, flags=0, show=False):
    return make_moment(dom, "snapshot", xml, flags, show)


def names(function, *args):
    try:
        found = function(*args)
    except libvirt.libvirtError as error:
        return failure(error)
    if isinstance(found, int):
        return found
    found = [snap if isinstance(snap, str) else snap.getName() for snap in found]
    ordered = len(args) > 0 and args[-1] & libvirt.VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL
    if ordered:  # siblings come in any order
        return sorted(found), all(found.index(p) < i for i, name in enumerate(found)
                                  for p in [PARENTS.get(name)] if p in found)
    return sorted(found)


PARENTS = {}


def show(dom):
    PARENTS.clear()
    print(f"<{dom.name()}> state {dom.state()} active {dom.isActive()}")
    print("   has", dom.hasCurrentSnapshot(), "num", dom.snapshotNum())
    for snap in sorted(dom.listAllSnapshots(), key=lambda s: s.getName()):
        try:
            parent = snap.getParent().getName()
            PARENTS[snap.getName()] = parent
        except libvirt.libvirtError as error:
            parent = failure(error)
        print("  ", snap.getName(), "current", snap.isCurrent(), "metadata", snap.hasMetadata(),
              "children", snap.numChildren(), names(snap.listChildrenNames), "parent", parent)
    try:
        print("   current", dom.snapshotCurrent().getName())
    except libvirt.libvirtError as error:
        print("   current", failure(error))


def show_lists(dom):
    for flags in [*(1 << bit for bit in range(13)), 0x00, 0x0c, 0x12, 0x60, 0xe0, 0x300, 0x401,
                  0x404, 0x120, 0x2a0, 0x1f, 0x402, 0x7ff]:
        print("  lists", hex(flags), names(dom.listAllSnapshots, flags),
              names(dom.snapshotListNames, flags), names(dom.snapshotNum, flags))
    for snap in sorted(dom.listAllSnapshots(), key=lambda s: s.getName()):
        for flags in (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1025, 5, 9, 0x61, 2048):
            print("  below", snap.getName(), hex(flags), names(snap.listAllChildren, flags),
                  names(snap.listChildrenNames, flags), names(snap.numChildren, flags))


def named(name, rest=""):
    return f"<domainsnapshot><name>{name}</name>{rest}</domainsnapshot>"


def disk(name, text):
    return named(name, f"<disks><disk {text}/></disks>")


DOCUMENTS = [
    "", "<bad", "<domainsnapshot/>", "<snapshot/>", "<domainsnapshot><name/></domainsnapshot>",
    named("a/b"), named("f1"), named(".dot", "<description>About it</description>"),
    named("m1", "<memory snapshot='no'/>"), named("m2", "<memory snapshot='internal'/>"),
    named("m3", "<memory snapshot='external' file='/m'/>"),
    named("m4", "<memory snapshot='external'/>"),
    disk("d1", "name='vda' snapshot='no'"), disk("d2", "name='vda' snapshot='internal'"),
    named("d3", "<disks><disk name='vda' snapshot='external'><source file='/b'/></disk></disks>"),
    disk("d4", "name='vda' snapshot='manual'"), disk("d5", "name='vdz'"),
    disk("d6", "name='sda' snapshot='internal'"),
    named("s", "<state>shutoff</state><parent><name>x</name></parent>"
          "<creationTime>7</creationTime>"),
]
on, off = define("on", 1), define("off", 2)
call(on.create)
transient = conn.createXML(XML.format(name="transient", n=3, text="none"))

# documents and flags
for dom in (on, off, transient):
    show(dom)
    n = 0
    for flags in [*(1 << bit for bit in range(13)), 0x3, 0x5, 0xc, 0x14, 0x18, 0x110, 0x210, 0x48,
                  0xa]:
        n += 1
        make(dom, f"<domainsnapshot><name>f{n}</name></domainsnapshot>", flags, n < 6)
        if dom is on and not dom.isActive():
            call(dom.create)
        if dom is transient and flags & 8:
            try:
                conn.lookupByName("transient")
            except libvirt.libvirtError as error:
                print("   gone", failure(error))
                transient = dom = conn.createXML(XML.format(name="transient", n=3, text="none"))
                drain()
    show(dom)
    for xml in DOCUMENTS:
        for flags in (0, 0x10):
            snap = make(dom, xml, flags, True)
            if snap:
                snap.delete(0)
                drain()
    show(dom)
    for snap in sorted(dom.listAllSnapshots(), key=lambda s: s.getName()):
        snap.delete(0)
    drain()
    show(dom)


def tree(dom):
    """a - b - c - d, b - e, f (another root, made known)"""
    for name in "abcd":
        make(dom, f"<domainsnapshot><name>{name}</name></domainsnapshot>")
    back = dom.snapshotLookupByName("b")
    print("   revert", back.getName(), end=" ")
    try:
        print(dom.revertToSnapshot(back))
    except libvirt.libvirtError as error:
        print(failure(error))
    drain()
    make(dom, "<domainsnapshot><name>e</name></domainsnapshot>")


def clear(dom):
    for snap in dom.listAllSnapshots():
        snap.delete(0)
    drain()


# lists and look-ups
for dom in (on, off):
    tree(dom)
    show(dom)
    show_lists(dom)
    for name in ("a", "none", ""):
        try:
            print("   look up", name, dom.snapshotLookupByName(name).getName())
        except libvirt.libvirtError as error:
            print("   look up", name, failure(error))
    for flags in (1, 2):
        for function in (dom.snapshotLookupByName,):
            try:
                function("a", flags)
            except libvirt.libvirtError as error:
                print("  ", failure(error))
        for function in (dom.hasCurrentSnapshot, dom.snapshotCurrent):
            try:
                function(flags)
            except libvirt.libvirtError as error:
                print("  ", failure(error))
        snap = dom.snapshotLookupByName("c")
        for function in (snap.isCurrent, snap.hasMetadata, snap.getParent):
            try:
                function(flags)
            except libvirt.libvirtError as error:
                print("  ", failure(error))
        show_xml(snap, flags)
    show_xml(dom.snapshotLookupByName("c"), 0)
    show_xml(dom.snapshotLookupByName("c"), 4)
    for snap_flags in (0, 1, 2, 4, 8):
        call(dom.undefineFlags, 0x40 | snap_flags)

# delete
for flags in (0, 1, 2, 4, 8, 3, 5, 6):
    for name in "abcde":
        clear(off)
        tree(off)
        snap = off.snapshotLookupByName(name)
        print("   delete", name, flags, end=" ")
        try:
            print(snap.delete(flags))
        except libvirt.libvirtError as error:
            print(failure(error))
        drain()
        show(off)
        print("   again", end=" ")
        try:
            print(snap.delete(flags))
        except libvirt.libvirtError as error:
            print(failure(error))
clear(off)


def revert(dom, name, flags):
    print(f"<{dom.name()}> revert {name} flags {flags} from {dom.state()}", end=" ")
    try:
        print(dom.revertToSnapshot(dom.snapshotLookupByName(name), flags))
    except libvirt.libvirtError as error:
        print(failure(error))
    drain()
    print("   now", dom.state(), "current", dom.snapshotCurrent().getName(),
          "memory", dom.maxMemory(), "updated", dom.isUpdated())


def put(dom, state):
    """Into a state."""
    if dom.isActive() and state == "off":
        dom.destroy()
    if not dom.isActive() and state != "off":
        dom.create()
    if state == "paused" and dom.state()[0] == 1:
        dom.suspend()
    if state == "running" and dom.state()[0] == 3:
        dom.resume()
    drain()


# going back
clear(on)
STATES = ("running", "paused", "off")
for state in STATES:
    put(on, state)
    make(on, f"<domainsnapshot><name>{state}</name></domainsnapshot>", 0, True)
    if state != "off":
        make(on, f"<domainsnapshot><name>disk-{state}</name></domainsnapshot>", 0x10, True)
for flags in (0, 1, 2, 4, 8, 3, 5, 6, 7, 16):
    for state in STATES:
        for name in (*STATES, "disk-running", "disk-paused"):
            if name == "off" and flags & 3:
                continue
            put(on, state)
            revert(on, name, flags)
for flags in (1, 2):
    put(on, "off")
    revert(on, "off", flags)
put(on, "off")
other = conn.defineXML(XML.format(name="on", n=1, text="new").replace("65536", "32768").replace(
    "<graphics type='vnc' passwd='secret'/>", "<sound model='es1370'/>"))
drain()
for flags in (0, 4):
    for state in STATES:
        for name in STATES:
            conn.defineXML(XML.format(name="on", n=1, text="new").replace("65536", "32768").replace(
                "<graphics type='vnc' passwd='secret'/>", "<sound model='es1370'/>"))
            drain()
            put(on, state)
            revert(on, name, flags)
            print("   sound", "sound" in on.XMLDesc(), "sound" in on.XMLDesc(2))

# known ones
KNOWN = named("{name}", "{state}{time}{parent}{rest}{domain}")
DOMAIN = XML.format(name="known", n=5, text="none")
known = define("known", 5)
for domain in (DOMAIN, "", DOMAIN.replace("000005", "000006"), DOMAIN.replace("known", "unknown"),
               "<domain><uuid>00000000-0000-4000-8000-000000000005</uuid></domain>"):
    for state in ("<state>running</state>", "<state>shutoff</state>", "<state>disk-snapshot</state>",
                  "", "<state>other</state>"):
        for time in ("<creationTime>1000</creationTime>", "") if "other" not in state else (
                "<creationTime>1000</creationTime>",):
            for flags in (1, 3, 0x11, 0x201):
                make(known, KNOWN.format(name="k", state=state, time=time, parent="", rest="",
                                         domain=domain), flags, True)
                show(known)
clear(known)
OK = {"state": "<state>shutoff</state>", "time": "<creationTime>1000</creationTime>", "rest": "",
      "domain": DOMAIN}
make(known, KNOWN.format(name="a", parent="<parent><name>none</name></parent>", **OK), 1)
make(known, KNOWN.format(name="a", parent="<parent><name>a</name></parent>", **OK), 1)
make(known, KNOWN.format(name="a", parent="", **OK), 1)
make(known, KNOWN.format(name="b", parent="<parent><name>a</name></parent>", **OK), 3)
make(known, KNOWN.format(name="c", parent="<parent><name>b</name></parent>", **OK), 1)
show(known)
make(known, KNOWN.format(name="a", parent="<parent><name>c</name></parent>", **OK), 1)
make(known, KNOWN.format(name="a", parent="<parent><name>a</name></parent>", **OK), 1)
make(known, KNOWN.format(name="b", parent="", **OK), 1)
show(known)
make(known, KNOWN.format(name="c", parent="<parent><name>a</name></parent>", **OK), 3)
show(known)
OK["state"] = "<state>running</state>"
make(known, KNOWN.format(name="c", parent="<parent><name>a</name></parent>", **OK), 1)
OK["state"] = "<state>disk-snapshot</state>"
make(known, KNOWN.format(name="c", parent="<parent><name>a</name></parent>", **OK), 1)
make(known, KNOWN.format(name="r", parent="<parent><name>a</name></parent>", **OK), 1)
make(known, KNOWN.format(name="s", parent="<parent><name>a</name></parent>", **OK), 0x11)
show(known)
show_lists(known)
call(known.create)
call(known.undefine)
call(known.undefineFlags, 2)
print("   persistent", known.isPersistent(), "num", known.snapshotNum())
call(known.destroy)

# what becomes of them
for flags in (0, 1, 2, 3, 4, 16):
    dom = define("gone", 8)
    make(dom, "<domainsnapshot><name>a</name></domainsnapshot>")
    make(dom, "<domainsnapshot><name>b</name></domainsnapshot>")
    call(dom.undefineFlags, flags)
    try:
        dom = conn.lookupByName("gone")
        print("   still", dom.snapshotNum(), names(conn.listAllDomains, 0) if False else "")
        call(dom.undefineFlags, 2)
    except libvirt.libvirtError as error:
        print("  ", failure(error))
dom = define("gone", 8)
print("   left", dom.snapshotNum())
snap = make(dom, "<domainsnapshot><name>a</name></domainsnapshot>")
WITH = libvirt.VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT
WITHOUT = libvirt.VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT
print(sorted(d.name() for d in conn.listAllDomains(WITH)),
      sorted(d.name() for d in conn.listAllDomains(WITHOUT)))
call(dom.rename, "gone2")
print("   renamed", dom.snapshotNum())
call(dom.undefine)
call(dom.create)
call(dom.undefineFlags, 2)
call(dom.destroy)
for function in (snap.getXMLDesc, snap.numChildren, snap.delete, snap.isCurrent, snap.getParent):
    try:
        function()
    except libvirt.libvirtError as error:
        print("  ", failure(error))
transient = conn.lookupByName("transient")
make(transient, "<domainsnapshot><name>a</name></domainsnapshot>")
call(transient.destroy)
transient = conn.createXML(XML.format(name="transient", n=3, text="none"))
print("   left", transient.snapshotNum())

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checkpoints: making, finding, listing, deleting."""

import libvirt
from moment_common import failure, show_xml
from moment_common import make as make_moment
from same import call, drain, listen

conn = libvirt.open("test:///default")
listen(conn)
XML = """<domain type='test'><name>{name}</name><uuid>00000000-0000-4000-8000-{n:012}</uuid>
<memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
<source file='/a'/><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
<source file='/b'/><target dev='vdb' bus='virtio'/></disk>
<disk type='file' device='cdrom'><target dev='sda' bus='scsi'/></disk>{more}
<graphics type='vnc' passwd='secret'/></devices></domain>"""


def make(dom, xml, flags=0, show=False):
    return make_moment(dom, "checkpoint", xml, flags, show)


def names(function, *args):
    try:
        return sorted(checkpoint.getName() for checkpoint in function(*args))
    except libvirt.libvirtError as error:
        return failure(error)


def parent_of(checkpoint):
    try:
        return checkpoint.getParent().getName()
    except libvirt.libvirtError as error:
        return failure(error)


def all_of(dom):
    return sorted(dom.listAllCheckpoints(), key=lambda c: c.getName())


def show(dom):
    print(f"<{dom.name()}> active {dom.isActive()}")
    for checkpoint in all_of(dom):
        print("  ", checkpoint.getName(), "children", names(checkpoint.listAllChildren), "parent",
              parent_of(checkpoint))


def show_lists(dom):
    for flags in (*(1 << bit for bit in range(8)), 0, 3, 6, 0xc, 0xf, 9, 10):
        print("  lists", flags, names(dom.listAllCheckpoints, flags))
        for checkpoint in all_of(dom):
            print("  below", checkpoint.getName(), flags, names(checkpoint.listAllChildren, flags))


def delete(checkpoint, flags=0):
    try:
        print("   delete", checkpoint.getName(), flags, checkpoint.delete(flags))
    except libvirt.libvirtError as error:
        print("   delete", checkpoint.getName(), flags, failure(error))
    drain()


def named(name, rest=""):
    return f"<domaincheckpoint><name>{name}</name>{rest}</domaincheckpoint>"


on, off = conn.defineXML(XML.format(name="on", n=1, more="")), conn.defineXML(
    XML.format(name="off", n=2, more=""))
call(on.create)
transient = conn.createXML(XML.format(name="transient", n=3, more=""))
nodisk = conn.createXML("<domain type='test'><name>nodisk</name><memory>65536</memory><os>"
                        "<type>hvm</type></os></domain>")
raw = conn.createXML(XML.format(name="raw", n=4, more="").replace("qcow2", "raw"))
for dom in (on, off, transient, nodisk, raw):
    for flags in (0, 1, 2, 4, 8, 3, 5, 6, 7, 16):
        make(dom, named(f"f{flags}"), flags, True)
    show(dom)
    for xml in ("", "<bad", "<domaincheckpoint/>", "<checkpoint/>", named(""), named("a/b"),
                named(".dot"), named("f0"), named("a b"),
                named("description", "<description>About it</description>"),
                named("d0", "<disks/>"), named("d1", "<disks><disk name='vda'/></disks>"),
                named("d2", "<disks><disk name='vda' checkpoint='no'/></disks>"),
                named("d3", "<disks><disk name='vda' checkpoint='bitmap'/></disks>"),
                named("d4", "<disks><disk name='vda' checkpoint='bitmap' bitmap='other'/></disks>"),
                named("d5", "<disks><disk name='sda' checkpoint='bitmap'/></disks>"),
                named("d6", "<disks><disk name='vdz'/></disks>"),
                named("d7", "<disks><disk name='vda'/><disk name='vda'/></disks>"),
                named("d8", "<disks><disk name='/a'/></disks>"),
                named("d9", "<disks><disk name='vda' checkpoint='other'/></disks>"),
                named("s", "<parent><name>x</name></parent><creationTime>7</creationTime>"),
                named("u", "<unknown/>")):
        for flags in (0, 4):
            checkpoint = make(dom, xml, flags, True)
            if checkpoint:
                checkpoint.delete()
                drain()
    show(dom)
    for checkpoint in all_of(dom):
        checkpoint.delete(0)
    show(dom)


def tree(dom):
    for checkpoint in all_of(dom):
        checkpoint.delete(0)
    for name in "abcd":
        make(dom, named(name))


tree(on)
show(on)
show_lists(on)
for flags in (0, 1, 2, 4, 8, 16):
    print("  ", flags)
    show_xml(on.checkpointLookupByName("b"), flags)
for flags in (0, 1):
    for name in ("a", "none", ""):
        try:
            print("   look up", name, flags, on.checkpointLookupByName(name, flags).getName())
        except libvirt.libvirtError as error:
            print("   look up", name, flags, failure(error))
    try:
        print(on.checkpointLookupByName("b").getParent(flags).getName())
    except libvirt.libvirtError as error:
        print("  ", failure(error))
for flags in (0, 1, 2, 4, 8, 3, 5, 6):
    for name in "abcd":
        tree(on)
        checkpoint = on.checkpointLookupByName(name)
        delete(checkpoint, flags)
        show(on)
        delete(checkpoint, flags)
        make(on, named("next"))
        show(on)

# known ones
KNOWN = """<domaincheckpoint><name>{name}</name>{time}{parent}{rest}{domain}</domaincheckpoint>"""
DOMAIN = XML.format(name="known", n=5, more="")
known = conn.defineXML(DOMAIN)
for start in (False, True):
    for domain in (DOMAIN, "", DOMAIN.replace("000005", "000006"),
                   DOMAIN.replace("known", "unknown")):
        for time in ("<creationTime>1000</creationTime>", ""):
            for flags in (1, 5):
                make(known, KNOWN.format(name="k", time=time, parent="", rest="", domain=domain),
                     flags, True)
                show(known)
    for checkpoint in all_of(known):
        checkpoint.delete(0)
    OK = {"time": "<creationTime>1000</creationTime>", "rest": "", "domain": DOMAIN}
    for name, parent in (("a", "none"), ("a", "a"), ("a", ""), ("b", "a"), ("c", "b"), ("a", "c"),
                         ("b", ""), ("c", "a")):
        parent = f"<parent><name>{parent}</name></parent>" if parent else ""
        make(known, KNOWN.format(name=name, parent=parent, **OK), 1)
        show(known)
    show_lists(known)
    call(known.create) if not start else None
    make(known, named("new"))
    show(known)
    delete(all_of(known)[0], 0)
    show(known)

# with snapshots, and what becomes of them
try:
    on.snapshotCreateXML("<domainsnapshot><name>s</name></domainsnapshot>")
except libvirt.libvirtError as error:
    print(failure(error))
for checkpoint in all_of(on):
    checkpoint.delete(0)
on.snapshotCreateXML("<domainsnapshot><name>s</name></domainsnapshot>")
make(on, named("after-snapshot"))
for snap in on.listAllSnapshots():
    snap.delete()
WITH, WITHOUT = (libvirt.VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT,
                 libvirt.VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT)
print(sorted(d.name() for d in conn.listAllDomains(WITH)),
      sorted(d.name() for d in conn.listAllDomains(WITHOUT)))
for flags in (0, 1, 2, 16, 18, 3):
    dom = conn.defineXML(XML.format(name="gone", n=8, more=""))
    call(dom.create)
    make(dom, named("a"))
    make(dom, named("b"))
    call(dom.undefineFlags, flags)
    call(dom.destroy)
    call(dom.undefineFlags, flags)
    try:
        dom = conn.lookupByName("gone")
        print("   still", names(dom.listAllCheckpoints))
        for checkpoint in all_of(dom):
            checkpoint.delete(0)
        call(dom.undefine)
    except libvirt.libvirtError as error:
        print("  ", failure(error))

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Saved domains: managed and in files, and core dumps."""

import os

import libvirt
from same import call, listen, shown

conn = libvirt.open("test:///default")
listen(conn)
active = conn.lookupByName("test")
WITH = libvirt.VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE
WITHOUT = libvirt.VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE
XML = """<domain type='test'><name>{name}</name><uuid>00000000-0000-4000-8000-{n:012}</uuid>
<memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>
<disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
<graphics type='vnc' keymap='de'/></devices></domain>"""


def define(name, n):
    return conn.defineXML(XML.format(name=name, n=n))


def show_file(path):
    """What a file holds, its numbers apart."""
    if not os.path.exists(path):
        print(f"   no {os.path.basename(path)}")
        return
    with open(path, "rb") as file:
        data = file.read()
    print(f"   {os.path.basename(path)}: {len(data)} bytes, begins with {data[:32]!r}")
    for line in data[32:].decode("utf-8", "replace").splitlines():
        print("   |" + line)
    print(f"   mode {os.stat(path).st_mode & 0o777:o}")


def show(dom):
    call(dom.state)
    call(dom.isActive)
    call(dom.hasManagedSaveImage)
    names = sorted(d.name() for d in conn.listAllDomains(WITH))
    others = sorted(d.name() for d in conn.listAllDomains(WITHOUT))
    print("   managed", names, "without", others)


def look_up(name):
    try:
        return conn.lookupByName(name)
    except libvirt.libvirtError:
        return None


stored = define("stored", 1)
running = define("running", 2)
call(running.create)
transient = conn.createXML(XML.format(name="transient", n=3))

# managed
for dom in (active, stored, running, transient):
    for flags in (0, 8, 16, 32, 3, 5, 6, 7):
        call(dom.managedSave, flags)
        show(dom)
        call(dom.hasManagedSaveImage, 1)
        call(dom.managedSaveRemove, 1)
        call(dom.undefineFlags, 0x100)
        if dom.isPersistent() and flags != 2:
            call(dom.create)
            show(dom)
    call(dom.managedSave, 2)
    call(dom.managedSaveRemove)
    show(dom)
    call(dom.managedSaveRemove)
    if dom.isPersistent() and not dom.isActive():
        call(dom.create)
        call(dom.managedSave, 4)
        call(dom.state)
        call(dom.create)
        call(dom.state)
        call(dom.suspend)
        call(dom.managedSave, 0)
        call(dom.create)
        call(dom.state)
for flags in (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 63):
    dom = define("gone", 4)
    call(dom.create)
    call(dom.managedSave, 0)
    call(dom.undefineFlags, flags)
    if look_up("gone"):
        show(dom)
        call(dom.undefineFlags, 1)
    print("   there", look_up("gone") is not None)
    dom = define("gone", 4)
    show(dom)
    call(dom.undefineFlags, flags)
    if look_up("gone"):
        call(dom.undefineFlags, 0)
dom = define("again", 9)
call(dom.create)
call(dom.managedSave)
dom = define("again", 9)
show(dom)
call(dom.rename, "another") if not dom.isActive() else None
show(dom)
call(dom.create)
show(dom)
call(dom.destroy)
call(dom.undefine)

# in files
OTHER = XML.format(name="stored", n=1).replace("de'", "en-us'").replace("65536", "32768")
for flags in (0, 1, 2, 4, 6, 8, 16, 32):
    for dxml in (None, OTHER, "<bad", "<domain/>", ""):
        if not stored.isActive():
            call(stored.create)
        call(stored.saveFlags, "saved", dxml, flags)
        show_file("saved")
        call(stored.state)
        call(conn.saveImageGetXMLDesc, "saved", 0)
        if os.path.exists("saved"):
            os.unlink("saved")
call(stored.create)
call(stored.save, "saved")
call(stored.save, "saved")
call(transient.save, "/nowhere/at/all")
call(transient.save, "")
call(transient.save, "saved-transient")
print("   there", look_up("transient") is not None)
for flags in (0, 1, 2, 4, 3):
    call(conn.saveImageGetXMLDesc, "saved", flags)
    call(conn.saveImageDefineXML, "saved", OTHER, flags)
    call(conn.saveImageGetXMLDesc, "saved", 0)
for bad in ("<bad", "<domain/>", "", XML.format(name="running", n=2),
            XML.format(name="stored", n=7)):
    call(conn.saveImageDefineXML, "saved", bad, 0)
    call(conn.saveImageGetXMLDesc, "saved", 0)
    show_file("saved")
for state in (2, 4, 6):
    call(conn.saveImageDefineXML, "saved", OTHER, state)
    show_file("saved")
for flags in (0, 1, 2, 4, 6, 8, 16):
    for dxml in (None, OTHER, "<bad", "<domain/>", XML.format(name="foreign", n=77)):
        call(conn.restoreFlags, "saved", dxml, flags)
        dom = look_up("foreign")
        if dom:
            call(dom.state)
            call(dom.isPersistent)
            call(dom.destroy)
        call(stored.state)
        if stored.isActive():
            call(conn.restore, "saved")
            print("   memory", stored.info()[1])
            call(stored.destroy)
call(conn.restore, "saved-transient")
print("   there", look_up("transient") is not None)
call(conn.restore, "")
call(conn.restore, "nowhere")
call(conn.saveImageGetXMLDesc, "nowhere", 0)
call(conn.saveImageDefineXML, "nowhere", OTHER, 0)
call(conn.saveImageGetXMLDesc, "", 0)
WRONG = {
    "short": b"TestGu",
    "magic": b"SomethingElse" + b"\0" * 64,
    "length": b"TestGuestMagic\0" + b"\xff\xff\xff\x7f",
    "none": b"TestGuestMagic\0" + b"\0\0\0\0",
    "cut": b"TestGuestMagic\0" + b"\x40\0\0\0<domain",
    "bad": b"TestGuestMagic\0" + b"\x07\0\0\0<domain",
    "negative": b"TestGuestMagic\0" + b"\xff\xff\xff\xff<domain",
    "large": b"TestGuestMagic\0" + b"\x01\0\0\x01" + b"<domain",
}
for name, data in WRONG.items():
    with open(name, "wb") as file:
        file.write(data)
    call(conn.restore, name)
    call(conn.saveImageGetXMLDesc, name, 0)
    call(conn.saveImageDefineXML, name, OTHER, 0)
os.mkdir("folder")
call(conn.restore, "folder")
if not stored.isActive():
    call(stored.create)
call(stored.save, "folder")
# what was saved paused
if not stored.isActive():
    call(stored.create)
call(stored.suspend)
call(stored.save, "paused")
show_file("paused")
call(conn.restore, "paused")
call(stored.state)

# core dumps
for dom in (active, running):
    for flags in (0, 1, 2, 3, 4, 8, 16, 32, 5, 20):
        for dump_format in (0, 1, 4, 5, -1) if flags == 0 else (0,):
            if not dom.isActive():
                call(dom.create)
            call(dom.coreDumpWithFormat, "core", dump_format, flags)
            call(dom.state)
            show_file("core")
            if os.path.exists("core"):
                os.unlink("core")
            call(dom.coreDump, "core", flags)
            show_file("core")
            if os.path.exists("core"):
                os.unlink("core")
            if dom.isActive() and dom.state()[0] == 3:
                call(dom.resume)
    call(dom.coreDump, "/nowhere/at/all")
    call(dom.coreDump, "folder")
    if dom.isActive():
        call(dom.suspend)
        call(dom.coreDump, "core", 0)
        call(dom.state)
        call(dom.destroy)
    call(dom.coreDump, "core", 0)
# a transient one that crashes
transient = conn.createXML(XML.format(name="transient2", n=13))
call(transient.coreDump, "core", 1)
print("   there", look_up("transient2") is not None)
print(shown(sorted(os.listdir("."))))

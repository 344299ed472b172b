# SPDX-License-Identifier: LGPL-2.1-or-later
"""What volumes and pools can do that those of the original's test driver cannot."""

import libvirt
from same import call
from storage_common import connect, pool_xml, space, volume_xml

conn = connect()
pool = conn.storagePoolLookupByName("default-pool")

# Looked up by where its volumes are.
for path in ("/default-pool", "/default-pool/", "//default-pool//", "/default-poo", "/default-pool2",
             "default-pool", "/", ""):
    call(conn.storagePoolLookupByTargetPath, path)
call(conn.getStoragePoolCapabilities, 0)
call(conn.getStoragePoolCapabilities, 1)

# Sizes.
vol = pool.createXML(volume_xml("v", 1000, "<allocation>0</allocation>"))
for capacity, flags in ((100, 0), (2000, 0), (0, 0), (2000, 1), (10, 0), (10, 4), (5000, 0), (3000, 4),
                        (5, 2), (5, 6), (500, 6), (1 << 60, 1), (1 << 60, 0), (1 << 63, 2), (1, 8)):
    call(vol.resize, capacity, flags)
    print(vol.info(), pool.info())
for flags in (0, 1, 2):
    call(vol.infoFlags, flags)


# Data.
def upload(data, offset=0, length=0, flags=0):
    stream = conn.newStream()
    try:
        vol.upload(stream, offset, length, flags)
        sent = 0
        while sent < len(data):
            sent += stream.send(data[sent:])
        stream.finish()
        print("uploaded", len(data), "at", offset, "of", length)
    except libvirt.libvirtError as error:
        print("upload", len(data), "at", offset, "of", length, error.get_error_code(), error)


def content(which, offset=0, length=0, flags=0):
    stream = conn.newStream()
    data = b""
    try:
        which.download(stream, offset, length, flags)
        while True:
            now = stream.recv(65536)
            if not now:
                break
            data += now
        stream.finish()
        print("downloaded", len(data), "at", offset, "of", length, data[:20], set(data))
    except libvirt.libvirtError as error:
        print("download at", offset, "of", length, error.get_error_code(), error)


vol = pool.createXML(volume_xml("over", 30))
upload(b"d" * 20, 4, 2)  # what of it is there afterwards is not said
vol.delete()
vol = pool.createXML(volume_xml("data", 300000))
content(vol)
upload(b"a" * 300000)
upload(b"bc", 10)
upload(b"", 5)
for offset, length in ((0, 0), (8, 5), (299999, 0), (299999, 5), (300000, 0), (1 << 40, 7), (0, 1 << 50)):
    content(vol, offset, length)
    content(vol, offset, length, libvirt.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM)
content(vol, 0, 0, 2)
upload(b"x", 0, 0, 2)
upload(b"x", (1 << 63) - 1)
copy = pool.createXMLFrom(volume_xml("copy", 300000), vol)
short = pool.createXMLFrom(volume_xml("short", 15), vol)
content(copy)
content(short)
call(copy.resize, 400000, 0)
content(copy)
for algorithm in (0, 1, 9, 10, -1):
    call(vol.wipePattern, algorithm, 0)
content(vol)
call(vol.wipe, 0)
call(vol.wipe, 1)
content(copy, 0, 20)
call(copy.delete)
content(copy)
upload(b"y", 3)
content(vol, 0, 5)
call(pool.destroy)
content(vol)
upload(b"z", 3)
call(vol.resize, 500000)
call(vol.wipe)
call(pool.create)
content(vol, 0, 5)

# What is stored, beside what runs.
pool = conn.storagePoolDefineXML(pool_xml("A", number=1))
pool.create()
vol = pool.createXML(volume_xml("v", 5))
call(conn.storagePoolDefineXML, pool_xml("A", number=1, path="/new"), 0)
for flags in (0, libvirt.VIR_STORAGE_XML_INACTIVE, 2):
    call(pool.XMLDesc, flags)
space(pool)
call(pool.destroy)
call(pool.XMLDesc, 0)
space(pool)
transient = conn.storagePoolCreateXML(pool_xml("T"))
call(transient.XMLDesc, libvirt.VIR_STORAGE_XML_INACTIVE)
call(conn.storagePoolDefineXML, pool_xml("B", number=2), 0)
made = call(conn.storagePoolCreateXML, pool_xml("B", number=2, path="/other"), 0)
print(made.isPersistent(), made.XMLDesc(0))

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pools: their lives, lists, events, and what is wrong."""

import libvirt
from same import call
from storage_common import connect, names, pool_xml, space

conn = connect()

# The one that is there.
names(conn.listStoragePools)
names(conn.listDefinedStoragePools)
pool = conn.storagePoolLookupByName("default-pool")
print(pool.XMLDesc(0), pool.info(), pool.isActive(), pool.isPersistent(), pool.autostart())

# Looking for what is not there.
call(conn.storagePoolLookupByName, "x")
call(conn.storagePoolLookupByName, "")
call(conn.storagePoolLookupByUUIDString, "00000000-0000-4000-8000-000000000001")
call(conn.storagePoolLookupByUUID, b"0123456789abcdef")
call(conn.storageVolLookupByKey, "k")
call(conn.storageVolLookupByPath, "/p")
call(conn.storageVolLookupByPath, "")

# A life.
pool = call(conn.storagePoolDefineXML, pool_xml("a"), 0)
print(pool.XMLDesc(0), pool.info(), pool.isActive(), pool.isPersistent(), pool.autostart())
for method in ("listVolumes", "numOfVolumes"):
    call(getattr(pool, method))
call(pool.storageVolLookupByName, "q")
call(pool.createXML, "<volume/>", 0)
for flags in (0, 1, 4, 5, 32):
    call(pool.refresh, flags)
    call(pool.build, flags)
    call(pool.delete, flags)
call(pool.destroy)
for flag in (1, 0, 2):
    call(pool.setAutostart, flag)
    call(pool.autostart)
for flags in (1, 2, 4, 8, 0, 0):
    call(pool.create, flags)
    space(pool)
for method in ("build", "delete"):
    call(getattr(pool, method), 0)
call(pool.undefine)
call(pool.refresh, 0)
call(pool.destroy)
call(pool.undefine)
for method in ("undefine", "destroy", "info", "isActive", "isPersistent", "autostart", "listVolumes",
               "numOfVolumes", "XMLDesc", "refresh", "create", "build", "delete"):
    call(getattr(pool, method))
call(pool.setAutostart, 1)
call(pool.storageVolLookupByName, "v")
call(pool.createXML, "<volume/>", 0)

# One that is not stored, and is later.
pool = call(conn.storagePoolCreateXML, pool_xml("t"), 0)
call(pool.isPersistent)
call(pool.setAutostart, 1)
call(pool.destroy)
call(pool.isActive)
pool = call(conn.storagePoolCreateXML, pool_xml("t", number=5), 0)
call(conn.storagePoolDefineXML, pool_xml("t", number=5, path="/t2"), 0)
print(pool.XMLDesc(0), pool.isPersistent())
call(pool.setAutostart, 1)
call(conn.storagePoolCreateXML, pool_xml("t", number=5), 0)
call(pool.destroy)
call(pool.isPersistent)
call(pool.undefine)

# Flags of both ways to make one.
for make in (conn.storagePoolCreateXML, conn.storagePoolDefineXML):
    for flags in (1, 2, 3, 4, 6, 8):
        name = f"{make.__name__}{flags}"
        call(make, pool_xml(name), flags)

# Names and UUIDs that are taken.
call(conn.storagePoolDefineXML, pool_xml("A", number=1), 0)
call(conn.storagePoolDefineXML, pool_xml("B", number=2), 0)
for make in (conn.storagePoolCreateXML, conn.storagePoolDefineXML):
    for name, number, path in (("A", 2, "/A"), ("A", 3, "/A"), ("Z", 1, "/z"), ("Q", 9, "/A"),
                               ("Q", 10, "/B")):
        call(make, pool_xml(name, path=path, number=number), 0)
for text in ("", "<pool/>", "<x/>", "<pool", "<pool type='dir'/>", "<pool type='x'><name>n</name></pool>",
             "<pool type='dir'><name>n</name></pool>", "<pool type='dir'><name>a/b</name></pool>",
             "<pool type='dir'><name>n</name><uuid>1</uuid><target><path>/n</path></target></pool>"):
    for make in (conn.storagePoolCreateXML, conn.storagePoolDefineXML):
        call(make, text, 0)

# Every kind, and every filter.
SOURCES = {
    "fs": "<device path='/d1'/>",
    "netfs": "<host name='h'/><dir path='/e'/>",
    "logical": "<device path='/d2'/>",
    "disk": "<device path='/d3'/>",
    "iscsi": "<host name='h'/><device path='/d4'/>",
    "iscsi-direct": "<host name='h'/><device path='/d5'/><initiator><iqn name='i'/></initiator>",
    "scsi": "<adapter name='scsi_host1'/>",
    "mpath": "",
    "rbd": "<host name='h'/><name>n</name>",
    "sheepdog": "<host name='h'/>",
    "gluster": "<host name='h'/>",
    "zfs": "",
    "vstorage": "",
}
for kind, source in SOURCES.items():
    pool = call(conn.storagePoolDefineXML, pool_xml(kind, kind, source), 0)
    if pool:
        call(pool.create, 0)
        print(pool.XMLDesc(0))
call(conn.storagePoolLookupByName("fs").destroy)
call(conn.storagePoolLookupByName("zfs").setAutostart, 1)
call(conn.storagePoolCreateXML, pool_xml("transient"), 0)
for bit in range(21):
    names(conn.listAllStoragePools, 1 << bit)
for flags in (0, 3, 65, 65 | 128, 1 | 16, 4 | 8, 2 | 1 << 9, 0xfffff, -1):
    names(conn.listAllStoragePools, flags)
names(conn.listStoragePools)
names(conn.listDefinedStoragePools)
call(conn.numOfStoragePools)
call(conn.numOfDefinedStoragePools)

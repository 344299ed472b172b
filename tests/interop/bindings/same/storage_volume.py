# SPDX-License-Identifier: LGPL-2.1-or-later
"""Volumes: made, copied, deleted, found, and the books of their pools."""

import libvirt
from same import call
from storage_common import connect, names, pool_xml, space, volume_xml

GIB100 = 100 << 30
conn = connect()
pool = conn.storagePoolLookupByName("default-pool")


def show(vol):
    if vol:
        print(vol.info(), vol.path(), vol.key(), vol.name(), vol.XMLDesc(0))


# Space.
first = call(pool.createXML, volume_xml("a", GIB100), 0)
space(pool)
call(pool.createXML, volume_xml("b", 1), 0)
call(pool.createXML, volume_xml("b", 0), 0)
space(pool)
call(first.delete, 0)
space(pool)
for text in (volume_xml("a", 1000, "<allocation>500</allocation>"),
             volume_xml("c", 1000, "<allocation>5000</allocation>"),
             volume_xml("d", GIB100, "<allocation>0</allocation>"),
             volume_xml("g", 1, "<allocation>%d</allocation>" % GIB100),
             volume_xml("e/f", 10, "<target><path>/q</path><format type='qcow2'/></target>"
                        "<backingStore><path>/z</path></backingStore><key>kk</key>",
                        " type='block'"),
             volume_xml("p", 1, "<allocation unit='G'>1</allocation><target><permissions><mode>0600"
                        "</mode><owner>1</owner><group>2</group></permissions></target>")):
    show(call(pool.createXML, text, 0))
    space(pool)
vol = pool.storageVolLookupByName("c")
for flags in (1, 2, 8, 0, 0):
    call(vol.delete, flags)
    space(pool)
for method in ("info", "path", "XMLDesc", "delete", "storagePoolLookupByVolume"):
    call(getattr(vol, method))

# What is wrong.
for text in ("<volume/>", "<volume><name>q</name></volume>", "", "<a/>", "<x",
             "<volume><name/><capacity>1</capacity></volume>", volume_xml("q", "x"), volume_xml("q", -1),
             "<volume><name>q</name><capacity unit='z'>5</capacity></volume>",
             "<volume><name>q</name><capacity unit='E'>500</capacity></volume>",
             volume_xml("q", 5, "", " type='z'"), volume_xml("a", 5),
             volume_xml("q", 5, "<target><format type='z'/></target>"),
             "<volume><name>q</name><backingStore><path>/z</path></backingStore></volume>"):
    call(pool.createXML, text, 0)
for flags in (1, 2, 3, 8):
    call(pool.createXML, volume_xml("f", 1), flags)
names(pool.listVolumes)
call(pool.numOfVolumes)
names(pool.listAllVolumes)
names(pool.listAllVolumes, 1)
call(pool.storageVolLookupByName, "nope")
call(pool.storageVolLookupByName, "")

# Copies.
src = call(pool.createXML, volume_xml("src", 2000, "<allocation>300</allocation><target>"
                                      "<format type='qcow2'/></target>"), 0)
other = call(conn.storagePoolCreateXML, pool_xml("other"), 0)
src2 = call(other.createXML, volume_xml("o", 7000), 0)
for source in (src, src2):
    for text in (volume_xml("n1", 100), "<volume><name>n2</name></volume>", volume_xml("n3", 9000),
                 volume_xml("src", 9000), volume_xml("n4", 9000, "<allocation>1</allocation>"),
                 volume_xml("n5", GIB100), "<volume><name>n6</name><allocation>5</allocation></volume>"):
        for into in (pool, other):
            show(call(into.createXMLFrom, text, source, 0))
            space(into)
for flags in (1, 2, 3, 8):
    call(pool.createXMLFrom, volume_xml("m", 1), src, flags)

# Handles of what is gone.
call(other.destroy)
for method in ("info", "path", "XMLDesc", "delete", "storagePoolLookupByVolume"):
    call(getattr(src2, method))
call(pool.createXMLFrom, volume_xml("n9", 1), src2, 0)

# A pool that stops keeps its volumes.
call(pool.destroy)
for method in ("info", "path", "XMLDesc", "delete", "storagePoolLookupByVolume"):
    call(getattr(src, method))
call(pool.listVolumes)
space(pool)
call(conn.storageVolLookupByKey, src.key())
call(conn.storageVolLookupByPath, "/default-pool/src")
call(pool.create)
space(pool)
names(pool.listVolumes)
call(src.storagePoolLookupByVolume)
for path in ("/default-pool/src", "//default-pool/src", "/default-pool//src", "src", "/default-pool"):
    call(conn.storageVolLookupByPath, path)
    call(conn.storageVolLookupByKey, path)
call(pool.refresh)
space(pool)
names(pool.listVolumes)
call(pool.destroy)
call(pool.delete)
call(pool.build)
call(pool.create)
names(pool.listVolumes)
space(pool)
call(src.info)

# The kind of the pool decides what a volume is.
for kind, source in (("fs", "<device path='/d'/>"), ("netfs", "<host name='h'/><dir path='/e'/>"),
                     ("logical", "<device path='/d2'/>"), ("scsi", "<adapter name='scsi_host1'/>"),
                     ("disk", "<device path='/d3'/>"), ("mpath", ""), ("vstorage", "")):
    made = call(conn.storagePoolCreateXML, pool_xml(kind, kind, source), 0)
    for attributes in ("", " type='file'", " type='block'", " type='network'"):
        vol = call(made.createXML, volume_xml("v", 5, "", attributes), 0)
        if vol:
            show(vol)
            call(conn.storageVolLookupByPath, vol.path())
            call(vol.delete)
    space(made)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pools and volumes that a file describes."""

import os

import libvirt
from same import call, failure
from storage_common import names, pool_xml, volume_xml

HERE = os.getcwd()


def write(name, text):
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)


def show(body):
    print("==", body[:300])
    write("t.xml", f"<node>{body}</node>")
    try:
        conn = libvirt.open(f"test://{HERE}/t.xml")
    except libvirt.libvirtError as error:
        print("  ", failure(error))
        return
    for pool in sorted(conn.listAllStoragePools(), key=libvirt.virStoragePool.name):
        print("  ", pool.name(), pool.info(), pool.isActive(), pool.isPersistent(), pool.autostart())
        print(pool.XMLDesc(0))
        names(pool.listVolumes)
        for vol in sorted(pool.listAllVolumes(), key=libvirt.virStorageVol.name):
            print("  ", vol.name(), vol.info(), vol.path(), vol.key())
            print(vol.XMLDesc(0))
            call(conn.storageVolLookupByPath, vol.path())
            call(conn.storageVolLookupByKey, vol.key())


def pool_of(name, *volumes, path=None, number=None):
    return pool_xml(name, path=path, number=number).replace("</pool>", "".join(volumes) + "</pool>")


show(pool_of("a"))
show(pool_of("a", number=1) + pool_of("b", number=2))
show(pool_of("a", volume_xml("v", 1000), volume_xml("w", 2000, "<allocation>5</allocation>"), number=1))
show(pool_of("a", volume_xml("v", 1000, "<target><path>/elsewhere/v</path></target>"), number=1))
show(pool_of("a", volume_xml("v", 1000, "<key>k</key>"), number=1))
show(pool_of("a", volume_xml("v", 1000), volume_xml("v", 2000), number=1))
show(pool_of("a", volume_xml("v", 1000 << 30), number=1))
show(pool_of("a", "<volume/>", number=1))
show(pool_of("a", "<volume><name>x</name></volume>", number=1))
show(pool_of("a", "<x/>", number=1))
show("<pool/>")
show("<pool type='dir'/>")
show("<pool type='x'><name>a</name></pool>")
show(pool_of("a", number=1) + pool_of("a", number=2, path="/b"))
show(pool_of("a", number=1) + pool_of("b", number=2, path="/a"))
show(pool_of("a", number=1) + pool_of("b", number=1, path="/b"))
write("p.xml", pool_of("f", volume_xml("inside", 10), number=1))
write("v.xml", volume_xml("named", 10))
write("bad.xml", "<x/>")
show("<pool file='p.xml'/>")
show("<pool file='nowhere.xml'/>")
show("<pool file='bad.xml'/>")
show(pool_of("a", "<volume file='v.xml'/>", number=1))
show(pool_of("a", "<volume file='nowhere.xml'/>", number=1))
show(pool_of("a", "<volume file='bad.xml'/>", number=1))
show(pool_of("a", f"<volume file='{HERE}/v.xml'/>", number=1))

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Jobs on disks: pulled, committed, copied; sizes and thresholds. As observed of the QEMU driver, but for
what images hold, which there are none of here."""

import re
import time

import libvirt
from same import call, drain, listen

conn = libvirt.open("test:///default")
listen(conn)
XML = """<domain type='test'><name>g</name><uuid>00000000-0000-4000-8000-000000000001</uuid>
<memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/top'/>
<backingStore type='file'><format type='qcow2'/><source file='/mid'/>
<backingStore type='file'><format type='qcow2'/><source file='/base'/><backingStore/></backingStore>
</backingStore><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/other'/>
<target dev='vdb' bus='virtio'/></disk></devices></domain>"""
BYTES = 1
NOTHING = "<disk/>"
COPY = "<disk type='file'><driver type='qcow2'/><source file='/copy'/></disk>"
RAW, IS_COPY, SHALLOW, ACTIVE, PIVOT, TRANSIENT = 4, 8, 1, 4, 2, 4
SLOW = 1 << 20


def disk(flags=0):
    print("\n".join(re.findall("<disk type.*?</disk>", dom.XMLDesc(flags), re.S)[:1]))


def wait():
    """Until jobs that nothing slows down have ended, and more."""
    for _ in range(40):
        time.sleep(0.01)
        drain()


def info(name="vda", flags=0):
    """How far it is depends on the time."""
    call(dom.blockJobInfo, name, flags, hide=r"'cur': \d+|'end': \d+")


def start():
    global dom
    dom = conn.defineXML(XML)
    if dom.isActive():
        call(dom.destroy)
    call(dom.create)


dom = conn.defineXML(XML)
for method, args in ((dom.blockJobInfo, ()), (dom.blockJobAbort, ()), (dom.blockPull, ()),
                     (dom.blockResize, (1024,)), (dom.setBlockThreshold, (10,)),
                     (dom.blockCopy, (COPY,)), (dom.blockJobSetSpeed, (3,)),
                     (dom.blockCommit, (None, None)), (dom.blockRebase, ("/base",))):
    call(method, "vda", *args)
start()
for name in ("vda", "vdz", "/top", ""):
    call(dom.blockJobInfo, name)
    for flags in (0, 1, 2, 3, 4):
        call(dom.blockJobAbort, name, flags)
    call(dom.blockJobSetSpeed, name, 3)
call(dom.blockJobSetSpeed, "vda", 1 << 60)
call(dom.blockJobSetSpeed, "vda", 1, 2)
call(dom.blockJobInfo, "vda", 2)

# sizes
for size, flags in ((1024, 0), (70000000, BYTES), (1 << 62, 0), (0, 2), (4096, 4), (128 << 20, BYTES)):
    call(dom.blockResize, "vda", size, flags)
    call(dom.blockInfo, "vda")
call(dom.blockResize, "vdz", 1024)
call(dom.blockResize, "/other", 1024)
call(dom.blockInfo, "/other")

# thresholds
for name in ("vda", "vdz", "vda[1]", "vda[2]", "vda[9]", "/top", "vda[", "vda[x]"):
    call(dom.setBlockThreshold, name, 1 << 50)
call(dom.setBlockThreshold, "vda", 5, 1)
call(dom.setBlockThreshold, "vda", 5)
wait()
call(dom.setBlockThreshold, "vda[1]", 7)
wait()
call(dom.setBlockThreshold, "vda", 5)
call(dom.setBlockThreshold, "vda", 0)
wait()

# pull
call(dom.blockPull, "vdz")
call(dom.blockPull, "vda", 1 << 60)
call(dom.blockRebase, "vda", "/nobase")
call(dom.blockRebase, "vda", "/top")
call(dom.blockRebase, "vda", "vda[7]")
call(dom.blockRebase, "vda", None, 0, 1)
call(dom.blockRebase, "vda", None, 0, 16)
call(dom.blockRebase, "vda", "/copy", 0, 2 | 16)
call(dom.blockRebase, "vda", None, 0, 256)
call(dom.blockRebase, "vda", "/base")
wait()
disk()
disk(libvirt.VIR_DOMAIN_XML_INACTIVE)
call(dom.blockPull, "vda")
wait()
disk()
call(dom.blockPull, "vda")
wait()
call(dom.blockJobInfo, "vda")

# one that takes long
start()
call(dom.blockPull, "vda", 1)
info()
info(flags=1)
call(dom.blockJobAbort, "vda", PIVOT)
call(dom.blockJobSetSpeed, "vda", 2)
info()
call(dom.blockJobSetSpeed, "vda", 3000000, 1)
info(flags=1)
info("vdb")
call(dom.jobInfo)
call(dom.blockResize, "vda", 1 << 20)
call(dom.blockResize, "vdb", 1 << 20)
call(dom.suspend)
call(dom.resume)
DETACH = "<disk type='file' device='disk'><source file='/top'/><target dev='vda' bus='virtio'/></disk>"
call(dom.detachDevice, DETACH)
call(dom.managedSave)
call(dom.save, "/nowhere")
call(dom.coreDump, "/nowhere")
call(dom.snapshotCreateXML, "<domainsnapshot/>")
call(dom.backupBegin, "<domainbackup/>", None)
call(dom.blockCommit, "vda", None, None, 0, ACTIVE)
call(dom.blockPull, "vda")
call(dom.setBlockThreshold, "vda", 1 << 50)
call(dom.blockJobAbort, "vda", 1)
info()
disk()
call(dom.blockPull, "vda", 1)
call(dom.blockJobSetSpeed, "vda", 0)
wait()
info()
call(dom.blockPull, "vda", 1)
call(dom.destroy)
call(dom.create)
info()

# copy
call(dom.blockCopy, "vda", NOTHING)
call(dom.blockCopy, "vda", "<x")
call(dom.blockCopy, "vdz", COPY)
call(dom.blockCopy, "vda", COPY)
for params in ({"granularity": 4097}, {"foo": 1}, {"bandwidth": "x"}):
    call(dom.blockCopy, "vda", COPY, params, TRANSIENT)
call(dom.blockCopy, "vda", COPY, {}, 8)
call(dom.blockCopy, "vda", COPY, {}, TRANSIENT)
wait()
info()
disk()
disk(libvirt.VIR_DOMAIN_XML_INACTIVE)
call(dom.blockPull, "vda")
call(dom.blockCopy, "vda", COPY, {}, TRANSIENT)
call(dom.detachDevice, DETACH)
call(dom.managedSave)
call(dom.snapshotCreateXML, "<domainsnapshot/>")
call(dom.blockJobSetSpeed, "vda", 3)
info()
call(dom.blockJobSetSpeed, "vda", 3, 1)
info()
info(flags=1)
call(dom.blockJobAbort, "vda", PIVOT)
wait()
disk()
disk(libvirt.VIR_DOMAIN_XML_INACTIVE)
start()
call(dom.blockCopy, "vda", COPY, {"bandwidth": SLOW, "granularity": 4096}, SHALLOW | TRANSIENT)
disk()
call(dom.blockJobAbort, "vda", PIVOT)
call(dom.blockJobAbort, "vda")
disk()
call(dom.blockCopy, "vda", COPY, {"bandwidth": 0}, SHALLOW | TRANSIENT)
wait()
call(dom.blockJobAbort, "vda", PIVOT | 1)
disk()
call(dom.destroy)
call(dom.undefine)
dom = conn.createXML(XML)
call(dom.blockRebase, "vda", "/raw", 0, IS_COPY | RAW | 64)
wait()
disk()
call(dom.blockRebase, "vda", "/raw", 0, IS_COPY)
call(dom.blockJobAbort, "vda", 3)
disk()
call(dom.blockCopy, "vda", COPY, {"bandwidth": SLOW})
call(dom.destroy)

# commit
start()
call(dom.blockCommit, "vdz", None, None)
for base, top in (("/nobase", None), (None, "/notop"), (None, None), ("/base", "/base"),
                  ("vda[1]", "vda[0]"), ("vda[3]", "vda[3]"), ("vda[1]", "/top"), ("/mid", "/base"),
                  ("/top", "/mid")):
    call(dom.blockCommit, "vda", base, top)
call(dom.blockCommit, "vda", None, "/mid", 0, ACTIVE)
call(dom.blockCommit, "vda", "/base", "/top", 0, SHALLOW | ACTIVE)
call(dom.blockCommit, "vdb", None, None, 0, ACTIVE)
call(dom.blockCommit, "vda", None, "/mid", 1 << 60)
call(dom.blockCommit, "vda", None, "/mid", 0, 64)
call(dom.blockCommit, "vda", "/base", "/mid")
wait()
disk()
call(dom.blockCommit, "vda", None, None, 0, ACTIVE)
wait()
info()
disk()
call(dom.blockJobAbort, "vda", 0)
info()
disk()
call(dom.blockCommit, "vda", None, None, 1, ACTIVE)
call(dom.blockJobAbort, "vda", PIVOT)
call(dom.blockJobAbort, "vda", 0)
call(dom.blockCommit, "vda", None, None, 0, ACTIVE | SHALLOW)
wait()
call(dom.blockJobAbort, "vda", PIVOT)
wait()
disk()
disk(libvirt.VIR_DOMAIN_XML_INACTIVE)

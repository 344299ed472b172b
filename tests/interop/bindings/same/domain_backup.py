# SPDX-License-Identifier: LGPL-2.1-or-later
"""Backups and the operation that they are; as observed of the QEMU driver."""

import time

import libvirt
from same import call, drain, listen

conn = libvirt.open("test:///default")
ELAPSED = r"'time_elapsed': \d+|'disk_(processed|remaining)': \d+|\[2, \d+.*"
listen(conn, hide=ELAPSED)
XML = """<domain type='test'><name>g</name><uuid>00000000-0000-4000-8000-000000000001</uuid>
<memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/a'/>
<target dev='vda' bus='virtio'/></disk>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/b'/>
<target dev='vdb' bus='virtio'/></disk></devices></domain>"""
PULL = """<domainbackup mode='pull'><server transport='unix' socket='/s'/><disks>
<disk name='vda' type='file'><scratch file='/scratch'/></disk><disk name='vdb' backup='no'/></disks>
</domainbackup>"""
PUSH = """<domainbackup><disks><disk name='vda' type='file'><target file='/target'/></disk>
<disk name='vdb' backup='no'/></disks></domainbackup>"""
POINT = "<domaincheckpoint><name>{}</name></domaincheckpoint>"


def wait():
    for _ in range(40):
        time.sleep(0.01)
        drain()


def points():
    print("   checkpoints", sorted(c.getName() for c in dom.listAllCheckpoints()))


dom = conn.defineXML(XML)
call(dom.backupBegin, "<domainbackup/>", None)
call(dom.backupGetXMLDesc)
for flags in range(4):
    call(dom.jobStats, flags)
call(dom.jobInfo)
call(dom.abortJob)
call(dom.create)
for xml, point in (("<x", None), ("<domainbackup/>", "<x"), ("<y/>", None), (PULL, "<y/>"),
                   ("<domainbackup><incremental>c9</incremental></domainbackup>", None),
                   (PULL.replace("vdb", "vda"), None), (PULL.replace("vdb", "vdz"), None),
                   ("<domainbackup><disks><disk name='vda' backup='no'/><disk name='vdb' backup='no'/>"
                    "</disks></domainbackup>", None)):
    call(dom.backupBegin, xml, point)
call(dom.backupBegin, PUSH, None, 4)
call(dom.backupGetXMLDesc, 1)
for flags in range(4):
    call(dom.jobStats, flags)
call(dom.abortJobFlags, 1)
call(dom.abortJobFlags, 2)
call(dom.abortJob)

# it ends by itself
call(dom.backupBegin, PUSH, None)
call(dom.backupGetXMLDesc)
call(dom.jobStats, hide=ELAPSED)
call(dom.jobInfo, hide=ELAPSED)
call(dom.blockJobInfo, "vda", hide=r"'cur': \d+")
call(dom.blockJobInfo, "vdb")
# events tell the time
for _ in range(40):
    time.sleep(0.01)
call(dom.jobStats, 3, hide=ELAPSED)
call(dom.jobStats, 1, hide=ELAPSED)
call(dom.jobStats, 1)
call(dom.jobInfo)
call(dom.backupGetXMLDesc)

# somebody ends it
call(dom.backupBegin, PULL, POINT.format("c1"))
points()
call(dom.backupGetXMLDesc)
call(dom.jobStats, hide=ELAPSED)
call(dom.jobInfo, hide=ELAPSED)
call(dom.blockJobInfo, "vda")
call(dom.backupBegin, PULL, None)
call(dom.save, "/nowhere")
call(dom.managedSave)
call(dom.blockPull, "vda")
call(dom.blockJobAbort, "vda", 2)
call(dom.suspend)
call(dom.resume)
call(dom.abortJob)
call(dom.jobStats, 1, hide=ELAPSED)
call(dom.backupGetXMLDesc)
points()
call(dom.backupBegin, PULL, POINT.format("c1"))
call(dom.backupBegin, PULL.replace("<disks>", "<incremental>c1</incremental><disks>", 1),
     POINT.format("c2"))
call(dom.backupGetXMLDesc)
call(dom.blockJobAbort, "vda")
call(dom.jobStats, 1, hide=ELAPSED)
points()
call(dom.backupBegin, PUSH, None)
call(dom.abortJob)
call(dom.jobStats, 1, hide=ELAPSED)
call(dom.backupBegin, PULL, None)
call(dom.destroy)
call(dom.jobStats, 1, hide=ELAPSED)

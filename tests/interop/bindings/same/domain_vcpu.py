# SPDX-License-Identifier: LGPL-2.1-or-later
"""Numbers of virtual CPUs, and where they and other threads run."""

import libvirt
from domain_vcpu_common import domain
from same import call, listen, xml_of

conn = libvirt.open("test:///default")
listen(conn)
active = conn.lookupByName("test")
LINES = "vcpu|cputune|pin|iothread|sched"
stored = conn.defineXML(domain("stored", 8, "current='4' cpuset='0-3'",
                               "<iothreads>3</iothreads><cputune>"
                               "<vcpupin vcpu='1' cpuset='2'/><emulatorpin cpuset='1-2'/>"
                               "<iothreadpin iothread='2' cpuset='3'/></cputune>"))
plain = conn.defineXML(domain("plain", 4))
hot = conn.defineXML(domain("hot", 6, "current='3'", """<vcpus>
<vcpu id='0' enabled='yes' hotpluggable='no'/><vcpu id='1' enabled='yes' hotpluggable='yes' order='2'/>
<vcpu id='2' enabled='yes' hotpluggable='no' order='1'/><vcpu id='3' enabled='no' hotpluggable='yes'/>
<vcpu id='4' enabled='no' hotpluggable='yes'/><vcpu id='5' enabled='no' hotpluggable='yes'/></vcpus>"""))
topo = conn.defineXML(domain("topo", 8, "current='4'",
                             "<cpu><topology sockets='2' cores='2' threads='2'/></cpu>"))
transient = conn.createXML(domain("transient", 4, "current='2'"))
running = conn.defineXML(domain("running", 4, "current='3'"))
call(running.create)
ALL = [active, stored, plain, hot, topo, transient, running]
SETS = [libvirt.VIR_DOMAIN_AFFECT_CURRENT, libvirt.VIR_DOMAIN_AFFECT_LIVE,
        libvirt.VIR_DOMAIN_AFFECT_CONFIG, 3]

for dom in ALL:
    call(dom.maxVcpus)
    for extra in (0, 4, 32):
        for state in SETS:
            call(dom.vcpusFlags, state | extra)
for dom in ALL:
    for n in (1, 2, 4, 5, 8, 9, 32, 33, 5000):
        call(dom.setVcpus, n)
    for extra in (0, 4, 32):
        for state in SETS if dom != hot else (1, 3):
            for n in (3, 2, 8, 40):
                call(dom.setVcpusFlags, n, state | extra)
                xml_of(dom, 0, "<vcpu")
                xml_of(dom, libvirt.VIR_DOMAIN_XML_INACTIVE, "<vcpu")

for dom in ALL:
    xml_of(dom, 0, LINES)
    xml_of(dom, libvirt.VIR_DOMAIN_XML_INACTIVE, LINES)
    call(dom.info, hide=r"\d{4,}\]")

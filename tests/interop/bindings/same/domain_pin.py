# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where virtual CPUs, emulators and IO threads run, and IO threads."""

import libvirt
from domain_vcpu_common import domain
from same import call, listen, xml_of

conn = libvirt.open("test:///default")
listen(conn)
LINES = "vcpu|cputune|pin|iothread|sched"
active = conn.lookupByName("test")
stored = conn.defineXML(domain("stored", 8, "current='4' cpuset='0-3'",
                               "<iothreads>3</iothreads><cputune>"
                               "<vcpupin vcpu='1' cpuset='2'/><emulatorpin cpuset='1-2'/>"
                               "<iothreadpin iothread='2' cpuset='3'/></cputune>"))
plain = conn.defineXML(domain("plain", 4))
pools = conn.defineXML(domain("pools", 2, "", "<iothreads>4</iothreads><iothreadids>"
                              "<iothread id='7' thread_pool_min='1' thread_pool_max='9'/>"
                              "<iothread id='2'/></iothreadids>"))
transient = conn.createXML(domain("transient", 4, "current='2'", "<iothreads>2</iothreads>"))
running = conn.defineXML(domain("running", 4, "current='3'", "<iothreads>2</iothreads><cputune>"
                                "<vcpupin vcpu='0' cpuset='0'/></cputune>"))
call(running.create)
ALL = [active, stored, plain, pools, transient, running]
SETS = [0, 1, 2, 3]
SOME = (True, False, True, False, False, False, False, True)
EVERY = (True,) * 8


def show(dom):
    for state in SETS + [4]:
        if state != 4:
            call(dom.vcpuPinInfo, state)
        call(dom.emulatorPinInfo, state)
        call(dom.ioThreadInfo, state)
    call(dom.vcpus, hide=r"\d{6,}")
    xml_of(dom, 0, LINES)
    xml_of(dom, libvirt.VIR_DOMAIN_XML_INACTIVE, LINES)


for dom in ALL:
    show(dom)
call(plain.pinVcpu, 0, SOME)
for dom in ALL:
    for cpus in (SOME, EVERY, (True,), (False, True) * 20):
        if dom.isActive():
            call(dom.pinVcpu, 0, cpus)
            call(dom.pinVcpu, 3, cpus)
            call(dom.pinVcpuFlags, 1, cpus)
            call(dom.pinVcpuFlags, 20, cpus)
        for state in (0, 1, 2, 4):
            call(dom.pinEmulator, cpus, state)
            call(dom.pinIOThread, 1, cpus, state)
            call(dom.pinIOThread, 99, cpus, state)
            xml_of(dom, 0, LINES)
            xml_of(dom, libvirt.VIR_DOMAIN_XML_INACTIVE, LINES)
    show(dom)
for dom in ALL:
    for state in (0, 1, 2, 4):
        for thread in (0, 1, 5, 3):
            call(dom.addIOThread, thread, state)
        for thread in (1, 5, 20, 2):
            call(dom.delIOThread, thread, state)
    call(dom.ioThreadInfo)
    call(dom.addIOThread, 5, 0)
    call(dom.addIOThread, 9, 0)
    for params in ({"poll_max_ns": 1000}, {"poll_grow": 2, "poll_shrink": 3},
                   {"poll_max_ns": 1 << 40}, {"poll_grow": 1 << 33},
                   {"poll_nothing": 1}, {"poll_shrink": 0}):
        for state in (0, 1, 4) if dom.isActive() else (1, 4):
            call(dom.setIOThreadParams, 5, params, state)
            call(dom.setIOThreadParams, 77, params, state)
    show(dom)

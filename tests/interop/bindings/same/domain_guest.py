# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests asleep, asked about themselves and measured; as observed of the QEMU driver."""

import libvirt
from same import call, listen

conn = libvirt.open("test:///default")
listen(conn)
dom = conn.lookupByName("test")
DIRTY = libvirt.VIR_DOMAIN_STATS_DIRTYRATE


def sleep_calls():
    for target, duration, flags in ((7, 0, 0), (0, 5, 0), (0, 0, 1), (1, 5, 0), (3, 0, 0)):
        call(dom.pMSuspendForDuration, target, duration, flags)
    call(dom.pMWakeup, 1)
    call(dom.pMWakeup)


sleep_calls()
for target in (0, 2):
    call(dom.pMSuspendForDuration, target, 0)
    call(dom.state)
    call(dom.pMSuspendForDuration, target, 0)
    call(dom.suspend)
    call(dom.resume)
    sleep_calls()
    call(dom.state)
call(dom.suspend)
call(dom.pMSuspendForDuration, 0, 0)
call(dom.resume)
call(dom.pMSuspendForDuration, 1, 0)
call(dom.state)
for stored in (False, True):
    for types in (0, 1, 2, 4, 8, 16, 32, 64, 128, 9, 1 << 20):
        call(dom.guestInfo, types)
    call(dom.guestInfo, 0, 1)
    for timeout in (-3, -2, -1, 0, 5):
        call(dom.agentSetResponseTimeout, timeout)
    call(dom.agentSetResponseTimeout, 5, 1)
    for seconds, flags in ((0, 0), (61, 0), (1, 8), (1, 3), (60, 0), (60, 1), (60, 2)):
        call(dom.startDirtyRateCalc, seconds, flags)
        for _, stats in conn.domainListGetStats([dom], DIRTY):
            stats.pop("dirtyrate.calc_start_time", None)
            print("   ", stats)
    if not stored:
        call(dom.create)
dom.destroy()
sleep_calls()
call(dom.create)
XML = dom.XMLDesc(2).replace("<devices>", "<pm><suspend-to-mem enabled='no'/>"
                             "<suspend-to-disk enabled='no'/></pm><devices>")
dom.destroy()
dom = conn.defineXML(XML)
call(dom.create)
for target in (0, 1, 2):
    call(dom.pMSuspendForDuration, target, 0)

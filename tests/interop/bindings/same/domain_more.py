# SPDX-License-Identifier: LGPL-2.1-or-later
"""What domains of the test driver can do here and not there. All of it stands in domain_more.known:
the diff is the expectation."""

import libvirt
from domain_vcpu_common import domain
from same import call, failure, listen, xml_of

conn = libvirt.open("test:///default")
listen(conn)
active = conn.lookupByName("test")
hot = conn.defineXML(domain("hot", 6, "current='3'", """<vcpus>
<vcpu id='0' enabled='yes' hotpluggable='no'/><vcpu id='1' enabled='yes' hotpluggable='yes' order='2'/>
<vcpu id='2' enabled='yes' hotpluggable='no' order='1'/><vcpu id='3' enabled='no' hotpluggable='yes'/>
<vcpu id='4' enabled='no' hotpluggable='yes'/><vcpu id='5' enabled='no' hotpluggable='yes'/></vcpus>"""))
plain = conn.defineXML(domain("plain", 4, "current='2'"))
LIVE, CONFIG, MAXIMUM, GUEST, HOTPLUGGABLE = 1, 2, 4, 8, 16

# Virtual CPUs one by one, as QEMU's driver does it, and as the guest's system sees them.
for n, flags in ((2, 0), (5, CONFIG), (1, CONFIG), (8, CONFIG | MAXIMUM), (2, CONFIG | MAXIMUM)):
    call(hot.setVcpusFlags, n, flags)
    xml_of(hot, 0, "<vcpu")
call(plain.setVcpusFlags, 3, CONFIG | HOTPLUGGABLE)
for vcpumap in ("1", "0", "1-2", "3", "7", "^1", "", "x", "2-3"):
    for on in (1, 0, 2):
        for flags in (0, LIVE, CONFIG, 4):
            call(plain.setVcpu, vcpumap, on, flags)
    xml_of(plain, 0, "<vcpu")
call(plain.create)
for vcpumap, on in (("2", 0), ("1", 0), ("2", 1), ("2", 1), ("0", 0), ("9", 1)):
    call(plain.setVcpu, vcpumap, on, LIVE)
    xml_of(plain, 0, "<vcpu")
for dom in (active, hot):
    for args in ((), (1,)):
        call(dom.guestVcpus, *args)
    for args in (("0", 1), ("1", 0), ("0-70", 0), ("x", 0), ("0", 0), ("1", 2)):
        call(dom.setGuestVcpus, *args)
    call(dom.guestVcpus)
    call(dom.vcpusFlags, GUEST)
    call(dom.vcpusFlags, GUEST | MAXIMUM)
    for n in (1, 2, 3, 40):
        call(dom.setVcpusFlags, n, GUEST)
    call(dom.vcpusFlags, GUEST)

# Both states at once, and the stored one of a running domain.
call(active.pinVcpuFlags, 0, (True, False), CONFIG)
call(active.pinVcpuFlags, 1, (True, True), LIVE | CONFIG)
call(active.pinVcpuFlags, 7, (True, True), LIVE | CONFIG)
call(active.pinVcpu, 0, (False, False))
call(active.pinEmulator, (False, True), LIVE | CONFIG)
call(active.addIOThread, 3, LIVE | CONFIG)
call(active.pinIOThread, 3, (True, True), LIVE | CONFIG)
for params in ({"poll_max_ns": 5}, {"thread_pool_min": 1}, {"thread_pool_max": 10},
               {"thread_pool_min": 30}, {"thread_pool_max": -2}, {"poll_grow": 1 << 31}):
    call(active.setIOThreadParams, 3, params, LIVE | CONFIG)
xml_of(active, 0, "cputune|pin|iothread|poll")
xml_of(active, libvirt.VIR_DOMAIN_XML_INACTIVE, "cputune|pin|iothread|poll")
call(active.delIOThread, 3, LIVE | CONFIG)
call(active.setPerfEvents, {"cmt": True}, LIVE | CONFIG)
call(active.setNumaParameters, {"numa_nodeset": "0"}, LIVE | CONFIG)
call(active.setInterfaceParameters, "testnet0", {"inbound.average": 5}, LIVE | CONFIG)
call(active.setInterfaceParameters, "testnet0", {"inbound.average": 0}, LIVE | CONFIG)
call(active.setMemoryStatsPeriod, 5, LIVE | CONFIG)
call(active.setMemoryFlags, 1 << 20, LIVE | CONFIG)
call(active.schedulerParametersFlags, LIVE)
call(active.setSchedulerParametersFlags, {"weight": 60}, LIVE)
call(active.schedulerParameters)

# Jobs, labels, disks, statistics.
for dom in (active, hot):
    for name in ("jobInfo", "jobStats", "abortJob", "securityLabelList", "launchSecurityInfo"):
        call(getattr(dom, name))
    call(dom.jobStats, 1)
    for path in ("vda", "/guest/diskimage1", "x"):
        call(dom.blockPeek, path, 5, 20)
        call(dom.blockStatsFlags, path, hide=r"\d{3,}")
    call(dom.blockStats, "", hide=r"\d{3,}")
    call(dom.authorizedSSHKeysGet, "root")
    call(dom.authorizedSSHKeysSet, "root", ["a", "b"], 0)
    call(dom.authorizedSSHKeysSet, "root", ["b", "c"], 1)
    call(dom.authorizedSSHKeysSet, "root", ["a"], 2)
    call(dom.authorizedSSHKeysGet, "root")
    call(dom.authorizedSSHKeysGet, "other")

# The console says back what it is told.
console = conn.createXML(domain("console", 1, "", "").replace(
    "</domain>", "<devices><console type='pty'/><channel type='pty'>"
    "<target type='virtio' name='org.x'/></channel></devices></domain>"))
for method, names in (("openConsole", (None, "nothing")), ("openChannel", (None, "org.x", "nothing"))):
    for name in names:
        stream = conn.newStream()
        try:
            getattr(console, method)(name, stream, 0)
            print(method, name, stream.send(b"hello"), stream.recv(100))
            stream.finish()
        except libvirt.libvirtError as error:
            print(method, name, failure(error))


def stats(line, function, *args):
    """Names, and the values that stay as they are."""
    try:
        for dom, params in sorted(function(*args), key=lambda record: record[0].name()):
            print(line, dom.name())
            for key, value in params.items():
                moves = isinstance(value, int) and not isinstance(value, bool) and value > 5000000
                print(f"   {key} = {'*' if moves else value!r}")
    except libvirt.libvirtError as error:
        print(line, failure(error))


ENFORCE = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS
stats("all", conn.getAllDomainStats)
for group in range(12):
    stats(f"group {group}", conn.domainListGetStats, [active, hot], 1 << group)
    stats(f"only {group}", conn.domainListGetStats, [active], 1 << group, ENFORCE)
for flags in (1, 2, 4, 8, 16, 32, 64, 128):
    stats(f"flags {flags}", conn.getAllDomainStats, 1, flags)

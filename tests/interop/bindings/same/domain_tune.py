# SPDX-License-Identifier: LGPL-2.1-or-later
"""Typed parameters of a domain: memory, block I/O, NUMA, scheduler, perf, interfaces, disks."""

import libvirt
from same import call, listen, xml_of

conn = libvirt.open("test:///default")
listen(conn)
active = conn.lookupByName("test")
XML = """<domain type='test'><name>{name}</name><uuid>00000000-0000-4000-8000-{n:012}</uuid>
<memory>65536</memory><vcpu>2</vcpu>{tune}<os><type>hvm</type></os><devices>
<disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/>
<iotune><total_bytes_sec>4000</total_bytes_sec><group_name>g</group_name></iotune></disk>
<disk type='file' device='cdrom'><target dev='sda' bus='scsi'/></disk>
<disk type='file' device='disk'><source file='/b'/><target dev='vdb' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface>
<interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='br0'/>
<target dev='nic0'/><bandwidth><inbound average='1000' peak='5000' burst='1024'/>
<outbound average='128' peak='256' burst='256'/></bandwidth></interface>
<interface type='user'><mac address='52:54:00:00:00:03'/></interface>{more}</devices></domain>"""
TUNE = """<blkiotune><weight>500</weight><device><path>/dev/sda</path><weight>200</weight>
<read_bytes_sec>10</read_bytes_sec></device><device><path>/dev/sdb</path><write_iops_sec>7</write_iops_sec>
</device></blkiotune><memtune><hard_limit>1000000</hard_limit><soft_limit>500000</soft_limit>
<swap_hard_limit>2000000</swap_hard_limit></memtune><numatune><memory mode='interleave' nodeset='0'/>
</numatune><cputune><shares>77</shares></cputune><perf><event name='cmt' enabled='yes'/>
<event name='cpu_cycles' enabled='no'/></perf>"""
plain = conn.defineXML(XML.format(name="plain", n=1, tune="", more=""))
tuned = conn.defineXML(XML.format(name="tuned", n=2, tune=TUNE,
                                  more="<memballoon model='virtio'><stats period='10'/></memballoon>"))
running = conn.defineXML(XML.format(name="running", n=3, tune=TUNE, more="<memballoon model='none'/>"))
call(running.create)
transient = conn.createXML(XML.format(name="transient", n=4, tune="", more=""))
ALL = [active, plain, tuned, running, transient]
SETS = [0, 1, 2, 3, 4, 16]


def show(dom, lines):
    xml_of(dom, 0, lines)
    xml_of(dom, libvirt.VIR_DOMAIN_XML_INACTIVE, lines)


def each(get, set_, lines, values, names=((),)):
    for dom in ALL:
        for name in names:
            for state in SETS:
                if get:
                    call(getattr(dom, get), *name, state)
        for value in values:
            for name in names:
                for state in SETS[:3] + [8]:
                    call(getattr(dom, set_), *name, value, state)
            show(dom, lines)
        for name in names:
            for state in SETS[:4]:
                if get:
                    call(getattr(dom, get), *name, state)


each("memoryParameters", "setMemoryParameters", "_limit|memtune|guarantee",
     [{"hard_limit": 4000000}, {"soft_limit": 3000}, {"swap_hard_limit": 1}, {'min_guarantee': 5},
      {"hard_limit": -1}, {"hard_limit": 9007199254740991}, {"swap_hard_limit": 9007199254740991},
      {"swap_hard_limit": 5000, "hard_limit": 4000}, {"swap_hard_limit": 3000, "hard_limit": 4000},
      {"nothing": 1}, {"hard_limit": 0}, {"soft_limit": 0}, {"hard_limit": 1 << 60}, {}])
each("blkioParameters", "setBlkioParameters", "blkio|weight|path|_sec",
     [{"weight": 300}, {"weight": 0}, {"weight": 5}, {"weight": 5000},
      {"device_weight": "/dev/sda,300"}, {"device_weight": "/dev/sdc,400,/dev/sdb,0"},
      {"device_read_bytes_sec": "/dev/sda,77"}, {"device_write_bytes_sec": "/dev/sdd,1000"},
      {"device_read_iops_sec": "/dev/sda,99"}, {"device_write_iops_sec": "/dev/sda,0"},
      {"device_weight": "/dev/sda"}, {"device_weight": "/dev/sda,x"}, {"device_weight": ""},
      {"device_weight": "/dev/sda,99999"}, {"nothing": 3}, {"device_weight": "/dev/sda,300,"},
      {"weight": 100, "device_weight": "/dev/z,100"}])
each("numaParameters", "setNumaParameters", "numa|memory mode|memnode",
     [{"numa_mode": 1}, {"numa_mode": 2, "numa_nodeset": "0"}, {"numa_nodeset": "0-1"},
      {"numa_nodeset": ""}, {"numa_nodeset": "x"}, {"numa_mode": 9}, {"numa_mode": -1},
      {"numa_mode": 0, "numa_nodeset": "1"}, {"numa_mode": 3}, {"nothing": 1}])
for dom in ALL:
    call(dom.schedulerType)
    call(dom.schedulerParameters)
    call(dom.setSchedulerParameters, {"weight": 3})
each("perfEvents", "setPerfEvents", "perf|event",
     [{"cmt": True}, {"cmt": False}, {"cpu_cycles": True, "alignment_faults": True}, {"nothing": True},
      {"emulation_faults": True, "mbmt": False}])
MACS = [(name,) for name in ("testnet0", "52:54:00:00:00:01", "nic0", "x", "52:54:00:00:00:03",
                             "AA:BB:CC:DD:EE:FF")]
each("interfaceParameters", "setInterfaceParameters", "bandwidth|inbound|outbound|interface|vnet",
     [{"inbound.average": 1000}, {"inbound.average": 2000, "inbound.peak": 3000, "inbound.burst": 64},
      {"outbound.average": 50}, {"outbound.peak": 70}, {"inbound.floor": 10}, {"inbound.peak": 5}, {"nothing": 1}, {"outbound.burst": 9},
      {"inbound.average": 5000000000}], MACS)
DISKS = [(name,) for name in ("vda", "sda", "vdb", "vdx", "/a", "")]
each("blockIoTune", "setBlockIoTune", "iotune|_sec|group_name",
     [{"total_bytes_sec": 1000}, {"total_bytes_sec": 0}, {"read_bytes_sec": 5, "total_bytes_sec": 7},
      {"read_iops_sec": 55, "write_iops_sec": 66}, {"total_iops_sec": 5, "total_iops_sec_max": 50},
      {"read_iops_sec": 5, "total_iops_sec": 7}, {"total_bytes_sec_max": 50},
      {"total_bytes_sec": 100, "total_bytes_sec_max": 50}, {"size_iops_sec": 90},
      {"group_name": "other"}, {"total_bytes_sec": 10, "total_bytes_sec_max": 100,
                                                    "total_bytes_sec_max_length": 3},
      {"total_bytes_sec_max_length": 3}, {"total_bytes_sec": 1 << 62}, {"nothing": 4},
      {"read_bytes_sec_max": 7}, {"total_bytes_sec": 5, "read_bytes_sec": 4}], DISKS)
for dom in ALL:
    for state in (0, 1, 2, 4):
        for period in (5, 0, -1, 3):
            call(dom.setMemoryStatsPeriod, period, state)
            show(dom, "balloon|stats")
for dom in ALL:
    for memory in (65536, 32768, 70000, 100000, 0):
        for state in (0, 1, 2, 4, 5, 6, 16):
            call(dom.setMemoryFlags, memory, state)
            show(dom, "emory")
        call(dom.setMemory, memory)
        call(dom.setMaxMemory, memory)
        call(dom.maxMemory)
        show(dom, "emory")

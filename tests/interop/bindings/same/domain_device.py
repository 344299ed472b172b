# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices: attached, changed, detached, in what is stored and what runs. The texts of refusals are
those of the original's QEMU driver."""

import difflib

import libvirt
from same import call, drain, failure, listen

conn = libvirt.open("test:///default")
listen(conn)
XML = """<domain type='test'><name>{name}</name><uuid>00000000-0000-4000-8000-{n:012}</uuid>
<maxMemory slots='4'>4194304</maxMemory><memory>262144</memory><vcpu>2</vcpu>
<cpu><numa><cell id='0' cpus='0-1' memory='262144'/></numa></cpu><os><type>hvm</type></os>
<devices>{devices}<video><model type='none'/></video></devices></domain>"""


def disk(path, target, more="", bus="virtio"):
    return (f"<disk type='file' device='disk'><source file='{path}'/>"
            f"<target dev='{target}' bus='{bus}'/>{more}</disk>")


def cdrom(source=""):
    return f"<disk type='file' device='cdrom'>{source}<target dev='sda' bus='sata'/></disk>"


def nic(mac, more=""):
    mac = f"<mac address='52:54:00:00:00:{mac}'/>" if mac else ""
    return f"<interface type='user'>{mac}{more}</interface>"


def dimm(mib):
    return (f"<memory model='dimm'><target><size unit='MiB'>{mib}</size><node>0</node></target>"
            "</memory>")


def redirect(port):
    return ("<redirdev bus='usb' type='tcp'>"
            f"<source mode='connect' host='localhost' service='{port}'/></redirdev>")


def rng(path, more=""):
    return f"<rng model='virtio'>{more}<backend model='random'>{path}</backend></rng>"


def shmem(name, mib):
    return (f"<shmem name='{name}'><model type='ivshmem-plain'/>"
            f"<size unit='M'>{mib}</size></shmem>")


def folder(source, target):
    return f"<filesystem type='mount'><source dir='{source}'/><target dir='{target}'/></filesystem>"


def pci(function):
    return ("<hostdev mode='subsystem' type='pci'><source>"
            f"<address domain='0' bus='1' slot='2' function='{function}'/></source></hostdev>")


def vnc(port, more=""):
    return f"<graphics type='vnc' port='{port}'{more}/>"


def channel(name):
    return f"<channel type='unix'><target type='virtio' name='{name}'/></channel>"


# What the domain has, and what is attached, detached and changed.
KINDS = {
    "disk": ([disk("/a", "vda", "<alias name='ua-disk'/>")],
             [disk("/a", "vda"), disk("/b", "vdb"), disk("/z", "vda"),
              disk("/s", "vda", "", "scsi"),
              "<disk type='file' device='disk'><source file='/a'/></disk>"]),
    "cdrom": ([cdrom("<source file='/c'/>")], [cdrom(), cdrom("<source file='/d'/>")]),
    "interface": ([nic("01"), nic("02"), nic("03", "<alias name='ua-net'/>")],
                  [nic("01"), nic("03"), nic("03", "<alias name='ua-net'/>"),
                   nic("03", "<alias name='ua-other'/>"), nic("09"), nic(""),
                   nic("02", "<model type='e1000'/><link state='down'/>")]),
    "one interface": ([nic("01")], [nic("")]),
    "hostdev": ([pci(3)], [pci(3), pci(4), "<hostdev mode='subsystem' type='usb'><source>"
                                           "<address bus='1' device='9'/></source></hostdev>"]),
    "lease": (["<lease><lockspace>l</lockspace><key>k</key><target path='/p'/></lease>"],
              ["<lease><lockspace>l</lockspace><key>k</key><target path='/q'/></lease>",
               "<lease><lockspace>l</lockspace><key>j</key><target path='/p'/></lease>"]),
    "controller": (["<controller type='scsi' index='0' model='virtio-scsi'/>"],
                   ["<controller type='scsi' index='0'/>", "<controller type='scsi'/>",
                    "<controller type='scsi' index='7'/>"]),
    "filesystem": ([folder("/x", "x")],
                   [folder("/x", "x"), folder("/y", "x"), folder("/y", "y")]),
    "rng": ([rng("/dev/urandom")],
            [rng("/dev/urandom"), rng("/dev/random"), rng("/dev/urandom", "<rate bytes='5'/>")]),
    "watchdog": (["<watchdog model='i6300esb' action='reset'/>"],
                 ["<watchdog model='ib700' action='poweroff'/>"]),
    "no watchdog": ([], ["<watchdog model='ib700' action='poweroff'/>"]),
    "input": (["<input type='tablet' bus='usb'/>"],
              ["<input type='tablet' bus='usb'/>", "<input type='mouse' bus='usb'/>"]),
    "sound": (["<sound model='ich6'/>"], ["<sound model='ich6'/>", "<sound model='ac97'/>"]),
    "redirdev": (["<controller type='usb'/>", redirect(4000)], [redirect(4000), redirect(4001)]),
    "shmem": ([shmem("s1", 4)], [shmem("s1", 4), shmem("s1", 8), shmem("s2", 4)]),
    "memory": ([dimm(128)], [dimm(128), dimm(256)]),
    "vsock": (["<vsock model='virtio'><cid auto='no' address='4'/></vsock>"],
              ["<vsock model='virtio'><cid auto='no' address='5'/></vsock>",
               "<vsock model='virtio'><cid auto='yes'/></vsock>"]),
    "serial": (["<serial type='pty'><target port='0'/></serial>"],
               ["<serial type='pty'><target port='0'/></serial>",
                "<serial type='file'><source path='/f'/></serial>"]),
    "parallel": (["<parallel type='file'><source path='/p'/><target port='0'/></parallel>"],
                 ["<parallel type='file'><source path='/p'/><target port='0'/></parallel>",
                  "<parallel type='file'><source path='/q'/></parallel>"]),
    "console": (["<console type='pty'><target type='serial'/></console>"],
                ["<console type='pty'><target type='serial'/></console>",
                 "<console type='file'><source path='/f'/><target type='virtio'/></console>"]),
    "channel": ([channel("org.a")], [channel("org.a"), channel("org.b")]),
    "graphics": ([vnc(5901)], [vnc(5902), vnc(5901, " keymap='de'"),
                               "<graphics type='spice' autoport='yes'/>"]),
    "others": ([], ["<smartcard mode='host'/>", "<hub type='usb'/>", "<memballoon model='none'/>",
                    "<video><model type='cirrus'/></video>", "<panic model='isa'/>",
                    "<tpm model='tpm-tis'><backend type='passthrough'>"
                    "<device path='/dev/tpm0'/></backend></tpm>"]),
    "bad": ([], ["<bad/>", "<disk", "", "<disk/>", "<interface/>", "<domain/>"]),
}
CONFIG, LIVE = libvirt.VIR_DOMAIN_AFFECT_CONFIG, libvirt.VIR_DOMAIN_AFFECT_LIVE


def documents(dom):
    stored = dom.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE) if dom.isPersistent() else ""
    return (dom.XMLDesc() if dom.isActive() else "").splitlines(), stored.splitlines()


def change(dom, name, what, flags):
    """Do it, and print what has become of the documents."""
    before = documents(dom)
    try:
        result = getattr(dom, name)(what, flags)
    except libvirt.libvirtError as error:
        result = failure(error)
    print(f"{name} {what} {flags} = {result}")
    drain()
    for kind, old, new in zip(("now", "stored"), before, documents(dom)):
        diff = [line for line in difflib.ndiff(old, new) if line[0] in "+-"]
        for sign in "-+":
            lines = [line[1:].strip() for line in diff if line[0] == sign]
            if lines:
                print(f"   {kind} {sign} {''.join(lines)}")


for kind, (present, given) in KINDS.items():
    print("==", kind)
    for name in ("attachDeviceFlags", "detachDeviceFlags", "updateDeviceFlags"):
        for document in given:
            dom = conn.defineXML(XML.format(name="stored", n=1, devices="".join(present)))
            drain()
            change(dom, name, document, CONFIG)
dom = conn.defineXML(XML.format(name="stored", n=1, devices=KINDS["disk"][0][0]))
for alias in ("ua-none", "", "ua-disk"):
    change(dom, "detachDeviceAlias", alias, CONFIG)

print("== states")
running = conn.defineXML(XML.format(name="running", n=2, devices=nic("01")))
call(running.create)
transient = conn.createXML(XML.format(name="transient", n=3, devices=nic("01")))
DISK = disk("/b", "vdb", "<alias name='ua-b'/>")
for dom in (dom, running, transient):
    for flags in (0, CONFIG, LIVE, CONFIG | LIVE, 4, 8):
        print("--", dom.name(), flags)
        change(dom, "attachDeviceFlags", DISK, flags)
        change(dom, "attachDeviceFlags", DISK, flags)
        change(dom, "updateDeviceFlags", disk("/c", "vdb", "<alias name='ua-b'/>"), flags)
        change(dom, "detachDeviceFlags", DISK, flags)
        change(dom, "attachDeviceFlags", DISK, flags)
        change(dom, "detachDeviceAlias", "ua-b", flags)
        change(dom, "detachDeviceAlias", "ua-b", flags)
    call(dom.attachDevice, DISK)
    call(dom.detachDevice, DISK)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases of addresses/: MACHINE.cases holds devices, MACHINE.expected where they end up.

A case is a line "== name" and devices. "@N device" is N of that device. What every guest of the
machine has is added to them, so that nothing is left to do but the addresses. An answer is a line
"== name" and, for each device that has an address or is a bus, a line with what tells it from the
others and where it is; or the line "error CODE DOMAIN message". Where the original refuses what
can be done the name of a case begins with "ours: ", and it is not asked."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "addresses"

PCI_ROOT = "<controller type='pci' index='0' model='pci-root'/>"
PCIE_ROOT = "<controller type='pci' index='0' model='pcie-root'/>"
# Architecture, machine, and what it has beside a bus of its own for everything.
MACHINES = {
    "pc": ("x86_64", "pc", PCI_ROOT),
    "q35": ("x86_64", "q35", "<controller type='sata' index='0'/>" + PCIE_ROOT),
    "virt-aarch64": ("aarch64", "virt", PCIE_ROOT),
    "virt-riscv64": ("riscv64", "virt", PCIE_ROOT),
    "vexpress": ("armv7l", "vexpress-a15", ""),
    "ccw": ("s390x", "s390-ccw-virtio", PCI_ROOT),
    "pseries": ("ppc64", "pseries", PCI_ROOT),
}
TOLD_BY = ("type", "index", "bus", "model", "device", "ports")
BELOW = ("target", "model")
NO_USB = "<controller type='usb' index='0' model='none'/>"
ACPI = "<features><acpi/></features>"
NO_BALLOON = "<memballoon model='none'/>"
MEMORY = ("<maxMemory slots='4'>16777216</maxMemory><cpu mode='custom'><model>qemu64</model>"
          "<numa><cell id='0' cpus='0' memory='1048576'/></numa></cpu>")


def document(machine, devices):
    arch, name, builtin = MACHINES[machine]
    if "controller type='pci' index='0'" in devices:
        builtin = builtin.replace(PCI_ROOT, "").replace(PCIE_ROOT, "")
    if "controller type='usb'" not in devices and machine not in ("vexpress", "ccw"):
        builtin += NO_USB
    if "<memballoon" not in devices:
        builtin += NO_BALLOON
    return (f"<domain type='qemu'><name>plain</name><uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>"
            f"<memory>4194304</memory>{MEMORY if '<memory' in devices else ''}"
            f"<os><type arch='{arch}' machine='{name}'>hvm</type></os>{ACPI if arch == 'x86_64' else ''}"
            f"<devices>{devices}{builtin}</devices></domain>")


def place(address):
    kind = address.get("type")
    if kind != "pci":
        return " ".join([kind] + [f"{k}={v}" for k, v in address.attrib.items() if k != "type"])
    zpci = address.find("zpci")
    text = "{domain}:{bus}:{slot}.{function}".format(**address.attrib).replace("0x", "")
    if address.get("multifunction"):
        text += f" multifunction={address.get('multifunction')}"
    return text + ("" if zpci is None else f" uid={zpci.get('uid')} fid={zpci.get('fid')}")


def answer(text):
    """What is to be compared of a complete document."""
    lines = []
    for device in ET.fromstring(text).find("devices"):
        address = device.find("address")
        is_bus = device.tag == "controller" and device.get("type") == "pci"
        if (address is None or address.get("type") == "drive") and not is_bus:
            continue
        words = [device.tag] + [device.get(k) for k in TOLD_BY if device.get(k)]
        if is_bus:
            words += [f"{k}={v}" for n in BELOW for b in device.findall(n) for k, v in b.items()]
        elif device.tag in ("disk", "interface", "channel", "console"):
            words += [v for n in BELOW for b in device.findall(n) for k, v in b.items() if k != "bus"]
        lines.append(" ".join(words) + (": " + place(address) if address is not None else ""))
    return lines


def read_cases(path):
    parts = re.split(r"^== (\S.*)\n", path.read_text(encoding="utf-8"), flags=re.M)
    names = parts[1::2]
    assert len(names) == len(set(names)), f"{path}: a name is there twice"
    many = re.compile(r"^@(\d+) (.*)$", re.M)
    return [(name, many.sub(lambda m: m[2] * int(m[1]), text).strip())
            for name, text in zip(names, parts[2::2])]


def read_answers(path):
    parts = re.split(r"^== (\S.*)\n", path.read_text(encoding="utf-8"), flags=re.M)
    return {name: text.splitlines() for name, text in zip(parts[1::2], parts[2::2])}

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The folders of cases: what a case stands for there, and what of a text is its answer."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
CORE = TOP / "src/core/define/test"


@dataclass(frozen=True)
class Answers:
    suffix: str  # of the files
    ours: str  # driver of define-document
    theirs: str  # driver of the original
    # Whether the original is asked for a case: not what its driver cannot do.
    asked: Callable = lambda subject, case: True


@dataclass(frozen=True)
class Folder:
    path: Path
    answers: tuple
    document: Callable  # (driver of the original, subject, text) -> document
    shown: Callable  # (what became of the document, of a plain one) -> answer
    kind: Callable = lambda subject: "domain"  # of its documents
    plain: bool = False  # whether a plain document is made as well, from an empty case
    one_line: bool = False
    invalid: str | None = None  # how answers begin whose remainder is worded in another way

    def answer(self, given, is_good, text, plain):
        """What is to be compared, of a text or a refusal."""
        text = masked(given, text)
        if not is_good:
            return text
        return self.shown(text, masked(given, plain)) if self.plain else self.shown(text)


MADE_UP = [(re.compile(r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b", re.I), "@MAC@"),
           (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.I), "@UUID@"),
           (re.compile(r"\b1[6-9]\d{8}\b"), "@TIME@")]


def masked(given, text):
    """What was made up is shown by its kind."""
    given = given.lower()
    for pattern, word in MADE_UP:
        text = pattern.sub(lambda m, word=word: m[0] if m[0].lower() in given else word, text)
    return text


# --- domains: small ones, described by what they have beyond the minimum

DEVICES = set("""audio channel console controller crypto disk filesystem graphics hostdev hub input interface
    iommu lease memballoon nvram panic parallel pstore redirdev redirfilter rng serial shmem
    smartcard sound tpm video vsock watchdog""".split())
MINIMUM = {
    "name": "<name>plain</name>",
    "uuid": "<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>",
    "memory": "<memory>1048576</memory>",
    "os": "<os><type arch='x86_64'>hvm</type></os>",
}


def is_device(element):
    return element.tag in DEVICES or element.tag == "memory" and element.get("model") is not None


def small_domain(driver, _, text):
    """Devices go into <devices>, everything else below <domain>, in place of what the minimum has of that
    name. What begins with <domain is a document of its own."""
    if text.startswith("<domain"):
        return text.replace("type='test'", f"type='{driver}'", 1)
    elements = list(ET.fromstring(f"<case>{text}</case>"))
    for element in elements:
        element.tail = None
    below = {e.tag for e in elements if not is_device(e)}
    lines = [line for name, line in MINIMUM.items() if name not in below]
    lines += [ET.tostring(e, encoding="unicode") for e in elements if not is_device(e)]
    devices = [ET.tostring(e, encoding="unicode") for e in elements if is_device(e)]
    return "\n".join([f"<domain type='{driver}'>", *lines, "<devices>", *devices, "</devices>",
                      "</domain>", ""])


def beside_plain(text, plain):
    """The lines that a document has more and less than the plain one, in its order."""
    mine, other = ([line.strip() for line in t.splitlines()] for t in (text, plain))
    more, less = Counter(mine) - Counter(other), Counter(other) - Counter(mine)
    told = []
    for sign, lines, left in (("-", other, less), ("+", mine, more)):
        for line in lines:
            if left[line] > 0:
                left[line] -= 1
                told.append(f"{sign} {line}")
    return "\n".join(told)


# --- addresses: devices of one machine, which has all it needs, so that only addresses are left to do

PCI_ROOT = "<controller type='pci' index='0' model='pci-root'/>"
PCIE_ROOT = "<controller type='pci' index='0' model='pcie-root'/>"
# Architecture, machine, and what it has beside a bus of its own for everything.
MACHINES = {
    "pc": ("x86_64", "pc", PCI_ROOT),
    "q35": ("x86_64", "q35", "<controller type='sata' index='0'/>" + PCIE_ROOT),
    "virt-aarch64": ("aarch64", "virt", PCIE_ROOT),
    "virt-riscv64": ("riscv64", "virt", PCIE_ROOT),
    "isapc": ("x86_64", "isapc", ""),
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
MANY = re.compile(r"^@(\d+) (.*)$", re.M)


def machine_with(_, machine, devices):
    """A line "@N device" is N of that device."""
    devices = MANY.sub(lambda m: m[2] * int(m[1]), devices)
    arch, name, builtin = MACHINES[machine]
    if "controller type='pci' index='0'" in devices:
        builtin = builtin.replace(PCI_ROOT, "").replace(PCIE_ROOT, "")
    if "controller type='usb'" not in devices and machine not in ("vexpress", "isapc", "ccw"):
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


def places(text):
    """A line for each device that has an address or is a bus: what tells it from others, where it is."""
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
    return "\n".join(lines)


# --- objects: a document as it is, and all of the text


def for_driver(driver, _, text):
    """The emulator whose answers are recorded is that of i686."""
    if driver == "qemu":
        text = text.replace("<os><type>", "<os><type arch='i686'>")
    return text.replace("omain type='test'", f"omain type='{driver}'")


def object_text(text):
    """Without the domain, which is recorded elsewhere."""
    return re.sub(r"<(domain|inactiveDomain) .*</\1>", r"<\1/>", text, flags=re.S).strip()


def asked_of_test(subject, case):
    """The test driver knows no backups, and no snapshots of disks only."""
    return subject != "domainbackup" and "disk-only" not in case.around.get("flags", "")


def asked_of_qemu(subject, case):
    """A guest with all kinds of disks finds some of them missing when it starts."""
    if subject == "domaincheckpoint" and case.around.get("domain") == "kinds":
        return False
    return (subject in ("domainbackup", "domaincheckpoint")
            or subject == "domainsnapshot" and "flags" in case.around)


FOLDERS = {
    "refusals": Folder(CORE / "refusals", (Answers("test", "test", "test"),
                                           Answers("qemu", "qemu", "qemu")),
                       small_domain, lambda text: "ok", one_line=True),
    "completed": Folder(CORE / "completed", (Answers("test", "test", "test"),), small_domain,
                        beside_plain, plain=True),
    "addresses": Folder(CORE / "addresses", (Answers("expected", "machine", "qemu"),), machine_with,
                        places),
    "objects": Folder(CORE / "objects", (Answers("test", "test", "test", asked_of_test),
                                         Answers("qemu", "qemu", "qemu", asked_of_qemu)),
                      for_driver, object_text, kind=lambda subject: subject, invalid="error 92 5 "),
    "guests": Folder(TOP / "src/drivers/qemu/define/test/cases",
                     (Answers("expected", "qemu", "qemu"),), small_domain, beside_plain, plain=True),
}

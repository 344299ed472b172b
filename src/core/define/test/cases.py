# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases of refusals/: SUBJECT.cases holds documents, SUBJECT.DRIVER what that driver says of each.

A case is a line "== name" and what a plain domain is to have beyond the minimum: devices go into
<devices>, everything else below <domain>, in place of what the minimum has of that name. A case
that begins with <domain is a document of its own. An answer is a line "name: ok" or
"name: CODE DOMAIN message"."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "refusals"
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


def document(driver, text):
    """What a case stands for."""
    if text.startswith("<domain"):
        return text.replace("type='test'", f"type='{driver}'", 1)
    parts = list(ET.fromstring(f"<case>{text}</case>"))
    for part in parts:
        part.tail = None
    below = {p.tag for p in parts if not is_device(p)}
    lines = [line for name, line in MINIMUM.items() if name not in below]
    lines += [ET.tostring(p, encoding="unicode") for p in parts if not is_device(p)]
    devices = [ET.tostring(p, encoding="unicode") for p in parts if is_device(p)]
    return "\n".join([f"<domain type='{driver}'>", *lines, "<devices>", *devices, "</devices>",
                      "</domain>", ""])


def read_cases(path):
    """The cases of one file: name and text, in order."""
    parts = re.split(r"^== (\S+)\n", path.read_text(encoding="utf-8"), flags=re.M)
    names = parts[1::2]
    assert len(names) == len(set(names)), f"{path}: a name is there twice"
    return list(zip(names, (text.strip() for text in parts[2::2])))


def read_answers(path):
    """What is expected: name to answer."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)

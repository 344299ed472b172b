#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold cases/ to what the distribution's QEMU driver does.

    record-rules.py [--accept] [--uri URI] [SUBJECT...]

Without --accept only what differs is listed. The driver is an embedded one in a folder of its own
unless a URI says otherwise."""

import sys
import tempfile

import libvirt
from rules import FOLDER, answer, documents, read_answers


def ask(conn, xml):
    domain = conn.defineXML(xml)
    text = domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)
    domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM)
    return text


def answers(conn, path):
    plain = None
    for name, xml in documents(path):
        try:
            text = ask(conn, xml)
        except libvirt.libvirtError as error:
            yield name, [f"error {error.get_error_code()} {error.get_error_domain()} "
                         f"{error.get_error_message()}"]
            continue
        if plain is None:
            plain = text
        else:
            yield name, answer(plain, text)


def main():
    words = sys.argv[1:]
    uri = words.pop(words.index("--uri") + 1) if "--uri" in words else None
    subjects = [w for w in words if not w.startswith("--")]
    libvirt.registerErrorHandler(lambda data, error: None, None)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        conn = libvirt.open(uri or f"qemu:///embed?root={folder}")
        for path in sorted(FOLDER.glob("*.cases")):
            if subjects and path.stem not in subjects:
                continue
            expected = path.with_suffix(".expected")
            before = read_answers(expected) if expected.exists() else {}
            said = dict(answers(conn, path))
            for name, lines in said.items():
                if before.get(name) != lines:
                    print(f"{path.stem} {name}:", *lines, sep="\n  ")
                    wrong += 1
            if "--accept" in words:
                expected.write_text("".join(f"== {name}\n" + "".join(f"{line}\n" for line in lines)
                                            for name, lines in said.items()), encoding="utf-8")
    print(f"{wrong} differ")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

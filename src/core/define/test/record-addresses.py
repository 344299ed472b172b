#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold addresses/ to what the distribution's library does.

    record-addresses.py [--accept] [--uri URI] [MACHINE...]

Without --accept only what differs is listed. The library needs QEMU for the machine's architecture;
its driver is an embedded one in a folder of its own unless a URI says otherwise."""

import sys
import tempfile
import threading

import libvirt
from addresses import FOLDER, MACHINES, answer, document, read_answers, read_cases


def run_loop():
    libvirt.virEventRegisterDefaultImpl()

    def turn():
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=turn, daemon=True).start()


def ask(conn, xml):
    try:
        domain = conn.defineXML(xml)
    except libvirt.libvirtError as error:
        return [f"error {error.get_error_code()} {error.get_error_domain()} {error.get_error_message()}"]
    text = domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)
    domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM)
    return answer(text)


def main():
    words = sys.argv[1:]
    uri = words.pop(words.index("--uri") + 1) if "--uri" in words else None
    machines = [w for w in words if w in MACHINES] or list(MACHINES)
    libvirt.registerErrorHandler(lambda data, error: None, None)
    run_loop()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        conn = libvirt.open(uri or f"qemu:///embed?root={folder}")
        for machine in machines:
            path = FOLDER / f"{machine}.expected"
            before = read_answers(path) if path.exists() else {}
            said = {name: before.get(name) if name.startswith("ours: ")
                    else ask(conn, document(machine, devices))
                    for name, devices in read_cases(path.with_suffix(".cases"))}
            for name, lines in said.items():
                if before.get(name) != lines:
                    print(f"{machine} {name}:", *lines or (), sep="\n  ")
                    wrong += 1
            if "--accept" in words:
                path.write_text("".join(f"== {name}\n" + "".join(f"{line}\n" for line in lines or ())
                                        for name, lines in said.items()), encoding="utf-8")
    print(f"{wrong} differ")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

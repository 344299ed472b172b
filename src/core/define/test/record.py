#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold the expected refusals to what the distribution's library says.

    record.py [DRIVER...] [SUBJECT...]   compare; lists what differs
    record.py --accept ...               write refusals/SUBJECT.DRIVER

DRIVER is test (test:///default) or qemu (an embedded driver in a folder of its own; needs QEMU).
The library is asked in a process of its own, as some documents make it crash."""

import multiprocessing
import sys
import tempfile
import threading

import libvirt
from cases import FOLDER, document, read_answers, read_cases

URIS = {"test": "test:///default", "qemu": "qemu:///embed?root={folder}"}


def answer(conn, driver, xml):
    try:
        domain = conn.defineXML(xml)
    except libvirt.libvirtError as error:
        message = error.get_error_message().replace("\n", "\\n")
        return f"{error.get_error_code()} {error.get_error_domain()} {message}"
    domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM if driver == "qemu" else 0)
    return "ok"


def run_loop():
    libvirt.virEventRegisterDefaultImpl()

    def turn():
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=turn, daemon=True).start()


def serve(driver, folder, pipe):
    """Answers documents until there are no more."""
    libvirt.registerErrorHandler(lambda data, error: None, None)
    run_loop()
    conn = libvirt.open(URIS[driver].format(folder=folder))
    while True:
        xml = pipe.recv()
        if xml is None:
            return
        pipe.send(answer(conn, driver, xml))


class Library:
    def __init__(self, driver):
        self.driver = driver
        self.folder = tempfile.TemporaryDirectory()
        self.process = None

    def start(self):
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=serve,
                                               args=(self.driver, self.folder.name, other))
        self.process.start()
        other.close()

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.join()
            self.process = None

    def ask(self, xml):
        if not self.process:
            self.start()
        try:
            self.pipe.send(xml)
            said = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            said = "crash"
        # What one document broke must not harm the next; the other driver takes seconds to start.
        if self.driver == "test" or said == "crash":
            self.stop()
        return said


def compare(library, path, accept):
    expected = path.with_suffix("." + library.driver)
    said = {name: library.ask(document(library.driver, text)) for name, text in read_cases(path)}
    before = read_answers(expected) if expected.exists() else {}
    for name, what in said.items():
        if before.get(name) != what:
            print(f"{path.stem} {library.driver} {name}: {what}")
    if accept:
        expected.write_text("".join(f"{name}: {what}\n" for name, what in said.items()),
                            encoding="utf-8")
    return before != said


def main():
    words = [a for a in sys.argv[1:] if a != "--accept"]
    drivers = [w for w in words if w in URIS] or ["test"]
    subjects = [w for w in words if w not in URIS]
    wrong = 0
    for driver in drivers:
        library = Library(driver)
        for path in sorted(FOLDER.glob("*.cases")):
            if not subjects or path.stem in subjects:
                wrong += compare(library, path, "--accept" in sys.argv)
        library.stop()
    print(f"{wrong} differ")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

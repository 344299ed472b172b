#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold the expectations of objects/ to what the distribution's library says.

    record-objects.py [DRIVER...] [KIND...]   compare; lists what differs
    record-objects.py --accept ...            write objects/KIND.DRIVER

DRIVER is test (test:///default) or qemu (an embedded driver in a folder of its own; needs QEMU).
The test driver is asked in a process of its own for each case, as some documents make it crash.
Files below /i exist, those below /o can be made: both stand for folders of this program."""

import difflib
import multiprocessing
import re
import shutil
import sys
import tempfile
import threading
from pathlib import Path

import libvirt
from object_cases import everything, for_driver, read_answers, without_domain, write_answers

URIS = {"test": "test:///default", "qemu": "qemu:///embed?root={root}"}
TIME = re.compile(r"\b1[6-9]\d{8}\b")


def volume(conn, around, text):
    """In a pool of its own."""
    pool = conn.storagePoolCreateXML(around["pool"])
    return pool.createXML(text, 0).XMLDesc(0)


def hostinterface(conn, around, text):
    return conn.interfaceDefineXML(text, 0).XMLDesc(0)


def nodedev(conn, around, text):
    """All devices of a host that has this one, and the computer."""
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as node:
        node.write(f"<node><device><name>computer</name><capability type='system'><hardware>"
                   f"<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid></hardware></capability></device>"
                   f"{text}</node>")
        node.flush()
        host = libvirt.open(f"test://{node.name}")
        return "".join(sorted(device.XMLDesc(0) for device in host.listAllDevices(0)
                              if device.name() != "computer"))


def moment_domain(conn, around):
    domain = conn.defineXML(around["domain"])
    if around.get("state", "shutoff") != "shutoff":
        domain.create()
    if around.get("state") == "paused":
        domain.suspend()
    return domain


FLAGS = {
    "snapshot": {"redefine": libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
                 "current": libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT,
                 "disk-only": libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY},
    "checkpoint": {"redefine": libvirt.VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE},
}


def flags_of(kind, around):
    return sum(FLAGS[kind][word] for word in around.get("flags", "").split(",") if word)


def domainsnapshot(conn, around, text):
    domain = moment_domain(conn, around)
    if "existing" in around:
        domain.snapshotCreateXML(around["existing"], FLAGS["snapshot"]["redefine"])
    snapshot = domain.snapshotCreateXML(text, flags_of("snapshot", around))
    return without_domain(snapshot.getXMLDesc(0))


def domaincheckpoint(conn, around, text):
    domain = moment_domain(conn, around)
    if "existing" in around:
        domain.checkpointCreateXML(around["existing"], FLAGS["checkpoint"]["redefine"])
    checkpoint = domain.checkpointCreateXML(text, flags_of("checkpoint", around))
    return without_domain(checkpoint.getXMLDesc(0))


RECORDERS = {
    "domaincheckpoint": domaincheckpoint,
    "domainsnapshot": domainsnapshot,
    "hostinterface": hostinterface,
    "nodedev": nodedev,
    "volume": volume,
}
# Which cases each driver is asked for: the test driver knows no snapshots of disks only.
ASKED = {
    "test": lambda kind, around: kind != "backup" and "disk-only" not in around.get("flags", ""),
    "qemu": lambda kind, around: kind == "domainsnapshot" and "flags" in around,
}


def in_folder(folder, text):
    return re.sub(r"(['>])(/[io](?:\.d)?/)", rf"\1{folder}\2", text)


def make_files(folder, around):
    """The images of the domain."""
    for name in ("i", "i.d", "o"):
        (folder / name).mkdir(exist_ok=True)
    for path in re.findall(rf"<source file='({folder}/i[^']*)'", around.get("domain", "")):
        Path(path).write_bytes(b"")


def clean(conn, folder):
    for domain in conn.listAllDomains():
        if domain.isActive():
            domain.destroy()
        if domain.isPersistent():
            domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
                                 | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA)
    for path in (*folder.glob("i*/*"), *folder.glob("o/*")):
        path.unlink()


def ask(conn, recorder, around, text):
    folder = Path(tempfile.mkdtemp(prefix="objects-"))
    folder.chmod(0o755)
    around = {key: in_folder(folder, value) for key, value in around.items()}
    make_files(folder, around)
    try:
        said = recorder(conn, around, in_folder(folder, text))
        said = TIME.sub(lambda m: m[0] if m[0] in text else "@TIME@", said)
    except libvirt.libvirtError as error:
        said = f"refused {error.get_error_code()} {error.get_error_domain()} {error.get_error_message()}"
    if conn.getType() == "QEMU":
        clean(conn, folder)
    shutil.rmtree(folder)
    return TIME.sub("@TIME@", said.replace(str(folder), "").strip())


def run_loop():
    libvirt.virEventRegisterDefaultImpl()

    def turn():
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=turn, daemon=True).start()


def serve(uri, pipe):
    """Answers documents until there are no more."""
    libvirt.registerErrorHandler(lambda data, error: None, None)
    run_loop()
    conn = libvirt.open(uri)
    while True:
        kind, around, text = pipe.recv()
        pipe.send(ask(conn, RECORDERS[kind], around, text))


class Library:
    """The driver, in a process."""

    def __init__(self, driver):
        self.driver = driver
        self.root = tempfile.TemporaryDirectory()
        (Path(self.root.name) / "etc").mkdir()
        (Path(self.root.name) / "etc/qemu.conf").write_text('stdio_handler = "file"\n', encoding="utf-8")
        self.process = None

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.join()
        self.process = None

    def ask(self, kind, around, text):
        if not self.process:
            self.pipe, theirs = multiprocessing.Pipe()
            uri = URIS[self.driver].format(root=self.root.name)
            self.process = multiprocessing.Process(target=serve, args=(uri, theirs))
            self.process.start()
            theirs.close()
        try:
            self.pipe.send((kind, {key: for_driver(self.driver, value) for key, value in around.items()},
                            for_driver(self.driver, text)))
            said = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            said = "crash"
        # The other driver takes seconds to start.
        if self.driver == "test" or said == "crash":
            self.stop()
        return said


def compare(library, subject, accept):
    path = subject.path.with_suffix("." + library.driver)
    before = read_answers(path) if path.exists() else {}
    said = {}
    for name, around, text in subject.cases:
        if not ASKED[library.driver](subject.kind, around):
            continue
        around = {key: subject.documents.get(value, value) for key, value in around.items()}
        said[name] = library.ask(subject.kind, around, text)
        if said[name] != before.get(name):
            print(f"== {subject.kind} {library.driver} {name}")
            print("\n".join(difflib.unified_diff(before.get(name, "").split("\n"),
                                                 said[name].split("\n"), n=99, lineterm="")))
    if accept and said:
        write_answers(path, said)
    return said != before


def main():
    words = [word for word in sys.argv[1:] if word != "--accept"]
    drivers = [word for word in words if word in URIS] or list(URIS)
    kinds = [word for word in words if word not in URIS]
    wrong = 0
    for driver in drivers:
        library = Library(driver)
        for subject in everything():
            if not kinds or subject.kind in kinds:
                wrong += compare(library, subject, "--accept" in sys.argv)
        library.stop()
    print(f"{wrong} differ")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

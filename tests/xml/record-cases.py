#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold the expected answers of cases to what the distribution's library says.

    record-cases.py [--accept] [--uri URI] FOLDER [SUFFIX] [SUBJECT [NAME...]]

FOLDER is one of case_folders.py. Without --accept only what differs is listed. The drivers are test
(test:///default) and qemu (needs QEMU; an embedded one in a folder of its own, unless a URI says
otherwise). Files below /i exist, those below /o can be made: both stand for folders of this program."""

import difflib
import multiprocessing
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import libvirt
from case_folders import FOLDERS
from cases import OURS, Subject, error_text

URIS = {"test": "test:///default", "qemu": "qemu:///embed?root={root}"}


# --- what a driver makes of a document, as text

def domain(conn, around, text):
    defined = conn.defineXML(text)
    shown = defined.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)
    defined.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM if conn.getType() == "QEMU" else 0)
    return shown


def network(conn, around, text):
    return conn.networkDefineXML(text).XMLDesc(0)


def pool(conn, around, text):
    return conn.storagePoolDefineXML(text).XMLDesc(0)


def volume(conn, around, text):
    """In a pool of its own."""
    return conn.storagePoolCreateXML(around["pool"]).createXML(text, 0).XMLDesc(0)


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
    defined = conn.defineXML(around["domain"])
    if around.get("state", "shutoff") != "shutoff":
        defined.create()
    if around.get("state") == "paused":
        defined.suspend()
    return defined


FLAGS = {
    "snapshot": {"redefine": libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
                 "current": libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT,
                 "disk-only": libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY},
    "checkpoint": {"redefine": libvirt.VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE},
}


def flags_of(kind, around):
    return sum(FLAGS[kind][word] for word in around.get("flags", "").split(",") if word)


def domainsnapshot(conn, around, text):
    of = moment_domain(conn, around)
    if "existing" in around:
        of.snapshotCreateXML(around["existing"], FLAGS["snapshot"]["redefine"])
    return of.snapshotCreateXML(text, flags_of("snapshot", around)).getXMLDesc(0)


def domaincheckpoint(conn, around, text):
    of = moment_domain(conn, around)
    if "existing" in around:
        of.checkpointCreateXML(around["existing"], FLAGS["checkpoint"]["redefine"])
    return of.checkpointCreateXML(text, flags_of("checkpoint", around)).getXMLDesc(0)


def domainbackup(conn, around, text):
    """Images are large, so that most backups still run when they are shown. The indexes are those of
    the guest."""
    of = moment_domain(conn, around)
    for name in ("before", "existing"):
        if name in around:
            of.checkpointCreateXML(around[name], 0)
    of.backupBegin(text, None, 0)
    return re.sub(r" index='\d+'", "", of.backupGetXMLDesc())


RECORDERS = {
    "domain": domain,
    "domainbackup": domainbackup,
    "domaincheckpoint": domaincheckpoint,
    "domainsnapshot": domainsnapshot,
    "hostinterface": hostinterface,
    "network": network,
    "nodedev": nodedev,
    "pool": pool,
    "volume": volume,
}


# --- files of a case

def in_folder(folder, text):
    return re.sub(r"(['>])(/[io](?:\.d)?/)", rf"\1{folder}\2", text)


def make_files(folder, around):
    """The images of the domain. Guests may write where new ones are made."""
    for name in ("i", "i.d", "o"):
        (folder / name).mkdir()
    (folder / "o").chmod(0o777)
    image = rf"(?:type='(\w+)'/>)?<source file='({folder}/i[^']*)'"
    for kind_of_image, path in re.findall(image, around.get("domain", "")):
        subprocess.run(["qemu-img", "create", "-q", "-f", kind_of_image or "raw", path, "100G"],
                       check=True)


def clean(conn):
    for left in conn.listAllDomains():
        if left.isActive():
            left.destroy()
        if left.isPersistent():
            left.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
                               | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA)


def ask(conn, kind, around, text):
    """Whether it was taken, and the text or the refusal."""
    folder = Path(tempfile.mkdtemp(prefix="cases-"))
    folder.chmod(0o755)
    around = {key: in_folder(folder, value) for key, value in around.items()}
    make_files(folder, around)
    try:
        said = True, RECORDERS[kind](conn, around, in_folder(folder, text))
    except libvirt.libvirtError as error:
        said = False, error_text(error.get_error_code(), error.get_error_domain(),
                                 error.get_error_message())
    if around and conn.getType() == "QEMU":
        clean(conn)
    shutil.rmtree(folder)
    return said[0], said[1].replace(str(folder), "")


# --- the library, in a process of its own: some documents make it crash

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
        pipe.send(ask(conn, *pipe.recv()))


class Library:
    def __init__(self, driver, uri):
        self.root = tempfile.TemporaryDirectory()
        Path(self.root.name).chmod(0o755)  # guests run as another user
        (Path(self.root.name) / "etc").mkdir()
        (Path(self.root.name) / "etc/qemu.conf").write_text('stdio_handler = "file"\n', encoding="utf-8")
        self.uri = uri or URIS[driver].format(root=self.root.name)
        self.process = self.pipe = None

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.join()
        self.process = None

    def ask(self, kind, around, text):
        if not self.process:
            self.pipe, theirs = multiprocessing.Pipe()
            self.process = multiprocessing.Process(target=serve, args=(self.uri, theirs))
            self.process.start()
            theirs.close()
        try:
            self.pipe.send((kind, around, text))
            said = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            said = False, "crash"
        # An embedded driver has its folders in its own.
        text = said[1].replace(f"{self.root.name}/lib/", "/var/lib/libvirt/")
        said = said[0], text.replace(self.root.name, "")
        # What one document left must not harm the next; other drivers take seconds to start.
        if self.uri == URIS["test"] or said[1] == "crash":
            self.stop()
        return said


def answer(library, answers, subject, case, plain):
    folder, name = subject.folder, subject.name
    text = folder.document(answers.theirs, name, case.text)
    around = {key: folder.document(answers.theirs, name, subject.documents.get(value, value))
              for key, value in case.around.items()}
    given = text + "".join(around.values())
    return folder.answer(given, *library.ask(folder.kind(name), around, text), plain)


def compare(library, answers, subject, names, accept):
    """How many answers are not what is expected."""
    folder, plain, said, wrong = subject.folder, None, {}, 0
    before = subject.read_answers(answers.suffix)
    if folder.plain:
        plain = library.ask(folder.kind(subject.name), {},
                            folder.document(answers.theirs, subject.name, ""))[1]
    for case in subject.cases:
        if not answers.asked(subject.name, case):
            continue
        is_kept = case.name.startswith(OURS) or names and case.name not in names
        said[case.name] = (before.get(case.name, "") if is_kept
                           else answer(library, answers, subject, case, plain))
        if said[case.name] != before.get(case.name):
            wrong += 1
            print(f"== {subject.name} {answers.suffix} {case.name}")
            print("\n".join(difflib.unified_diff(before.get(case.name, "").split("\n"),
                                                 said[case.name].split("\n"), n=99, lineterm="")))
    if accept and said:
        subject.write_answers(answers.suffix, said)
    return wrong


def main():
    words = sys.argv[1:]
    uri = words.pop(words.index("--uri") + 1) if "--uri" in words else None
    folder_name, *words = [word for word in words if not word.startswith("--")]
    folder, wrong = FOLDERS[folder_name], 0
    suffixes = [a.suffix for a in folder.answers]
    suffixes = [words.pop(0)] if words and words[0] in suffixes else suffixes
    for answers in folder.answers:
        if answers.suffix not in suffixes:
            continue
        library = Library(answers.theirs, uri)
        for path in sorted(folder.path.glob("*.cases")):
            if not words or path.stem == words[0]:
                wrong += compare(library, answers, Subject(folder, path), words[1:],
                                 "--accept" in sys.argv)
        library.stop()
    print(f"{wrong} differ")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

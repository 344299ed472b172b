#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold the expectations of objects/ to what the distribution's library says.

    record-objects.py [KIND...]            compare; lists what differs
    record-objects.py --accept [KIND...]   write objects/KIND.DRIVER

The test driver is asked in a process of its own for each case, as some documents make it crash."""

import difflib
import multiprocessing
import re
import sys
import tempfile
from pathlib import Path

import libvirt
from object_cases import everything, read_answers, write_answers

TIME = re.compile(r"\b1[6-9]\d{8}\b")


def volume(conn, around, text):
    """In a pool of its own."""
    pool = conn.storagePoolCreateXML(around["pool"])
    return pool.createXML(text, 0).XMLDesc(0)


def hostinterface(conn, around, text):
    return conn.interfaceDefineXML(text, 0).XMLDesc(libvirt.VIR_INTERFACE_XML_INACTIVE)


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


def without_domain(xml):
    """The domain is recorded elsewhere."""
    return re.sub(r"<domain .*</domain>", "<domain/>", xml, flags=re.S)


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


def ask(recorder, around, text, pipe):
    libvirt.registerErrorHandler(lambda data, error: None, None)
    try:
        said = recorder(libvirt.open("test:///default"), around, text)
        said = TIME.sub(lambda m: m[0] if m[0] in text else "@TIME@", said)
    except libvirt.libvirtError as error:
        said = f"refused {error.get_error_code()} {error.get_error_domain()} {error.get_error_message()}"
    pipe.send(said.strip())


def answer(recorder, around, text):
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=ask, args=(recorder, around, text, theirs))
    process.start()
    theirs.close()
    try:
        said = ours.recv()
    except EOFError:
        said = "crash"
    process.join()
    return said


def compare(subject, driver, accept):
    path = subject.path.with_suffix("." + driver)
    before = read_answers(path) if path.exists() else {}
    said = {}
    for name, around, text in subject.cases:
        around = {key: subject.documents.get(value, value) for key, value in around.items()}
        said[name] = answer(RECORDERS[subject.kind], around, text)
        if said[name] != before.get(name):
            print(f"== {subject.kind} {driver} {name}")
            print("\n".join(difflib.unified_diff(before.get(name, "").split("\n"),
                                                 said[name].split("\n"), n=99, lineterm="")))
    if accept:
        write_answers(path, said)
    return said != before


def main():
    kinds = [word for word in sys.argv[1:] if word != "--accept"]
    wrong = 0
    for subject in everything():
        if subject.kind in RECORDERS and (not kinds or subject.kind in kinds):
            wrong += compare(subject, "test", "--accept" in sys.argv)
    print(f"{wrong} differ")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

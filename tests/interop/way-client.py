#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What every way to a daemon has to carry: way-client.py URI [MIB]

Calls, errors, events, a stream of MIB MiB there and back (through a volume of the first pool, or of one in
the folder named by POOL). With LEFTOVERS=no, for our own library, also that descriptors are refused, that
the application hears of the end of a program that led there (with SILENCE, of its silence too), and that
nothing of the connection is left in the process. The library is whichever the environment names."""

import contextlib
import hashlib
import os
import random
import signal
import sys
import threading
import time

import libvirt

MIB = 1 << 20
XML = """<domain type='test'><name>way</name><memory>1024</memory><vcpu>1</vcpu>
<os><type>hvm</type></os></domain>"""
SECONDS = 20


def run_loop():
    while True:
        libvirt.virEventRunDefaultImpl()


def wait_for(what, condition):
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what}: not within {SECONDS} s")
        time.sleep(0.01)


def expect_error(code, call, *args):
    try:
        call(*args)
    except libvirt.libvirtError as error:
        if error.get_error_code() == code:
            return
        raise SystemExit(f"{call}: {error.get_error_code()} {error}, not {code}") from error
    raise SystemExit(f"{call}: no error")


def check_domains(conn):
    """On a daemon's test driver."""
    seen = []
    events = conn.domainEventRegisterAny(
        None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
        lambda _conn, domain, *_: seen.append(domain.name()), None)
    assert "test" in [domain.name() for domain in conn.listAllDomains()]
    domain = conn.createXML(XML)
    assert domain.name() == "way"
    domain.destroy()
    wait_for("events", lambda: seen.count("way") >= 2)
    conn.domainEventDeregisterAny(events)
    expect_error(libvirt.VIR_ERR_NO_DOMAIN, conn.lookupByName, "nobody")


def expect_error_of_any_kind(call):
    try:
        call()
    except libvirt.libvirtError:
        return
    raise SystemExit(f"{call}: no error")


def pool_of(conn):
    folder = os.environ.get("POOL")
    if not folder:
        return conn.listAllStoragePools()[0]
    return conn.storagePoolCreateXML(
        f"<pool type='dir'><name>ways</name><target><path>{folder}</path></target></pool>")


def data_of(size):
    """Not the same anywhere, so that an exchange of pieces shows."""
    piece = random.Random(size).randbytes(MIB)
    for i in range(size // MIB):
        yield i.to_bytes(8, "big") + piece[8:]


def check_stream(conn, size):
    vol = pool_of(conn).createXML(f"<volume><name>way</name><capacity>{size}</capacity>"
                                  "<target><format type='raw'/></target></volume>")
    sent, got = hashlib.sha256(), hashlib.sha256()
    stream = conn.newStream()
    vol.upload(stream, 0, size)
    for piece in data_of(size):
        sent.update(piece)
        while piece:
            piece = piece[stream.send(piece):]
    stream.finish()
    stream = conn.newStream()
    vol.download(stream, 0, size)
    n = 0
    while piece := stream.recv(MIB):
        got.update(piece)
        n += len(piece)
    stream.finish()
    assert n == size, (n, size)
    assert sent.digest() == got.digest()
    vol.delete()


def descriptors():
    found = {}
    for fd in os.listdir("/proc/self/fd"):
        # Another thread may close it in between.
        with contextlib.suppress(FileNotFoundError):
            found[fd] = os.readlink(f"/proc/self/fd/{fd}")
    return found


def children():
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return file.read().split()


def check_descriptors(conn):
    """Nothing but a unix socket carries them; that is no reason to hang up."""
    expect_error(libvirt.VIR_ERR_INTERNAL_ERROR, conn.createXMLWithFiles, XML, [0], 0)
    assert conn.isAlive() == 1


def check_death(uri, number, reason):
    """The program that leads to the daemon dies, or says nothing any more."""
    seen = []
    conn = libvirt.open(uri)
    conn.registerCloseCallback(lambda _conn, why, _data: seen.append(why), None)
    conn.setKeepAlive(1, 2)
    program = int(children()[0])
    os.kill(program, number)
    wait_for("it shows", lambda: seen)
    assert seen == [reason], seen
    assert conn.isAlive() == 0
    expect_error_of_any_kind(conn.getHostname)
    wait_for("the dead program goes", lambda: str(program) not in children())


def main():
    uri, size = sys.argv[1], int(sys.argv[2]) * MIB if len(sys.argv) > 2 else 0
    libvirt.registerErrorHandler(lambda *_: None, None)
    libvirt.virEventRegisterDefaultImpl()
    threading.Thread(target=run_loop, daemon=True).start()
    libvirt.open("test:///default").close()  # what is opened once stays
    before = len(descriptors())
    conn = libvirt.open(uri)
    assert conn.getURI() == uri, conn.getURI()
    assert conn.setKeepAlive(5, 3) == 0
    if conn.getType().lower() == "test":
        check_domains(conn)
    if size:
        check_stream(conn, size)
    assert conn.isAlive() == 1
    if os.environ.get("LEFTOVERS") != "no":
        return
    if conn.getType().lower() == "test":
        check_descriptors(conn)
    has_program = bool(children())
    del conn
    wait_for("the connection's processes go", lambda: not children())
    if has_program:
        check_death(uri, signal.SIGKILL, libvirt.VIR_CONNECT_CLOSE_REASON_EOF)
    if has_program and os.environ.get("SILENCE"):
        check_death(uri, signal.SIGSTOP, libvirt.VIR_CONNECT_CLOSE_REASON_KEEPALIVE)
    wait_for("the connection's descriptors go", lambda: len(descriptors()) <= before)
    wait_for("the connection's processes go", lambda: not children())


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients that do not behave before they are known: test-hostile-auth.py BUILD

What the daemon answers is what theirs answers; and it costs others nothing."""

import os
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import daemons  # noqa: E402
import pki  # noqa: E402
import secure  # noqa: E402
import wire  # noqa: E402
from tap import Tap  # noqa: E402

REMOTE = 0x20008086
OPEN, FEATURE, LIST, INIT, START, STEP, POLKIT = 1, 60, 66, 67, 68, 69, 70
HALF_HELLO = bytes.fromhex("16030101f0010001ec0303") + bytes(20)
FLOOD = 300
SECONDS = 20


def start(mechanism=b"DIGEST-MD5", data=None):
    return wire.text(mechanism) + step(data)


def step(data=None):
    return wire.u32(data is None) + wire.text(data or b"")


class Talk:
    """One connection over TCP; what each call is answered, as ours and theirs should agree on."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), SECONDS)
        self.serial = 0

    def call(self, procedure, body=b""):
        self.socket.sendall(wire.packet(REMOTE, procedure, body, self.serial))
        self.serial += 1
        return self.answer()

    def answer(self):
        try:
            head = self.read(4)
            body = self.read(int.from_bytes(head, "big") - 4)
        except (EOFError, ConnectionError):
            return "closed"
        status = int.from_bytes(body[20:24], "big")
        if status == 0:
            return ["good", body[24:].hex()]
        refused = wire.error_of(body[24:])
        return [refused.code, refused.domain, refused.message]

    def read(self, n):
        data = b""
        while len(data) < n:
            piece = self.socket.recv(n - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def close(self):
        self.socket.close()


def same(answer):
    """A negotiation has random parts."""
    return answer[:1] if answer[0] == "good" else answer


# What a client says, one call behind the other.
TALKS = {
    "open before it is known": [(OPEN, wire.u32(0) + wire.u32(0)), (LIST, b"")],
    "features before it is known": [(FEATURE, wire.u32(10))],
    "an unknown call before it is known": [(9999, b"")],
    "start without init": [(START, start())],
    "step without init": [(STEP, step())],
    "unknown mechanism": [(LIST, b""), (INIT, b""), (START, start(b"NO-SUCH"))],
    "mechanism that is not offered": [(INIT, b""), (START, start(b"SCRAM-SHA-256", b"n,,n=fred,r=x"))],
    "empty mechanism": [(INIT, b""), (START, start(b""))],
    "wrong data": [(INIT, b""), (START, start()), (STEP, step(b"\0" * 1000))],
    "init twice": [(INIT, b""), (INIT, b"")],
    "more data than there may be": [(INIT, b""), (START, start(data=b"x" * 65537))],
    "as much data as there may be": [(INIT, b""), (START, start(data=b"x" * 65536))],
    "a name that is too long": [(INIT, b""), (START, wire.u32(0x7fffffff))],
}


def compare_talks(tap, ours, theirs):
    for name, calls in TALKS.items():
        said = []
        for daemon in (ours, theirs):
            talk = Talk(daemon.port)
            said.append([same(talk.call(*call)) for call in calls])
            talk.close()
        tap.check(name, [] if said[0] == said[1] else [f"ours {said[0]}", f"not {said[1]}"])


def only_once(tap, daemon):
    """Theirs lets a client try for ever."""
    talk = Talk(daemon.port)
    talk.call(INIT)
    talk.call(START, start(b"NO-SUCH"))
    answers = [talk.call(INIT), talk.call(START, start()), talk.call(STEP, step())]
    denied = [45, 7, "authentication failed: authentication failed"]
    tap.check("who failed may not try again", [a for a in answers if a != denied])
    talk.close()


def not_offered(tap, daemon):
    """Theirs says that it forgot to say why."""
    talk = Talk(daemon.port)
    answer = talk.call(POLKIT)
    tap.check("polkit where it is not offered",
              [] if answer == [45, 7, "authentication failed: authentication failed"] else [answer])
    talk.close()


def descriptors(daemon):
    return len(os.listdir(f"/proc/{daemon.process.pid}/fd"))


def memory_mib(daemon):
    text = Path(f"/proc/{daemon.process.pid}/status").read_text(encoding="ascii")
    return int(next(l for l in text.splitlines() if l.startswith("RssAnon")).split()[1]) / 1024


def flood(tap, name, daemon, client, uri, what):
    """Connections that stop in the middle, while somebody else wants in."""
    before, memory = descriptors(daemon), memory_mib(daemon)
    held, refused, longest = [], [], 0
    for i in range(FLOOD):
        one = socket.create_connection(("127.0.0.1", daemon.port), SECONDS)
        if what:
            one.sendall(what)
        held.append(one)
        if i % 100 == 99:
            began = time.monotonic()
            said, _ = client.ask(uri, {"2": "fred", "5": "secret"})
            longest = max(longest, time.monotonic() - began)
            if said[0] != "open":
                refused.append(said)
    problems = [f"somebody else got {r}" for r in refused]
    if longest > 5:
        problems.append(f"somebody else waited {longest:.1f} s")
    # Not authenticated, those that are told to go, and what the process has anyway.
    if descriptors(daemon) > before + 20 + 64 + 10:
        problems.append(f"{descriptors(daemon)} descriptors, {before} before")
    if memory_mib(daemon) > memory + 16:
        problems.append(f"{memory_mib(daemon):.0f} MiB, {memory:.0f} before")
    for one in held:
        one.close()
    if not secure.wait_for(lambda: descriptors(daemon) <= before + 2):
        problems.append(f"{descriptors(daemon)} descriptors are left, {before} before")
    tap.check(name, problems)


def main():
    build = Path(sys.argv[1]).resolve()
    if not daemons.RealDaemon.is_installed() or not pki.is_installed() or os.geteuid() != 0 or \
            not shutil.which("saslpasswd2"):
        Tap.skip_all("needs root, certtool, saslpasswd2 and the distribution's libvirtd")
    daemons.adopt_orphans()
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = pki.Pki(folder / "pki")
        made.authority("ca")
        made.server("server", "ca")
        made.client("client", "ca")
        pkipath = made.pkipath("client-files", "ca", "client")
        env = {"SASL_CONF_PATH": str(secure.make_users(folder / "users", "digest-md5"))}
        places = [folder / p for p in ("sasl", "real", "tls")]
        for place in places:
            place.mkdir()
            place.chmod(0o755)
        client = secure.clients(build)[1]
        sasl = {"listen_tcp": 1, "auth_tcp": "sasl"}
        with secure.OurListening(build, places[0], sasl, env) as ours:
            with secure.RealListening(places[1], sasl, env) as theirs:
                compare_talks(tap, ours, theirs)
            only_once(tap, ours)
            not_offered(tap, ours)
            flood(tap, "silent clients", ours, client, ours.uri("tcp"), b"")
            flood(tap, "half packets", ours, client, ours.uri("tcp"), b"\0\0")
        tls = {"listen_tls": 1, "ca_file": str(made.cert("ca")),
               "cert_file": str(made.cert("server")), "key_file": str(made.key("server"))}
        with secure.OurListening(build, places[2], tls) as ours:
            uri = ours.uri("tls", f"pkipath={pkipath}")
            client.ask(uri)
            flood(tap, "silent clients of TLS", ours, client, uri, b"")
            flood(tap, "half a hello", ours, client, uri, HALF_HELLO)
            flood(tap, "no TLS at all", ours, client, uri, os.urandom(2000))
            flood(tap, "packets in the clear", ours, client, uri, wire.packet(REMOTE, LIST, b""))
            flood(tap, "somebody on the host", ours, client, ours.uri("unix"), HALF_HELLO)
        daemons.reap()
    tap.finish()


if __name__ == "__main__":
    main()

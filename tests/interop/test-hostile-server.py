#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Servers that answer wrongly, at each step of opening and using a connection:
test-hostile-server.py LIBRARY_FOLDER

hostile-client.py meets each on a socket of its own. What breaks the connection must become an error
that says something, soon; what does not concern the client must not disturb it."""

import array
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE.parent / "conformance")]
import standin  # noqa: E402
from standin import ERROR, HEADER, OK, REPLY  # noqa: E402
from tap import Tap  # noqa: E402

PYTHON = "/usr/bin/python3"  # the one that the distribution's binding is for
SECONDS = 60
SOON = 5
GOODBYE = 2  # steps of closing, whose failure nobody hears of
STEPS = 12  # more than opening and using takes
FEATURES = {8, 14, 15}  # descriptors, events with ids, close callbacks
REMOTE, KEEPALIVE = 0x20008086, 0x6b656570
CALL, MESSAGE, STREAM, CALL_WITH_FDS, REPLY_WITH_FDS, HOLE = 0, 2, 3, 4, 5, 6
CONTINUE = 2
LIFECYCLE = 318


def packet(header, body=b""):
    return struct.pack(">I", 4 + HEADER.size + len(body)) + HEADER.pack(*header) + body


class Answer:
    """A call, and the right answer to it."""

    def __init__(self, peer, header, body):
        self.peer = peer
        self.body = standin.failure() if body is None else body
        self.status = ERROR if body is None else OK
        self.program, self.version, self.procedure, _, self.serial, _ = header

    def packet(self, body=None, **changes):
        fields = {"program": self.program, "version": self.version, "procedure": self.procedure,
                  "kind": REPLY, "serial": self.serial,
                  "status": self.status} | changes
        return packet(fields.values(), self.body if body is None else body)

    def send(self, data):
        self.peer.sendall(data)


class Gone(Exception):
    """The server hangs up."""


def hang_up(*parts):
    def action(answer):
        for part in parts:
            answer.send(part(answer))
        raise Gone
    return action


def whole(*parts):
    def action(answer):
        for part in parts:
            answer.send(part(answer))
    return action


def length(n):
    return lambda answer: struct.pack(">I", n) + answer.packet()[4:]


def send_descriptors(peer, data, n):
    """Behind the data, on a byte of its own each; as libvirt sends those that it announces."""
    peer.sendall(data)
    for _ in range(n):
        with open("/dev/null", "rb") as file:
            peer.sendmsg([b"\0"], [rights(file)])


def rights(file):
    return socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file.fileno()])


def unasked_descriptor(answer):
    with open("/dev/null", "rb") as file:
        answer.peer.sendmsg([answer.packet()], [rights(file)])


def message(procedure, body=b"", program=REMOTE, kind=MESSAGE, serial=1, status=OK):
    return packet((program, 1, procedure, kind, serial, status), body)


def before(data):
    """Something that does not concern the call comes in front of the answer."""
    return lambda answer: answer.send(data + answer.packet())


# The connection is over with these.
FATAL = {
    "hangs up": hang_up(),
    "hangs up in the length": hang_up(lambda a: a.packet()[:2]),
    "hangs up in the header": hang_up(lambda a: a.packet()[:17]),
    "hangs up before the last byte": hang_up(lambda a: a.packet()[:-1]),
    "length 0": whole(length(0)),
    "length 3": whole(length(3)),
    "length 27": whole(length(27)),
    "largest length": whole(length(0xffffffff)),
    "length beyond the limit": whole(length((1 << 25) + 5)),
    "large length, then hangs up": hang_up(length(1 << 24)),
    "other serial, then hangs up": hang_up(lambda a: a.packet(serial=a.serial + 1)),
    "announces descriptors, then hangs up": hang_up(
        lambda a: a.packet(struct.pack(">I", 2) + a.body, kind=REPLY_WITH_FDS)),
    "too many descriptors": whole(
        lambda a: a.packet(struct.pack(">I", 1 << 31) + a.body, kind=REPLY_WITH_FDS)),
    "gives the call back": whole(lambda a: a.packet(kind=CALL)),
    "calls with descriptors": lambda a: send_descriptors(
        a.peer, a.packet(struct.pack(">I", 1) + a.body, kind=CALL_WITH_FDS), 1),
    "an unknown type": whole(lambda a: message(1, kind=99) + a.packet()),
    "an answer in the wrong order": hang_up(lambda a: a.packet(serial=a.serial - 1)),
}
# The call fails, which the library may live with.
WRONG = {
    "other procedure": whole(lambda a: a.packet(procedure=a.procedure + 1)),
    "other program": whole(lambda a: a.packet(program=a.program + 1)),
    "status 7": whole(lambda a: a.packet(status=7)),
    "status of a stream": whole(lambda a: a.packet(status=CONTINUE)),
    "nothing in the answer": whole(lambda a: a.packet(b"")),
    "three bytes": whole(lambda a: a.packet(b"abc")),
    "huge numbers": whole(lambda a: a.packet(b"\xff" * 64)),
    "more than asked for": whole(lambda a: a.packet(a.body + b"\0" * 64)),
    "an error of nothing": whole(lambda a: a.packet(b"", status=ERROR)),
    "an error with a huge text": whole(
        lambda a: a.packet(struct.pack(">iiII", 1, 1, 1, 0x7fffffff), status=ERROR)),
    "an error without a text": whole(
        lambda a: a.packet(struct.pack(">iiI", 9, 7, 0) + struct.pack(">iIIIIiiI", 2, 0, 0, 0, 0,
                                                                      0, 0, 0), status=ERROR)),
    "error 0": whole(
        lambda a: a.packet(struct.pack(">iiI", 0, 0, 0) + struct.pack(">iIIIIiiI", 0, 0, 0, 0, 0,
                                                                      0, 0, 0), status=ERROR)),
}
# These are none of the client's business.
HARMLESS = {
    "descriptors unasked": unasked_descriptor,
    "the answer twice": whole(Answer.packet, Answer.packet),
    "pings": before(message(1, program=KEEPALIVE) * 500),
    "an unknown keepalive message": before(message(77, program=KEEPALIVE)),
    "an unknown event": before(message(9999, b"x" * 100)),
    "an event of an unknown program": before(message(1, program=77)),
    "events of nobody": before(message(LIFECYCLE, struct.pack(">i", 99) * 9) * 500),
    "an event without a body": before(message(LIFECYCLE)),
    "data of an unknown stream": before(
        message(209, b"x" * 1000, kind=STREAM, serial=99, status=CONTINUE) * 50),
    "a hole in an unknown stream": before(
        message(209, b"\xff" * 12, kind=HOLE, serial=99, status=CONTINUE)),
    "an error of an unknown stream": before(message(209, kind=STREAM, serial=99, status=ERROR)),
    "an answer that nobody asked for": before(message(1, kind=REPLY, serial=9999)),
}


class Server:
    """Behaves, but for one answer on each connection."""

    def __init__(self, path, answers, step, action):
        self.answers, self.step, self.action = answers, step, action
        self.reached = 0  # the most steps that a connection took
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            peer, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=[peer], daemon=True).start()

    def serve(self, peer):
        try:
            for step in range(1000):
                self.answer(peer, step)
        except (EOFError, OSError, Gone, struct.error):
            pass
        peer.close()

    def answer(self, peer, step):
        size = struct.unpack(">I", standin.receive(peer, 4))[0]
        data = standin.receive(peer, size - 4)
        header, payload = HEADER.unpack(data[:HEADER.size]), data[HEADER.size:]
        if header[3] != CALL:
            return
        self.reached = max(self.reached, step + 1)
        body = self.answers.body(header[0], header[2], payload)
        answer = Answer(peer, header, body)
        if step == self.step:
            self.action(answer)
        else:
            answer.send(answer.packet())


def problems_of(kind, found, good, is_seen):
    if found is None:
        return ["the client did not get there"]
    error, seconds = found["error"], found["seconds"]
    out = []
    if seconds > SOON:
        out.append(f"took {seconds:.1f} seconds")
    if kind is HARMLESS and error != good:
        out.append(f"the good server's answer was {good}, this one's {error}")
    if kind is FATAL and is_seen and (error is None or error == good):
        out.append(f"the client did not notice: {error}")
    if error and (not error[2] or "unknown" in error[2] and "cause" in error[2]):
        out.append(f"says nothing: {error}")
    return out


def run_client(library, paths):
    """Its lines, and what is wrong with its end."""
    try:
        done = subprocess.run([PYTHON, str(HERE / "hostile-client.py"), *map(str, paths)],
                              env={**os.environ, "LD_LIBRARY_PATH": library}, timeout=SECONDS,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        output = done.stdout
        problems = [] if done.returncode == 0 else [f"status {done.returncode}",
                                                    done.stderr[-2000:].decode()]
    except subprocess.TimeoutExpired as late:
        output, problems = late.stdout or b"", ["it hangs"]
    return [json.loads(line) for line in output.splitlines()], problems


def main():
    tap = Tap()
    if subprocess.run([PYTHON, "-c", "import libvirt"], stderr=subprocess.DEVNULL,
                      check=False).returncode:
        Tap.skip_all("needs python3-libvirt")
    answers = standin.Answers(HERE.parents[1] / "api", FEATURES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        well = Server(folder / "well", answers, -1, None)
        lines, _ = run_client(sys.argv[1], [folder / "well"])
        good = lines[0]["error"]
        tap.check("the good server", [] if good and good[2] == standin.REACHED else lines)
        tap.check("steps", [] if 3 < well.reached <= STEPS else [str(well.reached)])

        cases = [(kind, title, step, Server(folder / f"{number}-{step}-{i}", answers, step, action))
                 for i, kind in enumerate((FATAL, WRONG, HARMLESS))
                 for number, (title, action) in enumerate(kind.items())
                 for step in range(well.reached)]
        lines, problems = run_client(sys.argv[1], [c[3].socket.getsockname() for c in cases])
        for i, (kind, title, step, _) in enumerate(cases):
            tap.check(f"{title}, step {step}", problems_of(
                kind, lines[i] if i < len(lines) else None, good, step < well.reached - GOODBYE))
        tap.check("the client lives", problems)
        tap.check("descriptors", [] if lines[-1] == {"left": 0} else lines[-1:])
    tap.finish()


if __name__ == "__main__":
    main()

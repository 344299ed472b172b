#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-log-manager.py VIRTLOGD: the same calls to our virtlogd and to the distribution's, which must
answer alike and leave the same files."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from daemons import Manager, as_user  # noqa: E402
from tap import Tap  # noqa: E402
from wire import LOCK, LOG, LogWire, Refused, text, u32  # noqa: E402

REAL = "/usr/sbin/virtlogd"
CONF = "max_size = 1000\nmax_backups = 3\n"
SETTLE_SECONDS = 10
OTHER = {"name": "other", "uuid": "11111111-2222-3333-4444-555555555556"}


class Script:
    """Talks to one daemon and notes what it sees."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.home = daemon.home
        self.wire = LogWire(daemon.socket)
        self.notes = []
        self.inodes = []

    def path(self, name):
        return str(self.home / name)

    def say(self, *words):
        line = " ".join(str(word) for word in words)
        self.notes.append(line.replace(str(self.home), "HOME"))

    def inode(self, number):
        """Inodes by the order in which they were met."""
        if number not in self.inodes:
            self.inodes.append(number)
        return f"inode{self.inodes.index(number)}"

    def call(self, method, *args, **options):
        shown_args = (args[0], "inode", *args[2:]) if method == "read" else args
        try:
            result = getattr(self.wire, method)(*args, **options)
        except Refused as refused:
            words = re.sub(r"inode \d+", "inode N", f"{refused} {refused.details}")
            self.say(method, shown_args, options, "refused:", words)
            return None
        shown = result
        if method == "open":
            shown = (self.inode(result[1]), result[2])
        elif method == "position":
            shown = (self.inode(result[0]), result[1])
        self.say(method, shown_args, options, "gives", shown)
        return result

    def write(self, fd, path, data):
        """Wait until the daemon has taken it: its position says so."""
        if data:
            os.write(fd, data)
        self.wire.position(path)

    def files(self):
        for path in sorted(self.home.rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                self.say("file", path, oct(path.stat().st_mode), len(data), data[:4], data[-4:])

    def settle(self, path):
        """Until the daemon has seen that a pipe is closed."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            try:
                self.wire.position(path)
            except Refused:
                return
            time.sleep(0.01)


def answers(s):
    path = s.path("g")
    fd, inode, _ = s.call("open", path)
    s.write(fd, path, b"hello\n")
    s.call("position", path)
    s.call("position", path, 1)
    s.call("open", path)
    s.call("open", path, 1)
    s.call("open", path, **OTHER)
    for offset, size in ((0, 100), (3, 100), (0, 0), (1000, 10), (0, 4194304), (0, 1 << 40)):
        s.call("read", path, inode, offset, size)
    s.call("read", path, inode, 0, 10, 1)
    s.call("read", path, inode + 100000, 0, 10)
    s.call("append", path, "more\n")
    s.call("append", path, "more\n", 1)
    s.call("read", path, inode, 0, 100)
    for name in ("missing", "there/is/no/folder"):
        s.call("position", s.path(name))
        s.call("read", s.path(name), 1, 0, 10)
    s.call("open", s.path("there/is/no/folder"))
    s.call("append", s.path("there/is/no/folder"), "x")
    s.call("append", s.path("new"), "x")
    s.call("position", s.path("new"))
    os.mkdir(s.path("folder"))
    s.call("open", s.path("folder"))
    s.call("open", "")
    s.call("open", s.path("nobody"), driver="", name="")
    s.files()


def wire(s):
    for program, procedure, body, options in (
            (LOG, 9, b"", {}), (LOG, 0, b"", {}), (LOG, 2, b"\0\0", {}), (LOCK, 1, b"", {}),
            (LOG, 2, text(s.path("x")) + u32(0), {"status": 1}),
            (LOG, 4, text("a") + bytes(16) + b"\xff\xff\xff\xff", {})):
        s.call("call", program, procedure, body, **options)


def lines(s):
    for back in (0, 1, 10, 79, 80, 81, 100):
        path = s.path(f"line{back}")
        fd, _, _ = s.call("open", path)
        s.write(fd, path, b"a" * (999 - back) + b"\n" + b"b" * (back + 50))
        os.close(fd)
    s.files()


def rotation(s):
    path = s.path("r")
    fd, _, _ = s.call("open", path)
    for data in (b"a" * 500, b"b" * 490 + b"\n" + b"c" * 200, b"d" * 799, b"e", b"f",
                 b"g" * 5000 + b"\n" + b"h" * 300):
        s.write(fd, path, data)
        s.files()
    s.call("append", path, "Z" * 1500)
    s.call("position", path)
    os.close(fd)
    s.settle(path)
    s.call("append", path, "Y" * 1000)
    s.files()
    for name in (".2", ".1", ".0", ""):
        inode = os.stat(path + name).st_ino
        for offset in (0, 1, 999, 1000, 1001, 1 << 40):
            s.call("read", path, inode, offset, 5000)
    s.call("read", path, 1, 10, 5000)
    s.call("read", path, 1, 5000, 5000)
    s.call("open", path, 1)
    s.files()


def content(s):
    big, binary = s.path("big"), s.path("binary")
    Path(big).write_bytes(b"q" * 3000)
    fd, inode, _ = s.call("open", big)
    s.write(fd, big, b"1")
    fd, inode, _ = s.call("open", binary)
    s.write(fd, binary, b"ab\xff\xfed\0e\n")
    s.call("read", binary, inode, 0, 100)
    os.unlink(big)
    s.write(fd, big, b"")
    s.call("position", big)
    s.call("read", big, 1, 0, 10)
    s.files()


SCRIPTS = (answers, wire, lines, rotation, content)


def run(program, script):
    with tempfile.TemporaryDirectory(prefix="virtlogd.") as folder:
        with Manager(program, Path(folder), CONF) as daemon, as_user():
            notes = Script(daemon)
            script(notes)
            notes.wire.close()
            return notes.notes


def other_users(program):
    """Whoever is not the user that it runs as is told so."""
    with tempfile.TemporaryDirectory(prefix="virtlogd.") as folder:
        with Manager(program, Path(folder), CONF) as daemon, LogWire(daemon.socket) as wire:
            try:
                wire.position("/x")
                return ["root is served"]
            except Refused as refused:
                return [] if refused.message.startswith("Disallowing client") else [refused]


def timeout(program):
    """It ends when it is not used, and a guest's open log is use."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="virtlogd.") as folder:
        daemon = Manager(program, Path(folder), CONF)
        daemon.args = ["--timeout", "1"]
        with daemon:
            with as_user(), LogWire(daemon.socket) as wire:
                fd, _, _ = wire.open(daemon.home / "guest.log")
            time.sleep(2)
            if daemon.process.poll() is not None:
                wrong.append(f"ended with a file open: {daemon.process.poll()}")
            os.close(fd)
            try:
                if daemon.process.wait(SETTLE_SECONDS) != 0:
                    wrong.append(f"ended with {daemon.process.returncode}")
            except subprocess.TimeoutExpired:
                wrong.append("it does not end")
    return wrong


def settings(program):
    """Wrong ones keep it from starting."""
    wrong = []
    for line, words in (("max_backups = 33", "must be less than or equal to 32"),
                        ('max_size = "x"', "max_size"), ("max_backups = -1", "max_backups")):
        with tempfile.TemporaryDirectory(prefix="virtlogd.") as folder:
            conf = Path(folder) / "virtlogd.conf"
            conf.write_text(line + "\n", encoding="utf-8")
            result = subprocess.run([program, "--root", folder, "--config", conf, "-t", "1"],
                                    capture_output=True, check=False, text=True, timeout=60)
            if result.returncode != 1 or words not in result.stderr:
                wrong.append(f"{line}: {result.returncode} {result.stderr}")
    return wrong


def main():
    tap = Tap()
    for script in SCRIPTS:
        if not os.access(REAL, os.X_OK):
            tap.skip(script.__name__, f"{REAL} is not installed")
            continue
        ours, theirs = run(sys.argv[1], script), run(REAL, script)
        wrong = [f"ours:   {a}\ntheirs: {b}" for a, b in zip(ours, theirs) if a != b]
        if len(ours) != len(theirs):
            wrong.append(f"{len(ours)} lines, not {len(theirs)}")
        tap.check(f"{script.__name__}: {len(theirs)} answers alike", wrong[:10])
    if os.geteuid() == 0:
        tap.check("other users", other_users(sys.argv[1]))
    else:
        tap.skip("other users", "only root can be two")
    tap.check("timeout", timeout(sys.argv[1]))
    tap.check("wrong settings", settings(os.path.abspath(sys.argv[1])))
    tap.finish()


if __name__ == "__main__":
    main()

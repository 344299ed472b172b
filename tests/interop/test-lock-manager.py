#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-lock-manager.py VIRTLOCKD: the same calls to our virtlockd and to the distribution's, which
must answer alike; and both at once, which must keep each other out."""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from daemons import Manager, as_user, become_user  # noqa: E402
from tap import Tap  # noqa: E402
from wire import AUTOCREATE, LOCK, SHARED, LockWire, Refused  # noqa: E402

REAL = "/usr/sbin/virtlockd"
GUESTS = [f"{n:08}-2222-3333-4444-555555555555" for n in range(10)]
DEADLINE = 20


class Script:
    """Talks to one daemon and notes what it sees."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.home = daemon.home
        self.space = str(daemon.home / "space")
        self.disk = str(daemon.home / "disk")
        Path(self.disk).write_bytes(b"x" * 100)
        self.wires = {}
        self.notes = []

    def wire(self, name):
        if name not in self.wires:
            self.wires[name] = LockWire(self.daemon.socket)
        return self.wires[name]

    def hang_up(self, name):
        self.wires.pop(name).close()

    def say(self, *words):
        self.notes.append(" ".join(str(word) for word in words).replace(str(self.home), "HOME"))

    def call(self, who, method, *args, **options):
        try:
            result = getattr(self.wire(who), method)(*args, **options)
            self.say(who, method, args, options, "gives", result)
        except Refused as refused:
            self.say(who, method, args, options, "refused:", refused, refused.details)

    def files(self):
        for path in sorted(self.home.rglob("*")):
            self.say("file", path, oct(path.stat().st_mode))


def unregistered(s):
    for method, args in (("acquire", ("", s.disk)), ("release", ("", s.disk)),
                         ("create", ("", s.disk)), ("delete", ("", s.disk)),
                         ("new", (s.space,)), ("restrict", ())):
        s.call("a", method, *args)
    s.call("a", "create_lockspace", s.space)
    s.call("a", "register", flags=1)
    for procedure, body, options in ((9, b"", {}), (0, b"", {}), (1, b"\0", {}),
                                     (2, bytes(4), {"version": 2})):
        s.call("a", "call", LOCK, procedure, body, **options)
    for options in ({"number": 0}, {"pid": 0}):
        s.call("a", "register", **options)
        s.call("a", "acquire", "", s.disk)
    s.files()


def default_space(s):
    other = str(s.home / "other")
    s.call("a", "register")
    s.call("a", "register")
    for flags in (0, 0, SHARED):
        s.call("a", "acquire", "", s.disk, flags)
    s.call("a", "create", "", s.disk)
    s.call("a", "delete", "", s.disk)
    for path in (s.disk, s.disk, other):
        s.call("a", "release", "", path)
    s.call("a", "acquire", "", other)
    s.call("a", "acquire", "", other, AUTOCREATE)
    s.files()
    s.call("a", "release", "", other)
    s.call("a", "new", "")
    for method in ("acquire", "create", "delete", "release"):
        s.call("a", method, "", s.disk, 8)
    s.call("a", "new", s.space, 1)
    s.call("a", "restrict", 1)
    s.files()


def named_space(s):
    deep = str(s.home / "a/b/c")
    s.call("a", "register")
    for method in ("acquire", "create", "delete", "release"):
        s.call("a", method, s.space, "r")
    for method in ("new", "new", "create_lockspace"):
        s.call("a", method, s.space)
    s.call("a", "create_lockspace", deep)
    s.call("a", "create_lockspace", s.disk)
    for method in ("acquire", "create", "create", "acquire", "acquire", "delete", "create",
                   "release", "release", "delete", "delete", "release"):
        s.call("a", method, s.space, "r")
    s.call("a", "acquire", s.space, "a/b")
    s.call("a", "acquire", s.space, "", AUTOCREATE)
    s.call("a", "acquire", s.space, "x" * 300, AUTOCREATE)
    s.call("a", "acquire", s.space + "/", "r", AUTOCREATE)
    s.files()


def sharing(s):
    s.call("a", "register")
    s.call("b", "register", name="other", uuid=GUESTS[1], pid=os.getpid() + 100000)
    s.call("a", "create_lockspace", s.space)
    for who, flags in (("a", SHARED), ("b", SHARED), ("a", SHARED), ("a", 0), ("b", 0)):
        s.call(who, "acquire", s.space, "r", flags | AUTOCREATE)
    for who in ("a", "a", "a"):
        s.call(who, "release", s.space, "r")
        s.files()
    s.call("b", "acquire", s.space, "r", AUTOCREATE)
    s.call("b", "release", s.space, "r")
    s.files()
    s.call("b", "acquire", s.space, "r", AUTOCREATE)
    s.call("a", "release", s.space, "r")
    s.call("b", "restrict")
    for method, args in (("restrict", ()), ("release", (s.space, "r")), ("new", (s.space,)),
                         ("acquire", (s.space, "q")), ("register", ()),
                         ("create_lockspace", (s.space,))):
        s.call("b", method, *args)
    # Whoever only speaks for another process can go.
    s.hang_up("b")
    s.call("a", "acquire", s.space, "r", AUTOCREATE)


SCRIPTS = (unregistered, default_space, named_space, sharing)


class Pair:
    """One daemon, or two."""

    def __init__(self, *programs):
        self.programs = programs

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="virtlockd.")
        self.daemons = []
        for number, program in enumerate(self.programs):
            folder = Path(self.folder.name) / str(number)
            folder.mkdir()
            os.chmod(self.folder.name, 0o755)
            self.daemons.append(Manager(program, folder).__enter__())
        return self.daemons

    def __exit__(self, *_):
        for daemon in self.daemons:
            daemon.__exit__()
        self.folder.cleanup()


def notes_of(program, script):
    with Pair(program) as (daemon,):
        with as_user():
            s = Script(daemon)
            script(s)
            # We are the owner that virtlockd ends with its locks.
            for name in list(s.wires):
                s.call(name, "register", pid=1)
                s.hang_up(name)
        return s.notes


def compare(tap, ours, script):
    mine, theirs = notes_of(ours, script), notes_of(REAL, script)
    wrong = [f"ours:   {a}\ntheirs: {b}" for a, b in zip(mine, theirs) if a != b]
    if len(mine) != len(theirs):
        wrong.append(f"{len(mine)} lines, not {len(theirs)}")
    tap.check(f"{script.__name__}: {len(theirs)} answers alike", wrong[:10])


def exclusion(first, second):
    """The holder is the first daemon; what is wrong."""
    wrong = []
    with Pair(first, second) as (holder, other), as_user():
        space, disk = str(holder.home / "space"), str(holder.home / "disk")
        Path(disk).touch()
        a, b = LockWire(holder.socket), LockWire(other.socket)
        for wire in (a, b):
            wire.register(pid=1)
            wire.create_lockspace(space)
        for args in (("", disk), (space, "lease")):
            for held, wanted in ((0, 0), (0, SHARED), (SHARED, 0), (SHARED, SHARED)):
                a.acquire(*args, held | AUTOCREATE)
                expected = held and wanted
                try:
                    b.acquire(*args, wanted | AUTOCREATE)
                    if not expected:
                        wrong.append(f"{args}: {wanted} beside {held}")
                    b.release(*args)
                except Refused as refused:
                    if expected or (refused.code, refused.domain) != (87, 51):
                        wrong.append(f"{args}: {wanted} beside {held}: {refused}")
                a.release(*args)
                if args[0] == "":
                    Path(disk).touch()
        a.close()
        b.close()
    return wrong


def aliases(program):
    """One file under several names is locked once, and stays locked when others are given up."""
    wrong = []
    with Pair(program, program) as (holder, other), as_user():
        disk, link, symlink = (str(holder.home / name) for name in ("disk", "link", "symlink"))
        Path(disk).touch()
        os.link(disk, link)
        os.symlink(disk, symlink)
        a, b = LockWire(holder.socket), LockWire(other.socket)
        for wire in (a, b):
            wire.register(pid=1)

        def expect(what, wire, method, path, flags=0, busy=True):
            try:
                getattr(wire, method)("", path, flags)
                if busy:
                    wrong.append(f"{what}: {method} {path} succeeds")
            except Refused as refused:
                if not busy or refused.code != 87:
                    wrong.append(f"{what}: {method} {path}: {refused}")

        expect("first", a, "acquire", disk, busy=False)
        for path in (link, symlink):
            for method in ("acquire", "create", "delete"):
                expect("alias", a, method, path)
            expect("other daemon", b, "acquire", path)
        expect("still", b, "acquire", disk)
        a.release("", disk)
        for path in (disk, link, symlink):
            expect("shared", a, "acquire", path, SHARED, busy=False)
        for path in (link, disk):
            expect("given up", a, "release", path, busy=False)
            expect("one left", b, "acquire", disk)
        expect("last", a, "release", symlink, busy=False)
        expect("free", b, "acquire", disk, busy=False)
        a.close()
        b.close()
    return wrong


def spared(program):
    """A file with something in it was not made for being locked, whatever a client says."""
    with Pair(program) as (daemon,), as_user(), LockWire(daemon.socket) as wire:
        disk = daemon.home / "disk"
        disk.write_bytes(b"data")
        wire.register(pid=1)
        wire.acquire("", str(disk), AUTOCREATE)
        wire.release("", str(disk))
        return [] if disk.exists() else ["it was removed"]


def owners(program):
    """A process that lets go of its connection with locks held is ended, and keeps them until it
    is; one that ends loses them."""
    wrong = []
    for name, body, status in (
            ("hangs up", "close", signal.SIGTERM), ("will not end", "stubborn", signal.SIGKILL),
            ("ends", "exit", 3), ("holds nothing", "empty", None)):
        with Pair(program) as (daemon,):
            space = str(daemon.home / "space")
            child = os.fork()
            if child == 0:
                become_user()
                wire = LockWire(daemon.socket)
                wire.register()
                wire.create_lockspace(space)
                wire.acquire(space, "r", AUTOCREATE)
                if body == "empty":
                    wire.release(space, "r")
                if body == "stubborn":
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                if body == "exit":
                    os._exit(3)
                wire.close()
                time.sleep(DEADLINE)
                os._exit(0)
            ended = wait_for(child, 1 if body == "empty" else DEADLINE)
            if body == "empty":
                if ended is not None:
                    wrong.append(f"{name}: ended with {ended}")
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            elif ended != (-status if body != "exit" else status):
                wrong.append(f"{name}: ended with {ended}")
            deadline = time.monotonic() + 5
            while os.path.exists(space + "/r") and time.monotonic() < deadline:
                time.sleep(0.01)
            if os.path.exists(space + "/r"):
                wrong.append(f"{name}: still locked")
            if daemon.process.poll() is not None:
                wrong.append(f"{name}: virtlockd ended with {daemon.process.poll()}")
    return wrong


def wait_for(child, seconds):
    """The exit code as subprocess gives it, or None."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    return None


def main():
    tap = Tap()
    ours = sys.argv[1]
    real = os.access(REAL, os.X_OK)
    for script in SCRIPTS:
        if real:
            compare(tap, ours, script)
        else:
            tap.skip(script.__name__, f"{REAL} is not installed")
    tap.check("two of ours keep each other out", exclusion(ours, ours))
    if real:
        tap.check("ours keeps theirs out", exclusion(ours, REAL))
        tap.check("theirs keeps ours out", exclusion(REAL, ours))
    tap.check("one file under several names", aliases(ours))
    tap.check("disks are not removed", spared(ours))
    tap.check("owners that let go", owners(ours))
    tap.finish()


if __name__ == "__main__":
    main()

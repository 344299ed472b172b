#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-restart.py VIRTLOGD VIRTLOCKD: both are told to run themselves anew, again and again, under
load, and the program that they find then is sometimes the distribution's: nothing is lost."""

import array
import fcntl
import os
import signal
import struct
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from daemons import Manager, as_user, become_user  # noqa: E402
from tap import Tap  # noqa: E402
from wire import (  # noqa: E402
    AUTOCREATE, LOG, SHARED, LockWire, LogWire, Reader, Refused, Wire, packet, text, u32)

REAL = {"virtlogd": "/usr/sbin/virtlogd", "virtlockd": "/usr/sbin/virtlockd"}
CONF = {"virtlogd": "max_size = 200000\nmax_backups = 32\n", "virtlockd": ""}
GUESTS = [f"{n:08}-2222-3333-4444-555555555555" for n in range(20)]
DEADLINE = 20


def wait_until(what, condition):
    deadline = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.005)


class Exchangeable(Manager):
    """The program is a link, which can be turned elsewhere."""

    def __init__(self, program, folder):
        name = os.path.basename(program)
        (folder / "bin").mkdir()
        self.link = folder / "bin" / name
        self.link.symlink_to(os.path.abspath(program))
        super().__init__(self.link, folder, CONF[name])

    def restart(self, program=None):
        if program:
            os.unlink(self.link)
            self.link.symlink_to(os.path.abspath(program))
        state = self.run_dir / f"libvirt/{self.name}-restart-exec.json"
        before = os.stat(f"/proc/{self.process.pid}/exe").st_ino
        wanted = os.stat(self.link).st_ino
        generation = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        start = generation.split()[25]  # the address of the code is new each time
        self.process.send_signal(signal.SIGUSR1)

        def is_new():
            if self.process.poll() is not None:
                raise ChildProcessError(f"it ended with {self.process.poll()}:\n"
                                        + self.log.read_text()[-2000:])
            stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
            return stat.split()[25] != start or before != wanted
        try:
            wait_until("a new program", is_new)
        except TimeoutError as failure:
            raise TimeoutError(self.log.read_text()) from failure
        wait_until("the right program",
                   lambda: os.stat(f"/proc/{self.process.pid}/exe").st_ino == wanted)
        wait_until("the state to be taken", lambda: not state.exists())
        # It listens to the next signal before it listens to anybody.
        with as_user(), Wire(self.socket) as wire:
            try:
                wire.call(LOG, 99)
            except Refused:
                pass


def programs(ours, both):
    """What to find at the link, restart by restart; None for the same as before."""
    real = REAL[os.path.basename(ours)]
    return [real, None, ours, None, real, ours, None] if both else [None] * 6


class Writer(threading.Thread):
    """A guest that talks: numbered lines, as fast as they are taken, with rests."""

    def __init__(self, fd, number):
        super().__init__()
        self.fd, self.number, self.sent, self.is_stopping = fd, number, bytearray(), False

    def run(self):
        count = 0
        while not self.is_stopping:
            data = b"".join(b"%d %d\n" % (self.number, count + i) for i in range(200))
            count += 200
            os.write(self.fd, data)  # blocks while the pipe is full
            self.sent += data
            time.sleep(0.01)
        os.close(self.fd)


def written(path):
    backups = sorted(path.parent.glob(path.name + ".*"), key=lambda p: -int(p.suffix[1:]))
    return b"".join(p.read_bytes() for p in [*backups, path])


def logs(ours, both):
    wrong = []
    with tempfile.TemporaryDirectory(prefix="restart.") as folder:
        os.chmod(folder, 0o755)
        with Exchangeable(ours, Path(folder)) as daemon:
            with as_user():
                wire = LogWire(daemon.socket)
                paths = [daemon.home / f"guest{n}" for n in range(5)]
                writers = [Writer(wire.open(p, name=f"g{n}", uuid=GUESTS[n])[0], n)
                           for n, p in enumerate(paths)]
            for writer in writers:
                writer.start()
            for program in programs(ours, both):
                time.sleep(0.1)
                daemon.restart(program)
                for path in paths:
                    wire.position(path)
            try:
                with as_user(), LogWire(daemon.socket) as other:
                    other.open(paths[0])
                wrong.append("opened twice")
            except Refused as refused:
                if refused.code != 38:
                    wrong.append(f"opened twice: {refused}")
            for writer in writers:
                writer.is_stopping = True
                writer.join()
            for path, writer in zip(paths, writers):
                wait_until(f"{path.name} to be written",
                           lambda p=path, w=writer: sum(f.stat().st_size for f in
                                                        p.parent.glob(p.name + "*"))
                           >= len(w.sent))
                if written(path) != writer.sent:
                    wrong.append(f"{path.name}: {len(written(path))} bytes, "
                                 f"{len(writer.sent)} were sent, or others")
            wire.close()
    return wrong


def half_a_call(ours, _):
    """A call that is on its way when the program changes."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="restart.") as folder:
        os.chmod(folder, 0o755)
        with Exchangeable(ours, Path(folder)) as daemon, as_user():
            wire = LogWire(daemon.socket)
            path = daemon.home / "guest"
            wire.open(path)
            data = packet(LOG, 2, text(str(path)) + u32(0), wire.serial)
            for size in (1, 3, 4, 20, 28, len(data) - 1):
                wire.socket.sendall(data[:size])
                wait_until("the first part to be taken", lambda: unread(wire.socket) == 0)
                os.seteuid(0)
                daemon.restart()
                wire.socket.sendall(data[size:])
                try:
                    Reader(wire.answer()).u64()
                except (OSError, struct.error, Refused) as failure:
                    wrong.append(f"after {size} bytes: {failure}")
            wire.close()
    return wrong


def unread(client):
    """Bytes that the peer has not taken yet."""
    count = array.array("i", [0])
    fcntl.ioctl(client.fileno(), termios.TIOCOUTQ, count)
    return count[0]


def locks(ours, both):
    wrong = []

    def expect(what, code, method, *args):
        try:
            method(*args)
            found = 0
        except Refused as refused:
            found = refused.code
        if found != code:
            wrong.append(f"{what}: {found}, not {code}")

    with tempfile.TemporaryDirectory(prefix="restart.") as folder:
        os.chmod(folder, 0o755)
        parts = [Path(folder) / "holder", Path(folder) / "other"]
        for part in parts:
            part.mkdir()
        with Exchangeable(ours, parts[0]) as daemon, Exchangeable(ours, parts[1]) as rival:
            with as_user():
                space, disk = str(daemon.home / "space"), str(daemon.home / "disk")
                Path(disk).touch()
                a, b, c = (LockWire(daemon.socket) for _ in range(3))
                other = LockWire(rival.socket)
                for n, wire in enumerate((a, b, other)):
                    wire.register(uuid=GUESTS[n], name=f"g{n}", number=n + 1, pid=100000 + n)
                a.create_lockspace(space)
                other.create_lockspace(space)
                a.acquire("", disk)
                a.acquire(space, "alone", AUTOCREATE)
                a.acquire(space, "shared", AUTOCREATE | SHARED)
                b.acquire(space, "shared", AUTOCREATE | SHARED)
                b.restrict()
            stop = threading.Event()
            leaks = []

            def try_all_the_time():
                while not stop.is_set():
                    for args in (("", disk, 0), (space, "alone", AUTOCREATE),
                                 (space, "shared", AUTOCREATE)):
                        try:
                            other.acquire(*args)
                            leaks.append(args)
                        except Refused:
                            pass
            thread = threading.Thread(target=try_all_the_time)
            thread.start()
            for program in programs(ours, both):
                daemon.restart(program)
                expect("still restricted", 29, b.acquire, "", disk)
                expect("still held", 87, a.acquire, "", disk)
                expect("still held, in the space", 87, a.acquire, space, "alone", AUTOCREATE)
                expect("space there", 1, a.new, space)
                expect("not registered", 55, c.acquire, "", disk)
            stop.set()
            thread.join()
            wrong += [f"the other one got {args}" for args in leaks[:3]]
            expect("given back", 0, a.release, "", disk)
            expect("given back", 0, a.release, space, "alone")
            expect("given back", 0, a.release, space, "shared")
            expect("free", 0, other.acquire, "", disk)
            expect("free", 0, other.acquire, space, "alone", AUTOCREATE)
            expect("held by the second owner", 87, other.acquire, space, "shared", AUTOCREATE)
            for wire in (a, b, c, other):
                wire.close()
    return wrong


def owners(ours, both):
    """The process that a connection stands for is known to the new program as well."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="restart.") as folder:
        os.chmod(folder, 0o755)
        with Exchangeable(ours, Path(folder)) as daemon:
            disk = daemon.home / "disk"
            disk.touch()
            os.chmod(disk, 0o666)
            readable, writable = os.pipe()
            child = os.fork()
            if child == 0:
                become_user()
                wire = LockWire(daemon.socket)
                wire.register()
                wire.acquire("", str(disk))
                wire.restrict()
                os.write(writable, b"x")
                signal.pause()
                wire.close()
                os._exit(0)
            os.read(readable, 1)
            for program in programs(ours, both):
                daemon.restart(program)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            with as_user(), LockWire(daemon.socket) as wire:
                wire.register(pid=1)

                def is_free():
                    try:
                        wire.acquire("", str(disk))
                        return True
                    except Refused:
                        return False
                wait_until("the lock to be given back", is_free)
    return wrong


def no_program(ours, _):
    """There is nothing to run: the daemon goes on as it is."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="restart.") as folder:
        os.chmod(folder, 0o755)
        with Exchangeable(ours, Path(folder)) as daemon:
            with as_user():
                wire = LogWire(daemon.socket)
                path = daemon.home / "guest"
                fd, _, _ = wire.open(path)
            target = os.readlink(daemon.link)
            os.unlink(daemon.link)
            daemon.process.send_signal(signal.SIGUSR1)
            wait_until("a word about it", lambda: "Unable to restart" in daemon.log.read_text())
            os.write(fd, b"on and on\n")
            wire.position(path)
            daemon.link.symlink_to(target)
            daemon.restart()
            os.write(fd, b"and again\n")
            wire.position(path)
            if path.read_bytes() != b"on and on\nand again\n":
                wrong.append(f"{path.read_bytes()}")
            wire.close()
    return wrong


def killed(log, lock):
    """Without warning: what was written is there, what was locked is free, and the next one finds
    nothing in its way."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="restart.") as folder:
        os.chmod(folder, 0o755)
        parts = [Path(folder) / name for name in ("log", "lock", "rival")]
        for part in parts:
            part.mkdir()
        with Manager(log, parts[0], CONF["virtlogd"]) as logs_daemon, \
                Manager(lock, parts[1]) as locks_daemon, Manager(lock, parts[2]) as rival:
            path, disk = logs_daemon.home / "guest", locks_daemon.home / "disk"
            with as_user():
                disk.touch()
                with LogWire(logs_daemon.socket) as wire:
                    fd, inode, _ = wire.open(path)
                    os.write(fd, b"before\n")
                    wire.position(path)
                holder, other = LockWire(locks_daemon.socket), LockWire(rival.socket)
                holder.register(pid=1)
                other.register(pid=1)
                holder.acquire("", str(disk))
            for daemon in (logs_daemon, locks_daemon):
                daemon.process.kill()
                daemon.process.wait()
                daemon.run()
            with as_user(), LogWire(logs_daemon.socket) as wire:
                found = wire.open(path)[1:]
                if found != (inode, 7):
                    wrong.append(f"the log is at {found}, not {(inode, 7)}")
                os.close(fd)
            with as_user():
                other.acquire("", str(disk))
                with LockWire(locks_daemon.socket) as wire:
                    wire.register(pid=1)
                    try:
                        wire.acquire("", str(disk))
                        wrong.append("locked twice")
                    except Refused:
                        pass
                holder.close()
                other.close()
    return wrong


def main():
    tap = Tap()
    log, lock = sys.argv[1:]
    for name, test, program in (("logs", logs, log), ("locks", locks, lock),
                                ("owners", owners, lock)):
        tap.check(f"{name}: restarts", test(program, False))
        if os.access(REAL[os.path.basename(program)], os.X_OK):
            tap.check(f"{name}: changes of the implementation", test(program, True))
        else:
            tap.skip(f"{name}: changes of the implementation", "theirs is not installed")
    tap.check("half a call", half_a_call(log, False))
    tap.check("killed", killed(log, lock))
    tap.check("no program to run", no_program(log, False))
    tap.finish()


if __name__ == "__main__":
    main()

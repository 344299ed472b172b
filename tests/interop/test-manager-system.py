#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-manager-system.py VIRTLOGD VIRTLOCKD: both as daemons of the system, with the settings that they
have without a file. Root is served, and nobody else."""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from daemons import Daemon, as_user  # noqa: E402
from tap import Tap  # noqa: E402
from wire import LockWire, LogWire, Refused  # noqa: E402


class System(Daemon):
    def __init__(self, program, folder):
        super().__init__(folder)
        self.program = Path(program).resolve()
        self.socket = folder / f"run/libvirt/{self.program.name}-sock"

    def run(self):
        self.start([self.program, "--root", self.folder], {})


def log(daemon, folder):
    path = folder / "guest.log"
    with LogWire(daemon.socket) as wire:
        fd = wire.open(str(path))[0]
        os.write(fd, b"said")
        offset = wire.position(str(path))[1]
        os.close(fd)
    return [] if offset == 4 and path.read_bytes() == b"said" else [offset]


def lock(daemon, folder):
    with LockWire(daemon.socket) as wire:
        wire.register()
        wire.create_lockspace(str(folder / "space"))
        wire.create(str(folder / "space"), "disk")
        wire.acquire(str(folder / "space"), "disk")
        wire.release(str(folder / "space"), "disk")
    return []


def refused(daemon, wire):
    """Another user, by a socket that was opened to everybody by mistake."""
    for path in (daemon.folder, *daemon.socket.parents[:2], daemon.socket):
        os.chmod(path, 0o777)
    with as_user():
        try:
            with wire(daemon.socket) as client:
                client.position("/any") if wire is LogWire else client.register()
        except (OSError, Refused) as error:
            return [] if "Disallowing" in str(error) else [error]
    return ["another user is served"]


def main():
    if os.geteuid() != 0:
        Tap.skip_all("needs root")
    tap = Tap()
    for program, wire, use in zip(sys.argv[1:], (LogWire, LockWire), (log, lock)):
        with tempfile.TemporaryDirectory() as folder, System(program, Path(folder)) as daemon:
            tap.check(f"{daemon.program.name} serves root", use(daemon, Path(folder)))
            tap.check(f"{daemon.program.name} serves nobody else", refused(daemon, wire))
    tap.finish()


if __name__ == "__main__":
    main()

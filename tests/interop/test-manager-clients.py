#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-manager-clients.py PROGRAM VIRTLOGD VIRTLOCKD: what drivers do with the managers, with ours
and the distribution's."""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from daemons import Manager, become_user  # noqa: E402
from tap import Tap  # noqa: E402

REAL = ("/usr/sbin/virtlogd", "/usr/sbin/virtlockd")
SECONDS = 60
LOG = """open: yes
place: yes
one file: 1, 15 bytes on
append: yes
read: yes
from the guest
from the driver
open again: Cannot open log file: 'HOME/guest.log': Device or resource busy
nothing there: internal error: No open log file /nonexistent/log
"""
LOCK = """add: yes
add read-only: yes
load: yes
no such manager: Plugin sanlock is not installed
add: yes
add read-only: yes
add: yes
add read-only: yes
nop acquires: yes
acquire: yes
acquire for another: resource busy: Lockspace resource 'NAME' is locked
acquire shared: resource busy: Lockspace resource 'NAME' is locked
release for another: internal error: owner 2 does not hold the resource lock
release: yes
release again: resource busy: Lockspace resource 'NAME' is not locked
no such space: internal error: Lockspace for path HOME/space does not exist
nothing of it held: yes
release: yes
add: yes
add read-only: yes
tie: yes
start: yes
tied: yes
acquire for it: yes
held after it: yes
release: yes
"""
REFUSED = "Read/write, exclusive access, disks were present, but no leases specified"


def run(client, daemon, *args):
    """What it says."""
    result = subprocess.run(
        [client, *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True, check=False,
        text=True, timeout=SECONDS, preexec_fn=become_user)
    said = result.stdout + result.stderr
    if result.returncode:
        said += f"exit status {result.returncode}\n"
    return said.replace(str(daemon.home), "HOME")


def differ(said, expected):
    lines = list(zip(said.splitlines(), expected.splitlines()))
    wrong = [f"{a}\nexpected: {b}" for a, b in lines if a != b]
    if len(said.splitlines()) != len(expected.splitlines()):
        wrong += [f"{len(said.splitlines())} lines, not {len(expected.splitlines())}:", said]
    return wrong


def logs(client, program):
    with tempfile.TemporaryDirectory(prefix="clients.") as name:
        with Manager(program, Path(name)) as daemon:
            return differ(run(client, daemon, "log", daemon.socket, daemon.home / "guest.log"), LOG)


def locks(client, program):
    wrong = []
    with tempfile.TemporaryDirectory(prefix="clients.") as name:
        with Manager(program, Path(name)) as daemon:
            disk, settings = daemon.home / "disk", Path(name) / "qemu-lockd.conf"
            for text, resource in (
                    ("", str(disk).replace(str(daemon.home), "HOME")),
                    (f'file_lockspace_dir = "{daemon.home}/files"\n',
                     hashlib.sha256(str(disk).encode()).hexdigest())):
                disk.touch()
                disk.chmod(0o666)
                settings.write_text(text, encoding="utf-8")
                wrong += differ(run(client, daemon, "lock", daemon.socket, settings, disk,
                                    daemon.home), LOCK.replace("NAME", resource))
                if not disk.exists():
                    wrong.append("the disk is gone")
            settings.write_text("auto_disk_leases = 0\n", encoding="utf-8")
            said = run(client, daemon, "lock", daemon.socket, settings, disk, daemon.home)
            if f"acquire: unsupported configuration: {REFUSED}\n" not in said:
                wrong += ["without leases:", said]
    return wrong


def main():
    tap = Tap()
    client = os.path.abspath(sys.argv[1])
    for whose, programs in (("ours", sys.argv[2:]), ("theirs", REAL)):
        for test, program in zip((logs, locks), programs):
            if os.access(program, os.X_OK):
                tap.check(f"{test.__name__}, {whose}", test(client, program))
            else:
                tap.skip(f"{test.__name__}, {whose}", f"{program} is not installed")
    tap.finish()


if __name__ == "__main__":
    main()

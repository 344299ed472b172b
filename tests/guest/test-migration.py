#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests move between two daemons of the distribution, with our library as the client:
test-migration.py LIBRARY_FOLDER

migration-client.py does it and prints what it saw, once with the distribution's library and once
with ours; both must see the same."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402
from transcripts import compare  # noqa: E402

PYTHON = "/usr/bin/python3"  # the one that the distribution's binding is for
QEMU = "/usr/bin/qemu-system-x86_64"
SECONDS = 100
OUR_LIBRARY = "library 12008000"
UUIDS = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"]


def obstacle():
    if not daemons.RealDaemon.is_installed() or not os.access(QEMU, os.X_OK):
        return "needs the distribution's libvirtd and QEMU"
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return "only root can give two daemons two host names"
    if subprocess.run([PYTHON, "-c", "import libvirt"], stderr=subprocess.DEVNULL,
                      check=False).returncode:
        return "needs python3-libvirt"
    return None


def transcript(library, hosts, folder):
    """What the client prints on that library: its lines."""
    log = folder / "transcript"
    known = [host.process for host in hosts]
    with open(log, "wb") as out:
        client = subprocess.Popen(
            [PYTHON, str(HERE / "migration-client.py"), *(host.uri for host in hosts), str(folder)],
            env={**os.environ, "LD_LIBRARY_PATH": library}, stdout=out, stderr=out,
            stdin=subprocess.DEVNULL)
    deadline = time.monotonic() + SECONDS
    # Emulators are orphans of their daemon, which wants to see them end.
    while client.poll() is None and time.monotonic() < deadline:
        daemons.reap_orphans([client, *known])
        time.sleep(0.02)
    late = client.poll() is None
    daemons.end(client, signal.SIGKILL)
    lines = log.read_text(encoding="utf-8").replace(library or "/nowhere", "").splitlines()
    return lines + [f"not done after {SECONDS} seconds"] * late


def main():
    why = obstacle()
    if why:
        Tap.skip_all(why)
    tap = Tap()
    daemons.adopt_orphans()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chmod(folder, 0o777)
        hosts = [daemons.RealHost(folder / host, host, uuid)
                 for host, uuid in zip(("alpha", "beta"), UUIDS, strict=True)]
        for host in hosts:
            host.folder.mkdir()
        try:
            with hosts[0], hosts[1]:
                theirs = transcript("", hosts, folder)
                compare(tap, theirs, transcript(sys.argv[1], hosts, folder), OUR_LIBRARY)
        finally:
            for pid in daemons.orphans([]):
                os.kill(pid, signal.SIGKILL)
            daemons.reap()
    tap.finish()


if __name__ == "__main__":
    main()

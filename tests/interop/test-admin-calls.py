#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The administrative API and protocol, of the distribution's library and ours, on its daemon and on
ours: test-admin-calls.py BUILD

Each pair must print what the original's own pair does (admin-calls.py)."""

import difflib
import os
import pwd
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402

THEIR_LIBRARIES = "/usr/lib/x86_64-linux-gnu"
# What differs and may: [(in theirs, in ours)]
KNOWN = [
    # Numbers of clients depend on how often the test looked whether the daemon listens.
    (r"[Cc]lient (not found: (?:N|n)o client with matching (?:ID|id)) '\d+'", r"client \1 'N'"),
    (r"(with matching (?:ID|id)) '\d+'", r"\1 'N'"),
    # A label of the kernel's security module.
    (r", \('selinux_context', 7\)", ""),
]


def mask(text):
    for pattern, what in KNOWN:
        text = re.sub(pattern, what, text)
    return text


def run(libraries, daemon, user):
    result = subprocess.run(
        ["/usr/bin/python3", str(HERE / "admin-calls.py"), libraries, str(daemon.admin_socket)],
        env={**os.environ, "LD_LIBRARY_PATH": libraries, "HOME": "/"}, text=True, check=False,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, **user)
    return mask(result.stdout + result.stderr)


class TheirDaemon(daemons.RealDaemon):
    def command(self):
        return [daemons.REAL_DAEMON]

    @property
    def admin_socket(self):
        return self.folder / "run/libvirt/libvirt-admin-sock"


def as_nobody():
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def main():
    build = Path(sys.argv[1]).resolve()
    our_libraries = str(build / "src/libraries")
    tap = Tap()
    if not daemons.RealDaemon.is_installed() or not os.access(
            f"{THEIR_LIBRARIES}/libvirt-admin.so.0", os.R_OK):
        tap.skip_all("the distribution's libvirtd is not installed")
    daemons.adopt_orphans()
    said = {}
    for side, make, user in (("theirs", TheirDaemon, as_nobody()),
                             ("ours", lambda f: daemons.OurDaemon(build, f), {})):
        for name, libraries in (("theirs", THEIR_LIBRARIES), ("ours", our_libraries)):
            with tempfile.TemporaryDirectory() as folder:
                os.chmod(folder, 0o755)
                with make(Path(folder)) as daemon:
                    said[name, side] = run(libraries, daemon, user)
            daemons.reap()
    expected = said["theirs", "theirs"].splitlines()
    for (name, side), text in said.items():
        if (name, side) != ("theirs", "theirs"):
            tap.check(f"{name} on {side}: {len(expected)} lines", list(difflib.unified_diff(
                expected, text.splitlines(), "theirs", "found", lineterm="", n=0)))
    tap.finish()


if __name__ == "__main__":
    main()

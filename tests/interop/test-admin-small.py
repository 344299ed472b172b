#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""virt-admin on virtlogd and virtlockd, the distribution's and ours: test-admin-small.py BUILD"""

import os
import pwd
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402

SECONDS = 20
# They have no workers, and that cannot be changed.
CALLS = ["server-list", "server-threadpool-info admin", "server-threadpool-info NAME",
         "server-clients-info NAME", "server-clients-info admin", "client-list NAME",
         "client-info admin 99", "daemon-log-outputs", "daemon-log-filters", "server-update-tls NAME",
         "server-threadpool-set NAME 1", "server-threadpool-set NAME 0 1", "server-threadpool-set NAME 0 0",
         "server-threadpool-set NAME --priority-workers 1", "server-threadpool-info NAME",
         "server-clients-set NAME --max-clients 2000", "server-clients-info NAME", "uri", "version"]


class TheirSmall(daemons.RealDaemon):
    def __init__(self, folder, name):
        super().__init__(folder)
        self.name = name
        self.socket = folder / f"run/libvirt/{name}-admin-sock"

    def command(self):
        return [f"/usr/sbin/{self.name}"]


class OurSmall(daemons.OurDaemon):
    def __init__(self, build, folder, name):
        super().__init__(build, folder)
        self.name = name
        self.socket = folder / f"run/libvirt/{name}-admin-sock"

    def run(self):
        self.start([str(self.build / "src/daemons" / self.name), "--root", str(self.folder)], {})


def ask(build, daemon, user):
    command = "; ".join(CALLS).replace("NAME", daemon.name)
    result = subprocess.run(
        [str(build / "src/tools/virt-admin/virt-admin"), "-c",
         f"{daemon.name}:///session?socket={daemon.socket}", command], text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS,
        env={**os.environ, "LD_LIBRARY_PATH": str(build / "src/libraries"), "HOME": "/"}, **user)
    text = re.sub(r" 0( +)(virt\w+)\n 1( +)admin\n", r" 0\1admin\n 1\3\2\n", result.stdout)
    return text.replace(str(daemon.socket), "SOCKET").replace("9.0.0", "12.8.0")


def main():
    build = Path(sys.argv[1]).resolve()
    tap = Tap()
    daemons.adopt_orphans()
    nobody = pwd.getpwnam("nobody")
    theirs = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} \
        if os.geteuid() == 0 else {}
    for name in ("virtlogd", "virtlockd"):
        if not os.access(f"/usr/sbin/{name}", os.X_OK):
            tap.skip(name, "the distribution's is not installed")
            continue
        said = []
        for make, user in ((lambda f: TheirSmall(f, name), theirs), (lambda f: OurSmall(build, f, name), {})):
            with tempfile.TemporaryDirectory() as folder:
                os.chmod(folder, 0o755)
                with make(Path(folder)) as daemon:
                    said.append(ask(build, daemon, user))
            daemons.reap()
        tap.check(name, [] if said[0] == said[1] and "nclients_max        : 2000" in said[0] else said)
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our client on the distribution's daemon: test-real-daemon.py CLIENT

CLIENT (real-daemon-client) gets the URI of a private daemon that serves test:///default."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import daemons  # noqa: E402

SKIP = 77


def main():
    if not daemons.RealDaemon.is_installed():
        return SKIP
    daemons.adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        with daemons.RealDaemon(Path(folder)) as daemon:
            status = subprocess.run([sys.argv[1], daemon.uri], timeout=60, check=False).returncode
        daemons.reap()
    return status


if __name__ == "__main__":
    sys.exit(main())

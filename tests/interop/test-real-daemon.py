#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our client on the distribution's daemon: test-real-daemon.py CLIENT

CLIENT (real-daemon-client) gets the URI of a private daemon that serves test:///default. Needs
root, since the daemon writes its state below /run."""

import os
import signal
import subprocess
import sys
import tempfile
import time

CONF = """unix_sock_dir = "{0}"
auth_unix_rw = "none"
auth_unix_ro = "none"
listen_tls = 0
listen_tcp = 0
"""
SKIP = 77


def main():
    if os.geteuid() != 0 or not os.path.exists("/usr/sbin/libvirtd"):
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        conf = os.path.join(folder, "libvirtd.conf")
        socket = os.path.join(folder, "libvirt-sock")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(CONF.format(folder))
        daemon = subprocess.Popen(["/usr/sbin/libvirtd", "-f", conf, "-p",
                                   os.path.join(folder, "pid"), "--timeout", "10"])
        try:
            for _ in range(1000):
                if os.path.exists(socket):
                    break
                time.sleep(0.01)
            uri = f"test+unix:///default?socket={socket}"
            return subprocess.run([sys.argv[1], uri], timeout=60, check=False).returncode
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(20)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The distribution's virsh on our daemon: test-virsh.py DAEMON

The daemon serves a private folder, with the test driver."""

import os
import signal
import subprocess
import sys
import tempfile
import time

# Meson points it at our library, which is not for their virsh; our daemon finds its own.
os.environ.pop("LD_LIBRARY_PATH", None)

XML = ("<domain type='test'><name>w1</name><memory>1024</memory>"
       "<os><type>hvm</type></os></domain>")


class Daemon:
    def __init__(self, program, folder):
        self.socket = os.path.join(folder, "run/libvirt/libvirt-sock")
        self.socket_ro = self.socket + "-ro"
        self.process = subprocess.Popen([program, "--root", folder])
        for _ in range(500):
            if os.path.exists(self.socket_ro):
                return
            time.sleep(0.01)
        raise SystemExit("the daemon does not listen")

    def argv(self, *args, read_only=False):
        path = self.socket_ro if read_only else self.socket
        return ["virsh", "-c", f"test+unix:///default?socket={path}",
                *(["-r"] if read_only else []), *args]

    def virsh(self, *args, read_only=False):
        return subprocess.run(self.argv(*args, read_only=read_only), capture_output=True,
                              text=True, timeout=20)


def expect(result, *texts, fails=False):
    said = result.stdout + result.stderr
    if (result.returncode != 0) != fails:
        raise SystemExit(f"{result.args}: exit {result.returncode}\n{said}")
    for text in texts:
        if text not in said:
            raise SystemExit(f"{result.args}: no '{text}' in\n{said}")


def run(daemon, folder):
    path = os.path.join(folder, "w1.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(XML)
    events = subprocess.Popen(daemon.argv("event", "--all", "--loop", "--timeout", "60"),
                              stdout=subprocess.PIPE, text=True)
    time.sleep(0.7)
    expect(daemon.virsh("list", "--all"), "Id")
    expect(daemon.virsh("define", path), "Domain 'w1' defined")
    expect(daemon.virsh("start", "w1"), "started")
    expect(daemon.virsh("list"), "w1", "running")
    expect(daemon.virsh("dominfo", "w1"), "Max memory:     1024 KiB")
    expect(daemon.virsh("dumpxml", "w1"), "<name>w1</name>")
    expect(daemon.virsh("destroy", "w1"), "destroyed")
    expect(daemon.virsh("dominfo", "nope"), "failed to get domain 'nope'", fails=True)
    expect(daemon.virsh("list", "--all", read_only=True), "w1", "shut off")
    expect(daemon.virsh("undefine", "w1", read_only=True),
           "operation forbidden: read only access prevents virDomainUndefine", fails=True)
    expect(daemon.virsh("undefine", "w1"), "undefined")
    time.sleep(0.3)
    events.send_signal(signal.SIGINT)
    seen = events.communicate(timeout=20)[0]
    for text in ("Defined", "Started", "Stopped", "Undefined"):
        if text not in seen:
            raise SystemExit(f"virsh event: no '{text}' in\n{seen}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        daemon = Daemon(sys.argv[1], folder)
        try:
            run(daemon, folder)
        finally:
            daemon.process.send_signal(signal.SIGTERM)
            code = daemon.process.wait(20)
        if code:
            raise SystemExit(f"the daemon ended with {code}")


if __name__ == "__main__":
    main()

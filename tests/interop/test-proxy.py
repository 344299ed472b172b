#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""virtproxyd between the distribution's virsh and Python binding on one side and its libvirtd on the
other, which stands in for a modular daemon: test-proxy.py VIRTPROXYD"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402

UUID = "11111111-2222-3333-4444-555555555555"
SECRET = f"""<secret ephemeral='no' private='no'><uuid>{UUID}</uuid>
<usage type='volume'><volume>/a/volume</volume></usage></secret>"""
WATCHER = """
import libvirt, os, sys, threading
libvirt.virEventRegisterDefaultImpl()
def run():
    while True:
        libvirt.virEventRunDefaultImpl()
threading.Thread(target=run, daemon=True).start()
conn = libvirt.open(sys.argv[1])
done = threading.Event()
conn.secretEventRegisterAny(None, libvirt.VIR_SECRET_EVENT_ID_LIFECYCLE,
    lambda c, s, event, detail, o: print("event", s.UUIDString(), event, flush=True), None)
conn.registerCloseCallback(lambda c, reason, o: (print("closed", reason, flush=True), done.set()), None)
print("ready", flush=True)
done.wait(20)
os._exit(0)
"""


class RealSecrets(daemons.RealDaemon):
    driver, path = "secret", "session"


class Proxy(daemons.Daemon):
    def __init__(self, program, folder):
        super().__init__(folder)
        self.program = program
        self.socket = folder / "run/libvirt/libvirt-sock"

    def run(self):
        self.start([self.program, "--root", str(self.folder)], {})

    def uri(self, scheme="secret", path="session", suffix=""):
        return f"{scheme}+unix:///{path}?socket={self.socket}{suffix}"


def virsh(uri, *args, options=()):
    done = subprocess.run(["/usr/bin/virsh", *options, "-c", uri, *args], capture_output=True,
                          text=True, timeout=30, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, (done.stdout + done.stderr).strip()


def expect(got, status, text):
    return [] if got[0] == status and text in got[1] else [f"expected {status}, {text}; got {got}"]


def calls(tap, proxy, folder):
    definition = folder / "secret.xml"
    definition.write_text(SECRET, encoding="utf-8")
    uri = proxy.uri()
    tap.check("what it has itself", expect(virsh(proxy.uri("test", "default"), "list", "--name"), 0, "test"))
    tap.check("a call goes through", expect(virsh(uri, "secret-list"), 0, "UUID"))
    tap.check("a document goes through",
              expect(virsh(uri, "secret-define", str(definition)), 0, "created"))
    tap.check("what is there is seen", expect(virsh(uri, "secret-list"), 0, "/a/volume"))
    tap.check("an error comes back", expect(virsh(uri, "secret-dumpxml", "nosuch"), 1, "nosuch"))
    tap.check("who only looks changes nothing",
              expect(virsh(proxy.uri(suffix="-ro"), "secret-undefine", UUID),
                     1, "read only"))
    tap.check("a daemon that is not there is named",
              expect(virsh(proxy.uri("network", "system"), "net-list"), 1, "virtnetworkd-sock"))


def events(tap, proxy, real):
    with subprocess.Popen(["/usr/bin/python3", "-c", WATCHER, proxy.uri()], stdout=subprocess.PIPE,
                          text=True) as watcher:
        first = watcher.stdout.readline()
        virsh(proxy.uri(), "secret-undefine", UUID)
        event = watcher.stdout.readline()
        tap.check("events come through", [] if first == "ready\n" and event.startswith("event 1111")
                  else [first, event])
        daemons.end(real.process, signal.SIGKILL)
        closed = watcher.stdout.readline()
        tap.check("a client learns that the daemon behind died", [] if closed.startswith("closed")
                  else [closed or "nothing"])
    tap.check("and another one is told what is wrong",
              [] if virsh(proxy.uri(), "secret-list")[0] == 1 else ["no error"])


def main():
    if not daemons.RealDaemon.is_installed():
        Tap.skip_all("needs the original daemon")
    os.environ.pop("LD_LIBRARY_PATH", None)
    daemons.adopt_orphans()
    program = os.path.abspath(sys.argv[1])
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="proxy-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("real", "proxy/run/libvirt"):
            (folder / part).mkdir(parents=True)
        (folder / "real").chmod(0o755)
        with RealSecrets(folder / "real") as real, Proxy(program, folder / "proxy") as proxy:
            for suffix in ("", "-ro"):  # a session has no read-only one
                (folder / f"proxy/run/libvirt/virtsecretd-sock{suffix}").symlink_to(real.socket)
            time.sleep(1)
            calls(tap, proxy, folder)
            events(tap, proxy, real)
        daemons.reap()
    tap.finish()


if __name__ == "__main__":
    main()

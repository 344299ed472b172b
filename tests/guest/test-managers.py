#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-managers.py VIRTLOGD VIRTLOCKD: guests of the distribution's libvirtd, whose output goes
through our virtlogd and whose disks are locked by our virtlockd; and the same with its own. What is
seen must be the same."""

import hashlib
import os
import re
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402
from wire import AUTOCREATE, LockWire, Refused  # noqa: E402

QEMU = "/usr/bin/qemu-system-x86_64"
REAL = ("/usr/sbin/virtlogd", "/usr/sbin/virtlockd")
PLUGIN = "libvirt/lock-driver/lockd.so"
SECONDS = 30
GUEST = """
<domain type='qemu'>
  <name>{name}</name>
  <memory unit='MiB'>16</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/><source file='{disk}'/><target dev='vda' bus='virtio'/>
    </disk>
    {lease}
    <serial type='pty'/>
    <serial type='file'><source path='{serial}'/></serial>
    <memballoon model='none'/>
  </devices>
</domain>"""
LEASE = "<lease><lockspace>area</lockspace><key>key</key><target path='{folder}'/></lease>"


def obstacle():
    if not daemons.RealDaemon.is_installed() or not os.access(QEMU, os.X_OK):
        return "needs the distribution's libvirtd and QEMU"
    if not all(os.access(program, os.X_OK) for program in REAL):
        return "needs the distribution's virtlogd and virtlockd"
    if not list(Path("/usr/lib").glob(f"*/{PLUGIN}")):
        return "needs the distribution's lockd plug-in"
    try:
        import libvirt  # noqa: F401
    except ImportError:
        return "needs python3-libvirt"
    return None


class Host(daemons.RealDaemon):
    driver, path = "qemu", "session"

    def __init__(self, folder, space):
        super().__init__(folder)
        self.space = space

    def configure(self):
        conf = self.folder / "home/.config/libvirt"
        conf.mkdir(parents=True)
        (conf / "qemu.conf").write_text('stdio_handler = "logd"\nlock_manager = "lockd"\n',
                                        encoding="utf-8")
        lines = 'auto_disk_leases = 1\nrequire_lease_for_disks = 0\n'
        if self.space:
            lines += f'file_lockspace_dir = "{self.folder}/home/space"\n'
        (conf / "qemu-lockd.conf").write_text(lines, encoding="utf-8")


class Story:
    def __init__(self, host, managers):
        import libvirt
        self.libvirt = libvirt
        libvirt.registerErrorHandler(lambda *args: None, None)
        self.host, self.managers = host, managers
        self.home = host.folder / "home"
        self.notes = []
        self.conn = libvirt.open(host.uri)

    def say(self, *words):
        line = " ".join(str(w) for w in words).replace(str(self.host.folder), "FOLDER")
        line = re.sub(r"pid \d+|/dev/pts/\d+|[0-9a-f]{64}|[\d-]{10}T[\d:.]+Z", "N", line)
        self.notes.append(line)

    def guest(self, name, lease=""):
        disk = self.disk(name)
        disk.write_bytes(bytes(1 << 20))
        disk.chmod(0o666)
        return self.conn.defineXML(GUEST.format(name=name, disk=disk, lease=lease,
                                                serial=self.home / f"{name}.serial"))

    def disk(self, name):
        return self.home / f"{name}.disk"

    def lock(self, name, method="acquire"):
        """As some other host's guest that uses the disk."""
        path = str(self.disk(name))
        if self.host.space:
            args = str(self.home / "space"), hashlib.sha256(path.encode()).hexdigest()
        else:
            args = "", path
        if method == "acquire":
            args += (AUTOCREATE,) if self.host.space else (0,)
        try:
            getattr(self.other, method)(*args)
            self.say(method, name, "succeeds")
        except Refused as refused:
            self.say(method, name, "fails:", refused.code)

    def start(self, domain):
        self.attempt(domain, "create")

    def attempt(self, domain, method):
        try:
            getattr(domain, method)()
            self.say(method, domain.name(), "succeeds")
        except self.libvirt.libvirtError as error:
            self.say(method, domain.name(), "fails:", error.get_error_code(),
                     error.get_error_domain(), error.get_error_message())

    def log_of(self, name):
        path = self.home / f".cache/libvirt/qemu/log/{name}.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def expect(self, name, words):
        deadline = time.monotonic() + SECONDS
        while words not in self.log_of(name) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.say("log of", name, "has", words, ":", words in self.log_of(name))

    def spaces(self):
        for path in sorted(self.home.glob("space/*")):
            self.say("lease", oct(path.stat().st_mode))

    def run(self):
        with daemons.as_user():
            self.other = LockWire(self.managers[1].socket)
        self.other.register(pid=1)
        first = self.guest("first", LEASE.format(folder=self.home / "leases"))
        second = self.guest("second", LEASE.format(folder=self.home / "leases"))
        area = str(self.home / "leases/area")
        self.other.create_lockspace(area)
        self.other.create(area, "key")
        self.start(first)
        self.expect("first", "starting up")
        self.expect("first", "char device redirected to")
        self.say("serial there:", (self.home / "first.serial").exists())
        self.spaces()
        self.lock("first")
        self.start(second)
        for manager in self.managers:
            manager.process.send_signal(signal.SIGUSR1)
        time.sleep(0.5)
        self.lock("first")
        self.start(second)
        first.destroy()
        self.expect("first", "shutting down")
        self.lock("first")
        self.start(second)
        self.expect("second", "char device redirected to")
        second.suspend()
        self.lock("second")
        self.attempt(second, "resume")
        self.lock("second", "release")
        self.attempt(second, "resume")
        self.lock("second")
        # The emulator goes without a word to anybody.
        pid = (self.host.folder / "run/libvirt/qemu/run/second.pid").read_text(encoding="ascii")
        os.kill(int(pid), signal.SIGKILL)
        deadline = time.monotonic() + SECONDS
        while second.isActive() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.say("second runs:", second.isActive())
        self.lock("second")
        self.start(first)
        self.lock("first", "release")
        self.start(first)
        first.destroy()
        self.spaces()
        self.conn.close()
        self.other.close()
        return self.notes


class Reaper(threading.Thread):
    """Emulators are orphans of their daemon, which wants to see them end."""

    def __init__(self, known):
        super().__init__(daemon=True)
        self.known, self.is_stopping = known, False

    def run(self):
        while not self.is_stopping:
            daemons.reap_orphans(self.known)
            time.sleep(0.02)


def tell(programs, space):
    daemons.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="managers.") as name:
        folder = Path(name)
        os.chmod(folder, 0o755)
        with Host(folder, space) as host, \
                daemons.Manager(programs[0], folder) as log, \
                daemons.Manager(programs[1], folder) as lock:
            known = [host.process, log.process, lock.process]
            reaper = Reaper(known)
            reaper.start()
            try:
                story = Story(host, [log, lock])
                try:
                    return story.run()
                except Exception:
                    print("# " + "\n# ".join(story.notes))
                    raise
            finally:
                reaper.is_stopping = True
                reaper.join()
                for pid in daemons.orphans(known):
                    os.kill(pid, signal.SIGKILL)
                daemons.reap_orphans(known)


def main():
    why = obstacle()
    if why:
        Tap.skip_all(why)
    tap = Tap()
    for space in (False, True):
        ours, theirs = tell(sys.argv[1:], space), tell(REAL, space)
        wrong = [f"ours:   {a}\ntheirs: {b}" for a, b in zip(ours, theirs) if a != b]
        wrong += ours[len(theirs):] + theirs[len(ours):]
        if not wrong and sum("create" in line and "succeeds" in line for line in theirs) != 3:
            wrong += ["not what was to be seen:", *theirs]
        tap.check("leases in a folder" if space else "locks on disks", wrong)
    tap.finish()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Private daemons for tests and benchmarks: ours and the distribution's, both serving test:///default.
Each lives in a folder of its own and is ended by whoever started it."""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time

REAL_DAEMON = "/usr/sbin/libvirtd"
PR_SET_CHILD_SUBREAPER = 36
START_SECONDS = 10
END_SECONDS = 5


def adopt_orphans():
    """What the daemons leave behind becomes ours, so that reap() sees its end."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def reap_orphans(known):
    """Let go of what a daemon left behind and has ended; known processes have somebody who waits."""
    for pid in orphans(known):
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            pass


def orphans(known):
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as children:
        return {int(pid) for pid in children.read().split()} - {p.pid for p in known}


def end(process, number=signal.SIGTERM):
    """Of a process that we started."""
    if process.poll() is None:
        process.send_signal(number)
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Daemon:
    """Use with "with"."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None
        self.log = folder / "log"

    def start(self, argv, env, **options):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                argv, env={**os.environ, **env}, cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, **options)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                end(self.process)
                raise SystemExit(f"{argv[0]} does not listen:\n{self.log.read_text()}")
            time.sleep(0.0005)

    def answers(self):
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.socket)) == 0

    def pin(self, cpus):
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            os.sched_setaffinity(int(thread), cpus)

    def __enter__(self):
        self.run()
        return self

    def __exit__(self, *_):
        end(self.process)


class OurDaemon(Daemon):
    def __init__(self, build, folder):
        super().__init__(folder)
        self.build = build
        self.socket = folder / "run/libvirt/libvirt-sock"
        self.read_only_socket = folder / "run/libvirt/libvirt-sock-ro"
        self.admin_socket = folder / "run/libvirt/libvirt-admin-sock"

    @property
    def uri(self):
        return f"test+unix:///default?socket={self.socket}"

    @property
    def read_only_uri(self):
        return f"test+unix:///default?socket={self.read_only_socket}"

    def run(self):
        self.start([str(self.build / "src/daemons/libvirtd"), "--root", str(self.folder)], {})


class RealDaemon(Daemon):
    """As nobody, if root runs it: a session daemon leaves the system's folders alone."""

    driver, path = "test", "default"
    drops_rights = False  # by itself

    def __init__(self, folder):
        super().__init__(folder)
        self.socket = folder / "run/libvirt/libvirt-sock"

    def configure(self):
        """Write what the daemon is to find in its folder."""

    def command(self):
        return [REAL_DAEMON, "--timeout", "300"]

    def run(self):
        options = {}
        for name in ("home", "run"):
            (self.folder / name).mkdir(mode=0o700)
        self.configure()
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            if not self.drops_rights:
                options = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        self.start(self.command(),
                   {"HOME": str(self.folder / "home"),
                    "XDG_RUNTIME_DIR": str(self.folder / "run"),
                    "LD_LIBRARY_PATH": ""},  # its own library, not the one under test
                   **options)

    @property
    def uri(self):
        return f"{self.driver}+unix:///{self.path}?socket={self.socket}"

    @staticmethod
    def is_installed():
        return os.access(REAL_DAEMON, os.X_OK)


class RealHost(RealDaemon):
    """With QEMU guests, and a host name and UUID of its own, so that two of them are two hosts.
    Only root may give it a name."""

    driver, path = "qemu", "session"
    drops_rights = True

    def __init__(self, folder, name, uuid):
        super().__init__(folder)
        self.name, self.uuid = name, uuid

    def configure(self):
        conf = self.folder / "home/.config/libvirt"
        conf.mkdir(parents=True)
        (conf / "libvirtd.conf").write_text(f'host_uuid = "{self.uuid}"\n', encoding="utf-8")
        # No virtlogd: it would have to be started and ended too.
        (conf / "qemu.conf").write_text('stdio_handler = "file"\n', encoding="utf-8")

    def command(self):
        argv = " ".join(super().command())
        return ["unshare", "--uts", "sh", "-c",
                f"hostname {self.name} && exec setpriv --reuid=nobody --regid=nogroup "
                f"--clear-groups {argv}"]


class Manager(Daemon):
    """virtlogd or virtlockd, ours or the distribution's, of an ordinary user's session: nobody's, if
    root starts it. Whoever talks to it must be that user: as_user()."""

    def __init__(self, program, folder, conf=""):
        super().__init__(folder)
        self.program = os.path.abspath(program)
        self.name = os.path.basename(self.program)
        self.log = folder / f"log-{self.name}"
        self.home = folder / "home"
        self.run_dir = folder / "run"
        self.socket = self.run_dir / f"libvirt/{self.name}-sock"
        self.conf = conf
        self.args = []

    def environment(self):
        return {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.run_dir),
                "XDG_CONFIG_HOME": str(self.folder / "config"), "LD_LIBRARY_PATH": ""}

    def run(self):
        options = {}
        config = self.folder / "config/libvirt"
        for path in (self.home, self.run_dir, config):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (config / f"{self.name}.conf").exists():
            (config / f"{self.name}.conf").write_text(self.conf, encoding="utf-8")
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            options = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        self.start([self.program, *self.args], self.environment(), **options)

    def answers(self):
        # Whom it does not serve it may answer all the same.
        with as_user():
            return super().answers()


@contextlib.contextmanager
def as_user():
    """Be nobody for a while, if we are root."""
    if os.geteuid() != 0:
        yield
        return
    nobody = pwd.getpwnam("nobody")
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(nobody.pw_gid)
    os.seteuid(nobody.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def become_user():
    """For good, in a child."""
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.seteuid(0)
        os.setgroups([])
        os.setresgid(*[nobody.pw_gid] * 3)
        os.setresuid(*[nobody.pw_uid] * 3)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Private daemons for tests and benchmarks: ours with the in-memory driver, and the distribution's,
both serving test:///default. Each lives in a folder of its own and is ended by whoever started it."""

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

    @property
    def uri(self):
        return f"test+unix:///default?socket={self.socket}"

    def __enter__(self):
        self.run()
        return self

    def __exit__(self, *_):
        end(self.process)


class OurDaemon(Daemon):
    def __init__(self, build, folder):
        super().__init__(folder)
        self.build = build
        self.socket = folder / "sock"

    def run(self):
        self.start([str(self.build / "src/daemons/libvirtd"), "--listen-socket", str(self.socket),
                    "--driver", "memory"],
                   {"LIBVIRT_DRIVER_DIR": str(self.build / "src/drivers/memory"),
                    "VIRTUE_MEMORY_AS_TEST": "1"})


class RealDaemon(Daemon):
    """As nobody, if root runs it: a session daemon leaves the system's folders alone."""

    def __init__(self, folder):
        super().__init__(folder)
        self.socket = folder / "run/libvirt/libvirt-sock"

    def run(self):
        options = {}
        for name in ("home", "run"):
            (self.folder / name).mkdir(mode=0o700)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            options = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            for path in (self.folder, self.folder / "home", self.folder / "run"):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        self.start([REAL_DAEMON, "--timeout", "300"],
                   {"HOME": str(self.folder / "home"),
                    "XDG_RUNTIME_DIR": str(self.folder / "run"),
                    "LD_LIBRARY_PATH": ""},  # its own library, not the one under test
                   **options)

    @staticmethod
    def is_installed():
        return os.access(REAL_DAEMON, os.X_OK)

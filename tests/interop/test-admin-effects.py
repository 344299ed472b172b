#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What virt-admin changes takes effect at once on our running daemon: test-admin-effects.py BUILD"""

import os
import pwd
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402

SECONDS = 10
BUILD = Path(sys.argv[1]).resolve()
LIBRARIES = str(BUILD / "src/libraries")


class Admin:
    """Our virt-admin on a daemon."""

    def __init__(self, daemon):
        self.daemon = daemon

    def run(self, *words, **options):
        uri = f"libvirtd:///session?socket={self.daemon.admin_socket}"
        return subprocess.run(
            [str(BUILD / "src/tools/virt-admin/virt-admin"), *words], text=True, cwd="/", check=False,
            env={**os.environ, "LIBVIRT_ADMIN_DEFAULT_URI": uri, "LD_LIBRARY_PATH": LIBRARIES},
            stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, **options)

    def must(self, *words):
        result = self.run(*words)
        if result.returncode != 0:
            raise SystemExit(f"{words}: {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout

    def numbers(self, *words):
        return {k: int(v) for k, v in re.findall(r"^(\w+) *: (\d+)$", self.must(*words), flags=re.M)}


def virsh(uri, *words):
    """The distribution's, as a client of ours."""
    begin = time.monotonic()
    result = subprocess.run(["virsh", "-c", uri, *words], text=True, capture_output=True, check=False,
                            env={**os.environ, "LD_LIBRARY_PATH": ""}, timeout=SECONDS)
    return result, time.monotonic() - begin


class Visitor:
    """A client that stays, with "with"."""

    def __init__(self, uri):
        self.uri = uri

    def __enter__(self):
        self.process = subprocess.Popen(
            ["virsh", "-c", self.uri], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.STDOUT, env={**os.environ, "LD_LIBRARY_PATH": ""})
        self.ask("hostname")
        return self

    def ask(self, command):
        """All that is said until the answer's line."""
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        said = [self.process.stdout.readline()]
        while command not in said[-1]:
            said.append(self.process.stdout.readline())
        return "".join(said) + self.process.stdout.readline()

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def wait_for(what):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.02)
    return False


def check_client_limits(tap, daemon):
    admin, problems = Admin(daemon), []
    with Visitor(daemon.uri):
        admin.must("server-clients-set", "libvirtd", "--max-clients", "1", "--max-unauth-clients", "1")
        result, seconds = virsh(daemon.uri, "list")
        if result.returncode == 0 or "Too many active clients (1)" not in result.stderr:
            problems.append(f"a second client: {result.returncode} {result.stderr}")
        if seconds > 5:
            problems.append(f"it was told after {seconds:.1f} s")
        admin.must("server-clients-set", "libvirtd", "--max-clients", "2")
        result, _ = virsh(daemon.uri, "list")
        if result.returncode != 0:
            problems.append(f"a second client of two: {result.stderr}")
        numbers = admin.numbers("server-clients-info", "libvirtd")
        expected = {"nclients_max": 2, "nclients": 1, "nclients_unauth_max": 1, "nclients_unauth": 0}
        if numbers != expected:
            problems.append(f"{numbers}, expected {expected}")
    admin.must("server-clients-set", "libvirtd", "--max-clients", "5000", "--max-unauth-clients", "20")
    tap.check("limits of clients", problems)


def check_disconnect(tap, daemon):
    admin, problems = Admin(daemon), []
    with Visitor(daemon.uri) as one, Visitor(daemon.uri) as two:
        ids = [line.split()[0] for line in admin.must("-q", "client-list", "libvirtd").splitlines()]
        info = admin.must("client-info", "libvirtd", ids[0])
        if f"unix_process_id: {one.process.pid}\n" not in info:
            problems.append(f"no {one.process.pid} in {info}")
        user = pwd.getpwuid(os.geteuid())
        for line in (f"unix_user_id   : {user.pw_uid}", f"unix_user_name : {user.pw_name}",
                     f"unix_group_id  : {os.getegid()}", "transport      : unix"):
            if line not in info:
                problems.append(f"no '{line}' in {info}")
        admin.must("client-disconnect", "libvirtd", ids[0])
        if len(admin.must("-q", "client-list", "libvirtd").splitlines()) != 1:
            problems.append("the client is still listed")
        if "end of file" not in one.ask("hostname"):
            problems.append("the client was not told")
        if socket.gethostname() not in two.ask("hostname"):
            problems.append("another client suffered")
    tap.check("clients are known and cut off", problems)


def threads_of(daemon):
    return len(os.listdir(f"/proc/{daemon.process.pid}/task"))


def check_workers(tap, daemon):
    admin, problems = Admin(daemon), []
    admin.must("server-threadpool-set", "libvirtd", "--min-workers", "1", "--max-workers", "3",
               "--priority-workers", "1")
    numbers = admin.numbers("server-threadpool-info", "libvirtd")
    wanted = {"minWorkers": 1, "maxWorkers": 3, "prioWorkers": 1, "jobQueueDepth": 0}
    if {k: numbers[k] for k in wanted} != wanted or not numbers["nWorkers"] <= 3:
        problems.append(f"{numbers}, expected {wanted}")
    # Many that ask for what takes a worker, and no more threads than that.
    busy = [subprocess.Popen(["virsh", "-c", daemon.uri, *["capabilities;" * 50]],
                             stdout=subprocess.DEVNULL, env={**os.environ, "LD_LIBRARY_PATH": ""})
            for _ in range(8)]
    most = 0
    while any(p.poll() is None for p in busy):
        numbers = admin.numbers("server-threadpool-info", "libvirtd")
        most = max(most, numbers["nWorkers"])
    if most > 3:
        problems.append(f"{most} workers, at most 3 were allowed")
    if any(p.returncode for p in busy):
        problems.append("a client failed")
    admin.must("server-threadpool-set", "libvirtd", "--min-workers", "5", "--max-workers", "20",
               "--priority-workers", "5")
    tap.check("numbers of workers", problems)


def check_logging(tap, daemon):
    admin, problems = Admin(daemon), []
    path = daemon.folder / "elsewhere.log"
    admin.must("daemon-log-outputs", f"1:file:{path}")
    admin.must("daemon-log-filters", "1:rpc 1:daemons")
    virsh(daemon.uri, "list")
    if not wait_for(lambda: path.is_file() and " debug : " in path.read_text(encoding="utf-8")):
        problems.append("nothing was logged to the new place")
    admin.must("daemon-log-filters", "4:rpc 4:daemons")
    size = path.stat().st_size
    virsh(daemon.uri, "list")
    if path.stat().st_size != size:
        problems.append(f"filters did not close: {path.read_text(encoding='utf-8')[size:]}")
    admin.must("daemon-log-filters", "")
    admin.must("daemon-log-outputs", "")
    tap.check("the log", problems)


def check_entry(tap, daemon):
    """Another user has the right to the socket's folder, but not to administer."""
    if os.geteuid() != 0:
        tap.skip("who may come in", "only root can be somebody else")
        return
    nobody = pwd.getpwnam("nobody")
    path = daemon.admin_socket
    os.chmod(path, 0o777)
    result = Admin(daemon).run("uri", user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])
    problems = []
    if result.returncode != 1 or "Failed to connect to the admin server" not in result.stderr:
        problems.append(f"{result.returncode} {result.stdout} {result.stderr}")
    if Admin(daemon).run("uri").returncode != 0:
        problems.append("its own user is kept out")
    os.chmod(path, 0o700)
    tap.check("who may come in", problems)


def check_ends(tap, folder):
    """A daemon that is told to end, now or when it is idle, does."""
    for name, words, waits in (("shutdown", ["daemon-shutdown"], False),
                               ("time out", ["daemon-timeout", "1"], True)):
        place = folder / name.replace(" ", "-")
        place.mkdir()
        problems = []
        with daemons.OurDaemon(BUILD, place) as daemon:
            admin = Admin(daemon)
            with Visitor(daemon.uri):
                admin.must(*words)
                if waits:
                    time.sleep(1.5)
                    if daemon.process.poll() is not None:
                        problems.append("it ended although it had a client")
            if not wait_for(lambda: daemon.process.poll() is not None):
                problems.append("it did not end")
            elif daemon.process.returncode != 0:
                problems.append(f"it ended with {daemon.process.returncode}")
        tap.check(name, problems)


def check_flag(tap, daemon):
    result = Admin(daemon).run("daemon-shutdown", "--preserve")
    tap.check("guests are not said to be kept by who cannot", [] if result.returncode == 1 and
              "libvirtd cannot preserve guests" in result.stderr and
              daemon.process.poll() is None else [result.stderr])


def check_tcp(tap, folder, family, host, shown):
    try:
        with socket.socket(family) as probe:
            probe.bind((host, 0))
            port = probe.getsockname()[1]
    except OSError as error:
        tap.skip(f"clients of TCP, {host}", f"no such address here: {error}")
        return
    place = folder / f"tcp-{family}"
    (place / "etc/libvirt").mkdir(parents=True)
    (place / "etc/libvirt/libvirtd.conf").write_text(
        f'listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\ntcp_port = "{port}"\n'
        f'listen_addr = "{host}"\n', encoding="utf-8")

    class Listening(daemons.OurDaemon):
        def run(self):
            self.start([str(BUILD / "src/daemons/libvirtd"), "--root", str(self.folder), "--listen"], {})

    with Listening(BUILD, place) as daemon, Visitor(f"test+tcp://{shown}:{port}/default"):
        admin = Admin(daemon)
        row = admin.must("-q", "client-list", "libvirtd").split()
        info = admin.must("client-info", "libvirtd", row[0])
        known = re.search(rf"^sock_addr      : {re.escape(shown)}:\d+$", info, re.M)
        problems = [] if row[1] == "tcp" and known and "unix_" not in info else [row, info]
    tap.check(f"clients of TCP, {host}", problems)


def main():
    tap = Tap()
    if subprocess.run(["which", "virsh"], capture_output=True, check=False).returncode:
        tap.skip_all("the distribution's virsh is not installed")
    with tempfile.TemporaryDirectory() as top:
        os.chmod(top, 0o755)
        place = Path(top, "main")
        place.mkdir()
        with daemons.OurDaemon(BUILD, place) as daemon:
            for check in (check_client_limits, check_disconnect, check_workers, check_logging,
                          check_entry, check_flag):
                check(tap, daemon)
        check_ends(tap, Path(top))
        check_tcp(tap, Path(top), socket.AF_INET, "127.0.0.1", "127.0.0.1")
        check_tcp(tap, Path(top), socket.AF_INET6, "::1", "[::1]")
    tap.finish()


if __name__ == "__main__":
    main()

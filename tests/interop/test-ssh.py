#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Daemons reached through programs: the real ssh with a private sshd, and "ext".

    test-ssh.py BUILD [--mib N]

Our client on the distribution's daemon and on ours, its client on ours, by netcat and by either
virt-ssh-helper; then what goes wrong on the way."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import daemons  # noqa: E402
import sshd  # noqa: E402
from tap import Tap  # noqa: E402

PYTHON = "/usr/bin/python3"
CLIENT_SECONDS = 300
CALL = "import sys, libvirt; libvirt.open(sys.argv[1])"


class Ways:
    def __init__(self, build, folder, tap, mib):
        self.library, self.tap, self.mib = build / "src/libraries", tap, mib
        self.folder = folder
        self.ours = self.real = self.sshd = None

    def environment(self, library, **more):
        env = {**os.environ, "LIBVIRT_AUTOSTART": "0", "PYTHONDONTWRITEBYTECODE": "1", **more}
        env.pop("LD_LIBRARY_PATH", None)
        if library:
            env["LD_LIBRARY_PATH"] = str(library)
            env["LEFTOVERS"] = "no"
        return env

    def run(self, name, uri, library, mib=0, **more):
        done = subprocess.run([PYTHON, str(HERE / "way-client.py"), uri, str(mib)],
                              env=self.environment(library, **more), capture_output=True, text=True,
                              timeout=CLIENT_SECONDS, check=False)
        self.tap.check(name, (done.stderr or f"ended with {done.returncode}").splitlines()
                       if done.returncode else [])

    def ssh_uri(self, scheme, path, *params):
        return (f"{scheme}+ssh://127.0.0.1:{self.sshd.port}{path}?"
                + "&".join([f"command={self.sshd.ssh_command()}", f"keyfile={self.sshd.key}", *params]))

    def expect_failure(self, name, uri, *texts):
        done = subprocess.run([PYTHON, "-c", CALL, uri], env=self.environment(self.library),
                              capture_output=True, text=True, timeout=60, check=False)
        lost = [f"'{text}' is not in: {done.stderr}" for text in texts if text not in done.stderr]
        self.tap.check(name, lost if done.returncode else ["it opened"])


def check_programs(ways):
    """No ssh: any program that passes bytes on."""
    for tool, arguments in (("socat", "- UNIX-CONNECT:"), ("nc", "-U ")):
        if not shutil.which(tool):
            ways.tap.skip(f"ext by {tool}", "not installed")
            continue
        for whose, daemon in (("theirs", ways.real), ("ours", ways.ours)):
            program = ways.folder / f"{tool}-{whose}"
            program.write_text(f"#!/bin/sh\nexec {tool} {arguments}{daemon.socket}\n")
            program.chmod(0o755)
            ways.run(f"ext by {tool} to {whose}", f"test+ext:///default?command={program}",
                     ways.library, 4 if daemon is ways.ours else 0,
                     **({"SILENCE": "1"} if tool == "socat" else {}))


def check_ssh(ways):
    by_netcat = "proxy=netcat"
    ours, real = f"socket={ways.ours.socket}", f"socket={ways.real.socket}"
    ways.run("ours on theirs", ways.ssh_uri("test", "/default", real, by_netcat), ways.library)
    ways.run("ours on ours", ways.ssh_uri("test", "/default", ours, by_netcat), ways.library, 16)
    ways.run("theirs on ours", ways.ssh_uri("test", "/default", ours, by_netcat), None, 16)
    pool = ways.real.folder / "pool"
    pool.mkdir(mode=0o777)
    pool.chmod(0o777)
    ways.run(f"{ways.mib} MiB there and back, ours on theirs",
             ways.ssh_uri("qemu", "/session", real, by_netcat), ways.library, ways.mib,
             POOL=str(pool))


def check_libraries(ways, build):
    """The same without a program here, by whichever library was built in."""
    for name in ("libssh", "libssh2"):
        module = build / f"src/libraries/libvirt/transport/libvirt_transport_{name}.so"
        if not module.exists():
            ways.tap.skip(name, "not built")
            continue

        def uri(scheme, path, socket, transport=name):
            return (f"{scheme}+{transport}://127.0.0.1:{ways.sshd.port}{path}?keyfile={ways.sshd.key}"
                    f"&known_hosts={ways.sshd.known_hosts}&sshauth=privkey&socket={socket}")

        ways.run(f"{name}, ours on theirs", uri("test", "/default", ways.real.socket), ways.library)
        ways.run(f"{name}, ours on ours", uri("test", "/default", ways.ours.socket), ways.library,
                 ways.mib // 4)
        ways.expect_failure(f"{name}, no such socket", uri("test", "/default", "/no/such/socket"),
                            "Remote command terminated with non-zero code: 1")


def check_failures(ways):
    port, command = ways.sshd.port, ways.sshd.ssh_command()
    socket = f"socket={ways.real.socket}"
    other = ways.folder / "other_key"
    sshd.make_key(other)
    base = f"test+ssh://127.0.0.1:{port}/default?command={command}&{socket}"
    ways.expect_failure("a key that is not known", f"{base}&keyfile={other}", "Permission denied")
    ways.expect_failure("nobody listens", base.replace(str(port), str(sshd.free_port())),
                        "Connection refused")
    ways.expect_failure("no such socket", ways.ssh_uri("test", "/default", "socket=/no/such/socket"),
                        "/no/such/socket")
    known = ways.sshd.known_hosts.read_text()
    ways.sshd.known_hosts.write_text(known.replace("ssh-ed25519 AAAA", "ssh-ed25519 AAAB"))
    ways.expect_failure("another host key", ways.ssh_uri("test", "/default", socket),
                        "Host key verification failed")
    ways.sshd.known_hosts.write_text(known)


def check_helper(ways, build):
    """The programs look for the system's socket, or the user's own. In a mount namespace of ours
    that is the private daemon's."""
    helpers = {"ours": build / "src/tools/ssh-helper", "theirs": Path("/usr/bin")}
    for whose, folder in helpers.items():
        if not (folder / "virt-ssh-helper").exists():
            ways.tap.skip(f"{whose} virt-ssh-helper", "not installed")
            continue
        with sshd.Sshd(ways.folder / f"sshd-{whose}", folder) as server:
            uri = (f"test+ssh://127.0.0.1:{server.port}/default?command={server.ssh_command()}"
                   f"&keyfile={server.key}&proxy=native")
            ways.run(f"{whose} virt-ssh-helper, ours on ours", uri, ways.library, 16)
            ways.run(f"{whose} virt-ssh-helper, theirs on ours", uri, None)
            ways.run(f"{whose} virt-ssh-helper where there may be none",
                     uri.replace("proxy=native", "proxy=auto"), ways.library)


def can_have_system_socket():
    return os.geteuid() == 0 and subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/run"], capture_output=True,
        check=False).returncode == 0


def enter_namespace(ways):
    """Nobody else sees what /run/libvirt has from now on."""
    os.makedirs("/run/libvirt", exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "none", "/run/libvirt"], check=True)
    os.symlink(ways.ours.socket, "/run/libvirt/libvirt-sock")
    os.symlink(ways.ours.read_only_socket, "/run/libvirt/libvirt-sock-ro")


def check_all(ways, build, is_private):
    with daemons.RealDaemon(ways.folder / "real") as ways.real, \
            daemons.OurDaemon(build, ways.folder / "ours") as ways.ours:
        check_programs(ways)
        with sshd.Sshd(ways.folder / "sshd") as ways.sshd:
            check_ssh(ways)
            check_libraries(ways, build)
            check_failures(ways)
        if is_private:
            enter_namespace(ways)
            check_helper(ways, build)
        else:
            ways.tap.skip("virt-ssh-helper", "needs root and a mount namespace")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--mib", type=int, default=256)
    parser.add_argument("--private", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not sshd.is_installed() or not daemons.RealDaemon.is_installed():
        Tap.skip_all("openssh-server or libvirtd is not installed")
    if subprocess.run([PYTHON, "-c", "import libvirt"], check=False,
                      stderr=subprocess.DEVNULL).returncode:
        Tap.skip_all("python3-libvirt is not installed")
    if not args.private and can_have_system_socket():
        os.execvp("unshare", ["unshare", "-m", "--propagation", "private", sys.executable, __file__,
                              str(args.build), "--mib", str(args.mib), "--private"])
    daemons.adopt_orphans()
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chmod(folder, 0o755)
        for part in ("real", "ours"):
            (folder / part).mkdir(mode=0o755)
        check_all(Ways(args.build.resolve(), folder, tap, args.mib), args.build.resolve(),
                  args.private)
        time.sleep(0.1)
        daemons.reap()
    tap.finish()


if __name__ == "__main__":
    main()

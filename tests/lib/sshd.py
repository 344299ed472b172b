# SPDX-License-Identifier: LGPL-2.1-or-later
"""A private sshd on the loopback interface, with keys of its own, for the user who runs it."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import daemons

SSHD = "/usr/sbin/sshd"
START_SECONDS = 10


def is_installed():
    return all(map(os.path.exists, (SSHD, "/usr/bin/ssh", "/usr/bin/ssh-keygen")))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_key(path, kind="ed25519", passphrase=""):
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", path], check=True,
                   stdin=subprocess.DEVNULL)


class Sshd:
    """Use with "with". path: where its users' programs are found first."""

    def __init__(self, folder, path=None):
        self.folder = Path(folder)
        self.port = free_port()
        self.user = getpass.getuser()
        self.key = self.folder / "user_key"
        self.locked_key = self.folder / "locked_key"
        self.passphrase = "open sesame"
        self.known_hosts = self.folder / "known_hosts"
        self.log = self.folder / "sshd.log"
        self.process = None
        self.path = path

    def write_files(self):
        self.folder.mkdir(mode=0o700, exist_ok=True)
        make_key(self.folder / "host_key")
        make_key(self.key)
        make_key(self.locked_key, "ecdsa", self.passphrase)
        public = [key.with_suffix(".pub").read_text() for key in (self.key, self.locked_key)]
        (self.folder / "authorized_keys").write_text("".join(public))
        host = " ".join((self.folder / "host_key.pub").read_text().split()[:2])
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {host}\n")
        path = f"SetEnv PATH={self.path}:{os.environ['PATH']}\n" if self.path else ""
        run = os.environ.get("XDG_RUNTIME_DIR")
        environment = f"SetEnv XDG_RUNTIME_DIR={run}\n" if run and not path else ""
        (self.folder / "sshd_config").write_text(f"""Port {self.port}
ListenAddress 127.0.0.1
HostKey {self.folder}/host_key
AuthorizedKeysFile {self.folder}/authorized_keys
StrictModes no
UsePAM no
PidFile none
PermitRootLogin yes
PasswordAuthentication no
{path}{environment}""")

    def ssh_command(self, *options):
        """A program that is ssh with none of the user's settings."""
        program = self.folder / "ssh"
        program.write_text(f"""#!/bin/sh
exec /usr/bin/ssh -F none -o UserKnownHostsFile={self.known_hosts} -o IdentitiesOnly=yes \\
    -o BatchMode=yes {' '.join(options)} "$@"
""")
        program.chmod(0o755)
        return program

    def __enter__(self):
        self.write_files()
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # where it locks itself up
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [SSHD, "-D", "-e", "-f", self.folder / "sshd_config"], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                daemons.end(self.process)
                raise SystemExit(f"sshd does not listen:\n{self.log.read_text()}")
            time.sleep(0.01)
        return self

    def answers(self):
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def __exit__(self, *_):
        daemons.end(self.process)


def netcat():
    """One that knows unix sockets, or None."""
    found = shutil.which("nc")
    return found if found and subprocess.run([found, "-h"], capture_output=True, check=False) else None

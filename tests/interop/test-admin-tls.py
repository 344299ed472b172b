#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients of TLS as virt-admin shows them, and new certificates for a running daemon; theirs and ours:
test-admin-tls.py BUILD"""

import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/lib"))
import daemons  # noqa: E402
import pki  # noqa: E402
from tap import Tap  # noqa: E402

BUILD = Path(sys.argv[1]).resolve()
SECONDS = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_user(user):
    if user.pw_uid == os.geteuid():
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Certified:
    """What both daemons with TLS have: certificates that can be exchanged."""

    ca, cert, key = "cacert.pem", "servercert.pem", "serverkey.pem"

    def prepare(self, certs):
        self.certs, self.port = certs, free_port()
        self.use("server", "authority")

    def use(self, server, authority):
        self.keys.mkdir(parents=True, exist_ok=True)
        for source, name in ((self.certs.cert(authority), self.ca), (self.certs.cert(server), self.cert),
                             (self.certs.key(server), self.key)):
            shutil.copy(source, self.keys / name)

    def settings(self):
        return (f'listen_tls = 1\nlisten_tcp = 0\nauth_tls = "none"\ntls_port = "{self.port}"\n'
                'listen_addr = "127.0.0.1"\ntls_no_sanity_certificate = 1\n')

    def tls_uri(self, folder):
        return f"test+tls://localhost:{self.port}/default?pkipath={folder}"


class TheirDaemon(Certified, daemons.RealDaemon):
    """Reads its certificates again from the usual place only, whatever its settings say."""

    @property
    def keys(self):
        return self.folder / "home/.pki/libvirt"

    def prepare(self, certs):
        self.certs, self.port = certs, free_port()

    def configure(self):
        conf = self.folder / "home/.config/libvirt"
        conf.mkdir(parents=True)
        (conf / "libvirtd.conf").write_text(self.settings(), encoding="utf-8")
        self.use("server", "authority")

    def command(self):
        return [daemons.REAL_DAEMON, "--listen"]

    @property
    def admin_socket(self):
        return self.folder / "run/libvirt/libvirt-admin-sock"

    @property
    def user(self):
        return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


class OurDaemon(Certified, daemons.OurDaemon):
    def __init__(self, folder):
        super().__init__(BUILD, folder)

    @property
    def keys(self):
        return self.folder / "keys"

    def run(self):
        conf = self.folder / "etc/libvirt"
        conf.mkdir(parents=True)
        files = "".join(f'{name}_file = "{self.keys}/{file}"\n' for name, file in
                        (("ca", self.ca), ("cert", self.cert), ("key", self.key)))
        (conf / "libvirtd.conf").write_text(self.settings() + files, encoding="utf-8")
        self.start([str(BUILD / "src/daemons/libvirtd"), "--root", str(self.folder), "--listen"], {})

    @property
    def user(self):
        return pwd.getpwuid(os.geteuid())


def admin(daemon, program, libraries, *words):
    result = subprocess.run(
        [program, "-c", f"libvirtd:///session?socket={daemon.admin_socket}", *words], text=True,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False,
        env={**os.environ, "LD_LIBRARY_PATH": libraries, "HOME": "/"}, **as_user(daemon.user))
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4}", "TIME", result.stdout + result.stderr)
    return result.returncode, re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)


def virsh(uri, *words, **options):
    env = {**os.environ, "LD_LIBRARY_PATH": ""}
    return subprocess.Popen(["virsh", "-c", uri, *words], stdin=subprocess.PIPE, env=env, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def visit(daemon, folder):
    """Whether a client that trusts the authority of the folder gets in; what it says otherwise."""
    process = virsh(daemon.tls_uri(folder), "hostname")
    text = process.communicate(timeout=SECONDS)[0]
    return "" if process.returncode == 0 else text


def look(daemon, folder, programs):
    """What each program shows of a client that stays."""
    guest = virsh(daemon.tls_uri(folder))
    guest.stdin.write("hostname\n")
    guest.stdin.flush()
    while "hostname" not in guest.stdout.readline():
        pass
    guest.stdout.readline()
    out = {}
    for name, program in programs.items():
        listed = admin(daemon, *program, "-q", "client-list", "libvirtd")
        out[name] = [listed, admin(daemon, *program, "client-info", "libvirtd", listed[1].split()[0])]
    guest.kill()
    guest.communicate()
    return out


def renew(daemon, old, new, program):
    """New certificates are used when the daemon is told, and those that cannot be are refused."""
    problems = []
    daemon.use("other-server", "other-authority")
    if visit(daemon, old):
        problems.append("new certificates are used before anybody said so")
    said = admin(daemon, *program, "server-update-tls", "libvirtd")
    if "no route" in visit(daemon, new) or visit(daemon, new):
        problems.append(f"new certificates are not used: {visit(daemon, new)}")
    if not visit(daemon, old):
        problems.append("old certificates are still used")
    (daemon.keys / daemon.cert).write_text("this is no certificate", encoding="utf-8")
    broken = admin(daemon, *program, "server-update-tls", "libvirtd")
    if broken[0] == 0:
        problems.append("a broken certificate was taken")
    if visit(daemon, new):
        problems.append("a broken certificate took the place of the good one")
    daemon.use("other-server", "other-authority")
    return problems, said, broken[1].splitlines()[:2]


def main():
    tap = Tap()
    for missing, why in ((not daemons.RealDaemon.is_installed(), "no libvirtd of the distribution"),
                         (not pki.is_installed(), "no certtool"),
                         (not os.access("/usr/bin/virt-admin", os.X_OK), "no virt-admin to compare with")):
        if missing:
            tap.skip_all(why)
    daemons.adopt_orphans()
    programs = {"theirs": ("/usr/bin/virt-admin", ""),
                "ours": (str(BUILD / "src/tools/virt-admin/virt-admin"), str(BUILD / "src/libraries"))}
    shown, renewed = {}, {}
    with tempfile.TemporaryDirectory() as top:
        os.chmod(top, 0o755)
        certs = pki.Pki(Path(top, "certs"))
        for prefix in ("", "other-"):
            certs.authority(f"{prefix}authority")
            certs.server(f"{prefix}server", f"{prefix}authority")
            certs.client(f"{prefix}client", f"{prefix}authority")
        old = certs.pkipath("old", "authority", "client")
        new = certs.pkipath("new", "other-authority", "other-client")
        for name, make in (("theirs", TheirDaemon), ("ours", OurDaemon)):
            place = Path(top, name)
            place.mkdir()
            daemon = make(place)
            daemon.prepare(certs)
            with daemon:
                shown[name] = look(daemon, old, programs)
                for program_name, program in programs.items():
                    renewed[program_name, name] = renew(daemon, old, new, program)
                    daemon.use("server", "authority")
                    admin(daemon, *program, "server-update-tls", "libvirtd")
            daemons.reap()
    expected = shown["theirs"]["theirs"]
    for side, programs_said in shown.items():
        for name, said in programs_said.items():
            tap.check(f"a client of TLS, {name} on {side}",
                      [] if said == expected and "tls_x509_dname" in said[1][1] else [expected, said])
    _, said, broken = renewed["theirs", "theirs"]
    for (name, side), (problems, found, found_broken) in renewed.items():
        if found != said:
            problems.append(f"said {found}, expected {said}")
        if found_broken[:1] != broken[:1]:
            problems.append(f"said {found_broken}, expected {broken}")
        tap.check(f"new certificates, {name} on {side}", problems)
    tap.finish()


if __name__ == "__main__":
    main()

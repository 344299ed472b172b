#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients that log in by SASL, and those that have not yet, as virt-admin shows them on the
distribution's daemon and on ours: test-admin-sasl.py BUILD"""

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
import secure  # noqa: E402
from tap import Tap  # noqa: E402

SECONDS = 20
MASKS = [(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4}", "TIME"), (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
         (r"(unix_(?:user|group|process)_id *): \d+", r"\1: NUMBER"), (r"selinux_context: .*\n", ""),
         (r"(unix_(?:user_name |group_name)): \w+", r"\1: NAME"), (r"^id( *): \d+", r"id\1: ID")]


def make_users(folder):
    folder.mkdir(mode=0o755)
    users = folder / "users.db"
    subprocess.run(["saslpasswd2", "-p", "-c", "-f", users, "-a", "libvirt", "fred"],
                   input="secret", text=True, check=True, timeout=SECONDS)
    users.chmod(0o644)
    (folder / "libvirt.conf").write_text(
        f"mech_list: digest-md5\nsasldb_path: {users}\npwcheck_method: auxprop\nauxprop_plugin: sasldb\n",
        encoding="utf-8")
    (folder / "auth").write_text("[credentials-one]\nauthname=fred\npassword=secret\n"
                                 "[auth-libvirt-default]\ncredentials=one\n", encoding="utf-8")
    return folder


def admin(build, daemon, *words):
    user = {}
    if not isinstance(daemon, daemons.OurDaemon):
        nobody = pwd.getpwnam("nobody")
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    path = daemon.socket.with_name("libvirt-admin-sock")
    result = subprocess.run(
        [str(build / "src/tools/virt-admin/virt-admin"), "-c", f"libvirtd:///session?socket={path}", *words],
        text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False,
        env={**os.environ, "LD_LIBRARY_PATH": str(build / "src/libraries"), "HOME": "/"}, **user)
    text = result.stdout + result.stderr
    for pattern, what in MASKS:
        text = re.sub(pattern, what, text, flags=re.M)
    return text


def someone(uri):
    """A client that has logged in and stays."""
    process = subprocess.Popen(["virsh", "-c", uri], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True,
                               env={**os.environ, "LD_LIBRARY_PATH": ""})
    process.stdin.write("hostname\n")
    process.stdin.flush()
    for line in process.stdout:
        if "hostname" in line:
            break
    process.stdout.readline()
    return process


def see(build, daemon, transport, users):
    """What is shown while a client has logged in and another one has only knocked."""
    guest = someone(daemon.uri(transport, f"authfile={users}/auth"))
    stranger = socket.socket(socket.AF_UNIX if transport == "unix" else socket.AF_INET)
    stranger.connect(str(daemon.socket) if transport == "unix" else ("127.0.0.1", daemon.port))
    # The daemon has taken it as soon as it is listed.
    secure.wait_for(lambda: admin(build, daemon, "-q", "client-list", "libvirtd").count("\n") == 2)
    ids = [row.split()[0] for row in admin(build, daemon, "-q", "client-list", "libvirtd").splitlines()]
    said = [admin(build, daemon, "client-info", "libvirtd", i) for i in ids]
    said.append(admin(build, daemon, "server-clients-info", "libvirtd"))
    stranger.close()
    guest.kill()
    guest.communicate()
    return said


def main():
    build = Path(sys.argv[1]).resolve()
    if not daemons.RealDaemon.is_installed() or os.geteuid() != 0 or not shutil.which("saslpasswd2"):
        Tap.skip_all("needs root, saslpasswd2 and the distribution's libvirtd")
    daemons.adopt_orphans()
    tap = Tap()
    with tempfile.TemporaryDirectory() as top:
        os.chmod(top, 0o755)
        users = make_users(Path(top, "users"))
        env = {"SASL_CONF_PATH": str(users)}
        for transport, settings in (("tcp", {"listen_tcp": 1, "auth_tcp": "sasl"}),
                                    ("unix", {"auth_unix_rw": "sasl"})):
            seen = {}
            for side in ("theirs", "ours"):
                place = Path(top, f"{side}-{transport}")
                place.mkdir(mode=0o755)
                daemon = secure.OurListening(build, place, settings, env) if side == "ours" else \
                    secure.RealListening(place, settings, env)
                with daemon:
                    seen[side] = see(build, daemon, transport, users)
                daemons.reap()
            good = "sasl_user_name : fred" in seen["theirs"][0] and \
                "nclients_unauth     : 1" in seen["theirs"][-1]
            # Theirs knows nothing of a stranger; an administrator would like to.
            same = seen["ours"][::2] == seen["theirs"][::2]
            known = {"tcp": "sock_addr      : 127.0.0.1:PORT\n", "unix": "unix_process_id: NUMBER\n"}[transport]
            tap.check(f"clients by {transport}", [] if good and same and known in seen["ours"][1] and
                      "sasl_user_name" not in seen["ours"][1] else [*seen["theirs"], *seen["ours"]])
    tap.finish()


if __name__ == "__main__":
    main()

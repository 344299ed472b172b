#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients on unix sockets that polkit is asked about: test-polkit-auth.py BUILD

A real polkitd on a bus of its own, in a mount namespace where its folders are the test's. Our daemon and
theirs must answer their virsh, and our library, alike."""

import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import daemons  # noqa: E402
import secure  # noqa: E402
from tap import Tap  # noqa: E402

POLKITD = Path("/usr/lib/polkit-1/polkitd")
ACTIONS = Path("/usr/share/polkit-1/actions/org.libvirt.unix.policy")
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
"""
RULES = """
polkit.addRule(function(action, subject) {
    if (action.id == "org.libvirt.unix.manage" && subject.user == "games")
        return polkit.Result.YES;
    if (action.id == "org.libvirt.unix.manage" && subject.user == "mail")
        return polkit.Result.NO;
    return undefined;
});
"""
NO_AGENT = "authentication unavailable: no polkit agent available to authenticate action " \
           "'org.libvirt.unix.manage'"
SCRIPT = r"""
import sys, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
try:
    conn = libvirt.openReadOnly(sys.argv[1]) if sys.argv[2] == "ro" else libvirt.open(sys.argv[1])
    print("open", conn.getVersion() > 0)
except libvirt.libvirtError as error:
    print(error.get_error_code(), str(error))
"""
# User, socket, what is said.
CASES = [
    ("root", "", "open True"),
    ("games", "", "open True"),
    ("mail", "", "45 authentication failed: access denied by policy"),
    ("nobody", "", f"94 {NO_AGENT}"),
    ("nobody", "-ro", "open True"),
    ("mail", "-ro", "open True"),
]


def start_polkit(folder):
    for place in ("/etc/polkit-1/rules.d", "/usr/share/polkit-1/rules.d"):
        own = folder / place[1:].replace("/", "_")
        own.mkdir()
        own.chmod(0o755)
        subprocess.run(["mount", "--bind", own, place], check=True)
    Path("/etc/polkit-1/rules.d/10-test.rules").write_text(RULES, encoding="utf-8")
    bus, config = folder / "bus", folder / "bus.conf"
    config.write_text(BUS.format(socket=bus), encoding="utf-8")
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={bus}"
    started = [subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork"],
                                stderr=subprocess.DEVNULL)]
    if not secure.wait_for(bus.exists):
        sys.exit("no bus")
    started.append(subprocess.Popen([POLKITD], stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL))
    if not secure.wait_for(lambda: "boolean true" in subprocess.run(
            ["dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.DBus", "/",
             "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.PolicyKit1"],
            capture_output=True, text=True, check=False).stdout):
        sys.exit("no polkitd")
    return started


class RealSystem(secure.RealListening):
    """As the superuser: polkit tells a daemon of another user nothing about others."""

    def run(self):
        # Their places, but the test's folders.
        for place in ("/run/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/var/cache/libvirt"):
            own = self.folder / place[1:].replace("/", "_")
            own.mkdir()
            own.chmod(0o755)
            Path(place).mkdir(parents=True, exist_ok=True)
            subprocess.run(["mount", "--bind", own, place], check=True)
        self.socket = Path("/run/libvirt/libvirt-sock")
        self.configure()
        self.start([*self.command(), "--pid-file", str(self.folder / "pid")],
                   {"LD_LIBRARY_PATH": ""})


def ask(client, daemon, user, suffix):
    entry = pwd.getpwnam(user)
    uri = f"test+unix:///default?socket={daemon.socket}{suffix}"
    done = subprocess.run(["/usr/bin/python3", "-c", SCRIPT, uri, suffix[1:]], text=True,
                          env={**os.environ, "LD_LIBRARY_PATH": client.library, "HOME": "/tmp",
                               "LC_ALL": "C"}, user=entry.pw_uid, group=entry.pw_gid,
                          extra_groups=[], capture_output=True, timeout=60, check=False)
    return done.stdout.strip() or done.stderr[-500:]


def inside(build, name):
    folder = Path(name)
    tap = Tap()
    started = start_polkit(folder)
    settings = {"auth_unix_rw": "polkit", "auth_unix_ro": "none", "unix_sock_ro_perms": "0777",
                "unix_sock_rw_perms": "0777"}
    try:
        for side in ("ours", "theirs"):
            place = folder / side
            place.mkdir()
            place.chmod(0o755)
            daemon = secure.OurListening(build, place, settings) if side == "ours" else \
                RealSystem(place, settings)
            with daemon:
                for client in secure.clients(build):
                    for user, suffix, expected in CASES:
                        said = ask(client, daemon, user, suffix)
                        tap.check(f"{client.name} to {side}: {user} at libvirt-sock{suffix}",
                                  [] if said == expected else [f"got {said}", f"not {expected}"])
    finally:
        for one in reversed(started):
            one.terminate()
            one.wait()
    tap.finish()


def main():
    if sys.argv[1] == "--inside":
        inside(Path(sys.argv[2]), sys.argv[3])
        return
    if os.geteuid() != 0 or not POLKITD.exists() or not ACTIONS.exists() or \
            not daemons.RealDaemon.is_installed() or subprocess.run(
                ["dbus-daemon", "--version"], stdout=subprocess.DEVNULL, check=False).returncode:
        Tap.skip_all("needs root, dbus-daemon, polkitd and the distribution's libvirtd")
    with tempfile.TemporaryDirectory(prefix="polkit-") as folder:
        Path(folder).chmod(0o755)
        done = subprocess.run(["unshare", "--mount", sys.executable, __file__, "--inside",
                               str(Path(sys.argv[1]).resolve()), folder], check=False, timeout=180)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()

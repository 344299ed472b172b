#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Access by polkit, asked of a real polkitd on a bus of its own.

    test-polkit.py POLKIT-CLIENT POLICY LIBVIRTD

First in a process with the driver, for identities that it claims; then of a daemon with
access_drivers = [ "polkit" ], which must find out by itself who asks.

The daemon reads its rules and actions from fixed places, so it and the bus run in a mount namespace
where these are folders of this test. Without root, a bus or a polkitd, the test is left out.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tests/lib"))
from tap import Tap  # noqa: E402

POLKITD = Path("/usr/lib/polkit-1/polkitd")
NOBODY, OTHER = 65534, 4242
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
"""
TSAN = {"TSAN_OPTIONS": ":".join([os.environ.get("TSAN_OPTIONS", ""),
                                 f"suppressions={Path(__file__).with_name('gio.supp')}"])}
RULES = """
polkit.addRule(function(action, subject) {
    if (subject.user != "nobody")
        return undefined;
    if (action.lookup("connect_driver") != "TEST")
        return polkit.Result.NO;
    if (action.id == "org.libvirt.api.domain.getattr")
        return action.lookup("domain_name") == "test" ? polkit.Result.YES : polkit.Result.NO;
    if (action.id == "org.libvirt.api.domain.stop")
        return action.lookup("domain_uuid") == "6695eb01-f6a4-8304-79aa-97f2502e193f"
            ? polkit.Result.YES : polkit.Result.NO;
    return undefined;
});
"""
# What the distribution's virsh gets from the daemon as each user: objects, and whether it may.
SAID_BY_DAEMON = {
    NOBODY: ["test", "access denied: 'TEST' denied access", "Domain 'test' destroyed"],
    OTHER: ["test", "access denied: 'TEST' denied access", "access denied: 'TEST' denied access"],
    0: ["test", "", "Domain 'test' destroyed"],
}
COMMANDS = (["list", "--all", "--name"], ["setmem", "test", "1024", "--live"], ["destroy", "test"])
DENIED = "error 88: access denied: 'TEST' denied access"
# The rules for nobody; the defaults for another; everything for root.
EXPECTED = {
    NOBODY: ["list: 1", "  test", "number: 1", f"memory of test: {DENIED}", "destroy test: 0",
             "state of other: 0", f"undefine other: {DENIED}"],
    OTHER: ["list: 2", "  other", "  test", "number: 1", f"memory of test: {DENIED}",
            f"destroy test: {DENIED}", "state of other: 0", f"undefine other: {DENIED}"],
    0: ["list: 2", "  other", "  test", "number: 1", "memory of test: 0", "destroy test: 0",
        "state of other: 0", "undefine other: 0"],
}


def start_time(pid):
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[19]


def ask_daemon(program, folder, uid):
    """What virsh says as a user; a daemon for each, since they change the same domain."""
    root = Path(folder, f"root{uid}")
    (root / "etc/libvirt").mkdir(parents=True)
    root.chmod(0o755)
    (root / "etc/libvirt/libvirtd.conf").write_text(
        'access_drivers = [ "polkit" ]\nauth_unix_rw = "none"\nunix_sock_rw_perms = "0777"\n',
        encoding="utf-8")
    path = root / "run/libvirt/libvirt-sock"
    environment = {key: value for key, value in os.environ.items() if key != "LD_LIBRARY_PATH"}
    with subprocess.Popen([program, "--root", root], stderr=subprocess.DEVNULL) as daemon:
        try:
            wait_for(path.exists, "the daemon")
            for command in COMMANDS:
                done = subprocess.run(
                    ["virsh", "-c", f"test+unix:///default?socket={path}", *command], user=uid,
                    group=uid, extra_groups=[], env={**environment, "HOME": "/nonexistent"},
                    capture_output=True, text=True, timeout=30, check=False)
                lines = (done.stdout + done.stderr).split("\n")
                said = [line.removeprefix("error: ") for line in lines if line]
                print("daemon: " + (said[-1] if said else ""), flush=True)
        finally:
            daemon.terminate()


def inside(client, policy, program, folder):
    """In the namespace: start bus and polkitd, ask as each user, print what came of it."""
    for place in ("/etc/polkit-1/rules.d", "/usr/share/polkit-1/rules.d",
                  "/usr/share/polkit-1/actions"):
        own = Path(folder, place[1:].replace("/", "_"))
        own.mkdir()
        own.chmod(0o755)
        subprocess.run(["mount", "--bind", own, place], check=True)
    Path("/etc/polkit-1/rules.d/10-test.rules").write_text(RULES, encoding="utf-8")
    Path("/usr/share/polkit-1/actions/org.libvirt.api.policy").write_bytes(
        Path(policy).read_bytes())
    socket, config = f"{folder}/bus", Path(folder, "bus.conf")
    config.write_text(BUS.format(socket=socket), encoding="utf-8")
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={socket}"
    servers = [subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork"],
                                stderr=subprocess.DEVNULL)]
    try:
        wait_for(lambda: Path(socket).exists(), "the bus")
        servers.append(subprocess.Popen([POLKITD], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL))
        wait_for(lambda: has_owner(), "polkitd")
        for uid in EXPECTED:
            print(f"uid {uid}", flush=True)
            # The subject must be a process of that user.
            with subprocess.Popen(["sleep", "100"], user=uid) as subject:
                try:
                    subprocess.run([client, str(uid), str(subject.pid), start_time(subject.pid)],
                                   env=os.environ | TSAN, check=True, timeout=60)
                finally:
                    subject.kill()
            ask_daemon(program, folder, uid)
    finally:
        for server in reversed(servers):
            server.terminate()
            server.wait()


def has_owner():
    answer = subprocess.run(
        ["dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.DBus", "/",
         "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.PolicyKit1"],
        capture_output=True, text=True, check=False)
    return "boolean true" in answer.stdout


def wait_for(condition, what):
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    sys.exit(f"{what} did not come up")


def main():
    if sys.argv[1] == "--inside":
        inside(*sys.argv[2:])
        return
    if os.geteuid() != 0 or not POLKITD.exists() or subprocess.run(
            ["dbus-daemon", "--version"], stdout=subprocess.DEVNULL, check=False).returncode:
        Tap.skip_all("needs root, dbus-daemon and polkitd")
    client, policy, program = (os.path.abspath(path) for path in sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="polkit-") as folder:
        Path(folder).chmod(0o755)
        done = subprocess.run(["unshare", "--mount", sys.executable, __file__, "--inside", client,
                               policy, program, folder], stdout=subprocess.PIPE, text=True, check=False,
                              timeout=180)
    tap = Tap()
    answers = {}
    for line in done.stdout.splitlines():
        if line.startswith("uid "):
            found = answers.setdefault(int(line[4:]), [])
        else:
            found.append(line)
    for uid, expected in EXPECTED.items():
        got = answers.get(uid, [])
        said = [line.removeprefix("daemon: ") for line in got if line.startswith("daemon: ")]
        got = [line for line in got if not line.startswith("daemon: ")]
        tap.check(f"from the daemon as user {uid}",
                  [] if said == SAID_BY_DAEMON[uid] else ["\n".join(said)])
        tap.check(f"as user {uid}", [] if sorted(got) == sorted(expected) else ["\n".join(got)])
    tap.finish()


if __name__ == "__main__":
    main()

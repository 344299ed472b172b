#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Users' own daemons, which whoever needs them starts: test-session-start.py BUILD

By an ordinary user; root lends the name of nobody."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402

PYTHON = "/usr/bin/python3"
URI = "test+unix:///default"
CLIENT = """
import sys, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
try:
    conn = libvirt.open(sys.argv[1] or None)
    print(conn.getURI(), conn.numOfDomains())
except libvirt.libvirtError as error:
    print(error.get_error_code(), error.get_error_domain(), error)
"""
OPENED = f"{URI} 1"
SECONDS = 60
SOON = 4  # seconds for what needs no waiting; the original waits for five
CLIENTS = 8


class Session:
    """One user's folders, without a daemon."""

    def __init__(self, folder, build):
        self.folder, self.build = folder, build
        self.run = folder / "run"
        self.starts = folder / "starts"
        self.user = {}
        nobody = pwd.getpwnam("nobody")
        if os.geteuid() == 0:
            self.user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        for path in (folder, self.run, folder / "home", folder / "bin"):
            path.mkdir(exist_ok=True)
            path.chmod(0o755)
            if self.user:
                os.chown(path, nobody.pw_uid, nobody.pw_gid)

    def install(self, *lines, program="libvirtd"):
        """What is started, after it has left a mark."""
        path = self.folder / "bin" / program
        text = "\n".join(lines)
        path.write_text(f'#!/bin/sh\necho "$$ $PWD $*" >>{self.starts}\n{text}\n')
        path.chmod(0o755)
        self.starts.write_text("")
        self.starts.chmod(0o666)

    def client(self, uri, library, **more):
        env = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder / "home"), "LC_ALL": "C.UTF-8",
               "XDG_RUNTIME_DIR": str(self.run), "LIBVIRTD_PATH": str(self.folder / "bin"), **more}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS", "LD_PRELOAD"):
            if name in os.environ:
                env[name] = os.environ[name]
        if library:
            env["LD_LIBRARY_PATH"] = str(library)
        return subprocess.Popen([PYTHON, "-c", CLIENT, uri], env=env, cwd="/", text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self.user)

    def ask(self, uri, library, **more):
        """What the client prints, and how long it took."""
        begin = time.monotonic()
        text = self.client(uri, library, **more).communicate(timeout=SECONDS)[0].strip()
        return text, time.monotonic() - begin

    def started(self):
        return self.starts.read_text().splitlines()

    def end(self, number=signal.SIGTERM):
        """The daemon, whose pid is the one that was marked."""
        for line in self.started():
            pid = int(line.split()[0])
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
            deadline = time.monotonic() + 10
            while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:
                daemons.reap()
                time.sleep(0.01)


def expect(what, found, wanted):
    return [] if found == wanted else [f"{what}: {found!r}, not {wanted!r}"]


def properties(session):
    """Of the daemon that runs: nobody's child, no terminal, nothing inherited."""
    pid, cwd, args = session.started()[0].split(" ", 2)
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        parent, group, own_session, tty = file.read().rsplit(")", 1)[1].split()[1:5]
    null = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in (0, 1)]
    return (expect("arguments", args, "--timeout=120") + expect("folder", cwd, "/")
            + expect("parent", int(parent), os.getpid())  # we adopt orphans
            + expect("terminal", int(tty), 0) + expect("input, output", null, ["/dev/null"] * 2)
            + ([] if int(own_session) != os.getsid(0) else ["in our session"])
            + ([] if pid != own_session else [f"leads its session ({group})"]))


def check_starts(tap, session, ours):
    daemon = session.build / "src/daemons/libvirtd"
    programs = {"ours": [f"exec {daemon} \"$@\""],
                "theirs": ["unset LD_LIBRARY_PATH", f"exec {daemons.REAL_DAEMON} \"$@\""]}
    for whose, lines in programs.items():
        for client, library in (("ours", ours), ("theirs", None)):
            session.install(*lines)
            text, _seconds = session.ask(URI, library)
            tap.check(f"{client} starts {whose}", expect("client", text, OPENED)
                      or expect("starts", len(session.started()), 1) + properties(session))
            text, _seconds = session.ask(URI, ours)
            tap.check(f"{client} started {whose}, and it stays",
                      expect("client", text, OPENED) + expect("starts", len(session.started()), 1))
            tap.check("no lock is left", expect("locks", list(session.run.rglob("*.lock")), []))
            session.end()


def check_crowd(tap, session, ours):
    session.install(f"exec {session.build}/src/daemons/libvirtd \"$@\"")
    clients = [session.client(URI, ours) for _ in range(CLIENTS)]
    texts = [client.communicate(timeout=SECONDS)[0].strip() for client in clients]
    tap.check(f"{CLIENTS} at once start one", expect("clients", texts, [OPENED] * CLIENTS)
              + expect("starts", len(session.started()), 1))
    session.end(signal.SIGKILL)
    session.starts.write_text("")
    text, _seconds = session.ask(URI, ours)
    tap.check("one that was killed is started again", expect("client", text, OPENED)
              + expect("starts", len(session.started()), 1))
    session.end()


def check_no_uri(tap, session, ours):
    """The daemon chooses, and says what."""
    session.install("unset LD_LIBRARY_PATH", f"exec {daemons.REAL_DAEMON} \"$@\"")
    theirs, _seconds = session.ask("", None)
    text, _seconds = session.ask("", ours)
    tap.check(f"nobody names a URI: {theirs}", expect("client", text, theirs))
    session.end()


def check_refusals(tap, session, ours):
    socket = session.run / "libvirt/libvirt-sock"
    nobody = f"38 7 Failed to connect socket to '{socket}': No such file or directory"
    socket.unlink(missing_ok=True)

    session.install("exit 0")
    text, seconds = session.ask(URI, ours, LIBVIRT_AUTOSTART="0")
    tap.check("LIBVIRT_AUTOSTART=0", expect("client", text, nobody)
              + expect("starts", session.started(), []))
    session.install("exit 3")
    text, seconds = session.ask(URI, ours)
    tap.check("a daemon that ends at once", expect("client", text, nobody)
              + ([] if seconds < SOON else [f"took {seconds} s"]))
    (session.folder / "bin/libvirtd").unlink()
    text, seconds = session.ask(URI, ours)
    tap.check("a daemon that is not there", expect("client", text, nobody)
              + ([] if seconds < SOON else [f"took {seconds} s"]))
    text, _seconds = session.ask(f"{URI}?mode=direct", ours)
    tap.check("a modular daemon that is not there",
              expect("client", text, nobody.replace("libvirt-sock", "virttestd-sock")))


def main():
    build = Path(sys.argv[1]).resolve()
    if not daemons.RealDaemon.is_installed() or subprocess.run(
            [PYTHON, "-c", "import libvirt"], check=False, stderr=subprocess.DEVNULL).returncode:
        Tap.skip_all("python3-libvirt or libvirtd is not installed")
    daemons.adopt_orphans()
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        session = Session(Path(name) / "user", build)
        ours = build / "src/libraries"
        try:
            check_starts(tap, session, ours)
            check_crowd(tap, session, ours)
            check_no_uri(tap, session, ours)
            check_refusals(tap, session, ours)
        finally:
            session.end()
            daemons.reap()
    tap.finish()


if __name__ == "__main__":
    main()

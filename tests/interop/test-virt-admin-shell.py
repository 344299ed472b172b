#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The interactive shell of the distribution's virt-admin and of ours, on a terminal:
test-virt-admin-shell.py BUILD

Both get the same keys; the terminal must show the same. Each runs on the daemon of its own kind."""

import os
import pty
import pwd
import re
import select
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402

PROMPT = "virt-admin # "
SECONDS = 10
QUIET_SECONDS = 0.4  # nothing more comes then
# Keys; those of an inner list are pressed one after the other, waiting for what they bring.
SESSIONS = {
    "commands": ["uri\n", "pwd\n", "cd /usr\n", "pwd\n", "cd\n", "cd /nonexistent\n", "echo a\n",
                 "bogus\n", "\n", "echo a; echo b\n", "  echo 'a b' c\n", "quit\n"],
    "quotes": ["echo 'a\n", "b'\n", "echo \"a\n", "echo a \\\n", "echo a # b\n", "exit\n"],
    "end of input": ["server-list\n", "\x04"],
    "names of commands": ["serv\t", "er-l\t", "\n", "daem\t", "log-f\t", "\n", "quit\n"],
    "options and values": ["client-list --ser\t", "l\t", "\n", "client-list li\t", "\n",
                           "client-list 'li\t", "\n", "client-list --server=li\t", "\n",
                           "server-threadpool-info li\t", "\n", "quit\n"],
    "helpless": ["client-info \t", "--\t", "\n", "nothing-of-it \t", "\x15", "quit\n"],
    "files": ["cd /us\t", "\n", "pwd\n", "quit\n"],
    "after another": ["echo a; server-l\t", "\n", "quit\n"],
    "history": ["echo one\n", "echo two\n", "\x10\x10\n", "quit\n"],
}


def their_user():
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


class TheirDaemon(daemons.RealDaemon):
    def command(self):
        return [daemons.REAL_DAEMON]

    @property
    def admin_socket(self):
        return self.folder / "run/libvirt/libvirt-admin-sock"


class Shell:
    """A program on a terminal of its own."""

    def __init__(self, program, daemon, user, libraries, environment=None):
        self.text = ""
        uri = f"libvirtd:///session?socket={daemon.admin_socket}"
        home = str(daemon.folder / "home")
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            if user.pw_uid != os.geteuid():
                os.setgroups([])
                os.setgid(user.pw_gid)
                os.setuid(user.pw_uid)
            os.chdir("/")
            os.execve(program, [program, "-c", uri],
                      {"HOME": home, "TERM": "dumb", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin",
                       "INPUTRC": "/dev/null", "LD_LIBRARY_PATH": libraries, **(environment or {})})

    def read(self, seconds):
        """One piece of output; "" if none comes, None at the end."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return ""
        try:
            data = os.read(self.fd, 65536).decode(errors="replace")
        except OSError:
            return None
        self.text += data
        return data or None

    def wait_prompt(self):
        """True: the program asks for the next line; False: it has ended."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if self.text.endswith(PROMPT):
                return True
            if self.read(0.2) is None:
                return False
        raise SystemExit(f"no prompt behind:\n{self.text}")

    def wait_quiet(self):
        while self.read(QUIET_SECONDS):
            pass

    def press(self, keys):
        os.write(self.fd, keys.encode())
        if keys.endswith("\n") or keys == "\x04":
            self.text += "\0"  # not the prompt that was there before
            return self.wait_prompt()
        self.wait_quiet()
        return True

    def end(self):
        try:
            while self.read(1):
                pass
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return status


def play(shell, keys):
    shell.wait_prompt()
    for key in keys:
        if not shell.press(key):
            break
    return shell


def shown(text, daemon):
    text = text.replace(str(daemon.admin_socket), "SOCKET").replace(str(daemon.folder / "home"), "HOME")
    text = re.sub(r" 0( +)libvirtd\r\n 1( +)admin\r\n", r" 0\1admin\r\n 1\2libvirtd\r\n", text)
    return text.replace("\0", "").replace("\x07", "").replace("\r\n", "\n")


def sessions(program, libraries, daemon, user):
    out = {}
    for name, keys in SESSIONS.items():
        shell = play(Shell(program, daemon, user, libraries), keys)
        status = shell.end()
        out[name] = (status, shown(shell.text, daemon))
    history = daemon.folder / "home/.cache/libvirt/virt-admin/history"
    out["file of history"] = (0, history.read_text(encoding="utf-8"))
    return out


def wait_for_socket(path):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as client:
            if client.connect_ex(str(path)) == 0:
                return
        time.sleep(0.01)
    raise SystemExit(f"{path} does not come back")


def lost_connection(program, libraries, make, user):
    """The daemon is killed and comes again while the shell waits."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        daemon = make(Path(folder))
        with daemon:
            (daemon.folder / "home").mkdir(exist_ok=True)
            shell = play(Shell(program, daemon, user, libraries), ["uri\n"])
            daemon.process.kill()
            daemon.process.wait()
            shell.wait_quiet()
            shell.press("uri\n")
            shell.press("uri\n")
            daemon.start(daemon.process.args, environment_of(daemon), **daemon_options(daemon))
            wait_for_socket(daemon.admin_socket)
            shell.press("server-list\n")
            shell.press("connect\n")
            shell.press("quit\n")
            status = shell.end()
        return status, shown(shell.text, daemon)


def environment_of(daemon):
    if isinstance(daemon, daemons.OurDaemon):
        return {}
    return {"HOME": str(daemon.folder / "home"), "XDG_RUNTIME_DIR": str(daemon.folder / "run"),
            "LD_LIBRARY_PATH": ""}


def daemon_options(daemon):
    if isinstance(daemon, daemons.OurDaemon) or os.geteuid() != 0:
        return {}
    user = their_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def check_limits(tap, program, libraries, daemon, user):
    """What only we promise: the right words for a wrong size of the history."""
    problems = []
    for size, words in (("x", "Bad $VIRT_ADMIN_HISTSIZE value."),
                        ("500001", "$VIRT_ADMIN_HISTSIZE value should be between 0 and 500000")):
        shell = play(Shell(program, daemon, user, libraries, {"VIRT_ADMIN_HISTSIZE": size}), ["quit\n"])
        shell.end()
        if f"error: {words}" not in shell.text:
            problems.append(f"{size}: {shell.text}")
    tap.check("sizes of the history", problems)


def main():
    build = Path(sys.argv[1]).resolve()
    tap = Tap()
    if not daemons.RealDaemon.is_installed() or not os.access("/usr/bin/virt-admin", os.X_OK):
        tap.skip_all("the distribution's libvirtd and virt-admin are not installed")
    daemons.adopt_orphans()
    me = pwd.getpwuid(os.geteuid())
    sides = {
        "theirs": ("/usr/bin/virt-admin", "", TheirDaemon, their_user()),
        "ours": (str(build / "src/tools/virt-admin/virt-admin"), str(build / "src/libraries"),
                 lambda folder: daemons.OurDaemon(build, folder), me),
    }
    seen, lost = {}, {}
    for name, (program, libraries, make, user) in sides.items():
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            with make(Path(folder)) as daemon:
                (daemon.folder / "home").mkdir(exist_ok=True)
                seen[name] = sessions(program, libraries, daemon, user)
                if name == "ours":
                    check_limits(tap, program, libraries, daemon, user)
        lost[name] = lost_connection(program, libraries, make, user)
        daemons.reap()
    for name, expected in seen["theirs"].items():
        found = seen["ours"][name]
        tap.check(name, [] if found == expected else
                  [f"expected {expected[0]}\n{expected[1]}", f"found {found[0]}\n{found[1]}"])
    tap.check("a lost connection", [] if lost["ours"] == lost["theirs"] else
              [f"expected {lost['theirs'][0]}\n{lost['theirs'][1]}",
               f"found {lost['ours'][0]}\n{lost['ours'][1]}"])
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The distribution's virt-admin and ours, on its daemon and on ours: test-virt-admin.py BUILD

The calls are those of virt-admin.txt. What the original's program gets from its own daemon is what
every pair must give; where only our program knows a call, our daemon must answer as theirs does."""

import json
import os
import pwd
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402

CALLS = Path(__file__).with_suffix(".txt").with_name("virt-admin.txt")
THEIR_PROGRAM = "/usr/bin/virt-admin"
SECONDS = 20
# Which part of an answer is only about when and where.
MASKS = [
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4}", "TIME"),
    (r"\b(9\.0\.0|12\.8\.0)\b", "VERSION"),
    (r"(unix_(?:user|group)_id *): \d+", r"\1: NUMBER"),
    (r"(unix_(?:user_name |group_name)): \w+", r"\1: NAME"),
    (r"(unix_process_id): \d+", r"\1: NUMBER"),
    (r"selinux_context: .*\n", ""),
    # Theirs lists servers in the order of a hash table.
    (r" 0( +)libvirtd\n 1( +)admin\n", r" 0\1admin\n 1\2libvirtd\n"),
    (r"^libvirtd\nadmin\n", "admin\nlibvirtd\n"),
]


def read_calls():
    """[(words, only ours)]"""
    calls, ours = [], False
    for line in CALLS.read_text(encoding="utf-8").splitlines():
        if line.startswith("ours: "):
            ours = True
        elif line and not line.startswith("#"):
            calls.append((line, ours))
            ours = False
    return calls


class TheirDaemon(daemons.RealDaemon):
    def command(self):
        return [daemons.REAL_DAEMON]

    @property
    def admin_socket(self):
        return self.folder / "run/libvirt/libvirt-admin-sock"

    @property
    def user(self):
        return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


class OurDaemon(daemons.OurDaemon):
    @property
    def user(self):
        return pwd.getpwuid(os.geteuid())


def as_user(user):
    if user.pw_uid == os.geteuid():
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Side:
    """A program on a daemon."""

    def __init__(self, program, libraries, daemon):
        self.program, self.libraries, self.daemon = program, libraries, daemon
        self.home = daemon.folder / "home"

    def run(self, line, client):
        uri = f"libvirtd:///session?socket={self.daemon.admin_socket}"
        line = line.replace("$CLIENT", client).replace("$FOLDER", str(self.home))
        env = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LC_ALL": "C.UTF-8",
               "LIBVIRT_ADMIN_DEFAULT_URI": uri, "LD_LIBRARY_PATH": self.libraries}
        result = subprocess.run([self.program, *shlex.split(line)], env=env, cwd="/", text=True,
                                stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS,
                                check=False, **as_user(self.daemon.user))
        return result.returncode, self.mask(result.stdout), self.mask(result.stderr)

    def mask(self, text):
        text = text.replace(str(self.daemon.admin_socket), "SOCKET")
        text = text.replace(str(self.home), "FOLDER")
        for pattern, what in MASKS:
            text = re.sub(pattern, what, text, flags=re.M)
        return text


def visitor(daemon):
    """Somebody who stays connected to the main server."""
    process = subprocess.Popen(
        ["virsh", "-c", f"test+unix:///default?socket={daemon.socket}"], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **as_user(daemon.user),
        env={**os.environ, "LD_LIBRARY_PATH": "", "HOME": str(daemon.folder / "home")})
    process.stdin.write("hostname\n")
    process.stdin.flush()
    while "hostname" not in process.stdout.readline():
        pass
    process.stdout.readline()
    return process


def records(side, calls, only):
    """What a side answers to each of the calls."""
    with side.daemon:
        side.home.mkdir(exist_ok=True)
        guest = visitor(side.daemon)
        try:
            listed = side.run("-q client-list libvirtd", "")[1]
            client = listed.split()[0]
            return {line: side.run(line, client) for line, ours in calls if only(ours)}
        finally:
            guest.kill()
            guest.communicate()


def differences(expected, found):
    out = []
    for line, answer in found.items():
        if line in expected and answer != expected[line]:
            out.append(f"{line}\nexpected {expected[line]}\nfound    {answer}")
    return out


# --- help: names are theirs, words are ours

def help_of(side, *words):
    return side.run(" ".join(("help", *words)), "")[1]


def listed(text):
    """Commands and groups that help lists, in their order."""
    return re.findall(r"^    (\S+) +\S|\(help keyword '(.*)'\)", text, flags=re.M)


def headings(text):
    return re.findall(r"^  ([A-Z]+)$", text, flags=re.M)


def option_names(text):
    tail = text.partition("\n  OPTIONS\n")[2]
    return re.findall(r"^    \[?(?:--([\w-]+)|<(\w+)>)", tail, flags=re.M)


def check_help(tap, theirs, ours):
    known = listed(help_of(theirs))
    names = [name for name, _ in known if name] + ["complete", "self-test"]
    extra = [row for row in listed(help_of(ours)) if row not in known]
    tap.check("help lists what theirs lists",
              [] if [row for row in listed(help_of(ours)) if row not in extra] == known and
              extra == [("daemon-shutdown", "")] else [known, listed(help_of(ours))])
    for name in names:
        expected, found = help_of(theirs, name), help_of(ours, name)
        missing = [o for o in option_names(expected) if o not in option_names(found)]
        problems = [f"no option {m}" for m in missing]
        if headings(found)[:2] != ["NAME", "SYNOPSIS"] or not headings(found) >= headings(expected):
            problems.append(f"{headings(expected)} became {headings(found)}")
        tap.check(f"help {name}", problems)


def check_reference(tap, ours):
    """Synopses and aliases of the documented release, if the folder of facts is there."""
    folder = os.environ.get("VIRTUE_REFERENCE")
    if not folder or not Path(folder, "virsh.json").is_file():
        tap.skip("recorded facts", "VIRTUE_REFERENCE names no folder that has them")
        return
    facts = json.loads(Path(folder, "virsh.json").read_text(encoding="utf-8"))["tools"]["virt-admin"]
    problems = []
    for command in [c for group in facts["groups"] for c in group["commands"]]:
        found = help_of(ours, command["name"])
        if f"\n  SYNOPSIS\n    {command['synopsis']}\n" not in found:
            problems.append(f"{command['synopsis']}\n{found}")
        problems += [a for a in command["aliases"] if help_of(ours, a) != found]
    tap.check("recorded facts", problems)


def main():
    build = Path(sys.argv[1]).resolve()
    tap = Tap()
    if not daemons.RealDaemon.is_installed() or not os.access(THEIR_PROGRAM, os.X_OK):
        tap.skip_all("the distribution's libvirtd and virt-admin are not installed")
    daemons.adopt_orphans()
    calls = read_calls()
    ours = (str(build / "src/tools/virt-admin/virt-admin"), str(build / "src/libraries"))
    theirs = (THEIR_PROGRAM, "")
    answers = {}
    for name, program, make, only in (
            ("theirs on theirs", theirs, TheirDaemon, lambda ours: not ours),
            ("theirs on ours", theirs, lambda f: OurDaemon(build, f), lambda ours: not ours),
            ("ours on theirs", ours, TheirDaemon, lambda ours: True),
            ("ours on ours", ours, lambda f: OurDaemon(build, f), lambda ours: True)):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            answers[name] = records(Side(*program, make(Path(folder))), calls, only)
        daemons.reap()
    expected = {**answers["ours on theirs"], **answers["theirs on theirs"]}
    for name in ("theirs on ours", "ours on theirs", "ours on ours"):
        tap.check(f"{name}: {len(answers[name])} calls", differences(expected, answers[name]))
    with tempfile.TemporaryDirectory() as folder:
        nowhere = OurDaemon(build, Path(folder))
        nowhere.admin_socket = "/nowhere"
        nowhere.folder.joinpath("home").mkdir()
        check_help(tap, Side(*theirs, nowhere), Side(*ours, nowhere))
        check_reference(tap, Side(*ours, nowhere))
    tap.finish()


if __name__ == "__main__":
    main()

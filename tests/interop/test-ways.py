#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which program a URI is reached by, with which arguments, and which socket: as the original has it.

    test-ways.py [--build DIR] [--real] [--record]

ways.json has what the original's library did with each URI of ways.uris, run by root and by an ordinary
user, with a fake ssh. --real compares the distribution's library with it, --record writes it."""

import argparse
import json
import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
from tap import Tap  # noqa: E402

PYTHON = "/usr/bin/python3"  # the one that the distribution's module is for
FAKE = """#!/bin/sh
for arg; do printf '%s\\0' "$arg"; done >"$0.args"
head -c 28 >/dev/null  # the first call: else sending it may fail
echo 'first line
second line' >&2
exit 255
"""
SECONDS = 120


def environment(folder, library):
    env = {"PATH": f"{folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
           "HOME": str(folder / "home"), "XDG_RUNTIME_DIR": str(folder / "run"),
           "LIBVIRT_AUTOSTART": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS", "LD_PRELOAD"):
        if name in os.environ:
            env[name] = os.environ[name]
    if library:
        env["LD_LIBRARY_PATH"] = str(library)
    return env


def answers(user, library, uris):
    """user None: whoever we are."""
    options = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chmod(folder, 0o755)
        for part in ("bin", "home", "run"):
            (folder / part).mkdir(mode=0o755)
        fake = folder / "bin/ssh"
        fake.write_text(FAKE, encoding="utf-8")
        fake.chmod(0o755)
        if user:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)
            options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        done = subprocess.run(
            [PYTHON, str(HERE / "ways-open.py"), str(fake), str(folder / "run")], input=uris,
            env=environment(folder, library), cwd=folder, capture_output=True, text=True,
            timeout=SECONDS, check=False, **options)
    if done.returncode:
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def can_read(user, path):
    return subprocess.run(["test", "-r", str(path)], user=user.pw_uid, group=user.pw_gid,
                          extra_groups=[], check=False).returncode == 0


def variants(library):
    """Who can be: name, user."""
    nobody = pwd.getpwnam("nobody")
    if os.geteuid() != 0:
        return [("user", None)]
    both = [("root", None)]
    if can_read(nobody, HERE / "ways-open.py") and (
            not library or can_read(nobody, library / "libvirt.so.0")):
        both.append(("user", nobody))
    return both


def problems(expected, found):
    if expected == found:
        return []
    return [f"expected {json.dumps(expected)}", f"found    {json.dumps(found)}"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args()
    if subprocess.run([PYTHON, "-c", "import libvirt"], check=False, stderr=subprocess.DEVNULL,
                      env=environment(Path("/"), None)).returncode:
        Tap.skip_all("python3-libvirt is not installed")
    library = None if args.real or args.record else args.build.resolve() / "src/libraries"
    uris = (HERE / "ways.uris").read_text(encoding="utf-8")
    record = HERE / "ways.json"
    if args.record:
        found = {name: answers(user, None, uris) for name, user in variants(None)}
        lines = [f'"{name}": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) +
                 "\n]" for name, rows in found.items()]
        record.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        return
    expected = json.loads(record.read_text(encoding="utf-8"))
    tap = Tap()
    for name, user in variants(library):
        found = answers(user, library, uris)
        tap.check(f"{name}: all were tried",
                  problems(len(expected[name]), len(found)))
        for old, new in zip(expected[name], found):
            mode = "read-only " if old["read_only"] else ""
            tap.check(f"{name}: {mode}{old['uri']}", problems(old, new))
    tap.finish()


if __name__ == "__main__":
    main()

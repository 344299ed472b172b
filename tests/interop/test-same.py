#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the scripts of bindings/same/ on the distribution's libvirt.so.0 and on ours, and compares.

    test-same.py [--build DIR] [--accept] [--show] [NAME...]

What a script prints has to be the same on both, but for UUIDs, MAC addresses and times that only one
of them has. Differences that are meant stand in NAME.known, with the reason in front (lines with #)
and then as a diff; --accept writes them there. A new script needs no more than its file: it imports
same.py, which says how to print calls. What the original's test driver cannot do at all is compared
with NAME.expected, whose texts were observed of its other drivers. --show prints the diff and
compares with nothing.
"""

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from tap import Tap  # noqa: E402

SCRIPTS = Path(__file__).resolve().parent / "bindings" / "same"
PYTHON = "/usr/bin/python3"  # the one that the distribution's module is for
SECONDS = 300
VARIES = {
    "UUID": re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"),
    "MAC": re.compile(r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b"),
    "TIME": re.compile(r"\b\d{10}(?:\d{9})?\b"),
}


def environment(home, build):
    """None means the distribution's library."""
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": home, "XDG_RUNTIME_DIR": home,
           "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "LIBVIRT_AUTOSTART": "0"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    if build:
        env["LD_LIBRARY_PATH"] = str(build / "src/libraries")
    return env


def output(script, build):
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run([PYTHON, str(script)], env=environment(home, build), cwd=home,
                              capture_output=True, timeout=SECONDS, check=False)
    text = done.stdout
    if done.returncode:
        text += done.stderr + f"ended with {done.returncode}".encode()
    return text.decode("utf-8", "replace").replace(home, "HOME").splitlines()


def without_chance(theirs, ours):
    """Both outputs, with numbers for what varies and only one of them has."""
    found = [{kind: set(pattern.findall("\n".join(lines))) for kind, pattern in VARIES.items()}
             for lines in (theirs, ours)]

    def plain(lines, other):
        for kind, pattern in VARIES.items():
            seen = {}

            def number(match, kind=kind, seen=seen):
                if match[0] in found[other][kind]:
                    return match[0]
                return f"{kind}-{seen.setdefault(match[0], len(seen) + 1)}"

            lines = [pattern.sub(number, line) for line in lines]
        return lines

    return plain(theirs, 1), plain(ours, 0)


def their_output(script):
    recorded = script.with_suffix(".expected")
    if recorded.exists():
        return recorded.read_text(encoding="utf-8").splitlines()
    return output(script, None)


def difference(script, build):
    with ThreadPoolExecutor(2) as pool:
        theirs = pool.submit(their_output, script)
        ours = pool.submit(output, script, build)
    theirs, ours = without_chance(theirs.result(), ours.result())
    diff = list(difflib.unified_diff(theirs, ours, n=0, lineterm=""))[2:]
    return ["@@" if line.startswith("@@") else line for line in diff]


def known(script):
    """The reasons, and the diff."""
    path = script.with_suffix(".known")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return ([line for line in lines if line.startswith("#")],
            [line for line in lines if not line.startswith("#")])


def accept(script, diff):
    path = script.with_suffix(".known")
    reasons = known(script)[0] or ["# (say why)"]
    if diff:
        path.write_text("\n".join(reasons + diff) + "\n", encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def problems(script, diff):
    reasons, expected = known(script)
    if diff == expected:
        return []
    if not reasons:
        return diff
    return ["the differences are not those of " + script.with_suffix(".known").name,
            *difflib.unified_diff(expected, diff, "known", "found", n=1, lineterm="")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    if subprocess.run([PYTHON, "-c", "import libvirt"], env=environment("/", None), check=False,
                      stderr=subprocess.DEVNULL).returncode:
        Tap.skip_all("python3-libvirt is not installed")
    scripts = [s for s in sorted(SCRIPTS.glob("*.py"))
               if s.stem != "same" and not s.stem.endswith("_common")]
    tap = Tap()
    for script in scripts:
        if args.names and script.stem not in args.names:
            continue
        diff = difference(script, args.build.resolve())
        if args.show:
            print("\n".join(diff))
        elif args.accept:
            accept(script, diff)
        else:
            tap.check(script.stem, problems(script, diff))
    if not args.accept and not args.show:
        tap.finish()


if __name__ == "__main__":
    main()

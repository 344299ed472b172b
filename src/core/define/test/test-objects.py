#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents of objects/ come back, or are refused, as the original's drivers answered.

    test-objects.py DEFINE-DOCUMENT [KIND [NAME]]

objects/known.json lists what differs, with the reason. record-objects.py makes the expectations."""

import difflib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from object_cases import FOLDER, everything, for_driver, read_answers, without_domain

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "tests/lib"))
from tap import Tap  # noqa: E402

KNOWN = json.loads((FOLDER / "known.json").read_text(encoding="utf-8"))


EMULATOR = FOLDER.parents[4] / "tests/xml/i686-7.2-tcg.json"
INVALID = "refused 92 5 "
TIME = "1700000000"  # as define-document has it


def answers(data):
    """What the program said, in order."""
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        words = data[at:end].decode().split(" ")
        length = int(words[1 if words[0] == "ok" else 3])
        text = data[end + 1:end + 1 + length].decode().strip()
        at = end + 1 + length + 1
        text = without_domain(text).replace(TIME, "@TIME@")
        yield text if words[0] == "ok" else f"refused {words[1]} {words[2]} {text}"


def run(program, driver, subject, expected, folder):
    """Name and answer of each case; those with the same things around them in one go."""
    groups = {}
    for name, around, text in subject.cases:
        if name not in expected:
            continue
        groups.setdefault(tuple(around.items()), []).append((name, text))
    said = {}
    for around, cases in groups.items():
        command = [program, "--emulator", f"i686,/usr/bin/qemu-system-i386,{EMULATOR}"]
        for key, value in around:
            if value in subject.documents:
                path = folder / f"@{value}"
                path.write_text(for_driver(driver, subject.documents[value]), encoding="utf-8")
                value = path
            command += ["--with", f"{key}={value}"]
        files = []
        for name, text in cases:
            files.append(folder / name)
            files[-1].write_text(for_driver(driver, text), encoding="utf-8")
        done = subprocess.run([*command, driver, subject.kind, *files], check=True,
                              stdout=subprocess.PIPE)
        said.update(zip((name for name, _ in cases), answers(done.stdout)))
    return said


def is_other(wanted, got):
    """What strict validation finds is worded in another way."""
    return got != wanted and not (wanted.startswith(INVALID) and got.startswith(INVALID))


def difference(name, wanted, got):
    lines = difflib.unified_diff(wanted.split("\n"), got.split("\n"), "wanted", "got", n=1,
                                 lineterm="")
    return "\n".join([name, *list(lines)[2:]])


def main():
    program, *words = sys.argv[1:]
    kind = words[0] if words else None
    tap = Tap()
    for subject in everything(kind):
        for driver in subject.drivers():
            expected = read_answers(subject.path.with_suffix("." + driver))
            with tempfile.TemporaryDirectory() as folder:
                said = run(program, driver, subject, expected, Path(folder))
            wrong = []
            for name, got in said.items():
                key = f"{driver}/{subject.kind}/{name}"
                if is_other(expected[name], got) and key not in KNOWN and name in (words[1:] or [name]):
                    wrong.append(difference(name, expected[name], got))
                elif not is_other(expected[name], got) and key in KNOWN:
                    wrong.append(f"{name}: no longer differs, take it out of known.json")
            tap.check(f"{driver} {subject.kind}: {len(said) - len(wrong)} of {len(said)}", wrong)
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is wrong with a document is said as the original says it, and what is right is taken.

    test-refusals.py DEFINE-DOCUMENT [DRIVER] [SUBJECT...]

refusals/known.json lists what differs, with the reason. record.py makes the expectations."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from cases import FOLDER, document, read_answers, read_cases

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "tests/lib"))
from tap import Tap  # noqa: E402

KNOWN = json.loads((FOLDER / "known.json").read_text(encoding="utf-8"))


def answers(program, driver, cases):
    """What the program says to each, in order."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, text in cases:
            files.append(Path(folder) / name)
            files[-1].write_text(document(driver, text), encoding="utf-8")
        done = subprocess.run([program, driver, "domain", *files], check=True, stdout=subprocess.PIPE)
    data, at = done.stdout, 0
    while at < len(data):
        end = data.index(b"\n", at)
        words = data[at:end].decode().split(" ")
        length = int(words[1 if words[0] == "ok" else 3])
        text = data[end + 1:end + 1 + length].decode().replace("\n", "\\n")
        at = end + 1 + length + 1
        yield "ok" if words[0] == "ok" else f"{words[1]} {words[2]} {text}"


def main():
    program, *words = sys.argv[1:]
    drivers = [w for w in words if w in ("test", "qemu")] or ["test"]
    subjects = [w for w in words if w not in ("test", "qemu")]
    tap = Tap()
    for driver in drivers:
        for path in sorted(FOLDER.glob("*.cases")):
            if subjects and path.stem not in subjects:
                continue
            cases, expected = read_cases(path), read_answers(path.with_suffix("." + driver))
            wrong = []
            for (name, _), said in zip(cases, answers(program, driver, cases)):
                key = f"{driver}/{path.stem}/{name}"
                if said != expected.get(name) and key not in KNOWN:
                    wrong.append(f"{name}\n    wanted: {expected.get(name)}\n    got:    {said}")
                elif said == expected.get(name) and key in KNOWN:
                    wrong.append(f"{name}: no longer differs, take it out of known.json")
            tap.check(f"{driver} {path.stem}: {len(cases) - len(wrong)} of {len(cases)}", wrong)
    tap.finish()


if __name__ == "__main__":
    main()

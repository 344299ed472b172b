#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices get the addresses that the original gives them, and are refused alike.

    test-addresses.py DEFINE-DOCUMENT [MACHINE...]

record-addresses.py makes the expectations."""

import subprocess
import sys
import tempfile
from pathlib import Path

from addresses import FOLDER, answer, document, read_answers, read_cases

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "tests/lib"))
from tap import Tap  # noqa: E402


def answers(program, documents):
    """What the program makes of each, in order."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, text in enumerate(documents):
            files.append(Path(folder) / str(number))
            files[-1].write_text(text, encoding="utf-8")
        done = subprocess.run([program, "machine", "domain", *files], check=True,
                              stdout=subprocess.PIPE)
    data, at = done.stdout, 0
    while at < len(data):
        end = data.index(b"\n", at)
        words = data[at:end].decode().split(" ")
        length = int(words[1 if words[0] == "ok" else 3])
        text = data[end + 1:end + 1 + length].decode()
        at = end + 1 + length + 1
        yield answer(text) if words[0] == "ok" else [f"error {words[1]} {words[2]} {text}"]


def main():
    program, *machines = sys.argv[1:]
    tap = Tap()
    for path in sorted(FOLDER.glob("*.cases")):
        if machines and path.stem not in machines:
            continue
        cases, expected = read_cases(path), read_answers(path.with_suffix(".expected"))
        documents = [document(path.stem, devices) for _, devices in cases]
        wrong = []
        for (name, _), got in zip(cases, answers(program, documents), strict=True):
            if got != expected[name]:
                wrong += [f"{name}:", *(f"  wanted: {line}" for line in expected[name]),
                          *(f"  got: {line}" for line in got)]
        tap.check(f"{path.stem}: {len(cases)} cases", wrong)
    tap.finish()


if __name__ == "__main__":
    main()

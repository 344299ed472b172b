#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests become what the original makes of them, or are refused in its words.

    test-rules.py DEFINE-DOCUMENT [SUBJECT...]

record-rules.py makes the expectations."""

import subprocess
import sys
import tempfile
from pathlib import Path

from rules import FOLDER, TOP, answer, documents, read_answers

sys.path.insert(0, str(TOP / "tests/lib"))
from tap import Tap  # noqa: E402

EMULATORS = {"x86_64": "x86_64", "i686": "i386"}


def define(program, cases):
    """("ok", text) or ("error", "CODE DOMAIN message") of each."""
    command = [program]
    for arch, name in EMULATORS.items():
        answers = TOP / f"tests/xml/{arch}-7.2-tcg.json"
        command += ["--emulator", f"{arch},/usr/bin/qemu-system-{name},{answers}"]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / str(i) for i in range(len(cases))]
        for file, (_, text) in zip(files, cases):
            file.write_text(text, encoding="utf-8")
        done = subprocess.run([*command, "qemu", "domain", *files], check=True,
                              stdout=subprocess.PIPE)
    data, at = done.stdout, 0
    while at < len(data):
        end = data.index(b"\n", at)
        words = data[at:end].decode().split(" ")
        length = int(words[1 if words[0] == "ok" else 3])
        text = data[end + 1:end + 1 + length].decode()
        at = end + 1 + length + 1
        yield words[0], text if words[0] == "ok" else f"{words[1]} {words[2]} {text}"


def main():
    program, *subjects = sys.argv[1:]
    tap = Tap()
    for path in sorted(FOLDER.glob("*.cases")):
        if subjects and path.stem not in subjects:
            continue
        cases, expected = list(documents(path)), read_answers(path.with_suffix(".expected"))
        said = list(define(program, cases))
        plain, wrong = said[0][1], []
        for (name, _), (kind, text) in zip(cases[1:], said[1:]):
            got = answer(plain, text) if kind == "ok" else [f"error {text}"]
            if got != expected.get(name):
                wrong.append("\n    ".join([name, "wanted:", *expected.get(name, ()), "got:", *got]))
        tap.check(f"{path.stem}: {len(cases) - 1 - len(wrong)} of {len(cases) - 1}", wrong)
    tap.finish()


if __name__ == "__main__":
    main()

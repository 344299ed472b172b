#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What strict reading says about mistakes.

    test-strict.py XML-ROUNDTRIP [--accept]     --accept writes the messages

Each line of strict/mistakes.txt makes one mistake in strict/domain.xml."""

import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "strict"
SEPARATOR = " | "


def message(program, text):
    with tempfile.NamedTemporaryFile("w", suffix=".xml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([program, "domain", "--strict", file.name], stdout=subprocess.PIPE,
                              encoding="utf-8", check=False)
        if done.returncode == 0:
            return "accepted"
        return done.stdout.strip().replace(f"error {file.name}: ", "")


def main():
    program, accept = sys.argv[1], "--accept" in sys.argv
    path = FOLDER / "mistakes.txt"
    document = (FOLDER / "domain.xml").read_text(encoding="utf-8")
    lines, out, wrong = path.read_text(encoding="utf-8").splitlines(), [], 0
    good = message(program, document)
    if good != "accepted":
        sys.exit(f"domain.xml: {good}")
    for line in lines:
        if line.startswith("#"):
            out.append(line)
            continue
        was, now, *wanted = line.split(SEPARATOR)
        if was not in document:
            sys.exit(f"domain.xml has no '{was}'")
        got = message(program, document.replace(was, now, 1))
        out.append(SEPARATOR.join((was, now, got)))
        if out[-1] != line and not accept:
            wrong += 1
            print(f"{was} -> {now}: wanted\n  {''.join(wanted)}\ngot\n  {got}")
    if accept:
        path.write_text("\n".join(out) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} mistakes, {wrong} with another message")
    sys.exit(bool(wrong))


main()

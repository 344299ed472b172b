#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads and writes the documents in documents/ and compares with what should come.

    test-documents.py XML-ROUNDTRIP [--accept]     --accept writes the expectations

documents/KIND/NAME.xml is read as document KIND; NAME.out is what should come, or "error CODE:
message". Without it the text itself should come back, as it does with all that was written by us or
the original. NAME.live.xml and NAME.status.xml are of running objects, others of stored ones;
NAME.stop.xml is read as one of a running object and written as one of a stored one.
"""

import subprocess
import sys
from pathlib import Path

DOCUMENTS = Path(__file__).resolve().parent / "documents"
FLAGS = {".live": ["--secure"], ".status": ["--secure", "--status"],
         ".stop": ["--secure", "--stop"]}


def result(program, path):
    flags = FLAGS.get(Path(path.stem).suffix, ["--inactive", "--secure"])
    done = subprocess.run([program, path.parent.name, *flags, path], stdout=subprocess.PIPE,
                          encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        return f"exit {done.returncode}\n"
    return done.stdout.replace(f"error {path}: ", "error ")


def main():
    program, accept = sys.argv[1], "--accept" in sys.argv
    cases, wrong = sorted(DOCUMENTS.glob("*/*.xml")), 0
    for path in cases:
        out = path.with_suffix(".out")
        text, got = path.read_text(encoding="utf-8"), result(program, path)
        wanted = out.read_text(encoding="utf-8") if out.exists() else text
        if got == wanted:
            continue
        if accept:
            if got == text:
                out.unlink()
            else:
                out.write_text(got, encoding="utf-8")
            continue
        wrong += 1
        print(f"{path.relative_to(DOCUMENTS)}: wanted\n{wanted}got\n{got}")
    print(f"{len(cases)} documents, {wrong} wrong")
    sys.exit(1 if wrong or not cases else 0)


main()

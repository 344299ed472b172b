#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The examples of the reference pages are right: read strictly they come back as they are, and our
RELAX NG files take them.

    test-examples.py XML-ROUNDTRIP SCHEMAS
"""

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests/lib"), str(TOP / "gen")]
import schema  # noqa: E402
from tap import Tap  # noqa: E402

# Written by hosts and daemons only: nobody starts from an example.
WITHOUT = {"capabilities", "crypto", "domcapabilities", "domstatus", "hostcpu", "inactivedomain",
           "networkport", "nwfilterbinding", "poolcapabilities", "poolsource", "poolsources",
           "pstore", "savecookie", "sysinfo"}


def problems_of(program, schemas, document, path):
    done = subprocess.run([program, document.name, "--secure", "--strict", path], check=False,
                          stdout=subprocess.PIPE, encoding="utf-8")
    if done.stdout != path.read_text(encoding="utf-8"):
        yield f"comes back as {done.stdout}"
    if document.rng:
        done = subprocess.run(["xmllint", "--noout", "--relaxng", Path(schemas) / document.rng, path],
                              check=False, stderr=subprocess.PIPE, encoding="utf-8")
        if done.returncode:
            yield done.stderr


def main():
    program, schemas = sys.argv[1:]
    tap, folder = Tap(), TOP / "schema/examples"
    documents = schema.load(TOP / "schema").documents
    for document in documents.values():
        path = folder / f"{document.name}.xml"
        if path.exists():
            tap.check(document.name, list(problems_of(program, schemas, document, path)))
        elif document.name not in WITHOUT:
            tap.check(document.name, ["has no example"])
    tap.check("each example is of a document", [p.name for p in folder.iterdir()
                                               if p.stem not in documents])
    tap.finish()


main()

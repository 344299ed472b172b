#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs every emitter on the small descriptions in small/api, small/schema and small/settings
and compares with small/expected.

    test-golden.py [--accept]     --accept rewrites the expectations

They have one of each kind of thing, so that a changed emitter shows what it changes.
"""

import difflib
import importlib
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
SMALL = Path(__file__).resolve().parent / "small"
sys.path.insert(0, str(TOP / "gen"))
import api
import commands
import schema
import settings
from lines import main_guard, write_if_changed


def expected_files(folder):
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8")
            for p in sorted(folder.rglob("*")) if p.is_file()}


def compare(name, texts):
    old = expected_files(SMALL / "expected" / name)
    wrong = 0
    for path in sorted({*old, *texts}):
        before, after = old.get(path, ""), texts.get(path, "")
        if before != after:
            wrong += 1
            sys.stdout.writelines(difflib.unified_diff(
                before.splitlines(True), after.splitlines(True), f"expected/{name}/{path}", "now"))
    return wrong


def accept(name, texts):
    folder = SMALL / "expected" / name
    for path in expected_files(folder):
        if path not in texts:
            (folder / path).unlink()
    for path, text in texts.items():
        write_if_changed(folder / path, text)


def main():
    emitters = sorted(p.stem.removeprefix("emit_") for p in (TOP / "gen").glob("emit_*.py"))
    wrong = 0
    for name in emitters:
        emitter = importlib.import_module("emit_" + name)
        source = getattr(emitter, "SOURCE", "api")
        reader = {"api": api, "schema": schema, "settings": settings, "commands": commands}[source]
        texts = emitter.outputs(reader.load(SMALL / source))
        if "--accept" in sys.argv[1:]:
            accept(name, texts)
        else:
            differing = compare(name, texts)
            print(f"{name}: {len(texts)} files, {differing} differ")
            wrong += differing
    if wrong:
        sys.exit("see the differences above; test-golden.py --accept takes them as right")


if __name__ == "__main__":
    main_guard(main)

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Says when docs/status.md no longer tells what the sources offer; --accept writes it anew."""

import difflib
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "gen"))
import api
import emit_status
from lines import main_guard, write_if_changed


def main():
    text = emit_status.outputs(api.load(TOP / "api"))["status.md"]
    path = TOP / "docs" / "status.md"
    if "--accept" in sys.argv[1:]:
        write_if_changed(path, text)
        return
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if old != text:
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), text.splitlines(True),
                                                   "docs/status.md", "the sources", n=0))
        sys.exit("docs/status.md is stale: run tests/gen/test-status.py --accept")


if __name__ == "__main__":
    main_guard(main)

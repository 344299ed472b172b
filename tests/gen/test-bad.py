#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Wrong descriptions are refused at the right line with a sentence.

Each bad/NAME.api is read together with small/api, and likewise .commands. The first line says what
must come:

    # expect: LINE: regular expression
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "gen"))
import api
import commands
from lines import DescriptionError


def complaint(case):
    """What reading the case ends in: the error's text, or a name of what is worse."""
    kind = case.suffix[1:]
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top, kind)
        shutil.copytree(HERE / "small" / kind, folder)
        shutil.copy(case, folder / f"zz-{case.name}")
        try:
            {"api": api, "commands": commands}[kind].load(folder)
        except DescriptionError as e:
            return str(e)
        except Exception as e:  # what this test is about: no input may lead here
            return f"traceback: {e!r}"
    return "accepted"


def main():
    failed = 0
    cases = sorted(c for kind in ("api", "commands") for c in (HERE / "bad").glob(f"*.{kind}"))
    for case in cases:
        first = case.read_text(encoding="utf-8").split("\n", 1)[0]
        expect = re.fullmatch(r"# expect: (\d+): (.+)", first)
        if not expect:
            sys.exit(f"{case}:1: the first line must be '# expect: LINE: regular expression'")
        found = complaint(case)
        if not re.match(rf"{case.suffix[1:]}/zz-{re.escape(case.name)}:{expect[1]}: .*{expect[2]}", found):
            failed += 1
            print(f"{case.name}: expected line {expect[1]}, '{expect[2]}'; found {found}")
    print(f"{len(cases)} wrong descriptions, {failed} not refused as they should be")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The library has the trace points that scripts of operators rely on: test-probes.py LIBRARY TWIN

Built without <sys/sdt.h> (TWIN is "none"), it must have none at all.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from tap import Tap  # noqa: E402

# Name: number of arguments, once for each place. Only ever add to these.
POINTS = {"call_entry": [1], "call_driver": [2], "call_return": [3, 3]}
NOTE = re.compile(r"Provider: (\S+)\n\s+Name: (\S+)\n.*\n\s+Arguments: ?(.*)")


def points(library):
    """{name: [number of arguments at each place]} of our provider, and the other providers."""
    text = subprocess.run(["readelf", "--notes", "--wide", library], check=True, text=True,
                          stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"}).stdout
    found, others = {}, set()
    for provider, name, arguments in NOTE.findall(text):
        if provider == "virtue":
            found.setdefault(name, []).append(len(arguments.split()))
        else:
            others.add(provider)
    return found, others


def main():
    library, twin = sys.argv[1:]
    if not shutil.which("readelf"):
        Tap.skip_all("readelf is not installed")
    tap = Tap()
    found, others = points(library)
    if twin == "none":
        tap.check("no trace points", sorted(found))
        tap.skip("trace points", "built without trace points (systemtap-sdt-dev)")
        tap.finish()
    tap.check("no other provider", sorted(others))
    for name, expected in POINTS.items():
        places = found.pop(name, [])
        tap.check(f"{name}, its places and arguments",
                  [] if places == expected else [f"expected {expected}, found {places}"])
    tap.check("no point that this test does not know", sorted(found))
    tap.finish()


if __name__ == "__main__":
    main()

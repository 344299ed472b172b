# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the Python programs share. libvirt is the distribution's python3-libvirt."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "lib"))
from tap import Tap  # noqa: E402, F401

OUR_VERSION = 12008000


def library_problems():
    """Is the library that this process uses the one that is to be tested?"""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    mapped = {line.split()[-1] for line in maps.splitlines() if "/libvirt.so.0" in line}
    folder = os.environ.get("VIRTUE_LIBDIR")
    if not mapped:
        return ["libvirt.so.0 is not mapped"]
    return [f"uses {p}" for p in mapped if folder and not p.startswith(folder + "/")]


def differences(expected, found):
    return [] if expected == found else [f"expected {expected!r}", f"found    {found!r}"]


def raised(error_class, call, *args):
    """The error that a call raises, or None."""
    try:
        call(*args)
    except error_class as error:
        return error
    return None

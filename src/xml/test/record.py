#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold the expectations to what the distribution's library says.

    record.py            compare; lists what differs
    record.py --accept   write NAME.error; a NAME.original, where ours differs on purpose, stays

malformed/NAME.xml is defined through test:///default. Its message is NAME.original if that exists,
else NAME.error."""

import ctypes
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
XML_DETAIL, FROM_DOMAIN, ERROR = 35, 20, 2


class VirError(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("domain", ctypes.c_int), ("message", ctypes.c_char_p),
                ("level", ctypes.c_int), ("conn", ctypes.c_void_p), ("dom", ctypes.c_void_p),
                ("str1", ctypes.c_char_p), ("str2", ctypes.c_char_p), ("str3", ctypes.c_char_p),
                ("int1", ctypes.c_int), ("int2", ctypes.c_int), ("net", ctypes.c_void_p)]


class Library:
    """Not the binding, which cannot show a message that is not UTF-8."""

    def __init__(self):
        self.lib = ctypes.CDLL("libvirt.so.0")
        for name in ("virConnectOpen", "virDomainDefineXML"):
            getattr(self.lib, name).restype = ctypes.c_void_p
        self.lib.virDomainDefineXML.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        self.lib.virGetLastError.restype = ctypes.POINTER(VirError)
        self.quiet = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(lambda data, error: None)
        self.lib.virSetErrorFunc(None, self.quiet)
        self.conn = self.lib.virConnectOpen(b"test:///default")

    def define(self, xml):
        """The error's message, or None if it is not one of the parser."""
        self.lib.virResetLastError()
        if self.lib.virDomainDefineXML(self.conn, xml):
            return None
        error = self.lib.virGetLastError().contents
        if error.code != XML_DETAIL:
            return None
        assert (error.domain, error.level, error.str1, error.str2, error.str3, error.int1, error.int2) \
            == (FROM_DOMAIN, ERROR, b"%s", error.message, None, -1, -1)
        return error.message + b"\n"


def main():
    accept = "--accept" in sys.argv
    library = Library()
    wrong = 0
    for path in sorted((HERE / "malformed").glob("*.xml")):
        said = library.define(path.read_bytes()) or b"accepted\n"
        original = path.with_suffix(".original")
        expected = original if original.exists() else path.with_suffix(".error")
        if accept and expected != original:
            expected.write_bytes(said)
        if not expected.exists() or expected.read_bytes() != said:
            wrong += 1
            print(f"{path.name}: the original says\n{said.decode(errors='backslashreplace')}")
    print(f"{wrong} differ")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold the expectations to what the distribution's library says.

    record.py            compare; lists what differs
    record.py --accept   write NAME.error and NAME.text; a NAME.original, where ours differs on purpose, stays

malformed/NAME.xml is defined through test:///default. Its message is NAME.original if that exists,
else NAME.error. metadata/NAME.xml is defined and shown: its <metadata> is NAME.original, else
NAME.text."""

import ctypes
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
METADATA = re.compile(rb"  <metadata.*(?=  <memory )", re.S)
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
        self.lib.virDomainGetXMLDesc.argtypes = [ctypes.c_void_p, ctypes.c_uint]
        self.lib.virDomainGetXMLDesc.restype = ctypes.c_char_p
        self.lib.virDomainUndefine.argtypes = [ctypes.c_void_p]
        self.lib.virDomainDefineXML.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        self.lib.virGetLastError.restype = ctypes.POINTER(VirError)
        self.quiet = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(lambda data, error: None)
        self.lib.virSetErrorFunc(None, self.quiet)
        self.conn = self.lib.virConnectOpen(b"test:///default")

    def refuse(self, xml):
        """The parser's message."""
        self.lib.virResetLastError()
        if self.lib.virDomainDefineXML(self.conn, xml):
            return b"accepted\n"
        error = self.lib.virGetLastError().contents
        if error.code != XML_DETAIL:
            return b"accepted\n"
        assert (error.domain, error.level, error.str1, error.str2, error.str3, error.int1, error.int2) \
            == (FROM_DOMAIN, ERROR, b"%s", error.message, None, -1, -1)
        return error.message + b"\n"

    def metadata(self, xml):
        """The lines of <metadata> as they are shown."""
        domain = self.lib.virDomainDefineXML(self.conn, xml)
        if not domain:
            return b"refused\n"
        shown = METADATA.search(self.lib.virDomainGetXMLDesc(domain, 0)).group()
        self.lib.virDomainUndefine(domain)
        return shown


def compare(folder, suffix, said_of, accept):
    wrong = 0
    for path in sorted((HERE / folder).glob("*.xml")):
        said = said_of(path.read_bytes())
        original = path.with_suffix(".original")
        expected = original if original.exists() else path.with_suffix(suffix)
        if accept and expected != original:
            expected.write_bytes(said)
        if not expected.exists() or expected.read_bytes() != said:
            wrong += 1
            print(f"{path.name}: the original says\n{said.decode(errors='backslashreplace')}")
    return wrong


def main():
    accept = "--accept" in sys.argv
    library = Library()
    wrong = compare("malformed", ".error", library.refuse, accept)
    wrong += compare("metadata", ".text", library.metadata, accept)
    print(f"{wrong} differ")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

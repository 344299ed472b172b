#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the library says to bad arguments is what the original was observed to say.

    test-facts.py LIBRARY_FOLDER

facts.json has, for each function, calls that differ from a good one in one or two arguments, and what
the original answered: an error with all its parts, or that the call reached the peer (standin.py).
Its format is described by read_facts() below.
"""

import ctypes
import json
import os
import socket
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "gen"), str(HERE.parent / "lib")]
import standin
import api as description
from tap import Tap

REACHED = [9, 7, standin.REACHED, "%s", standin.REACHED, None, -1, -1]
FD_PASSING, EVENT_CALLBACK, CLOSE_CALLBACK = 8, 14, 15
Pointer = ctypes.c_void_p
NUMBERS = {"int": ctypes.c_int, "unsigned int": ctypes.c_uint, "long long": ctypes.c_longlong,
           "unsigned long long": ctypes.c_ulonglong, "unsigned long": ctypes.c_ulong,
           "size_t": ctypes.c_size_t, "double": ctypes.c_double}
LIBRARIES = ("libvirt", "libvirt-qemu", "libvirt-lxc", "libvirt-admin")
# Handles: kind -> (function, kind of its parent, further arguments).
NO_FLAGS = ctypes.c_uint(0)
LOOKUPS = {
    "domain": ("virDomainLookupByName", "connect", b"x"),
    "network": ("virNetworkLookupByName", "connect", b"x"),
    "secret": ("virSecretLookupByUUIDString", "connect", b"5d744f21-ba4a-4d6e-bdb2-30a35ff3207d"),
    "nwfilter": ("virNWFilterLookupByName", "connect", b"x"),
    "nwfilter_binding": ("virNWFilterBindingLookupByPortDev", "connect", b"x"),
    "network_port": ("virNetworkPortLookupByUUIDString", "network",
                     b"5d744f21-ba4a-4d6e-bdb2-30a35ff3207d"),
    "storage_pool": ("virStoragePoolLookupByName", "connect", b"x"),
    "storage_vol": ("virStorageVolLookupByKey", "connect", b"x"),
    "interface": ("virInterfaceLookupByName", "connect", b"x"),
    "node_device": ("virNodeDeviceLookupByName", "connect", b"x"),
    "domain_snapshot": ("virDomainSnapshotLookupByName", "domain", b"x", NO_FLAGS),
    "domain_checkpoint": ("virDomainCheckpointLookupByName", "domain", b"x", NO_FLAGS),
    "stream": ("virStreamNew", "connect", NO_FLAGS),
    "adm_server": ("virAdmConnectLookupServer", "adm_connect", b"x", NO_FLAGS),
    "adm_client": ("virAdmServerLookupClient", "adm_server", ctypes.c_ulonglong(1), NO_FLAGS),
}


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("domain", ctypes.c_int), ("message", ctypes.c_char_p),
                ("level", ctypes.c_int), ("conn", Pointer), ("dom", Pointer),
                ("str1", ctypes.c_char_p), ("str2", ctypes.c_char_p), ("str3", ctypes.c_char_p),
                ("int1", ctypes.c_int), ("int2", ctypes.c_int), ("net", Pointer)]


class TypedParameter(ctypes.Structure):
    _fields_ = [("field", ctypes.c_char * 80), ("type", ctypes.c_int), ("padding", ctypes.c_int),
                ("value", ctypes.c_longlong)]


class Library:
    def __init__(self, folder, socket_path):
        self.parts = [ctypes.CDLL(f"{folder}/{name}.so.0", mode=ctypes.RTLD_GLOBAL)
                      for name in LIBRARIES]
        self.path = socket_path
        main = self.parts[0]
        main.virGetLastError.restype = ctypes.POINTER(Error)
        self.quiet = ctypes.CFUNCTYPE(None, Pointer, Pointer)(lambda data, error: None)
        main.virSetErrorFunc(None, self.quiet)
        main.virEventRegisterDefaultImpl()

    def find(self, name):
        return next((getattr(part, name) for part in self.parts if hasattr(part, name)), None)

    def make(self, name, *args):
        function = self.find(name)
        function.argtypes, function.restype = None, Pointer
        return function(*args)

    def forget(self):
        self.parts[0].virResetLastError()

    def error(self):
        found = self.parts[0].virGetLastError()
        if not found or found.contents.code == 0:
            return None
        e = found.contents
        texts = [t.decode() if t is not None else None for t in (e.message, e.str1, e.str2, e.str3)]
        return [e.code, e.domain, *texts, e.int1, e.int2]


class Handles:
    """One of each kind on a connection, made when it is first needed."""

    def __init__(self, library, read_only):
        self.library, self.read_only, self.made = library, read_only, {}

    def get(self, kind):
        if kind not in self.made:
            self.made[kind] = self.open(kind)
        return self.made[kind]

    def open(self, kind):
        path = self.library.path
        if kind == "connect":
            name = "virConnectOpenReadOnly" if self.read_only else "virConnectOpen"
            return self.library.make(name, f"test+unix:///default?socket={path}".encode())
        if kind == "adm_connect":
            return self.library.make("virAdmConnectOpen",
                                     f"libvirtd:///system?socket={path}".encode(), NO_FLAGS)
        function, parent, *args = LOOKUPS[kind]
        return self.library.make(function, Pointer(self.get(parent)), *args)


class Caller:
    """Makes arguments of one function from what facts.json calls them."""

    def __init__(self, fn, handles):
        self.fn, self.handles, self.kept = fn, handles, []

    def keep(self, thing):
        self.kept.append(thing)
        return ctypes.addressof(thing)

    def buffer(self, data, room=64):
        return self.keep(ctypes.create_string_buffer(data, len(data) + room))

    def good(self, p):
        kind = p.handle or ("stream" if p.words.get("stream") else "")
        if kind:
            return self.handles.get(kind)
        t = p.c_type
        if t in NUMBERS:
            return self.good_number(p)
        if p.words.get("callback") or t.endswith(("Callback", "Func")):
            return ctypes.cast(CALLBACK, Pointer).value
        if p.type and p.type.base == "uuid":
            return self.buffer(b"6695eb01-f6a4-8304-79aa-97f2502e193f")
        if t == "const char *":
            return None if p.type and p.type.optional else self.buffer(b"x")
        if t == "const char **":
            return self.keep((ctypes.c_char_p * 3)(b"/x", None, None))
        if t == "virTypedParameterPtr" and p.direction == "in":
            return self.params(b"foo", 1, 1, n=1)
        if t in ("int *", "unsigned int *"):
            return self.keep((ctypes.c_int * 64)(32 if p.direction != "in" else FD))
        return self.keep(ctypes.create_string_buffer(1 << 16))

    def good_number(self, p):
        if p.words.get("fd"):
            return FD
        return 1 if p.name != "flags" and p.c_type != "size_t" else 16 * (p.name != "flags")

    def params(self, name, kind, value, n=2):
        array = (TypedParameter * 16)()
        for i in range(n):
            array[i].field, array[i].type, array[i].value = name, kind, value
        return self.keep(array)

    def bad(self, p, text):
        if text == "NULL":
            return None
        if text == "garbage":
            return ctypes.addressof(GARBAGE)
        if text == "wrong":
            return self.handles.get("domain" if p.handle in ("network", "connect") else
                                    "adm_server" if p.handle == "adm_client" else
                                    "adm_client" if (p.handle or "").startswith("adm") else
                                    "network")
        if text.startswith("*="):
            return self.keep((ctypes.c_int * 64)(int(text[2:])))
        if text.startswith('"'):
            return self.buffer(json.loads(text).encode())
        if text == "long":
            return self.buffer(b"a" * 5000)
        if text == "[NULL]":
            return self.keep((ctypes.c_char_p * 3)(None, None, None))
        if text in PARAMS:
            name, kind, is_text = PARAMS[text]
            return self.params(name, kind, self.buffer(b"") if is_text else kind != 7)
        return int(text)

    def call(self, changes):
        values = [self.bad(p, changes[p.name]) if p.name in changes else self.good(p)
                  for p in self.fn.params]
        library = self.handles.library
        function = library.find(self.fn.name)
        function.argtypes = [NUMBERS.get(p.c_type, Pointer) for p in self.fn.params]
        function.restype = Pointer
        library.forget()
        function(*values)
        return library.error()


GARBAGE = ctypes.create_string_buffer(4096)
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int)(lambda *args: 0)
PARAMS = {"params:unset": (b"foo", 0, False), "params:no-type": (b"foo", 99, False),
          "params:unknown": (b"nonexistent", 1, False), "params:unnamed": (b"", 1, False),
          "params:null": (b"foo", 7, False), "params:string": (b"foo", 7, True)}
FD = -1


def read_facts(path):
    """{function: [(call, error or None, whether we answer something else)]}.

    In the file a function has, for each answer, the calls that got it as one text: calls are
    separated by a blank, arguments by "&"; "!" in front of a call means on a read-only connection.
    Answers are numbers of rows of "errors", in which {F} is the function's name.
    "differences" has, by reason, the calls on which we do not follow the original.
    """
    facts = json.loads(path.read_text(encoding="utf-8"))
    errors = facts["errors"]
    different = {(name, call) for functions in facts["differences"].values()
                 for name, calls in functions.items() for call in calls}
    out = {}
    for name, answers in facts["functions"].items():
        out[name] = []
        for number, calls in answers.items():
            error = errors[int(number)]
            if error == "reached":
                error = REACHED
            elif error:
                error = [e.replace("{F}", name) if isinstance(e, str) else e for e in error]
            out[name] += [(call, error, (name, call) in different) for call in calls]
    return out


def check(fn, cases, handles):
    problems = []
    for call, expected, is_different in cases:
        changes = dict(c.split("=", 1) for c in call.lstrip("!").split("&") if c)
        found = Caller(fn, handles[call.startswith("!")]).call(changes)
        if (found != expected) != is_different:
            problems.append(f"{call or 'good arguments'}:\nexpected {expected}\nfound    {found}"
                            + "\nthis was a known difference" * is_different)
    return problems


def main():
    global FD
    tap = Tap()
    api = description.load(HERE.parents[1] / "api")
    facts = read_facts(Path(os.environ.get("VIRTUE_FACTS", HERE / "facts.json")))
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/socket"
        standin.start(path, HERE.parents[1] / "api", {FD_PASSING, EVENT_CALLBACK, CLOSE_CALLBACK})
        library = Library(sys.argv[1], path)
        FD = socket.socketpair()[0].detach()
        handles = [Handles(library, False), Handles(library, True)]
        for name, cases in facts.items():
            problems = check(api.functions[name], cases, handles)
            tap.check(name, problems[:5])
    tap.finish()


if __name__ == "__main__":
    main()

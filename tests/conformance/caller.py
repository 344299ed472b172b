# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls functions of a libvirt.so.0, ours or the original's, with arguments that a text describes."""

import ctypes
import json
import socket

Pointer = ctypes.c_void_p
NUMBERS = {"int": ctypes.c_int, "unsigned int": ctypes.c_uint, "long long": ctypes.c_longlong,
           "unsigned long long": ctypes.c_ulonglong, "unsigned long": ctypes.c_ulong,
           "size_t": ctypes.c_size_t, "double": ctypes.c_double}
RESULTS = {**NUMBERS, "void": None}
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


class Peer:
    """Who answers: where its sockets are, what its objects are called, what it takes for texts."""

    def __init__(self, socket_path=None, uri=None, lookups=None, texts=None):
        self.uri = (uri or f"test+unix:///default?socket={socket_path}").encode()
        self.admin_uri = f"libvirtd:///system?socket={socket_path}".encode()
        self.lookups = {**LOOKUPS, **(lookups or {})}
        self.texts = texts or (lambda function, name: b"x")


class Library:
    def __init__(self, folder):
        self.parts = [ctypes.CDLL(f"{folder}/{name}.so.0", mode=ctypes.RTLD_GLOBAL)
                      for name in LIBRARIES]
        main = self.parts[0]
        main.virGetLastError.restype = ctypes.POINTER(Error)
        self.quiet = ctypes.CFUNCTYPE(None, Pointer, Pointer)(lambda data, error: None)
        main.virSetErrorFunc(None, self.quiet)
        main.virEventRegisterDefaultImpl()
        self.fd = socket.socketpair()[0].detach()

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

    def __init__(self, library, peer, read_only):
        self.library, self.peer, self.read_only, self.made = library, peer, read_only, {}

    def get(self, kind):
        if kind not in self.made:
            self.made[kind] = self.open(kind)
        return self.made[kind]

    def open(self, kind):
        if kind == "connect":
            name = "virConnectOpenReadOnly" if self.read_only else "virConnectOpen"
            return self.library.make(name, self.peer.uri)
        if kind == "adm_connect":
            return self.library.make("virAdmConnectOpen", self.peer.admin_uri, NO_FLAGS)
        function, parent, *args = self.peer.lookups[kind]
        return self.library.make(function, Pointer(self.get(parent)), *args)


class Caller:
    """Makes arguments of one function from what facts.json calls them."""

    def __init__(self, fn, handles):
        self.fn, self.handles, self.kept = fn, handles, []
        self.foreign = Handles(handles.library, handles.peer, handles.read_only)

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
            text = self.handles.peer.texts(self.fn.name, p.name)
            return None if p.type and p.type.optional else self.buffer(text)
        if t == "const char **":
            return self.keep((ctypes.c_char_p * 3)(b"/x", None, None))
        if t == "virTypedParameterPtr" and p.direction == "in":
            return self.params(b"foo", 1, 1, n=1)
        if t in ("int *", "unsigned int *"):
            return self.keep((ctypes.c_int * 64)(32 if p.direction != "in" else
                                             self.handles.library.fd))
        return self.keep(ctypes.create_string_buffer(1 << 16))

    def good_number(self, p):
        if p.words.get("fd"):
            return self.handles.library.fd
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
        if text == "foreign":
            return self.foreign.get(p.handle)
        if text == "[NULL]":
            return self.keep((ctypes.c_char_p * 3)(None, None, None))
        if text in PARAMS:
            name, kind, is_text = PARAMS[text]
            return self.params(name, kind, self.buffer(b"") if is_text else kind != 7)
        return int(text)

    def call(self, text):
        """The result and the error of a call: "argument=value&...", where it differs from a good one."""
        changes = dict(c.split("=", 1) for c in text.split("&") if c)
        values = [self.bad(p, changes[p.name]) if p.name in changes else self.good(p)
                  for p in self.fn.params]
        library = self.handles.library
        function = library.find(self.fn.name)
        function.argtypes = [NUMBERS.get(p.c_type, Pointer) for p in self.fn.params]
        function.restype = RESULTS.get(self.fn.c_return, Pointer)
        library.forget()
        result = function(*values)
        error = library.error()
        return self.readable(result), error, self.numbers_out(values)

    def readable(self, result):
        if self.fn.c_return in RESULTS or not result:
            return result
        if self.fn.c_return in ("char *", "const char *"):
            return ctypes.string_at(result).decode(errors="replace")
        return "pointer"

    def numbers_out(self, values):
        """What came back in arguments that are pointers to one number; how much room a list was given is
        nobody's business."""
        return {p.name: ctypes.c_int.from_address(value).value
                for p, value in zip(self.fn.params, values)
                if value and p.c_type in ("int *", "unsigned int *") and p.direction != "in"
                and p.name != "maxparams"}


GARBAGE = ctypes.create_string_buffer(4096)
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int)(lambda *args: 0)
PARAMS = {"params:unset": (b"foo", 0, False), "params:no-type": (b"foo", 99, False),
          "params:unknown": (b"nonexistent", 1, False), "params:unnamed": (b"", 1, False),
          "params:null": (b"foo", 7, False), "params:string": (b"foo", 7, True)}

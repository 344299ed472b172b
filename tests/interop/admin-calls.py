#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls the administrative library with good and bad arguments and prints what comes back:
admin-calls.py LIBRARIES SOCKET

LIBRARIES is a folder with libvirt-admin.so.0, SOCKET that of a daemon that has no other clients of
its main server. Then the wire itself, for what a library never sends."""

import ctypes
import os
import socket
import struct
import sys
import time
from ctypes import byref, c_char, c_char_p, c_double, c_int, c_longlong, c_uint, c_ulonglong, c_void_p

ADMIN, REMOTE = 0x06900690, 0x20008086


class Value(ctypes.Union):
    _fields_ = [("i", c_int), ("ui", c_uint), ("l", c_longlong), ("ul", c_ulonglong), ("d", c_double),
                ("b", c_char), ("s", c_char_p)]


class Param(ctypes.Structure):
    _fields_ = [("field", c_char * 80), ("type", c_int), ("value", Value)]


class Error(ctypes.Structure):
    _fields_ = [("code", c_int), ("domain", c_int), ("message", c_char_p), ("level", c_int),
                ("conn", c_void_p), ("dom", c_void_p), ("str1", c_char_p), ("str2", c_char_p),
                ("str3", c_char_p), ("int1", c_int), ("int2", c_int)]


def load():
    folder = sys.argv[1]
    lib = ctypes.CDLL(f"{folder}/libvirt-admin.so.0", mode=ctypes.RTLD_GLOBAL)
    main = ctypes.CDLL(f"{folder}/libvirt.so.0")
    main.virGetLastError.restype = ctypes.POINTER(Error)
    for name in ("virAdmConnectOpen", "virAdmConnectLookupServer", "virAdmServerLookupClient",
                 "virAdmConnectGetURI", "virAdmServerGetName"):
        getattr(lib, name).restype = c_void_p
    lib.virAdmClientGetID.restype = c_ulonglong
    return lib, main


LIB, MAIN = load()
QUIET = ctypes.CFUNCTYPE(None, c_void_p, ctypes.POINTER(Error))(lambda data, error: None)


def error_text():
    error = MAIN.virGetLastError()
    if not error or not error.contents.code:
        return "ok"
    e = error.contents
    return f"{e.code} {e.domain} {e.message} {e.str1} {e.str2} {e.int1} {e.int2}"


def show(what, result):
    shown = "NULL" if result is None else "pointer" if abs(result) > 100000 else result
    print(what, "->", shown, error_text())
    MAIN.virResetLastError()


def handle(pointer):
    return c_void_p(pointer)


def get_params(name, obj, flags):
    params, n = ctypes.POINTER(Param)(), c_int(0)
    result = getattr(LIB, name)(obj, byref(params), byref(n), flags)
    show(f"{name} {flags}", result)
    if result == 0:
        print("  ", [(params[i].field.decode(), params[i].type) for i in range(n.value)])
        return {params[i].field.decode(): params[i].value for i in range(n.value)}
    return {}


def set_params(name, obj, flags, *rows):
    params = (Param * max(1, len(rows)))()
    for param, (field, kind, value) in zip(params, rows):
        param.field, param.type = field.encode(), kind
        if kind == 1:
            param.value.i = value
        elif kind == 2:
            param.value.ui = value
        else:
            param.value.ul = value
    show(f"{name} {rows} {flags}", getattr(LIB, name)(obj, params, len(rows), flags))


def clients(server):
    array = ctypes.POINTER(c_void_p)()
    n = LIB.virAdmServerListClients(server, byref(array), 0)
    return [handle(array[i]) for i in range(n)]


def servers(conn, server):
    for flags in (0, 1):
        show(f"list {flags}", LIB.virAdmConnectListServers(conn, None, flags))
        show(f"look up {flags}", LIB.virAdmConnectLookupServer(conn, b"libvirtd", flags))
    for name in (b"", b"x" * 500):
        show(f"look up {name}", LIB.virAdmConnectLookupServer(conn, name, 0))
    for name in ("virAdmServerGetThreadPoolParameters", "virAdmServerGetClientLimits"):
        values = get_params(name, server, 0)
        print("  ", {k: v.ui for k, v in values.items()})
        get_params(name, server, 1)
    for flags in (0, 1):
        show(f"list clients {flags}", LIB.virAdmServerListClients(server, None, flags))
    show("look up client", LIB.virAdmServerLookupClient(server, c_ulonglong(2**64 - 1), 0))
    show("look up client", LIB.virAdmServerLookupClient(server, c_ulonglong(1), 1))
    show("update tls", LIB.virAdmServerUpdateTlsFiles(server, 0))
    show("update tls", LIB.virAdmServerUpdateTlsFiles(server, 1))


WORKERS = [
    [], [("nWorkers", 2, 1)], [("freeWorkers", 2, 1)], [("jobQueueDepth", 2, 1)], [("bogus", 2, 1)],
    [("minWorkers", 1, 1)], [("minWorkers", 4, 1)], [("minWorkers", 2, 1), ("minWorkers", 2, 2)],
    [("minWorkers", 2, 1), ("bogus", 2, 2)], [("minWorkers", 2, 30)], [("maxWorkers", 2, 0)],
    [("minWorkers", 2, 0), ("maxWorkers", 2, 0)], [("minWorkers", 2, 0), ("maxWorkers", 2, 1)],
    [("minWorkers", 2, 5), ("maxWorkers", 2, 20), ("prioWorkers", 2, 5)],
    [("prioWorkers", 2, 4), ("maxWorkers", 2, 1)], [("x" * 79, 2, 1)],
]
LIMITS = [
    [], [("nclients", 2, 1)], [("nclients_unauth", 2, 1)], [("bogus", 2, 1)],
    [("nclients_max", 1, 1)], [("nclients_max", 2, 1), ("nclients_max", 2, 2)],
    [("nclients_max", 2, 10)], [("nclients_unauth_max", 2, 9999)],
    [("nclients_max", 2, 3), ("nclients_unauth_max", 2, 4)], [("nclients_max", 2, 0)],
    [("nclients_max", 2, 5000), ("nclients_unauth_max", 2, 20)],
]


def changes(server):
    for name, get, rows, good in (
            ("virAdmServerSetThreadPoolParameters", "virAdmServerGetThreadPoolParameters", WORKERS,
             ("minWorkers", 2, 1)),
            ("virAdmServerSetClientLimits", "virAdmServerGetClientLimits", LIMITS,
             ("nclients_max", 2, 100))):
        set_params(name, server, 1, good)
        for row in rows:
            set_params(name, server, 0, *row)
        print("  ", {k: v.ui for k, v in get_params(get, server, 0).items()
                     if k not in ("nWorkers", "freeWorkers")})


def logging(conn):
    text = c_char_p()
    for what in ("Filters", "Outputs"):
        get, set_ = (getattr(LIB, f"virAdmConnect{verb}Logging{what}") for verb in ("Get", "Set"))
        for flags in (0, 1):
            show(f"get {what} {flags}", get(conn, byref(text), flags))
            print("  ", text.value)
        show(f"get {what} into nothing", get(conn, None, 0))
        for value, flags in ((None, 0), (b"", 0), (b"x", 0), (b"", 1), (b"  ", 0), (b"3:stderr", 0),
                             (b"1:a 1:b  2:a ", 0)):
            show(f"set {what} {value} {flags}", set_(conn, value, flags))
        show("now", get(conn, byref(text), 0))
        print("  ", text.value)
        set_(conn, None, 0)
    for seconds, flags in ((0, 0), (1, 1), (100, 0), (0, 0)):
        show(f"timeout {seconds} {flags}", LIB.virAdmConnectSetDaemonTimeout(conn, seconds, flags))


def someone(conn, uri):
    admin = handle(LIB.virAdmConnectLookupServer(conn, b"admin", 0))
    me = clients(admin)[-1]
    print("transport", LIB.virAdmClientGetTransport(me))
    info = get_params("virAdmClientGetInfo", me, 0)
    print("  ", info["unix_user_id"].i == os.geteuid(), info["unix_group_id"].i == os.getegid(),
          info["unix_process_id"].i == os.getpid(), info["readonly"].b)
    get_params("virAdmClientGetInfo", me, 1)
    show("close", LIB.virAdmClientClose(me, 1))
    other = handle(LIB.virAdmConnectOpen(uri, 0))
    victim = clients(admin)[-1]
    show("close", LIB.virAdmClientClose(victim, 0))
    time.sleep(0.3)
    show("close again", LIB.virAdmClientClose(victim, 0))
    get_params("virAdmClientGetInfo", victim, 0)
    print("lists", LIB.virAdmConnectListServers(other, None, 0))
    show("alive", LIB.virAdmConnectIsAlive(other))


def packet(program, version, procedure, payload):
    return struct.pack(">7I", 28 + len(payload), program, version, procedure, 0, 1, 0) + payload


def ask(client, *call):
    client.settimeout(5)
    client.sendall(packet(*call))
    head = client.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        return "closed"
    body = client.recv(struct.unpack(">I", head)[0] - 4, socket.MSG_WAITALL)
    return struct.unpack(">6I", body[:24]), body[24:].replace(b"\0", b"")[:120]


def wire():
    def fresh():
        client = socket.socket(socket.AF_UNIX)
        client.connect(sys.argv[2])
        return client

    for procedure, payload in ((4, b"\0" * 8), (6, struct.pack(">I", 8) + b"libvirtd" + b"\0" * 4),
                               (2, b""), (99, b""), (0, b""), (15, b"\0" * 4), (4, b""), (5, b"\xff" * 8)):
        print("without open", procedure, ask(fresh(), ADMIN, 1, procedure, payload))
    client = fresh()
    for call in ((ADMIN, 1, 1, b"\0" * 4), (ADMIN, 1, 1, b"\0" * 4), (REMOTE, 1, 66, b""),
                 (ADMIN, 2, 3, b""), (ADMIN, 1, 1, b"\0\0\0\1"), (ADMIN, 1, 2, b"")):
        print("open", call, ask(client, *call))
    print("end", client.recv(1))


def main():
    MAIN.virSetErrorFunc(None, QUIET)
    uri = f"libvirtd:///session?socket={sys.argv[2]}".encode()
    for flags in (1, 2, 3, 4, 8):
        show(f"open {flags}", LIB.virAdmConnectOpen(uri, flags))
    conn = handle(LIB.virAdmConnectOpen(uri, 0))
    server = handle(LIB.virAdmConnectLookupServer(conn, b"libvirtd", 0))
    servers(conn, server)
    changes(server)
    logging(conn)
    someone(conn, uri)
    wire()


if __name__ == "__main__":
    main()

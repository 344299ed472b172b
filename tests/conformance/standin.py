# SPDX-License-Identifier: LGPL-2.1-or-later
"""A stand-in for a daemon: hands out one object of each kind and fails every other call with a
fixed error, which so says that a call passed all that the library checks.

It is made from api/: which procedures there are, and what their answers look like.
"""

import os
import socket
import socketserver
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "gen"))
import api as description

REACHED = "this call reached the peer"
CALL, REPLY = 0, 1
OK, ERROR = 0, 1
VIR_ERR_OPERATION_FAILED, VIR_FROM_RPC, VIR_ERR_ERROR = 9, 7, 2
CALL_WITH_FDS = 4
HEADER = struct.Struct(">IIiIII")

# What is answered: procedures that hand out an object, and those of opening and closing.
ANSWERED = {
    "remote": ("connect_open", "connect_close", "connect_supports_feature",
               "connect_register_close_callback", "connect_unregister_close_callback",
               "auth_list", "domain_lookup_by_name", "network_lookup_by_name",
               "secret_lookup_by_uuid", "nwfilter_lookup_by_name",
               "nwfilter_binding_lookup_by_port_dev", "network_port_lookup_by_uuid",
               "storage_pool_lookup_by_name", "storage_vol_lookup_by_key",
               "node_device_lookup_by_name", "interface_lookup_by_name",
               "domain_snapshot_lookup_by_name", "domain_checkpoint_lookup_by_name"),
    "admin": ("connect_open", "connect_close", "connect_lookup_server", "server_lookup_client"),
}
# Fields that are not just 1 or "test".
VALUES = {"uuid": bytes(range(16)), "types": []}


def text(value):
    data = value.encode()
    return struct.pack(">I", len(data)) + data + b"\0" * (-len(data) % 4)


class Encoder:
    """Answers in XDR, filled with ones and "test"."""

    def __init__(self, api):
        self.api = api

    def struct(self, shape):
        return b"".join(self.field(f) for f in (shape.fields if shape else []))

    def field(self, f):
        t = f.type
        if t.count == "list":
            return struct.pack(">I", 0)
        if t.optional:
            return struct.pack(">I", 0)
        if t.base == "uuid":
            return VALUES["uuid"]
        if t.base == "string":
            return text("test")
        if t.base in ("i64", "u64", "f64"):
            return struct.pack(">q", 1)
        if t.base in self.api.objects:
            return self.struct(self.api.objects[t.base].ref)
        return struct.pack(">i", 1)


def failure():
    def some(value):
        return struct.pack(">I", 1) + text(value)
    none = struct.pack(">I", 0)
    return (struct.pack(">ii", VIR_ERR_OPERATION_FAILED, VIR_FROM_RPC) + some(REACHED)
            + struct.pack(">i", VIR_ERR_ERROR) + none + some("%s") + some(REACHED) + none
            + struct.pack(">ii", -1, -1) + none)


class Answers:
    """(program, procedure) -> the body of a reply."""

    def __init__(self, folder, features):
        api = description.load(folder)
        encoder = Encoder(api)
        self.features = features
        self.bodies, self.versions = {}, {}
        for program in api.programs.values():
            for op in program.ops:
                if op.name in ANSWERED.get(program.name, ()):
                    key = int(program.number), op.number
                    self.bodies[key] = encoder.struct(op.ret)
                    if op.name == "connect_supports_feature":
                        self.asks_feature = key

    def body(self, program, procedure, payload):
        if (program, procedure) == self.asks_feature:
            feature = struct.unpack(">i", payload[:4])[0]
            return struct.pack(">i", int(feature in self.features))
        return self.bodies.get((program, procedure))


def receive(peer, n):
    data = b""
    while len(data) < n:
        part = peer.recv(n - len(data))
        if not part:
            raise EOFError
        data += part
    return data


class Peer(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            while True:
                self.answer()
        except (EOFError, OSError):
            pass

    def answer(self):
        size = struct.unpack(">I", receive(self.request, 4))[0]
        packet = receive(self.request, size - 4)
        program, version, procedure, kind, serial, _ = HEADER.unpack(packet[:HEADER.size])
        payload = packet[HEADER.size:]
        if kind == CALL_WITH_FDS:
            receive(self.request, struct.unpack(">I", payload[:4])[0])
            payload = payload[4:]
        if kind not in (CALL, CALL_WITH_FDS):
            return
        body = self.server.answers.body(program, procedure, payload)
        status = OK if body is not None else ERROR
        reply = HEADER.pack(program, version, procedure, REPLY, serial, status)
        reply += body if body is not None else failure()
        self.request.sendall(struct.pack(">I", len(reply) + 4) + reply)


class StandIn(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def __init__(self, path, api_folder, features):
        self.answers = Answers(api_folder, features)
        super().__init__(path, Peer)


def start(path, api_folder, features):
    """Run one in a child process that ends with this one; returns when it listens."""
    ready, done = os.pipe()
    parent = os.getpid()
    if os.fork() == 0:
        server = StandIn(path, api_folder, features)
        os.write(done, b"1")
        server.timeout = 1
        while os.getppid() == parent:
            server.handle_request()
        os._exit(0)
    os.read(ready, 1)
    os.close(ready)
    os.close(done)

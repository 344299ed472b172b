# SPDX-License-Identifier: LGPL-2.1-or-later
"""The wire by hand: calls to the lock and log programs of a daemon, its own or the distribution's."""

import array
import os
import socket
import struct
import uuid as uuids

LOCK, LOG, ADMIN = 0x0ea7beef, 0x87539319, 0x06900690
CALL, REPLY, REPLY_WITH_FDS = 0, 1, 5
HEADER = struct.Struct(">IIiIII")
SHARED, AUTOCREATE = 1, 2
DEADLINE = 20


class Refused(Exception):
    """The daemon's error, with the fields that tools look at."""

    def __init__(self, code, domain, message, details=()):
        super().__init__(f"{code}/{domain}: {message}")
        self.code, self.domain, self.message, self.details = code, domain, message, details


def u32(n):
    return struct.pack(">I", n & 0xffffffff)


def u64(n):
    return struct.pack(">Q", n)


def text(value):
    data = value if isinstance(value, bytes) else value.encode()
    return u32(len(data)) + data + bytes(-len(data) % 4)


def packet(program, procedure, body, serial=0, kind=CALL, status=0, version=1):
    return u32(28 + len(body)) + HEADER.pack(program, version, procedure, kind, serial,
                                             status) + body


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def u32(self):
        self.at += 4
        return struct.unpack_from(">I", self.data, self.at - 4)[0]

    def i32(self):
        self.at += 4
        return struct.unpack_from(">i", self.data, self.at - 4)[0]

    def u64(self):
        self.at += 8
        return struct.unpack_from(">Q", self.data, self.at - 8)[0]

    def text(self):
        size = self.u32()
        start = self.at
        self.at += size + -size % 4
        return self.data[start:start + size]

    def optional_text(self):
        return self.text().decode() if self.u32() else None


def error_of(data):
    reader = Reader(data)
    code, domain = reader.i32(), reader.i32()
    message = reader.optional_text()
    level = reader.i32()
    reader.u32()  # no domain object
    details = [reader.optional_text() for _ in range(3)] + [reader.i32(), reader.i32()]
    return Refused(code, domain, message, (level, *details))


class Wire:
    """One connection."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(DEADLINE)
        self.socket.connect(str(path))
        self.serial = 0
        self.fds = []

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, program, procedure, body=b"", **header):
        self.socket.sendall(packet(program, procedure, body, self.serial, **header))
        self.serial += 1

    def bytes(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise ConnectionError("the daemon hung up")
            data += part
        return data

    def descriptor(self):
        data, ancillary, _, _ = self.socket.recvmsg(1, socket.CMSG_SPACE(4))
        if not data:
            raise ConnectionError("the daemon hung up")
        for level, kind, rights in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                numbers = array.array("i")
                numbers.frombytes(rights)
                return numbers[0]
        raise ConnectionError("no descriptor came")

    def answer(self):
        """The payload; descriptors are added to self.fds."""
        size = struct.unpack(">I", self.bytes(4))[0]
        data = self.bytes(size - 4)
        _, _, _, kind, _, status = HEADER.unpack_from(data)
        body = data[HEADER.size:]
        if kind == REPLY_WITH_FDS:
            count = struct.unpack_from(">I", body)[0]
            body = body[4:]
            self.fds += [self.descriptor() for _ in range(count)]
        if status:
            raise error_of(body)
        return body

    def call(self, program, procedure, body=b"", **header):
        self.send(program, procedure, body, **header)
        return self.answer()


class LogWire(Wire):
    @staticmethod
    def guest(name, uuid):
        return uuids.UUID(uuid).bytes + text(name)

    def open(self, path, flags=0, driver="qemu", name="guest",
             uuid="11111111-2222-3333-4444-555555555555"):
        """(descriptor of the pipe, inode, offset)"""
        reply = Reader(self.call(LOG, 1, text(driver) + self.guest(name, uuid) + text(str(path)) +
                                 u32(flags)))
        return self.fds.pop(), reply.u64(), reply.u64()

    def position(self, path, flags=0):
        reply = Reader(self.call(LOG, 2, text(str(path)) + u32(flags)))
        return reply.u64(), reply.u64()

    def read(self, path, inode, offset, size, flags=0):
        return Reader(self.call(LOG, 3, text(str(path)) + u64(inode) + u64(offset) + u64(size) +
                                u32(flags))).text()

    def append(self, path, message, flags=0, driver="qemu", name="guest",
               uuid="11111111-2222-3333-4444-555555555555"):
        return Reader(self.call(LOG, 4, text(driver) + self.guest(name, uuid) + text(str(path)) +
                                text(message) + u32(flags))).i32()


class LockWire(Wire):
    def register(self, name="guest", uuid="11111111-2222-3333-4444-555555555555", number=1,
                 pid=None, flags=0):
        """Of a guest, whose process we are unless told."""
        # The order on the wire: UUID, name, id, pid.
        return self.call(LOCK, 1, uuids.UUID(uuid).bytes + text(name) + u32(number) +
                         u32(os.getpid() if pid is None else pid) + u32(flags))

    def restrict(self, flags=0):
        return self.call(LOCK, 2, u32(flags))

    def new(self, path, flags=0):
        return self.call(LOCK, 3, text(str(path)) + u32(flags))

    def create(self, path, name, flags=0):
        return self.call(LOCK, 4, text(str(path)) + text(str(name)) + u32(flags))

    def delete(self, path, name, flags=0):
        return self.call(LOCK, 5, text(str(path)) + text(str(name)) + u32(flags))

    def acquire(self, path, name, flags=0):
        return self.call(LOCK, 6, text(str(path)) + text(str(name)) + u32(flags))

    def release(self, path, name, flags=0):
        return self.call(LOCK, 7, text(str(path)) + text(str(name)) + u32(flags))

    def create_lockspace(self, path):
        return self.call(LOCK, 8, text(str(path)))

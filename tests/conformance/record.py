#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Records what a library answers: record.py LIBRARY_FOLDER PEER SOCKET OUTPUT

PEER is "standin" (standin.py), "daemon" (a libvirtd that serves test:///) or "local" (test:/// in this
process; SOCKET is not used). OUTPUT gets {function: {call: answer}}.
"""

import ctypes
import gc
import json
import os
import re
import signal
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "gen")]
import api as description  # noqa: E402
import calls  # noqa: E402
from caller import NO_FLAGS, Caller, Handles, Library, Peer  # noqa: E402

CALL_SECONDS = 5
ENDS = {signal.SIGALRM: "hangs"}
# After these, the next call would find something gone or already there.
LEAVES_TRACES = re.compile("(Free|Close|Ref|CloseCallback)$|Register|ErrorFunc$|^virEvent")

# What test:///default has, and what can be made there.
TEXTS = {
    "virDomainSnapshot": b"<domainsnapshot><name>s1</name></domainsnapshot>",
    "virDomainAttachDevice": b"<disk type='file' device='disk'><source file='/nowhere/x.img'/>"
                             b"<target dev='vdb' bus='virtio'/></disk>",
    "virDomain": b"<domain type='test'><name>second</name><memory>4096</memory>"
                 b"<uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>"
                 b"<os><type>hvm</type></os></domain>",
    "virNetworkPort": b"<networkport><uuid>5d744f21-ba4a-4d6e-bdb2-30a35ff3207d</uuid><owner>"
                      b"<name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner>"
                      b"<mac address='52:54:00:7b:35:93'/></networkport>",
    "virNetwork": b"<network><name>second</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>"
                  b"<bridge name='vb9'/></network>",
    "virStoragePool": b"<pool type='dir'><name>second</name>"
                      b"<uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>"
                      b"<target><path>/nowhere</path></target></pool>",
    "virStorageVol": b"<volume><name>second.img</name><capacity>1048576</capacity></volume>",
    "virInterface": b"<interface type='ethernet' name='eth7'><start mode='none'/>"
                    b"<mac address='aa:bb:cc:dd:ee:07'/></interface>",
}
UUIDS = {"virNetworkLookup": b"dd8fe884-6c02-601e-7551-cca97df1c5df",
         "": b"6695eb01-f6a4-8304-79aa-97f2502e193f"}
NAMES = {"virNetworkLookup": b"default", "virStoragePoolLookup": b"default-pool",
         "virInterfaceLookup": b"eth1", "virNodeDeviceLookup": b"computer", "": b"test"}
PLACES = {"disk": b"vda", "dev": b"vda", "path": b"vda", "device": b"testnet0", "arch": b"x86_64",
          "macstr": b"aa:bb:cc:dd:ee:ff", "to": b"/nowhere/to", "from": b"/nowhere/from",
          "user": b"root", "cmd": b"{}", "data": b"0123456789abcdef"}
LOOKUPS = {
    "domain": ("virDomainLookupByName", "connect", b"test"),
    "network": ("virNetworkLookupByName", "connect", b"default"),
    "storage_pool": ("virStoragePoolLookupByName", "connect", b"default-pool"),
    "storage_vol": ("virStorageVolCreateXML", "storage_pool", TEXTS["virStorageVol"], NO_FLAGS),
    "network_port": ("virNetworkPortCreateXML", "network", TEXTS["virNetworkPort"], NO_FLAGS),
    "interface": ("virInterfaceLookupByName", "connect", b"eth1"),
    "node_device": ("virNodeDeviceLookupByName", "connect", b"computer"),
    "domain_snapshot": ("virDomainSnapshotCreateXML", "domain", TEXTS["virDomainSnapshot"], NO_FLAGS),
}


def of_prefix(table, function):
    """The value of the longest name that the function's begins with."""
    return table[max((name for name in table if function.startswith(name)), key=len)]


def text_for(function, name):
    if "xml" in name.lower():
        return of_prefix({"": b"x", **TEXTS}, function)
    if name == "name":
        return of_prefix(NAMES, function)
    if name == "uuidstr":
        return of_prefix(UUIDS, function)
    return PLACES.get(name, b"x")


def peer_of(kind, socket_path):
    if kind == "standin":
        return Peer(socket_path)
    uri = "test:///default" if kind == "local" else None
    return Peer(socket_path, uri, LOOKUPS, text_for)


def answer(fn, call, handles):
    """What the call gives, as JSON."""
    for p in fn.params:
        kind = p.handle or ("stream" if p.words.get("stream") else "")
        if kind and not handles.get(kind):
            return {"no object": kind}
    result, error, numbers = Caller(fn, handles).call(call.lstrip("!"))
    return {"result": result, "error": error, "numbers": {} if error else numbers}


class Recorder:
    """Children make the calls, so that one that crashes or hangs is an answer too."""

    def __init__(self, library, peer, is_fresh):
        self.library, self.peer, self.is_fresh = library, peer, is_fresh

    def handles(self):
        return [Handles(self.library, self.peer, read_only) for read_only in (False, True)]

    def child(self, fn, todo, out):
        """Answers one after the other, each a line."""
        null = os.open(os.devnull, os.O_RDWR)
        for fd in range(3):
            os.dup2(null, fd)
        handles = self.handles()
        for call in todo:
            signal.alarm(CALL_SECONDS)
            said = answer(fn, call, handles[call.startswith("!")])
            os.write(out, json.dumps(said).encode() + b"\n")
            for made in handles:
                made.made.pop("stream", None)  # an error ends it
            if self.is_fresh or LEAVES_TRACES.search(fn.name):
                break
        os._exit(0)

    def some(self, fn, todo):
        """As many answers as one child gives; the last is how it ended, if not well."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                self.child(fn, todo, writer)
            finally:
                os._exit(1)
        os.close(writer)
        with open(reader, encoding="utf-8") as pipe:
            said = [json.loads(line) for line in pipe]
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status:
            said.append({"ended": ENDS.get(-status, "crashes")})
        return said

    def record(self, fn, todo):
        found = {}
        while len(found) < len(todo):
            rest = todo[len(found):]
            found |= dict(zip(rest, self.some(fn, rest)))
        return found


def main():
    folder, kind, socket_path, output = sys.argv[1:]
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    api = description.load(HERE.parents[1] / "api")
    library = Library(folder)
    # A daemon's test:///default begins anew with a new connection.
    recorder = Recorder(library, peer_of(kind, socket_path), kind != "standin")
    gc.freeze()  # or each child would copy what it looks through
    found = {fn.name: recorder.record(fn, calls.of_function(api, fn, kind == "standin"))
             for fn in api.functions.values() if fn.name not in calls.NEVER and library.find(fn.name)}
    Path(output).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()

#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One client of the soak: client.py URI READ_ONLY_URI NUMBER SECONDS

The distribution's Python binding on the library in LD_LIBRARY_PATH. It does what OPERATIONS lists,
at random from the seed NUMBER, and prints one line of JSON: the calls it made, the slowest, and what
went wrong. A call that is not answered ends it with SIGALRM.
"""

import collections
import json
import random
import signal
import sys
import threading
import time

import libvirt
from libvirt import (VIR_ERR_INTERNAL_ERROR as INTERNAL_ERROR,
                     VIR_ERR_INVALID_ARG as INVALID_ARG, VIR_ERR_NO_DOMAIN as NO_DOMAIN,
                     VIR_ERR_NO_NAME as NO_NAME, VIR_ERR_NO_SUPPORT as NO_SUPPORT,
                     VIR_ERR_OPERATION_DENIED as DENIED, VIR_ERR_OPERATION_FAILED as FAILED,
                     VIR_ERR_OPERATION_INVALID as INVALID, VIR_ERR_OVERFLOW as OVERFLOW,
                     VIR_ERR_RPC as RPC, VIR_ERR_XML_DETAIL as XML_DETAIL,
                     VIR_ERR_XML_ERROR as XML_ERROR)

ANSWER_SECONDS = 20
EVENT_SECONDS = 10
OUR_VERSION = 12008000
SHARED = 3  # domains that all clients fight for
BAD_XML = {
    "": {XML_DETAIL},
    "<": {XML_DETAIL},
    "<network/>": {XML_ERROR},
    "<domain type='test'/>": {NO_NAME},
    "<domain type='test'><name>a/b</name></domain>": {XML_ERROR},
    "<domain>" * 5000: {XML_DETAIL},
    "x" * (5 << 20): {RPC},
}


class Wrong(Exception):
    """An answer that is not right."""


def xml(name):
    return (f"<domain type='test'><name>{name}</name><memory>{random.randrange(1024, 9999)}"
            "</memory><os><type>hvm</type></os><devices><console type='pty'/></devices></domain>")


class Client:
    def __init__(self, uri, read_only_uri, number):
        self.uri, self.read_only_uri, self.number = uri, read_only_uri, number
        self.serial = 0
        self.calls = collections.Counter()
        self.slowest = 0
        self.problems = []
        self.conn = self.call(libvirt.open, uri)

    def call(self, function, *args, wrong=()):
        """The result; None if it failed with one of the codes in wrong."""
        self.calls[function.__name__] += 1
        signal.alarm(ANSWER_SECONDS)
        start = time.monotonic()
        try:
            return function(*args)
        except libvirt.libvirtError as error:
            if error.get_error_code() in wrong:
                return None
            raise
        finally:
            signal.alarm(0)
            self.slowest = max(self.slowest, time.monotonic() - start)

    def fail(self, codes, function, *args):
        """A call that has to fail with one of the codes."""
        if self.call(function, *args, wrong=codes) is not None:
            raise Wrong(f"{function.__name__}{str(args)[:200]} succeeded")

    def name(self):
        self.serial += 1
        return f"own-{self.number}-{self.serial}"

    def defined(self):
        return self.call(self.conn.defineXML, xml(self.name()))

    def running(self):
        return self.call(self.conn.createXML, xml(self.name()), 0)

    def step(self):
        operation = random.choices(list(OPERATIONS), OPERATIONS.values())[0]
        try:
            operation(self)
        except (libvirt.libvirtError, Wrong) as error:
            code = error.get_error_code() if isinstance(error, libvirt.libvirtError) else ""
            self.problems.append(f"{operation.__name__}: {code} {error}")

    def result(self):
        return {"calls": sum(self.calls.values()), "kinds": len(self.calls),
                "slowest": self.slowest, "problems": self.problems}


def expect(found, wanted):
    if found != wanted:
        raise Wrong(f"expected {wanted!r}, found {found!r}")


def life_of_a_domain(c):
    dom = c.defined()
    c.call(dom.create)
    expect(c.call(dom.isActive), 1)
    expect(c.call(dom.state)[0], libvirt.VIR_DOMAIN_RUNNING)
    c.call(dom.setMemory, 1000)
    expect(c.call(dom.info)[2], 1000)
    c.call(dom.destroy)
    c.call(dom.setAutostart, 1)
    expect(c.call(dom.autostart), 1)
    c.call(dom.undefine)
    c.fail({NO_DOMAIN}, dom.state)


def shared_domains(c):
    name = f"shared-{random.randrange(SHARED)}"
    dom = c.call(c.conn.lookupByName, name, wrong={NO_DOMAIN})
    if dom is None:
        c.call(c.conn.defineXML, xml(name), wrong={INVALID, FAILED})
        return
    # It may be gone or in another state by now; only these errors say so.
    gone = {NO_DOMAIN, INVALID, INTERNAL_ERROR}
    act = random.choice((dom.create, dom.destroy, dom.undefine, dom.info, dom.XMLDesc))
    c.call(act, wrong=gone)


def open_and_close(c):
    conn = c.call(libvirt.open, c.uri)
    expect(c.call(conn.getURI), c.uri)
    c.call(conn.getCapabilities)
    c.call(conn.close)


def read_only(c):
    conn = c.call(libvirt.openReadOnly, c.read_only_uri)
    c.call(conn.listAllDomains)
    c.fail({DENIED}, conn.defineXML, xml(c.name()))
    c.call(conn.close)


def lists(c):
    dom = c.running()
    names = [d.name() for d in c.call(c.conn.listAllDomains)]
    if dom.name() not in names:
        raise Wrong(f"{dom.name()} is not in the list")
    c.call(c.conn.listDomainsID)
    c.call(c.conn.listDefinedDomains)
    c.call(c.conn.numOfDomains)
    expect(c.call(c.conn.lookupByID, dom.ID()).name(), dom.name())
    expect(c.call(c.conn.lookupByUUIDString, dom.UUIDString()).name(), dom.name())
    c.call(dom.destroy)


def events(c):
    seen = threading.Event()
    name = c.name()

    def on_event(conn, dom, event, detail, data):
        if dom.name() == name and event == libvirt.VIR_DOMAIN_EVENT_UNDEFINED:
            seen.set()

    number = c.call(c.conn.domainEventRegisterAny, None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                    on_event, None)
    c.call(c.call(c.conn.defineXML, xml(name)).undefine)
    if not seen.wait(EVENT_SECONDS):
        raise Wrong(f"no event in {EVENT_SECONDS} seconds")
    c.call(c.conn.domainEventDeregisterAny, number)
    c.fail({INVALID_ARG}, c.conn.domainEventDeregisterAny, number)


def dropped_events(c):
    """The connection is closed while it listens."""
    conn = c.call(libvirt.open, c.uri)
    for kind in (libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, libvirt.VIR_DOMAIN_EVENT_ID_REBOOT):
        c.call(conn.domainEventRegisterAny, None, kind, lambda *args: None, None)
    c.call(c.defined().undefine)
    c.call(conn.close)


def console(c):
    """The driver's console is an echo."""
    dom = c.running()
    stream = c.call(c.conn.newStream)
    c.call(dom.openConsole, None, stream, 0)
    data = random.randbytes(random.choice((1, 100, 30000)))
    sent = 0
    while sent < len(data):
        sent += c.call(stream.send, data[sent:])
    got = b""
    while len(got) < len(data):
        got += c.call(stream.recv, len(data) - len(got))
    expect(got, data)
    c.call(random.choice((stream.finish, stream.abort)))
    c.call(dom.destroy)


def dropped_console(c):
    """The connection is closed with a stream open and data on the way."""
    conn = c.call(libvirt.open, c.uri)
    dom = c.running()
    stream = c.call(conn.newStream)
    c.call(c.call(conn.lookupByName, dom.name()).openConsole, None, stream, 0)
    c.call(stream.send, b"x" * 10000)
    del stream
    c.call(conn.close)
    c.call(dom.destroy)


def typed_parameters(c):
    dom = c.running()
    c.call(dom.schedulerType)
    given = c.call(dom.schedulerParameters)
    c.call(dom.setMemoryParameters, {"hard_limit": 1 << 20})
    expect(c.call(dom.memoryParameters)["hard_limit"], 1 << 20)
    c.call(dom.setSchedulerParameters, given)
    expect(c.call(dom.schedulerParameters), given)
    c.fail({INVALID_ARG}, dom.setMemoryParameters, {"hard_limit": 1}, 64)
    c.call(dom.destroy)


def bad_input(c):
    text, codes = random.choice(list(BAD_XML.items()))
    c.fail(codes, c.conn.defineXML, text)
    c.fail({NO_DOMAIN}, c.conn.lookupByName, "nobody" * random.choice((1, 1000)))
    c.fail({NO_DOMAIN}, c.conn.lookupByUUID, random.randbytes(16))
    c.fail({NO_DOMAIN}, c.conn.lookupByID, 1 << 30)
    c.fail({INVALID_ARG}, c.conn.lookupByID, -5)
    c.fail({INVALID_ARG}, c.conn.lookupByUUIDString, "x")
    dom = c.running()
    c.fail({INVALID_ARG}, dom.setMemory, 0)
    c.fail({OVERFLOW}, dom.setMemory, 1 << 62)
    c.fail({INVALID_ARG}, dom.setMemory, 1 << 40)
    c.fail({INTERNAL_ERROR}, dom.create)
    c.call(dom.destroy)


# What is done, and how often.
OPERATIONS = {life_of_a_domain: 10, shared_domains: 30, open_and_close: 4, read_only: 4, lists: 8,
              events: 4, dropped_events: 2, console: 5, dropped_console: 2, typed_parameters: 4,
              bad_input: 3}


def run_events():
    while True:
        libvirt.virEventRunDefaultImpl()


def main():
    uri, read_only_uri, number, seconds = sys.argv[1:]
    if libvirt.getVersion() != OUR_VERSION:
        sys.exit("this is not our library")
    random.seed(int(number))
    libvirt.registerErrorHandler(lambda data, error: None, None)
    libvirt.virEventRegisterDefaultImpl()
    threading.Thread(target=run_events, daemon=True).start()
    client = Client(uri, read_only_uri, number)
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end and len(client.problems) < 20:
        client.step()
    client.call(client.conn.close)
    print(json.dumps(client.result()), flush=True)


main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""migration-client.py SOURCE DESTINATION FOLDER: moves guests between two daemons in all the ways
there are, and prints what it saw. Runs on whichever libvirt.so.0 the loader finds."""

import sys
import threading
import time

import libvirt

GUEST = """
<domain type='qemu'>
  <name>guest</name><uuid>33333333-3333-4333-8333-333333333333</uuid>
  <memory unit='MiB'>16</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><memballoon model='none'/></devices>
</domain>"""
EVENTS = ("defined", "undefined", "started", "suspended", "resumed", "stopped", "shutdown",
          "suspended by the guest", "crashed")
EVENT_SECONDS = 5


def constant(name):
    return getattr(libvirt, "VIR_MIGRATE_" + name)


class Side:
    """A connection with the events that came over it."""

    def __init__(self, name, uri):
        self.name, self.uri = name, uri
        self.conn = libvirt.open(uri)
        self.events = []
        for number, callback in ((libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self.lifecycle),
                                 (libvirt.VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, self.job)):
            self.conn.domainEventRegisterAny(None, number, callback, None)

    def lifecycle(self, conn, domain, event, detail, opaque):
        self.events.append(f"{domain.name()} {EVENTS[event]} {detail}")

    def job(self, conn, domain, stats, opaque):
        self.events.append(f"{domain.name()} job completed, {stats.get('operation')}")

    def take_events(self, last):
        """What came, up to the one that ends with last, or what came in vain."""
        deadline = time.monotonic() + EVENT_SECONDS
        while not any(last in e for e in self.events) and time.monotonic() < deadline:
            time.sleep(0.01)
        events, self.events = self.events, []
        return events


def describe(domain):
    try:
        return f"{domain.name()} {domain.state()} persistent={domain.isPersistent()}"
    except libvirt.libvirtError as error:
        return describe_error(error)


def describe_error(error):
    return f"error {error.get_error_code()} {error.get_error_domain()} {error.get_error_message()}"


class Mover:
    def __init__(self, source, dest, folder):
        self.source, self.dest = source, dest
        self.socket = f"unix://{folder}/migrate.sock"

    def guest(self, persistent=False, start=True):
        xml = GUEST
        if persistent:
            domain = self.source.conn.defineXML(xml)
            if start:
                domain.create()
        else:
            domain = self.source.conn.createXML(xml)
        if start:
            self.source.take_events("started")
        return domain

    def clean(self):
        for side in (self.source, self.dest):
            for domain in side.conn.listAllDomains():
                active = domain.isActive()
                if domain.isPersistent():
                    domain.undefine()
                    side.take_events("undefined")
                if active:
                    domain.destroy()
                    side.take_events("stopped")
            side.events.clear()

    def attempt(self, title, domain, how):
        """how gets the domain and gives the one at the destination, or a number."""
        print(f"== {title}")
        try:
            result = how(domain)
            print(describe(result) if isinstance(result, libvirt.virDomain) else result)
        except libvirt.libvirtError as error:
            print(describe_error(error))

    def show(self):
        for side in (self.source, self.dest):
            print(side.name, [describe(d) for d in side.conn.listAllDomains()])

    def move(self, title, how, **options):
        """A guest of its own, which gets there."""
        self.attempt(title, self.guest(**options), how)
        if options.get("start", True):
            print(self.source.take_events("job completed"), self.dest.take_events("resumed"))
            moved = self.dest.conn.listAllDomains()[0]
            stats = moved.jobStats(libvirt.VIR_DOMAIN_JOB_STATS_COMPLETED)
            print(stats["type"], stats["operation"], stats["memory_total"])
        self.show()
        self.clean()


def run(mover):
    live, peer = constant("LIVE"), constant("PEER2PEER")
    dest, uri = mover.dest.conn, mover.dest.uri
    own = {"migrate_uri": mover.socket}

    mover.move("migrate3", lambda d: d.migrate3(dest, own, live))
    mover.move("migrate2", lambda d: d.migrate2(dest, None, live, "moved", mover.socket, 0))
    mover.move("migrate", lambda d: d.migrate(dest, live, None, mover.socket, 9))
    mover.move("stored",
               lambda d: d.migrate3(dest, own | {"bandwidth": 9}, live | constant("PERSIST_DEST") |
                                    constant("UNDEFINE_SOURCE")),
               persistent=True)
    mover.move("offline",
               lambda d: d.migrate3(dest, {}, constant("OFFLINE") | constant("PERSIST_DEST")),
               persistent=True, start=False)
    mover.move("peer to peer", lambda d: d.migrateToURI3(uri, own, live | peer))
    mover.move("peer to peer, older form",
               lambda d: d.migrateToURI2(uri, mover.socket, None, live | peer, "moved", 0))
    mover.move("tunnelled", lambda d: d.migrateToURI(uri, live | peer | constant("TUNNELLED")))


def fail(mover):
    live, peer = constant("LIVE"), constant("PEER2PEER")
    dest, own = mover.dest.conn, {"migrate_uri": mover.socket}
    nowhere = "qemu+unix:///session?socket=/nonexistent"

    domain = mover.guest()
    for title, how in {
            "no such daemon": lambda d: d.migrateToURI3(nowhere, {}, live | peer),
            "peer to peer to a connection": lambda d: d.migrate3(dest, own, live | peer),
            "wrong address": lambda d: d.migrate3(dest, {"migrate_uri": "foo://x"}, live),
            "unknown parameter": lambda d: d.migrate3(dest, own | {"unknown": "x"}, live),
            "wrong definition": lambda d: d.migrate3(dest, own | {"destination_xml": "<a/>"}, live),
            "offline, but alive": lambda d: d.migrate3(dest, own, constant("OFFLINE") | live),
            "no way of its own": lambda d: d.migrateToURI3(None, own, live),
            "to itself": lambda d: d.migrate3(mover.source.conn, own, live)}.items():
        mover.attempt(title, domain, how)
    mover.show()
    mover.clean()


def main():
    libvirt.registerErrorHandler(lambda *args: None, None)
    libvirt.virEventRegisterDefaultImpl()

    def loop():
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=loop, daemon=True).start()
    print(f"library {libvirt.getVersion()}")
    mover = Mover(Side("source", sys.argv[1]), Side("destination", sys.argv[2]), sys.argv[3])
    run(mover)
    fail(mover)
    print("== done", flush=True)


if __name__ == "__main__":
    main()

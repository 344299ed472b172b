# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents of pools and volumes, and calls on them."""

import libvirt
from same import call

LIFECYCLE = libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE
REFRESH = libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH


def connect():
    """A connection that prints the events of pools."""
    conn = libvirt.open("test:///default")
    for event in (LIFECYCLE, REFRESH):
        conn.storagePoolEventRegisterAny(
            None, event, lambda _conn, pool, *rest: print("  event", pool.name(), rest[:-1]), None)
    return conn


def pool_xml(name, kind="dir", source="", path=None, number=None):
    uuid = f"<uuid>00000000-0000-4000-8000-{number:012d}</uuid>" if number else ""
    return (f"<pool type='{kind}'><name>{name}</name>{uuid}<source>{source}</source>"
            f"<target><path>{path or '/' + name}</path></target></pool>")


def volume_xml(name, capacity, more="", attributes=""):
    return f"<volume{attributes}><name>{name}</name><capacity>{capacity}</capacity>{more}</volume>"


def space(pool):
    print("   ", pool.info())


def names(function, *args):
    """A list whose order means nothing."""
    try:
        found = function(*args)
    except libvirt.libvirtError:
        return call(function, *args)
    print(f"{function.__name__}{args} =",
          sorted(x if isinstance(x, str) else x.name() for x in found))
    return found

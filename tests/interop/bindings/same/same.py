# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the scripts share that run on both libraries: calls whose results, errors and events are
printed. Nothing that is random or differs from run to run may be printed as it is."""

import re

import libvirt

libvirt.registerErrorHandler(lambda *_: None, None)
libvirt.virEventRegisterDefaultImpl()

EVENTS = {value: name[len("VIR_DOMAIN_EVENT_ID_"):].lower() for name, value in vars(libvirt).items()
          if name.startswith("VIR_DOMAIN_EVENT_ID_") and name != "VIR_DOMAIN_EVENT_ID_LAST"}


def name_of(thing):
    """What a handle is called; None for what is no object of a connection."""
    for method in ("name", "portDev", "UUIDString"):
        if hasattr(thing, method) and not isinstance(thing, type):
            return getattr(thing, method)()
    return None


def shown(value):
    """A value as text, objects by their names, dictionaries and lists of objects in order."""
    if isinstance(value, libvirt.virConnect):
        return "<connection>"
    if name_of(value) is not None:
        return f"<{name_of(value)}>"
    if isinstance(value, list) and value and all(name_of(v) is not None for v in value):
        value = sorted(value, key=name_of)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {shown(v)}" for k, v in sorted(value.items(), key=str)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(shown(v) for v in value) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(shown(v) for v in value) + ")"
    return repr(value)


def failure(error):
    """All fields of an error."""
    return (f"error code={error.get_error_code()} domain={error.get_error_domain()} "
            f"level={error.get_error_level()} message={error.get_error_message()!r} "
            f"str1={error.get_str1()!r} str2={error.get_str2()!r} str3={error.get_str3()!r} "
            f"int1={error.get_int1()} int2={error.get_int2()}")


def drain():
    """Print the events that wait."""
    for _ in range(2):
        timer = libvirt.virEventAddTimeout(0, lambda *_: None, None)
        libvirt.virEventRunDefaultImpl()
        libvirt.virEventRemoveTimeout(timer)


def listen(conn, hide=None):
    """hide: a pattern of what varies in events."""
    def callback(event):
        def show(_conn, dom, *rest):
            text = shown(rest[:-1])
            print(f"  event {EVENTS[event]} {shown(dom)} {re.sub(hide, '*', text) if hide else text}")

        return show

    for event in EVENTS:
        try:
            conn.domainEventRegisterAny(None, event, callback(event), None)
        except libvirt.libvirtError:
            pass


def call(function, *args, hide=None):
    """Call a bound method, print what came of it, and the events. hide: a pattern of what varies."""
    owner = function.__self__ if hasattr(function, "__self__") else None
    line = f"{shown(owner) if owner is not None else ''}.{function.__name__}{shown(args)}"
    try:
        result = function(*args)
        text = shown(result)
    except libvirt.libvirtError as error:
        result, text = None, failure(error)
    except (TypeError, ValueError, OverflowError, LookupError) as error:
        result, text = None, f"{type(error).__name__}: {error}"
    if hide:
        text = re.sub(hide, "*", text)
    print(f"{line} = {text}")
    drain()
    return result


def xml_of(dom, flags=0, only=None):
    """Print the document, or the lines that match."""
    for line in dom.XMLDesc(flags).splitlines():
        if not only or re.search(only, line):
            print("   |" + line)

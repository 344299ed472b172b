# SPDX-License-Identifier: LGPL-2.1-or-later
"""The library's own event loop, run in a thread, as most Python programs do."""

import os
import threading
import time

import libvirt
from python_common import Tap, differences, library_problems, raised

WAIT = 5  # seconds that anything may take on a busy machine


def run_loop():
    while True:
        libvirt.virEventRunDefaultImpl()


class Once:
    """Counts calls and lets others wait for the n-th."""

    def __init__(self):
        self.calls = []
        self.changed = threading.Condition()

    def __call__(self, *args):
        with self.changed:
            self.calls.append(args)
            self.changed.notify_all()

    def wait(self, n=1):
        with self.changed:
            self.changed.wait_for(lambda: len(self.calls) >= n, WAIT)
        return len(self.calls)


def test_timeouts(tap):
    ticks = Once()
    start = time.monotonic()
    timer = libvirt.virEventAddTimeout(20, ticks, "tick")
    ticks.wait(3)
    elapsed = time.monotonic() - start
    tap.check("a timeout fires again and again", [] if len(ticks.calls) >= 3 else [ticks.calls])
    tap.check("and not too early", [] if elapsed >= 0.055 else [f"3 x 20 ms took {elapsed:.3f} s"])
    tap.check("its callback gets timer and data", differences((timer, "tick"), ticks.calls[0]))
    libvirt.virEventUpdateTimeout(timer, -1)
    time.sleep(0.05)
    before = len(ticks.calls)
    time.sleep(0.1)
    tap.check("a disabled timeout is silent", differences(before, len(ticks.calls)))
    libvirt.virEventUpdateTimeout(timer, 0)
    tap.check("a timeout of 0 fires at once", [] if ticks.wait(before + 1) > before else ["silent"])
    libvirt.virEventRemoveTimeout(timer)


def test_handles(tap):
    reader, writer = os.pipe()
    seen = Once()
    read = Once()

    def readable(watch, fd, events, data):
        read(os.read(fd, 100))
        seen(watch, fd, events, data)

    watch = libvirt.virEventAddHandle(reader, libvirt.VIR_EVENT_HANDLE_READABLE, readable, "data")
    os.write(writer, b"one")
    seen.wait(1)
    tap.check("a readable descriptor wakes the loop", differences([(b"one",)], read.calls))
    tap.check("its callback gets watch, descriptor, events and data", differences(
        [(watch, reader, libvirt.VIR_EVENT_HANDLE_READABLE, "data")], seen.calls))
    libvirt.virEventUpdateHandle(watch, 0)
    os.write(writer, b"two")
    time.sleep(0.1)
    tap.check("no events are asked for, none come", differences(1, len(seen.calls)))
    libvirt.virEventUpdateHandle(watch, libvirt.VIR_EVENT_HANDLE_READABLE)
    seen.wait(2)
    tap.check("what waited comes when they are asked for again",
              differences((b"two",), read.calls[-1]))
    libvirt.virEventRemoveHandle(watch)
    os.write(writer, b"three")
    time.sleep(0.1)
    tap.check("a removed handle is silent", differences(2, len(seen.calls)))


def test_writable_and_hangup(tap):
    reader, writer = os.pipe()
    seen = Once()
    watch = None

    def ready(watch, fd, events, data):
        libvirt.virEventUpdateHandle(watch, 0)
        seen(events)

    watch = libvirt.virEventAddHandle(writer, libvirt.VIR_EVENT_HANDLE_WRITABLE, ready, None)
    seen.wait(1)
    tap.check("a writable descriptor", differences([(libvirt.VIR_EVENT_HANDLE_WRITABLE,)],
                                                   seen.calls))
    libvirt.virEventRemoveHandle(watch)
    seen.calls.clear()
    watch = libvirt.virEventAddHandle(reader, libvirt.VIR_EVENT_HANDLE_READABLE,
                                      lambda w, fd, events, data: (libvirt.virEventRemoveHandle(w),
                                                                   seen(events)), None)
    os.close(writer)
    seen.wait(1)
    found = seen.calls[0][0] if seen.calls else 0
    tap.check("the other end is closed",
              [] if found & libvirt.VIR_EVENT_HANDLE_HANGUP else [f"events {found}"])


def test_unknown(tap):
    for name, call in (("handle", libvirt.virEventRemoveHandle),
                       ("timeout", libvirt.virEventRemoveTimeout)):
        error = raised(libvirt.libvirtError, call, 9999)
        tap.check(f"removing an unknown {name} fails", [] if error else ["no error"])


def main():
    tap = Tap()
    libvirt.virEventRegisterDefaultImpl()
    threading.Thread(target=run_loop, daemon=True).start()
    tap.check("the library under test is used", library_problems())
    for test in (test_timeouts, test_handles, test_writable_and_hangup, test_unknown):
        test(tap)
    tap.finish()


main()

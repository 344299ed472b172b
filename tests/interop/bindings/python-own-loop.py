# SPDX-License-Identifier: LGPL-2.1-or-later
"""An event loop of the application's own, in Python, that the library is to use."""

import os
import select
import time

import libvirt
from python_common import Tap, differences, library_problems


class Loop:
    """Poll, and a list of timers."""

    def __init__(self):
        self.last_id = 0
        self.handles = {}  # id: [fd, events, callback, opaque]
        self.timers = {}  # id: [interval ms, due, callback, opaque]

    def new_id(self):
        self.last_id += 1
        return self.last_id

    def add_handle(self, fd, events, callback, opaque):
        number = self.new_id()
        self.handles[number] = [fd, events, callback, opaque]
        return number

    def update_handle(self, number, events):
        self.handles[number][1] = events

    def remove_handle(self, number):
        handle = self.handles.pop(number, None)
        if not handle:
            return -1
        libvirt.virEventInvokeFreeCallback(handle[3])
        return 0

    def add_timer(self, interval, callback, opaque):
        number = self.new_id()
        self.timers[number] = [interval, time.monotonic() + interval / 1000, callback, opaque]
        return number

    def update_timer(self, number, interval):
        self.timers[number][0:2] = [interval, time.monotonic() + interval / 1000]

    def remove_timer(self, number):
        timer = self.timers.pop(number, None)
        if not timer:
            return -1
        libvirt.virEventInvokeFreeCallback(timer[3])
        return 0

    def run_once(self):
        poll = select.poll()
        for fd, events, _, _ in self.handles.values():
            poll.register(fd, select.POLLIN if events & libvirt.VIR_EVENT_HANDLE_READABLE else 0)
        ready = dict(poll.poll(20))
        for number, (fd, events, callback, opaque) in list(self.handles.items()):
            if ready.get(fd, 0) & select.POLLIN and events & libvirt.VIR_EVENT_HANDLE_READABLE:
                callback(number, fd, libvirt.VIR_EVENT_HANDLE_READABLE, opaque)
        for number, timer in list(self.timers.items()):
            if timer[0] >= 0 and time.monotonic() >= timer[1]:
                timer[1] = time.monotonic() + timer[0] / 1000
                timer[2](number, timer[3])

    def run_until(self, condition):
        end = time.monotonic() + 5
        while not condition() and time.monotonic() < end:
            self.run_once()


def test_handle(tap, loop):
    reader, writer = os.pipe()
    seen = []

    def readable(watch, fd, events, data):
        seen.append((watch, os.read(fd, 100), events, data))

    watch = libvirt.virEventAddHandle(reader, libvirt.VIR_EVENT_HANDLE_READABLE, readable, "data")
    tap.check("a handle is added to the application's loop", differences([watch],
                                                                         list(loop.handles)))
    os.write(writer, b"x")
    loop.run_until(lambda: seen)
    tap.check("its event comes back through the library's caller", differences(
        [(watch, b"x", libvirt.VIR_EVENT_HANDLE_READABLE, "data")], seen))
    libvirt.virEventUpdateHandle(watch, 0)
    tap.check("updates arrive", differences(0, loop.handles[watch][1]))
    libvirt.virEventRemoveHandle(watch)
    tap.check("removals arrive", differences({}, loop.handles))


def test_timer(tap, loop):
    seen = []
    timer = libvirt.virEventAddTimeout(10, lambda *args: seen.append(args), "data")
    loop.run_until(lambda: len(seen) >= 2)
    tap.check("a timer of the application's loop fires", differences([(timer, "data")] * 2,
                                                                     seen[:2]))
    libvirt.virEventUpdateTimeout(timer, -1)
    tap.check("its interval changes", differences(-1, loop.timers[timer][0]))
    libvirt.virEventRemoveTimeout(timer)
    tap.check("it is removed", differences({}, loop.timers))


def main():
    tap = Tap()
    loop = Loop()
    libvirt.virEventRegisterImpl(loop.add_handle, loop.update_handle, loop.remove_handle,
                                 loop.add_timer, loop.update_timer, loop.remove_timer)
    tap.check("the library under test is used", library_problems())
    test_handle(tap, loop)
    test_timer(tap, loop)
    tap.finish()


main()

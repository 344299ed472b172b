# SPDX-License-Identifier: LGPL-2.1-or-later
"""hostile-client.py SOCKET...: opens a connection to each of these, uses it and closes it; prints
one line of JSON for each, and at the end how many descriptors were left behind."""

import json
import os
import sys
import threading
import time

import libvirt


def use(path):
    conn = libvirt.open(f"test+unix:///default?socket={path}")
    try:
        conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                    lambda *args: None, None)
        conn.getHostname()
    finally:
        conn.close()


def result(path):
    start = time.monotonic()
    try:
        use(path)
        error = None
    except libvirt.libvirtError as raised:
        error = [raised.get_error_code(), raised.get_error_domain(), raised.get_error_message()]
    return {"error": error, "seconds": time.monotonic() - start}


def main():
    libvirt.registerErrorHandler(lambda *args: None, None)
    libvirt.virEventRegisterDefaultImpl()

    def loop():
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=loop, daemon=True).start()
    result(sys.argv[1])
    time.sleep(0.2)
    before = len(os.listdir("/proc/self/fd"))
    for path in sys.argv[1:]:
        print(json.dumps(result(path)), flush=True)
    time.sleep(0.2)
    print(json.dumps({"left": len(os.listdir("/proc/self/fd")) - before}), flush=True)


if __name__ == "__main__":
    main()

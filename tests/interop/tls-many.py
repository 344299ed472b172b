# SPDX-License-Identifier: LGPL-2.1-or-later
"""tls-many.py URI: calls of many threads, events and streams over one connection."""

import hashlib
import sys
import threading

import libvirt

THREADS, ROUNDS = 12, 60
BLOCK, BLOCKS = 262144, 64

libvirt.registerErrorHandler(lambda *_: None, None)
libvirt.virEventRegisterDefaultImpl()


def loop():
    while True:
        libvirt.virEventRunDefaultImpl()


threading.Thread(target=loop, daemon=True).start()
conn = libvirt.open(sys.argv[1])
problems = []
seen = []
lock = threading.Lock()


def on_event(conn, domain, event, detail, data):
    with lock:
        seen.append(event)


def work(number):
    try:
        name, text = f"many-{number}", str(number) * 20000
        for _ in range(ROUNDS):
            domain = conn.defineXML(f"<domain type='test'><name>{name}</name><description>{text}"
                                    "</description><memory>1024</memory><os><type>hvm</type></os>"
                                    "</domain>")
            if text not in domain.XMLDesc():
                problems.append(f"{name} came back otherwise")
            domain.undefine()
    except Exception as error:  # whatever it is, the test fails
        problems.append(repr(error))


def stream():
    """Up and down again, compared."""
    try:
        pool = conn.storagePoolLookupByName("default-pool")
        volume = pool.createXML(f"<volume><name>many</name><capacity>{BLOCK * BLOCKS}</capacity>"
                                "</volume>")
        block = hashlib.sha256(b"many").digest() * (BLOCK // 32)
        up = conn.newStream()
        volume.upload(up, 0, BLOCK * BLOCKS)
        for _ in range(BLOCKS):
            sent = 0
            while sent < BLOCK:
                sent += up.send(block[sent:])
        up.finish()
        down = conn.newStream()
        volume.download(down, 0, BLOCK * BLOCKS)
        came = hashlib.sha256()
        n = 0
        while data := down.recv(BLOCK):
            came.update(data)
            n += len(data)
        down.finish()
        if n != BLOCK * BLOCKS or came.digest() != hashlib.sha256(block * BLOCKS).digest():
            problems.append(f"{n} bytes came back, or others")
        volume.delete()
    except Exception as error:  # likewise
        problems.append(repr(error))


conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, on_event, None)
threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
threads.append(threading.Thread(target=stream))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
conn.getVersion()
for _ in range(100):
    with lock:
        done = len(seen) >= 2 * THREADS * ROUNDS
    if done:
        break
    threading.Event().wait(0.05)
if len(seen) != 2 * THREADS * ROUNDS:
    problems.append(f"{len(seen)} events, not {2 * THREADS * ROUNDS}")
print("\n".join(problems[:10]) or "all is well")

# SPDX-License-Identifier: LGPL-2.1-or-later
"""What can be asked of the default host."""

import socket

import libvirt
from same import call

conn = libvirt.open("test:///default")

for name in ("getType", "getVersion", "getURI", "getInfo", "getFreeMemory", "isSecure", "isEncrypted",
             "isAlive", "getSecurityModel"):
    call(getattr(conn, name))
call(conn.getLibVersion, hide=r"\d+")
print(conn.getHostname() == socket.gethostname())
for text in conn.getCapabilities().split("\n"):
    print("   |" + text)
for kind in (None, "", "test", "qemu", "TEST", "x"):
    call(conn.getMaxVcpus, kind)
for flags in (0, 1, 2, 1 << 31):
    call(conn.getSysinfo, flags)
for start, n in ((0, 1), (0, 2), (0, 3), (0, 100), (1, 1), (1, 5), (2, 1), (3, 4), (-1, 1), (-1, -1),
                 (0, 0), (5, -1), (100, 100)):
    call(conn.getCellsFreeMemory, start, n)
for flags in (0, 1):
    call(conn.getCPUMap, flags)
    for cpu in (-1, 0, 1, 15, 16, -2):
        call(conn.getCPUStats, cpu, flags)
    for cell in (-2, -1, 0):
        call(conn.getMemoryStats, cell, flags)
for flags in (1, 2):
    call(conn.getFreePages, [4], 0, 1, flags)
for uri in ("test:///default?x=1", "test:///default#f", "test:/default", "test://user@/default"):
    call(libvirt.open(uri).getURI)
for flags in (0, 1, 2, 3, 4, 1 << 20):
    call(libvirt.openAuth, "test:///default", [[], None, None], flags)

# The host is shared while somebody has it open.
other = libvirt.open("test:///default")
conn.lookupByName("test").destroy()
call(other.lookupByName("test").isActive)
conn = other = None

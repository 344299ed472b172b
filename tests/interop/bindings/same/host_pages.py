# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pages of memory of the default host."""

import libvirt
from same import call

conn = libvirt.open("test:///default")
SIZES = [4, 8, 2048, 1048576]

for pages in ([4], SIZES, [7]):
    for start, n in ((0, 1), (1, 2), (2, 1), (0, 5)):
        call(conn.getFreePages, pages, start, n)
for pages in ({2048: 10}, {2048: 1, 1048576: 2}, {4: 1}, {7: 1}, {2048: 1 << 40}):
    for start, n in ((0, 1), (0, 2), (2, 1), (-1, 1), (1, 3)):
        for flags in (0, libvirt.VIR_NODE_ALLOC_PAGES_SET):
            call(conn.allocPages, pages, start, n, flags)
    call(conn.allocPages, pages, 0, 1, 2)
    call(conn.getFreePages, SIZES, 0, 2)
print([line for line in conn.getCapabilities().split("\n") if "pages" in line])

# SPDX-License-Identifier: LGPL-2.1-or-later
"""What pools could be made of."""

import libvirt
from same import call

conn = libvirt.open("test:///default")
for kind in ("logical", "netfs", "dir", "fs", "disk", "iscsi", "x", "iscsi-direct", "scsi", "mpath",
             "rbd", "sheepdog", "gluster", "zfs", "vstorage", ""):
    for spec in (None, "<source><host name='h'/></source>", "<source/>", "<a/>", "<x", "",
                 "<source><host name='a'/><host name='b'/></source>",
                 "<source><host/></source>", "<source><name>n</name></source>"):
        # The original ends with a signal if it has not exactly one host.
        if kind == "netfs" and spec and "name='h'" not in spec and "source" in spec:
            continue
        call(conn.findStoragePoolSources, kind, spec, 0)
for flags in (1, 1 << 31):
    call(conn.findStoragePoolSources, "logical", None, flags)

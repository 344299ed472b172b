# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pools of virtual ports, which come and go as devices of the host."""

from same import call
from storage_common import connect

conn = connect()
conn.nodeDeviceEventRegisterAny(
    None, 0, lambda _conn, dev, *rest: print("  event", dev.name(), rest[:-1]), None)
WWN = "20000000c9831b4{}".format
for number, more in enumerate((
        "", "parent='scsi_host1'", "parent='scsi_host2'", "parent='scsi_host99'", "parent='x'",
        "parent_wwnn='2000000012341234' parent_wwpn='1000000012341234'", "managed='yes'",
        "parent_wwnn='2' parent_wwpn='1'", "parent_fabric_wwn='2000000043214321'",
        "parent_fabric_wwn='9'")):
    pool = call(conn.storagePoolCreateXML,
                f"<pool type='scsi'><name>fc{number}</name><source><adapter type='fc_host' {more} "
                f"wwnn='{WWN(number)}' wwpn='{WWN(number)}'/></source>"
                "<target><path>/dev/disk/by-path</path></target></pool>", 0)
    devices = sorted(conn.listDevices("scsi_host"))
    print(devices)
    for name in devices:
        if name not in ("scsi_host1", "scsi_host2", "scsi_host11"):
            print(conn.nodeDeviceLookupByName(name).XMLDesc())
    if pool:
        print(pool.XMLDesc())
        call(pool.destroy)
        print(sorted(conn.listDevices("scsi_host")))

# Which names are needed.
for attributes in (
        f"parent_wwnn='{WWN(1)}'", f"parent='x' parent_wwnn='{WWN(1)}'",
        "wwnn='1' wwpn='2' parent_wwnn='3' parent_wwpn='4' parent_fabric_wwn='5'",
        f"wwnn='{WWN(1)}' wwpn='2' parent_wwnn='3' parent_wwpn='4' parent_fabric_wwn='5'",
        *(f"wwnn='{WWN(1)}' wwpn='{WWN(1)}' {more}" for more in (
            "parent_wwnn='3' parent_wwpn='4' parent_fabric_wwn='5'", "parent_wwnn='7'",
            f"parent_wwnn='{WWN(2)}' parent_wwpn='4'", f"parent_wwpn='{WWN(2)}'",
            f"parent='x' parent_wwpn='{WWN(2)}'", "parent_wwpn='7' parent_fabric_wwn='5'"))):
    call(conn.storagePoolDefineXML,
         f"<pool type='scsi'><name>p</name><source><adapter type='fc_host' {attributes}/></source>"
         "<target><path>/dev</path></target></pool>", 0)

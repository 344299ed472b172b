# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which pools have the same source."""

import libvirt

libvirt.registerErrorHandler(lambda *_: None, None)
conn = libvirt.open("test:///default")
H = "<host name='{}'/>".format
D = "<device path='{}'/>".format
E = "<dir path='{}'/>".format
N = "<name>{}</name>".format
IQN = "<initiator><iqn name='{}'/></initiator>".format
A = "<adapter {}/>".format
WWN = "wwnn='20000000c9831b4{}' wwpn='10000000c9831b4{}'".format
AT = ("<adapter type='scsi_host'><parentaddr unique_id='{}'><address domain='0' bus='0' slot='{}' "
      "function='0'/></parentaddr></adapter>").format

ALL = [("dir", "", "/t"), ("dir", "", "/u"), ("mpath", "", "/t"), ("mpath", "", "/u")]
for kind in ("fs", "disk"):
    ALL += [(kind, D("/d"), "/t"), (kind, D("/d"), "/u"), (kind, D("/e"), "/t"),
            (kind, D("/d") + D("/q"), "/t")]
for kind in ("logical", "zfs", "vstorage"):
    ALL += [(kind, source, "/t") for source in
            (N("n"), N("n") + D("/d"), N("m"), N("m") + D("/d"), N("m") + D("/q"))]
for host in (H("h"), H("i")):
    for at in ("/e", "/f"):
        ALL += [("netfs", host + E(at), "/t"), ("gluster", host + E(at) + N("n"), "/t"),
                ("gluster", host + E(at) + N("m"), "/t"), ("iscsi", host + D(at), "/t"),
                ("netfs", host + E(at) + "<format type='nfs'/>", "/t"),
                ("iscsi-direct", host + D(at) + IQN("a"), "/t"), ("iscsi", host + D(at) + IQN("b"), "/t")]
    ALL += [("rbd", host + N("n"), "/t"), ("sheepdog", host + N("n"), "/t"),
            ("sheepdog", host + N("m"), "/t")]
PORT = "<host name='h' port='5'/>"
ALL += [("netfs", PORT + E("/e"), "/t"), ("netfs", H("h") + H("i") + E("/e"), "/t"),
        ("iscsi", PORT + D("/e"), "/t"),
        ("iscsi", H("h") + H("i") + D("/e"), "/t"), ("rbd", PORT + N("n"), "/t"),
        ("sheepdog", PORT + N("n"), "/t"), ("gluster", PORT + E("/e") + N("n"), "/t"),
        ("gluster", H("h") + H("i") + E("/e") + N("n"), "/t"),
        ("sheepdog", H("h") + H("i") + N("n"), "/t")]
ALL += [("scsi", source, "/t") for source in
        (A("name='scsi_host1'"), A("name='scsi_host2'"), A("name='host1'"),
         A("type='scsi_host' name='scsi_host1'"), A("type='fc_host' " + WWN("b", "b")),
         A("type='fc_host' parent='scsi_host1' " + WWN("b", "b")),
         A("type='fc_host' parent='scsi_host2' " + WWN("b", "b")),
         A("type='fc_host' parent='scsi_host1' " + WWN("d", "d")),
         A("type='fc_host' " + WWN("c", "b")), A("type='fc_host' " + WWN("b", "c")),
         AT(1, 1), AT(1, 2), AT(2, 1))]


def define(name, kind, source, path):
    try:
        return conn.storagePoolDefineXML(
            f"<pool type='{kind}'><name>{name}</name><source>{source}</source>"
            f"<target><path>{path}</path></target></pool>")
    except libvirt.libvirtError as error:
        return error


for one in ALL:
    old = define("old", *one)
    if isinstance(old, libvirt.libvirtError):
        print(one, old)
        continue
    print(one, "has the source of")
    for other in ALL:
        new = define("new", *other)
        if isinstance(new, libvirt.libvirtError):
            print("   ", other, new)
        else:
            new.undefine()
    old.undefine()

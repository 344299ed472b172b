# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the scripts about snapshots and checkpoints share."""

import re

import libvirt
from same import drain
from same import failure as same_failure

TIME = r"\b1[6-9]\d{8}\b|\b[2-9]\d{9}\b"


def failure(error):
    """What a validator says is its own."""
    return "not valid" if error.get_error_code() == 92 else same_failure(error)


def show_xml(moment, flags=0):
    try:
        for line in moment.getXMLDesc(flags).splitlines():
            print("   |" + re.sub(TIME, "TIME", line))
    except libvirt.libvirtError as error:
        print("   ", failure(error))


def make(dom, kind, xml, flags=0, show=False):
    """kind is "snapshot" or "checkpoint"."""
    text = xml if len(xml) < 200 else xml[:200] + "..."
    print(f"<{dom.name()}> {kind} {text!r} flags {flags}")
    try:
        moment = getattr(dom, kind + "CreateXML")(xml, flags)
    except libvirt.libvirtError as error:
        print("   ", failure(error))
        drain()
        return None
    print("    made", re.sub(TIME, "TIME", moment.getName()))
    drain()
    if show:
        show_xml(moment)
    return moment

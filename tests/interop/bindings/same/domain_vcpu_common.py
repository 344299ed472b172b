# SPDX-License-Identifier: LGPL-2.1-or-later
XML = """<domain type='test'><name>{name}</name><uuid>{uuid}</uuid><memory>65536</memory>
<vcpu {attributes}>{n}</vcpu>{more}<os><type>hvm</type></os></domain>"""


def domain(name, n, attributes="", more=""):
    uuid = f"00000000-0000-4000-8000-{sum(map(ord, name)):012}"
    return XML.format(name=name, uuid=uuid, n=n, attributes=attributes, more=more)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The linker's version scripts: which symbol stands under which version node."""

from model import Function

INTERNAL = "virtue_"  # what our own modules, daemons and sister libraries use


def node_text(name, symbols, parent="", hide=False):
    out = f"{name} {{\n"
    if symbols:
        out += "    global:\n" + "".join(f"        {s};\n" for s in symbols)
    if hide:
        out += "    local:\n        *;\n"
    return out + f"}}{' ' + parent if parent else ''};\n"


def script(api, library):
    by_node = {node: [] for node in library.nodes}
    for item in api.of_header(object):
        if item.header.library == library.name and (
                isinstance(item, Function) or getattr(item, "kind", "") == "var"):
            by_node[item.node or item.since].append(item.name)
    out = "# Generated from api/: change that.\n"
    parent = ""
    for i, node in enumerate(library.nodes):
        name = f"{library.prefix}_{node}"
        # Hiding the rest stands in the first node, which is never without symbols.
        out += "\n" + node_text(name, sorted(by_node[node]), parent, hide=i == 0)
        parent = name
    if library.private:
        out += "\n" + node_text(library.private, [INTERNAL + "*"])
    return out


def outputs(api):
    return {f"{library.name}.syms.map": script(api, library) for library in api.libraries.values()}

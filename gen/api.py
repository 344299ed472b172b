# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads api/: the public functions, types and constants, and what crosses the wire.

The grammar is in api/README.md. Everything an emitter needs is in the Api that load() returns;
emitters never look at lines.
"""

from lines import read_folder
from resolver import Resolver


def load(folder):
    reader = Resolver()
    lines = read_folder(folder, ".api")
    # Types and programs stand before what uses them, whatever file they are in.
    order = ("library", "program", "packet", "object", "wire", "permissions", "feature")
    for key in order:
        reader.read([l for l in lines if l.key == key])
    reader.read([l for l in lines if l.key not in order])
    reader.resolve()
    return reader.api

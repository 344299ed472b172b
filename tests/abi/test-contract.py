#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds the public contract still: contract.txt has a hash of every public item, by header.

    test-contract.py [--accept]

A changed description fails here and says which item changed; --accept rewrites contract.txt, so
that the change is one more line of the commit. Texts and 'since' are no part of the contract.
"""

import hashlib
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "gen"), str(TOP / "tests/lib")]

import api as description  # noqa: E402
from model import Callback, Enum, Function, Struct  # noqa: E402
from tap import Tap  # noqa: E402

CONTRACT = Path(__file__).with_name("contract.txt")


def field_words(f):
    inner = [field_words(m) for m in f.union] if f.union else []
    return [f.c_type, f.name, f.array, f.deprecated, inner]


def promise(item):
    """What an item promises to those who compile or link against it."""
    if isinstance(item, Function):
        return ["fn", item.prototype, item.header.library, item.node]
    if isinstance(item, Callback):
        return ["callback", item.pointer, item.c_return, item.params]
    if isinstance(item, Enum):
        return ["enum", [[m.name, m.value, m.sentinel] for m in item.members]]
    if isinstance(item, Struct):
        return ["struct", [field_words(f) for f in item.fields]]
    return [item.kind, item.params, item.value, item.quoted, item.node]


def digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]


def current(api):
    """{header: {item: hash}}; what has no name of its own stands for the header's layout."""
    out = {path: {"-": digest([o.guard, o.opens, o.includes, o.decorations])}
           for path, o in api.layouts.items()}
    for header in api.headers:
        for item in header.items:
            out[header.path][getattr(item, "name", None) or item.tag] = digest(promise(item))
    return out


def as_text(contract):
    out = "# The public contract: written by test-contract.py --accept.\n"
    for path in sorted(contract):
        items = sorted(contract[path].items())
        out += f"\n{path} {digest(items)}\n" + "".join(f"  {name} {h}\n" for name, h in items)
    return out


def from_text(text):
    out, path = {}, ""
    for line in text.splitlines():
        if line.startswith("  "):
            name, value = line.split()
            out[path][name] = value
        elif line and not line.startswith("#"):
            path = line.split()[0]
            out[path] = {}
    return out


def differences(old, new):
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            what = "is new" if name not in old else "is gone" if name not in new else "changed"
            yield f"{'how the header is put together' if name == '-' else name} {what}"


def main():
    new = current(description.load(TOP / "api"))
    if sys.argv[1:] == ["--accept"]:
        CONTRACT.write_text(as_text(new))
        return
    tap = Tap()
    old = from_text(CONTRACT.read_text())
    for path in sorted(old.keys() | new.keys()):
        problems = list(differences(old.get(path, {}), new.get(path, {})))
        tap.check(path, problems + (["if that is meant: tests/abi/test-contract.py --accept"]
                                    if problems else []))
    tap.finish()


if __name__ == "__main__":
    main()

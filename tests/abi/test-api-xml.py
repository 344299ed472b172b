#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares our lib*-api.xml with the distribution's: all that is there must be in ours, equal.

    test-api-xml.py OUR_DIR [THEIR_DIR]

Texts are ours and not compared. Ours may have more, if it is marked as newer than theirs.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from tap import Tap  # noqa: E402

LIBRARIES = ("libvirt", "libvirt-admin", "libvirt-qemu", "libvirt-lxc")
TEXTS = ("info",)
MISSING = object()


def evaluated(raw):
    """A macro's replacement with spaces, comments and redundant forms taken out."""
    text = re.sub(r"/\*.*?\*/", "", raw).replace(" ", "").removesuffix("LL")
    return str(eval(text)) if re.fullmatch(r"[()0-9+]+", text) else text  # pylint: disable=W0123


def facts(node, path=()):
    """{path: attributes} of an element and what it contains."""
    values = {k: v for k, v in node.attrib.items() if k not in TEXTS}
    if "raw" in values:
        values["raw"] = evaluated(values["raw"])
    found = {path: (node.tag, tuple(sorted(values.items())))}
    place = 0
    for child in node:
        if child.tag in ("arg", "field", "union", "return"):
            found |= facts(child, (*path, f"{place}:{child.tag}"))
            place += 1
    return found


def symbols(root):
    return {(n.tag, n.get("name")): n for n in root.find("symbols")}


def exports(root):
    return {(f.get("name"), e.get("type"), e.get("symbol"))
            for f in root.find("files") for e in f.findall("exports")}


def newer(version, release):
    as_numbers = lambda v: [int(n) for n in v.split(".")]
    return as_numbers(version) > as_numbers(release)


def differences(ours, theirs, release):
    mine, other = symbols(ours), symbols(theirs)
    for key, node in other.items():
        if key not in mine:
            yield f"{key[0]} {key[1]} is missing"
            continue
        a, b = facts(mine[key]), facts(node)
        # A count that ends an enumeration grows with it; so does the release number.
        moving = key[1].endswith("_LAST") or key[1] == "LIBVIR_VERSION_NUMBER"
        if node.get("raw") == "":  # theirs is written on two lines, which their reader misses
            a[()], b[()] = (("macro", [x for x in f[()][1] if x[0] != "raw"]) for f in (a, b))
        for path in sorted(a.keys() | b.keys()):
            if a.get(path) != b.get(path) and not moving:
                where = " ".join(path)
                yield (f"{key[0]} {key[1]} {where}: is {a.get(path, 'missing')}, "
                       f"should be {b.get(path, 'absent')}")
    for key, node in mine.items():
        if key not in other and not newer(node.get("version") or "0.0.0", release):
            yield f"{key[0]} {key[1]} is ours alone, though of {node.get('version')}"


def export_differences(ours, theirs):
    extra = {(n.tag, n.get("name")) for n in ours.find("symbols")} - {
        (n.tag, n.get("name")) for n in theirs.find("symbols")}
    new_names = {name for _, name in extra}
    mine, other = exports(ours), exports(theirs)
    for item in sorted(other - mine):
        yield f"{item[0]} does not export {item[1]} {item[2]}"
    for item in sorted(mine - other):
        if item[2] not in new_names:
            yield f"{item[0]} exports {item[1]} {item[2]}, theirs does not"


def main():
    tap = Tap()
    our_dir = Path(sys.argv[1])
    their_dir = Path(sys.argv[2] if len(sys.argv) > 2 else "/usr/share/libvirt/api")
    if not their_dir.is_dir():
        tap.skip_all(f"no {their_dir}: install the distribution's libvirt-dev")
    number = symbols(ElementTree.parse(their_dir / "libvirt-api.xml").getroot())[
        "macro", "LIBVIR_VERSION_NUMBER"].get("raw")
    release = f"{int(number) // 1000000}.{int(number) // 1000 % 1000}.{int(number) % 1000}"
    for name in LIBRARIES:
        ours, theirs = (ElementTree.parse(d / f"{name}-api.xml").getroot()
                        for d in (our_dir, their_dir))
        tap.check(f"{name}: symbols equal those of {release}",
                  list(differences(ours, theirs, release)))
        tap.check(f"{name}: files export the same", list(export_differences(ours, theirs)))
        order = [n.get("name") for n in theirs.find("symbols")]
        mine = [n.get("name") for n in ours.find("symbols") if n.get("name") in set(order)]
        tap.check(f"{name}: symbols stand in the same order",
                  [f"{a} where {b} stands in theirs" for a, b in zip(mine, order) if a != b][:3])
    tap.finish()


if __name__ == "__main__":
    main()

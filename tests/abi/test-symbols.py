#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks what our four libraries export, under which version nodes, and what they need.

    test-symbols.py LIBDIR [REFERENCE_DIR]

Expectations are the description's. Where the reference facts or the distribution's libraries are
at hand, those must agree too.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "gen"), str(TOP / "tests/lib")]

import api as description  # noqa: E402
from model import Function  # noqa: E402
from tap import Tap  # noqa: E402

FILE_VERSION = "0.12008.0"
NEEDED = {"libc.so.6", "libm.so.6", "libglib-2.0.so.0", "libjson-c.so.5"}
NEEDED_ALSO = re.compile(r"ld-linux.*|lib(asan|ubsan|tsan)\.so\..*")  # loader, sanitizer builds
OWN = "virtue_"
DISTRIBUTION = Path(os.environ.get("VIRTUE_PEER_LIBDIR", "/usr/lib/x86_64-linux-gnu"))
SUPPRESSIONS = Path(__file__).with_name("private.abignore")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C"})


def exported(path):
    """{symbol: node} of what a library defines for others."""
    found = {}
    text = run("nm", "-D", "--defined-only", "--with-symbol-versions", path).stdout
    for line in text.splitlines():
        kind, name = line.split()[-2:]
        name, _, node = name.replace("@@", "@").partition("@")
        if kind != "A" and not (kind in "dDbB" and name in ("_edata", "_end", "__bss_start")):
            found[name] = node
    return found


def nodes(path):
    """[(node, [parents])] in the order of the library, without its base name."""
    text = run("readelf", "-VW", path).stdout.partition(".gnu.version_d")[2]
    out = []
    for line in text.partition(".gnu.version_r")[0].splitlines():
        if match := re.search(r"Flags: (\w+) .*Name: (\S+)", line):
            out.append((match[2], [], match[1]))
        elif match := re.search(r"Parent \d+: (\S+)", line):
            out[-1][1].append(match[1])
    return [(name, parents) for name, parents, flags in out if flags != "BASE"]


def dynamic(path):
    """{tag: [values]} of the dynamic section."""
    out = {}
    for line in run("readelf", "-dW", path).stdout.splitlines():
        if match := re.search(r"\((\w+)\)\s+(.*)", line):
            value = re.search(r"\[(.*)\]", match[2])
            out.setdefault(match[1], []).append(value[1] if value else match[2])
    return out


def described_symbols(api, library):
    return {i.name: f"{library.prefix}_{i.node or i.since}" for h in api.headers for i in h.items
            if h.library == library.name
            and (isinstance(i, Function) or getattr(i, "kind", "") == "var")}


def described_nodes(library):
    names = [f"{library.prefix}_{n}" for n in library.nodes]
    chain = [(n, [p] if p else []) for n, p in zip(names, [""] + names)]
    return chain + ([(library.private, [])] if library.private else [])


def symbol_problems(have, want, private):
    for name, node in want.items():
        if name not in have:
            yield f"{name} is not exported"
        elif have[name] != node:
            yield f"{name} is in {have[name]}, should be in {node}"
    for name, node in have.items():
        if name not in want and not (name.startswith(OWN) and private and node == private):
            yield f"{name} ({node or 'no version'}) is exported but not described"


def check_files(tap, library, path):
    stem = library.name + ".so"
    problems = []
    if dynamic(path).get("SONAME") != [library.soname]:
        problems.append(f"soname is {dynamic(path).get('SONAME')}, should be {library.soname}")
    if path.resolve().name != f"{stem}.{FILE_VERSION}":
        problems.append(f"the file is {path.resolve().name}, should be {stem}.{FILE_VERSION}")
    if not (path.parent / stem).exists():
        problems.append(f"no {stem} for the linker")
    if "NODELETE" not in " ".join(dynamic(path).get("FLAGS_1", [])):
        problems.append("not marked nodelete: callbacks would outlive the code")
    tap.check(f"{library.name}: file names and soname", problems)


def check_needed(tap, api, library, path):
    allowed = NEEDED | ({api.libraries["libvirt"].soname} - {library.soname})
    tap.check(f"{library.name}: needs only the allowed libraries", [
        f"needs {n}" for n in dynamic(path).get("NEEDED", [])
        if n not in allowed and not NEEDED_ALSO.fullmatch(n)])


def check_peer(tap, library, path):
    """All that the distribution's programs may use, under the same node."""
    theirs = DISTRIBUTION / library.soname
    if not theirs.exists():
        tap.skip(f"{library.name}: against the distribution", f"no {theirs}")
        return
    want = {n: v for n, v in exported(theirs).items() if "PRIVATE" not in v}
    have = exported(path)
    tap.check(f"{library.name}: exports what the distribution's does", [
        f"{n}@{v} is missing" for n, v in want.items() if have.get(n) != v])
    chain = [n for n in nodes(theirs) if "PRIVATE" not in n[0]]
    tap.check(f"{library.name}: continues the distribution's chain of nodes",
              [f"{a} where {b} stands in theirs" for a, b in zip(nodes(path), chain) if a != b])
    if not shutil.which("abidiff"):
        tap.skip(f"{library.name}: abidiff", "no abidiff")
        return
    done = run("abidiff", "--suppressions", SUPPRESSIONS, "--no-added-syms", theirs, path)
    tap.check(f"{library.name}: abidiff", done.stdout.splitlines() + done.stderr.splitlines()
              if done.returncode else [])


def check_reference(tap, api, folder):
    facts = json.loads((folder / "api.json").read_text())
    want = {f["name"]: f["symbol_node"] for f in facts["functions"] + facts["variables"]}
    have = {}
    for library in api.libraries.values():
        have |= described_symbols(api, library)
    tap.check("the description has the reference's symbols and nodes",
              list(symbol_problems(have, want, "")))
    tap.check("the description has the reference's chains of nodes", [
        f"{name}: {described_nodes(api.libraries[name])[:len(f['symbol_nodes'])]}"
        for name, f in facts["libraries"].items()
        if [(n["name"], n["parents"]) for n in f["symbol_nodes"]]
        != described_nodes(api.libraries[name])[:len(f["symbol_nodes"])]])


def main():
    tap = Tap()
    api = description.load(TOP / "api")
    for library in api.libraries.values():
        path = Path(sys.argv[1]) / library.soname
        if not path.exists():
            tap.check(f"{library.name}: is built", [f"no {path}"])
            continue
        tap.check(f"{library.name}: exports what is described, under its node", list(
            symbol_problems(exported(path), described_symbols(api, library), library.private)))
        # A node that nothing stands in, such as a private one so far, is not in the library.
        used = [n for n in described_nodes(library) if n in nodes(path) or n[0] != library.private]
        tap.check(f"{library.name}: chain of nodes", [
            f"{a} should be {b}" for a, b in zip(nodes(path), used) if a != b]
            + ([] if len(used) == len(nodes(path)) else [f"{len(nodes(path))} of {len(used)}"]))
        check_files(tap, library, path)
        check_needed(tap, api, library, path)
        check_peer(tap, library, path)
    reference = Path(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("VIRTUE_REFERENCE", ""))
    if (reference / "api.json").is_file():
        check_reference(tap, api, reference)
    tap.finish()


if __name__ == "__main__":
    main()

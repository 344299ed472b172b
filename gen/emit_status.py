# SPDX-License-Identifier: LGPL-2.1-or-later
"""docs/status.md: which driver offers which function, read off the sources.

A driver offers an operation when a table of its methods has an entry for it: a ...Methods table of
the gate, or a table of a driver without the gate that is indexed by operations. Entries stand in the
driver's own tables and in functions that fill one (`methods->name = ...`), and in those of core/
that the driver names. An entry point is hand-written when a file of the library defines it.
"""

import re
from pathlib import Path

from emit_gate import method_tables

TOP = Path(__file__).resolve().parents[1]
INDEXED = re.compile(r"^\s+\[(OP_\w+)\]\s*=", re.M)  # an entry of a table that operations index
TABLE = re.compile(r"\bconst (\w+Methods) (\w+) = \{(.*?)^\};", re.M | re.S)
FILLS = re.compile(r"^(\w+)\((\w+Methods) \*methods\)\n\{(.*?)^\}", re.M | re.S)
KINDS = re.compile(r"\.kinds = ([^,]*),")        # what a driver lists and finds: 1 << OBJECT_DOMAIN | ...
MACRO = re.compile(r"^#define (\w+_KINDS) (.*)", re.M)
ENTRY_OF_TABLE = re.compile(r"^\s+\.(\w+)\s*=", re.M)
ENTRY_FILLED = re.compile(r"^\s+methods->(\w+)\s*=\s*(\w+)", re.M)
DRIVERS = "src/drivers/*/**/*.c"                 # the folder below drivers/ is the driver
SHARED = "src/core/**/*.c"                       # tables that drivers take over
FORWARDS = {"remote"}                            # drivers that send every operation elsewhere
ENTRY = re.compile(r"^(vir[A-Z]\w*)\(", re.M)    # a function's name begins its line
ENTRIES = "src/lib/**/*.c"
NOTES = "docs/status-notes.md"                   # what no table of functions shows


def tables(text):
    """(name, [(kind of table, method)]) of each table and each function that fills one."""
    for kind, name, body in TABLE.findall(text):
        yield name, [(kind, method) for method in ENTRY_OF_TABLE.findall(body)]
    for name, kind, body in FILLS.findall(text):
        yield name, [(kind, method) for method, value in ENTRY_FILLED.findall(body)
                     if value != "NULL"]


def expanded(text, folder):
    """With what macros of the folder's headers stand for."""
    macros = dict(m for header in folder.glob("*.h")
                  for m in MACRO.findall(header.read_text(encoding="utf-8").replace("\\\n", " ")))
    return re.sub(r"\w+", lambda word: macros.get(word[0], word[0]), text)


def shared_tables(top):
    found = {}
    for path in sorted(top.glob(SHARED)):
        if "test" not in path.relative_to(top).parts:
            found.update(tables(path.read_text(encoding="utf-8")))
    return found


def driver_ops(api, top):
    """{driver: ids of the operations it has methods for}, drivers in order of name."""
    ids = {(table.c_name, m.name): m.op.id for table in method_tables(api).values()
           for m in table.methods.values()}
    shared = shared_tables(top)
    found = {}
    for path in sorted(p for p in top.glob(DRIVERS)
                       if p.relative_to(top).parts[2] not in FORWARDS):
        text = path.read_text(encoding="utf-8")
        ops = found.setdefault(path.relative_to(top).parts[2], set())
        ops.update(INDEXED.findall(text))
        taken = [shared[word] for word in set(re.findall(r"\w+", text)) & shared.keys()]
        for entries in [*(entries for _, entries in tables(text)), *taken]:
            ops.update(ids.get(entry, ".".join(entry)) for entry in entries)
        kinds = {kind.lower() for value in KINDS.findall(text)
                 for kind in re.findall(r"OBJECT_(\w+)", expanded(value, path.parent))}
        ops.update(op.id for op in api.ops if (op.lists or op.finds or ("",))[0] in kinds)
    for ops in found.values():
        ops.update(op.id for op in api.ops if op.forward and op.forward.op.id in ops)
    return {driver: ops for driver, ops in found.items() if ops}


def defined_entries(top):
    return {name for path in top.glob(ENTRIES)
            for name in ENTRY.findall(path.read_text(encoding="utf-8"))}


def entry(fn, defined):
    if fn.name in defined:
        return "hand-written"
    return "missing" if fn.custom else "generated"


def wire(fn):
    if fn.op:
        return "custom" if fn.custom else "generated"
    return "custom" if fn.calls else "none"


def percent(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "-"


def summary(api, drivers, kinds, defined):
    functions = len(api.functions)
    custom = sum(f.custom for f in api.functions.values())
    lines = [
        f"- {functions} functions: " + ", ".join(f"{list(kinds.values()).count(k)} {k}"
                                                 for k in ("generated", "hand-written", "missing")),
        f"- {custom} entry points ({percent(custom, functions)}) are custom: described, but written"
        " by hand",
        f"- {len(api.ops)} operations and {len(api.events)} event messages: "
        + ", ".join(f"{p.name} {len(p.ops)} + {len(p.events)}" for p in api.programs.values()),
    ]
    known = {op.id for op in api.ops}
    for driver, ops in drivers.items():
        here = len(ops & known)
        lines.append(f"- driver {driver}: {here} operations ({percent(here, len(api.ops))})")
        for op in sorted(ops - known):
            lines.append(f"  - unknown operation {op}")
    return lines


def row(fn, drivers, kind):
    """- where a driver has no part in a function, x where it offers it."""
    marks = ["-" if not fn.op else "x" if fn.op.id in ops else "" for ops in drivers.values()]
    return [fn.name, fn.since, kind, wire(fn), *marks]


def table(rows):
    return ["|" + "|".join(f" {c} " if c else " " for c in cells) + "|" for cells in rows]


def outputs(api):
    drivers, defined = driver_ops(api, TOP), defined_entries(TOP)
    kinds = {name: entry(fn, defined) for name, fn in api.functions.items()}
    head = ["function", "since", "entry", "wire", *drivers]
    out = ["# What works", "",
           "Generated from the API description and the sources by"
           " `tests/gen/test-status.py --accept`. An x says that the driver offers the function, -"
           " that drivers have no part in it.", "",
           *summary(api, drivers, kinds, defined)]
    if (TOP / NOTES).exists():
        out += ["", (TOP / NOTES).read_text(encoding="utf-8").rstrip()]
    for library in api.libraries:
        functions = sorted((f for f in api.functions.values() if f.header.library == library),
                           key=lambda f: f.name)
        if functions:
            out += ["", f"## {library}", "", *table([head, ["---"] * len(head)]),
                    *table(row(f, drivers, kinds[f.name]) for f in functions)]
    return {"status.md": "\n".join(out) + "\n"}

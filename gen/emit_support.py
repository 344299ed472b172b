# SPDX-License-Identifier: LGPL-2.1-or-later
"""support.md: which driver offers which function.

What a driver offers is what it says itself when it is asked: lines "driver operation", from
docs/list-support.
"""

HAS_INPUT = True  # lines of docs/list-support


def drivers_of(lines):
    found = {}
    for line in lines.splitlines():
        driver, _, op = line.partition(" ")
        found.setdefault(driver, set()).add(op)
    return found


def percent(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "-"


def summary(api, drivers):
    functions = api.functions.values()
    custom = sum(f.custom for f in functions)
    out = [
        f"- {len(functions)} functions, {custom} of them ({percent(custom, len(functions))})"
        " described, but written by hand",
        f"- {len(api.ops)} operations and {len(api.events)} event messages: "
        + ", ".join(f"{p.name} {len(p.ops)} + {len(p.events)}" for p in api.programs.values()),
    ]
    return out + [f"- driver {driver}: {len(ops)} operations ({percent(len(ops), len(api.ops))})"
                  for driver, ops in drivers.items()]


def row(fn, drivers):
    """- where a driver has no part in a function, x where it offers it."""
    entry = "hand-written" if fn.custom else "generated"
    marks = ["-" if not fn.op else "x" if fn.op.name in ops else "" for ops in drivers.values()]
    return [fn.name, fn.since, entry, *marks]


def table(rows):
    return ["|" + "|".join(f" {c} " if c else " " for c in cells) + "|" for cells in rows]


def outputs(api, lines="test domain_set_memory_flags\n"):
    drivers = drivers_of(lines)
    head = ["function", "since", "entry", *drivers]
    out = ["# Which driver offers which function", "",
           "As the drivers say themselves. An x says that the driver offers the function, - that"
           " drivers have no part in it.", "",
           *summary(api, drivers)]
    for library in api.libraries:
        functions = sorted((f for f in api.functions.values() if f.header.library == library),
                           key=lambda f: f.name)
        if functions:
            out += ["", f"## {library}", "", *table([head, ["---"] * len(head)]),
                    *table(row(f, drivers) for f in functions)]
    return {"support.md": "\n".join(out) + "\n"}

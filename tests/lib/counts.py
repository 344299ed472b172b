# SPDX-License-Identifier: LGPL-2.1-or-later
"""How much was written by hand and how much is generated."""

import re
import sys


def lines_of(paths):
    return sum(len(p.read_bytes().splitlines()) for p in paths if p.is_file())


def sources(top, *patterns):
    return [p for pattern in patterns for p in top.glob(pattern)]


def custom_functions(top):
    sys.path.insert(0, str(top / "gen"))
    import api
    functions = api.load(top / "api").functions.values()
    return sum(bool(f.custom) for f in functions), len(functions)


def hand_written(top):
    """Members that schemas leave to a hook, texts that have a function of their own."""
    sys.path.insert(0, str(top / "gen"))
    import schema
    described = schema.load(top / "schema")
    places = sum(len(s.body.places) for s in described.structs.values())
    return len(described.hooks), len(described.checks), places


def table_rows(top, file):
    """Operations that a table of one side of the wire handles by itself."""
    return len(re.findall(r"^\s+\[OP_\w+\] =", (top / file).read_text(), re.M))


def operations(top):
    return len(re.findall(r"^    OP_\w+, ", (top / "build/src/lib/op-ids.h").read_text(), re.M))


def sentence(top):
    """Two lines for people who watch these figures."""
    code = [p for p in sources(top, "src/**/*.[ch]") if "test" not in p.parts]
    tests = sources(top, "src/**/test/*.[ch]", "src/**/test/*.py", "tests/**/*.py", "tests/**/*.[ch]",
                    "tests/*", "bench/*.[ch]", "bench/*.py")
    generator = sources(top, "gen/*.py")
    description = sources(top, "api/*.api", "schema/*.schema")
    generated = [p for p in sources(top, "build/**/*.[ch]", "build/**/*.xml", "build/**/*.map")
                 if "tests" not in p.relative_to(top).parts]
    custom, functions = custom_functions(top)
    hooks, checks, places = hand_written(top)
    ops = operations(top)
    client = table_rows(top, "src/drivers/remote/quirks.c")
    daemon = table_rows(top, "src/daemons/dispatch-conn.c")
    return (f"by hand: {custom} of {functions} entry points ({100 * custom / functions:.0f} %), "
            f"{client} of {ops} operations in the client ({100 * client / ops:.0f} %), "
            f"{daemon} in the daemon ({100 * daemon / ops:.0f} %); "
            f"of {places} lines of XML schemas {hooks} are hooks, {checks} checks have code\n"
            f"lines by hand: code {lines_of(code)}, descriptions {lines_of(description)}, "
            f"generators {lines_of(generator)}, tests {lines_of(tests)}; "
            f"generated: {lines_of(generated)}")

# SPDX-License-Identifier: LGPL-2.1-or-later
"""How much was written by hand and how much is generated."""

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
    return (f"{functions} functions, of which custom: client {custom}, daemon 0\n"
            f"lines by hand: code {lines_of(code)}, descriptions {lines_of(description)}, "
            f"generators {lines_of(generator)}, tests {lines_of(tests)}; "
            f"generated: {lines_of(generated)}")

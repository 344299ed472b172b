#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the library says to bad arguments is what the original was observed to say.

    test-facts.py LIBRARY_FOLDER

facts.json has, for each function, calls that differ from a good one in one or two arguments, and what
the original answered: an error with all its parts, or that the call reached the peer (standin.py).
Its format is described by read_facts() below.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "gen"), str(HERE.parent / "lib")]
import standin  # noqa: E402
import api as description  # noqa: E402
from caller import Caller, Handles, Library, Peer  # noqa: E402
from tap import Tap  # noqa: E402

REACHED = [9, 7, standin.REACHED, "%s", standin.REACHED, None, -1, -1]
FD_PASSING, EVENT_CALLBACK, CLOSE_CALLBACK = 8, 14, 15


def read_facts(path):
    """{function: [(call, error or None, whether we answer something else)]}.

    In the file a function has, for each answer, the calls that got it as one text: calls are
    separated by a blank, arguments by "&"; "!" in front of a call means on a read-only connection.
    Answers are numbers of rows of "errors", in which {F} is the function's name.
    "differences" has, by reason, the calls on which we do not follow the original.
    """
    facts = json.loads(path.read_text(encoding="utf-8"))
    errors = facts["errors"]
    different = {(name, call) for functions in facts["differences"].values()
                 for name, calls in functions.items() for call in calls}
    out = {}
    for name, answers in facts["functions"].items():
        out[name] = []
        for number, calls in answers.items():
            error = errors[int(number)]
            if error == "reached":
                error = REACHED
            elif error:
                error = [e.replace("{F}", name) if isinstance(e, str) else e for e in error]
            out[name] += [(call, error, (name, call) in different) for call in calls]
    return out


def check(fn, cases, handles):
    problems = []
    for call, expected, is_different in cases:
        found = Caller(fn, handles[call.startswith("!")]).call(call.lstrip("!"))[1]
        if (found != expected) != is_different:
            problems.append(f"{call or 'good arguments'}:\nexpected {expected}\nfound    {found}"
                            + "\nthis was a known difference" * is_different)
    return problems


def main():
    tap = Tap()
    api = description.load(HERE.parents[1] / "api")
    facts = read_facts(Path(os.environ.get("VIRTUE_FACTS", HERE / "facts.json")))
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/socket"
        standin.start(path, HERE.parents[1] / "api", {FD_PASSING, EVENT_CALLBACK, CLOSE_CALLBACK})
        library, peer = Library(sys.argv[1]), Peer(path)
        handles = [Handles(library, peer, False), Handles(library, peer, True)]
        for name, cases in facts.items():
            problems = check(api.functions[name], cases, handles)
            tap.check(name, problems[:5])
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lines up the columns of api/ files: runs of sibling one-line items, and their texts.

    gen/format_api.py api/*.api
"""

import re
import sys
from pathlib import Path

COLUMNS = {"in": 3, "out": 3, "field": 0, "const": 3}
DOC_AT = 48  # where the text of a short line begins


def split_doc(text):
    body, mark, doc = text.partition(" -- ")
    return body.rstrip(), doc if mark else None


def item_kind(line):
    """What a run consists of: lines of equal indent and kind."""
    indent = len(line) - len(line.lstrip(" "))
    words = line.split()
    if not words or words[0].startswith("#") or words[0] in ("doc", "c"):
        return None
    if words[0] in ("in", "out") and indent == 2:
        return (indent, "param")
    if words[0] in ("const", "field", "typedef", "feature", "permissions"):
        return (indent, words[0])
    if re.fullmatch(r"[A-Z][A-Z0-9_a-z]*", words[0]) and words[0].isupper() and indent == 2:
        return (indent, "member")
    return None


def cells(body):
    """Words, with quoted strings kept whole."""
    return re.findall(r'"[^"]*"|\S+', body)


def layout(run, kind):
    rows = [(cells(b), d) for b, d in map(split_doc, run)]
    indent = " " * kind[0]
    fixed = {"param": 2, "member": 1, "const": 2, "typedef": 2}.get(kind[1], 0)
    widths = [max(len(r[0][i]) for r in rows if len(r[0]) > i) for i in range(fixed)]
    if kind[1] == "param":
        widths[0] = 6
    if kind[1] == "const" or kind[1] == "typedef":
        widths = widths[:1] + [min(widths[1], 60)]
    bodies = []
    for words, _ in rows:
        head = [w.ljust(widths[i]) if i < len(words) - 1 else w
                for i, w in enumerate(words[:fixed])]
        bodies.append((indent + " ".join(head + words[fixed:])).rstrip())
    with_doc = [len(b) for b, (_, d) in zip(bodies, rows) if d]
    at = max([DOC_AT if kind[1] != "const" else 0] + [n for n in with_doc if n <= 76])
    return [f"{b.ljust(at)} -- {d}" if d else b for b, (_, d) in zip(bodies, rows)]


def format_text(text):
    out, run, run_kind = [], [], None
    for line in text.split("\n") + [""]:
        kind = item_kind(line)
        if run and kind != run_kind:
            out += layout(run, run_kind)
            run = []
        if kind:
            run.append(line)
        else:
            out.append(line)
        run_kind = kind
    return "\n".join(out).rstrip("\n") + "\n"


def main():
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(format_text(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

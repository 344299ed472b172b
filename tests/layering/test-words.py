#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nothing in the tree depends on one machine, or speaks of how a change came about."""

import re
import sys
from pathlib import Path

from tree import TOP, all_files, text_of

sys.path.insert(0, str(TOP / "tests/lib"))
from tap import Tap  # noqa: E402

WORDS = {
    "paths of one machine": r"(?<![\w.*-])/(?:work|tmp/wt|tmp/probe|root)/",
    "package mirrors and registries":
        r"\b(?:pypi\.org|pythonhosted|registry\.npmjs|proxy\.golang|docker\.io|ghcr\.io|quay\.io|"
        r"crates\.io|rubygems\.org|deb\.debian\.org|archive\.ubuntu)\b",
    "tools of the author":
        r"(?i)\b(?:cl[a]ude|anthr[o]pic|chat-?g[p]t|cop[i]lot|sub-?ag[e]nts?|l[l]ms?|language m[o]dels?)\b",
}
SELF = Path(__file__).resolve().relative_to(TOP)


def main():
    tap = Tap()
    texts = {n: text_of(n) for n in all_files() if n != SELF and n.name != "COPYING.LESSER"}
    for what, pattern in WORDS.items():
        found = [f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
                 for name, text in texts.items() for match in re.finditer(pattern, text)]
        tap.check(f"no {what}", found)
    tap.finish()


if __name__ == "__main__":
    main()

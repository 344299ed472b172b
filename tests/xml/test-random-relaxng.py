#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What we write is what our RELAX NG files allow: random documents of every kind that has a file.

    test-random-relaxng.py XML-RANDOM SCHEMAS [KIND...]
    test-random-relaxng.py XML-RANDOM SCHEMAS --original [KIND...]

VIRTUE_RANDOM_INSTANCES says how many of each kind (200), VIRTUE_RANDOM_SEED the first seed.
--original says instead which elements of those documents the original's files refuse or miss: COUNT
PATH WHAT EXAMPLE, without what explain.py knows about and without texts and numbers, whose forms are
for those who check definitions. A random document need not make sense; where the same element is
always refused, our schema is wrong or newer.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests/lib"), str(TOP / "gen"), str(Path(__file__).parent)]
import schema  # noqa: E402
from explain import ORIGINAL, Explainer  # noqa: E402
from tap import Tap  # noqa: E402

VALID = re.compile(r"(.*) validates$", re.M)
INSTANCES = os.environ.get("VIRTUE_RANDOM_INSTANCES", "200")
FIRST_SEED = os.environ.get("VIRTUE_RANDOM_SEED", "0")


def written(program, folder, document):
    subprocess.run([program, folder, document.name, FIRST_SEED, INSTANCES], check=True)
    return sorted(Path(folder).glob(f"{document.name}-*.xml"))


def refused(file, paths, explainer):
    """What is wrong with each document that is not valid."""
    done = subprocess.run(["xmllint", "--noout", "--relaxng", file, *paths], check=False,
                          stderr=subprocess.PIPE, encoding="utf-8", errors="replace")
    valid = set(VALID.findall(done.stderr))
    for path in paths:
        if str(path) not in valid:
            text = path.read_text(encoding="utf-8")
            why = explainer.all_problems("ours", file.stem, text)
            yield f"{path.stem}: {'; '.join(' '.join(w) for w in why[:3])}\n{text}"


def compare(explainer, document, paths):
    """Lines about the original's file."""
    name, counts, examples = document.rng.removesuffix(".rng"), Counter(), {}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for place, what, value in explainer.problems("original", name, text, name == "domaincommon"):
            words = explainer.releases.enum_words(place) if what == "value" else {value}
            if value in (words or ()) and not explainer.differences.is_known(
                    "original", what, place, value):
                counts[place, what] += 1
                examples.setdefault((place, what), f"{path.stem} {value}")
    for (place, what), count in sorted(counts.items()):
        print(f"{document.name}: {count} {place} {what}: {examples[place, what]}")


def main():
    sys.setrecursionlimit(20000)  # chains of images
    program, ours, *kinds = [a for a in sys.argv[1:] if not a.startswith("--")]
    tap, explainer = Tap(), Explainer(ours)
    for document in schema.load(TOP / "schema").documents.values():
        if not document.rng or kinds and document.name not in kinds:
            continue
        with tempfile.TemporaryDirectory() as folder:
            paths = written(program, folder, document)
            if "--original" not in sys.argv:
                problems = list(refused(Path(ours) / document.rng, paths, explainer))
                tap.check(f"{document.name}: {len(paths)}", problems)
            elif (ORIGINAL / document.rng).exists():
                compare(explainer, document, paths)
    if "--original" not in sys.argv:
        tap.finish()


main()

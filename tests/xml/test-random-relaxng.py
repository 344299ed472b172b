#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What we write is what our RELAX NG files allow: random documents of every kind that has a file.

    test-random-relaxng.py XML-RANDOM SCHEMAS [KIND...]
    test-random-relaxng.py XML-RANDOM SCHEMAS --original [KIND...]

VIRTUE_RANDOM_INSTANCES says how many of each kind (200), VIRTUE_RANDOM_SEED the first seed.
--original asks the original's files instead. What they refuse or miss is known to explain.py or
listed in random-differences.txt, but for texts and numbers, whose forms are for those who check
definitions. A random document need not make sense; where the same element is always refused, our
schema is wrong or newer.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests/lib"), str(TOP / "gen"), str(Path(__file__).parent)]
import schema  # noqa: E402
from explain import ORIGINAL, WHATS, Explainer  # noqa: E402
from tap import Tap  # noqa: E402

DIFFERENCES = Path(__file__).with_name("random-differences.txt")
WITHIN = re.compile("^(domainsnapshot/|domaincheckpoint/)?(inactiveDomain|domain)(?=[/@])")
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


@dataclass(frozen=True)
class Difference:
    """A line of random-differences.txt."""

    line: str
    what: str
    paths: tuple
    values: tuple

    @staticmethod
    def read(line):
        what, path, _ = line.split(None, 2)
        path, _, values = path.partition("=")
        head, sep, names = re.fullmatch(r"(?:(.*)([/@]))?([^/@]+)", path).groups("")
        paths = tuple(head + sep + name for name in names.split(","))
        return Difference(line, WHATS[what], paths, tuple(values.split(",")) if values else ())

    def is_about(self, place, what, value):
        return (what == self.what and (not self.values or value in self.values)
                and any(fnmatchcase(place, path) for path in self.paths))


def read_differences():
    lines = DIFFERENCES.read_text(encoding="utf-8").splitlines()
    return [Difference.read(line) for line in lines if line and not line.startswith("#")]


def differences(explainer, document, paths, known, used):
    """What the original's file has against the documents, once for each place."""
    name, found = document.rng.removesuffix(".rng"), {}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for place, what, value in explainer.problems("original", name, text, name == "domaincommon"):
            words = explainer.releases.enum_words(place) if what == "value" else {value}
            place = WITHIN.sub("domain", place)
            if value not in (words or ()) or explainer.differences.is_known(
                    "original", what, place, value):
                continue
            lines = [line for line in known if line.is_about(place, what, value)]
            used.update(lines)
            if not lines:
                found.setdefault((place, what), f"{place} {what}: {value} in {path.stem}")
    return list(found.values())


def main():
    sys.setrecursionlimit(20000)  # chains of images
    program, ours, *kinds = [a for a in sys.argv[1:] if not a.startswith("--")]
    tap, explainer = Tap(), Explainer(ours)
    original = "--original" in sys.argv
    known, used = read_differences(), set()
    for document in schema.load(TOP / "schema").documents.values():
        if not document.rng or kinds and document.name not in kinds:
            continue
        with tempfile.TemporaryDirectory() as folder:
            paths = written(program, folder, document)
            if not original:
                problems = list(refused(Path(ours) / document.rng, paths, explainer))
                tap.check(f"{document.name}: {len(paths)}", problems)
            elif (ORIGINAL / document.rng).exists():
                tap.check(f"{document.name}: {len(paths)}",
                          differences(explainer, document, paths, known, used))
            else:
                tap.skip(document.name, "the original has no such file here")
    if original and not kinds and ORIGINAL.is_dir():
        tap.check("no difference is listed that is none",
                  [known_one.line for known_one in known if known_one not in used])
    tap.finish()


main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Why the original's RELAX NG files refuse a document that is right, or ours one of theirs: every
problem with the path of its element, without those that need no words.

Nothing is said of what the schemas have since a later release than the original's files, and of
paths of files that do not begin with a slash (management tools write some, the daemon takes them
and no RELAX NG file does). The rest must be in relaxng-differences.txt."""

import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from xml.etree.ElementTree import ParseError

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests/lib"), str(TOP / "gen")]
import relaxng  # noqa: E402
import schema  # noqa: E402

ORIGINAL = Path("/usr/share/libvirt/schemas")
RELEASE = (9, 0, 0)  # of the original's files
DIFFERENCES = Path(__file__).with_name("relaxng-differences.txt")
WHATS = {"refused": "not accepted", "missing": "missing", "value": "value"}
IN_DOMAIN = """<domain type='test'><name>x</name><memory>1</memory><os><type>hvm</type></os>
<devices>{}</devices></domain>"""


def is_newer(since):
    return bool(since) and tuple(int(n) for n in since.split(".")) > RELEASE


def as_path(text):
    """What a relative path is as good as."""
    return "/" + text if text and not text.startswith("/") else None


class Releases:
    """Which places and words are newer than the original's files."""

    def __init__(self):
        self.documents = {}
        for document in schema.load(TOP / "schema").documents.values():
            self.documents.setdefault(document.element, []).append(document.struct.body)

    @staticmethod
    def lines(body):
        """(place, whether newer) of all lines of an element, with those of structs that it uses."""
        for place in body.places:
            newer, guard = is_newer(place.since), place.guard
            while guard is not None:
                if guard.op == "in" and guard.member.type.enum is not None:
                    words = [guard.member.type.enum.word(w) for w in guard.words]
                    newer |= all(w is not None and is_newer(w.since) for w in words)
                guard = guard.above
            if place.kind == "flat":
                newer |= all(inner for _, inner in Releases.lines(place.body))
            if place.kind == "use":
                for inner, inner_newer in Releases.lines(place.member.type.struct.body):
                    yield inner, newer or inner_newer
            else:
                yield place, newer

    @staticmethod
    def bodies_of(place, name):
        """What an element of this place holds."""
        if place.kind == "mixed":
            return [struct.body for element, struct, _ in place.member.choices if element == name]
        if place.kind == "flat":
            return [place.body]
        return [place.member.type.struct.body] if place.member.type.is_struct else []

    def step(self, bodies, name, is_attr):
        """The places of that name in any of the elements, what they hold, and whether newer."""
        found, below = [], []
        for place, newer in [line for body in bodies for line in self.lines(body)]:
            names = ([c[0] for c in place.member.choices] if place.kind == "mixed"
                     else [place.name] if place.kind in ("child", "flat") else [])
            if is_attr and place.kind == "attr" and place.name == name:
                found.append((place, newer))
            elif not is_attr and name in names:
                found.append((place, newer))
                below += self.bodies_of(place, name)
        return found, below

    def are_newer(self, path, what, text):
        """Whether that is all newer that a problem is about."""
        elements, _, attr = path.partition("@")
        root, *names = elements.split("/")
        bodies, found = self.documents.get(root, []), []
        for name, is_attr in [(n, False) for n in names] + ([(attr, True)] if attr else []):
            found, bodies = self.step(bodies, name.rpartition(":")[2], is_attr)
            if found and all(newer for _, newer in found):
                return True
        words = [place.member.type.enum.word(text) for place, _ in found
                 if what == "value" and place.member and place.member.type.base == "enum"]
        return any(w is not None and is_newer(w.since) for w in words)

    def enum_words(self, path):
        """The words of an attribute or element; None if it is no enum."""
        elements, _, attr = path.partition("@")
        root, *names = elements.split("/")
        bodies, found = self.documents.get(root, []), []
        for name, is_attr in [(n, False) for n in names] + ([(attr, True)] if attr else []):
            found, bodies = self.step(bodies, name.rpartition(":")[2], is_attr)
        enums = [p.member.type.enum for p, _ in found if p.member and p.member.type.base == "enum"]
        return {w.text for enum in enums for w in enum.words} or None


class Differences:
    """The lines of relaxng-differences.txt: WHOSE WHAT PATH[=VALUE,VALUE...] why; in paths, * stands
    for any text."""

    def __init__(self):
        self.known, self.used = [], set()
        for line in DIFFERENCES.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                whose, what, place, _ = line.split(None, 3)
                assert whose in ("ours", "original", "strict") and what in (*WHATS, "any"), line
                self.known.append((whose, what, place))

    def is_known(self, whose, what, path, text):
        for line in self.known:
            place, _, values = line[2].partition("=")
            if (line[0] == whose and WHATS.get(line[1], what) == what
                    and fnmatchcase(path, place) and (not values or text in values.split(","))):
                self.used.add(line)
                return True
        return False

    def unused(self):
        return [" ".join(line) for line in self.known if line not in self.used]


def short(path):
    """Chains of images are as long as they like."""
    return re.sub(r"(/backingStore)+", "/backingStore", path)


class Explainer:
    def __init__(self, ours):
        self.releases, self.differences = Releases(), Differences()
        self.ours, self.grammars = Path(ours), {}

    def grammar(self, path):
        if path not in self.grammars:
            self.grammars[path] = relaxng.Grammar(path)
        return self.grammars[path]

    def all_problems(self, whose, name, text, device=False, instead=None):
        path = (self.ours if whose == "ours" else ORIGINAL) / f"{name}.rng"
        if device and whose == "original":
            path, text = ORIGINAL / "domain.rng", IN_DOMAIN.format(text)
        try:
            found = relaxng.problems(self.grammar(path), text, instead)
        except ParseError:
            return []
        return [(short(p), what, value) for p, what, value in found]

    def problems(self, whose, name, text, device=False):
        """(path, what, text) of what a schema refuses and that is neither newer nor a relative
        path; device: it stands in a domain in the original's."""
        return [problem for problem in self.all_problems(whose, name, text, device, as_path)
                if whose == "ours" or not self.releases.are_newer(*problem)]

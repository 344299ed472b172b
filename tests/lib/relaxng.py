# SPDX-License-Identifier: LGPL-2.1-or-later
"""A RELAX NG validator that goes on after a mistake: it says everything that a document has and the
schema does not allow, each with the path of its element.

xmllint says only whether a document is right, or blames an element far around the mistake. Here a
pattern is derived by what is read (Brzozowski's derivatives, as James Clark describes them for
RELAX NG); what leads to nothing is named and passed over."""

import re
import xml.etree.ElementTree as ElementTree
from functools import lru_cache
from pathlib import Path

RNG = "{http://relaxng.org/ns/structure/1.0}"
BOUNDS = {
    "unsignedInt": (0, (1 << 32) - 1), "unsignedLong": (0, (1 << 64) - 1),
    "unsignedShort": (0, (1 << 16) - 1), "int": (-(1 << 31), (1 << 31) - 1),
    "long": (-(1 << 63), (1 << 63) - 1), "short": (-(1 << 15), (1 << 15) - 1),
    "integer": (None, None), "positiveInteger": (1, None),
}
FORMS = {
    "double": r"\s*([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN)\s*",
    "dateTime": r"\s*-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?\s*",
    "NCName": r"\s*[^\W\d][\w.-]*\s*", "anyURI": r".*", "string": r".*", "token": r".*",
}


# --- patterns: tuples of a kind and more, each combination made once, so that `is` compares

_patterns = {}


def make(*parts):
    key = tuple(id(p) if isinstance(p, (tuple, Rule)) else p for p in parts)
    return _patterns.setdefault(key, parts)


class Rule:
    """What an element may hold; read when it is first asked for, as rules lead to themselves."""

    def __init__(self, grammar, names, node):
        self.grammar, self.names, self.node, self.found = grammar, names, node, None

    def content(self):
        if self.found is None:
            self.found = self.grammar.group(self.node, skip_name=True)
        return self.found


EMPTY, NOTHING, TEXT = make("empty"), make("nothing"), make("text")


def members(pattern):
    return pattern[1:] if pattern[0] == "choice" else () if pattern is NOTHING else (pattern,)


def choice(*patterns):
    found = {}
    for pattern in patterns:
        for member in members(pattern):
            found[id(member)] = member
    if len(found) < 2:
        return next(iter(found.values()), NOTHING)
    return make("choice", *(found[key] for key in sorted(found)))


def group(a, b):
    return NOTHING if NOTHING in (a, b) else b if a is EMPTY else a if b is EMPTY else make("group", a, b)


def interleave(a, b):
    return NOTHING if NOTHING in (a, b) else b if a is EMPTY else a if b is EMPTY else \
        make("interleave", a, b)


def more(pattern):
    return pattern if pattern in (NOTHING, EMPTY) or pattern[0] == "more" else make("more", pattern)


def after(a, b):
    return NOTHING if NOTHING in (a, b) else make("after", a, b)


# --- reading a schema

class Grammar:
    """The definitions of a file and of those that it includes; inner: of a grammar within it."""

    def __init__(self, path, inner=None, around=None):
        self.defines, self.made, self.start = {}, {}, None
        self.path, self.around = Path(path), around
        if inner is None:
            self.load(self.path, frozenset())
        else:
            self.add(inner, self.path, frozenset())
        self.pattern = self.group(self.start)

    def load(self, path, replaced):
        root = ElementTree.parse(path).getroot()
        inherit_namespace(root, "")
        self.add(root, path, replaced)

    def add(self, parent, path, replaced):
        for node in parent:
            if node.tag == RNG + "include":
                inner = {n.get("name", "start") for n in node}
                self.load(path.with_name(node.get("href")), replaced | inner)
                self.add(node, path, replaced)
            elif node.tag == RNG + "start" and "start" not in replaced:
                self.start = node
            elif node.tag == RNG + "define" and node.get("name") not in replaced:
                self.defines.setdefault(node.get("name"), []).append(node)

    def group(self, node, skip_name=False):
        children = [n for n in node if isinstance(n.tag, str)]
        if skip_name and not node.get("name"):
            children = children[1:]
        out = EMPTY
        for child in reversed(children):
            out = group(self.read(child), out)
        return out

    def named(self, name):
        if name not in self.made:
            self.made[name] = choice(*(self.group(n) for n in self.defines[name]))
        return self.made[name]

    def read(self, node):
        kind = node.tag.removeprefix(RNG)
        if kind == "ref":
            return self.named(node.get("name"))
        if kind == "parentRef":
            return self.around.named(node.get("name"))
        if kind == "grammar":
            return Grammar(self.path, node, self).pattern
        if kind == "element":
            return make("element", Rule(self, names(node), node))
        if kind == "attribute":
            inner = self.group(node, skip_name=True)
            has_pattern = len(node) > (0 if node.get("name") else 1)
            return make("attribute", names(node), inner if has_pattern else TEXT)
        if kind == "choice":
            return choice(*(self.read(n) for n in node if isinstance(n.tag, str)))
        if kind == "interleave":
            out = EMPTY
            for child in node:
                out = interleave(out, self.read(child)) if isinstance(child.tag, str) else out
            return out
        if kind == "value":
            return make("value", node.get("type", "token"), node.text or "")
        if kind == "data":
            return make("data", node.get("type"),
                        tuple((p.get("name"), p.text or "") for p in node.iter(RNG + "param")))
        if kind == "list":
            return make("list", self.group(node))
        simple = {"empty": EMPTY, "notAllowed": NOTHING, "text": TEXT}
        if kind in simple:
            return simple[kind]
        inner = self.group(node)
        return {"optional": lambda: choice(inner, EMPTY), "group": lambda: inner,
                "zeroOrMore": lambda: choice(more(inner), EMPTY), "oneOrMore": lambda: more(inner),
                "mixed": lambda: interleave(inner, TEXT)}[kind]()


def inherit_namespace(node, namespace):
    """Sets the namespace of names that are written without a prefix."""
    namespace = node.get("ns", namespace)
    if node.tag == RNG + "element":
        node.set("ns", namespace)
    for child in node:
        inherit_namespace(child, namespace)


def names(node):
    """The name, with a prefix if it is of a namespace; None is any."""
    name = node.get("name")
    if name and node.get("ns") and ":" not in name:
        return "ns:" + name
    if name is None:
        inner = next(n for n in node if isinstance(n.tag, str))
        return inner.text if inner.tag == RNG + "name" else None
    return name


def fits(name, given):
    """Prefixes are not looked at: within a schema a local name and whether it has one tell enough."""
    if name is None:
        return True
    prefix, _, local = name.rpartition(":")
    space, _, own = given.rpartition("}")
    return local == own and bool(prefix) == bool(space)


# --- what a text may be

@lru_cache(maxsize=None)
def compiled(text):
    return re.compile(text, re.S)


def data_allows(kind, params, text):
    if kind in BOUNDS:
        if not re.fullmatch(r"\s*[+-]?\d+\s*", text):
            return False
        low, high = BOUNDS[kind]
        value = int(text)
        if low is not None and value < low or high is not None and value > high:
            return False
    elif not compiled(FORMS[kind]).fullmatch(text):
        return False
    for name, limit in params:
        if (name == "pattern" and not compiled(limit).fullmatch(text)
                or name == "minInclusive" and float(text) < float(limit)
                or name == "maxInclusive" and float(text) > float(limit)
                or name == "maxLength" and len(text) > int(limit)):
            return False
    return True


def value_allows(kind, wanted, text):
    return wanted == text if kind == "string" else wanted.split() == text.split()


# --- derivatives

def is_nullable(pattern):
    kind = pattern[0]
    if kind in ("empty", "text"):
        return True
    if kind == "choice":
        return any(is_nullable(p) for p in pattern[1:])
    if kind in ("group", "interleave"):
        return is_nullable(pattern[1]) and is_nullable(pattern[2])
    return kind == "more" and is_nullable(pattern[1])


def by_text(pattern, text):
    """text None: whatever would be right."""
    kind = pattern[0]
    if kind == "text":
        return TEXT
    if kind == "choice":
        return choice(*(by_text(p, text) for p in pattern[1:]))
    if kind == "interleave":
        a, b = pattern[1:]
        return choice(interleave(by_text(a, text), b), interleave(a, by_text(b, text)))
    if kind == "group":
        a, b = pattern[1:]
        first = group(by_text(a, text), b)
        return choice(first, by_text(b, text)) if is_nullable(a) else first
    if kind == "more":
        return group(by_text(pattern[1], text), choice(pattern, EMPTY))
    if kind == "after":
        return after(by_text(pattern[1], text), pattern[2])
    if kind == "value" and (text is None or value_allows(pattern[1], pattern[2], text)):
        return EMPTY
    if kind == "data" and (text is None or data_allows(pattern[1], pattern[2], text)):
        return EMPTY
    if kind == "list" and (text is None or is_nullable(words_of(pattern[1], text))):
        return EMPTY
    return NOTHING


def words_of(pattern, text):
    for word in text.split():
        pattern = by_text(pattern, word)
    return pattern


def behind(pattern, apply):
    """What comes after an element, changed."""
    return choice(*(after(p[1], apply(p[2])) for p in members(pattern)))


_starts = {}


def by_start(pattern, name, skip=False):
    """skip: as if what must stand before it were there."""
    key = (id(pattern), name, skip)
    if key not in _starts:
        _starts[key] = start_of(pattern, name, skip)
    return _starts[key]


def start_of(pattern, name, skip):
    kind = pattern[0]
    if kind == "element":
        return after(pattern[1].content(), EMPTY) if fits(pattern[1].names, name) else NOTHING
    if kind == "choice":
        return choice(*(by_start(p, name, skip) for p in pattern[1:]))
    if kind == "interleave":
        a, b = pattern[1:]
        return choice(behind(by_start(a, name, skip), lambda p: interleave(p, b)),
                      behind(by_start(b, name, skip), lambda p: interleave(a, p)))
    if kind == "group":
        a, b = pattern[1:]
        first = behind(by_start(a, name, skip), lambda p: group(p, b))
        return choice(first, by_start(b, name, skip)) if skip or is_nullable(a) else first
    if kind == "more":
        rest = choice(pattern, EMPTY)
        return behind(by_start(pattern[1], name, skip), lambda p: group(p, rest))
    if kind == "after":
        a, b = pattern[1:]
        return behind(by_start(a, name, skip), lambda p: after(p, b))
    return NOTHING


def by_attribute(pattern, name, text):
    kind = pattern[0]
    if kind == "attribute":
        if not fits(pattern[1], name):
            return NOTHING
        inner = pattern[2]
        ok = (text is None or is_nullable(by_text(inner, text))
              or not text.strip() and is_nullable(inner))
        return EMPTY if ok else NOTHING
    if kind == "choice":
        return choice(*(by_attribute(p, name, text) for p in pattern[1:]))
    if kind in ("interleave", "group"):
        a, b = pattern[1:]
        join = interleave if kind == "interleave" else group
        return choice(join(by_attribute(a, name, text), b), join(a, by_attribute(b, name, text)))
    if kind == "more":
        return group(by_attribute(pattern[1], name, text), choice(pattern, EMPTY))
    if kind == "after":
        return after(by_attribute(pattern[1], name, text), pattern[2])
    return NOTHING


def without_attributes(pattern, lacking=NOTHING):
    """Behind the start tag; lacking is what an attribute that is not there makes of its place."""
    kind = pattern[0]
    if kind == "attribute":
        return lacking
    if kind == "choice":
        return choice(*(without_attributes(p, lacking) for p in pattern[1:]))
    if kind in ("interleave", "group"):
        join = interleave if kind == "interleave" else group
        return join(without_attributes(pattern[1], lacking), without_attributes(pattern[2], lacking))
    if kind == "more":
        return more(without_attributes(pattern[1], lacking))
    if kind == "after":
        return after(without_attributes(pattern[1], lacking), pattern[2])
    return pattern


def by_end(pattern, wanted=True):
    """Behind the end tag; not wanted: whether the element is complete or not."""
    return choice(*(p[2] for p in members(pattern)
                    if p[0] == "after" and (not wanted or is_nullable(p[1]))))


def asked_for(pattern, kind, out=None):
    """Names of the attributes or elements that a pattern begins with somewhere."""
    out = set() if out is None else out
    if pattern[0] == kind:
        out.add(pattern[1] if kind == "attribute" else pattern[1].names)
    elif pattern[0] == "after":
        asked_for(pattern[1], kind, out)
    elif pattern[0] in ("choice", "group", "interleave", "more"):
        for inner in pattern[1:]:
            asked_for(inner, kind, out)
    return out


# --- documents

class Document:
    """A walk through a document; problems are (path, what, text), what is wrong is one of
    "not accepted", "missing" and "value". instead(text) may say what is as good as a text."""

    def __init__(self, grammar, instead=None):
        self.grammar, self.problems, self.instead = grammar, [], instead or (lambda text: None)

    def check(self, root):
        pattern = self.element(self.grammar.pattern, root, "")
        return not self.problems and is_nullable(pattern)

    def problem(self, path, what, text=""):
        self.problems.append((path, what, text))

    def derived(self, by, path, text):
        """What is left behind a text; NOTHING if there may be none, or only another one, which is
        then a problem."""
        out = by(text)
        other = self.instead(text) if out is NOTHING else None
        if other is not None:
            out = by(other)
        if out is NOTHING:
            out = by(None)
            if out is not NOTHING:
                self.problem(path, "value", text)
        return out

    def element(self, pattern, node, path):
        own = local(node.tag)
        outer, path = path, f"{path}/{own}" if path else own
        inside = by_start(pattern, node.tag)
        if inside is NOTHING:
            inside = by_start(pattern, node.tag, True)
            if inside is NOTHING:
                self.problem(path, "not accepted")
                return pattern
            self.missing(f"{outer}/", [n for n in asked_for(pattern, "element") if by_start(
                completed(by_start(pattern, n)), node.tag) is not NOTHING])
        for name, text in sorted(node.attrib.items(), key=lambda a: (a[0] not in FIRST, a[0])):
            inside = self.attribute(inside, name, text, f"{path}@{local(name)}")
        inside = self.content(self.start_closed(inside, path), node, path)
        done = by_end(inside)
        if done is NOTHING:
            self.missing(f"{path}/", [n for n in asked_for(inside, "element") if by_end(
                completed(by_start(inside, n))) is not NOTHING])
            done = by_end(inside, False)
        return done

    def missing(self, path, names):
        self.problem(path + ("|".join(sorted(filter(None, names))) or "..."), "missing")

    def start_closed(self, inside, path):
        """Behind the start tag."""
        closed = without_attributes(inside)
        if closed is not NOTHING:
            return closed
        asked = [n for n in asked_for(inside, "attribute") if n]
        enough = [n for n in asked
                  if without_attributes(by_attribute(inside, n, None)) is not NOTHING]
        if enough:
            self.missing(f"{path}@", enough)
            return without_attributes(inside, EMPTY)
        for name in asked:
            others = inside
            for other in asked:
                derived = by_attribute(others, other, None) if other != name else NOTHING
                others = others if derived is NOTHING else derived
            if without_attributes(others) is NOTHING:
                enough.append(name)
                self.missing(f"{path}@", [name])
        if not enough:
            self.missing(f"{path}@", [])
        return without_attributes(inside, EMPTY)

    def attribute(self, inside, name, text, path):
        derived = self.derived(lambda t: by_attribute(inside, name, t), path, text)
        if derived is NOTHING:
            self.problem(path, "not accepted")
            return inside
        return derived

    def content(self, inside, node, path):
        texts = [node.text or ""] + [child.tail or "" for child in node]
        if len(node) == 0 and not texts[0].strip():
            empty = choice(inside, by_text(inside, texts[0]))
            if by_end(empty) is not NOTHING:
                return empty
            derived = by_text(inside, None)
            if by_end(derived) is NOTHING:
                return inside
            return self.derived(lambda t: by_text(inside, t), path, texts[0])
        for text, child in zip(texts, [*node, None]):
            if text.strip():
                derived = self.derived(lambda t, p=inside: by_text(p, t), path, text.strip())
                if derived is NOTHING:
                    self.problem(path, "not accepted", text.strip())
                else:
                    inside = derived
            if child is not None and isinstance(child.tag, str):
                inside = self.element(inside, child, path)
        return inside


# Attributes that decide what else may be there: a mistake is then in the others.
FIRST = ("type", "mode", "device", "model", "name", "bus")


def completed(pattern):
    """As if the element that was begun were complete."""
    return choice(*(p[2] for p in members(pattern) if p[0] == "after"))


def local(name):
    space, _, own = name.rpartition("}")
    return f"{space.rstrip('/').rsplit('/', 2)[-2]}:{own}" if space.count("/") > 3 else own


def problems(grammar, text, instead=None):
    """[(path, what, text)] of a document; empty if it is right."""
    document = Document(grammar, instead)
    right = document.check(ElementTree.fromstring(text))
    if not right and not document.problems:
        document.problem("", "not accepted")
    return document.problems

# SPDX-License-Identifier: LGPL-2.1-or-later
"""RELAX NG files: what every document may hold, for editors and validators.

Children may stand in any order. Lines that depend on a value (`when`) are told apart as far as the
value is known in that place: attributes of the element itself make a choice with a branch for each
set of values that the same lines are for, and what was decided holds for the children, also for
embedded structs, which then have a definition for each set. Whether there is a value (`with`) makes
two branches if something is demanded then; without the value it is passed over by those who read,
and so it may stand. Lines that depend on anything else may be there or not.

Conditions of `fit` are told apart by the texts of children, too, and make a choice of children of
which one stands without the other."""

from dataclasses import dataclass

from xml.sax.saxutils import escape, quoteattr

from schema_model import SCALARS

SOURCE = "schema"

XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
NUMBER_TYPES = {"i32": "int", "u32": "unsignedInt", "i64": "long", "u64": "unsignedLong",
                "f64": "double", "size": "unsignedLong"}
PATTERNS = {
    "uuid": "[ \\n\\t]*([a-fA-F0-9]{32}|[a-fA-F0-9]{8}-([a-fA-F0-9]{4}-){3}[a-fA-F0-9]{12})[ \\n\\t]*",
    "mac": "[a-fA-F0-9]{1,2}(:[a-fA-F0-9]{1,2}){5}",
    "bitmap": "[ \\n\\t]*\\^?[0-9]+(-[0-9]+)?([ \\n\\t]*,[ \\n\\t]*\\^?[0-9]+(-[0-9]+)?)*,?[ \\n\\t]*",
}


def element(tag, *children, **attrs):
    """An indented element; children are lists of lines."""
    text = "".join(f" {name.rstrip('_')}={quoteattr(value)}" for name, value in attrs.items())
    lines = [line for child in children for line in child]
    if not lines:
        return [f"<{tag}{text}/>"]
    return [f"<{tag}{text}>", *("  " + line for line in lines), f"</{tag}>"]


def leaf(tag, text, **attrs):
    names = "".join(f" {name}={quoteattr(value)}" for name, value in attrs.items())
    return [f"<{tag}{names}>{escape(text)}</{tag}>"]


def data(name, *params):
    return element("data", *[leaf("param", text, name=key) for key, text in params], type=name)


def fitting_words(place):
    return [w for w in place.member.type.enum.words if w.text not in place.words.get("unfit", ())]


def scalar(place):
    """The pattern of a value."""
    base, words = place.member.type.base, place.words
    if "pattern" in words:
        return data("string", ("pattern", words["pattern"][0]))
    if base == "enum":
        return element("choice", *[leaf("value", w.text) for w in fitting_words(place)])
    if base in PATTERNS:
        return data("string", ("pattern", PATTERNS[base]))
    if base in NUMBER_TYPES:
        if "hex" in words or words.get("base") == ["0"]:
            sign = "-?" if base in ("i32", "i64") else ""
            return data("string", ("pattern", f"{sign}(0[xX][0-9a-fA-F]+|[0-9]+)"))
        if "octal" in words:
            return data("string", ("pattern", "[0-7]+"))
        bounds = []
        if "min" in words or "positive" in words:
            bounds.append(("minInclusive", words["min"][0] if "min" in words else "1"))
        if "max" in words:
            bounds.append(("maxInclusive", words["max"][0]))
        return data(NUMBER_TYPES[base], *bounds)
    assert base in SCALARS
    return element("text")


def interleave(parts):
    return element("interleave", *parts) if len(parts) > 1 else parts[0]


def unit(place):
    if place.member is None or place.member.type.base != "size":
        return []
    return element("optional", element("attribute", data("string", ("pattern", "[a-zA-Z]+")),
                                       name=place.words.get("unitname", ["unit"])[0]))

WORTH_INCLUDING = 100  # definitions
GIVEN, NOT_GIVEN = ("given", "given"), ("", "")  # for the words of an attribute that is no enum


@dataclass
class Spot:
    """A place as one element has it: of its own struct or of one that it uses."""

    place: object
    prefix: str     # to the struct of the place from that of the element
    guards: list    # (Condition, prefix), all of them, of the place and of the uses

    @property
    def path(self):
        return self.prefix + self.place.path

    @property
    def name(self):
        place = self.place
        return f"{place.prefix}:{place.name}" if place.prefix else place.name

    @property
    def base(self):
        return self.place.member.type.base if self.place.member is not None else None


def conditions(place, prefix):
    guard, out = place.guard, []
    while guard is not None:
        out.append((guard, prefix))
        guard = guard.above
    return out


def spots(body, prefix="", guards=(), asked=None):
    """What stands in an element, with what the structs that it uses bring."""
    for place in body.places:
        around = [*guards, *conditions(place, prefix)]
        if place.kind == "use":
            yield from spots(place.member.type.struct.body, f"{prefix}{place.path}.", around,
                             place.words.get("extra", ()))
        elif "extra" in place.words and asked is not None and place.name not in asked:
            continue
        elif place.kind not in ("none", "hook") and "status" not in place.words:
            yield Spot(place, prefix, around)


def demands(place):
    return not {"!", "expected"}.isdisjoint(place.words)


def is_enum(guard):
    return guard.member.type.base == "enum"


def is_embedded(place):
    return place.kind == "child" and place.member.type.is_struct and place.member.count == "one"


class Values:
    """What is known of the enums that conditions ask for: {path: the words it may be}. A path stands
    for words that all conditions take alike, so that any of them answers."""

    def __init__(self, known=None):
        self.known = known or {}

    def plus(self, path, words):
        return Values({**self.known, path: words})

    def below(self, path):
        """For an embedded struct."""
        start = path + "."
        return Values({p[len(start):]: words for p, words in self.known.items()
                       if p.startswith(start)})

    def holds(self, guards):
        """True, False, or None if that is not known here."""
        answers = [self.one_holds(guard, prefix) for guard, prefix in guards]
        if False in answers:
            return False
        return None if None in answers else True

    def one_holds(self, guard, prefix):
        words = self.known.get(prefix + guard.path)
        if words is None:
            return None
        if guard.op in ("present", "absent"):
            if (len({word == "" for word, _ in words}) == 2
                    or words[0] == NOT_GIVEN and not guard.fit):
                return None
            return (words[0][0] != "") == (guard.op == "present")
        return (words[0][1] in guard.words) == (guard.op == "in")


class Grammar:
    """The definitions that one file needs."""

    def __init__(self):
        self.defines = {}    # (struct, values) -> (name, lines)
        self.names = set()
        self.asked = {}      # of a body: see questions()

    # --- what conditions ask for

    def questions(self, body):
        """(path, Condition) of all conditions in an element and in what it embeds."""
        if id(body) not in self.asked:
            found = self.asked[id(body)] = []
            for spot in spots(body):
                found += [(prefix + guard.path, guard) for guard, prefix in spot.guards
                          if guard.op != "present" or guard.fit or demands(spot.place)
                          or is_enum(guard)]
                if spot.place.kind == "flat":
                    found += [(spot.prefix + path, guard)
                              for path, guard in self.questions(spot.place.body)]
                elif is_embedded(spot.place):
                    found += [(f"{spot.path}.{path}", guard) for path, guard
                              in self.questions(spot.place.member.type.struct.body)]
        return self.asked[id(body)]

    @staticmethod
    def telling(found, questions):
        """What stands once and may tell what else does: attributes, and texts of children that are
        said to be asked for (`fit`)."""
        asked = {path for path, guard in questions if guard.fit}
        for spot in found:
            if spot.place.kind == "attr":
                yield spot
            elif spot.place.kind == "flat":
                yield from (inner for inner in spots(spot.place.body, spot.prefix, spot.guards)
                            if inner.place.kind == "text" and inner.path in asked)

    def decider(self, found, questions, values):
        """The attribute that most conditions ask for whose value is not known yet."""
        best, most = None, 0
        for spot in self.telling(found, questions):
            if spot.path in values.known or not values.holds(spot.guards):
                continue
            count = sum(path == spot.path
                        and (spot.base == "enum" or guard.op in ("present", "absent"))
                        for path, guard in questions)
            if count > most:
                best, most = spot, count
        return best

    @staticmethod
    def groups(spot, questions):
        """The words of an attribute, those together that all conditions take alike: lists of
        (word, what it is read as); "" is absence."""
        place, out = spot.place, {}
        words = ([(w.text, w.alias or w.text) for w in fitting_words(place)]
                 if spot.base == "enum" else [GIVEN])
        if not demands(place):
            words.insert(0, ("", place.default or "unset") if spot.base == "enum" else NOT_GIVEN)
        guards = [guard for path, guard in questions if path == spot.path]
        for word, meaning in words:
            answers = tuple(word != "" if g.op in ("present", "absent") else meaning in g.words
                            for g in guards)
            out.setdefault(answers, []).append((word, meaning))
        return [tuple(group) for group in out.values()]

    # --- patterns

    def struct_ref(self, struct, values):
        questions = {path for path, _ in self.questions(struct.body)}
        known = {path: words for path, words in values.known.items() if path in questions}
        key = (struct.name, tuple(sorted(known.items())))
        if key not in self.defines:
            name = ".".join([struct.name, *(words[0][0] or "default" for _, words in key[1])])
            while name in self.names:
                name += "_"
            self.names.add(name)
            self.defines[key] = (name, [])
            self.defines[key] = (name, self.content(struct.body, "", Values(known)))
        return element("ref", name=self.defines[key][0])

    def content(self, body, prefix, values):
        """What an element holds."""
        found = [s for s in spots(body, prefix) if values.holds(s.guards) is not False]
        questions = [(prefix + path, guard) for path, guard in self.questions(body)]
        tag = self.decider(found, questions, values)
        if tag is None:
            return self.pattern(list(self.counting(found, values)), values)
        branches = [self.content(body, prefix, values.plus(tag.path, group))
                    for group in self.groups(tag, questions)]
        if len(branches) == 1:
            return branches[0]
        return element("choice", *[b if len(b) == 1 else element("group", b) for b in branches])

    @staticmethod
    def counting(found, values):
        """Without those that can never be read, because an earlier one of their name always is."""
        taken = set()
        for spot in found:
            key = (spot.place.kind == "attr", spot.name)
            if key in taken and spot.place.kind != "text":
                continue
            if values.holds(spot.guards) and not spot.place.selector:
                taken.add(key)
            yield spot

    def pattern(self, found, values):
        """Attributes, then text or children. What has several patterns is a choice of them."""
        attrs, children, texts, several = {}, {}, [], set()
        for spot in found:
            place = spot.place
            if unit(place) and place.kind != "child":
                attrs.setdefault(place.words.get("unitname", ["unit"])[0], unit(place))
            if place.kind == "attr":
                old = attrs.get(spot.name)
                new = self.attribute(spot, values)
                attrs[spot.name] = new if old in (None, new) else element("choice", old, new)
            elif place.kind == "text":
                texts += self.text(spot, values)
            elif place.kind == "mixed":
                for name, struct, _ in place.member.choices:
                    children.setdefault(name, []).append(element("zeroOrMore", element(
                        "element", self.struct_ref(struct, Values()), name=name)))
            else:
                if place.selector:
                    several.add(spot.name)
                children.setdefault(spot.name, []).append(self.child(spot, values))
        free = [lines for lines in attrs.values() if lines and lines[0] == "<optional>"]
        attrs = [line for lines in attrs.values() if lines not in free for line in lines]
        # xmllint goes through all subsets of what is optional, but for the parts of an interleave.
        attrs += (element("interleave", *free) if len(free) > 1
                  else [line for lines in free for line in lines])
        parts = {name: element("zeroOrMore", element("choice", *p)) if name in several
                 else p[0] if len(p) == 1 else element("choice", *p)
                 for name, p in children.items()}
        parts = self.excluding(parts, found)
        if texts and not parts:
            return attrs + (texts[0] if len(texts) == 1 else element("choice", *texts))
        if texts:
            parts.append(element("text"))
        if not parts:
            return attrs or element("empty")
        return attrs + interleave(parts)

    @staticmethod
    def is_required(spot, values):
        return demands(spot.place) and values.holds(spot.guards) is True

    def optional(self, pattern, spot, values):
        return pattern if self.is_required(spot, values) else element("optional", pattern)

    @staticmethod
    def excluding(parts, found):
        """Children, where those that fit without another one are the other choice. All stand in
        any order."""
        paths = {spot.path: spot.name for spot in found if spot.place.kind != "attr"}
        without = {}
        for spot in found:
            for guard, prefix in spot.guards:
                if guard.fit and guard.op == "absent" and prefix + guard.path in paths:
                    without.setdefault(paths[prefix + guard.path], []).append(spot.name)

        def arranged(names):
            for first in names:
                others = [n for n in names if n in without.get(first, ()) and n != first]
                if not others:
                    continue
                rest = arranged([n for n in names if n != first and n not in others])
                return [element("choice", parts[first], interleave(arranged(others))), *rest]
            return [parts[n] for n in names]

        return arranged(list(parts))

    @staticmethod
    def text(spot, values):
        """Patterns of the element's own text."""
        known = values.known.get(spot.path)
        if known is not None:
            return [leaf("value", word) for word, _ in known]
        out = [scalar(spot.place)]
        return out if Grammar.is_required(spot, values) else [*out, leaf("value", "")]

    def attribute(self, spot, values):
        known = values.known.get(spot.path)
        if known is None or known[0] == GIVEN:
            pattern = element("attribute", scalar(spot.place), name=spot.name)
            return pattern if known else self.optional(pattern, spot, values)
        words = [leaf("value", word) for word, _ in known if word]
        if not words:
            return []
        pattern = element("attribute", words[0] if len(words) == 1 else element("choice", *words),
                          name=spot.name)
        return pattern if len(words) == len(known) else element("optional", pattern)

    @staticmethod
    def has_told(spot, values):
        """Whether the text of a child is known and not empty."""
        known = [values.known.get(s.path) for s in spots(spot.place.body, spot.prefix)
                 if s.place.kind == "text"]
        return any(words is not None and "" not in [word for word, _ in words] for words in known)

    def child(self, spot, values):
        place, member = spot.place, spot.place.member
        if place.kind == "flat":
            content = self.content(place.body, spot.prefix, values)
            pattern = element("element", content, name=spot.name)
            return pattern if self.has_told(spot, values) else self.optional(pattern, spot, values)
        if member.type.base == "raw":
            content = element("ref", name="anything")
        elif member.type.base == "flag":
            content = element("empty")
        elif member.type.is_struct:
            content = self.struct_ref(member.type.struct, values.below(spot.path)
                                      if member.count == "one" else Values())
        elif self.is_required(spot, values):
            content = unit(place) + scalar(place)
        else:
            content = unit(place) + element("choice", scalar(place), leaf("value", ""))
        if place.selector:
            attr, value = place.selector
            return element("element", element("attribute", leaf("value", value), name=attr),
                           content, name=spot.name)
        pattern = element("element", content, name=spot.name)
        if member.count == "list":
            return element("oneOrMore" if self.is_required(spot, values) else "zeroOrMore", pattern)
        return self.optional(pattern, spot, values)


ANYTHING = """<define name="anything">
  <zeroOrMore>
    <choice>
      <text/>
      <attribute><anyName/></attribute>
      <element><anyName/><ref name="anything"/></element>
    </choice>
  </zeroOrMore>
</define>""".split("\n")


def closure(grammar, start):
    """The names of the definitions that lines lead to."""
    out, todo = set(), start
    by_name = dict(grammar.defines.values())
    while todo:
        found = {line.split('"')[1] for line in todo if line.lstrip().startswith("<ref ")}
        todo = [line for name in sorted(found - out) for line in by_name.get(name, ())]
        out |= found
    return out


def grammar_text(schema, grammar, lines, names, include):
    """A file: where it starts, and definitions that are not in the file that it includes."""
    if include:
        lines = element("include", lines, href=include)
    for name, content in grammar.defines.values():
        if name in names:
            lines += element("define", content, name=name)
    if "anything" in names:
        lines += ANYTHING
    head = "".join(f"\n         xmlns:{p}={quoteattr(uri)}" for p, uri in schema.namespaces.items()
                   if any(f'name="{p}:' in line for line in lines))
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- SPDX-License-Identifier: LGPL-2.1-or-later; generated from schema/ -->",
        f'<grammar xmlns="http://relaxng.org/ns/structure/1.0"{head}',
        f'         datatypeLibrary="{XSD}">',
        *("  " + line for line in lines), "</grammar>", ""])


def outputs(schema):
    """A file that would repeat all of another one (snapshots hold domains) includes it."""
    grammar, starts = Grammar(), {}
    for document in schema.documents.values():
        if document.rng:
            starts.setdefault(document.rng, []).append(element(
                "element", grammar.struct_ref(document.struct, Values()), name=document.element))
    starts = {name: element("start", s[0] if len(s) == 1 else element("choice", *s))
              for name, s in starts.items()}
    needs = {name: closure(grammar, lines) for name, lines in starts.items()}
    files, has_included = {}, set()
    for name in sorted(starts, key=lambda n: (len(needs[n]), list(starts).index(n))):
        inner = [n for n in files if len(needs[n]) >= WORTH_INCLUDING and needs[n] <= needs[name]
                 and n not in has_included]
        include = max(inner, key=lambda n: len(needs[n]), default="")
        if include:
            has_included.add(name)
        files[name] = grammar_text(schema, grammar, starts[name],
                                   needs[name] - needs.get(include, set()), include)
    return files

# SPDX-License-Identifier: LGPL-2.1-or-later
"""RELAX NG files: what every document may hold, for editors and validators.

Children may stand in any order. Where an attribute of the element itself decides which lines count
(`when`), its values become a choice; decisions taken further out leave the lines optional."""

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


def scalar(place):
    """The pattern of a value."""
    base, words = place.member.type.base, place.words
    if "pattern" in words:
        return data("string", ("pattern", words["pattern"][0]))
    if base == "enum":
        return element("choice", *[leaf("value", w.text) for w in place.member.type.enum.words])
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


def unit(place):
    if place.member is None or place.member.type.base != "size":
        return []
    return element("optional", element("attribute", data("string", ("pattern", "[a-zA-Z]+")),
                                       name=place.words.get("unitname", ["unit"])[0]))


def optional(pattern, place, tag):
    """A required place is so only where it counts: all its conditions have been decided."""
    decided = all(tag is not None and g.member is tag.member for g in conditions(place))
    return pattern if "!" in place.words and decided else element("optional", pattern)


def conditions(place):
    guard = place.guard
    while guard is not None:
        yield guard
        guard = guard.above


class Grammar:
    """The definitions that one file needs."""

    def __init__(self, schema):
        self.schema = schema
        self.defines = {}   # name -> lines
        self.needs_any = False

    def struct_ref(self, struct):
        name = struct.name
        if name not in self.defines:
            self.defines[name] = []
            self.defines[name] = self.content(struct.body)
        return element("ref", name=name)

    def places(self, body):
        """Places of an element with those of the structs it uses."""
        for place in body.places:
            if place.kind == "use":
                asked = place.words.get("extra", ())
                for inner, outer in self.places(place.member.type.struct.body):
                    if outer or "extra" not in inner.words or inner.name in asked:
                        yield inner, [*outer, place]
            elif place.kind not in ("none", "hook") and "output" not in place.words:
                yield place, []

    def decider(self, places):
        """The attribute of this element whose values decide over the most lines."""
        attrs = {id(p.member): p for p, _ in places
                 if p.kind == "attr" and p.member.type.base == "enum" and p.guard is None}
        count = {}
        for place, _ in places:
            for guard in conditions(place):
                if guard.op != "present" and id(guard.member) in attrs:
                    count[id(guard.member)] = count.get(id(guard.member), 0) + 1
        return attrs[max(count, key=count.get)] if count else None

    def content(self, body):
        places = list(self.places(body))
        tag = self.decider(places)
        if tag is None:
            return self.pattern([p for p, _ in places], None, None)
        groups = {}  # which lines count -> values
        values = ["unset", *dict.fromkeys(w.text for w in tag.member.type.enum.words)]
        for value in values:
            word = tag.member.type.enum.word(value)
            effective = word.alias if word is not None and word.alias else value
            if value == "unset" and tag.default is not None:
                effective = tag.default
            active = tuple(i for i, (p, _) in enumerate(places)
                           if all(self.holds(g, tag, effective) for g in conditions(p)))
            groups.setdefault(active, []).append(value)
        branches = []
        for active, names in groups.items():
            if names == ["unset"] and "!" in tag.words:
                continue
            branches.append(self.pattern([places[i][0] for i in active], tag, names))
        return element("choice", *[element("group", b) for b in branches]) \
            if len(branches) > 1 else branches[0]

    @staticmethod
    def holds(guard, tag, value):
        if guard.member is not tag.member or guard.op == "present":
            return True
        return (value in guard.words) == (guard.op == "in")

    def tag_attribute(self, tag, values):
        words = [v for v in values if v != "unset"]
        attribute = element("attribute", element("choice", *[leaf("value", w) for w in words]),
                            name=tag.name)
        if not words:
            return []
        return element("optional", attribute) if "unset" in values else attribute

    def pattern(self, places, tag, values):
        """Attributes, then text or children."""
        attrs, children, text = {}, {}, []
        for place in places:
            if place.kind == "attr":
                if tag is not None and place.member is tag.member:
                    attrs.setdefault(place.name, self.tag_attribute(tag, values))
                else:
                    attribute = element("attribute", scalar(place), name=self.qname(place))
                    attrs.setdefault(self.qname(place), optional(attribute, place, tag))
                    if unit(place):
                        attrs.setdefault("unit", unit(place))
            elif place.kind == "text":
                if unit(place):
                    attrs.setdefault("unit", unit(place))
                text = scalar(place)
                if "!" not in place.words:
                    text = element("choice", text, leaf("value", ""))
            elif place.kind == "mixed":
                for name, struct, _ in place.member.choices:
                    children.setdefault(name, []).append(element("zeroOrMore", element(
                        "element", self.struct_ref(struct), name=name)))
            else:
                children.setdefault(self.qname(place), []).append(self.child(place, tag))
        attrs = [line for lines in attrs.values() for line in lines]
        chosen = {self.qname(p) for p in places if p.selector}  # several of one name
        parts = [element("zeroOrMore", element("choice", *p)) if name in chosen
                 else p[0] if len(p) == 1 else element("choice", *p)
                 for name, p in children.items()]
        if text and not parts:
            return attrs + text
        if not parts:
            return attrs or element("empty")
        return attrs + (element("interleave", *parts) if len(parts) > 1 else parts[0])

    def qname(self, place):
        return f"{place.prefix}:{place.name}" if place.prefix else place.name

    def child(self, place, tag):
        name = self.qname(place)
        if place.kind == "flat":
            return optional(element("element", self.content(place.body), name=name), place, tag)
        member = place.member
        if member.type.base == "raw":
            self.needs_any = True
            content = element("ref", name="anything")
        elif member.type.base == "flag":
            content = element("empty")
        elif member.type.is_struct:
            content = self.struct_ref(member.type.struct)
        else:
            content = unit(place) + element("choice", scalar(place), leaf("value", ""))
        if place.selector:
            attr, value = place.selector
            return element("element", element("attribute", leaf("value", value), name=attr),
                           content, name=name)
        pattern = element("element", content, name=name)
        if member.count == "list":
            return element("zeroOrMore" if "!" not in place.words else "oneOrMore", pattern)
        return optional(pattern, place, tag)


ANYTHING = """<define name="anything">
  <zeroOrMore>
    <choice>
      <text/>
      <attribute><anyName/></attribute>
      <element><anyName/><ref name="anything"/></element>
    </choice>
  </zeroOrMore>
</define>""".split("\n")


def grammar_text(schema, documents):
    grammar = Grammar(schema)
    starts = [element("element", grammar.struct_ref(d.struct), name=d.element) for d in documents]
    start = starts[0] if len(starts) == 1 else element("choice", *starts)
    namespaces = {}
    for document in documents:
        namespaces.update(document.namespaces)
    lines = element("start", start)
    for name, content in grammar.defines.items():
        lines += element("define", content, name=name)
    if grammar.needs_any:
        lines += ANYTHING
    head = "".join(f"\n         xmlns:{p}={quoteattr(uri)}" for p, uri in namespaces.items())
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- SPDX-License-Identifier: LGPL-2.1-or-later; generated from schema/ -->",
        f'<grammar xmlns="http://relaxng.org/ns/structure/1.0"{head}',
        f'         datatypeLibrary="{XSD}">',
        *("  " + line for line in lines), "</grammar>", ""])


def outputs(schema):
    files = {}
    for document in schema.documents.values():
        if document.rng:
            files.setdefault(document.rng, []).append(document)
    return {name: grammar_text(schema, documents) for name, documents in files.items()}

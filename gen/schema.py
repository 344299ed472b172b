# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads schema/: lines into the model, in two passes: names first, then what refers to them.

A wrong line fails with file:line and a sentence."""

import re
from pathlib import Path

from lines import read_folder
from schema_model import (NUMBERS, SCALARS, SIZE_UNITS, Body, Condition, Document, Enum, EnumWord,
                          Member, Place, Scalar, Schema, Struct, Type, camel, find_member,
                          upper_snake)

# Words that a place may have: how many items their group has (0: no group).
PLACE_WORDS = {
    "?": 0, "*": 0, "!": 0, "live": 0, "inactive": 0, "secure": 0, "status": 0, "migratable": 0,
    "unmigratable": 0, "legacy": 0, "output": 0, "always": 0, "omit": 1, "unless": 1, "abi": 0,
    "mutable": 0, "since": 1, "bad": 2, "missing": 2, "single": 2, "lax": None, "extra": 0, "kept": 1, "made": 1,
    "blank": 0, "none": 1, "checked": 0, "filled": 0, "lean": 0, "later": 0,
    "unfit": None, "together": 0, "expected": 0, "open": 0, "spaced": 0, "plain": 0, "weak": 1, "sort": 1,
}
TYPE_WORDS = {"min": 1, "max": 1, "positive": 0, "hex": 1, "octal": 1, "upper": 0, "base": 1, "signed": 0,
              "pattern": 1, "check": 1, "unitname": 1,
              "bad": 2, "pretty": 0, "assume": 1, "fixed": 0}
MESSAGES = ("bad", "missing", "single", "over")
C_KEYWORDS = set("""auto break case char const continue default do double else enum extern float for
goto if inline int long register restrict return short signed sizeof static struct switch typedef
union unsigned void volatile while from head""".split())
SELECTOR = re.compile(r"<([^\[]+)\[([^=]+)=([^\]]+)\]>$")  # <name[attribute=value]>
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*$")
PATH = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")


def laxly_read(words):
    """What a wrong value is read as, if that is not none."""
    return words["lax"] if isinstance(words.get("lax"), list) else []


def load(folder):
    schema = Reader(read_folder(folder, ".schema")).schema
    for document in schema.documents.values():
        example = Path(folder) / "examples" / f"{document.name}.xml"
        if example.exists():
            document.example = example.read_text(encoding="utf-8")
    return schema


def take_words(line, words, accepted):
    """{word: group or True} and the value behind "=", of the words that end a line."""
    out, default, said, i = {}, None, set(), 0
    while i < len(words):
        word = words[i]
        if word.text == "=" and not word.quoted:
            if i + 1 == len(words):
                line.fail("'=' without a value")
            default = words[i + 1].text
            i += 2
            continue
        if word.quoted and out and list(out)[-1] == "pattern" and out["pattern"] is True:
            out["pattern"] = [word.text]
        elif word.quoted and out and list(out)[-1] in MESSAGES and list(out)[-1] not in said:
            out[list(out)[-1]].insert(1, word.text)  # code, text, perhaps a domain
            said.add(list(out)[-1])
        elif word.text not in accepted:
            line.fail(f"'{word.text}' is not a word of this line: expected one of "
                      f"{' '.join(sorted(accepted))}")
        else:
            out[word.text] = word.group if word.group is not None else True
        i += 1
    for name, value in out.items():
        items = 0 if value is True else len(value)
        if accepted[name] is None and (items > 0 or name == "lax"):
            continue
        if accepted[name] is None:
            line.fail(f"'{name}' takes values")
        if items != accepted[name] and not (name in MESSAGES and items == 3):
            line.fail(f"'{name}' takes {accepted[name]} values, got {items}")
    return out, default


class Reader:
    def __init__(self, lines):
        self.schema = Schema()
        self.structs = []  # (Struct, Line) to fill
        self.bodies = {}   # names of the tables of flattened elements: how often
        for line in lines:
            method = getattr(self, "read_" + line.key, None)
            if method is None:
                line.fail(f"unknown statement '{line.key}': expected enum, type, struct or document")
            method(line)
        documents = [line for line in lines if line.key == "document"]
        for struct, line in list(self.structs):
            self.declare(struct, struct.body, line.children, None)
        for struct in self.schema.structs.values():
            self.resolve(struct.body)
        self.check_embedding()
        for line in documents:
            self.finish_document(line)

    # --- statements

    def named(self, line, count):
        if len(line.words) < count + 1:
            line.fail(f"'{line.key}' needs {count} words after it")
        name = line.words[1].text
        for table in (self.schema.enums, self.schema.scalars, self.schema.structs):
            if line.key != "document" and name in table:
                line.fail(f"'{name}' is defined twice")
        return name

    def read_enum(self, line):
        enum = Enum(self.named(line, 1), line.where, line.doc)
        self.schema.enums[enum.name] = enum
        for word in line.words[2:]:
            self.add_word(line, enum, word.text, word.group, "", "", "")
        for child in line.children:
            words, alias, const, since = child.words, "", "", ""
            i = 1
            while i < len(words):
                if words[i].text == "=":
                    alias, i = words[i + 1].text, i + 2
                elif words[i].text == "as":
                    const, i = words[i + 1].text, i + 2
                elif words[i].text == "since":
                    since, i = words[i + 1].text, i + 2
                else:
                    child.fail(f"'{words[i].text}' is not a word of a value: expected = as since")
            self.add_word(child, enum, words[0].text, None, alias, const, since, child.doc)
        if not enum.words:
            line.fail("an enum needs words")

    def add_word(self, line, enum, text, group, alias, const, since, doc=""):
        if enum.word(text):
            line.fail(f"'{text}' stands twice in {enum.name}")
        if alias:
            other = enum.word(alias)
            if other is None:
                line.fail(f"'{alias}' must stand before '{text}', which is read as it")
            enum.words.append(EnumWord(text, other.const, other.value, alias, since, doc))
            return
        const = const or re.sub(r"[^A-Za-z0-9]", "_", text).upper()
        const = f"{enum.prefix}_{const}"
        if const in [w.const for w in enum.words] or const == f"{enum.prefix}_UNSET":
            line.fail(f"'{text}' makes the constant {const} a second time: give it a name with 'as'")
        value = 1 + max((w.value for w in enum.words), default=0)
        enum.words.append(EnumWord(text, const, value, "", since or (group or [""])[0], doc))

    def read_type(self, line):
        name = self.named(line, 2)
        base = line.words[2].text
        words, _ = take_words(line, line.words[3:], TYPE_WORDS)
        if base in self.schema.scalars:
            inner = self.schema.scalars[base]
            base, words = inner.base, {**inner.words, **words}
        elif base not in SCALARS:
            line.fail(f"'{base}' is no scalar: expected one of {' '.join(SCALARS)}")
        self.schema.scalars[name] = Scalar(name, base, words, line.doc)

    def read_struct(self, line):
        name = self.named(line, 1)
        if len(line.words) > 2:
            line.fail(f"'{line.words[2].text}': nothing is expected after the name")
        self.new_struct(name, line, line.doc)

    def new_struct(self, name, line, doc):
        if name in self.schema.structs:
            line.fail(f"struct {name} is defined twice (an element with lines makes one)")
        struct = Struct(name, line.where, f"{line.path}, struct {name}", doc)
        struct.body = Body(struct, name)
        self.schema.structs[name] = struct
        if line.key == "struct":
            self.structs.append((struct, line))
        return struct

    def read_document(self, line):
        self.named(line, 3)

    def finish_document(self, line):
        name, struct, element = (w.text for w in line.words[1:4])
        if struct not in self.schema.structs:
            line.fail(f"unknown struct '{struct}'")
        if name in self.schema.documents:
            line.fail(f"document '{name}' is defined twice")
        document = Document(name, self.schema.structs[struct], element.strip("<>"), line.doc)
        for child in line.children:
            if child.key == "rng":
                document.rng = child.words[1].text
            elif child.key == "called":
                document.called = child.words[1].text
            elif child.key == "open":
                document.open = True
            elif child.key == "errors":
                document.errors = child.words[1].text
            elif child.key == "namespace":
                document.namespaces[child.words[1].text] = child.words[2].text
                document.namespaces_first |= "first" in child.texts()[3:]
            else:
                child.fail(f"'{child.key}': expected rng, errors, called, open or namespace")
        self.schema.documents[name] = document

    # --- first pass: members and places

    def type_of(self, line, word):
        """(Type, bounds) of a type word; None if it is none."""
        schema, text = self.schema, word.text
        if text in schema.enums:
            return Type("enum", enum=schema.enums[text], name=text), {}
        if text in schema.scalars:
            scalar = schema.scalars[text]
            return Type(scalar.base, name=text), scalar.words
        if text in schema.structs:
            return Type("struct", struct=schema.structs[text], name=text), {}
        if text == "size":
            if word.group is None or len(word.group) != 1 or word.group[0] not in SIZE_UNITS:
                line.fail(f"size needs its unit: size({'), size('.join(SIZE_UNITS)})")
            return Type("size", unit=word.group[0]), {}
        if text in SCALARS:
            return Type(text), {}
        return None

    def declare(self, struct, body, lines, guard):
        for line in lines:
            key = line.key
            if key == "errors":
                if len(line.words) != 2 or not line.words[1].text.startswith("VIR_FROM_"):
                    line.fail("'errors' is followed by an error domain")
                body.errors = line.words[1].text
                continue
            if key in ("when", "unless", "with", "fit"):
                self.declare(struct, body, line.children, self.condition(line, guard))
                continue
            if key == "unknown":
                if len(line.words) != 3 or not line.words[2].quoted:
                    line.fail("'unknown' is followed by a code and a \"text\"")
                body.unknown = line.texts()[1:]
                continue
            if key == "refuse":
                body.refusals.append(self.read_refusal(body, line, guard))
                continue
            place = self.read_place(struct, body, line, guard)
            body.places.append(place)

    @staticmethod
    def read_refusal(body, line, guard):
        """An attribute or child that is an error."""
        texts = [word.text for word in line.words]
        if len(texts) not in (4, 5) or not line.words[-1].quoted:
            line.fail("'refuse' is followed by @name or <name>, a code, perhaps a domain, and a "
                      "\"text\"")
        place = Place(line, "refusal", texts[1].strip("@<>"), guard=guard, errors=body.errors)
        place.words = {"bad": [texts[2], texts[-1], *texts[3:-1]]}
        return place

    def condition(self, line, above):
        is_fit = line.key == "fit"
        key, *words = [w.text for w in line.words[is_fit:]] or [""]
        ops = {"when": "in", "unless": "not_in", "with": "present"} | (
            {"without": "absent"} if is_fit else {})
        if key not in ops:
            line.fail("'fit' is followed by when, unless, with or without")
        if not words or not PATH.match(words[0]):
            line.fail(f"'{key}' is followed by a field")
        if key.startswith("with") == (len(words) > 1):
            line.fail("'when' and 'unless' name values, 'with' does not")
        condition = Condition(ops[key], words[0], words[1:], above=above, fit=is_fit)
        condition.line = line
        return condition

    def read_place(self, struct, body, line, guard):
        key = line.key
        if key == "use":
            return self.read_use(struct, line, guard)
        if key == "mixed":
            return self.read_mixed(struct, line, guard)
        if key == "hook":
            return self.read_hook(struct, line, guard)
        if key.startswith("@"):
            kind, name = "attr", key[1:]
        elif key.startswith("<") and key.endswith(">"):
            kind, name = "child", key[1:-1]
        elif key in ("text", "-"):
            kind, name = ("text" if key == "text" else "none"), ""
        else:
            line.fail(f"'{key}' begins no line of a struct: expected @name, <name>, text, use, -, "
                      "mixed, when, unless, with or hook")
        if len(line.words) < 2:
            line.fail(f"'{key}' needs the name of a C member")
        selector = SELECTOR.match(key)
        if selector:
            name = selector[1]
        prefix, _, local = name.rpartition(":")
        cname = line.words[1].text
        errors = self.error_lines(line)
        place = Place(line, kind, local, prefix, cname, guard=guard, doc=line.doc,
                      errors=body.errors)
        place.selector = selector.groups()[1:] if selector else None
        if kind == "child" and cname == "-":
            place.kind = "flat"
            place.path = ""
            place.words, place.default = take_words(line, line.words[2:], PLACE_WORDS)
            place.body = Body(struct, self.body_name(body, name), errors=body.errors)
            if not line.children:
                line.fail("an element without a C name needs lines below it")
            self.declare(struct, place.body, line.children, None)
            return self.finish(place, errors)
        if not PATH.match(cname):
            line.fail(f"'{cname}' is no name of a C member: lower case, digits and '_'")
        typed = self.type_of(line, line.words[2]) if len(line.words) > 2 else None
        if typed is None and kind == "child" and line.children:
            place.words, place.default = take_words(line, line.words[2:], PLACE_WORDS)
            inner = self.new_struct(struct.name + camel(cname), line, line.doc)
            inner.anonymous_of = struct
            inner.body.errors = body.errors
            self.declare(inner, inner.body, line.children, None)
            typed = Type("struct", struct=inner, name=inner.name), {}
        elif typed is None:
            place.words, place.default = take_words(line, line.words[2:],
                                                    {**PLACE_WORDS, **TYPE_WORDS})
        else:
            if line.children:
                line.fail("a child with a type has no lines below it")
            words, place.default = take_words(line, line.words[3:], {**PLACE_WORDS, **TYPE_WORDS})
            place.words = {**typed[1], **words}
        if typed is not None:
            self.add_member(struct, line, cname, typed[0], place.words)
        return self.finish(place, errors)

    @staticmethod
    def error_lines(line):
        """{"bad": [code, text]} of the lines below that say it; they are taken away."""
        errors = {}
        for child in [c for c in line.children if c.key in MESSAGES]:
            if len(child.words) not in (3, 4) or not child.words[-1].quoted:
                child.fail(f"'{child.key}' is followed by a code, perhaps a domain, and a \"text\"")
            more = "".join(word.text for c in child.children for word in c.words)
            errors[child.key] = [child.words[1].text, child.words[-1].text + more,
                                 *(word.text for word in child.words[2:-1])]
            line.children.remove(child)
        return errors

    @staticmethod
    def finish(place, errors):
        place.words = {**place.words, **errors}
        since = place.words.get("since")
        place.since = since[0] if since else ""
        return place

    def body_name(self, outer, element):
        """A name of its own for the table of an element, which may stand there several times."""
        name = f"{outer.name}_{camel(re.sub('[^A-Za-z0-9]', '_', element))}"
        self.bodies[name] = self.bodies.get(name, 0) + 1
        return name if self.bodies[name] == 1 else f"{name}_{self.bodies[name]}"

    def read_use(self, struct, line, guard):
        if len(line.words) < 3 or line.words[2].text not in self.schema.structs:
            line.fail("'use' is followed by a C member and a struct that stands in the schema")
        inner = self.schema.structs[line.words[2].text]
        group = line.words[3].group if len(line.words) > 3 else None
        words, _ = take_words(line, line.words[3:], {"extra": len(group or "")})
        self.add_member(struct, line, line.words[1].text, Type("struct", struct=inner), {})
        return Place(line, "use", path=line.words[1].text, words=words, guard=guard, doc=line.doc)

    def read_mixed(self, struct, line, guard):
        cname = line.words[1].text
        words, _ = take_words(line, line.words[2:], {"?": 0})
        member = self.add_member(struct, line, cname, Type("mixed"), {"*": True})
        for child in line.children:
            if not child.key.startswith("<") or len(child.words) != 2:
                child.fail("a line below 'mixed' is an element and a struct")
            inner = self.schema.structs.get(child.words[1].text)
            if inner is None:
                child.fail(f"unknown struct '{child.words[1].text}'")
            name = child.key[1:-1]
            const = f"{upper_snake(struct.name)}_{re.sub('[^A-Za-z0-9]', '_', name).upper()}"
            member.choices.append((name, inner, const))
        return Place(line, "mixed", path=cname, words=words, guard=guard, doc=line.doc)

    def read_hook(self, struct, line, guard):
        if len(line.words) < 4:
            line.fail("'hook' is followed by a C member, its type and the name of the hook")
        typed = self.type_of(line, line.words[2])
        if typed is None:
            line.fail(f"unknown type '{line.words[2].text}'")
        words, default = take_words(line, line.words[4:], PLACE_WORDS)
        self.add_member(struct, line, line.words[1].text, typed[0], words)
        place = Place(line, "hook", path=line.words[1].text, words=words, default=default,
                      guard=guard, doc=line.doc, hook=line.words[3].text)
        self.schema.hooks[place.hook] = place
        return place

    def add_member(self, struct, line, path, type_, words):
        if "." in path:
            line.fail(f"'{path}' leads into another struct: its type stands there, not here")
        if not IDENTIFIER.match(path) or path in C_KEYWORDS:
            line.fail(f"'{path}' can be no C member here")
        count = "list" if "*" in words else "opt" if "?" in words else "one"
        if "?" in words and not type_.is_struct:
            line.fail("'?' is for structs: scalars may always be absent")
        member = Member(path, type_, count, struct, line.doc)
        old = struct.members.get(path)
        if old is not None:
            if (old.type, old.count) != (type_, count):
                line.fail(f"'{path}' had another type before")
            return old
        struct.members[path] = member
        return member

    # --- second pass: paths, values

    def resolve(self, body):
        for place in body.places:
            if place.kind == "flat":
                self.resolve(place.body)
            else:
                place.member = find_member(body.struct, place.path)
                if place.member is None:
                    place.line.fail(f"{body.struct.name} has no member '{place.path}'")
                self.check_place(place)
            self.resolve_condition(body.struct, place.guard)
        for place in body.refusals:
            self.resolve_condition(body.struct, place.guard)

    @staticmethod
    def check_use(place):
        """The lines that a `use` asks for must be there to be asked for."""
        extra = {p.name for p in place.member.type.struct.body.places if "extra" in p.words}
        for name in place.words.get("extra", ()):
            if name not in extra:
                place.line.fail(f"{place.member.type.struct.name} has no extra line '{name}': "
                                f"expected one of {' '.join(sorted(extra))}")

    def resolve_condition(self, struct, condition):
        if condition is None or condition.member is not None:
            return
        self.resolve_condition(struct, condition.above)
        line, member = condition.line, find_member(struct, condition.path)
        if member is None:
            line.fail(f"{struct.name} has no member '{condition.path}'")
        condition.member = member
        if condition.op in ("present", "absent"):
            return
        if member.type.base != "enum" or member.count != "one":
            line.fail(f"'{condition.path}' is no enum")
        for word in condition.words:
            self.enum_value(line, member.type.enum, word)
        if max(w.value for w in member.type.enum.words) > 63:
            line.fail(f"{member.type.enum.name} has more than 63 values: too many for a condition")

    def enum_value(self, line, enum, text):
        if text == "unset":
            return 0
        word = enum.word(text)
        if word is None:
            known = " ".join(w.text for w in enum.words)
            line.fail(f"'{text}' is no value of {enum.name}: expected one of {known}")
        return word.value

    def check_place(self, place):
        line, member, words = place.line, place.member, place.words
        base = member.type.base
        if place.kind == "use":
            self.check_use(place)
        if "kept" in words and (base != "string" or "live" not in words):
            line.fail("'kept' is for strings that are 'live'")
        if "made" in words and (place.kind != "attr" or base != "string" or "kept" in words):
            line.fail("'made' is for attributes that are strings")
        if "together" in words and place.default is None:
            line.fail("'together' is about a default: '= value together'")
        if place.kind in ("attr", "text") and base in ("struct", "mixed", "flag", "raw"):
            line.fail(f"a {base} cannot be an attribute or a text")
        if place.kind == "attr" and member.count != "one":
            line.fail("an attribute holds one value")
        for word in ("min", "max", "positive", "hex", "octal", "upper", "base"):
            if word in words and base not in NUMBERS and base != "size":
                line.fail(f"'{word}' is for numbers")
        if "over" in words and "max" not in words:
            line.fail("'over' is for numbers with a 'max'")
        if "signed" in words and base != "u32":
            line.fail("'signed' is for u32")
        if {"blank", "none"} & set(words) and base in ("struct", "mixed", "flag", "raw"):
            line.fail("'blank' and 'none' are for values")
        if "none" in words and {"kept", "made"} & set(words):
            line.fail("'none' does not go with 'kept' and 'made'")
        if "lean" in words and not member.type.is_struct:
            line.fail("'lean' is for structs")
        if laxly_read(words) and (base != "enum" or place.default is not None):
            line.fail("'lax' with a value is for enums without a default")
        if "unfit" in words and base != "enum":
            line.fail("'unfit' is for enums")
        if "filled" in words and place.kind != "text":
            line.fail("'filled' is for texts")
        if "checked" in words and (place.kind != "attr" or place.guard is None):
            line.fail("'checked' is for attributes under a condition")
        if "unitname" in words and base != "size":
            line.fail("'unitname' is for sizes")
        if "check" in words:
            if base != "string":
                line.fail("'check' is for strings")
            self.schema.checks.setdefault(words["check"][0], place)
        if {"pretty", "assume", "fixed"} & set(words) and base != "size":
            line.fail("'pretty', 'assume' and 'fixed' are for sizes")
        if "assume" in words and words["assume"][0] not in SIZE_UNITS:
            line.fail(f"'assume' is about a unit: expected one of {' '.join(SIZE_UNITS)}")
        if "plain" in words and base != "raw":
            line.fail("'plain' is for raw children")
        if "omit" in words and "weak" in words:
            line.fail("what is omitted cannot be weak")
        if place.selector and (place.kind != "child" or member.count == "list" or base == "raw"):
            line.fail("a child with an [attribute=value] stands once")
        if "sort" in words:
            self.check_sort(place)
        if base == "enum":
            for value in [place.default, *words.get("omit", ()), *words.get("weak", ()),
                          *words.get("unfit", ()), *laxly_read(words)]:
                if value is not None:
                    self.enum_value(line, member.type.enum, value)
        if member.type.is_struct and place.default is not None:
            line.fail("a struct has no default")

    @staticmethod
    def check_sort(place):
        member = place.member
        key = (member.type.struct.members.get(place.words["sort"][0])
               if member.type.is_struct and member.count == "list" else None)
        if key is None or key.count != "one" or key.type.base not in (
                "enum", "i32", "u32", "string"):
            place.line.fail("'sort' is for lists of structs, by an enum, i32, u32 or string in them")

    def check_embedding(self):
        """A struct cannot embed itself."""
        def visit(struct, path):
            if struct in path:
                line = struct.where
                raise SystemExit(f"{line}: {struct.name} embeds itself: make the child a pointer (?)")
            for m in struct.members.values():
                if m.type.is_struct and m.count == "one":
                    visit(m.type.struct, [*path, struct])

        for struct in self.schema.structs.values():
            visit(struct, [])

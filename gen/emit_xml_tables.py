# SPDX-License-Identifier: LGPL-2.1-or-later
"""xml-tables.c and xml-hooks.h: the tables that the XML engine works on (src/xml/type.h says what they mean)."""

import re
from dataclasses import dataclass

from schema_model import NUMBERS, SCALARS, SIZE_UNITS, from_path

SOURCE = "schema"

FLAGS = {"live": "LIVE", "inactive": "INACTIVE", "secure": "SECURE", "status": "STATUS",
         "migratable": "MIGRATABLE", "unmigratable": "UNMIGRATABLE", "legacy": "LEGACY",
         "output": "OUTPUT", "always": "ALWAYS", "!": "REQUIRED", "abi": "ABI",
         "mutable": "MUTABLE", "omit": "OMIT", "lax": "LAX", "kept": "KEPT", "made": "MADE",
         "together": "TOGETHER", "expected": "EXPECTED", "open": "OPEN", "weak": "WEAK", "plain": "PLAIN",
         "spaced": "SPACED", "blank": "BLANK", "none": "NOTHING", "checked": "CHECKED",
         "filled": "FILLED", "lean": "LEAN", "later": "LATER"}


def xml_hash(name):
    """The same as xml_hash() in src/xml/dom.h: FNV-1a."""
    value = 2166136261
    for byte in name.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def pattern_of(place):
    """What strict reading holds a text to: the form of a string, the words of an enum."""
    words = place.words
    if "unfit" in words:
        return "|".join(re.escape(w.text) for w in place.member.type.enum.words
                        if w.text not in words["unfit"])
    return words["pattern"][0] if "pattern" in words else ""


class Pool:
    """A numbered set of rows."""

    def __init__(self, first=None):
        self.rows, self.index = [], {}
        if first is not None:
            self.add(first)

    def add(self, row):
        if row not in self.index:
            self.index[row] = len(self.rows)
            self.rows.append(row)
        return self.index[row]


class Texts:
    """All names in one C string."""

    def __init__(self):
        self.offset, self.size, self.order = {}, 0, []
        self.add("")

    def add(self, text):
        if text not in self.offset:
            self.offset[text] = self.size
            self.order.append(text)
            self.size += len(text.encode()) + 1
        return self.offset[text]

    def literal(self):
        def quote(text):
            return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return "\n".join(f'    "{quote(text)}\\0"' for text in self.order)


@dataclass
class Table:
    """One element's table: a body, seen from the struct that its offsets start from."""

    body: object
    host: object
    prefix: str = ""    # path from the host to the body's struct, with the last dot
    outer: object = None  # conditions of the `use` lines on the way: (Condition, prefix) pairs
    asked: object = None  # extra lines that the `use` asked for; None: no `use`, so all

    @property
    def key(self):
        return (self.body.name, self.host.name, self.prefix)


class Tables:
    def __init__(self, schema):
        self.schema = schema
        self.texts = Texts()
        self.enums = {name: i for i, name in enumerate(schema.enums)}
        self.types = {name: i for i, name in enumerate(schema.structs)}
        self.numbers = Pool("{ 0 }")
        self.messages = Pool("{ 0, 0, 0 }")
        self.conditions = Pool("{ 0 }")
        self.selectors = Pool("{ 0, 0 }")
        self.namespaces = {prefix: i for i, prefix in enumerate(schema.namespaces, 1)}
        self.hooks = {name: i for i, name in enumerate(schema.hooks)}
        self.checks = {name: i for i, name in enumerate(schema.checks, 1)}
        self.tables, self.table_index = [], {}
        self.choices, self.choice_index = [], {}
        self.initial_cache, self.abi_cache, self.tag_cache = {}, {}, {}
        self.always_cache = {}
        for struct in schema.structs.values():
            self.add_table(Table(struct.body, struct))
            for member in struct.members.values():
                if member.choices:
                    self.add_choices(member)

    def add_table(self, table):
        if table.key not in self.table_index:
            self.table_index[table.key] = len(self.tables)
            self.tables.append(table)
            for inner, place in self.places(table):
                if place.kind == "flat":
                    self.add_table(self.flat(inner, place))
        return self.table_index[table.key]

    def places(self, table):
        """(table, place) of an element, with the lines of `use` in their place."""
        for place in table.body.places:
            if "extra" in place.words and place.kind != "use" and table.asked is not None and (
                    place.name not in table.asked):
                continue
            if place.kind == "use":
                outer = (table.outer or ()) + ((place.guard, table.prefix),)
                yield from self.places(Table(place.member.type.struct.body, table.host,
                                             f"{table.prefix}{place.path}.", outer,
                                             place.words.get("extra", ())))
            elif place.kind != "none":
                yield table, place
        for place in table.body.refusals:
            yield table, place

    @staticmethod
    def flat(table, place):
        return Table(place.body, table.host, table.prefix)

    def add_choices(self, member):
        self.choice_index[(member.owner.name, member.name)] = len(self.choices)
        for i, (name, struct, _) in enumerate(member.choices):
            count = len(member.choices) if i == 0 else 0
            self.choices.append(f"{{ 0x{xml_hash(name):08x}, {self.texts.add(name)}, "
                                f"{self.types[struct.name]}, {count} }}, /* <{name}> */")

    # --- rows

    def conditions_of(self, table, place, fit=False):
        """The last of those that are fit ones, or of the others."""
        above = 0
        for guard, prefix in table.outer or ():
            above = self.condition(guard, table.host, prefix, above, fit)
        return self.condition(place.guard, table.host, table.prefix, above, fit)

    def condition(self, condition, host, prefix, outer, fit):
        if condition is None:
            return outer
        above = self.condition(condition.above, host, prefix, outer, fit)
        if condition.fit != fit:
            return above
        member, values, path = condition.member, 0, prefix + condition.path
        op = {"in": "XML_IN", "not_in": "XML_NOT_IN", "present": "XML_PRESENT",
              "absent": "XML_LACKING"}[condition.op]
        if condition.op in ("present", "absent"):
            if member.has_from:
                path = from_path(path)
            elif member.type.is_struct and member.count == "one":
                path += ".head.origin"
            else:
                op += "_POINTER"
                path += ".items" if member.count == "list" else ""
        for word in condition.words:
            values |= 1 << (0 if word == "unset" else member.type.enum.word(word).value)
        return self.conditions.add(
            f"{{ 0x{values:x}u, offsetof({host.name}, {path}), {above}, {op} }}")

    def number_row(self, place):
        base, words = place.member.type.base, place.words
        if base not in NUMBERS and base != "size":
            return 0
        low, high = NUMBERS.get(base, (0, (1 << 64) - 1))
        unit_name = place.member.type.unit
        high = (1 << 31) - 1 if "signed" in words else high
        low = int(words["min"][0], 0) if "min" in words else 1 if "positive" in words else low
        if base == "size" and unit_name == "KiB":
            high = ((1 << 63) - 1) >> 10  # what the original's sums of memory take
        high = int(words["max"][0], 0) if "max" in words else high
        unit = SIZE_UNITS[unit_name] if base == "size" else 0
        assume = SIZE_UNITS[words["assume"][0]] if "assume" in words else unit
        assume = 0 if "fixed" in words else assume
        unit_text = self.texts.add(unit_name) if base == "size" and "pretty" not in words else 0
        unit_attr = self.texts.add(words["unitname"][0]) if "unitname" in words else 0
        digits = int((words.get("hex") or words.get("octal") or ["0"])[0])
        radix = (int(words["base"][0]) if "base" in words else 8 if "octal" in words
                 else 0 if digits else 10)
        upper, signed = (str(word in words).lower() for word in ("upper", "signed"))
        floor = "INT64_MIN" if low == -(1 << 63) else f"{low}"
        return self.numbers.add(f"{{ {floor}, {high}u, {unit}u, {assume}u, {unit_text}, "
                                f"{unit_attr}, {radix}, {digits}, {upper}, {signed} }}")

    def message(self, words, key, errors=""):
        """`errors` is the error domain, if it is not that of the document."""
        if key not in words:
            return 0
        code, text, *domain = words[key]
        errors = domain[0] if domain else errors
        return self.messages.add(f"{{ {code}, {errors or -1}, {self.texts.add(text)} }}")

    def initial(self, place):
        """The default, or what a wrong value is read as."""
        lax = place.words.get("lax")
        text = lax[0] if isinstance(lax, list) else place.default
        return 0 if text is None else self.value(place, text)

    def value(self, place, text):
        """A default or omitted value as the number in the table."""
        base = place.member.type.base
        if base == "enum":
            return 0 if text == "unset" else place.member.type.enum.word(text).value
        if base == "string":
            return self.texts.add(text)
        return int(text, 0)

    def tags(self, struct):
        """Paths of the members that conditions in this struct ask for."""
        if struct.name not in self.tag_cache:
            out = self.tag_cache[struct.name] = set()

            def visit(body):
                for place in body.places + body.refusals:
                    guard = place.guard
                    while guard is not None:
                        if not guard.fit:
                            out.add(guard.path)
                        guard = guard.above
                    if place.kind == "flat":
                        visit(place.body)

            visit(struct.body)
        return self.tag_cache[struct.name]

    def is_tag(self, table, place):
        """Whether conditions ask for this place, here or in the struct that holds the member."""
        if place.kind == "flat":
            return any(self.is_tag(*inner) for inner in self.places(self.flat(table, place)))
        if place.kind == "refusal":
            return False
        member = place.member
        return member.has_from and (place.path in self.tags(table.body.struct)
                                    or table.prefix + place.path in self.tags(table.host)
                                    or member.name in self.tags(member.owner))

    def type_number(self, table, place):
        member = place.member
        if place.kind == "flat":
            return self.table_index[self.flat(table, place).key]
        if place.kind == "hook":
            return self.hooks[place.hook]
        if place.kind == "refusal":
            return 0
        if member.type.base == "mixed":
            return self.choice_index[(member.owner.name, member.name)]
        if member.type.is_struct:
            return self.types[member.type.struct.name]
        if "check" in place.words:
            return self.checks[place.words["check"][0]]
        return self.enums[member.type.enum.name] if member.type.base == "enum" else 0

    def field(self, table, place):
        host, member, words = table.host.name, place.member, place.words
        flags = [f"XML_FIELD_{FLAGS[w]}" for w in words if w in FLAGS]
        if place.default is not None:
            flags.append("XML_FIELD_DEFAULT")
        if place.kind == "refusal":
            flags += ["XML_FIELD_REFUSED", "XML_FIELD_LEGACY"]  # never written
        if place.kind == "mixed" and "?" in words:
            flags.append("XML_FIELD_FIRST")
        if self.is_tag(table, place):
            flags.append("XML_FIELD_TAG")
        path = table.prefix + place.path
        row = {
            "hash": f"0x{xml_hash(place.name):08x}" if place.name else "0",
            "name": self.texts.add(place.name),
            "offset": f"offsetof({host}, {path})" if member else "0",
            "from": self.origin(host, path, place),
            "type": self.type_number(table, place),
            "condition": self.conditions_of(table, place),
            "numbers": self.number_row(place) if member else 0,
            "bad": self.message(words, "bad", place.errors),
            "missing": self.message(words, "missing", place.errors),
            "single": self.message(words, "single", place.errors),
            "over": self.message(words, "over", place.errors),
            "unless": f"offsetof({host}, {table.prefix}{words['unless'][0]})"
                      if "unless" in words else "0",
            "place": f"XML_PLACE_{self.place_kind(place)}",
            "kind": "XML_KIND_FLAG" if place.kind == "refusal" else
                    "XML_KIND_STRUCT" if member is None else self.kind(member),
            "count": f"XML_{member.count.upper()}" if member else "XML_ONE",
            "namespace": self.namespaces.get(place.prefix, 0),
            "flags": " | ".join(flags) or "0",
            "initial": self.initial(place),
            "omit": self.value(place, (words.get("omit") or words["weak"])[0])
                    if "omit" in words or "weak" in words else 0,
            "kept": self.texts.add((words.get("kept") or words.get("made") or words.get("none")
                                    or [""])[0]),
            "selector": self.selector(place),
            "fit": self.conditions_of(table, place, True),
            "name_length": len(place.name),
            "pattern": self.texts.add(pattern_of(place)),
        }
        text = ", ".join(str(v) for v in row.values())
        return f"    {{ {text} }}, /* {place.line.key} */"

    @staticmethod
    def place_kind(place):
        if place.kind == "refusal":
            return "ATTR" if place.line.words[1].text.startswith("@") else "CHILD"
        return place.kind.upper()

    @staticmethod
    def origin(host, path, place):
        """Of the origin of a scalar; of the key of a list that is sorted."""
        if place.member and place.member.has_from:
            return f"offsetof({host}, {from_path(path)})"
        if "sort" in place.words:
            return f"offsetof({place.member.type.struct.name}, {place.words['sort'][0]})"
        return "0"

    def selector(self, place):
        if place.selector is None:
            return 0
        return self.selectors.add("{ %d, %d }" % tuple(self.texts.add(t) for t in place.selector))

    def kind(self, member):
        base = member.type.base
        if base in ("enum", "struct", "mixed"):
            return f"XML_KIND_{base.upper()}"
        return f"XML_KIND_{SCALARS[base][1]}"

    def has_initial(self, table):
        """Whether an absent element leaves something to do: defaults here or in what it embeds."""
        if table.key not in self.initial_cache:
            self.initial_cache[table.key] = any(
                place.default is not None
                or place.kind == "flat" and self.has_initial(self.flat(inner, place))
                or place.kind == "child" and place.member.type.is_struct
                and place.member.count == "one" and self.has_initial(self.own(place.member))
                for inner, place in self.places(table))
        return self.initial_cache[table.key]

    def has_abi(self, table):
        """Whether a guest sees something of this element or of what is in it."""
        if table.key not in self.abi_cache:
            self.abi_cache[table.key] = False  # what comes back to itself adds nothing
            self.abi_cache[table.key] = any(
                "abi" in place.words
                or place.kind == "flat" and self.has_abi(self.flat(inner, place))
                or place.kind == "child" and place.member.type.is_struct
                and self.has_abi(self.own(place.member))
                for inner, place in self.places(table))
        return self.abi_cache[table.key]

    def has_always(self, table):
        """Whether there is something to write even if no member has a value."""
        if table.key not in self.always_cache:
            self.always_cache[table.key] = any(
                "always" in place.words or place.kind == "hook"
                or place.kind == "flat" and self.has_always(self.flat(inner, place))
                or place.kind == "child" and place.member.type.is_struct
                and place.member.count == "one" and self.has_always(self.own(place.member))
                for inner, place in self.places(table))
        return self.always_cache[table.key]

    @staticmethod
    def own(member):
        return Table(member.type.struct.body, member.type.struct)

    def member_row(self, struct, member):
        base = member.type.base
        number = (self.types[member.type.struct.name] if base == "struct"
                  else self.enums[member.type.enum.name] if base == "enum"
                  else self.choice_index[(struct.name, member.name)] if base == "mixed" else 0)
        origin = f"offsetof({struct.name}, from.{member.name})" if member.has_from else "0"
        return (f"    {{ {self.texts.add(member.name)}, offsetof({struct.name}, {member.name}), "
                f"{origin}, {number}, {self.kind(member)}, XML_{member.count.upper()} }}, "
                f"/* {struct.name}.{member.name} */")

    def is_flat(self, struct):
        for m in struct.members.values():
            if m.count != "one" or m.type.base in ("string", "bitmap", "raw", "mixed"):
                return False
            if m.type.is_struct and not self.is_flat(m.type.struct):
                return False
        return True

    # --- files

    def text(self):
        schema, texts = self.schema, self.texts
        fields, tables, first = [], [], 0
        for table in self.tables:
            rows = [self.field(inner, place) for inner, place in self.places(table)]
            fields += rows
            tagged = any("XML_FIELD_TAG" in row for row in rows)
            unknown = ({"unknown": table.body.unknown} if table.body.unknown else {})
            kinds = [place.kind for _, place in self.places(table)]
            facts = [tagged, self.has_initial(table), self.has_abi(table),
                     self.has_always(table), "text" in kinds]
            attrs_end = max((i for i, kind in enumerate(kinds, 1)
                             if kind in ("attr", "text", "hook")), default=0)
            children = next((i for i, kind in enumerate(kinds)
                             if kind not in ("attr", "text")), len(kinds))
            tables.append(f"    {{ {texts.add(table.body.name)}, {first}, {len(rows)}, "
                          f"{self.types[table.host.name]}, "
                          f"{', '.join(str(fact).lower() for fact in facts)}, "
                          f"{attrs_end}, {children}, "
                          f"{self.message(unknown, 'unknown', table.body.errors)} }}, "
                          f"/* {table.body.name} of {table.host.name} */")
            first += len(rows)
        members, types, first = [], [], 0
        for struct in schema.structs.values():
            rows = [self.member_row(struct, m) for m in struct.members.values()]
            members += rows
            types.append(f"    {{ {texts.add(struct.name)}, sizeof({struct.name}), {first}, "
                         f"{len(rows)}, {self.table_index[Table(struct.body, struct).key]}, "
                         f"{str(self.is_flat(struct)).lower()} }}, /* {struct.name} */")
            first += len(rows)
        words, enums, first = [], [], 0
        for enum in schema.enums.values():
            ordered = sorted(enum.words, key=lambda w: (bool(w.alias), w.value))
            words += [f"    {{ {texts.add(w.text)}, {w.value}, {str(bool(w.alias)).lower()} }}, "
                      f"/* {w.text} */" for w in ordered]
            enums.append(f"    {{ {texts.add(enum.name)}, {first}, {len(ordered)} }}, "
                         f"/* {enum.name} */")
            first += len(ordered)
        namespaces = ["    { 0, 0 },"] + [
            f"    {{ {texts.add(prefix)}, {texts.add(uri)} }}, /* {prefix} */"
            for prefix, uri in schema.namespaces.items()]
        documents = [f"    {{ {texts.add(d.name)}, {texts.add(d.called or d.name + '_definition')}, {texts.add(d.element)}, {texts.add(d.rng)}, "
                     f"{self.types[d.struct.name]}, {d.errors}, "
                     f"{str(d.namespaces_first).lower()}, {str(d.open).lower()} }}, /* {d.name} */"
                     for d in schema.documents.values()]
        hook_rows = [f"    &xml_hook_{name}," for name in schema.hooks] or ["    NULL,"]
        check_rows = ["    NULL,", *(f"    xml_check_{name}," for name in schema.checks)]

        def pool(pool):
            return [f"    {row}," for row in pool.rows]

        def array(declaration, rows):
            return "\n".join([f"const {declaration}[] = {{", *rows, "};", ""])

        parts = [
            "/* SPDX-License-Identifier: LGPL-2.1-or-later */",
            "/* Generated from schema/: see src/xml/type.h. */",
            '#include "xml-hooks.h"', '#include "definitions.h"', "", "#include <stddef.h>",
            "#include <libvirt/virterror.h>", "",
            array("XmlTable xml_tables", tables), array("XmlField xml_fields", fields),
            array("XmlCondition xml_conditions", pool(self.conditions)),
            array("XmlNumbers xml_numbers", pool(self.numbers)),
            array("XmlSelector xml_selectors", pool(self.selectors)),
            array("XmlMessage xml_messages", pool(self.messages)),
            array("XmlType xml_types", types), array("XmlMember xml_members", members),
            array("XmlEnum xml_enums", enums), array("XmlWord xml_words", words),
            array("XmlChoice xml_choices", [f"    {row}" for row in self.choices] or ["    { 0 },"]),
            array("XmlNamespace xml_namespaces", namespaces),
            array("XmlDocumentType xml_documents", documents),
            array("XmlHook *const xml_hooks", hook_rows),
            array("XmlCheck xml_checks", check_rows),
            f"const unsigned int xml_n_types = {len(types)};",
            f"const unsigned int xml_n_documents = {len(documents)};",
            f"const unsigned int xml_n_namespaces = {len(namespaces)};", "",
            "const char xml_texts[] =", texts.literal() + ";", "",
        ]
        return "\n".join(parts)


def hooks_text(schema):
    """xml-hooks.h: what is written by hand, as the schemas name it."""
    return "\n".join([
        "/* SPDX-License-Identifier: LGPL-2.1-or-later */",
        "/* Generated from schema/: the functions of hook lines and check words. */",
        "#ifndef VIRTUE_XML_HOOK_NAMES_H", "#define VIRTUE_XML_HOOK_NAMES_H", "",
        '#include "xml/hooks.h"', "",
        *(f"extern const XmlHook xml_hook_{name};" for name in schema.hooks),
        *(f"const char *xml_check_{name}(Arena *arena, const char *text);"
          for name in schema.checks), "", "#endif", ""])


def outputs(schema):
    return {"xml-tables.c": Tables(schema).text(), "xml-hooks.h": hooks_text(schema)}

# SPDX-License-Identifier: LGPL-2.1-or-later
"""First pass over api/: every statement becomes an item of the model.

What refers to other items (functions, procedures, events) is kept for resolver.py.
"""

import re

from lines import Line
from model import (Api, CField, Callback, Condition, Enum, Field, Function, Header, Layout, Library,
                   Member, Object, Param, Permission, Plain, Program, Rule, Struct, WireStruct,
                   WireType, camel)
from vocabulary import (BARE, BUILTIN, ONE_LINE, REPEATED, SCALARS, STATEMENTS, UNITS, VERSION,
                        parse_c)


class Reader:
    """Turns lines into an Api, checking as it goes."""

    def __init__(self):
        self.api = Api()
        self.header = None
        self.pending = []  # functions and procs, resolved once all types are known
        self.wire_enums = set()

    # -- helpers ------------------------------------------------------------

    def parse_type(self, line, text):
        match = re.fullmatch(r"(\w+)(\?)?(?:\[(\d+)\]|<(\d+)>)?", text)
        if not match:
            line.fail(f"'{text}' is not a type: expected name, name?, name[n] or name<max>")
        count = "fixed" if match[3] else "list" if match[4] else "one"
        t = WireType(match[1], bool(match[2]), count, int(match[3] or match[4] or 0))
        if t.base in self.wire_enums:
            t.base, t.enum = "i32", t.base
        if t.base == "bytes" and t.count != "list":
            line.fail(f"'{text}': bytes needs a limit: bytes<max>")
        return t

    def number(self, line, text):
        try:
            return int(text, 0)
        except ValueError:
            line.fail(f"'{text}' is not a number")

    def known_type(self, line, t):
        if t.base in BUILTIN or t.base in self.api.objects or t.base in self.api.wires:
            return
        line.fail(f"unknown type '{t.base}': expected a scalar ({', '.join(SCALARS)}), string, uuid, "
                  "bytes, typed_param, an object kind or a wire struct")

    def attributes(self, line, allowed):
        """The children as {key: [lines]}; refuses others."""
        out = {}
        for child in line.children:
            if child.key not in allowed:
                child.fail(f"unknown line '{child.key}' in {line.key}: expected one of "
                           f"{', '.join(allowed)}")
            if child.key in out and child.key not in REPEATED:
                child.fail(f"'{child.key}' is given twice: first at {out[child.key][0].where}")
            if child.key in ("doc", "c") and not child.raw:
                child.fail(f"'{child.key}' needs a text")
            bare = child.key in ("doc", "c", *BARE) or (child.key == "ret" and child.doc)
            if len(child.words) < 2 and not bare:
                child.fail(f"'{child.key}' needs a value")
            self.nothing_below(child)
            out.setdefault(child.key, []).append(child)
        return out

    def nothing_below(self, line):
        for child in line.children:
            child.fail(f"nothing may stand below '{line.key}'")

    def head_of(self, line):
        """The since and doc lines of an item whose other lines are read apart."""
        head = Line(line.path, line.number, line.words)
        head.children = [c for c in line.children if c.key in ("since", "doc")]
        return self.attributes(head, ("since", "doc"))

    def required(self, line, attrs, *keys):
        for key in keys:
            if key not in attrs:
                line.fail(f"{line.key} {line.words[1].text} has no '{key}' line")

    def version(self, line, text):
        """A release; empty where none is given."""
        if text and not VERSION.fullmatch(text):
            line.fail(f"'{text}' is not a version: expected three numbers, as in 1.2.3")
        return text

    def fields_of(self, lines, at):
        """Fields from lines whose name and type stand at words at and at + 1."""
        out = []
        for line in lines:
            words = line.words[at:]
            public = words[3] if len(words) == 4 and words[2].text == "as" else None
            if len(words) != 2 and not public:
                line.fail(f"expected '{'field ' * at}name type' or, where a public struct has "
                          "another name or a count for it, 'name type as member(count)'")
            name = line.words[at].text
            if name in [f.name for f in out]:
                line.fail(f"the field '{name}' is given twice")
            self.nothing_below(line)
            f = Field(name, self.parse_type(line, words[1].text))
            if public:
                f.member, f.counter = public.text, (public.group or [""])[0]
            out.append(f)
        return out

    def fresh(self, line, table, name):
        if name in table:
            line.fail(f"{line.key} '{name}' is described twice")
        return name

    def one(self, attrs, key, default=""):
        lines = attrs.get(key, [])
        if not lines:
            return default
        child = lines[0]
        return child.raw if child.key in ("doc", "c") else " ".join(child.texts()[1:])

    def condition(self, line, words):
        """The condition behind 'when', from words like when any(A, B)."""
        if not words:
            return Condition("always")
        if words[0].text != "when" or len(words) != 2:
            line.fail("expected 'when any(FLAGS)', 'when all(FLAGS)', 'when none(FLAGS)', "
                      "'when equal(arg, VALUE)' or 'when other(arg, VALUE)'")
        kind, group = words[1].text, words[1].group
        if kind not in ("any", "all", "none", "equal", "other") or not group:
            line.fail(f"unknown condition '{kind}': expected any, all, none, equal or other with "
                      "(values)")
        if kind in ("equal", "other"):
            if len(group) != 2:
                line.fail(f"{kind} takes (argument, VALUE)")
            return Condition(kind, [group[1]], group[0])
        return Condition(kind, group)

    def rule(self, child):
        words = child.words[1:]
        obj, _, permission = words[0].text.partition(":")
        return Rule(obj, permission, self.condition(child, words[1:]))

    # -- top level ----------------------------------------------------------

    def read(self, lines):
        for line in lines:
            if line.key not in STATEMENTS:
                line.fail(f"unknown statement '{line.key}': expected one of {', '.join(STATEMENTS)}")
            count, form = STATEMENTS[line.key]
            if len(line.words) < count:
                line.fail(f"expected '{line.key} {form}'")
            if line.key in ONE_LINE:
                self.nothing_below(line)
            getattr(self, "read_" + line.key)(line)

    def read_library(self, line):
        attrs = self.attributes(line, ("doc", "soname", "prefix", "private", "nodes"))
        nodes = [w for child in attrs.get("nodes", []) for w in child.texts()[1:]]
        self.required(line, attrs, "doc", "soname", "prefix", "nodes")
        self.api.libraries[self.fresh(line, self.api.libraries, line.words[1].text)] = Library(
            line.words[1].text, line, self.one(attrs, "soname"), self.one(attrs, "prefix"),
            self.one(attrs, "private"), nodes, self.one(attrs, "doc"))

    def read_header(self, line):
        attrs = self.attributes(line, ("library", "errors", "doc"))
        self.header = Header(line.words[1].text, line, self.one(attrs, "library", "libvirt"),
                             self.one(attrs, "doc"), self.one(attrs, "errors", "VIR_FROM_NONE"))
        self.api.headers.append(self.header)

    def read_layout(self, line):
        attrs = self.attributes(line, ("doc", "guard", "opens", "include", "decorations",
                                       "module"))
        if "guard" not in attrs:
            line.fail("a layout needs a line: guard MACRO")
        self.api.layouts[line.words[1].text] = Layout(
            line.words[1].text, line, self.one(attrs, "doc"), self.one(attrs, "guard"),
            self.one(attrs, "opens"), [c.words[1].text for c in attrs.get("include", [])],
            "decorations" in attrs,
            [(c.words[1].text, c.words[1].group) for c in attrs.get("module", [])])

    def add(self, line, table, name, item):
        if self.header is None or self.header.line.path != line.path:
            line.fail("a 'header' line must stand before the first item of a file")
        if name in table:
            line.fail(f"'{name}' is described twice: first at {table[name].line.where}")
        table[name] = item
        self.header.items.append(item)

    def plain(self, line, **kw):
        """A one-line item; trailing words are pairs: since 0.9.0, type ullong, unit KiB."""
        item = Plain(line.key, line.words[1].text, line, self.header, doc=line.doc, **kw)
        return item

    def pairs(self, line, words, item, allowed):
        if len(words) % 2:
            line.fail(f"expected pairs of {', '.join(allowed)} and a value after the name and value")
        for key, value in zip(words[::2], words[1::2]):
            if key.text not in allowed:
                line.fail(f"unknown word '{key.text}': expected {', '.join(allowed)}")
            setattr(item, key.text, value.text)
        self.version(line, item.since)

    def read_const(self, line):
        item = self.plain(line, value=line.words[2].text, quoted=line.words[2].quoted)
        self.pairs(line, line.words[3:], item, ("since", "type", "unit"))
        self.add(line, self.api.plains, item.name, item)

    def read_macro(self, line):
        item = self.plain(line, params=line.words[1].group or [])
        self.pairs(line, line.words[2:], item, ("since",))
        attrs = self.attributes(line, ("meaning", "arg"))
        item.value = attrs["meaning"][0].words[1].text if "meaning" in attrs else ""
        if not item.value:
            line.fail("a macro needs a line: meaning \"expression\"")
        item.arg_docs = self.arg_docs(attrs, item.name, item.params)
        self.add(line, self.api.plains, item.name, item)

    def read_tag(self, line):
        item = self.plain(line, value=line.words[2].text)
        self.pairs(line, line.words[3:], item, ("since",))
        self.add(line, self.api.plains, item.name, item)

    def read_typedef(self, line):
        item = self.plain(line, value=line.words[2].text)
        self.pairs(line, line.words[3:], item, ("since",))
        self.add(line, self.api.plains, item.name, item)

    def read_var(self, line):
        attrs = self.attributes(line, ("since", "node", "doc"))
        self.required(line, attrs, "since", "doc")
        item = self.plain(line, value=line.words[2].text, node=self.one(attrs, "node"),
                          since=self.version(line, self.one(attrs, "since")))
        item.doc = self.one(attrs, "doc")
        self.add(line, self.api.plains, item.name, item)

    def read_enum(self, line):
        attrs = self.head_of(line)
        self.required(line, attrs, "doc")
        enum = Enum(line.words[1].text, line, self.header,
                    self.version(line, self.one(attrs, "since")), self.one(attrs, "doc"))
        for child in line.children:
            if child.key not in ("since", "doc"):
                self.read_member(enum, child)
        self.add(line, self.api.enums, enum.name, enum)

    def read_member(self, enum, line):
        words = line.texts()
        if not re.fullmatch(r"[A-Z_][A-Za-z0-9_]*", words[0]) or len(words) < 2:
            line.fail("expected 'MEMBER value [sentinel] [since version] -- text'")
        text, rest = words[1], words[2:]
        sentinel = "sentinel" in rest
        since = enum.since
        if "since" in rest:
            at = rest.index("since")
            since = self.version(line, (rest[at + 1:] or ["nothing"])[0])
            del rest[at:at + 2]
        unknown = [w for w in rest if w != "sentinel"]
        if unknown:
            line.fail(f"unknown word '{unknown[0]}': expected sentinel or since VERSION")
        if not re.fullmatch(r"-?\d+|1<<\d+|[A-Z]\w*(\|\w+)*", text):
            line.fail(f"'{text}' is not a value: expected a number, 1<<n or other members")
        form = None
        for child in line.children:
            if child.key != "form" or len(child.words) != 3:
                child.fail('expected: form "without detail" "with detail: %s"')
            form = (child.words[1].text, child.words[2].text)
        member = Member(words[0], text, None, since, sentinel, text[0].isalpha(), line.doc, form, line)
        if member.name in self.api.members:
            first = self.api.members[member.name].line.where
            line.fail(f"the member '{member.name}' is described twice: first at {first}")
        self.api.members[member.name] = member
        enum.members.append(member)

    def value_of(self, member, above=()):
        if member.value is None:
            if member.name in above:
                member.line.fail(f"the value of {member.name} leads back to itself")
            value = 0
            for part in member.text.split("|"):
                if part[0].isalpha():
                    if part not in self.api.members:
                        member.line.fail(f"unknown member '{part}'")
                    value |= self.value_of(self.api.members[part], (*above, member.name))
                elif part.startswith("1<<"):
                    value |= 1 << int(part[3:])
                else:
                    value = int(part)
            member.value = value
        return member.value

    def read_struct(self, line):
        attrs = self.head_of(line)
        self.required(line, attrs, "doc")
        struct = Struct(line.words[1].text, line.texts()[2:], line, self.header,
                        self.version(line, self.one(attrs, "since")), self.one(attrs, "doc"))
        for child in line.children:
            if child.key in ("field", "union"):
                struct.fields.append(self.read_cfield(child))
            elif child.key not in ("since", "doc"):
                child.fail(f"unknown line '{child.key}' in struct: expected since, doc, field, union")
        self.add(line, self.api.structs, struct.tag, struct)

    def read_cfield(self, line):
        if len(line.words) < 2 or line.key not in ("field", "union"):
            line.fail("expected 'field C-type name' or 'union name'")
        if line.key == "union":
            return CField("union", line.words[1].text,
                          union=[self.read_cfield(c) for c in line.children], doc=line.doc)
        words = line.texts()[1:]
        unit, deprecated = "", words[-1] == "deprecated"
        if deprecated:
            words = words[:-1]
        if "unit" in words:
            at = words.index("unit")
            if len(words) != at + 2 or words[at + 1] not in UNITS:
                line.fail(f"expected a unit: one of {', '.join(sorted(UNITS))}")
            unit, words = words[at + 1], words[:at]
        match = re.fullmatch(r"(.+?)(?:\s+|(?<=\*))(\*?\w+)(?:\[(\w+)\])?", " ".join(words))
        if not match:
            line.fail("expected 'field C-type name[length] unit U deprecated -- text'")
        c_type, name = match[1], match[2]
        if name.startswith("*"):
            c_type, name = c_type + " *", name[1:]
        return CField(c_type.strip(), name, match[3] or "", unit, line.doc, deprecated=deprecated)

    def read_callback(self, line):
        attrs = self.attributes(line, ("since", "doc", "c", "arg", "ret"))
        self.required(line, attrs, "doc", "c")
        c_return, args = parse_c(attrs["c"][0], self.one(attrs, "c"))
        callback = Callback(line.words[1].text, line, self.header,
                            "function" not in line.texts(), self.one(attrs, "since"),
                            self.one(attrs, "doc"), c_return, args)
        callback.arg_docs = self.arg_docs(attrs, callback.name, [a for _, a in args])
        if "ret" in attrs:
            callback.ret_doc = attrs["ret"][0].doc
        self.add(line, self.api.callbacks, callback.name, callback)

    def arg_docs(self, attrs, owner, names):
        """{argument: text} of the "arg" lines."""
        docs = {}
        for child in attrs.get("arg", []):
            name = child.words[1].text
            if name not in names:
                child.fail(f"'{name}' is not an argument of {owner}: it has "
                           f"{', '.join(names) or 'none'}")
            docs[name] = child.doc
        return docs

    def read_wire(self, line):
        name = self.fresh(line, self.api.wires, line.words[1].text)
        protocol = line.words[2].text if len(line.words) > 2 else "remote_" + name
        public = line.words[3].text if len(line.words) > 3 else ""
        self.api.wires[name] = WireStruct(protocol, camel(name), self.fields_of(line.children, 0),
                                          line, line.doc, public)

    def read_object(self, line):
        attrs = self.attributes(line, ("doc", "error", "field"))
        self.required(line, attrs, "doc", "error")
        name = self.fresh(line, self.api.objects, line.words[1].text)
        fields = self.fields_of(attrs.get("field", []), 1)
        obj = Object(name, line.words[2].text, line, doc=self.one(attrs, "doc"),
                     error=self.one(attrs, "error").split())
        if len(obj.error) != 2:
            attrs["error"][0].fail("expected 'error VIR_ERR_INVALID_... VIR_FROM_...'")
        if fields:
            if len(line.words) < 4:
                line.fail("an object with fields needs the protocol's name of its reference")
            obj.ref = WireStruct(line.words[3].text, camel(name) + "Ref", fields, line, obj.doc)
        self.api.objects[name] = obj

    def read_permissions(self, line):
        rows = []
        for child in line.children:
            words = child.texts()
            if len(words) != 4 or words[2] != "default" or words[3] not in ("yes", "no"):
                child.fail("expected 'name action default yes|no -- text'")
            rows.append(Permission(words[0], words[1], words[3], child.doc))
        self.api.permissions[self.fresh(line, self.api.permissions, line.words[1].text)] = rows

    def read_feature(self, line):
        self.api.features.append((self.number(line, line.words[1].text), line.words[2].text))

    def read_program(self, line):
        program = Program(line.words[1].text, self.number(line, line.words[2].text),
                          self.number(line, line.words[3].text), line)
        self.fresh(line, self.api.programs, program.name)
        self.read_program_lines(program)
        self.api.programs[program.name] = program

    def read_packet(self, line):
        self.api.packet = Program(line.words[1].text, 0, 0, line)
        self.read_program_lines(self.api.packet)

    PROGRAM = {  # line -> how many words, and what they are
        "file": (1, "NAME.x"), "uses": (1, "program"), "const": (2, "NAME number"),
        "names": (4, "NUMBER-CONST VERSION-CONST PROC-PREFIX PROC-ENUM"),
    }

    def read_program_lines(self, program):
        for child in program.line.children:
            words = child.texts()[1:]
            count, form = self.PROGRAM.get(child.key, (len(words), ""))
            if len(words) != count:
                child.fail(f"expected '{child.key} {form}'")
            if child.key == "const":
                program.consts.append((words[0], self.number(child, words[1])))
            elif child.key == "enum":
                members = [w.partition("=") for w in words[1:]]
                program.enums.append((words[0], [[n, self.number(child, v)] for n, _, v in members]))
                self.wire_enums.add(words[0])
            elif child.key == "file":
                program.file = words[0]
            elif child.key == "uses":
                program.uses = words[0]
            elif child.key == "names":
                (program.number_const, program.version_const, program.proc_prefix,
                 program.proc_enum) = words
            elif child.key == "type" and len(words) in (2, 3):
                program.types[words[0]] = (words[1], words[2] if len(words) > 2 else "")
            elif child.key == "structs":
                program.structs += words
            else:
                child.fail(f"cannot read '{child.key}' in {program.line.key}: expected file, names, "
                           "uses, const, enum, structs or 'type kind NAME [LIMIT]'")

    def read_proc(self, line):
        self.pending.append(("proc", line, None))

    def read_event(self, line):
        self.pending.append(("event", line, None))

    FN = ("since", "node", "doc", "c", "in", "out", "ret", "local", "custom", "rpc", "args", "rets",
          "prio", "auth", "acl", "filter", "access", "block", "effect", "stream", "fds", "calls",
          "check", "argsname", "retname", "lists", "finds", "forward")

    def read_fn(self, line):
        attrs = self.attributes(line, self.FN)
        fn = Function(line.words[1].text, line, self.header)
        self.required(line, attrs, "since", "doc", "c", "ret")
        fn.since = self.version(attrs["since"][0], self.one(attrs, "since"))
        fn.doc = self.one(attrs, "doc")
        fn.node = self.one(attrs, "node") or fn.since
        fn.c_return, args = parse_c(attrs["c"][0], self.one(attrs, "c"))
        fn.params = [Param(name, c_type) for c_type, name in args]
        self.add(line, self.api.functions, fn.name, fn)
        self.pending.append(("fn", line, (fn, attrs)))

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads api/: the public functions, types and constants, and what crosses the wire.

The grammar is in api/README.md. Everything an emitter needs is in the Api that load() returns;
emitters never look at lines.
"""

import re

from lines import Line, read_folder
from model import (Api, CField, Callback, Condition, Enum, Event, Field, Function, Header, Layout,
                   Library, Member, Object, Op, Param, Permission, Plain, Program, Rule, Struct,
                   WireStruct, WireType, camel)

SCALARS = {  # name in api/ -> C type, XDR type
    "i32": ("int", "int"),
    "u32": ("unsigned int", "unsigned int"),
    "i64": ("long long", "hyper"),
    "u64": ("unsigned long long", "unsigned hyper"),
    "f64": ("double", "double"),
    "char": ("char", "char"),
    "u8": ("unsigned char", "unsigned char"),
    "i16": ("short", "short"),
    "u16": ("unsigned short", "unsigned short"),
}
BUILTIN = set(SCALARS) | {"string", "uuid", "bytes", "typed_param"}
SIGNED = {"i32", "i64", "char", "i16", "f64"}
UNITS = {"B", "KiB", "MiB", "KB", "MB", "B/s", "KiB/s", "MiB/s", "ns", "us", "ms", "s", "bits", "Hz",
         "%", "MHz", "kHz", "kB/s", "Kbps", "pages", "1/s", "Kib/s", "MB/s", "bytes"}
COUNTS = {"int": WireType("i32"), "int *": WireType("i32"), "unsigned int": WireType("u32"),
          "unsigned int *": WireType("u32"), "size_t": WireType("u32")}
CHECKS = ("nonzero", "positive", "nonnegative", "index_or_all")
BLOCKS = ("never", "disk", "monitor", "agent", "job")
JOBS = ("modify", "destroy", "suspend", "async", "migration-op", "abort")


STATEMENTS = {  # statement -> how many words it has at least, and what they are
    "library": (2, "name"),
    "header": (2, "path"),
    "layout": (2, "path"),
    "const": (3, "NAME value [since VERSION] [type TYPE] [unit UNIT]"),
    "macro": (2, "NAME(args) [since VERSION]"),
    "tag": (3, "NAME _struct [since VERSION]"),
    "typedef": (3, "NAME \"C type\" [since VERSION]"),
    "var": (3, "name \"C type\""),
    "enum": (2, "name"),
    "struct": (2, "_tag [typedef ...]"),
    "callback": (2, "name [function]"),
    "wire": (2, "name [protocol_name]"),
    "object": (3, "name C-type [protocol_name]"),
    "permissions": (3, "object C-type"),
    "feature": (3, "number NAME"),
    "program": (4, "name number version"),
    "packet": (2, "name"),
    "proc": (4, "program number name"),
    "event": (4, "program number name"),
    "fn": (2, "virName"),
}
ONE_LINE = ("const", "tag", "typedef", "feature")  # statements with nothing below them
REPEATED = ("in", "out", "arg", "field", "acl", "filter", "calls", "check", "effect", "nodes",
            "include", "module")
BARE = ("custom", "decorations")  # lines that are complete without a value
LOCALS = ("field", "free", "ref", "param", "uuid", "connect", "parent", "listen", "unlisten",
          "same", "free-record")
RETURNS = ("status", "count", "value", "none", "callback_id", "fd", "fds")
VERSION = re.compile(r"\d+\.\d+\.\d+")


def parse_c(line, text):
    """(return type, [(type, name)]) of "int (virDomainPtr domain, char **x)"."""
    match = re.fullmatch(r"(.+?)\s*\((.*)\)", text)
    if not match:
        line.fail(f"'{text}' is not a C prototype without its name: expected 'int (type arg, ...)'")
    args = []
    if match[2].strip() not in ("", "void"):
        for part in match[2].split(","):
            m = re.fullmatch(r"\s*(.+?)(?:\s+|(?<=\*))(\w+)\s*", part)
            if not m:
                line.fail(f"cannot read the argument '{part.strip()}': expected 'type name'")
            args.append((m[1].strip(), m[2]))
    return match[1].strip(), args


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
            line.fail("expected 'when any(FLAGS)', 'when all(FLAGS)', 'when none(FLAGS)' or "
                      "'when equal(arg, VALUE)'")
        kind, group = words[1].text, words[1].group
        if kind not in ("any", "all", "none", "equal") or not group:
            line.fail(f"unknown condition '{kind}': expected any, all, none or equal with (values)")
        if kind == "equal":
            if len(group) != 2:
                line.fail("equal takes (argument, VALUE)")
            return Condition("equal", [group[1]], group[0])
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
          "check", "argsname", "retname")

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

    # -- second pass --------------------------------------------------------

    def resolve(self):
        for member in self.api.members.values():
            self.value_of(member)
        for struct in list(self.api.wires.values()) + [
                o.ref for o in self.api.objects.values() if o.ref]:
            self.known_fields(struct)
            self.api.structs_wire[struct.c_name] = struct
        for program in self.api.programs.values():
            if program.uses and program.uses not in self.api.programs:
                program.line.fail(f"unknown program '{program.uses}' to use the types of")
        # Events nest older messages, so those without nesting first.
        events = [p for p in self.pending if p[0] == "event"]
        events.sort(key=lambda p: any(c.key == "nests" for c in p[1].children))
        for _, line, _ in events:
            self.resolve_event(line)
        for struct in self.api.wires.values():
            self.resolve_record(struct)
        for kind, line, extra in self.pending:
            if kind == "proc":
                self.resolve_proc(line)
            elif kind == "fn":
                self.resolve_fn(*extra)
        for program in self.api.programs.values():
            program.ops.sort(key=lambda o: o.number)
            program.events.sort(key=lambda e: e.number)
            self.api.ops += program.ops
            self.api.events += program.events
        self.check_nodes()

    def known_fields(self, struct):
        """The fields' types, each blamed on its own line where it has one."""
        for f in struct.fields:
            at = [c for c in struct.line.children if f.name in c.texts()[:2]]
            self.known_type(at[0] if at else struct.line, f.type)

    def place(self, op):
        """Give a procedure or message its number, which nothing else may have."""
        taken = next((o for o in op.program.ops + op.program.events if o.number == op.number), None)
        if taken:
            op.line.fail(f"number {op.number} of {op.program.name} is taken by {taken.name}: "
                         f"{taken.line.where}")
        (op.program.events if isinstance(op, Event) else op.program.ops).append(op)

    def program(self, line, name):
        if name not in self.api.programs:
            line.fail(f"unknown program '{name}': expected one of {', '.join(self.api.programs)}")
        return self.api.programs[name]

    def wire_struct(self, line, words, protocol, c_name):
        fields = []
        for text in words:
            name, _, t = text.partition(":")
            if not t:
                line.fail(f"'{text}' needs a type: name:type")
            wt = self.parse_type(line, t)
            self.known_type(line, wt)
            if name in [f.name for f in fields]:
                line.fail(f"the field '{name}' is given twice")
            fields.append(Field(name, wt))
        return self.keep_struct(WireStruct(protocol, c_name, fields, line))

    def keep_struct(self, struct):
        self.api.structs_wire[struct.c_name] = struct
        return struct

    def names(self, op, attrs):
        """What the protocol calls the argument and result structs."""
        base = {"remote": "remote_", "qemu": "qemu_", "lxc": "lxc_", "admin": "admin_"}.get(
            op.program.name)
        args = self.one(attrs, "argsname") or f"{base or op.program.name + '_'}{op.name}_args"
        ret = self.one(attrs, "retname") or f"{base or op.program.name + '_'}{op.name}_ret"
        return args, ret

    def rules(self, op, attrs):
        op.prio = self.one(attrs, "prio", "low")
        if op.prio not in ("low", "high"):
            attrs["prio"][0].fail(f"unknown priority '{op.prio}': expected low or high")
        op.before_auth = self.one(attrs, "auth") == "none"
        op.acl = []
        for child in attrs.get("acl", []):
            if child.words[1].text != "none":
                op.acl.append(self.checked_rule(child, op))
        if "acl" not in attrs:
            op.line.fail(f"{op.name} has no access rule: add 'acl object:permission' or 'acl none'")
        op.filter = [self.checked_rule(c, op) for c in attrs.get("filter", [])]
        for child in attrs.get("stream", []):
            op.stream = child.words[1].text
            if op.stream not in ("read", "write", "both"):
                child.fail(f"unknown direction '{op.stream}': expected read, write or both")
            for w in child.words[2:]:
                if w.text != "sparse" or not w.group or w.group[0] not in self.api.members:
                    child.fail("expected 'stream direction [sparse(FLAG)]'")
                op.sparse = w.group[0]
        op.fds = self.one(attrs, "fds")
        if op.fds not in ("", "call", "reply"):
            attrs["fds"][0].fail(f"unknown direction '{op.fds}': expected call or reply")
        if self.one(attrs, "auth", "none") != "none":
            attrs["auth"][0].fail("expected 'auth none': the call is answered before a login")
        for child in attrs.get("access", []):
            op.access, _ = self.access(child)
            self.known_condition(child, op.access, op)
        for child in attrs.get("block", []):
            op.block = child.words[1].text
            if op.block not in BLOCKS:
                child.fail(f"unknown blocking class '{op.block}': expected {', '.join(BLOCKS)}")
            if op.block == "job":
                op.job = child.words[2].text if len(child.words) > 2 else "modify"
                if op.job not in JOBS:
                    child.fail(f"unknown job '{op.job}': expected {', '.join(JOBS)}")

    def access(self, child):
        """(condition, trailing word) of "access write [late] [when ...] [secure]"."""
        words = child.words[1:]
        if words[0].text != "write":
            child.fail("expected 'access write [late] [when ...] [secure]'")
        words, extra = words[1:], ""
        for w in list(words):
            if w.text in ("late", "secure"):
                extra = w.text
                words.remove(w)
        return self.condition(child, words), extra

    def checked_rule(self, child, op):
        rule = self.rule(child)
        known = [p.name for p in self.api.permissions.get(rule.object, [])]
        if rule.permission not in known:
            child.fail(f"unknown permission '{rule.object}:{rule.permission}': "
                       f"{rule.object} has {', '.join(known) or 'none'}")
        self.known_condition(child, rule.condition, op)
        return rule

    def known_condition(self, child, condition, op):
        """Constants exist, and the argument they are looked for in does."""
        for v in condition.values:
            if v not in self.api.members:
                child.fail(f"unknown constant '{v}'")
        args = getattr(op, "args", None)
        if condition.when != "always" and op and not (args and args.field(condition.param)):
            child.fail(f"{op.name} has no argument '{condition.param}' to look at")

    def resolve_proc(self, line):
        attrs = self.attributes(line, ("doc", "args", "rets", "prio", "auth", "acl", "filter",
                                       "stream", "fds", "block", "argsname", "retname", "access"))
        program = self.program(line, line.words[1].text)
        op = Op(program, self.number(line, line.words[2].text), line.words[3].text, line)
        self.required(line, attrs, "doc")
        op.doc = self.one(attrs, "doc")
        args_name, ret_name = self.names(op, attrs)
        if "args" in attrs:
            op.args = self.wire_struct(attrs["args"][0], attrs["args"][0].texts()[1:], args_name,
                                       op.c_base + "Args")
        if "rets" in attrs:
            op.ret = self.wire_struct(attrs["rets"][0], attrs["rets"][0].texts()[1:], ret_name,
                                      op.c_base + "Ret")
        self.rules(op, attrs)
        self.place(op)

    def resolve_record(self, struct):
        """Check what a wire struct says of its public form."""
        if not struct.public:
            return
        public = self.api.typedef(struct.public)
        if public is None:
            struct.line.fail(f"unknown public struct '{struct.public}'")
        names = [f.name for f in public.fields]
        for f in struct.fields:
            for name in (f.member or f.name, f.counter):
                if name and name not in names:
                    struct.line.fail(f"{struct.public} has no member '{name}': "
                                     f"it has {', '.join(names)}")

    def resolve_event(self, line):
        attrs = self.attributes(line, ("doc", "id", "callback", "msg", "msgname", "nests", "acl",
                                       "filter"))
        program = self.program(line, line.words[1].text)
        self.required(line, attrs, "doc")
        event = Event(program, self.number(line, line.words[2].text), line.words[3].text, line,
                      id=self.one(attrs, "id"), callback=self.one(attrs, "callback"),
                      nests=self.one(attrs, "nests"), doc=self.one(attrs, "doc"))
        if event.id and event.id not in self.api.members:
            attrs["id"][0].fail(f"unknown constant '{event.id}'")
        if event.callback and event.callback not in self.api.callbacks:
            attrs["callback"][0].fail(f"unknown callback '{event.callback}'")
        name = self.one(attrs, "msgname") or f"{program.name}_{event.name}_msg"
        c_name = camel(program.op_prefix + event.name) + "Msg"
        if "msg" in attrs:
            event.msg = self.wire_struct(attrs["msg"][0], attrs["msg"][0].texts()[1:], name, c_name)
            if event.nests:
                inner = camel(event.nests) + "Msg"
                if inner not in self.api.structs_wire:
                    attrs["nests"][0].fail(f"unknown message '{event.nests}' to nest")
                self.api.wires[event.nests + "_msg"] = self.api.structs_wire[inner]
                event.msg.fields.append(Field("msg", WireType(event.nests + "_msg")))
        event.acl = [self.checked_rule(c, event) for c in attrs.get("acl", [])]
        event.filter = [self.checked_rule(c, event) for c in attrs.get("filter", [])]
        self.place(event)

    def resolve_fn(self, fn, attrs):
        for child in fn.line.children:
            if child.key in ("in", "out"):
                self.resolve_param(fn, child)
        for p in fn.params:
            counted = any(p.name in (g or []) for q in fn.params for g in q.words.values()
                          if isinstance(g, list))
            if not p.direction and not counted and not p.members:
                fn.line.fail(f"argument '{p.name}' of {fn.name} has no 'in' or 'out' line")
        ret = attrs["ret"][0]
        fn.ret, fn.ret_doc = ret.texts()[1:], ret.doc
        if len(fn.ret) not in (1, 2):
            ret.fail("expected 'ret kind -- text' or 'ret name type -- text'")
        if fn.ret[-1] not in RETURNS or len(fn.ret) == 2:
            self.known_type(ret, self.parse_type(ret, fn.ret[-1]))
        fn.custom = "custom" in attrs
        fn.local = attrs["local"][0].texts()[1:] if "local" in attrs else []
        if fn.local and fn.local[0] not in LOCALS:
            attrs["local"][0].fail(f"unknown kind '{fn.local[0]}': expected {', '.join(LOCALS)}")
        for child in attrs.get("calls", []):
            if len(child.words) != 3:
                child.fail("expected 'calls program number'")
            self.program(child, child.words[1].text)
            fn.calls.append((child.words[1].text, self.number(child, child.words[2].text)))
        for child in attrs.get("effect", []):
            fn.effects.append(child.texts()[1:])
        if "access" in attrs:
            fn.access, fn.access_word = self.access(attrs["access"][0])
        if "block" in attrs:
            fn.block = attrs["block"][0].words[1].text
            if fn.block not in BLOCKS:
                attrs["block"][0].fail(f"unknown blocking class '{fn.block}': expected "
                                       f"{', '.join(BLOCKS)}")
        if fn.local[:1] == ["free-record"] and (
                len(fn.local) != 2 or not getattr(self.api.wires.get(fn.local[1]), "public", "")):
            attrs["local"][0].fail("expected 'local free-record WIRE' with a wire struct that has a "
                                   "public one")
        if "rpc" in attrs:
            self.resolve_rpc(fn, attrs)
        elif not fn.local and not fn.custom:
            fn.line.fail(f"{fn.name} has neither rpc, local nor custom")

    def resolve_param(self, fn, line):
        name, member = (line.words[1].text.split(".", 1) + [""])[:2]
        param = fn.param(name)
        if param is None:
            line.fail(f"'{name}' is not an argument of {fn.name}: it has "
                      f"{', '.join(p.name for p in fn.params) or 'none'}")
        if param.direction and not member:
            line.fail(f"'{name}' is described twice: first at {param.line.where}")
        param.direction, param.line = line.key, line
        words = line.words[2:]
        if not words:
            line.fail("expected a type after the name")
        head = words[0]
        if member:
            param.members.append((member, self.parse_type(line, head.text)))
        elif head.text in ("stream", "fds", "fd", "callback", "opaque", "raw"):
            param.words[head.text] = True
        elif head.group is not None and head.text == "sizeof":
            param.words["sizeof"] = head.group
        elif head.text.rstrip("?") in self.api.objects and head.text.rstrip("?") == head.text:
            param.words["handle"] = head.text
            param.type = WireType(head.text)
        else:
            param.type = self.parse_type(line, head.text)
            self.known_type(line, param.type)
            if param.type.base in self.api.objects and param.type.count == "one":
                param.words["handle"] = param.type.base
                param.words["nullable"] = param.type.optional
        rest = words[1:]
        while rest:
            w = rest.pop(0)
            if w.text == "of" and rest:
                param.of = rest.pop(0).text
                if param.of != "none" and param.of not in self.api.enums:
                    line.fail(f"unknown enum '{param.of}'")
            elif w.text in UNITS:
                param.unit = w.text
            elif w.text in CHECKS + ("secret", "nullable", "list", "text", "nonnull", "nonempty", "socket",
                                     "max"):
                param.words[w.text] = w.group if w.group is not None else True
            elif w.text in ("count", "twocall", "into", "list", "fill"):
                if not w.group or fn.param(w.group[0]) is None:
                    line.fail(f"{w.text} needs an argument of the function in ( )")
                param.words[w.text] = w.group
            else:
                line.fail(f"unknown word '{w.text}': expected a unit, of ENUM, count(arg), "
                          "twocall(arg), into(arg), list, fill(arg), text, nullable, nonnull, "
                          "nonempty, max(n), secret, "
                          + ", ".join(CHECKS))
        if line.doc:
            param.doc = line.doc

    def source_type(self, fn, line, source):
        """The wire type of what a function's args item names."""
        if source == "return":
            return None
        param = fn.param(source.split(".")[0])
        if param is None:
            line.fail(f"'{source}' is not an argument of {fn.name}")
        if "." in source:
            member = source.split(".", 1)[1]
            return dict(param.members).get(member)
        return param.type or COUNTS.get(param.c_type)

    def bind(self, fn, child, is_ret):
        """Fields of "wire[:type][=source]" items."""
        fields = []
        for text in child.texts()[1:]:
            head, _, source = text.partition("=")
            name, _, t = head.partition(":")
            wt = self.parse_type(child, t) if t else None
            if is_ret and not source and fn.ret and fn.ret[0] == name and len(fn.ret) > 1:
                wt, source = self.parse_type(child, fn.ret[1]), "return"
            source = source or name
            if wt is None:
                wt = self.source_type(fn, child, source)
            if wt is None:
                child.fail(f"'{text}' needs a type: name:type")
            self.known_type(child, wt)
            if name in [f.name for f in fields]:
                child.fail(f"the field '{name}' is given twice")
            param = fn.param(source.split(".")[0].lstrip("&"))
            secret = bool(param and param.words.get("secret"))
            fields.append(Field(name, wt, source, secret))
        return fields

    def resolve_rpc(self, fn, attrs):
        rpc = attrs["rpc"][0]
        if len(rpc.words) != 4:
            rpc.fail("expected 'rpc program number procedure'")
        program = self.program(rpc, rpc.words[1].text)
        number, name = self.number(rpc, rpc.words[2].text), rpc.words[3].text
        op = Op(program, number, name, fn.line)
        args_name, ret_name = self.names(op, attrs)
        plain = fn.custom or (fn.local and fn.local[0] in ("listen", "unlisten"))
        for key, is_ret in (("args", False), ("rets", True)):
            if key not in attrs:
                continue
            protocol, c_name = (ret_name, op.c_base + "Ret") if is_ret else (
                args_name, op.c_base + "Args")
            child = attrs[key][0]
            if plain:
                struct = self.wire_struct(child, child.texts()[1:], protocol, c_name)
            else:
                struct = WireStruct(protocol, c_name, self.bind(fn, child, is_ret), child)
            setattr(op, "ret" if is_ret else "args", struct)
        self.rules(op, attrs)
        op.doc = fn.doc
        self.add_checks(fn, op, attrs)
        existing = next((o for o in program.ops if o.number == number), None)
        if existing:
            if existing.name != op.name or not existing.functions:
                rpc.fail(f"number {number} of {program.name} is taken by {existing.name}: "
                         f"{existing.line.where}")
            self.check_same(fn, existing, op)
            existing.functions.append(fn)
            fn.op, fn.op_binding = existing, op
        else:
            op.functions.append(fn)
            fn.op, fn.op_binding = op, op
            self.place(op)
            for struct in (op.args, op.ret):
                if struct:
                    self.keep_struct(struct)

    def add_checks(self, fn, op, attrs):
        for f in op.args.fields if op.args else []:
            param = fn.param(f.source.split(".")[0]) if f.source else None
            for word in CHECKS:
                if param and param.words.get(word) and f.type.base in SCALARS:
                    op.checks.append((word, f.name, param.name, ""))
            if param and param.words.get("max") and f.type.base in SCALARS:
                op.checks.append(("max", f.name, param.name, param.words["max"][0]))
        for child in attrs.get("check", []):
            kind = child.words[1].text
            if kind not in ("exclusive", "requires") or len(child.words[1].group or []) != 2:
                child.fail("expected 'check exclusive(FLAG, FLAG) \"message\"' or requires(...)")
            for flag in child.words[1].group:
                if flag not in self.api.members:
                    child.fail(f"unknown constant '{flag}'")
            message = child.words[2].text if len(child.words) > 2 else ""
            op.checks.append((kind, "flags", child.words[1].group, message))

    def check_same(self, fn, a, b):
        for what in ("args", "ret"):
            x, y = getattr(a, what), getattr(b, what)
            fx = [(f.name, str(f.type)) for f in x.fields] if x else []
            fy = [(f.name, str(f.type)) for f in y.fields] if y else []
            if fx != fy:
                fn.line.fail(f"{fn.name} and {a.functions[0].name} describe procedure {a.number} "
                             f"differently: {fx} against {fy}")

    def check_nodes(self):
        for fn in self.api.functions.values():
            library = self.api.libraries.get(fn.header.library)
            if library is None:
                fn.header.line.fail(f"unknown library '{fn.header.library}'")
            if fn.node not in library.nodes:
                fn.line.fail(f"{fn.name}: version {fn.node} is not among the nodes of "
                             f"{library.name}")


def load(folder):
    reader = Reader()
    lines = read_folder(folder, ".api")
    # Types and programs stand before what uses them, whatever file they are in.
    order = ("library", "program", "packet", "object", "wire", "permissions", "feature")
    for key in order:
        reader.read([l for l in lines if l.key == key])
    reader.read([l for l in lines if l.key not in order])
    reader.resolve()
    return reader.api

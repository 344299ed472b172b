# SPDX-License-Identifier: LGPL-2.1-or-later
"""The protocol in the XDR language: one .x file a program, for other clients' generators.

The names are the protocol's own. Bounds are numbers, except where the description names the
constant. A comment that begins with two stars stands before each procedure: generators of other
clients read the stream direction from it.
"""

import re

from vocabulary import SCALARS
from model import WireStruct

ARMS = {  # arms of a typed parameter's value: constant -> member, type
    "INT": ("i", "i32"), "UINT": ("ui", "u32"), "LLONG": ("l", "i64"), "ULLONG": ("ul", "u64"),
    "DOUBLE": ("d", "f64"), "BOOLEAN": ("b", "i32"), "STRING": ("s", "string"),
}


def optional_name(name):
    """remote_nonnull_domain -> remote_domain, virNetMessageNonnullDomain -> virNetMessageDomain."""
    return re.sub(r"nonnull_|Non[nN]ull", "", name)


class File:
    """The text of one program, built in the order in which types need each other."""

    def __init__(self, api, program):
        self.api, self.program = api, program
        self.types = dict(api.programs[program.uses].types if program.uses else program.types)
        self.done = set()
        self.text = []

    def struct_name(self, base):
        if base in self.types:
            return self.types[base][0]
        if base in self.api.objects:
            return self.api.objects[base].ref.name
        return self.api.wires[base].name

    def type_name(self, t):
        if t.enum:
            return t.enum
        if t.base in SCALARS:
            return SCALARS[t.base][1]
        if t.base == "bytes":
            return "opaque"
        name = self.struct_name(t.base)
        return optional_name(name) if t.optional else name

    def declare(self, f):
        tail = {"one": "", "fixed": f"[{f.type.max}]", "list": f"<{f.type.max}>"}[f.type.count]
        return f"{self.type_name(f.type)} {f.name}{tail};"

    def add(self, *lines):
        self.text += [*lines, ""]

    def constants(self):
        p = self.program
        rows = list(p.consts)
        if p.number:
            rows = [(p.number_const, f"0x{p.number:08x}"), (p.version_const, p.version)] + rows
        self.add(*[f"const {name} = {value};" for name, value in rows])
        for name, members in p.enums:
            self.enum(name, members)

    def enum(self, name, members):
        rows = [f"    {m} = {value}" for m, value in members]
        self.add(f"enum {name} {{", ",\n".join(rows), "};")

    def basics(self):
        """Typedefs of strings and UUIDs, and the typed parameter."""
        for base, form, size in (("string", "string {}<{}>", "0"), ("uuid", "opaque {}[{}]", "16")):
            if base in self.types:
                name, limit = self.types[base]
                self.add(f"typedef {form.format(name, limit or size)};")
                if base == "string":
                    self.add(f"typedef {name} *{optional_name(name)};")
        if "typed_param" in self.types:
            name, string = self.types["typed_param"][0], self.types["string"][0]
            arms = []
            for const, (member, base) in ARMS.items():
                arms += [f"case VIR_TYPED_PARAM_{const}:",
                         f"    {string if base == 'string' else SCALARS[base][1]} {member};"]
            self.add(f"union {name}_value switch (int type) {{", *arms, "};")
            self.add(f"struct {name} {{", f"    {string} field;", f"    {name}_value value;", "};")

    def struct(self, struct, name=""):
        name = name or struct.name
        if name in self.done:
            return
        self.done.add(name)
        for f in struct.fields:
            self.needed(f.type)
        self.add(f"struct {name} {{", *["    " + self.declare(f) for f in struct.fields], "};")

    def needed(self, t):
        """Write what a field's type is made of, unless another program's file has it."""
        if self.program.uses:
            return
        if t.base in self.api.objects and self.api.objects[t.base].ref:
            name = self.struct_name(t.base)
            if name not in self.done:
                self.struct(self.api.objects[t.base].ref, name)
                self.add(f"typedef {name} *{optional_name(name)};")
        elif t.base in self.api.wires:
            self.struct(self.api.wires[t.base])

    def procedures(self):
        rows = []
        for item in sorted(self.program.ops + self.program.events, key=lambda i: i.number):
            rows.append(procedure_comment(item)
                        + f"    {self.program.proc_prefix}{item.name.upper()} = {item.number}")
        self.add(f"enum {self.program.proc_enum} {{", ",\n\n".join(rows), "};")

    def write(self):
        p = self.program
        what = f"the {p.name} program" if p.number else "the packet"
        head = [f"/* {p.file}: {what}.", f" * Generated from {p.line.path}.",
                " * SPDX-License-Identifier: LGPL-2.1-or-later", " */", ""]
        if p.uses:
            head += [f'%#include "{self.api.programs[p.uses].file[:-2]}.h"', ""]
        self.constants()
        if not p.uses:
            self.basics()
        for name in p.structs:
            self.struct(self.api.wires[name])
        for item in sorted(p.ops + p.events, key=lambda i: i.number):
            for struct in (item.msg,) if hasattr(item, "msg") else (item.args, item.ret):
                if isinstance(struct, WireStruct) and struct.fields:
                    self.struct(struct)
        if p.proc_enum:
            self.procedures()
        return "\n".join(head + self.text).rstrip("\n") + "\n"


def rule_text(rule):
    """object:permission, with :FLAG, :!FLAG|FLAG or ::argument:VALUE where it has a condition."""
    c = rule.condition
    tail = {"always": "", "equal": f"::{c.param}:" + "|".join(c.values),
            "none": ":!" + "|".join(c.values)}.get(c.when, ":" + "|".join(c.values))
    return f"{rule.object}:{rule.permission}{tail}"


def stream_position(op):
    """Where the stream stands among the arguments of the function."""
    for fn in op.functions:
        for i, p in enumerate(fn.params):
            if "stream" in p.words or p.handle == "stream":
                return i
    return 1


def procedure_comment(item):
    words = []
    if getattr(item, "prio", "low") == "high":
        words.append("@priority: high")
    stream = getattr(item, "stream", "")
    if stream:
        words.append(f"@{'write' if stream == 'write' else 'read'}stream: {stream_position(item)}")
        if item.sparse:
            words.append(f"@sparseflag: {item.sparse}")
    words += [f"@acl: {rule_text(r)}" for r in item.acl or []] or ["@acl: none"]
    words += [f"@aclfilter: {rule_text(r)}" for r in item.filter]
    return "    /**\n" + "".join(f"     * {w}\n" for w in words) + "     */\n"


def outputs(api):
    files = [*api.programs.values(), *([api.packet] if api.packet else [])]
    return {p.file: File(api, p).write() for p in files if p.file}

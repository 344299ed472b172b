# SPDX-License-Identifier: LGPL-2.1-or-later
"""What api/ says, as objects: the model that emitters work on."""

import re
from dataclasses import dataclass, field


def camel(name):
    return "".join(p[:1].upper() + p[1:] for p in name.split("_"))


def c_declare(c_type, name):
    r""""char *" and "x" -> "char *x"; "int" and "x" -> "int x"."""
    return c_type + ("" if c_type.endswith("*") else " ") + name


@dataclass
class WireType:
    """base, or base?, or base[n], or base<max>."""

    base: str
    optional: bool = False
    count: str = "one"  # one, fixed, list
    max: int = 0
    enum: str = ""  # an enum of the program, where the protocol names one: on the wire an i32

    def __str__(self):
        tail = {"one": "", "fixed": f"[{self.max}]", "list": f"<{self.max}>"}[self.count]
        return self.base + ("?" if self.optional else "") + tail


@dataclass
class Field:
    name: str
    type: WireType
    source: str = ""  # where the value comes from or goes to, for a function's op
    secret: bool = False
    member: str = ""  # of the public struct, where it has another name
    counter: str = ""  # the public member that counts this one's elements


@dataclass
class WireStruct:
    """A struct of the wire: shared, or the arguments, result or message of a procedure."""

    name: str    # as the protocol names it
    c_name: str
    fields: list
    line: object = None
    doc: str = ""
    public: str = ""  # the public struct that applications get in its place

    def field(self, name):
        return next((f for f in self.fields if f.name == name), None)


@dataclass
class Param:
    """A parameter of a C function and what the description says of it."""

    name: str
    c_type: str
    direction: str = ""
    type: WireType | None = None
    words: dict = field(default_factory=dict)  # word -> its group or True
    unit: str = ""
    of: str = ""
    doc: str = ""
    line: object = None
    members: list = field(default_factory=list)  # (member, WireType) of an out struct

    @property
    def handle(self):
        return self.words.get("handle")


@dataclass
class Function:
    name: str
    line: object
    header: object
    since: str = ""
    node: str = ""
    doc: str = ""
    c_return: str = ""
    params: list = field(default_factory=list)
    ret: list = field(default_factory=list)
    ret_doc: str = ""
    local: list = field(default_factory=list)
    custom: bool = False
    op: object = None
    calls: list = field(default_factory=list)
    effects: list = field(default_factory=list)
    access: object = None  # the Condition of "access write"
    access_word: str = ""  # late: checked after the arguments; secure: its own message
    block: str = "never"
    job: str = ""

    def param(self, name):
        return next((p for p in self.params if p.name == name), None)

    @property
    def prototype(self):
        args = ", ".join(c_declare(p.c_type, p.name) for p in self.params) or "void"
        return c_declare(self.c_return, f"{self.name}({args})")


@dataclass
class Condition:
    when: str
    values: list = field(default_factory=list)
    param: str = "flags"


@dataclass
class Check:
    """A rule on the values of arguments, that both sides of the wire can judge."""

    kind: str
    field: str  # of the wire struct
    arg: str = ""  # what messages call it
    values: list = field(default_factory=list)
    message: str = ""
    condition: Condition = field(default_factory=lambda: Condition("always"))
    blamed: str = ""  # in str2 of the error, if not arg
    early: bool = False


@dataclass
class Rule:
    object: str
    permission: str
    condition: Condition


@dataclass
class Forward:
    """An older form of another operation: which, and what it passes besides its own arguments."""

    function: str
    values: dict  # field of the other's arguments -> constant
    line: object
    op: object = None


@dataclass
class Op:
    """A procedure that is called: the row of the operations table."""

    program: object
    number: int
    name: str
    line: object
    args: WireStruct = None
    ret: WireStruct = None
    functions: list = field(default_factory=list)
    prio: str = "low"
    before_auth: bool = False
    stream: str = ""
    sparse: str = ""
    fds: str = ""
    acl: list = None
    filter: list = field(default_factory=list)
    access: Condition = None
    block: str = "never"
    job: str = ""
    doc: str = ""
    checks: list = field(default_factory=list)  # of Check
    lists: tuple = None  # (object kind, "active", "inactive" or "")
    finds: tuple = None  # (object kind, key, where in the arguments it is)
    forward: object = None  # a Forward

    @property
    def id(self):
        return "OP_" + self.program.op_prefix.upper() + self.name.upper()

    @property
    def c_base(self):
        return camel(self.program.op_prefix + self.name)

    @property
    def function_name(self):
        return self.functions[0].name if self.functions else self.name


@dataclass
class Event:
    program: object
    number: int
    name: str
    line: object
    msg: WireStruct = None
    id: str = ""
    callback: str = ""
    nests: str = ""
    doc: str = ""
    acl: list = field(default_factory=list)
    filter: list = field(default_factory=list)


@dataclass
class Program:
    """A program of the protocol, or the packet that carries them all (which has number 0)."""

    name: str
    number: int
    version: int
    line: object
    file: str = ""  # of the XDR language
    number_const: str = ""
    version_const: str = ""
    proc_prefix: str = ""
    proc_enum: str = ""
    uses: str = ""  # the program whose types it speaks
    types: dict = field(default_factory=dict)  # string, uuid, typed_param, object -> (name, limit)
    consts: list = field(default_factory=list)
    enums: list = field(default_factory=list)  # (name, [(member, value)])
    structs: list = field(default_factory=list)  # wire structs no procedure leads to
    ops: list = field(default_factory=list)
    events: list = field(default_factory=list)

    @property
    def op_prefix(self):
        return "" if self.name == "remote" else self.name + "_"


@dataclass
class Object:
    name: str
    c_type: str
    line: object
    ref: WireStruct = None
    doc: str = ""
    error: list = field(default_factory=list)  # [code, domain] of an invalid pointer

    @property
    def kind(self):
        return "OBJECT_" + self.name.upper()

    @property
    def tag(self):
        return "_" + self.c_type[:-3]


@dataclass
class Enum:
    name: str
    line: object
    header: object
    since: str = ""
    doc: str = ""
    members: list = field(default_factory=list)


@dataclass
class Member:
    name: str
    text: str  # as written: "3", "1<<4", or another member
    value: int | None  # known once all enums are read
    since: str
    sentinel: bool
    alias: bool
    doc: str
    form: tuple = None
    line: object = None


@dataclass
class CField:
    c_type: str
    name: str
    array: str = ""
    unit: str = ""
    doc: str = ""
    union: list = None
    deprecated: bool = False


@dataclass
class Struct:
    tag: str
    typedefs: list
    line: object
    header: object
    since: str = ""
    doc: str = ""
    fields: list = field(default_factory=list)


@dataclass
class Callback:
    name: str
    line: object
    header: object
    pointer: bool = True
    since: str = ""
    doc: str = ""
    c_return: str = ""
    params: list = field(default_factory=list)
    arg_docs: dict = field(default_factory=dict)
    ret_doc: str = ""


@dataclass
class Plain:
    """const, macro, tag, typedef or var: what needs no structure of its own."""

    kind: str
    name: str
    line: object
    header: object
    value: str = ""
    quoted: bool = False
    since: str = ""
    node: str = ""
    type: str = ""
    unit: str = ""
    params: list = None
    arg_docs: dict = field(default_factory=dict)
    doc: str = ""


@dataclass
class Header:
    path: str
    line: object
    library: str = "libvirt"
    doc: str = ""
    error_domain: str = "VIR_FROM_NONE"  # of errors that its functions find themselves
    items: list = field(default_factory=list)

    @property
    def module(self):
        return re.sub(r"^libvirt-", "", self.path.split("/")[-1][:-2])


@dataclass
class Layout:
    """How a public header file is put together; its items stand under the Header of that path."""

    path: str
    line: object
    doc: str = ""
    guard: str = ""
    opens: str = ""  # macro that lets the included parts be read
    includes: list = field(default_factory=list)
    decorations: bool = False  # defines VIR_DEPRECATED and VIR_EXPORT_VAR
    modules: list = field(default_factory=list)  # (name, its functions or None for all)

    def module_of(self, function, usual):
        """What the API XML calls the source that has a function of this header."""
        return next((name for name, some in self.modules if some is None or function in some),
                    usual)


@dataclass
class Library:
    name: str
    line: object
    soname: str = ""
    prefix: str = ""
    private: str = ""
    nodes: list = field(default_factory=list)
    doc: str = ""


@dataclass
class Permission:
    name: str
    action: str
    default: str
    doc: str


class Api:
    def __init__(self):
        self.headers, self.libraries, self.programs = [], {}, {}
        self.packet = None  # what every packet begins with, described like a program
        self.layouts = {}
        self.objects, self.wires, self.permissions, self.features = {}, {}, {}, []
        self.functions, self.enums, self.members = {}, {}, {}
        self.structs, self.callbacks, self.plains = {}, {}, {}
        self.ops, self.events = [], []
        self.structs_wire = {}  # every WireStruct by C name

    def typedef(self, name):
        """The public struct of that type name."""
        return next((s for s in self.structs.values() if name in s.typedefs), None)

    def of_header(self, cls):
        return [i for h in self.headers for i in h.items if isinstance(i, cls)]

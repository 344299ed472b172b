# SPDX-License-Identifier: LGPL-2.1-or-later
"""What schema/ says, as objects: enums, scalar types, C structs and the places of their members."""

import re
from dataclasses import dataclass, field

# Built-in scalars: C type of a member, kind in the tables.
SCALARS = {
    "string": ("const char *", "STRING"),
    "i32": ("int ", "I32"),
    "u32": ("unsigned int ", "U32"),
    "i64": ("int64_t ", "I64"),
    "u64": ("uint64_t ", "U64"),
    "f64": ("double ", "F64"),
    "uuid": ("uint8_t ", "UUID"),
    "mac": ("uint8_t ", "MAC"),
    "bitmap": ("Bitmap *", "BITMAP"),
    "size": ("uint64_t ", "SIZE"),
    "flag": ("bool ", "FLAG"),
    "raw": ("const XmlNode *", "RAW"),
}
NUMBERS = {"i32": (-(1 << 31), (1 << 31) - 1), "u32": (0, (1 << 32) - 1),
           "i64": (-(1 << 63), (1 << 63) - 1), "u64": (0, (1 << 64) - 1)}
SIZE_UNITS = {"bytes": 1, "B": 1, "KiB": 1024, "MiB": 1 << 20, "M": 1 << 20,
              "GiB": 1 << 30}


def upper_snake(camel):
    """DiskBus -> DISK_BUS, NWFilter -> NWFILTER, USBAddress -> USBADDRESS."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", camel).upper()


def camel(snake):
    return "".join(part[:1].upper() + part[1:] for part in snake.split("_"))


@dataclass
class EnumWord:
    text: str
    const: str
    value: int
    alias: str = ""   # the word that is written instead
    since: str = ""
    doc: str = ""


@dataclass
class Enum:
    name: str
    where: str
    doc: str
    words: list = field(default_factory=list)

    @property
    def prefix(self):
        return upper_snake(self.name)

    def word(self, text):
        return next((w for w in self.words if w.text == text), None)


@dataclass
class Scalar:
    """A type of its own: a built-in one with bounds and pattern."""

    name: str
    base: str
    words: dict
    doc: str


@dataclass
class Type:
    """What a member holds: a built-in scalar, an enum or a struct, with unit and bounds."""

    base: str               # name of a built-in, or "enum", "struct", "mixed"
    enum: Enum | None = None
    struct: object = None   # Struct
    unit: str = ""          # of size
    name: str = ""          # of a scalar type of the schema, for documents

    @property
    def is_struct(self):
        return self.base == "struct"


@dataclass
class Member:
    """A member of a C struct; `count` is one, opt (a pointer) or list."""

    name: str
    type: Type
    count: str
    owner: object
    doc: str = ""
    choices: list = field(default_factory=list)  # of mixed: (element, Struct, constant)

    @property
    def has_from(self):
        return self.count == "one" and self.type.base not in ("struct", "mixed")


@dataclass
class Condition:
    """when, unless or with: lines count only if it holds. A fit one is for those alone who validate."""

    op: str          # in, not_in, present; of a fit one also absent
    path: str
    words: list
    member: Member | None = None
    above: object = None  # the condition around it
    fit: bool = False


@dataclass
class Place:
    """Where a member stands in XML."""

    line: object            # Line
    kind: str               # attr, child, text, use, flat, mixed, hook, none
    name: str = ""          # local name
    prefix: str = ""        # namespace prefix
    path: str = ""          # of the member, from the struct of the body
    member: Member | None = None
    words: dict = field(default_factory=dict)
    default: str | None = None
    guard: Condition | None = None
    body: object = None     # Body of a flattened or anonymous element
    doc: str = ""
    since: str = ""
    hook: str = ""
    selector: tuple | None = None  # (attribute, value) that the child has
    errors: str = ""        # domain of its errors, if it is not that of the document


@dataclass
class Body:
    """What one element holds: the places, in the order of output."""

    struct: object
    name: str               # of the table
    places: list = field(default_factory=list)
    unknown: list | None = None  # code and text of the error for other children
    refusals: list = field(default_factory=list)  # places where nothing may stand
    errors: str = ""        # domain of its errors, if it is not that of the document


@dataclass
class Struct:
    name: str
    where: str
    source: str
    doc: str
    members: dict = field(default_factory=dict)
    body: Body | None = None
    anonymous_of: object = None


@dataclass
class Document:
    name: str
    struct: Struct
    element: str
    doc: str
    rng: str = ""
    called: str = ""               # by errors about its text, if not by its name
    errors: str = "VIR_FROM_XML"   # domain of its errors
    example: str = ""
    namespaces: dict = field(default_factory=dict)
    open: bool = False              # the root has an end tag even if it has no children
    namespaces_first: bool = False  # declared before the attributes of the root, not behind


@dataclass
class Schema:
    enums: dict = field(default_factory=dict)
    scalars: dict = field(default_factory=dict)
    structs: dict = field(default_factory=dict)
    documents: dict = field(default_factory=dict)
    hooks: dict = field(default_factory=dict)   # name -> Place
    checks: dict = field(default_factory=dict)  # likewise, of texts

    @property
    def namespaces(self):
        out = {}
        for document in self.documents.values():
            out.update(document.namespaces)
        return out

    def ordered_structs(self):
        """Every struct after those that it embeds."""
        done, out = set(), []

        def visit(struct):
            if struct.name in done:
                return
            done.add(struct.name)
            for m in struct.members.values():
                if m.type.is_struct and m.count == "one":
                    visit(m.type.struct)
            out.append(struct)

        for struct in self.structs.values():
            visit(struct)
        return out


def find_member(struct, path):
    """The member that a path of embedded structs leads to; None if there is none."""
    *outer, last = path.split(".")
    for name in outer:
        member = struct.members.get(name)
        if member is None or not member.type.is_struct or member.count != "one":
            return None
        struct = member.type.struct
    return struct.members.get(last)


def from_path(path):
    """src.type -> src.from.type"""
    outer, dot, last = path.rpartition(".")
    return f"{outer}{dot}from.{last}"

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The words of api/: scalar types, units, statements and what each accepts."""

import re

from model import WireType

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
UNITS = {"B", "KiB", "MiB", "KB", "MB", "B/s", "KiB/s", "MiB/s", "ns", "us", "ms", "s", "bits", "Hz",
         "%", "MHz", "kHz", "kB/s", "Kbps", "pages", "1/s", "Kib/s", "MB/s", "bytes"}
COUNTS = {"int": WireType("i32"), "int *": WireType("i32"), "unsigned int": WireType("u32"),
          "unsigned int *": WireType("u32"), "size_t": WireType("u32")}
CHECKS = ("nonzero", "positive", "nonnegative", "index_or_all")
FLAG_RULES = ("exclusive", "requires")
RULES = {"exclusive": 2, "requires": 2, "nonzero": 1, "index_or_all": 1, "below": 2, "null": 1,
         "nonnull": 1, "implies": 2, "oneline": 1}  # check rule -> what it takes
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
STATES = ("active", "inactive")  # what a list may be limited to
KEYS = {"name": ("string",), "uuid": ("uuid",), "id": ("i32",)}  # by what an object is found
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

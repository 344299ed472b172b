# SPDX-License-Identifier: LGPL-2.1-or-later
"""What emitters of C share: the C form of wire types, struct texts, file heads."""

from model import camel

SCALAR_C = {"i32": "int", "u32": "unsigned int", "i64": "long long", "u64": "unsigned long long",
            "f64": "double", "char": "char", "u8": "unsigned char", "i16": "short",
            "u16": "unsigned short"}
SHAPE_KIND = {"i32": "I32", "u32": "U32", "i64": "I64", "u64": "U64", "f64": "F64",
              "char": "CHAR", "u8": "U8", "i16": "I16", "u16": "U16", "uuid": "UUID",
              "bytes": "BYTES", "typed_param": "PARAM"}
STRING_MAX = 4194304


def head(what):
    return f"/* SPDX-License-Identifier: LGPL-2.1-or-later */\n/* Generated from api/: {what} */\n"


def guard(name, body, what):
    symbol = "VIRTUE_" + name.replace("-", "_").replace(".", "_").replace("/", "_").upper()
    return f"{head(what)}#ifndef {symbol}\n#define {symbol}\n\n{body}\n#endif\n"


def struct_of(api, base):
    """The WireStruct behind a type that is not built in."""
    if base in api.objects:
        return api.objects[base].ref
    return api.wires.get(base)


def element_c(api, base):
    """The C type of one element."""
    if base in SCALAR_C:
        return SCALAR_C[base]
    if base == "string":
        return "char *"
    if base == "typed_param":
        return "virTypedParameter"
    return struct_of(api, base).c_name


def member_c(api, field):
    """The C declaration of a field in its struct."""
    t, name = field.type, field.name
    if t.base == "bytes":
        return f"Bytes {name};"
    if t.base == "uuid":
        return f"unsigned char {name}[16];"
    c = element_c(api, t.base)
    sep = "" if c.endswith("*") else " "
    if t.count == "fixed":
        return f"{c}{sep}{name}[{t.max}];"
    if t.count == "list":
        return f"struct {{ unsigned int n; {c}{sep}*items; }} {name};"
    if t.optional and t.base != "string":
        return f"{c} *{name};"
    return f"{c}{sep}{name};"


def struct_text(api, struct):
    lines = [f"    {member_c(api, f)}" for f in struct.fields]
    return "\n".join([f"typedef struct {struct.c_name} {{", *lines, f"}} {struct.c_name};"])


def shape_name(struct):
    return "shape_" + "".join(
        ("_" + ch.lower()) if ch.isupper() and i else ch.lower()
        for i, ch in enumerate(struct.c_name))


def shape_field(api, struct, field):
    t = field.type
    shape = "NULL"
    if t.base == "string":
        kind = "STRING_OPT" if t.optional else "STRING"
    elif t.base in SHAPE_KIND:
        kind = SHAPE_KIND[t.base]
    else:
        kind = "STRUCT_OPT" if t.optional else "STRUCT"
        shape = "&" + shape_name(struct_of(api, t.base))
    count = {"one": "ONE", "fixed": "FIXED", "list": "LIST"}[t.count]
    limit = t.max
    if t.base == "bytes":
        count = "ONE"
    elif t.base == "string" and t.count == "one":
        limit = STRING_MAX
    return (f'    {{ "{field.name}", SHAPE_{kind}, SHAPE_{count}, '
            f'{"true" if field.secret else "false"}, offsetof({struct.c_name}, {field.name}), '
            f"{limit}, {shape} }},")


def ordered_structs(api):
    """Every wire struct, each after those it holds."""
    done, out = set(), []

    def visit(struct):
        if struct.c_name in done:
            return
        done.add(struct.c_name)
        for f in struct.fields:
            inner = struct_of(api, f.type.base)
            if inner is not None:
                visit(inner)
        out.append(struct)

    for struct in api.structs_wire.values():
        visit(struct)
    return out


def handle_name(obj):
    return camel(obj.name)

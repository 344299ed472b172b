# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tables by which a wire struct becomes the public struct that applications get."""

from cgen import SCALAR_C


def record_name(struct):
    return "record_" + struct.line.words[1].text


def kind_of(api, struct, field, member):
    """Which RecordKind turns the field into the public member."""
    t = field.type
    if t.base in api.wires and t.count == "list":
        return "RECORDS"
    if t.base == "string":
        if t.count == "list":
            return "STRINGS"
        return "TEXT" if member.array else "STRING"
    if t.base == "bytes":
        return "BYTES"
    if t.base == "char" and t.count == "list" and member.array:
        return "CHARS"
    if t.count == "one" and SCALAR_C.get(t.base) == member.c_type:
        return "VALUE"
    struct.line.fail(f"no way from {field.name} {t} to {struct.public}.{member.name}, which is "
                     f"{member.c_type}")
    return ""


def row(api, struct, field):
    public = {f.name: f for f in api.typedef(struct.public).fields}
    member = public[field.member or field.name]
    kind = kind_of(api, struct, field, member)
    to = f"{struct.public}, {member.name}"
    items = [f"RECORD_{kind}", f"offsetof({struct.c_name}, {field.name})", f"offsetof({to})",
             f"sizeof((({struct.public} *) 0)->{member.name})"]
    if kind in ("STRINGS", "BYTES", "RECORDS"):
        if not field.counter:
            struct.line.fail(f"{field.name} needs a count: as {member.name}(COUNT)")
        items += [f"offsetof({struct.public}, {field.counter})",
                  f"sizeof((({struct.public} *) 0)->{field.counter})"]
    else:
        items += ["0", "0"]
    items.append("&" + record_name(api.wires[field.type.base]) if kind == "RECORDS" else "NULL")
    keys = ("kind", "from", "to", "size", "count", "count_size", "record")
    body = ",\n".join(f"      .{k} = {v}" for k, v in zip(keys, items) if v not in ("0", "NULL"))
    return "    {" + body[5:] + " },"


def record_text(api, struct):
    name = record_name(struct)
    rows = "\n".join(row(api, struct, f) for f in struct.fields)
    return (f"/* {struct.line.source} */\n"
            f"static const RecordField {name}_fields[] = {{\n{rows}\n}};\n"
            f"static const Record {name} = {{ sizeof({struct.c_name}), sizeof({struct.public}),\n"
            f"    G_N_ELEMENTS({name}_fields), {name}_fields }};\n")


def record_tables(api, names):
    """The tables of the wire structs of those names, each after those it holds."""
    done, texts = set(), []

    def visit(name):
        struct = api.wires[name]
        if name in done or not struct.public:
            return
        done.add(name)
        for f in struct.fields:
            if f.type.base in api.wires:
                visit(f.type.base)
        texts.append(record_text(api, struct))

    for name in names:
        visit(name)
    return "\n".join(texts)

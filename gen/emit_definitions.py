# SPDX-License-Identifier: LGPL-2.1-or-later
"""definitions.h: the C enums and structs of every object that has an XML form."""

from schema_model import SCALARS, upper_snake

SOURCE = "schema"


HEAD_SIZE = 4  # of XmlHead


def comment(text):
    return f" /* {text} */" if text else ""


def enum_text(enum):
    seen, lines = set(), [f"    {enum.prefix}_UNSET,"]
    for word in enum.words:
        if word.const not in seen:
            seen.add(word.const)
            lines.append(f"    {word.const},{comment(word.doc)}")
    return "\n".join([f"typedef enum XML_PACKED {enum.name} {{{comment(enum.doc)}", *lines,
                      f"}} {enum.name};"])


def c_type(type_):
    if type_.base == "enum":
        return f"{type_.enum.name} "
    if type_.is_struct:
        return f"{type_.struct.name} "
    return SCALARS[type_.base][0]


def member_text(member):
    name, base = member.name, member.type.base
    if base == "mixed":
        text = f"struct {{ unsigned int n; XmlVariant *items; }} {name};"
    elif member.count == "list":
        star = "**" if member.type.is_struct else "*"
        text = f"struct {{ unsigned int n; {c_type(member.type)}{star}items; }} {name};"
    elif member.count == "opt":
        text = f"{c_type(member.type)}*{name};"
    else:
        size = {"uuid": "[16]", "mac": "[6]"}.get(base, "")
        text = f"{c_type(member.type)}{name}{size};"
    return f"    {text}{comment(member.doc)}"


ALIGNMENT = {"i32": 4, "u32": 4, "enum": 1, "flag": 1, "uuid": 1, "mac": 1}
SIZE = {"uuid": 16, "mac": 6}


def layout(member):
    """(alignment, size) of a member; of pointers, as they are in most places."""
    base = member.type.base
    if base == "mixed" or member.count == "list":
        return 8, 16
    if member.type.is_struct and member.count == "one":
        return struct_layout(member.type.struct)
    alignment = ALIGNMENT.get(base, 8)
    return alignment, SIZE.get(base, alignment)


def struct_layout(struct):
    alignment = max([HEAD_SIZE, *(layout(m)[0] for m in struct.members.values())])
    size = HEAD_SIZE + sum(layout(m)[1] for m in struct.members.values())
    size += sum(m.has_from for m in struct.members.values())
    return alignment, -(-size // alignment) * alignment


def packed(struct):
    """The members in an order that leaves no gaps: always the first of those that fit best."""
    left, out, offset = list(struct.members.values()), [], HEAD_SIZE
    while left:
        fitting = [m for m in left if offset % layout(m)[0] == 0]
        best = max(fitting or left, key=lambda m: layout(m)[0])
        alignment, size = layout(best)
        offset = -(-offset // alignment) * alignment + size
        left.remove(best)
        out.append(best)
    return out


def struct_text(struct):
    lines = [f"/* {struct.source}{': ' + struct.doc if struct.doc else ''} */",
             f"struct {struct.name} {{", "    XmlHead head;"]
    lines += [member_text(m) for m in packed(struct)]
    scalars = [m.name for m in struct.members.values() if m.has_from]
    if scalars:
        lines += ["    struct {"] + [f"        uint8_t {name};" for name in scalars] + ["    } from;"]
    return "\n".join([*lines, "};"])


def choice_text(member):
    rows = [f"    {const} = {i}," for i, (_, _, const) in enumerate(member.choices, 1)]
    return "\n".join([f"enum {{ /* XmlVariant.kind in {member.owner.name}.{member.name} */",
                      *rows, "};"])


def numbered(name, prefix, items):
    rows = [f"    {prefix}_{item}," for item in items]
    return "\n".join([f"typedef enum {name} {{", *rows, f"}} {name};"])


def outputs(schema):
    structs = list(schema.structs.values())
    parts = [
        "/* SPDX-License-Identifier: LGPL-2.1-or-later */",
        "/* Generated from schema/: enums and structs of everything that has an XML form; the members of a",
        " * struct in an order that leaves no gaps. */",
        "#ifndef VIRTUE_DEFINITIONS_H", "#define VIRTUE_DEFINITIONS_H", "",
        '#include "base/bitmap.h"', '#include "xml/dom.h"', '#include "xml/type.h"', "",
        "/* Numbers of structs in xml_types, enums in xml_enums, what can stand alone in xml_documents. */",
        numbered("XmlTypeId", "XML_TYPE", [upper_snake(s.name) for s in structs]), "",
        numbered("XmlEnumId", "XML_ENUM", [upper_snake(e) for e in schema.enums]), "",
        numbered("XmlDocumentId", "XML_DOCUMENT", [d.upper() for d in schema.documents]), "",
    ]
    for enum in schema.enums.values():
        parts += [enum_text(enum), ""]
    parts += [f"typedef struct {s.name} {s.name};" for s in structs] + [""]
    for struct in schema.ordered_structs():
        parts += [choice_text(m) + "\n" for m in struct.members.values() if m.choices]
        parts += [struct_text(struct), ""]
    return {"definitions.h": "\n".join([*parts, "#endif", ""])}

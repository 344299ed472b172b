# SPDX-License-Identifier: LGPL-2.1-or-later
"""xml.dict: what the fuzzer puts into documents: every element, attribute and word of the schemas."""

SOURCE = "schema"


def quoted(text):
    out = "".join(chr(b) if 0x20 <= b < 0x7f and chr(b) not in '\\"' else f"\\x{b:02x}"
                  for b in text.encode())
    return f'"{out}"'


def pieces(schema):
    def visit(body):
        for place in body.places:
            name = f"{place.prefix}:{place.name}" if place.prefix else place.name
            if place.kind == "attr":
                yield f" {name}='"
                yield f'"{name}":'
            elif place.name:
                yield f"<{name}"
                yield f"</{name}>"
            if place.member is not None:
                yield f'"{place.member.name}":'
            for choice in place.member.choices if place.member is not None else ():
                yield f"<{choice[0]}"
            if place.body is not None:
                yield from visit(place.body)

    for document in schema.documents.values():
        yield f"<{document.element}"
        yield f"{document.name}\n"
    for prefix, uri in schema.namespaces.items():
        yield f" xmlns:{prefix}='{uri}'"
    for struct in schema.structs.values():
        yield from visit(struct.body)
    for enum in schema.enums.values():
        for word in enum.words:
            yield f"'{word.text}'"


def outputs(schema):
    return {"xml.dict": "\n".join(quoted(p) for p in sorted(set(pieces(schema)))) + "\n"}

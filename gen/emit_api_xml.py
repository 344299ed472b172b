# SPDX-License-Identifier: LGPL-2.1-or-later
"""libvirt-api.xml and its kin: the description that other projects' binding generators read."""

import re
from xml.sax.saxutils import escape

import say
from model import Callback, Enum, Function, Plain

STRUCT = "struct "


def attributes(**pairs):
    """name='value' for all that have one."""
    return "".join(
        f" {name}='{escape(str(value), {chr(39): '&apos;'})}'"
        for name, value in pairs.items() if value is not None)


def element(indent, tag, inner="", /, **pairs):
    head = f"{' ' * indent}<{tag}{attributes(**pairs)}"
    return f"{head}>\n{inner}{' ' * indent}</{tag}>\n" if inner else head + "/>\n"


def info(text):
    return f"      <info><![CDATA[{text}]]></info>\n" if text else ""


def file_of(item):
    return item.header.path.split("/")[-1].removesuffix(".h")


def c_type(text):
    """A pointer's qualifier stands apart: "char ** const"."""
    return re.sub(r"\*(?=\w)", "* ", text)


def version(item):
    return item.since or None


def macro(item):
    text = say.upper_first(say.plain_text(item)) if item.doc else ""
    inner = info(text) + "".join(
        element(6, "arg", name=name, info=doc) for name, doc in item.arg_docs.items())
    return element(4, "macro", inner, name=item.name, file=file_of(item),
                   params=",".join(item.params) if item.params else None,
                   string=item.value if item.quoted else None,
                   raw=None if item.quoted else item.value, version=version(item))


def members(enum):
    """[(name, element)]: aliases are shown by name, other values as number, hex and shift."""
    out = []
    for m in enum.members:
        number = None if m.alias else m.value
        out.append((m.name, element(
            4, "enum", name=m.name, file=file_of(enum), value=m.text if m.alias else m.value,
            value_hex=f"{number:#x}" if number is not None else None,
            value_bitshift=m.text.partition("<<")[2] or None, type=enum.name,
            version=m.since or None, info=m.doc or None)))
    return out


def c_field(f, indent=6):
    inner = ""
    if f.union:
        inner = element(indent + 2, "union", "".join(c_field(m, indent + 4) for m in f.union))
    kind = f"{f.c_type} {f.name}[{f.array}]" if f.array else f.c_type
    return element(indent, "field", inner, name=f.name, type=kind, info=say.field_text(f))


def typedef(api, item):
    common = {"name": item.name, "file": file_of(item), "type": item.value,
              "version": version(item)}
    if not item.value.startswith(STRUCT):
        return element(4, "typedef", info(item.doc), **common)
    struct = api.structs.get(item.value.removeprefix(STRUCT))
    return element(4, "struct", "".join(c_field(f) for f in struct.fields) if struct else "",
                   **common)


def function(api, item, name):
    module = file_of(item)
    if isinstance(item, Function):
        module = api.layouts[item.header.path].module_of(item.name, module)
    ret_doc = say.returns(item) or None
    inner = info(item.doc) + element(6, "return", type=item.c_return, info=ret_doc)
    inner += "".join(element(6, "arg", name=arg, type=c_type(kind), info=text)
                     for kind, arg, text in say.args(api, item))
    return element(4, name, inner, name=item.name, file=file_of(item), module=module,
                   version=version(item))


def of_plain(api, item):
    if item.kind == "typedef":
        return [("types", "typedef", item.name, typedef(api, item))]
    if item.kind == "var":
        return [("variables", "variable", item.name, element(
            4, "variable", info(item.doc), name=item.name, file=file_of(item), type=item.value,
            version=version(item)))]
    return [("macros", "macro", item.name, macro(item))]


def symbols(api, item):
    """[(section, kind of export, name, element)] of an item of a header."""
    if isinstance(item, Plain):
        return of_plain(api, item)
    if isinstance(item, Enum):
        return [("types", "typedef", item.name, element(
            4, "typedef", info(item.doc), name=item.name, file=file_of(item), type="enum",
            version=version(item)))] + [("enums", "enum", n, x) for n, x in members(item)]
    if isinstance(item, (Function, Callback)):
        name = "function" if isinstance(item, Function) else "functype"
        return [("functions", "function", item.name, function(api, item, name))]
    return [("", "struct", item.tag, "")]  # a struct is shown by its typedefs


SECTIONS = ("macros", "enums", "types", "variables", "functions")
EXPORTS = ("macro", "enum", "typedef", "struct", "variable", "function")


def file_text(header, found):
    out = f"     <summary>{escape(header.doc.rstrip('.'))}</summary>\n"
    out += f"     <description>{escape(header.doc)}</description>\n"
    for kind in EXPORTS:
        names = sorted(name for _, k, name, _ in found if k == kind)
        out += "".join(element(5, "exports", symbol=name, type=kind) for name in names)
    return element(4, "file", out, name=header.path.split("/")[-1].removesuffix(".h"))


def document(api, library):
    files, sections = "", {name: [] for name in SECTIONS}
    for header in api.headers:
        if header.library == library.name:
            found = [s for item in header.items for s in symbols(api, item)]
            files += file_text(header, found)
            for section, _, name, text in found:
                if text:
                    sections[section].append((name, text))
    body = "".join(text for s in SECTIONS for _, text in sorted(sections[s]))
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            f"<api name='{library.name}'>\n  <files>\n{files}  </files>\n"
            f"  <symbols>\n{body}  </symbols>\n</api>\n")


def outputs(api):
    return {f"{library.name}-api.xml": document(api, library)
            for library in api.libraries.values()}

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The public C headers."""

import textwrap

import say
from model import Callback, Enum, Function, Plain, Struct, c_declare

WIDTH = 100
INT_MAX = 2**31 - 1

DECORATIONS = """\
#ifndef VIR_DEPRECATED
# if __GNUC__ > 3 || (__GNUC__ == 3 && __GNUC_MINOR__ >= 1)
#  define VIR_DEPRECATED __attribute__((__deprecated__))
# else
#  define VIR_DEPRECATED
# endif
#endif

#if !defined(WIN32) || defined(LIBVIRT_STATIC)
# define VIR_EXPORT_VAR extern
#elif defined(IN_LIBVIRT)
# define VIR_EXPORT_VAR __declspec(dllexport) extern
#else
# define VIR_EXPORT_VAR __declspec(dllimport) extern
#endif
"""


def clean(text):
    """Text that may stand in a C comment."""
    return text.replace("*/", "* /").replace("/*", "/ *")


def comment(text, indent=""):
    lines = textwrap.wrap(clean(text), WIDTH - len(indent) - 6, break_long_words=False)
    return f"{indent}/* " + f"\n{indent} * ".join(lines) + " */\n"


def since(version, usual=""):
    return f" Since {version}." if version and version != usual else ""


def sentence(text):
    return text if text.endswith((".", "!", "?")) else text + "."


def trailing(code, text):
    """Code with its comment behind it, or above it where the line would be too long."""
    if not text:
        return code + "\n"
    line = f"{code} /* {clean(text)} */"
    if len(line) <= WIDTH:
        return line + "\n"
    indent = code[:len(code) - len(code.lstrip())]
    return comment(text, indent) + code + "\n"


def block(doc, args, ret_doc, version):
    """The comment over a function or callback."""
    out = ["/* " + sentence(clean(doc)), " *"] if args or ret_doc else []
    width = max((len(name) for _, name, _ in args), default=0)
    for _, name, text in args:
        lines = textwrap.wrap(clean(text), WIDTH - width - 7, break_long_words=False) or [""]
        out += [f" *   {(name if not i else '').ljust(width)}  {line}"
                for i, line in enumerate(lines)]
    if args:
        out.append(" *")
    tail = (f"Returns {sentence(clean(ret_doc))}" if ret_doc else "") + since(version)
    if not out:
        return comment(sentence(doc) + tail)
    out += textwrap.wrap(tail.strip(), WIDTH - 4, initial_indent=" * ",
                         subsequent_indent=" * ", break_long_words=False)
    return "\n".join(line.rstrip() for line in out) + "\n */\n"


def prototype(ret, head, args):
    """One line, or the arguments under each other."""
    head = c_declare(ret, head) + "("
    words = [c_declare(c_type, name) for c_type, name, *_ in args] or ["void"]
    line = head + ", ".join(words) + ");"
    if len(line) <= WIDTH:
        return line + "\n"
    return head + (",\n" + " " * len(head)).join(words) + ");" + "\n"


def emit_function(api, fn):
    args = say.args(api, fn)
    return block(fn.doc, args, say.returns(fn), fn.since) + prototype(fn.c_return, fn.name, args)


def emit_callback(api, cb):
    args = say.args(api, cb)
    head = f"(*{cb.name})" if cb.pointer else cb.name
    return (block(cb.doc, args, say.returns(cb), cb.since)
            + prototype("typedef " + cb.c_return, head, args))


def member_value(member):
    if "<<" in member.text:
        one = "1U" if member.value > INT_MAX else "1"
        return f"({one} << {member.text.partition('<<')[2]})"
    return member.text.replace("|", " | ")


def emit_enum(api, enum):
    out = comment(sentence(enum.doc) + since(enum.since)) + "typedef enum {\n"
    real = [i for i, m in enumerate(enum.members) if not m.sentinel]
    last = real[-1] if real else -1
    for i, m in enumerate(enum.members):
        # No comma after the last member: C89 and C++98 forbid it.
        code = f"    {m.name} = {member_value(m)}" + ("," if i < last else "")
        text = m.doc + (f" (since {m.since})" if m.since != enum.since else "")
        if m.sentinel:
            lead = "    ,\n" if i > last >= 0 else ""
            out += f"#ifdef VIR_ENUM_SENTINELS\n{lead}{trailing(code, text.strip())}#endif\n"
        else:
            out += trailing(code, text.strip())
    return out + f"}} {enum.name};\n"


def emit_field(f, indent="    "):
    if f.union:
        members = "".join(emit_field(m, indent + "    ") for m in f.union)
        return f"{indent}union {{\n{members}{indent}}} {f.name};\n"
    name = f.name + (f"[{f.array}]" if f.array else "")
    mark = " VIR_DEPRECATED" if f.deprecated else ""
    return trailing(f"{indent}{c_declare(f.c_type, name)}{mark};", say.field_text(f))


def emit_struct(api, struct):
    return (comment(sentence(struct.doc) + since(struct.since)) + f"struct {struct.tag} {{\n"
            + "".join(emit_field(f) for f in struct.fields) + "};\n")


def literal(item):
    if item.quoted:
        return f'"{item.value}"'
    return item.value + "LL" if item.value.isdigit() and int(item.value) > INT_MAX else item.value


def emit_plain(api, item):
    if item.kind == "typedef":
        return f"typedef {c_declare(item.value, item.name)};\n"
    if item.kind == "tag":
        return f"#define {item.name} {item.value}\n"
    text = comment(sentence(say.upper_first(say.plain_text(item))) + since(item.since))
    if item.kind == "var":
        return f"{text}VIR_EXPORT_VAR {c_declare(item.value, item.name)};\n"
    if item.kind == "macro":
        params = f"({', '.join(item.params)})" if item.params else ""
        return f"{text}#define {item.name}{params} \\\n    {item.value}\n"
    return f"{text}#define {item.name} {literal(item)}\n"


# What a header declares first: no item uses one of a later row.
ROWS = [
    (lambda i: isinstance(i, Plain) and i.kind in ("const", "macro", "tag"), emit_plain, "\n"),
    (lambda i: isinstance(i, Enum), emit_enum, "\n"),
    (lambda i: isinstance(i, Plain) and i.kind == "typedef", emit_plain, ""),
    (lambda i: isinstance(i, Callback), emit_callback, "\n"),
    (lambda i: isinstance(i, Struct), emit_struct, "\n"),
    (lambda i: isinstance(i, Plain) and i.kind == "var", emit_plain, "\n"),
    (lambda i: isinstance(i, Function), emit_function, "\n"),
]


def refusal(api, layout):
    """The #error of a part that is read on its own."""
    whole = [o for o in api.layouts.values() if o.opens and layout.path in o.includes]
    if not whole:
        return ""
    macros = " && ".join(f"!defined({o.opens})" for o in whole)
    names = " or ".join(o.path for o in whole)
    return f'#if {macros}\n# error "Include {names}, which includes this file"\n#endif\n\n'


def emit_header(api, layout):
    header = next((h for h in api.headers if h.path == layout.path), None)
    source = (header or layout).line.path
    out = (f"/* SPDX-License-Identifier: LGPL-2.1-or-later */\n"
           f"/* {(header or layout).doc}\n *\n * Generated from {source}: change that. */\n\n")
    out += f"#ifndef {layout.guard}\n#define {layout.guard}\n\n" + refusal(api, layout)
    out += "#include <sys/types.h>\n"
    out += f"\n#define {layout.opens}\n" if layout.opens else ""
    out += "".join(f"#include <{path}>\n" for path in layout.includes)
    out += f"#undef {layout.opens}\n" if layout.opens else ""
    out += "\n" + (DECORATIONS + "\n" if layout.decorations else "")
    if header:
        out += '#ifdef __cplusplus\nextern "C" {\n#endif\n\n'
        for chosen, emit, gap in ROWS:
            texts = [emit(api, i) for i in header.items if chosen(i)]
            out += gap.join(texts) + ("\n" if texts else "")
        out += "#ifdef __cplusplus\n}\n#endif\n\n"
    return out + f"#endif /* {layout.guard} */\n"


def outputs(api):
    for header in api.headers:
        if header.path not in api.layouts:
            header.line.fail(f"no 'layout {header.path}' says how this header is put together")
    return {path.split("/")[-1]: emit_header(api, layout) for path, layout in api.layouts.items()}

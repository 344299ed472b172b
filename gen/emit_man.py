# SPDX-License-Identifier: LGPL-2.1-or-later
"""A manual page of section 3 for each function."""

import re

import facts
import say
from emit_reference import prototype


def text(words):
    """Running text: nothing in it is a request to groff, names stand bold."""
    words = words.replace("\\", "\\e").replace("-", "\\-")
    words = re.sub(r"\b((?:vir|VIR_)\w+)(\(\))?", r"\\fB\1\\fP\2", words)
    return "\\&" + words if words[:1] in (".", "'") else words


def code(line):
    return "\\&" + line.replace("\\", "\\e").replace("-", "\\-")


def summary(doc):
    """The first sentence, as the NAME line has it."""
    return say.lower_first(re.split(r"(?<=[a-z)])\. ", doc)[0])


def tagged(rows):
    """[(tag, text)] as a list with hanging tags."""
    return [line for tag, body in rows for line in (".TP", f".B {code(tag)}", text(body) or "\\&")]


def flag_rows(enum):
    return [(m.name, (m.doc or f"the value {m.value}")
             + (f" (since {m.since})" if m.since != enum.since else ""))
            for m in enum.members if not m.sentinel]


def stem(name):
    """What the getter, the setter and the newer forms of a function have in common."""
    return re.sub(r"Get|Set|Flags|Params|Parameters|\d", "", name)


def see_also(api, fn):
    """Functions that the texts name, and those that work on the same thing."""
    texts = [fn.doc, fn.ret_doc, *(p.doc for p in fn.params)]
    named = re.findall(r"\bvir[A-Z]\w+", " ".join(texts))
    near = [n for n in api.functions if stem(n) == stem(fn.name)]
    return sorted({n for n in named + near if n in api.functions and n != fn.name})


def page(api, fn):
    out = [f".\\\" Generated from {fn.line.source}.",
           f".TH {fn.name} 3 \"\" Virtue \"{fn.header.library}\"",
           # Names are copied from here: they stay whole.
           ".nh", ".ad l",
           ".SH NAME", f"{fn.name} \\- {text(summary(fn.doc))}",
           ".SH SYNOPSIS", ".nf", f".B #include <{fn.header.path}>", ".PP",
           *[f'.B "{code(line)}"' for line in prototype(fn).split("\n")],
           ".fi", ".SH DESCRIPTION", text(fn.doc)]
    if fn.params:
        out.append(".SH ARGUMENTS")
    for p in fn.params:
        tags = ", ".join(facts.argument_tags(fn, p))
        what = facts.start(say.param_text(api, fn, p))
        out += tagged([(p.name, f"{what} ({tags})." if tags else f"{what}.")])
        if p.of in api.enums:
            out += [".RS", *tagged(flag_rows(api.enums[p.of])), ".RE"]
    if say.returns(fn):
        out += [".SH RETURN VALUE", text(facts.start(fn.ret_doc).rstrip(".") + ".")]
    errors = facts.errors(api, fn)
    if errors:
        out += [".SH ERRORS", *tagged((c, facts.start(t) + ".") for c, t in errors)]
    out += [".SH NOTES", *tagged(facts.rows(api, fn))]
    also = see_also(api, fn)
    if also:
        out += [".SH SEE ALSO", *[f".BR {n} (3){',' if n != also[-1] else ''}" for n in also]]
    return "\n".join(out) + "\n"


def outputs(api):
    return {f"{fn.name}.3": page(api, fn) for fn in api.functions.values()}

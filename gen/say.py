# SPDX-License-Identifier: LGPL-2.1-or-later
"""Texts about public items that several outputs show: headers, API XML, reference."""

from model import Function


COUNTS = {
    "count": "number of entries in {0}",
    "twocall": "entries that {0} has room for; receives how many there are",
    "list": "receives the number of entries in {0}",
    "into": "entries that {0} has room for",
    "fill": "bytes to store in {0}",
}

# Short units of the description, as words.
UNITS = {"B": "bytes", "s": "seconds", "ms": "milliseconds", "us": "microseconds",
         "ns": "nanoseconds", "%": "percent"}


def lower_first(text):
    """An object's sentence as a phrase: "A secret." -> "a secret"."""
    text = text.rstrip(".")
    return text[:1].lower() + text[1:]


def upper_first(text):
    return text[:1].upper() + text[1:]


def counted(fn, name):
    """(word, parameter) of the parameter that the count or size `name` belongs to."""
    for p in fn.params:
        for word, group in p.words.items():
            if word in COUNTS and isinstance(group, list) and name in group:
                return word, p
    return None, None


def of_enum(param):
    """What an argument of an enumeration takes."""
    if param.of == "none":
        return "no flags are defined, pass 0"
    return f"{param.of} bits" if param.name.endswith("flags") else f"a {param.of}"


def has_word(text, word):
    return word in text.replace(",", " ").replace(";", " ").split()


def param_text(api, fn, param):
    """One line about an argument: meaning, unit, ownership."""
    word, owner = counted(fn, param.name)
    if param.doc:
        text = param.doc
        if param.of and param.of not in text:
            text += f"; {of_enum(param)}"
    elif param.of:
        text = of_enum(param)
    elif param.handle:
        text = lower_first(api.objects[param.handle].doc)
    elif "stream" in param.words:
        text = lower_first(api.objects["stream"].doc)
    elif word:
        text = COUNTS[word].format(owner.name)
        if owner.type and owner.type.base == "bytes":
            text = text.replace("entries", "bytes")
    else:
        text = "filled with the answer"
    return with_unit(text, param.unit)


def args(api, item):
    """[(C type, name, text)] of a function or callback."""
    if isinstance(item, Function):
        return [(p.c_type, p.name, param_text(api, item, p)) for p in item.params]
    return [(c_type, name, item.arg_docs.get(name, "")) for c_type, name in item.params]


def returns(item):
    return "" if item.c_return == "void" else item.ret_doc


def with_unit(text, unit):
    name = UNITS.get(unit, unit)
    said = not unit or has_word(text, unit) or has_word(text, name)
    return text if said else f"{text}, in {name}"


def plain_text(item):
    """One line about a constant, with the typed parameter type and unit it stands for."""
    facts = [f"VIR_TYPED_PARAM_{item.type.upper()}"] if item.type else []
    if item.unit and not has_word(item.doc, item.unit):
        facts.append(UNITS.get(item.unit, item.unit))
    return item.doc + (f" ({', '.join(facts)})" if facts else "")


def field_text(f):
    return with_unit(f.doc, f.unit)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Negative tests: what every public function says to bad arguments.

One C file for each header. Each function is called once with good arguments, which must reach the
backend (tests/negative has one that supports nothing), and once for each thing that can be wrong.
"""

from cgen import head

class Case:
    """One call: which arguments differ from good ones, and the error that must come."""

    def __init__(self, changes, code, domain, message):
        self.changes, self.code, self.domain, self.message = changes, code, domain, message


def unasked(fn, p):
    """Whether nobody is asked to fill an array that is not there."""
    return p.words.get("into") and p.words.get("nullable") and not any(
        f.source == "count" for f in fn.op.ret.fields)


def good_value(fn, p):
    """An argument that passes every check."""
    if p.handle:
        return "NULL" if p.words.get("nullable") else f"env->good[OBJECT_{p.handle.upper()}]"
    if p.words.get("stream"):
        return "env->good[OBJECT_STREAM]"
    if p.words.get("fds") and p.direction == "in":
        return "env->fds"
    if p.words.get("fd"):
        return "env->fds[0]"
    if p.words.get("sizeof"):
        return f"sizeof(*({fn.param(p.words['sizeof'][0]).c_type}) NULL)"
    for q in fn.params:
        if p.name in (q.words.get("count") or []):
            return "1"
        if p.name in (q.words.get("twocall") or []) or (
                isinstance(q.words.get("list"), list) and p.name in q.words["list"]):
            return "(void *) &env->count"
        if p.name in (q.words.get("into") or []) or p.name in (q.words.get("fill") or []):
            return "1" if unasked(fn, q) else "0"
    if p.direction == "out":
        return "env->room"
    if p.type and p.type.base == "uuid":
        return "env->uuid_text" if p.words.get("text") else "env->uuid"
    if p.type and p.type.base == "string":
        return "env->strings" if p.type.count == "list" else '"text"'
    if p.type and p.type.base == "typed_param":
        return "env->params"
    if p.type and p.type.count == "list" or p.type and p.type.base == "bytes":
        return "env->room"
    if p.c_type.endswith("*") or p.words.get("opaque") or p.words.get("callback"):
        return "NULL"
    if p.words.get("raw"):
        return "env->callback" if p.c_type.endswith(("Callback", "Func")) else "env->room"
    if p.name == "flags" or p.of:
        return "0"
    return "1"


def invalid_object(api, fn, p):
    """The error of a pointer that is no such object."""
    obj = api.objects[p.handle or "stream"]
    code, domain = obj.error
    if domain == "VIR_FROM_NONE":
        domain = fn.header.error_domain
    form = api.members[code].form[1]
    return code, domain, form.replace("%s", fn.name)


def object_cases(api, fn):
    for p in fn.params:
        if not p.handle and not p.words.get("stream"):
            continue
        code, domain, message = invalid_object(api, fn, p)
        values = ["env->garbage", "env->wrong"]
        if not p.words.get("nullable"):
            values.insert(0, "NULL")
        if p.handle in ("connect", "adm_connect"):
            values.remove("env->wrong")
        for value in values:
            yield Case({p.name: value}, code, domain, message)


def read_only_case(api, fn):
    first = next((p for p in fn.params if p.handle), None)
    if fn.access is None or fn.access.when != "always" or first is None:
        return
    changes = {p.name: f"env->read_only[OBJECT_{(p.handle or 'stream').upper()}]"
               for p in fn.params if (p.handle and not p.words.get("nullable"))
               or p.words.get("stream")}
    yield Case(changes, "VIR_ERR_OPERATION_DENIED", fn.header.error_domain,
               f"operation forbidden: read only access prevents {fn.name}")


def argument(fn, changes, text):
    return Case(changes, "VIR_ERR_INVALID_ARG", fn.header.error_domain, text)


def pointer_cases(fn):
    """NULL where something is needed, and counts that cannot be."""
    for p in fn.params:
        null = argument(fn, {p.name: "NULL"}, f"{p.name} in {fn.name} must not be NULL")
        if p.words.get("twocall"):
            count = p.words["twocall"][0]
            yield argument(fn, {count: "NULL"}, f"{count} in {fn.name} must not be NULL")
            yield argument(fn, {count: "env_count(env, -1)"},
                           f"*{count} in {fn.name} must be zero or greater")
            if not p.words.get("nullable"):
                yield argument(fn, {p.name: "NULL", count: "env_count(env, 1)"}, null.message)
        elif p.words.get("into"):
            room = p.words["into"][0]
            if fn.param(room).c_type == "int":
                yield argument(fn, {room: "-1"}, f"{room} in {fn.name} must be zero or greater")
            if not unasked(fn, p):
                yield argument(fn, {p.name: "NULL", room: "1"}, null.message)
        elif p.words.get("fill"):
            yield argument(fn, {p.name: "NULL", p.words["fill"][0]: "1"}, null.message)
        elif p.words.get("fds") or p.handle or p.words.get("stream"):
            continue
        elif p.direction == "out" and p.type is not None and not p.words.get("nullable"):
            yield null
        elif p.direction == "out" and p.members:
            yield null
        elif p.direction == "in" and p.type is not None:
            yield from input_cases(fn, p, null)


def input_cases(fn, p, null):
    t = p.type
    count = (p.words.get("count") or [None])[0]
    if t.base == "uuid":
        yield null
        text = p.words.get("text")
        if text:
            message = text[0] if isinstance(text, list) else (
                f"{p.name} in {fn.name} must be a valid UUID")
            yield argument(fn, {p.name: '"no uuid"'}, message)
    elif count:
        yield null
        if fn.param(count).words.get("nonzero"):
            yield argument(fn, {count: "0"}, f"{count} in {fn.name} must not be zero")
        elif fn.param(count).c_type == "int" and t.base != "string":
            yield argument(fn, {count: "0"}, f"{count} in {fn.name} must be greater than zero")
            yield argument(fn, {count: "-1"}, f"{count} in {fn.name} must be greater than zero")
    elif t.base == "string" and t.count == "one":
        if (not t.optional and not p.words.get("nullable")) or p.words.get("nonnull"):
            yield null
        if p.words.get("nonempty"):
            yield argument(fn, {p.name: '""'}, f"string {p.name} in {fn.name} must not be empty")


def value_cases(fn):
    for kind, name, extra, message in getattr(fn, "op_binding", fn.op).checks:
        if kind in ("exclusive", "requires"):
            flags = f"{extra[0]} | {extra[1]}" if kind == "exclusive" else extra[0]
            text = message or (
                f"Flags '{extra[0]}' and '{extra[1]}' are mutually exclusive"
                if kind == "exclusive" else f"Flag '{extra[1]}' is required by flag '{extra[0]}'")
            yield argument(fn, {"flags": flags}, text)
        elif kind == "max":
            yield Case({extra: f"{message}ULL + 1"}, "VIR_ERR_OVERFLOW", fn.header.error_domain,
                       f"numerical overflow: input too large: {int(message) + 1}")
        else:
            value, text = {"nonzero": ("0", "must not be zero"),
                           "index_or_all": ("-2", "only accepts -1 as a negative value"),
                           "positive": ("0", "must be greater than zero"),
                           "nonnegative": ("-1", "must be zero or greater")}[kind]
            yield argument(fn, {extra: value}, f"{extra} in {fn.name} {text}")


def call(fn, changes):
    return f"{fn.name}({', '.join(changes.get(p.name, good_value(fn, p)) for p in fn.params)})"


def test_text(api, fn):
    lines = [f"static void\ntest_{fn.name}(Env *env)\n{{"]
    if fn.op and not fn.custom and not fn.local:
        form = api.members["VIR_ERR_NO_SUPPORT"].form[1].replace("%s", fn.name)
        lines.append(f"    CHECK(env, {call(fn, {})}, VIR_ERR_NO_SUPPORT,\n"
                     f'          {fn.header.error_domain}, "{form}");')
    cases = list(object_cases(api, fn)) + list(read_only_case(api, fn))
    if fn.op and not fn.custom and not fn.local:
        cases += [*pointer_cases(fn), *flag_safe(fn, value_cases(fn))]
    for case in cases:
        text = case.message.replace('"', '\\"')
        lines.append(f"    CHECK(env, {call(fn, case.changes)}, {case.code},\n"
                     f'          {case.domain}, "{text}");')
    lines.append("}\n")
    return "\n".join(lines), len(cases)


def flag_safe(fn, cases):
    """A flag rule is only reached alone if an earlier one does not hold too."""
    seen = []
    for case in cases:
        bits = set(case.changes.get("flags", "").split(" | ")) - {""}
        if bits and any(s and s <= bits for s in seen):
            continue
        seen.append(bits)
        yield case


def wanted(fn):
    """Functions about an object, other than those that free it."""
    if not any(p.handle for p in fn.params) or fn.name.endswith("Close"):
        return False
    return bool(fn.op) and fn.local[:1] != ["same"] or fn.local[:1] in (["field"], ["uuid"], ["ref"], ["free"])


def outputs(api):
    files = {}
    for header in api.headers:
        functions = [i for i in header.items
                     if i in list(api.functions.values()) and wanted(i)]
        if not functions:
            continue
        texts = [test_text(api, fn)[0] for fn in functions]
        table = "\n".join(f'    {{ "{fn.name}", test_{fn.name} }},' for fn in functions)
        own = "" if header.library == "libvirt" else f"#include <{header.path}>\n"
        files[f"negative-{header.module}.c"] = (
            head(f"bad arguments for the functions of <{header.path}>.")
            + f"#include <libvirt/libvirt.h>\n{own}"
            + '#include "negative/env.h"\n\n' + "\n".join(texts)
            + f"\nconst NegativeTest negative_tests[] = {{\n{table}\n    {{ NULL }},\n}};\n")
    return files

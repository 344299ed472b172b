# SPDX-License-Identifier: LGPL-2.1-or-later
"""Negative tests: what every public function says to bad arguments.

One C file for each header. Each function is called once with good arguments, which must reach the
backend (tests/negative has one that supports nothing), and once for each thing that can be wrong.
"""

from cgen import head
from emit_ops import flag_message
from negative_limits import REACHED, Case, limit_cases, on
from vocabulary import FLAG_RULES

VALUE_CASES = {"nonzero": ("0", "must not be zero"),
               "index_or_all": ("-2", "only accepts -1 as a negative value"),
               "positive": ("0", "must be greater than zero"),
               "nonnegative": ("-1", "must be zero or greater")}

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
        if p.name in (q.words.get("twocall") or []) and q.words.get("nonnull"):
            return "env_count(env, 1)"
        if p.name in (q.words.get("twocall") or []) or (
                isinstance(q.words.get("list"), list) and p.name in q.words["list"]):
            return "(void *) &env->count"
        if p.name in (q.words.get("into") or []) and p.words.get("positive"):
            return "1"
        if p.name in (q.words.get("into") or []) or p.name in (q.words.get("fill") or []):
            return "1" if unasked(fn, q) else "0"
    if p.direction == "out":
        return "env->room"
    if p.type and p.type.base == "uuid":
        return "env->uuid_text" if p.words.get("text") else "env->uuid"
    if any(c.kind == "null" and c.arg == p.name for c in (fn.op.checks if fn.op else [])):
        return "NULL"
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
        values = ["env->garbage", "env->wrong",
                  f"env_freed(env, OBJECT_{(p.handle or 'stream').upper()})"]
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
    yield Case(on(fn, "read_only"), "VIR_ERR_OPERATION_DENIED", fn.header.error_domain,
               f"operation forbidden: read only access prevents {fn.name}")


def title(api, kind):
    """What the handles of the tests are called: each string in them is the name of its field."""
    fields = [f.name for f in api.objects[kind].ref.fields]
    return "name" if "name" in fields else "00000000-0000-0000-0000-000000000000"


def foreign_cases(api, fn):
    """An object of another connection than that of the one before it."""
    first = next((p for p in fn.params if p.handle), None)
    in_function = "" if fn.header.error_domain == "VIR_FROM_DOMAIN" else f" in {fn.name}"
    for p in fn.params:
        if p.words.get("stream"):
            noun = "volume" if first.handle == "storage_vol" else first.handle
            yield argument(fn, {p.name: "env->other[OBJECT_STREAM]"},
                           f"stream{in_function} must match connection of {noun} "
                           f"'{title(api, first.handle)}'")
        elif p.handle and fn.local[:1] == ["listen"] and p is not first:
            yield argument(fn, {p.name: f"env->other[OBJECT_{p.handle.upper()}]"},
                           f"{p.handle.replace('_', ' ')} '{title(api, p.handle)}'{in_function} "
                           "must match connection")


def listener_cases(fn):
    """Registering callbacks for events, and removing them."""
    if fn.local[:1] == ["unlisten"]:
        number = fn.params[1].name
        yield argument(fn, {number: "-1"}, f"{number} in {fn.name} must be zero or greater")
        yield Case({number: "7"}, "VIR_ERR_INVALID_ARG", "VIR_FROM_NONE",
                   "invalid argument: could not find event callback 7 for deletion")
    elif fn.local[:1] == ["listen"]:
        event, callback = fn.params[2].name, fn.params[3].name
        yield argument(fn, {event: "-1"}, f"{event} in {fn.name} must be zero or greater")
        yield argument(fn, {callback: "NULL"}, f"{callback} in {fn.name} must not be NULL")


def argument(fn, changes, text):
    return Case(changes, "VIR_ERR_INVALID_ARG", fn.header.error_domain, text)


def pointer_cases(fn):
    """NULL where something is needed, and counts that cannot be."""
    for p in fn.params:
        null = argument(fn, {p.name: "NULL"}, f"{p.name} in {fn.name} must not be NULL")
        if p.words.get("twocall"):
            count = p.words["twocall"][0]
            yield argument(fn, {count: "NULL"}, f"{count} in {fn.name} must not be NULL")
            rule = "greater than zero" if p.words.get("nonnull") else "zero or greater"
            yield argument(fn, {count: "env_count(env, -1)"},
                           f"*{count} in {fn.name} must be {rule}")
            if not p.words.get("nullable"):
                yield argument(fn, {p.name: "NULL", count: "env_count(env, 1)"}, null.message)
        elif p.words.get("into"):
            room = p.words["into"][0]
            if fn.param(room).c_type == "int":
                rule = ("greater than zero" if fn.param(room).words.get("positive")
                        else "zero or greater")
                yield argument(fn, {room: "-1"}, f"{room} in {fn.name} must be {rule}")
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
        elif fn.param(count).words.get("nonnegative"):
            yield argument(fn, {count: "-1"}, f"{count} in {fn.name} must be zero or greater")
        elif fn.param(count).c_type == "int" and t.base != "string":
            yield argument(fn, {count: "0"}, f"{count} in {fn.name} must be greater than zero")
            yield argument(fn, {count: "-1"}, f"{count} in {fn.name} must be greater than zero")
    elif t.base == "string" and t.count == "one":
        if (not t.optional and not p.words.get("nullable")) or p.words.get("nonnull"):
            yield null
        if p.words.get("nonempty"):
            yield argument(fn, {p.name: '""'}, f"string {p.name} in {fn.name} must not be empty")


def value_cases(fn):
    for check in getattr(fn, "op_binding", fn.op).checks:
        if check.kind in FLAG_RULES and check.condition.when == "always":
            flags = " | ".join(check.values[:2] if check.kind == "exclusive" else check.values[:1])
            yield argument(fn, {"flags": flags},
                           check.message or flag_message(check.kind, *check.values))
        elif check.kind == "max":
            most = check.values[0]
            yield Case({check.arg: f"{most}ULL + 1"}, "VIR_ERR_OVERFLOW", fn.header.error_domain,
                       f"numerical overflow: input too large: {int(most) + 1}")
        elif check.kind == "below":
            text = check.message.replace("%d", check.values[0]).replace("%u", check.values[0])
            yield argument(fn, {check.arg: check.values[0]}, text)
        elif check.kind in VALUE_CASES:
            value, text = VALUE_CASES[check.kind]
            yield argument(fn, {check.arg: value}, check.message.replace("%s", fn.name)
                           or f"{check.arg} in {fn.name} {text}")


def call(fn, changes):
    return f"{fn.name}({', '.join(changes.get(p.name, good_value(fn, p)) for p in fn.params)})"


def test_text(api, fn):
    lines = [f"static void\ntest_{fn.name}(Env *env)\n{{"]
    form = api.members["VIR_ERR_NO_SUPPORT"].form[1].replace("%s", fn.name)
    if fn.op and not fn.custom and not fn.local:
        lines.append(f"    CHECK(env, {call(fn, {})}, VIR_ERR_NO_SUPPORT,\n"
                     f'          {fn.header.error_domain}, "{form}");')
    cases = [*object_cases(api, fn), *read_only_case(api, fn), *listener_cases(fn)]
    if not fn.custom:
        cases += foreign_cases(api, fn)
    if fn.op and not fn.custom and not fn.local:
        cases += [*pointer_cases(fn), *flag_safe(fn, value_cases(fn)), *limit_cases(api, fn)]
    for case in cases:
        if case.message is REACHED:
            case.code, case.domain, case.message = "VIR_ERR_NO_SUPPORT", fn.header.error_domain, form
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
    return bool(fn.op) and fn.local[:1] != ["same"] or fn.local[:1] in (
        ["field"], ["uuid"], ["ref"], ["free"], ["listen"], ["unlisten"])


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

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The gate: typed method tables for drivers, the thunks that call them from plain structs, and what
is answered without a method: lists, look-ups and older forms of other operations."""

from cgen import SCALAR_C, element_c, guard, head
from emit_ops import object_of
from model import camel

C_WORDS = {"register", "restrict", "default", "new", "delete", "class", "switch", "return"}


def outputs(api):
    tables = method_tables(api)
    return {"methods.h": methods_h(api, tables), "thunks.c": thunks_c(api, tables)}


# What stands in which table.

class Table:
    """The methods of one kind of object, or of a program that no public function uses."""

    def __init__(self, name, kind):
        self.name, self.kind, self.methods = name, kind, {}
        self.c_name = camel(name) + "Methods"


class Method:
    """One operation as a driver sees it: without what the gate keeps to itself."""

    def __init__(self, api, op, kind, name):
        self.op, self.kind, self.name = op, kind, name
        _, offset = object_of(api, op)
        self.object_field = None if offset == "OP_NO_OFFSET" else offset.split(", ")[1].rstrip(")")
        self.rule, self.count, self.list = gate_rule(op)
        hidden = {self.object_field, self.count and self.count.name}
        self.args = [f for f in (op.args.fields if op.args else [])
                     if f.name not in hidden and not f.source.isdigit()]
        self.totals = [f for f in (op.ret.fields if op.ret else []) if f.source == "count"
                       and self.list]
        self.rets = [f for f in (op.ret.fields if op.ret else []) if f not in self.totals]


def gate_rule(op):
    """(rule, count among the arguments, list in the result) that the gate applies."""
    fields = op.args.fields if op.args else []
    for fn in op.functions:
        for p in fn.params:
            found = next((f for f in (op.ret.fields if op.ret else []) if f.source == p.name), None)
            if p.direction != "out" or not found or found.type.count != "list":
                continue
            for word, rule in (("twocall", "GATE_TWO_CALL"), ("into", "GATE_ROOM")):
                if p.words.get(word):
                    count = next((f for f in fields if f.source == p.words[word][0]), None)
                    return rule, count, found
            wanted = next((f for f in fields if f.source == "&" + p.name), None)
            if wanted:
                return "GATE_WANTED", wanted, found
            if any(f.source == "count" for f in op.ret.fields):
                return "GATE_COUNTED", None, found
    return "GATE_PLAIN", None, None


def method_name(op, kind):
    """domain_set_memory_flags of a domain is set_memory_flags; another program's prefix stays."""
    name = op.name
    for prefix in (kind, kind.split("_", 1)[-1]):
        if name.startswith(prefix + "_"):
            name = name[len(prefix) + 1:]
            break
    if op.program.op_prefix and not kind.startswith("adm"):
        name = op.program.op_prefix + name
    return name + "_" if name in C_WORDS else name


def method_tables(api):
    tables = {}
    public = {op.program.name for op in api.ops if op.functions}
    for op in api.ops:
        if op.lists or op.finds or op.forward:
            continue
        kind = object_of(api, op)[0][len("OBJECT_"):].lower()
        key = kind if op.program.name in public else op.program.name
        table = tables.setdefault(key, Table(key, kind))
        name = method_name(op, kind)
        if op.program.name not in public:
            name = op.name + "_" if op.name in C_WORDS else op.name
        if name in table.methods:
            op.line.fail(f"{op.name} and {table.methods[name].op.name} would both be the method "
                         f"'{name}' of {key}")
        table.methods[name] = Method(api, op, kind, name)
    return tables


# Types.

def in_param(api, f):
    t, name = f.type, f.name
    if t.base == "bytes":
        return f"const unsigned char *{name}, unsigned int n_{name}"
    if t.base == "uuid":
        return f"const unsigned char {name}[16]"
    c = element_c(api, t.base)
    if t.count == "list":
        c = "char *const *" if t.base == "string" else f"const {c} *"
        return f"{c}{name}, unsigned int n_{name}"
    if t.base == "string":
        return f"const char *{name}"
    if t.base in SCALAR_C and t.count == "one" and not t.optional:
        return f"{c} {name}"
    return f"const {c} *{name}"


def in_value(f):
    if f.type.base == "bytes" or f.type.count == "list":
        return f"a->{f.name}.items, a->{f.name}.n"
    if f.type.base in (*SCALAR_C, "string", "uuid") or f.type.optional or f.type.count == "fixed":
        return f"a->{f.name}"
    return f"&a->{f.name}"


def out_param(api, f):
    t, name = f.type, f.name
    if t.base == "typed_param":
        return f"List *{name}_out"
    if t.base == "bytes":
        return f"unsigned char **{name}_out, unsigned int *n_{name}_out"
    if t.base == "uuid":
        return f"unsigned char {name}_out[16]"
    c = element_c(api, t.base)
    c += "" if c.endswith("*") else " "
    if t.count == "list":
        return f"{c}**{name}_out, unsigned int *n_{name}_out"
    if t.optional and t.base != "string":
        return f"{c}**{name}_out"
    return f"{c}*{name}_out"


def out_value(f):
    if f.type.base == "typed_param":
        return f"(List *) &r->{f.name}"
    if f.type.base == "bytes" or f.type.count == "list":
        return f"&r->{f.name}.items, &r->{f.name}.n"
    if f.type.base == "uuid" or f.type.count == "fixed":
        return f"r->{f.name}"
    return f"&r->{f.name}"


def object_type(kind):
    return "Conn" if kind in ("connect", "adm_connect") else camel(kind) + "Obj"


def whole_ret(m):
    return len(m.rets) > 2


def params(api, m):
    out = [f"{object_type(m.kind)} *{m.object_field if m.object_field and object_type(m.kind) != 'Conn' else 'conn' if object_type(m.kind) == 'Conn' else 'object'}"]
    out += [in_param(api, f) for f in m.args]
    if m.op.stream:
        out.append("virStreamPtr stream")
    if m.op.fds in ("call", "both"):
        out.append("const int *fds, unsigned int n_fds")
    out.append("Job *job")
    out += [f"{m.op.ret.c_name} *ret_out"] if whole_ret(m) else [out_param(api, f) for f in m.rets]
    if m.op.fds in ("reply", "both"):
        out.append("int **fds_out, unsigned int *n_fds_out")
    return out + ["GError **error"]


def values(m):
    out = ["object"] + [in_value(f) for f in m.args]
    if m.op.stream:
        out.append("job->call->stream")
    if m.op.fds in ("call", "both"):
        out.append("job->call->fds, job->call->n_fds")
    out.append("job")
    out += ["ret"] if whole_ret(m) else [out_value(f) for f in m.rets]
    if m.op.fds in ("reply", "both"):
        out.append("&job->call->fds_out, &job->call->n_fds_out")
    return out + ["error"]


def wrapped(first, items, last):
    """A parenthesized list in lines of at most 100 columns, aligned behind the bracket."""
    lines, line = [], first
    for i, item in enumerate(items):
        text = item + (", " if i < len(items) - 1 else last)
        if len(line) + len(text.rstrip()) > 100 and line.strip():
            lines.append(line.rstrip())
            line = " " * len(first)
        line += text
    return "\n".join([*lines, line])


# The two files.

def methods_h(api, tables):
    objects = sorted({object_type(t.kind) for t in tables.values()} - {"Conn"})
    out = ['#include "core/job.h"\n#include "lib/calls.h"\n\n'
           "/* Every ...Obj begins with an Obj (core/obj.h). */\n"
           + "\n".join(f"typedef struct {o} {o};" for o in objects) + "\n"]
    for t in tables.values():
        lines = [wrapped(f"    bool (*{m.name})(", params(api, m), ");") for m in t.methods.values()]
        out.append(f"typedef struct {t.c_name} {{\n" + "\n".join(lines) + f"\n}} {t.c_name};\n")
    members = "\n".join(f"    const {t.c_name} *{t.name};" for t in tables.values())
    out.append("/* What a driver can do. What it leaves out is unsupported. */\n"
               f"typedef struct Methods {{\n{members}\n}} Methods;\n")
    return guard("core-methods.h", "\n".join(out), "what drivers implement.")


def thunk(m, table):
    lines = []
    if m.args:
        lines.append(f"    const {m.op.args.c_name} *a = args;")
    if m.rets and not whole_ret(m):
        lines.append(f"    {m.op.ret.c_name} *r = ret;")
    if lines:
        lines.append("")
    call = wrapped(f"    return ((const {table.c_name} *) methods)->{m.name}(", values(m), ");")
    return (f"/* {m.op.line.source} */\nstatic bool\n{thunk_name(m)}(const void *methods, "
            "void *object, const void *args, void *ret, Job *job, GError **error)\n{\n"
            + "\n".join(lines + [call]) + "\n}\n")


def thunk_name(m):
    return "call_" + m.op.program.op_prefix + m.op.name


def impact(api, op):
    """The bits of the flags that say live and config, or nothing."""
    for fn in op.functions:
        enum = api.enums.get(next((p.of for p in fn.params if p.name == "flags"), ""))
        found = {}
        for m in enum.members if enum else []:
            for word in ("LIVE", "CONFIG"):
                if m.name.endswith("_AFFECT_" + word) or m.text.endswith("_AFFECT_" + word):
                    found[word] = m.name
        if len(found) == 2:
            return found["LIVE"], found["CONFIG"]
    return None


def listening(api):
    """Operation -> (what, kind) of those by which clients ask for events and give them up."""
    found = {}
    for fn in api.functions.values():
        if fn.local and fn.local[0] in ("listen", "unlisten") and fn.local[1] in api.objects:
            called = [(fn.op.program.name, fn.op.number)] if fn.op else fn.calls
            for op in api.ops:
                names = {f.name for f in (op.args.fields if op.args else [])
                         + (op.ret.fields if op.ret else [])}
                if (op.program.name, op.number) in called and "callbackID" in names:
                    found[op.id] = fn.local[0], fn.local[1]
    return found


def strings_flag(api, op):
    """Whether the flag that allows string parameters is one of the operation's."""
    okay = api.members["VIR_TYPED_PARAM_STRING_OKAY"].value
    for fn in op.functions:
        p = next((p for p in fn.params if p.name == "flags"), None)
        enum = api.enums.get(p.of) if p else None
        if enum and any(m.value == okay and not m.sentinel for m in enum.members):
            return False
    return bool(op.args and op.args.field("flags"))


def forward(m):
    """The function that passes the arguments of an older form on."""
    op, to = m.op, m.op.forward.op
    passed = [f for f in (op.args.fields if op.args else []) if not m.count or f.name != m.count.name]
    # Lists are structs without a name, which do not assign to each other.
    lists = [f.name for f in passed if f.type.count == "list"]
    fields = [f".{f.name} = a->{f.name}" for f in passed if f.name not in lists]
    fields += [f".{name} = {value}" for name, value in op.forward.values.items()]
    ret = "&from" if to.ret else "NULL"
    lines = [f"    const {op.args.c_name} *a = args;",
             f"    {to.args.c_name} to = {{ {', '.join(fields)} }};"]
    if op.ret:
        lines.append(f"    {op.ret.c_name} *r = ret;")
    if to.ret:
        lines.append(f"    {to.ret.c_name} from = {{ 0 }};")
    call = f"gate_run(gate, {to.id}, methods, &to, {ret}, error)"
    copies = [f"    memcpy(&to.{name}, &a->{name}, sizeof(to.{name}));" for name in lists]
    if not to.ret:
        lines += ["", *copies, f"    return {call};"]
    else:
        lines += ["    bool done;", "", *copies, f"    done = {call};"]
        for f in op.ret.fields if op.ret else []:
            lines.append(f"    memcpy(&r->{f.name}, &from.{f.name}, sizeof(from.{f.name}));")
            lines.append(f"    memset(&from.{f.name}, 0, sizeof(from.{f.name}));")
        lines += [f"    shape_clear(ops[{to.id}].ret, &from);", "    return done;"]
    return (f"/* {op.line.source} */\nstatic bool\n{forward_name(op)}(Gate *gate, const void *methods, "
            "const void *args, void *ret, GError **error)\n{\n" + "\n".join(lines) + "\n}\n")


def forward_name(op):
    return "forward_" + op.program.op_prefix + op.name


def listed(op):
    """(what is given, the field of the result) of an operation that lists or counts."""
    for f in op.ret.fields:
        if f.type.count == "list":
            what = {"string": "UUIDS" if f.name == "uuids" else "NAMES", "i32": "IDS"}
            return what.get(f.type.base, "REFS"), f
    return "COUNT", op.ret.fields[0]


def answer_cells(op):
    """What the gate needs to answer without a method."""
    if op.forward:
        return [f".forward = {forward_name(op)}", f".target = {op.forward.op.id}"]
    if op.finds:
        kind, key, place = op.finds
        cells = [f".answer = GATE_FIND, .kind = OBJECT_{kind.upper()}, .what = GATE_BY_{key.upper()}",
                 f".key = offsetof({op.args.c_name}, {place})",
                 f".found = offsetof({op.ret.c_name}, {op.ret.fields[0].name})"]
        return cells + [".by_handle = true"] if "." in place else cells
    kind, state = op.lists
    what, found = listed(op)
    cells = [f".answer = GATE_LIST, .kind = OBJECT_{kind.upper()}, .what = GATE_{what}",
             f".found = offsetof({op.ret.c_name}, {found.name})"]
    if state:
        cells.append(f".state = OBJ_ACTIVE, .is_state = {'true' if state == 'active' else 'false'}")
    return cells


def row(api, m, table, listens):
    op = m.op
    if op.forward or op.finds or op.lists:
        cells = answer_cells(op)
    else:
        cells = [f".thunk = {thunk_name(m)}", f".table = offsetof(Methods, {table.name})",
                 f".method = offsetof({table.c_name}, {m.name})"]
    if m.rule != "GATE_PLAIN":
        cells.append(f".rule = {m.rule}")
        cells.append(f".list = offsetof({op.ret.c_name}, {m.list.name})")
    if m.count:
        cells.append(f".count = offsetof({op.args.c_name}, {m.count.name})")
    cells.append(f".total = offsetof({op.ret.c_name}, {m.totals[0].name})" if m.totals
                 else ".total = OP_NO_OFFSET")
    if m.rule == "GATE_TWO_CALL" and strings_flag(api, op):
        cells.append(".strings_flag = VIR_TYPED_PARAM_STRING_OKAY")
    bits = impact(api, op)
    if bits:
        cells.append(f".live = {bits[0]}, .config = {bits[1]}")
    if op.id in listens:
        what, kind = listens[op.id]
        cells.append(f".listen = GATE_{what.upper()}, .listen_kind = OBJECT_{kind.upper()}")
        if what == "listen":
            obj = next(f for f in op.args.fields if f.type.base in api.objects)
            cells.append(f".listen_id = offsetof({op.args.c_name}, eventID)")
            cells.append(f".listen_object = offsetof({op.args.c_name}, {obj.name})")
            cells.append(f".listen_callback = offsetof({op.ret.c_name}, callbackID)")
        else:
            cells.append(f".listen_callback = offsetof({op.args.c_name}, callbackID)")
    return f"    [{op.id}] = {{\n" + "\n".join(f"        {c}," for c in cells) + "\n    },"


def thunks_c(api, tables):
    listens = listening(api)
    methods = [(m, t) for t in tables.values() for m in t.methods.values()]
    order = {op.id: i for i, op in enumerate(api.ops)}
    answered = [(Method(api, op, object_of(api, op)[0][len("OBJECT_"):].lower(), op.name), None)
                for op in api.ops if op.lists or op.finds or op.forward]
    rows = "\n".join(row(api, m, t, listens)
                     for m, t in sorted(methods + answered, key=lambda x: order[x[0].op.id]))
    return (head("how the gate calls methods.") + '#include <string.h>\n\n#include "core/gate-priv.h"\n'
            '#include "core/methods.h"\n#include "lib/call.h"\n\n'
            + "\n".join([thunk(m, t) for m, t in methods]
                        + [forward(m) for m, _ in answered if m.op.forward])
            + f"\nconst GateOp gate_ops[OP_COUNT] = {{\n{rows}\n}};\n")

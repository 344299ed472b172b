# SPDX-License-Identifier: LGPL-2.1-or-later
"""The operations: plain structs, their shapes, and one table row for each operation and event."""

from cgen import guard, head, ordered_structs, shape_field, shape_name, struct_of, struct_text
from model import Condition
from vocabulary import FLAG_RULES

JOBS = {"": "JOB_NONE", "modify": "JOB_MODIFY", "destroy": "JOB_DESTROY",
        "suspend": "JOB_SUSPEND", "async": "JOB_ASYNC", "migration-op": "JOB_MIGRATION",
        "abort": "JOB_ABORT"}
WHEN = {"always": "WHEN_ALWAYS", "any": "WHEN_ANY", "all": "WHEN_ALL", "none": "WHEN_NONE",
        "equal": "WHEN_EQUAL", "other": "WHEN_OTHER"}
FLAGS_BLAMED = "ctl"  # what the original calls the flags in errors about them
WIDTH = {"i32": 4, "u32": 4, "i64": 8, "u64": 8, "u8": 1, "char": 1, "i16": 2, "u16": 2}


def objects_h(api):
    refs = [o.ref for o in api.objects.values() if o.ref]
    in_refs = {s.c_name for s in refs}
    kinds = "\n".join(f"    {o.kind}, /* {o.c_type} */" for o in api.objects.values())
    handles = "\n".join(
        f"struct {o.tag} {{\n    Handle head;\n    {o.ref.c_name} ref;\n}};"
        for o in api.objects.values() if o.ref)
    body = ("#include <libvirt/libvirt.h>\n#include <libvirt/libvirt-admin.h>\n"
            "#include \"lib/handle.h\"\n#include \"lib/shape.h\"\n\n"
            "/* The kinds of object that a handle can be for. */\n"
            f"typedef enum ObjectKind {{\n    OBJECT_NONE,\n{kinds}\n    OBJECT_COUNT\n}} ObjectKind;\n\n"
            "/* A Ref names an object: on the wire and in the operations table. */\n"
            + "\n".join(struct_text(api, s) for s in ordered_structs(api) if s.c_name in in_refs)
            + "\n\n" + handles + "\n")
    return guard("lib-objects.h", body, "object kinds, their Refs and handles.")


def op_ids_h(api):
    ids = "\n".join(f"    {op.id}, /* {op.program.name} {op.number} */" for op in api.ops)
    features = "\n".join(f"    {name.removeprefix('VIR_DRV_')} = {number},"
                         for number, name in api.features)
    return guard("lib-op-ids.h",
                 f"typedef enum OpId {{\n{ids}\n    OP_COUNT\n}} OpId;\n\n"
                 "/* What OP_CONNECT_SUPPORTS_FEATURE asks about. */\n"
                 f"typedef enum Feature {{\n{features}\n}} Feature;\n",
                 "operation and feature numbers.")


def limits(api):
    """What the protocols allow, for hand-written code: as they are called there."""
    rows = [f"#define {name} {value}" for p in [*api.programs.values(), api.packet] if p
            for name, value in p.consts]
    longest = max((f.type.max for s in ordered_structs(api) for f in s.fields
                   if f.type.base == "typed_param" and f.type.count == "list"), default=0)
    rows.append(f"#define PARAM_LIST_MAX {longest} /* of all lists of typed parameters */")
    return "\n".join(rows) + "\n\n"


def calls_h(api):
    refs = {o.ref.c_name for o in api.objects.values() if o.ref}
    structs = [s for s in ordered_structs(api) if s.c_name not in refs]
    texts = []
    for s in structs:
        texts.append(f"/* {s.name} */\n{struct_text(api, s)}")
    # Modules use them too, under a name that cannot collide with an application's.
    shapes = "\n".join(f"#define {shape_name(s)} virtue_{shape_name(s)}\n"
                       f"extern const Shape {shape_name(s)};" for s in ordered_structs(api))
    return guard("lib-calls.h",
                 '#include "lib/objects.h"\n\n' + limits(api) + "\n\n".join(texts) + "\n\n" + shapes + "\n",
                 "arguments, results and messages as plain structs.")


def shapes_c(api):
    out = [head("the shapes of all plain structs."), '#include "lib/calls.h"\n']
    for s in ordered_structs(api):
        name = shape_name(s)
        fields = "\n".join(shape_field(api, s, f) for f in s.fields)
        out.append(f"static const ShapeField {name}_fields[] = {{\n{fields}\n}};\n"
                   f'const Shape {name} = {{ "{s.name}", sizeof({s.c_name}), {len(s.fields)}, '
                   f"{name}_fields }};\n")
    return "\n".join(out)


def handles_c(api):
    rows = []
    for o in api.objects.values():
        parent = next((f for f in (o.ref.fields if o.ref else []) if f.type.base in api.objects), None)
        shape = "&" + shape_name(o.ref) if o.ref else "NULL"
        if o.ref:
            size, offset = f"sizeof(struct {o.tag})", f"offsetof(struct {o.tag}, ref)"
        else:
            size, offset = "0", "0"
        kind = api.objects[parent.type.base].kind if parent else "OBJECT_NONE"
        at = f"offsetof({o.ref.c_name}, {parent.name})" if parent else "0"
        rows.append(f'    [{o.kind}] = {{ "{o.name}", "{o.c_type}", {shape}, {size}, {offset}, '
                    f"{kind}, {at}, {o.error[0]}, {o.error[1]} }},")
    return (head("what the handle engine knows of each kind.")
            + '#include <libvirt/virterror.h>\n#include "lib/calls.h"\n\nconst HandleType handle_types[OBJECT_COUNT] = {\n'
            + "\n".join(rows) + "\n};\n")


def access_h(api):
    parts = []
    for name, permissions in api.permissions.items():
        items = "\n".join(f"    {perm_id(name, p.name)}, /* {p.doc} */" for p in permissions)
        parts.append(f"typedef enum {name.title().replace('_', '')}Permission {{\n{items}\n}} "
                     f"{name.title().replace('_', '')}Permission;")
    body = ('#include "lib/objects.h"\n\n' + "\n\n".join(parts) + """

/* A permission as polkit and the documentation name it. */
typedef struct PermissionType {
    const char *name;   /* "read_secure" */
    const char *action; /* "org.libvirt.api.domain.read-secure" */
    bool by_default;    /* granted to everybody unless a rule says otherwise */
} PermissionType;

/* By ObjectKind; each ends with a NULL name. */
#define permission_types virtue_permission_types
extern const PermissionType *const permission_types[OBJECT_COUNT];
""")
    return guard("lib-access.h", body, "permissions.")


def perm_id(obj, name):
    return f"PERM_{obj.upper()}_{name.upper()}"


def access_c(api):
    out = [head("permissions."), '#include "lib/access.h"\n']
    for name, permissions in api.permissions.items():
        rows = "\n".join(f'    {{ "{p.name}", "{p.action}", '
                         f'{"true" if p.default == "yes" else "false"} }},' for p in permissions)
        out.append(f"static const PermissionType {name}_permissions[] = {{\n{rows}\n    {{ NULL }}\n}};\n")
    rows = "\n".join(f"    [OBJECT_{n.upper()}] = {n}_permissions," for n in api.permissions)
    out.append(f"const PermissionType *const permission_types[OBJECT_COUNT] = {{\n{rows}\n}};\n")
    return "\n".join(out)


def condition(op, cond):
    if cond.when == "always":
        return "{ WHEN_ALWAYS, 0, 0 }"
    return (f"{{ {WHEN[cond.when]}, offsetof({op.args.c_name}, {cond.param}), "
            f"{' | '.join(cond.values)} }}")


def rules(op, name, items):
    if not items:
        return "", "NULL"
    rows = "\n".join(
        f"    {{ OBJECT_{r.object.upper()}, {perm_id(r.object, r.permission)}, "
        f"{condition(op, r.condition)} }}," for r in items)
    return f"static const OpAccess {name}[] = {{\n{rows}\n}};\n", name


def flag_message(kind, a, b):
    if kind == "exclusive":
        return f"Flags '{a}' and '{b}' are mutually exclusive"
    return f"Flag '{b}' is required by flag '{a}'"


def check_row(op, check):
    base = op.args.field(check.field).type.base
    cells = [f".kind = CHECK_{check.kind.upper()}",
             f".offset = offsetof({op.args.c_name}, {check.field})", f'.arg = "{check.arg}"']
    message = check.message
    if check.kind in FLAG_RULES:
        cells += [f".a = {check.values[0]}", f".b = {check.values[1]}"]
        message = message or flag_message(check.kind, *check.values)
    elif check.kind == "implies":
        cells.append(f".a = offsetof({op.args.c_name}, {check.values[0]})")
    elif check.kind in ("max", "below"):
        cells.append(f".max = {check.values[0]}")
    if base in WIDTH:
        cells.append(f".width = {WIDTH[base]}")
    if check.blamed or check.kind in FLAG_RULES:
        cells.append(f'.blamed = "{check.blamed or FLAGS_BLAMED}"')
    if message:
        cells.append(f'.message = "{message}"')
    if check.condition.when != "always":
        cells.append(f".when = {condition(op, check.condition)}")
    return f"    {{ {', '.join(cells)} }},"


def checks(op):
    if not op.checks:
        return "", "NULL"
    name = f"{op.program.op_prefix}{op.name}_checks"
    rows = "\n".join(check_row(op, check) for check in op.checks)
    return f"static const OpCheck {name}[] = {{\n{rows}\n    {{ CHECK_END }},\n}};\n", name


def flags_known(api, op):
    """Every bit that the functions of an operation document; UINT32_MAX where nothing is said."""
    bits = 0
    for fn in op.functions:
        for p in fn.params:
            if p.name == "flags":
                if not p.of:
                    return "UINT32_MAX"
                if p.of != "none":
                    for m in api.enums[p.of].members:
                        if not m.sentinel and m.value > 0:
                            bits |= m.value
                if any(q.type and q.type.base == "typed_param" and q.direction == "out"
                       for q in fn.params):
                    bits |= api.members["VIR_TYPED_PARAM_STRING_OKAY"].value
    return f"{bits:#x}" if op.functions else "UINT32_MAX"


def object_of(api, op):
    """(kind, offset) of what the operation is about."""
    for f in op.args.fields if op.args else []:
        if f.type.base in api.objects and f.type.count == "one" and not f.type.optional:
            return api.objects[f.type.base].kind, f"offsetof({op.args.c_name}, {f.name})"
        if "." in f.source and op.functions:
            param = op.functions[0].param(f.source.split(".")[0])
            if param and param.handle:
                return api.objects[param.handle].kind, f"offsetof({op.args.c_name}, {f.name})"
    kind = "OBJECT_ADM_CONNECT" if op.program.name == "admin" else "OBJECT_CONNECT"
    return kind, "OP_NO_OFFSET"


def attributes(op):
    bits = []
    if op.prio == "high":
        bits.append("OP_HIGH_PRIORITY")
    if op.before_auth:
        bits.append("OP_BEFORE_AUTH")
    if op.stream in ("read", "both"):
        bits.append("OP_STREAM_READ")
    if op.stream in ("write", "both"):
        bits.append("OP_STREAM_WRITE")
    if op.fds in ("call", "both"):
        bits.append("OP_FDS_IN")
    if op.fds in ("reply", "both"):
        bits.append("OP_FDS_OUT")
    if op.access or any(f.access for f in op.functions):
        bits.append("OP_WRITES")
    if any(p.words.get("twocall") and p.type.base == "typed_param"
           for f in op.functions for p in f.params):
        bits.append("OP_TWO_CALL")
    return " | ".join(bits) or "0"


def op_row(api, op):
    base = op.program.op_prefix + op.name
    access_text, access = rules(op, base + "_access", op.acl)
    filter_text, filters = rules(op, base + "_filter", op.filter)
    check_text, check = checks(op)
    kind, offset = object_of(api, op)
    flags = op.args.field("flags") if op.args else None
    flags_at = (f"offsetof({op.args.c_name}, flags)" if flags and flags.type.base == "u32"
                else "OP_NO_OFFSET")
    write = op.access or Condition("always")
    row = f"""    [{op.id}] = {{ /* {op.line.source} */
        .name = "{op.name}", .function = "{op.function_name}",
        .program = {op.program.number:#010x}, .procedure = {op.number},
        .args = {'&' + shape_name(op.args) if op.args else 'NULL'},
        .ret = {'&' + shape_name(op.ret) if op.ret else 'NULL'},
        .attributes = {attributes(op)},
        .error_domain = {op.functions[0].header.error_domain if op.functions else 'VIR_FROM_RPC'},
        .block = BLOCK_{op.block.upper()}, .job = {JOBS[op.job]},
        .object = {kind}, .object_offset = {offset},
        .flags_offset = {flags_at}, .flags_known = {flags_known(api, op)},
        .sparse_flag = {op.sparse or 0},
        .read_only = {condition(op, write)},
        .n_access = {len(op.acl)}, .access = {access},
        .n_filter = {len(op.filter)}, .filter = {filters},
        .checks = {check},
    }},"""
    return access_text + filter_text + check_text, row


def ops_c(api):
    tables, rows = [], []
    for op in api.ops:
        text, row = op_row(api, op)
        tables.append(text)
        rows.append(row)
    index = []
    programs = []
    for p in api.programs.values():
        top = max([o.number for o in p.ops] + [e.number for e in p.events] + [0])
        if p.ops:
            cells = "\n".join(f"    [{o.number}] = {o.id} + 1," for o in p.ops)
            index.append(f"static const uint16_t {p.name}_index[{top + 1}] = {{\n{cells}\n}};\n")
        programs.append(f'    {{ {p.number:#010x}, {p.version}, "{p.name}", '
                        f'{p.name + "_index" if p.ops else "NULL"}, {top + 1} }},')
    return (head("the operations table.") + '#include "lib/calls.h"\n#include "lib/access.h"\n'
            '#include "lib/op.h"\n#include "lib/op-priv.h"\n#include <libvirt/libvirt-qemu.h>\n'
            '#include <libvirt/virterror.h>\n'
            '#include <libvirt/libvirt-lxc.h>\n\n' + "".join(tables)
            + "\nconst Op ops[OP_COUNT] = {\n" + "\n".join(rows) + "\n};\n\n" + "\n".join(index)
            + "\nconst OpProgram op_programs[] = {\n" + "\n".join(programs)
            + "\n    { 0 },\n};\n")


def flat_fields(api, event):
    """(C path, field) of all fields of a message, nested messages opened."""
    out = []
    for f in event.msg.fields if event.msg else []:
        if f.type.base.endswith("_msg"):
            inner = struct_of(api, f.type.base)
            out += [(f"msg->{f.name}.{g.name}", g) for g in inner.fields]
        else:
            out.append((f"msg->{f.name}", f))
    return out


def deliver(api, event):
    """The function that calls an application's callback with a message."""
    callback = api.callbacks[event.callback]
    fields = [x for x in flat_fields(api, event) if x[1].name != "callbackID"]
    at = next(i for i, (_, f) in enumerate(fields) if f.type.base in api.objects)
    path, obj_field = fields.pop(at)
    obj = api.objects[obj_field.type.base]
    args = []
    for field_path, f in fields:
        if f.type.base == "typed_param":
            args += [f"{field_path}.items", f"(int) {field_path}.n"]
        elif f.type.count == "list" or f.type.base not in (*WIDTH, "string", "f64"):
            wanted = callback.params[2 + len(args)][0]
            args.append(f"({wanted}) &{field_path}")
        else:
            args.append(field_path)
    text = ", ".join(["conn", "object", *args, "opaque"])
    return f"""static void
deliver_{event.name}(virConnectPtr conn, const void *message, void *callback, void *opaque)
{{
    const {event.msg.c_name} *msg = message;
    {obj.c_type} object = event_object((Conn *) conn, {obj.kind}, &{path});

    (({event.callback}{'' if callback.pointer else ' *'}) callback)({text});
    handle_unref(object);
}}
"""


def events_c(api):
    out = [head("events: their messages and how each calls the application."),
           '#include <libvirt/libvirt.h>\n#include <libvirt/libvirt-qemu.h>\n'
           '#include "lib/calls.h"\n#include "lib/conn-events.h"\n']
    rows = []
    for e in api.events:
        if e.callback:
            out.append(deliver(api, e))
        obj = next(((p, f) for p, f in flat_fields(api, e) if f.type.base in api.objects), None)
        path = obj[0].replace("msg->", "", 1) if obj else ""
        kind = api.objects[obj[1].type.base].kind if obj else "OBJECT_NONE"
        at = f"offsetof({e.msg.c_name}, {path})" if obj else "0"
        has_id = any(f.name == "callbackID" for f in e.msg.fields) if e.msg else False
        cid = f"offsetof({e.msg.c_name}, callbackID)" if has_id else "EVENT_NO_CALLBACK_ID"
        rows.append(f'    {{ "{e.name}", {e.program.number:#010x}, {e.number}, '
                    f"{'&' + shape_name(e.msg) if e.msg else 'NULL'}, {kind}, {e.id or -1}, {at}, "
                    f"{cid}, {'deliver_' + e.name if e.callback else 'NULL'} }},")
    out.append("const EventType event_types[] = {\n" + "\n".join(rows) + "\n    { NULL },\n};\n")
    return "\n".join(out)


def outputs(api):
    return {"objects.h": objects_h(api), "op-ids.h": op_ids_h(api), "calls.h": calls_h(api),
            "access.h": access_h(api), "shapes.c": shapes_c(api), "handle-types.c": handles_c(api),
            "access.c": access_c(api), "ops.c": ops_c(api), "event-types.c": events_c(api)}

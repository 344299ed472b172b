# SPDX-License-Identifier: LGPL-2.1-or-later
"""The public entry points: checks, arguments into a plain struct, the call, results back.

One C file for each header. Functions marked custom are written by hand in src/lib.
"""

from cgen import SCALAR_C, head
from model import c_declare
from records import record_name, record_tables
from vocabulary import CHECKS

class Entry:
    """The text of one function."""

    def __init__(self, api, fn):
        self.api, self.fn, self.op = api, fn, fn.op
        self.binding = getattr(fn, "op_binding", None)
        self.args = self.binding.args if self.binding else None
        self.ret = self.binding.ret if self.binding else None
        self.decls, self.body, self.outs = [], [], []
        self.failure = failure(fn)
        self.result = self.failure

    # -- pieces -------------------------------------------------------------

    def need(self, condition):
        self.body.append(f"    if (!{condition})\n        goto end;")

    def need_of_ours(self, condition):
        """What the original does not look at: where it has refused all that it refuses."""
        if self.fn.access_word in ("late", "last"):
            self.behind.append(condition)
        else:
            self.need(condition)

    def line(self, text):
        self.body.append(f"    {text}")

    def kind(self, name):
        return self.api.objects[name].kind

    def field_of(self, param_name):
        """The argument field that carries a parameter itself."""
        for f in self.args.fields if self.args else []:
            if f.source == param_name:
                return f
        return None

    # -- arguments ----------------------------------------------------------

    def accept_objects(self):
        """Objects come first in the order of checks."""
        first = True
        for p in self.fn.params:
            if p.words.get("stream"):
                self.need(f"call_object(&call, OBJECT_STREAM, {p.name}, NULL)")
                self.line(f"call.stream = {p.name};")
                self.late.insert(0, f'call_same(&call, OBJECT_STREAM, {p.name}, "{p.name}")')
                continue
            if not p.handle:
                continue
            target = "NULL"
            f = self.field_of(p.name)
            member = next((x for x in (self.args.fields if self.args else [])
                           if x.source.startswith(p.name + ".")), None)
            if f is not None and f.type.optional:
                ref = self.api.objects[p.handle].ref.c_name
                self.decls.append(f"{ref} {p.name}_ref;")
                self.body.append(f"    if ({p.name}) {{\n"
                                 f"        if (!call_object(&call, {self.kind(p.handle)}, {p.name}, "
                                 f"&{p.name}_ref))\n            goto end;\n"
                                 f"        args.{f.name} = &{p.name}_ref;\n    }}")
                first = False
                continue
            if f is not None:
                target = f"&args.{f.name}"
            elif member is not None:
                ref = self.api.objects[p.handle].ref.c_name
                self.decls.append(f"{ref} {p.name}_ref;")
                target = f"&{p.name}_ref"
            self.need(f"call_object(&call, {self.kind(p.handle)}, {p.name}, {target})")
            if member is not None:
                self.line(f"args.{member.name} = {p.name}_ref.{member.source.split('.')[1]};")
            first = False

    def scalars(self):
        """Plain values and the answers to "is there a pointer"."""
        for f in self.args.fields if self.args else []:
            source = f.source
            if source.startswith("&"):
                self.line(f"args.{f.name} = {source[1:]} != NULL;")
            elif source.lstrip("-").isdigit():
                self.line(f"args.{f.name} = {source};")
            elif "." not in source:
                p = self.fn.param(source)
                if p and f.type.count == "one" and f.type.base in SCALAR_C and "*" not in p.c_type:
                    if (p.c_type in ("size_t", "unsigned long") and f.type.base == "u32"
                            and not any(p.name in (q.words.get("fill") or [])
                                        for q in self.fn.params)):
                        self.late.append(f'call_limit(&call, {p.name}, UINT32_MAX, "{p.name}")')
                    if p.words.get("clamp"):
                        self.line(f'{p.name} = MIN({p.name}, {p.words["clamp"][0]});')
                    self.line(f"args.{f.name} = {p.name};")

    def writable(self, place):
        fn = self.fn
        word = fn.access_word if fn.access_word in ("late", "last") else ""
        if fn.access is None or word != place:
            return
        function = "call_writable_secure" if fn.access_word == "secure" else "call_writable"
        self.need(f"{function}(&call, {'&args' if self.args else 'NULL'})")

    def pointers(self):
        """The remaining arguments, in the order of their lines."""
        if any(check.early for check in self.op.checks):
            self.need("call_check(&call, &args)")
        for p in sorted(self.fn.params, key=lambda p: p.line.number if p.line else 0):
            if p.handle or p.words.get("stream"):
                continue
            if p.words.get("fds") and p.direction == "out":
                if not p.words.get("nullable"):
                    self.need(f'call_nonnull(&call, {p.name}, "{p.name}")')
            elif p.words.get("fds"):
                if p.words.get("nonnull"):
                    self.need(f'call_nonnull(&call, {p.name}, "{p.name}")')
                self.need_of_ours(f'call_fds(&call, {p.name}, {p.words["count"][0]}, "{p.name}")')
            elif p.words.get("fd"):
                if p.words.get("nonnegative"):
                    self.need(f'call_nonnegative(&call, {p.name}, "{p.name}")')
                if p.words.get("socket"):
                    self.need(f'call_socket(&call, {p.name}, "{p.name}")')
                self.line(f"call.fds = &{p.name};")
                self.line("call.n_fds = 1;")
            elif p.direction == "in":
                self.pointer_in(p)
            elif p.direction == "out":
                self.pointer_out(p)

    def pointer_in(self, p):
        f = self.field_of(p.name)
        if f is None or f.type.base in SCALAR_C and f.type.count == "one":
            if p.words.get("sizeof"):
                self.sizeof(p)
            self.count_in(p)
            return
        name, t = p.name, f.type
        if p.words.get("count"):
            count = p.words["count"][0]
            if p.words.get("nonnull"):
                self.need(f'call_nonnull(&call, {name}, "{name}")')
            if t.base == "typed_param":
                self.params_in(p, f, count)
            elif t.base == "string":
                self.need_of_ours(f'call_strings(&call, (const char *const *) {name}, {count}, '
                                  f'{t.max}, "{name}", &args.{f.name})')
            else:
                self.count_rule(count)
                self.need(f'call_array(&call, {name}, {count}, {t.max}, "{name}", '
                          f"&args.{f.name})")
            return
        if t.base == "uuid":
            self.need(f'call_nonnull(&call, {name}, "{name}")')
            text = p.words.get("text")
            if text:
                message = f'"{text[0]}"' if isinstance(text, list) else "NULL"
                self.need(f'call_uuid(&call, {name}, args.{f.name}, "{name}", {message})')
            else:
                self.line(f"memcpy(args.{f.name}, {name}, sizeof(args.{f.name}));")
            return
        if t.base == "string":
            if (not t.optional and not p.words.get("nullable")) or p.words.get("nonnull"):
                self.need(f'call_nonnull(&call, {name}, "{name}")')
            if p.words.get("nonempty"):
                self.need(f'call_nonempty(&call, {name}, "{name}")')
            if p.words.get("absolute"):
                self.decls.append(f"g_autofree char *{name}_path = NULL;")
                self.line(f"{name}_path = g_canonicalize_filename({name}, NULL);")
                name += "_path"
            self.line(f"args.{f.name} = (char *) {name};")

    def params_in(self, p, f, count):
        name = p.name
        if p.words.get("nullable"):
            self.body.append(f"    if ({count} != 0 && !call_nonnull(&call, {name}, "
                             f'"{name}"))\n        goto end;')
            self.late.append(f"call_params_plain(&call, {name}, {count}, {p.type.max}, "
                             f"&args.{f.name})")
            return
        self.need(f'call_nonnull(&call, {name}, "{name}")')
        if self.fn.param(count).line is None:
            self.need(f'call_positive(&call, {count}, "{count}")')
        function = ("call_params_plain" if self.fn.params[0].handle.startswith("adm_")
                    else "call_params")
        self.late.append(f"{function}(&call, {name}, {count}, {p.type.max}, &args.{f.name})")

    def count_in(self, p):
        """The length of an array, if it has a line of its own."""
        if not any(q.direction == "in" and p.name in (q.words.get("count") or [])
                   for q in self.fn.params):
            return
        for word in CHECKS:
            if p.words.get(word):
                self.need(f'call_{word}(&call, {p.name}, "{p.name}")')
        if p.words.get("max"):
            self.late.append(f'call_limit(&call, {p.name}, {p.words["max"][0]}, "{p.name}")')

    def count_rule(self, count):
        """What the number of elements must be; said once for arrays that share it."""
        check = f'call_positive(&call, {count}, "{count}")'
        if self.signed(count) and self.fn.param(count).line is None and (
                f"    if (!{check})\n        goto end;" not in self.body):
            self.need(check)

    def signed(self, count):
        return self.fn.param(count).c_type == "int"

    def record(self, p):
        """The table for a parameter that receives structs, or None."""
        struct = self.api.wires.get(p.type.base) if p.type else None
        return f"&{record_name(struct)}" if struct and struct.public else None

    def sizeof(self, p):
        """The caller says how large its struct is; older ones were smaller."""
        struct = p.words["sizeof"][0]
        self.body.append(f"    if ({p.name} > sizeof(*{struct})) {{\n"
                         f'        call_argument(&call, "{p.name}", "size must not exceed %zu", '
                         f"sizeof(*{struct}));\n        goto end;\n    }}")

    def pointer_out(self, p):
        name = p.name
        if p.words.get("twocall"):
            count = p.words["twocall"][0]
            f = self.field_of(count)
            if p.words.get("nullable"):
                self.need(f'call_nonnull(&call, {count}, "{count}")')
                self.need(f'call_nonnegative(&call, *{count}, "*{count}")')
                self.line(f"args.{f.name} = {name} ? *{count} : 0;")
                return
            room = "call_full_room" if p.words.get("nonnull") else "call_room"
            self.need(f'{room}(&call, {name}, (const int *) {count}, "{name}", "{count}", '
                      f'"*{count}")')
            if f is not None:
                self.line(f"args.{f.name} = *{count};")
        elif p.words.get("into") and p.words.get("nullable") and not self.total():
            room = p.words["into"][0]
            self.body.append(f"    if (!{name} || {room} == 0) {{\n        rv = 0;\n"
                             "        goto end;\n    }")
        elif p.words.get("into"):
            room = p.words["into"][0]
            if self.fn.param(room).words.get("positive"):
                self.need(f'call_positive(&call, {room}, "{room}")')
            elif self.signed(room):
                self.need(f'call_nonnegative(&call, {room}, "{room}")')
            self.body.append(f'    if ({room} != 0 && !call_nonnull(&call, {name}, "{name}"))\n'
                             "        goto end;")
            if p.type.base == "string":
                self.line(f'call_names(&call, {room}, {p.type.max}, "{name}");')
        elif p.words.get("fill"):
            size = p.words["fill"][0]
            f = self.field_of(size)
            self.body.append(f'    if ({size} != 0 && !call_nonnull(&call, {name}, "{name}"))\n'
                             "        goto end;")
            self.line(f"call_space(&call, {size}, {p.type.max});")
            if f is not None:
                self.line(f"args.{f.name} = {size};")
        elif not p.words.get("nullable"):
            count = (p.words["list"][0] if isinstance(p.words.get("list"), list) else None)
            if count and self.fn.param(count).words.get("nonnegative"):
                self.need(f'call_nonnull(&call, {count}, "{count}")')
                self.need(f'call_nonnegative(&call, *{count}, "*{count}")')
                self.need_of_ours(f'call_nonnull(&call, {name}, "{name}")')
                return
            self.need(f'call_nonnull(&call, {name}, "{name}")')
            if count:
                self.need(f'call_nonnull(&call, {count}, "{count}")')

    # -- results ------------------------------------------------------------

    def parent_expr(self, kind):
        """The handle that a new handle belongs to, for kinds whose Ref holds another's."""
        obj = self.api.objects[kind]
        inner = next((f.type.base for f in obj.ref.fields if f.type.base in self.api.objects), None)
        if inner is None:
            return "NULL"
        for p in self.fn.params:
            if p.handle == inner:
                return p.name
            if p.handle == kind:
                return f"((Handle *) {p.name})->parent"
        raise KeyError(f"{self.fn.name}: no parent for a new {kind}")

    def results(self):
        for f in self.ret.fields if self.ret else []:
            source = f.source
            if source == "return":
                self.return_value(f)
            elif source == "count":
                continue
            elif "." in source:
                self.struct_member(f, *source.split(".", 1))
            else:
                p = self.fn.param(source)
                if p is not None:
                    self.out_value(f, p)
        for p in self.fn.params:
            if p.words.get("fds") and p.words.get("list"):
                self.outs.append(f"    call_give_fds(&call, {p.name}, {p.words['list'][0]});")
        for param in {f.source.split(".")[0] for f in (self.ret.fields if self.ret else [])
                      if "." in f.source}:
            self.outs.insert(0, f"    memset({param}, 0, sizeof(*{param}));")

    def return_value(self, f):
        t = f.type
        if t.base == "string":
            self.outs.append(f"    rv = g_steal_pointer(&ret.{f.name});")
        elif t.base in self.api.objects:
            self.outs.append(f"    rv = handle_new({self.kind(t.base)}, call.conn, "
                             f"(Handle *) {self.parent_expr(t.base)}, &ret.{f.name});")
        else:
            self.outs.append(f"    rv = ret.{f.name};")

    def struct_member(self, f, param, member):
        if f.type.base == "char" and f.type.count == "list":
            self.outs.append(f"    call_take_text((List *) &ret.{f.name}, {param}->{member}, "
                             f"sizeof({param}->{member}));")
        elif f.type.count == "fixed":
            self.outs.append(f"    memcpy({param}->{member}, ret.{f.name}, "
                             f"MIN(sizeof({param}->{member}), sizeof(ret.{f.name})));")
        else:
            self.outs.append(f"    {param}->{member} = ret.{f.name};")

    def total(self):
        """The field of the result that counts what there is, whatever was asked for."""
        return next((x.name for x in self.ret.fields if x.source == "count"), None)

    def record_out(self, f, p):
        """Lists of public structs."""
        table, name, items = self.record(p), p.name, f"(List *) &ret.{f.name}"
        if p.words.get("twocall"):
            count = p.words["twocall"][0]
            self.outs.append(f"    if (!records_fill_counted(&call, {table}, {items}, "
                             f'ret.{self.total()}, {name}, {count}, "{name}"))\n        goto end;')
        elif p.words.get("into"):
            room = p.words["into"][0]
            self.outs.append(f'    rv = records_fill(&call, {table}, {items}, {name}, {room}, '
                             f'"{name}");')
        else:
            give = "records_give_list" if p.c_type.endswith("**") else "records_give_array"
            self.outs.append(f"    rv = {give}({table}, {items}, {name});")
        if not p.words.get("twocall"):
            self.count_only(name)

    def out_value(self, f, p):
        t, name = f.type, p.name
        if self.record(p):
            self.record_out(f, p)
        elif p.words.get("twocall"):
            count = p.words["twocall"][0]
            total = f"ret.{self.total()}" if self.total() else f"ret.{f.name}.n"
            self.outs.append(f"    if (!call_take_params(&call, (List *) &ret.{f.name}, {total}, "
                             f"{name}, (int *) {count}))\n        goto end;")
        elif p.words.get("into"):
            room = p.words["into"][0]
            take = {"string": "call_take_strings", "i32": "call_take_ints",
                    "u64": "call_take_cells"}[t.base]
            self.outs.append(f"    rv = {take}(&call, (List *) &ret.{f.name}, {name}, {room}, "
                             f'"{name}");')
        elif p.words.get("fill"):
            size = p.words["fill"][0]
            self.outs.append(f"    if (!call_take_bytes(&call, &ret.{f.name}, {name}, {size}, "
                             f'"{name}"))\n        goto end;')
        elif t.base == "typed_param":
            count = p.words["list"][0]
            self.outs.append(f"    params_give_array((List *) &ret.{f.name}, {name}, "
                             f"(int *) {count});")
        elif t.count == "list" and t.base in self.api.objects:
            self.outs.append(f"    rv = call_take_handles(&call, {self.kind(t.base)}, "
                             f"{self.parent_expr(t.base)}, (List *) &ret.{f.name}, "
                             f"(void ***) {name});")
            self.count_only(name)
        elif t.count == "list" and t.base == "string":
            self.outs.append(f"    rv = call_take_string_list(&call, (List *) &ret.{f.name}, "
                             f"{name});")
            self.count_only(name)
        elif t.base == "string":
            text = f"*{name} = g_steal_pointer(&ret.{f.name});"
            self.outs.append(f"    if ({name})\n        {text}" if p.words.get("nullable")
                             else f"    {text}")
        else:
            text = f"*{name} = ret.{f.name};"
            self.outs.append(f"    if ({name})\n        {text}" if p.words.get("nullable")
                             else f"    {text}")

    def count_only(self, name):
        """Without an array, or room in it, the number comes by itself."""
        p = self.fn.param(name)
        if self.total() and p.words.get("nullable"):
            room = f' || {p.words["into"][0]} == 0' if p.words.get("into") else ""
            self.outs.append(f"    if (!{name}{room})\n        rv = ret.{self.total()};")

    def effects(self):
        for words in self.fn.effects:
            target, value = words[0], words[2]
            name, member = target.split(".")
            if value == "lookup":
                self.outs.append(f"    call_refresh_domain(&call, {name});")
            elif "." in value:
                self.outs.append(f"    handle_set_id(&{name}->ref.{member}, ret.{value});")
            else:
                self.outs.append(f"    handle_set_id(&{name}->ref.{member}, {value});")

    # -- the function -------------------------------------------------------

    def text(self):
        self.late, self.behind = [], []
        self.accept_objects()
        self.scalars()
        self.writable("")
        self.pointers()
        self.writable("late")
        for check in self.late:
            if check.startswith("call_params_plain"):
                self.line(check + ";")
            else:
                self.need(check)
        if self.fn.access_word == "last" and self.op.checks:
            self.need("call_check(&call, &args)")
        self.writable("last")
        for check in self.behind:
            self.need(check)
        for p in self.fn.params:
            if p.words.get("strings"):
                self.line(f"call_strings_flag(&call, &args.{self.field_of(p.name).name});")
        args = "&args" if self.args else "NULL"
        ret = "&ret" if self.ret else "NULL"
        self.need(f"call_invoke(&call, {args}, {ret})")
        self.results()
        self.effects()
        decls = [f"Call call = CALL({self.op.id});"]
        if self.args:
            decls.append(f"{self.args.c_name} args = {{ 0 }};")
        if self.ret:
            decls.append(f"{self.ret.c_name} ret = {{ 0 }};")
        decls += self.decls
        returns = self.fn.c_return
        success = self.fn.ret[0] == "status"
        if success:
            self.outs.append("    rv = 0;")
        elif self.fn.ret[0] == "fd":
            self.outs.append("    rv = call_take_fd(&call);")
        elif self.fn.ret[0] == "fds":
            out = next(p.name for p in self.fn.params if p.words.get("fds"))
            self.outs.append(f"    rv = call_take_fds(&call, {out});")
        lines = ["    " + d for d in decls]
        lines.append(f"    {c_declare(returns, 'rv')} = {self.failure};")
        lines += ["", "    call_begin(&call);", *self.body, *self.outs, "end:"]
        if self.ret:
            lines.append("    shape_clear(call.op->ret, &ret);")
        lines += ["    call_end(&call);", "    return rv;"]
        return function(self.fn, lines)


def failure(fn):
    if fn.c_return.endswith("*") or fn.c_return.endswith("Ptr"):
        return "NULL"
    if fn.op and fn.c_return.startswith("unsigned long"):
        return "0"
    return "-1"


def function(fn, lines):
    """A definition with its return type on a line of its own."""
    args = ", ".join(c_declare(p.c_type, p.name) for p in fn.params) or "void"
    sep = "\n"
    return (f"/* {fn.line.source} */\n{fn.c_return}{sep}{fn.name}({args})\n{{\n"
            + "\n".join(lines) + "\n}\n")


def local_text(api, fn):
    """Functions that need no operation."""
    what = fn.local[0]
    if what == "param":
        return param_text(fn)
    if what == "free-record":
        table = record_name(api.wires[fn.local[1]])
        return function(fn, [f"    record_free(&{table}, {fn.params[0].name});"])
    if what == "same":
        names = ", ".join(p.name for p in fn.params)
        return function(fn, [f"    return {fn.local[1]}({names});"])
    first = fn.params[0]
    kind = api.objects[first.handle or "stream"].kind
    fail = failure(fn)
    lines = ["    Call call = CALL_LOCAL;", f"    {c_declare(fn.c_return, 'rv')} = {fail};", "",
             "    call_begin(&call);",
             f"    if (!call_object(&call, {kind}, {first.name}, NULL))\n        goto end;"]
    if first.words.get("nullable"):
        lines.insert(-1, f"    if (!{first.name}) {{\n        rv = 0;\n        goto end;\n    }}")
    if what == "field":
        ref = f"{first.name}->ref.{fn.local[1]}"
        fields = {f.name: f.type for f in api.objects[first.handle].ref.fields}
        is_id = fields[fn.local[1]].base == "i32" and fields[fn.local[1]].count == "one"
        lines.append(f"    rv = handle_get_id(&{ref});" if is_id else f"    rv = {ref};")
    elif what == "uuid":
        out = fn.params[1].name
        lines.append(f'    if (!call_nonnull(&call, {out}, "{out}"))\n        goto end;')
        if "text" in fn.local:
            lines.append(f"    uuid_format({first.name}->ref.uuid, {out});")
        else:
            lines.append(f"    memcpy({out}, {first.name}->ref.uuid, sizeof({first.name}->ref.uuid));")
        lines.append("    rv = 0;")
    elif what == "ref":
        lines += [f"    handle_ref({first.name});", "    rv = 0;"]
    elif what == "free":
        lines += [f"    handle_unref({first.name});", "    rv = 0;"]
    elif what == "connect":
        lines.append(f"    rv = ({fn.c_return}) call.conn;")
    elif what == "parent":
        lines.append(f"    rv = ({fn.c_return}) ((Handle *) {first.name})->parent;")
    elif what == "listen":
        return listen_text(api, fn, kind, fail)
    elif what == "unlisten":
        class_kind = "OBJECT_" + fn.local[1].upper()
        id_arg = fn.params[1].name
        checks = [f'    if (!call_nonnegative(&call, {id_arg}, "{id_arg}"))\n        goto end;']
        if fn.access:
            checks.insert(1 if fn.access_word == "late" else 0,
                          "    if (!call_writable(&call, NULL))\n        goto end;")
        lines += [*checks,
                  f"    rv = conn_events_unlisten(&call, {class_kind}, {id_arg});"]
    lines += ["end:", "    call_end(&call);", "    return rv;"]
    return function(fn, lines)


def listen_text(api, fn, kind, fail):
    conn, obj, event, cb, opaque, freecb = [p.name for p in fn.params]
    class_kind = "OBJECT_" + fn.local[1].upper()
    lines = ["    Call call = CALL_LOCAL;", "    int rv = -1;", "", "    call_begin(&call);",
             f"    if (!call_object(&call, {kind}, {conn}, NULL))\n        goto end;",
             f"    if ({obj} && !call_object_same(&call, {class_kind}, {obj}, \"{obj}\", NULL))\n"
             "        goto end;",
             f'    if (!call_nonnull(&call, (void *) {cb}, "{cb}") ||\n'
             f'        !call_nonnegative(&call, {event}, "{event}"))\n        goto end;',
             f"    rv = conn_events_listen(&call, {class_kind}, {obj}, {event}, "
             f"(EventCallback) {cb}, {opaque}, {freecb});",
             "end:", "    call_end(&call);", "    return rv;"]
    return function(fn, lines)


def param_text(fn):
    """One typed parameter, got or added by type."""
    type_name = fn.local[2]
    names = [p.name for p in fn.params]
    helper = "param_get" if fn.local[1] == "get" else "param_add"
    value = names[-1] if fn.local[1] == "get" else "&" + names[-1]
    args = ", ".join(["&call", *names[:-1], type_name, value])
    lines = ["    Call call = CALL_LOCAL;", "    int rv;", "", "    call_begin(&call);",
             f"    rv = {helper}({args});", "    call_end(&call);", "    return rv;"]
    return function(fn, lines)


def outputs(api):
    files = {}
    for header in api.headers:
        functions = [i for i in header.items if i in list(api.functions.values()) and not i.custom]
        if not functions:
            continue
        texts = []
        for fn in functions:
            texts.append(local_text(api, fn) if fn.local else Entry(api, fn).text())
        tables = record_tables(api, records_of(api, functions))
        own = "" if header.library == "libvirt" else f"#include <{header.path}>\n"
        files[f"entry-{header.module}.c"] = (
            head(f"entry points of <{header.path}>.")
            + f"#include <libvirt/libvirt.h>\n{own}"
            + '#include "base/uuid.h"\n#include "lib/call-values.h"\n#include "lib/conn-events.h"\n'
            + '#include "lib/record.h"\n' * bool(tables) + '#include "lib/typed-param.h"\n\n'
            + f"#define ERR_DOMAIN {header.error_domain}\n\n"
            + "\n".join([tables] * bool(tables) + texts))
    return files


def records_of(api, functions):
    """Names of the wire structs that the functions turn into public ones."""
    bases = {p.type.base: None for fn in functions for p in fn.params
             if p.type and p.direction == "out"}
    bases |= {fn.local[1]: None for fn in functions if fn.local and fn.local[0] == "free-record"}
    return [b for b in bases if b in api.wires and api.wires[b].public]

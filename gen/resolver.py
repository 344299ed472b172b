# SPDX-License-Identifier: LGPL-2.1-or-later
"""Second pass over api/: binds functions to their procedures, events to messages, rules to fields."""

from model import Check, Event, Field, Forward, Op, WireStruct, WireType, camel
from reader import Reader
from vocabulary import (BLOCKS, CHECKS, COUNTS, FLAG_RULES, JOBS, KEYS, LOCALS, RETURNS, RULES,
                        SCALARS, STATES, UNITS)


class Resolver(Reader):
    """A Reader that can also say what everything refers to."""

    def resolve(self):
        for member in self.api.members.values():
            self.value_of(member)
        for struct in list(self.api.wires.values()) + [
                o.ref for o in self.api.objects.values() if o.ref]:
            self.known_fields(struct)
            self.api.structs_wire[struct.c_name] = struct
        for program in self.api.programs.values():
            if program.uses and program.uses not in self.api.programs:
                program.line.fail(f"unknown program '{program.uses}' to use the types of")
        # Events nest older messages, so those without nesting first.
        events = [p for p in self.pending if p[0] == "event"]
        events.sort(key=lambda p: any(c.key == "nests" for c in p[1].children))
        for _, line, _ in events:
            self.resolve_event(line)
        for struct in self.api.wires.values():
            self.resolve_record(struct)
        for kind, line, extra in self.pending:
            if kind == "proc":
                self.resolve_proc(line)
            elif kind == "fn":
                self.resolve_fn(*extra)
        for program in self.api.programs.values():
            program.ops.sort(key=lambda o: o.number)
            program.events.sort(key=lambda e: e.number)
            self.api.ops += program.ops
            self.api.events += program.events
        for op in self.api.ops:
            self.resolve_forward(op)
        self.check_nodes()

    def known_fields(self, struct):
        """The fields' types, each blamed on its own line where it has one."""
        for f in struct.fields:
            at = [c for c in struct.line.children if f.name in c.texts()[:2]]
            self.known_type(at[0] if at else struct.line, f.type)

    def place(self, op):
        """Give a procedure or message its number, which nothing else may have."""
        taken = next((o for o in op.program.ops + op.program.events if o.number == op.number), None)
        if taken:
            op.line.fail(f"number {op.number} of {op.program.name} is taken by {taken.name}: "
                         f"{taken.line.where}")
        (op.program.events if isinstance(op, Event) else op.program.ops).append(op)

    def program(self, line, name):
        if name not in self.api.programs:
            line.fail(f"unknown program '{name}': expected one of {', '.join(self.api.programs)}")
        return self.api.programs[name]

    def wire_struct(self, line, words, protocol, c_name):
        fields = []
        for text in words:
            name, _, t = text.partition(":")
            if not t:
                line.fail(f"'{text}' needs a type: name:type")
            wt = self.parse_type(line, t)
            self.known_type(line, wt)
            if name in [f.name for f in fields]:
                line.fail(f"the field '{name}' is given twice")
            fields.append(Field(name, wt))
        return self.keep_struct(WireStruct(protocol, c_name, fields, line))

    def keep_struct(self, struct):
        self.api.structs_wire[struct.c_name] = struct
        return struct

    def names(self, op, attrs):
        """What the protocol calls the argument and result structs."""
        base = {"remote": "remote_", "qemu": "qemu_", "lxc": "lxc_", "admin": "admin_"}.get(
            op.program.name)
        args = self.one(attrs, "argsname") or f"{base or op.program.name + '_'}{op.name}_args"
        ret = self.one(attrs, "retname") or f"{base or op.program.name + '_'}{op.name}_ret"
        return args, ret

    def rules(self, op, attrs):
        op.prio = self.one(attrs, "prio", "low")
        if op.prio not in ("low", "high"):
            attrs["prio"][0].fail(f"unknown priority '{op.prio}': expected low or high")
        op.before_auth = self.one(attrs, "auth") == "none"
        op.acl = []
        for child in attrs.get("acl", []):
            if child.words[1].text != "none":
                op.acl.append(self.checked_rule(child, op))
        if "acl" not in attrs:
            op.line.fail(f"{op.name} has no access rule: add 'acl object:permission' or 'acl none'")
        op.filter = [self.checked_rule(c, op) for c in attrs.get("filter", [])]
        for child in attrs.get("stream", []):
            op.stream = child.words[1].text
            if op.stream not in ("read", "write", "both"):
                child.fail(f"unknown direction '{op.stream}': expected read, write or both")
            for w in child.words[2:]:
                if w.text != "sparse" or not w.group or w.group[0] not in self.api.members:
                    child.fail("expected 'stream direction [sparse(FLAG)]'")
                op.sparse = w.group[0]
        op.fds = self.one(attrs, "fds")
        if op.fds not in ("", "call", "reply"):
            attrs["fds"][0].fail(f"unknown direction '{op.fds}': expected call or reply")
        if self.one(attrs, "auth", "none") != "none":
            attrs["auth"][0].fail("expected 'auth none': the call is answered before a login")
        for child in attrs.get("access", []):
            op.access, _ = self.access(child)
            self.known_condition(child, op.access, op)
        for child in attrs.get("block", []):
            op.block = child.words[1].text
            if op.block not in BLOCKS:
                child.fail(f"unknown blocking class '{op.block}': expected {', '.join(BLOCKS)}")
            if op.block == "job":
                op.job = child.words[2].text if len(child.words) > 2 else "modify"
                if op.job not in JOBS:
                    child.fail(f"unknown job '{op.job}': expected {', '.join(JOBS)}")

    def access(self, child):
        """(condition, trailing word) of "access write [late|last] [when ...] [secure]"."""
        words = child.words[1:]
        if words[0].text != "write":
            child.fail("expected 'access write [late|last] [when ...] [secure]'")
        words, extra = words[1:], ""
        for w in list(words):
            if w.text in ("late", "last", "secure"):
                extra = w.text
                words.remove(w)
        return self.condition(child, words), extra

    def checked_rule(self, child, op):
        rule = self.rule(child)
        known = [p.name for p in self.api.permissions.get(rule.object, [])]
        if rule.permission not in known:
            child.fail(f"unknown permission '{rule.object}:{rule.permission}': "
                       f"{rule.object} has {', '.join(known) or 'none'}")
        self.known_condition(child, rule.condition, op)
        return rule

    def known_condition(self, child, condition, op):
        """Constants exist, and the argument they are looked for in does."""
        for v in condition.values:
            if v not in self.api.members and not v.isdigit():
                child.fail(f"unknown constant '{v}'")
        args = getattr(op, "args", None)
        if condition.when != "always" and op and not (args and args.field(condition.param)):
            child.fail(f"{op.name} has no argument '{condition.param}' to look at")

    def resolve_proc(self, line):
        attrs = self.attributes(line, ("doc", "args", "rets", "prio", "auth", "acl", "filter",
                                       "stream", "fds", "block", "argsname", "retname", "access"))
        program = self.program(line, line.words[1].text)
        op = Op(program, self.number(line, line.words[2].text), line.words[3].text, line)
        self.required(line, attrs, "doc")
        op.doc = self.one(attrs, "doc")
        args_name, ret_name = self.names(op, attrs)
        if "args" in attrs:
            op.args = self.wire_struct(attrs["args"][0], attrs["args"][0].texts()[1:], args_name,
                                       op.c_base + "Args")
        if "rets" in attrs:
            op.ret = self.wire_struct(attrs["rets"][0], attrs["rets"][0].texts()[1:], ret_name,
                                      op.c_base + "Ret")
        self.rules(op, attrs)
        self.place(op)

    def resolve_record(self, struct):
        """Check what a wire struct says of its public form."""
        if not struct.public:
            return
        public = self.api.typedef(struct.public)
        if public is None:
            struct.line.fail(f"unknown public struct '{struct.public}'")
        names = [f.name for f in public.fields]
        for f in struct.fields:
            for name in (f.member or f.name, f.counter):
                if name and name not in names:
                    struct.line.fail(f"{struct.public} has no member '{name}': "
                                     f"it has {', '.join(names)}")

    def resolve_event(self, line):
        attrs = self.attributes(line, ("doc", "id", "callback", "msg", "msgname", "nests", "acl",
                                       "filter"))
        program = self.program(line, line.words[1].text)
        self.required(line, attrs, "doc")
        event = Event(program, self.number(line, line.words[2].text), line.words[3].text, line,
                      id=self.one(attrs, "id"), callback=self.one(attrs, "callback"),
                      nests=self.one(attrs, "nests"), doc=self.one(attrs, "doc"))
        if event.id and event.id not in self.api.members:
            attrs["id"][0].fail(f"unknown constant '{event.id}'")
        if event.callback and event.callback not in self.api.callbacks:
            attrs["callback"][0].fail(f"unknown callback '{event.callback}'")
        name = self.one(attrs, "msgname") or f"{program.name}_{event.name}_msg"
        c_name = camel(program.op_prefix + event.name) + "Msg"
        if "msg" in attrs:
            event.msg = self.wire_struct(attrs["msg"][0], attrs["msg"][0].texts()[1:], name, c_name)
            if event.nests:
                inner = camel(event.nests) + "Msg"
                if inner not in self.api.structs_wire:
                    attrs["nests"][0].fail(f"unknown message '{event.nests}' to nest")
                self.api.wires[event.nests + "_msg"] = self.api.structs_wire[inner]
                event.msg.fields.append(Field("msg", WireType(event.nests + "_msg")))
        event.acl = [self.checked_rule(c, event) for c in attrs.get("acl", [])]
        event.filter = [self.checked_rule(c, event) for c in attrs.get("filter", [])]
        self.place(event)

    def resolve_fn(self, fn, attrs):
        for child in fn.line.children:
            if child.key in ("in", "out"):
                self.resolve_param(fn, child)
        for p in fn.params:
            counted = any(p.name in (g or []) for q in fn.params for g in q.words.values()
                          if isinstance(g, list))
            if not p.direction and not counted and not p.members:
                fn.line.fail(f"argument '{p.name}' of {fn.name} has no 'in' or 'out' line")
        ret = attrs["ret"][0]
        fn.ret, fn.ret_doc = ret.texts()[1:], ret.doc
        if len(fn.ret) not in (1, 2):
            ret.fail("expected 'ret kind -- text' or 'ret name type -- text'")
        if fn.ret[-1] not in RETURNS or len(fn.ret) == 2:
            self.known_type(ret, self.parse_type(ret, fn.ret[-1]))
        fn.custom = "custom" in attrs
        fn.local = attrs["local"][0].texts()[1:] if "local" in attrs else []
        if fn.local and fn.local[0] not in LOCALS:
            attrs["local"][0].fail(f"unknown kind '{fn.local[0]}': expected {', '.join(LOCALS)}")
        for child in attrs.get("calls", []):
            if len(child.words) != 3:
                child.fail("expected 'calls program number'")
            self.program(child, child.words[1].text)
            fn.calls.append((child.words[1].text, self.number(child, child.words[2].text)))
        for child in attrs.get("effect", []):
            fn.effects.append(child.texts()[1:])
        if "access" in attrs:
            fn.access, fn.access_word = self.access(attrs["access"][0])
        if "block" in attrs:
            fn.block = attrs["block"][0].words[1].text
            if fn.block not in BLOCKS:
                attrs["block"][0].fail(f"unknown blocking class '{fn.block}': expected "
                                       f"{', '.join(BLOCKS)}")
        if fn.local[:1] == ["free-record"] and (
                len(fn.local) != 2 or not getattr(self.api.wires.get(fn.local[1]), "public", "")):
            attrs["local"][0].fail("expected 'local free-record WIRE' with a wire struct that has a "
                                   "public one")
        if "rpc" in attrs:
            self.resolve_rpc(fn, attrs)
        elif not fn.local and not fn.custom:
            fn.line.fail(f"{fn.name} has neither rpc, local nor custom")

    def resolve_param(self, fn, line):
        name, member = (line.words[1].text.split(".", 1) + [""])[:2]
        param = fn.param(name)
        if param is None:
            line.fail(f"'{name}' is not an argument of {fn.name}: it has "
                      f"{', '.join(p.name for p in fn.params) or 'none'}")
        if param.direction and not member:
            line.fail(f"'{name}' is described twice: first at {param.line.where}")
        param.direction, param.line = line.key, line
        words = line.words[2:]
        if not words:
            line.fail("expected a type after the name")
        head = words[0]
        if member:
            param.members.append((member, self.parse_type(line, head.text)))
        elif head.text in ("stream", "fds", "fd", "callback", "opaque", "raw"):
            param.words[head.text] = True
        elif head.group is not None and head.text == "sizeof":
            param.words["sizeof"] = head.group
        elif head.text.rstrip("?") in self.api.objects and head.text.rstrip("?") == head.text:
            param.words["handle"] = head.text
            param.type = WireType(head.text)
        else:
            param.type = self.parse_type(line, head.text)
            self.known_type(line, param.type)
            if param.type.base in self.api.objects and param.type.count == "one":
                param.words["handle"] = param.type.base
                param.words["nullable"] = param.type.optional
        rest = words[1:]
        while rest:
            w = rest.pop(0)
            if w.text == "of" and rest:
                param.of = rest.pop(0).text
                if param.of != "none" and param.of not in self.api.enums:
                    line.fail(f"unknown enum '{param.of}'")
            elif w.text in UNITS:
                param.unit = w.text
            elif w.text in CHECKS + ("secret", "nullable", "list", "text", "nonnull", "nonempty", "socket",
                                     "max", "strings", "absolute"):
                param.words[w.text] = w.group if w.group is not None else True
            elif w.text == "clamp":
                if not w.group:
                    line.fail("clamp needs a number or a constant in ( )")
                param.words[w.text] = w.group
            elif w.text in ("count", "twocall", "into", "list", "fill"):
                if not w.group or fn.param(w.group[0]) is None:
                    line.fail(f"{w.text} needs an argument of the function in ( )")
                param.words[w.text] = w.group
            else:
                line.fail(f"unknown word '{w.text}': expected a unit, of ENUM, count(arg), "
                          "twocall(arg), into(arg), list, fill(arg), text, nullable, nonnull, "
                          "nonempty, absolute, max(n), clamp(n), secret, strings, "
                          + ", ".join(CHECKS))
        if line.doc:
            param.doc = line.doc

    def source_type(self, fn, line, source):
        """The wire type of what a function's args item names."""
        if source == "return":
            return None
        param = fn.param(source.split(".")[0])
        if param is None:
            line.fail(f"'{source}' is not an argument of {fn.name}")
        if "." in source:
            member = source.split(".", 1)[1]
            return dict(param.members).get(member)
        return param.type or COUNTS.get(param.c_type)

    def bind(self, fn, child, is_ret):
        """Fields of "wire[:type][=source]" items."""
        fields = []
        for text in child.texts()[1:]:
            head, _, source = text.partition("=")
            name, _, t = head.partition(":")
            wt = self.parse_type(child, t) if t else None
            if is_ret and not source and fn.ret and fn.ret[0] == name and len(fn.ret) > 1:
                wt, source = self.parse_type(child, fn.ret[1]), "return"
            source = source or name
            if wt is None:
                wt = self.source_type(fn, child, source)
            if wt is None:
                child.fail(f"'{text}' needs a type: name:type")
            self.known_type(child, wt)
            if name in [f.name for f in fields]:
                child.fail(f"the field '{name}' is given twice")
            param = fn.param(source.split(".")[0].lstrip("&"))
            secret = bool(param and param.words.get("secret"))
            fields.append(Field(name, wt, source, secret))
        return fields

    def resolve_rpc(self, fn, attrs):
        rpc = attrs["rpc"][0]
        if len(rpc.words) != 4:
            rpc.fail("expected 'rpc program number procedure'")
        program = self.program(rpc, rpc.words[1].text)
        number, name = self.number(rpc, rpc.words[2].text), rpc.words[3].text
        op = Op(program, number, name, fn.line)
        args_name, ret_name = self.names(op, attrs)
        plain = fn.custom or (fn.local and fn.local[0] in ("listen", "unlisten"))
        for key, is_ret in (("args", False), ("rets", True)):
            if key not in attrs:
                continue
            protocol, c_name = (ret_name, op.c_base + "Ret") if is_ret else (
                args_name, op.c_base + "Args")
            child = attrs[key][0]
            if plain:
                struct = self.wire_struct(child, child.texts()[1:], protocol, c_name)
            else:
                struct = WireStruct(protocol, c_name, self.bind(fn, child, is_ret), child)
            setattr(op, "ret" if is_ret else "args", struct)
        self.rules(op, attrs)
        op.doc = fn.doc
        self.add_checks(fn, op, attrs)
        self.answers(op, attrs)
        existing = next((o for o in program.ops if o.number == number), None)
        if existing:
            if existing.name != op.name or not existing.functions:
                rpc.fail(f"number {number} of {program.name} is taken by {existing.name}: "
                         f"{existing.line.where}")
            self.check_same(fn, existing, op)
            existing.functions.append(fn)
            fn.op, fn.op_binding = existing, op
        else:
            op.functions.append(fn)
            fn.op, fn.op_binding = op, op
            self.place(op)
            for struct in (op.args, op.ret):
                if struct:
                    self.keep_struct(struct)

    def answers(self, op, attrs):
        """What the gate answers without a method."""
        for child in attrs.get("lists", []):
            words = child.texts()[1:]
            if words[0] not in self.api.objects or len(words) > 2 or words[1:] and (
                    words[1] not in STATES):
                child.fail(f"expected 'lists object [{' | '.join(STATES)}]'")
            op.lists = (words[0], words[1] if words[1:] else "")
        for child in attrs.get("finds", []):
            words = child.texts()[1:]
            if len(words) not in (3, 4) or words[0] not in self.api.objects or words[1] != "by" or (
                    words[2] not in KEYS):
                child.fail(f"expected 'finds object by {' | '.join(KEYS)} [handle.field]'")
            handle, _, field = words[-1].rpartition(".")
            found = op.args and op.args.field(handle or words[-1])
            if handle and found:
                about = self.api.objects.get(found.type.base)
                found = about and about.ref.field(field)
            if not found or found.type.base not in KEYS[words[2]]:
                child.fail(f"{op.name} has no argument '{words[-1]}' to find it by")
            op.finds = (words[0], words[2], words[-1])
        for child in attrs.get("forward", []):
            words = child.texts()[1:]
            values = dict(w.split("=", 1) for w in words[1:] if "=" in w)
            if len(values) != len(words) - 1:
                child.fail("expected 'forward virFunction [field=CONSTANT ...]'")
            op.forward = Forward(words[0], values, child)

    def resolve_forward(self, op):
        """Bind an older form to the newer one, which must take all that it takes."""
        forward = op.forward
        if not forward:
            return
        target = self.api.functions.get(forward.function)
        if not target or not target.op or target.op.forward:
            forward.line.fail(f"'{forward.function}' is no function with a procedure of its own")
        forward.op = target.op
        known = {f.name for f in target.op.args.fields}
        passed = {f.name for f in op.args.fields}
        for name in [*passed, *forward.values]:
            if name not in known or (name in passed and name in forward.values):
                forward.line.fail(f"'{name}' is not one more argument of {forward.function}: it "
                                  f"has {', '.join(sorted(known))}")
        for f in op.ret.fields if op.ret else []:
            if not target.op.ret or not target.op.ret.field(f.name):
                forward.line.fail(f"{forward.function} does not return '{f.name}'")

    def add_checks(self, fn, op, attrs):
        for f in op.args.fields if op.args else []:
            param = self.bound_param(fn, f)
            if param is None or f.type.base not in SCALARS:
                continue
            for word in CHECKS:
                if param.words.get(word):
                    op.checks.append(Check(word, f.name, param.name))
            if isinstance(param.words.get("max"), list):
                op.checks.append(Check("max", f.name, param.name, param.words["max"]))
        for child in attrs.get("check", []):
            op.checks.append(self.check(fn, op, child))
        op.checks.sort(key=lambda check: not check.early)
        # They are judged together, and early means before pointers are looked at.
        scalars = {f.name for f in op.args.fields if f.type.base in SCALARS} if op.args else set()
        late = [check.arg for check in op.checks if check.field not in scalars]
        if late and op.checks[0].early:
            fn.line.fail(f"early checks, but '{late[0]}' is a pointer")

    @staticmethod
    def bound_param(fn, f):
        """The argument that a wire field carries."""
        # What is written by hand binds no fields; equal names mean the same there.
        name = f.source.split(".")[0] or (f.name if fn.custom else "")
        return fn.param(name) if name else None

    def check(self, fn, op, child):
        """A line "check [early] rule(...) [as NAME] [when ...] ["message"]"."""
        words = child.words[1:]
        early = words[0].text == "early"
        words = words[early:]
        message = words.pop().text if words and words[-1].quoted else ""
        if not words:
            child.fail("expected 'check [early] rule(...) [as NAME] [when ...] [\"message\"]'")
        rule, words, blamed = words[0], words[1:], ""
        if words and words[0].text == "as" and len(words) > 1:
            blamed, words = words[1].text, words[2:]
        condition = self.condition(child, words)
        self.known_condition(child, condition, op)
        group = rule.group or []
        if len(group) != RULES.get(rule.text):
            child.fail(f"unknown rule '{rule.text}' of {len(group)}: expected "
                       + ", ".join(f"{name} of {n}" for name, n in RULES.items()))
        args, flags = (["flags"], group) if rule.text in FLAG_RULES else (
            (group, []) if rule.text == "implies" else (group[:1], group[1:]))
        fields = [self.argument_field(fn, op, child, arg) for arg in args]
        for value in flags:
            if value not in self.api.members:
                child.fail(f"unknown constant '{value}'")
        if rule.text == "below":  # sentinels are not among what C sees of the headers
            flags = [str(self.api.members[flags[0]].value)]
        return Check(rule.text, fields[0], args[-1], flags or fields[1:], message, condition,
                     blamed, early)

    def argument_field(self, fn, op, child, name):
        for f in op.args.fields if op.args else []:
            param = self.bound_param(fn, f)
            if param is not None and param.name == name:
                return f.name
        child.fail(f"'{name}' is no argument that {op.name} carries")

    def check_same(self, fn, a, b):
        for what in ("args", "ret"):
            x, y = getattr(a, what), getattr(b, what)
            fx = [(f.name, str(f.type)) for f in x.fields] if x else []
            fy = [(f.name, str(f.type)) for f in y.fields] if y else []
            if fx != fy:
                fn.line.fail(f"{fn.name} and {a.functions[0].name} describe procedure {a.number} "
                             f"differently: {fx} against {fy}")

    def check_nodes(self):
        for fn in self.api.functions.values():
            library = self.api.libraries.get(fn.header.library)
            if library is None:
                fn.header.line.fail(f"unknown library '{fn.header.library}'")
            if fn.node not in library.nodes:
                fn.line.fail(f"{fn.name}: version {fn.node} is not among the nodes of "
                             f"{library.name}")

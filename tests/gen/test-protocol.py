#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares the API description with recorded facts about the protocol and the public functions.

    test-protocol.py [--reference DIR]     (or the environment variable VIRTUE_REFERENCE)

Checks procedures, structures, events, limits and access rules against protocol.json, since
versions, symbol versions and read-only rules against api.json, and that rpcgen takes the files
that emit_protocol writes. Without the facts only rpcgen is asked; without both it is skipped (77).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "gen"))
import api as reader
from vocabulary import SCALARS
import emit_protocol
from lines import main_guard

# Structures that no procedure uses: the original keeps the old form of an error.
UNUSED = {"remote_error"}
# Where the record of what read-only connections may call is not followed.
READ_ONLY = {
    "virDomainDelThrottleGroup": "denied",  # the original forgets to
    "virNodeDeviceGetAutostart": "denied",  # as a 9.0.0 library answers when asked
}


class Check:
    def __init__(self, api):
        self.api, self.failures, self.compared = api, [], 0

    def same(self, where, what, ours, facts):
        self.compared += 1
        if ours != facts:
            self.failures.append(f"{where}: {what}: described {ours!r}, in fact {facts!r}")


def fields(file, struct):
    """Fields as protocol.json writes them."""
    out = []
    for f in struct.fields if struct else []:
        row = {"name": f.name, "type": file.type_name(f.type)}
        if f.type.count != "one":
            row["array"] = "fixed" if f.type.count == "fixed" else "variable"
            row["len" if f.type.count == "fixed" else "max"] = f.type.max
        out.append(row)
    return out


def normal_rules(rules):
    """Rules as protocol.json writes them; a rule for any of several flags is one for each."""
    out = []
    for rule in rules or []:
        c = rule.condition
        texts = ([f"{rule.object}:{rule.permission}:{v}" for v in c.values]
                 if c.when in ("any", "all") else [emit_protocol.rule_text(rule)])
        out += texts
    return sorted(out)


def check_call(check, file, where, op, fact):
    for what in ("args", "ret"):
        struct = getattr(op, what)
        name = struct.name if struct and struct.fields else None
        check.same(where, f"name of {what}", name, fact[what])
        check.same(where, what, fields(file, struct), fact[f"{what}_fields"])
    check.same(where, "priority", op.prio, fact["priority"])
    check.same(where, "needs authentication", not op.before_auth, fact["needs_auth"])
    if "acl" in fact:
        facts = [] if fact["acl"] == ["none"] else sorted(fact["acl"])
        check.same(where, "acl", normal_rules(op.acl), facts)
        check.same(where, "filter", normal_rules(op.filter), sorted(fact["aclfilter"]))
    stream = fact.get("stream", {})
    direction = "both" if stream.get("bidirectional") else stream.get("direction", "")
    check.same(where, "stream", op.stream, direction)
    if stream:
        check.same(where, "stream position", emit_protocol.stream_position(op),
                   stream["param_position"])
    check.same(where, "sparse flag", op.sparse, fact.get("sparse_flag", ""))
    check.same(where, "descriptors", op.fds, fact.get("fds", ""))


def check_event(check, file, where, event, fact):
    struct = event.msg
    check.same(where, "message name", struct.name if struct else None, fact.get("msg"))
    check.same(where, "message", fields(file, struct), fact.get("msg_fields", []))
    check.same(where, "event id", event.id, fact.get("event_id") or "")
    if event.id:
        check.same(where, "value of the event id", check.api.members[event.id].value,
                   fact["event_id_value"])
    rules = normal_rules(event.acl)
    check.same(where, "acl", rules, [r for r in fact.get("acl", []) if r != "none"])


def check_programs(check, facts):
    for name, fact in facts["programs"].items():
        program = check.api.programs.get(name)
        if program is None:
            check.failures.append(f"program {name} is not described")
            continue
        check.same(name, "number", program.number, fact["program_decimal"])
        check.same(name, "version", program.version, fact["version"])
        consts = dict(program.consts)
        consts[program.number_const], consts[program.version_const] = program.number, program.version
        check.same(name, "constants", consts, fact["constants"])
        check.same(name, "enums", {n: {k: v for k, v in m} for n, m in program.enums},
                   fact.get("enums", {}))
        file = emit_protocol.File(check.api, program)
        ours = {i.number: i for i in program.ops + program.events}
        check.same(name, "numbers", sorted(ours), sorted(p["number"] for p in fact["procedures"]))
        check.same(name, "how many", len(program.ops + program.events), len(fact["procedures"]))
        for procedure in fact["procedures"]:
            item = ours.get(procedure["number"])
            if item is None:
                continue
            where = f"{item.line.where}: {name} {item.number} {item.name}"
            check.same(where, "name", item.name, procedure["name"])
            check.same(where, "constant", program.proc_prefix + item.name.upper(),
                       procedure["constant"])
            check.same(where, "is a call", item in program.ops, procedure["kind"] == "call")
            (check_call if item in program.ops else check_event)(check, file, where, item, procedure)


def described_types(api):
    """Every type of the .x files, as protocol.json writes them."""
    out = {}
    for program in [*api.programs.values(), api.packet]:
        file = emit_protocol.File(api, program)
        out.update({n: {"kind": "enum", "values": {k: v for k, v in m}} for n, m in program.enums})
        if program.proc_enum:
            out[program.proc_enum] = {"kind": "enum", "values": "see programs"}
        if program.uses:
            continue
        file.constants()
        limits = dict(program.consts)
        if "string" in file.types:
            string, const = file.types["string"]
            out[string] = {"kind": "typedef", "type": "string", "array": "variable",
                           "max": limits[const], "max_constant": const}
            out[emit_protocol.optional_name(string)] = {"kind": "typedef", "type": string,
                                                        "optional": True}
        if "uuid" in file.types:
            out[file.types["uuid"][0]] = {"kind": "typedef", "type": "opaque", "array": "fixed",
                                          "len": 16}
        if "typed_param" in file.types:
            name = file.types["typed_param"][0]
            out[name] = {"kind": "struct", "fields": [{"name": "field", "type": string},
                                                      {"name": "value", "type": name + "_value"}]}
            arms = [{"case": api.members["VIR_TYPED_PARAM_" + c].value,
                     "case_name": "VIR_TYPED_PARAM_" + c, "name": m,
                     "type": string if b == "string" else SCALARS[b][1]}
                    for c, (m, b) in emit_protocol.ARMS.items()]
            out[name + "_value"] = {"kind": "union", "discriminant": {"name": "type", "type": "int"},
                                    "arms": arms, "default": "error"}

        class Collect(type(file)):
            def struct(self, struct, name=""):
                out[name or struct.name] = {"kind": "struct", "fields": fields(self, struct)}
                super().struct(struct, name)

            def needed(self, t):
                if t.base in self.api.objects:
                    name = self.struct_name(t.base)
                    out[emit_protocol.optional_name(name)] = {"kind": "typedef", "type": name,
                                                              "optional": True}
                super().needed(t)

        Collect(api, program).write()
    return out


def check_types(check, facts):
    ours = described_types(check.api)
    for name, fact in facts["types"].items():
        if name in UNUSED:
            continue
        check.same(f"type {name}", "form", ours.get(name), fact)
    packet = facts["packet"]
    check.same("packet", "constants", dict(check.api.packet.consts), packet["constants"])


def check_permissions(check, facts):
    for obj, rows in facts["acl_permissions"].items():
        ours = {p.name: (p.action, p.default) for p in check.api.permissions.get(obj, [])}
        check.same(f"permissions {obj}", "list", ours,
                   {r["permission"]: (r["polkit_action"], r["default"]) for r in rows})
    check.same("features", "list", dict(check.api.features),
               {f["number"]: f["constant"] for f in facts["driver_features"]})


def read_only_rule(fn):
    rule = fn.access or (fn.op.access if fn.op else None)
    if rule is None:
        return "allowed"
    if rule.when == "always":
        return "denied"
    prefix = f"{rule.param}=" if rule.when == "equal" else ""
    return f"denied when {prefix}{'|'.join(rule.values)}"


def check_functions(check, facts):
    ours = check.api.functions
    check.same("functions", "names", sorted(ours), sorted(f["name"] for f in facts["functions"]))
    for fact in facts["functions"]:
        fn = ours.get(fact["name"])
        if fn is None:
            continue
        where = f"{fn.line.where}: {fn.name}"
        library = check.api.libraries[fn.header.library]
        check.same(where, "since", fn.since, fact["since"])
        check.same(where, "symbol version", f"{library.prefix}_{fn.node}", fact["symbol_node"])
        check.same(where, "library", fn.header.library, fact["library"])
        check.same(where, "header", fn.header.path, fact["header"])
        check.same(where, "return", fn.c_return, fact["return"])
        check.same(where, "arguments", [(p.c_type, p.name) for p in fn.params],
                   [(a["type"].replace("* const", "*const"), a["name"]) for a in fact["args"]])
        calls = {(fn.op.program.name, fn.op.number)} if fn.op else set()
        check.same(where, "procedures", sorted(calls | set(fn.calls)),
                   sorted((p["program"], p["number"]) for p in fact["rpc"]["procedures"]))
        check.same(where, "read-only", read_only_rule(fn),
                   READ_ONLY.get(fn.name, fact["read_only_connection"]))
    for name, fact in facts["libraries"].items():
        library = check.api.libraries[name]
        check.same(f"library {name}", "symbol versions",
                   [f"{library.prefix}_{n}" for n in library.nodes],
                   [n["name"] for n in fact["symbol_nodes"] if "PRIVATE" not in n["name"]])


def check_rpcgen(check):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in emit_protocol.outputs(check.api).items():
            Path(folder, name).write_text(text, encoding="utf-8")
            for mode in ("-h", "-c"):
                run = subprocess.run(["rpcgen", mode, name], cwd=folder, capture_output=True, text=True)
                check.same(name, f"rpcgen {mode}", (run.returncode, run.stderr), (0, ""))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reference", default=os.environ.get(
        "VIRTUE_REFERENCE", "/nonexistent"))
    reference = Path(parser.parse_args().reference)
    check = Check(reader.load(TOP / "api"))
    has_facts, has_rpcgen = (reference / "protocol.json").exists(), shutil.which("rpcgen")
    if has_rpcgen:
        check_rpcgen(check)
    if has_facts:
        protocol = json.loads((reference / "protocol.json").read_text(encoding="utf-8"))
        check_programs(check, protocol)
        check_types(check, protocol)
        check_permissions(check, protocol)
        check_functions(check, json.loads((reference / "api.json").read_text(encoding="utf-8")))
    for failure in check.failures:
        print(failure)
    print(f"{check.compared} facts compared, {len(check.failures)} differ")
    if not has_facts and not has_rpcgen:
        sys.exit(77)
    sys.exit(1 if check.failures else 0)


if __name__ == "__main__":
    main_guard(main)

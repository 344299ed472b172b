#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compiles our public headers: alone, in C and C++, and against the reference facts.

    test-headers.py INCLUDE_DIR [REFERENCE_DIR]

INCLUDE_DIR is the folder that holds libvirt/libvirt.h. The reference is a folder of JSON files
(api, enums, macros, structs); without it only the part that needs no facts is run.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from tap import Tap  # noqa: E402

CC = os.environ.get("CC", "cc").split()
CXX = os.environ.get("CXX", "c++").split()
STRICT = ["-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
# Not pedantic in C: some flags are bit 31, which ISO C does not let an enumerator be.
DIALECTS = [
    (CC, ["-xc", "-std=c89"]),
    (CC, ["-xc", "-std=gnu17", "-DVIR_ENUM_SENTINELS"]),
    (CXX, ["-xc++", "-std=c++98", "-pedantic", "-Wno-long-long", "-DVIR_ENUM_SENTINELS"]),
    (CXX, ["-xc++", "-std=c++98", "-pedantic", "-Wno-long-long"]),
    (CXX, ["-xc++", "-std=c++17", "-pedantic"]),
]
WHOLE = ("libvirt.h", "virterror.h", "libvirt-admin.h", "libvirt-qemu.h", "libvirt-lxc.h")
ALL = "".join(f"#include <libvirt/{name}>\n" for name in WHOLE)


def compile_text(compiler, flags, include_dir, text):
    """The compiler's complaints, as lines."""
    done = subprocess.run([*compiler, *flags, "-I", include_dir, "-"], input=text, text=True,
                          capture_output=True, check=False)
    return done.stderr.strip().splitlines() if done.returncode else []


def load(folder, name):
    return json.loads((folder / f"{name}.json").read_text())


# -- what is true without any facts -----------------------------------------


def check_alone(tap, include_dir):
    for path in sorted((Path(include_dir) / "libvirt").glob("*.h")):
        include = f"#include <libvirt/{path.name}>\n"
        if path.name in WHOLE:
            problems = [line for compiler, flags in DIALECTS for line in compile_text(
                compiler, STRICT + flags, include_dir, include * 2)]
            tap.check(f"{path.name} compiles alone", problems)
        else:
            said = compile_text(CC, ["-xc", "-fsyntax-only"], include_dir, include)
            tap.check(f"{path.name} refuses to be included alone",
                      [] if any("#error" in line for line in said) else ["it compiles"])
            tap.check(f"{path.name} may follow what includes it", compile_text(
                CC, STRICT + ["-xc"], include_dir, ALL + include))


# -- against the reference --------------------------------------------------


def c_value(value):
    return json.dumps(value) if isinstance(value, str) else f"{value}LL"


def assert_equal(left, right):
    return f'_Static_assert({left} == {right}, "{left} is not {right}");\n'


def enum_text(facts):
    out = ""
    for enum in facts["enums"]:
        out += f"static {enum['name']} used_{enum['name']};\n" if enum["name"] else ""
        for m in enum["members"]:
            out += assert_equal(m["name"], m["value"])
    return out


def sentinel_text(facts):
    """Sentinels must not be there unless asked for: declare something else of each name."""
    names = [m["name"] for e in facts["enums"] for m in e["members"] if m.get("sentinel")]
    return "".join(f"struct {name} *{name};\n" for name in names)


def field_text(struct, field, path=""):
    name = path + field["name"]
    at = f"offsetof(struct {struct['tag']}, {name})"
    out = assert_equal(at, field["offset"])
    out += assert_equal(f"sizeof(((struct {struct['tag']} *) 0)->{name})", field["size"])
    if "members" in field:
        return out + "".join(field_text(struct, m, name + ".") for m in field["members"])
    kind = field["type"] + (f" [{field['array_len']}]" if "array_len" in field else "")
    # A pointer to the field must be a pointer to the type.
    return out + same_type(f"__typeof__(((struct {struct['tag']} *) 0)->{name})", kind)


def same_type(left, right):
    text = f"{left} is not {right}"
    return (f"_Static_assert(__builtin_types_compatible_p({left}, __typeof__({right})), "
            f'"{text}");\n')


def struct_text(facts):
    out = "#include <stddef.h>\n"
    for struct in facts["structs"]:
        out += assert_equal(f"sizeof(struct {struct['tag']})", struct["sizeof"])
        out += assert_equal(f"_Alignof(struct {struct['tag']})", struct["alignof"])
        out += "".join(field_text(struct, f) for f in struct["fields"])
        out += "".join(same_type(alias, f"struct {struct['tag']}") for alias in struct["typedefs"])
    for alias in facts["typedefs"]:
        out += same_type(alias["name"], alias["type"])
    for callback in facts["callbacks"]:
        args = ", ".join(a["type"] for a in callback["args"]) or "void"
        star = "(*) " if callback["kind"] == "pointer" else ""
        out += same_type(callback["name"], f"{callback['return']} {star}({args})")
    return out


def macro_text(facts):
    out = ""
    for m in facts["macros"]:
        if not m["name"].endswith("_INCLUDES__"):  # those exist only while headers are read
            out += f"#ifndef {m['name']}\n#error {m['name']} is not defined\n#endif\n"
        if m["kind"] == "integer":
            out += assert_equal(m["name"], c_value(m["value"]))
            if "c_size" in m:
                out += assert_equal(f"sizeof({m['name']})", m["c_size"])
        elif m["kind"] == "string":
            out += (f"_Static_assert(sizeof({m['name']}) == sizeof({c_value(m['value'])}) && "
                    f"!__builtin_memcmp({m['name']}, {c_value(m['value'])}, "
                    f"sizeof({m['name']})), \"{m['name']}\");\n")
        elif m["kind"] == "tag-alias":
            out += same_type(f"struct {m['name']}", f"struct {m['alias_of']}")
    return out


# The function-like macros at work; facts of theirs are sentences, so these are our reading.
MACRO_USE = """
#include <string.h>
#include <stdio.h>
static void handler(virConnectPtr c, virDomainPtr d, void *o) { (void) c; (void) d; (void) o; }
#define CHECK(x) do { if (!(x)) { fprintf(stderr, "%s is false\\n", #x); bad = 1; } } while (0)
int main(void)
{
    int bad = 0;
    unsigned char maps[2][3] = { { 0, 0, 0 }, { 0, 0, 0 } };
    unsigned char *table = &maps[0][0], copy[3];
    virNodeInfo info;

    memset(&info, 0, sizeof(info));
    info.nodes = 2, info.sockets = 3, info.cores = 5, info.threads = 7;
    CHECK(VIR_NODEINFO_MAXCPUS(info) == 210);
    CHECK(VIR_CPU_MAPLEN(1) == 1 && VIR_CPU_MAPLEN(8) == 1 && VIR_CPU_MAPLEN(9) == 2);
    VIR_USE_CPU(maps[1], 10);
    CHECK(maps[1][1] == 4);
    CHECK(VIR_CPU_USED(maps[1], 10) && !VIR_CPU_USED(maps[1], 9));
    CHECK(VIR_CPU_USABLE(table, 3, 1, 10) && !VIR_CPU_USABLE(table, 3, 0, 10));
    CHECK(VIR_GET_CPUMAP(table, 3, 1) == maps[1]);
    VIR_COPY_CPUMAP(table, 3, 1, copy);
    CHECK(copy[1] == 4);
    VIR_UNUSE_CPU(maps[1], 10);
    CHECK(maps[1][1] == 0);
    CHECK(VIR_DOMAIN_EVENT_CALLBACK(handler) == (virConnectDomainEventGenericCallback) handler);
    CHECK(VIR_NETWORK_EVENT_CALLBACK(handler) == (virConnectNetworkEventGenericCallback) handler);
    CHECK(VIR_NODE_DEVICE_EVENT_CALLBACK(handler)
          == (virConnectNodeDeviceEventGenericCallback) handler);
    CHECK(VIR_SECRET_EVENT_CALLBACK(handler) == (virConnectSecretEventGenericCallback) handler);
    CHECK(VIR_STORAGE_POOL_EVENT_CALLBACK(handler)
          == (virConnectStoragePoolEventGenericCallback) handler);
    CHECK(LIBVIR_CHECK_VERSION(12, 8, 0) && LIBVIR_CHECK_VERSION(9, 99, 99));
    CHECK(!LIBVIR_CHECK_VERSION(12, 8, 1) && !LIBVIR_CHECK_VERSION(13, 0, 0));
    return bad;
}
"""


def run_text(include_dir, text, folder):
    program = Path(folder) / "macro-use"
    problems = compile_text(CC, ["-xc", "-o", str(program)], include_dir, text)
    if problems:
        return problems
    done = subprocess.run([program], capture_output=True, text=True, check=False)
    program.unlink()
    return done.stderr.splitlines()


def function_text(facts):
    """A second declaration of each: the compiler objects if the types differ."""
    out = ""
    for fn in facts["functions"]:
        args = ", ".join(a["type"] for a in fn["args"]) or "void"
        out += f"extern {fn['return']} {fn['name']}({args});\n"
        out += f"void *use_{fn['name']} = (void *) {fn['name']};\n"
    return out + "".join(f"extern {v['type']} {v['name']};\n" for v in facts["variables"])


def places(facts):
    """[(header, name)] of functions, enums, structs' typedefs, callbacks and macros."""
    items = [f for group in facts.values() if isinstance(group, list) for f in group]
    return [(f["header"], f["name"]) for f in items if isinstance(f, dict) and f.keys() >= {
        "header", "name"}]


def check_places(include_dir, *all_facts):
    texts = {p.name: p.read_text() for p in (Path(include_dir) / "libvirt").glob("*.h")}
    words = {name: set(re.findall(r"\w+", re.sub(r"/\*.*?\*/", "", text, flags=re.S)))
             for name, text in texts.items()}
    return [f"{name} is not in {header}" for facts in all_facts for header, name in places(facts)
            if name not in words[Path(header).name]]


def main():
    tap = Tap()
    include_dir = sys.argv[1]
    check_alone(tap, include_dir)
    default = os.environ.get("VIRTUE_REFERENCE", "")
    reference = Path(sys.argv[2] if len(sys.argv) > 2 else default)
    if not (reference / "api.json").is_file():
        tap.skip("against the reference", "no folder of facts is given")
        tap.finish()
    api, enums, macros, structs = (load(reference, n) for n in ("api", "enums", "macros",
                                                                "structs"))
    quiet = ["-xc", "-std=gnu17", "-fsyntax-only", "-Wno-deprecated-declarations"]
    ours = ["-DVIR_ENUM_SENTINELS", *quiet]
    tap.check(f"{enums['counts']['members']} enumeration members", compile_text(
        CC, ours, include_dir, ALL + enum_text(enums)))
    tap.check("sentinels only when asked for", compile_text(
        CC, quiet, include_dir, ALL + sentinel_text(enums)))
    tap.check(f"{len(macros['macros'])} macros", compile_text(
        CC, ours, include_dir, ALL + macro_text(macros)))
    tap.check("function-like macros", run_text(include_dir, ALL + MACRO_USE, os.environ.get(
        "TMPDIR", "/tmp")))
    tap.check(f"{len(structs['structs'])} structures, typedefs and callbacks", compile_text(
        CC, ours, include_dir, ALL + struct_text(structs)))
    tap.check(f"{len(api['functions'])} functions", compile_text(
        CC, ours, include_dir, ALL + function_text(api)))
    tap.check("each item stands in its header", check_places(include_dir, api, enums, macros,
                                                             structs))
    tap.finish()


if __name__ == "__main__":
    main()

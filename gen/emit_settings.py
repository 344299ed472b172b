# SPDX-License-Identifier: LGPL-2.1-or-later
"""The settings of programs: their struct, the tables that read files into it, and the files."""

import textwrap

SOURCE = "settings"
WIDTH = 78
C_TYPE = {"bool": "bool ", "int": "int ", "uint": "unsigned int ", "size": "uint64_t ",
          "string": "char *", "strings": "char **", "word": "int "}
HEAD = "/* SPDX-License-Identifier: LGPL-2.1-or-later */\n/* Generated from api/settings. */\n"


def enums_of(groups):
    """One for each list of words; settings with the same list share it."""
    seen = {}
    for group in groups:
        for setting in group.settings:
            if setting.type == "word":
                seen.setdefault((setting.called, tuple(setting.words)), []).append(setting.name)
    return seen


def enum_text(called, words, names):
    members = "".join(f"    {enum_constant(called, word)} = {i},\n"
                      for i, word in enumerate(("unset",) + words))
    return f"/* {', '.join(names)} */\nenum {{\n{members}}};\n"


def enum_constant(called, word):
    return f"SETTING_{called}_{word}".upper()


def struct_header(name, header, groups):
    text = HEAD
    symbol = "VIRTUE_" + header.rsplit("/", 1)[-1].replace(".", "_").replace("-", "_").upper()
    text += f"#ifndef {symbol}\n#define {symbol}\n\n#include <stdbool.h>\n#include <stdint.h>\n\n"
    for (called, words), names in enums_of(groups).items():
        text += enum_text(called, words, names) + "\n"
    text += f"typedef struct {name} {{\n"
    for group in groups:
        text += f"    /* {group.title} */\n"
        for s in group.settings:
            if not s.ignored:
                text += f"    {C_TYPE[s.type]}{s.name};\n"
    return text + f"}} {name};\n\n#endif\n"


def quoted(text):
    return "NULL" if text is None else '"' + text.replace('"', '\\"') + '"'


def row(struct, file, setting, fixed=False):
    fields = [f'.name = "{setting.name}"', f".type = SETTING_{setting.type.upper()}"]
    if setting.ignored:
        fields.append(".is_ignored = true")
    else:
        fields.append(f".offset = offsetof({struct}, {setting.name})")
    if fixed:
        fields.append(".is_fixed = true")
    if file.default(setting) is not None:
        fields.append(f".otherwise = {quoted(file.default(setting))}")
    if setting.least:
        fields.append(f".least = {setting.least[0]}, .least_text = {quoted(setting.least[1])}")
    if setting.words:
        words = ", ".join(quoted(w) for w in setting.words)
        fields.append(f".words = (const char *const[]){{ {words}, NULL }}, "
                      f".called = {quoted(setting.called)}")
    return f"    {{ {', '.join(fields)} }},\n"


def table(file):
    text = f"\nstatic const SettingRow {file.symbol}_rows[] = {{\n"
    rows = [s for _, settings in file.parts for s in settings]
    text += "".join(row(file.struct, file, s) for s in rows)
    text += "".join(row(file.struct, file, s, fixed=True) for s in file.fixed)
    return text + (f"}};\n\nconst SettingsFile settings_{file.symbol} = {{ {file.symbol}_rows, "
                   f"G_N_ELEMENTS({file.symbol}_rows) }};\n")


def comment(text):
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, WIDTH - 2))


def shown(file, setting):
    value = file.values.get(setting.name) or setting.shown or setting.default or ""
    if setting.type in ("string", "word"):
        return f'"{value}"'
    if setting.type == "strings":
        return "[ " + ", ".join(f'"{item.strip()}"' for item in value.split(", ")) + " ]"
    return value or "0"


def conf_file(file):
    text = comment(file.doc)
    for group, settings in file.parts:
        text += f"\n{'#' * WIDTH}\n# {group.title}\n"
        if group.doc:
            text += "#\n" + comment(group.doc)
        for s in settings:
            if s.ignored:
                continue
            text += "\n" + comment(s.doc)
            default = file.default(s)
            if default is not None and shown(file, s).strip('"') != default:
                text += f"# Default: {default}\n"
            text += f"#{s.name} = {shown(file, s)}\n"
    return text


def outputs(description):
    result = {}
    for name, header in description.structs.items():
        groups = [g for g in description.groups.values() if g.struct == name]
        result[header.rsplit("/", 1)[-1]] = struct_header(name, header, groups)
    text = HEAD + '#include <stddef.h>\n#include "daemons/settings-table.h"\n'
    result["settings-tables.c"] = text + "".join(table(file) for file in description.files)
    for file in description.files:
        for name in (file.name, *file.like):
            result[name] = conf_file(file)
    return result

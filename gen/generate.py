#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs one emitter: reads a description folder, writes the files that the emitter returns.

    generate.py EMITTER --api DIR --out DIR
    generate.py EMITTER --schema DIR --out DIR
    generate.py EMITTER --settings DIR --out DIR
    generate.py EMITTER --commands DIR --out DIR
    generate.py EMITTER --api DIR --input FILE --out DIR

EMITTER is the name of a module emit_EMITTER with outputs(description) -> {relative file name: text};
SOURCE = "schema" in it says that it works on the schemas, "settings" on api/settings, "commands" on
the commands of a tool; HAS_INPUT that outputs() gets the text of a file too.
"""

import argparse
import importlib
from pathlib import Path

import api
import commands
import schema
import settings
from lines import main_guard, write_if_changed


def main():
    parser = argparse.ArgumentParser(description="Generate files from the API description.")
    parser.add_argument("emitter")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--api", help="folder of the API description")
    source.add_argument("--schema", help="folder of the schemas")
    source.add_argument("--settings", help="folder of the description of settings")
    source.add_argument("--commands", help="folder of a tool")
    parser.add_argument("--input", type=Path, help="text that the emitter works on as well")
    parser.add_argument("--out", required=True, help="folder to write to")
    args = parser.parse_args()
    if not Path(__file__).with_name(f"emit_{args.emitter}.py").exists():
        parser.error(f"no emitter '{args.emitter}': there is no emit_{args.emitter}.py")
    emitter = importlib.import_module("emit_" + args.emitter)
    loaders = ((api, args.api), (schema, args.schema), (settings, args.settings),
               (commands, args.commands))
    description = next(module.load(folder) for module, folder in loaders if folder)
    more = [args.input.read_text(encoding="utf-8")] if args.input else []
    for name, text in emitter.outputs(description, *more).items():
        write_if_changed(Path(args.out) / name, text)


if __name__ == "__main__":
    main_guard(main)

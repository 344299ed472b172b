#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs one emitter: reads a description folder, writes the files that the emitter returns.

    generate.py EMITTER --api DIR --out DIR

EMITTER is the name of a module emit_EMITTER with outputs(api) -> {relative file name: text}.
"""

import argparse
import importlib
from pathlib import Path

import api
from lines import main_guard, write_if_changed


def main():
    parser = argparse.ArgumentParser(description="Generate files from the API description.")
    parser.add_argument("emitter")
    parser.add_argument("--api", required=True, help="folder of the description")
    parser.add_argument("--out", required=True, help="folder to write to")
    args = parser.parse_args()
    if not Path(__file__).with_name(f"emit_{args.emitter}.py").exists():
        parser.error(f"no emitter '{args.emitter}': there is no emit_{args.emitter}.py")
    emitter = importlib.import_module("emit_" + args.emitter)
    for name, text in emitter.outputs(api.load(args.api)).items():
        write_if_changed(Path(args.out) / name, text)


if __name__ == "__main__":
    main_guard(main)

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Ask an emulator what definitions depend on and print the answers, as qemu_caps_read() takes them.

    record-emulator.py /usr/bin/qemu-system-i386 > i686-7.2-tcg.json
"""

import json
import subprocess
import sys

# The questions, and of each item of a list answer only what is read.
QUESTIONS = {
    "query-version": None,
    "query-target": None,
    "query-kvm": None,
    "query-machines": ("name", "alias", "is-default", "cpu-max", "hotpluggable-cpus", "deprecated",
                       "default-cpu-type", "numa-mem-supported", "default-ram-id"),
    "query-cpu-definitions": ("name",),
    "query-command-line-options": ("option", "parameters"),
    "query-tpm-models": None,
    "query-tpm-types": None,
    "qom-list-types": ("name",),
}


def brief(item, names):
    if names is None or not isinstance(item, dict):
        return item
    short = {name: item[name] for name in names if name in item}
    if "parameters" in short:
        short["parameters"] = [{"name": p["name"]} for p in short["parameters"]]
    return short


def main():
    command = [sys.argv[1], "-S", "-no-user-config", "-nodefaults", "-nographic", "-machine",
               "none,accel=tcg", "-qmp", "stdio"]
    questions = ["qmp_capabilities", *QUESTIONS, "quit"]
    said = "".join(json.dumps({"execute": question}) + "\n" for question in questions)
    done = subprocess.run(command, input=said, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    returned = [a["return"] for a in answers if "return" in a][1:]
    out = {}
    for (question, names), answer in zip(QUESTIONS.items(), returned):
        if isinstance(answer, list):
            answer = [brief(item, names) for item in answer]
            answer.sort(key=lambda item: json.dumps(item, sort_keys=True))
        out[question] = {"return": answer}
    print("{" + ",\n".join(f'"{name}":{json.dumps(value, separators=(",", ":"), sort_keys=True)}'
                           for name, value in out.items()) + "}")


if __name__ == "__main__":
    main()

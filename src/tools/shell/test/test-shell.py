#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls a tool that has every kind of command and compares what it says with calls.expected:
test-shell.py TRIAL [--accept]

--accept rewrites the expectations."""

import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[3] / "tests/lib"))
from tap import Tap  # noqa: E402


def run(program, words, home, text="", locale="C.UTF-8"):
    env = {**{k: v for k, v in os.environ.items() if not k.startswith("TRIAL_")},
           "HOME": home, "LC_ALL": locale}
    return subprocess.run([program, *words], input=text, text=True, capture_output=True, cwd="/",
                          env=env, timeout=20, check=False)


def shown(result):
    """Both streams line by line, so that an end of line that lacks is seen."""
    out = [f"exit {result.returncode}"]
    for mark, text in (("|", result.stdout), ("!", result.stderr)):
        out += [mark + line for line in text.split("\n")] if text else []
    return out


def check_calls(tap, program, home):
    lines = []
    for line in (HERE / "calls.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            lines += [f"$ {line}", *shown(run(program, shlex.split(line), home)), ""]
    path = HERE / "calls.expected"
    if "--accept" in sys.argv:
        path.write_text("\n".join(lines), encoding="utf-8")
    expected = path.read_text(encoding="utf-8").split("\n")
    tap.check("calls", list(difflib.unified_diff(expected, lines, "expected", "found", lineterm="")))


def check_timing(tap, program, home):
    problems = []
    for words, form in ((["-t", "numbers"], r"small.*\n\n\(Time: \d+\.\d{3} ms\)\n\n"),
                        (["-q", "--timing", "numbers"], r"small.*\n\n\(Time: \d+\.\d{3} ms\)\n\n")):
        said = run(program, words, home).stdout
        if not re.fullmatch(form, said):
            problems.append(f"{words}: {said!r}")
    tap.check("timing", problems)


def check_input(tap, program, home):
    """Commands from standard input; the last line may lack its end."""
    problems = []
    for words, text, expected in (
            (["-q"], "numbers 1\nbogus\nmodes --live", ["small 1", "live 1"]),
            (["-q", "-r"], "numbers 2\n", ["trial > "])):
        result = run(program, words, home, text)
        for part in expected:
            if part not in result.stdout:
                problems.append(f"no '{part}' in {result.stdout!r}")
        if "bogus" in text and "unknown command: 'bogus'" not in result.stderr:
            problems.append(result.stderr)
    tap.check("standard input", problems)


def check_log(tap, program, home):
    path = Path(home, "log")
    run(program, ["-l", str(path), "-d", "0", "fail one; numbers 3"], home)
    said = [line.split("] ", 1)[1] for line in path.read_text(encoding="utf-8").splitlines()]
    expected = ['INFO commands: "fail one; numbers 3"', "INFO fail: words(optdata): one", "ERROR one",
                "INFO numbers: small(optdata): 3"]
    tap.check("log", [] if said == expected and path.stat().st_mode & 0o777 == 0o600 else said)


def check_locale(tap, program, home):
    """Characters that the locale does not have are shown as bytes."""
    said = run(program, ["-q", "columns", "é,b,c"], home, locale="C").stdout
    tap.check("another locale", [] if said == " \\xc3\\xa9   b   c\n\n"[:-1] else [repr(said)])


COMPLETE = """
source "$1"; COMP_WORDS=("${@:2}"); COMP_CWORD=$(($# - 2)); _trial_complete
printf '%s\\n' "${COMPREPLY[@]}"
"""


def check_completion(tap, program, home):
    """What bash offers; it cuts words at '=' too."""
    script = str(Path(program).with_name("trial.bash"))
    problems = []
    for words, expected in (
            (["pi"], ["pick"]), (["pick", "p"], ["pear", "plum"]), (["pick", "--fr"], ["--fruit"]),
            (["pick", "--fruit", "a"], ["apple"]), (["pick", "--fruit", "=", "a"], ["apple"]),
            (["pick", "--fruit", "="], ["apple", "pear", "plum"]),
            (["-c", "nowhere", "-q", "mod"], ["modes"]),
            (["--connect", "=", "uri", "mod"], ["modes"]), (["-d", "0", "numbers", "--lo"], ["--low"]),
            (["--ver"], ["--version"]), (["nothing-like-it"], [""])):
        result = subprocess.run(["bash", "-c", COMPLETE, "bash", script, program, *words], text=True,
                                capture_output=True, timeout=20, check=False,
                                env={**os.environ, "HOME": home})
        if result.stdout.splitlines() != expected or result.stderr:
            problems.append(f"{words}: {result.stdout!r} {result.stderr!r}, expected {expected}")
    tap.check("completion of bash", problems)


def main():
    tap = Tap()
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as home:
        for check in (check_calls, check_timing, check_input, check_log, check_locale,
                      check_completion):
            check(tap, program, home)
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds Virtue and tests it. ./check is what a change must pass before it lands.

    ./check [--full] [--fuzz-seconds N] [--soak-seconds N] [--list] [STEP...]

Each step prints one line; what it said in full is in BUILD_DIR/check/STEP.log, and what failed is
printed too. The last line counts test cases, builds and fuzz targets over all steps.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import counts
from results import Result, from_tap, from_testlog

TOP = Path(__file__).resolve().parents[2]
SANITIZER = {
    "G_SLICE": "always-malloc",
    "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1:"
                    "check_initialization_order=1:strict_init_order=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1:"
                    f"suppressions={TOP}/tests/lib/tsan.supp",
}
THREADS = SANITIZER | {"VIRTUE_THREADS_SECONDS": "60"}
BUILD_ERROR = re.compile(r"(?:^|: )(?:fatal )?error: |(?:^|: )ERROR: |: undefined reference|^FAILED: ")
# These look at the tree or at other programs: sanitizers have nothing to find in them.
LONG_FUZZ_SECONDS = 1800
NOT_ROOMS = ["abi", "gen", "house", "interop", "guest", "soak"]


@dataclass
class Step:
    name: str
    tier: str  # landing or full
    build: str  # the build directory
    run: Callable[["Step", argparse.Namespace], Result]
    setup: list[str] = field(default_factory=list)  # options of meson setup
    env: dict[str, str] = field(default_factory=dict)
    args: list[str] = field(default_factory=list)
    needs: str = ""  # a step without which this one says nothing
    program: str = ""  # skipped when it is absent

    @property
    def log(self):
        return TOP / self.build / "check" / (self.name + ".log")


def run_logged(step, command, mode="a"):
    """True if the command succeeds; its output goes to the step's log."""
    step.log.parent.mkdir(parents=True, exist_ok=True)
    with step.log.open(mode, encoding="utf-8") as log:
        print("$", *command, file=log, flush=True)
        return subprocess.run(command, cwd=TOP, env=os.environ | step.env, stdin=subprocess.DEVNULL,
                              stdout=log, stderr=subprocess.STDOUT).returncode == 0


def configure(step):
    old = (TOP / step.build / "build.ninja").exists()
    setup = ["meson", "setup", step.build, *step.setup]
    if old and run_logged(step, [*setup, "--reconfigure"]):
        return True
    return run_logged(step, [*setup, "--wipe"] if old else setup)


def build(step, options):
    step.log.unlink(missing_ok=True)
    done = configure(step) and run_logged(step, ["ninja", "-C", step.build, "-k", "0", *step.args])
    if done:
        return Result(passed=1)
    lines = step.log.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line for line in lines if BUILD_ERROR.search(line)]
    return Result(failed=1, problems=errors[:20] or lines[-20:])


def meson_tests(step, options):
    """Counts the cases of every test program."""
    testlog = TOP / step.build / "meson-logs" / (step.name + ".json")
    testlog.unlink(missing_ok=True)
    command = ["meson", "test", "-C", step.build, "--no-rebuild", "--logbase", step.name]
    run_logged(step, [*command, *step.args], "w")
    return from_testlog(testlog)


def tap(step, options, *more):
    """A program that prints its results as TAP."""
    around = TSAN_WRAPPER if step.build == "build-tsan" else []
    ran = run_logged(step, [*around, sys.executable, *step.args, *more], "w")
    return from_tap(step.name, step.log.read_text(encoding="utf-8", errors="replace"), ran)


def fuzz(step, options):
    seconds = options.fuzz_seconds or (60 if options.full else 5)
    return tap(step, options, "--seconds", str(seconds))


def fuzz_long(step, options):
    """Targets that share so many seconds of one processor. --fuzz-seconds counts for each."""
    names = [word for word in step.args if word.startswith("fuzz-")]
    seconds = options.fuzz_seconds or -(-LONG_FUZZ_SECONDS // len(names))
    return tap(step, options, "--jobs", "1", "--seconds", str(seconds))


def soak(step, options):
    """The whole time for the plain daemon, a fifth of it under a sanitizer."""
    seconds = options.soak_seconds / (1 if step.build == "build" else 5)
    return tap(step, options, "--seconds", str(seconds))


def command(step, options):
    if run_logged(step, step.args, "w"):
        return Result(passed=1)
    text = step.log.read_text(encoding="utf-8", errors="replace")
    return Result(failed=1, problems=text.splitlines()[-20:])


def rooms(*args):
    return [word for suite in NOT_ROOMS for word in ("--no-suite", suite)] + list(args)


def tsan_wrapper():
    """The thread sanitizer of older compilers cannot live with much address randomization."""
    try:
        bits = int(Path("/proc/sys/vm/mmap_rnd_bits").read_text())
    except (OSError, ValueError):
        bits = 0
    return ["setarch", "-R"] if bits > 28 else []


TSAN_WRAPPER = tsan_wrapper()


def under_tsan():
    return ["--wrapper", " ".join(TSAN_WRAPPER)] if TSAN_WRAPPER else []


STEPS = [
    Step("build", "landing", "build", build, ["-Dwerror=true"]),
    Step("tests", "landing", "build", meson_tests, needs="build",
         args=["--no-suite", "interop", "--no-suite", "guest", "--no-suite", "soak",
               "--no-suite", "bench"]),
    Step("interop", "landing", "build", meson_tests, needs="build", args=["--suite", "interop"]),
    Step("asan-build", "landing", "build-asan", build,
         ["-Dflavour=asan", "-Db_lundef=false", "-Dwerror=true", "-Dbench=disabled"]),
    Step("asan-tests", "landing", "build-asan", meson_tests, needs="asan-build", env=SANITIZER,
         args=rooms("-t", "3")),
    Step("fuzz-build", "landing", "build-fuzz", build, ["-Dflavour=fuzz", "-Db_lundef=false"],
         env={"CC": "clang"}, args=["fuzz"], program="clang"),
    Step("fuzz", "landing", "build-fuzz", fuzz, needs="fuzz-build",
         args=["tests/fuzz/run.py", "build-fuzz"]),
    Step("fuzz-xml", "full", "build-fuzz", fuzz_long, needs="fuzz-build",
         args=["tests/fuzz/run.py", "build-fuzz", "fuzz-capabilities", "fuzz-define",
               "fuzz-definition", "fuzz-dom", "fuzz-origin", "fuzz-qemu", "fuzz-save-image"]),
    Step("tsan-build", "full", "build-tsan", build,
         ["-Dflavour=tsan", "-Db_lundef=false", "-Dbench=disabled"]),
    Step("tsan-tests", "full", "build-tsan", meson_tests, needs="tsan-build", env=SANITIZER,
         args=rooms("-t", "5", *under_tsan())),
    Step("asan-threads", "full", "build-asan", meson_tests, needs="asan-build", env=THREADS,
         args=["test-driver-threads"]),
    Step("tsan-threads", "full", "build-tsan", meson_tests, needs="tsan-build", env=THREADS,
         args=[*under_tsan(), "test-driver-threads"]),
    Step("random", "full", "build", meson_tests, needs="build",
         env={"VIRTUE_RANDOM_INSTANCES": "10000"}, args=["-t", "20", "test-random"]),
    Step("relaxng", "full", "build", tap, needs="build",
         args=["tests/xml/test-random-relaxng.py", "build/src/xml/xml-random", "build/schema",
               "--original"], program="xmllint"),
    Step("guest", "full", "build", meson_tests, needs="build", args=["--suite", "guest"]),
    Step("soak", "full", "build", soak, needs="build", args=["tests/soak/run.py", "build"]),
    Step("asan-soak", "full", "build-asan", soak, needs="asan-build", env=SANITIZER,
         args=["tests/soak/run.py", "build", "--daemon", "build-asan"]),
    Step("tsan-soak", "full", "build-tsan", soak, needs="tsan-build", env=SANITIZER,
         args=["tests/soak/run.py", "build", "--daemon", "build-tsan"]),
    Step("recordings", "full", "build", tap, needs="build",
         args=["tests/conformance/compare.py", "build"]),
    Step("bench", "full", "build", command, needs="build",
         args=[sys.executable, "bench/run.py", "build", "--smoke"]),
]


def chosen_steps(options):
    if options.steps:
        return [s for s in STEPS if s.name in options.steps]
    return [s for s in STEPS if options.full or s.tier == "landing"]


def run_step(step, options, broken):
    if step.needs in broken:
        return Result(skipped=1, reasons={f"{step.name} without {step.needs}": 1})
    if step.program and not shutil.which(step.program):
        return Result(skipped=1, reasons={f"{step.name} without {step.program}": 1})
    return step.run(step, options)


def report_step(step, result, seconds):
    state = "failed" if result.failed else "ok" if result.passed else "skipped"
    print(f"{step.name:12} {state:8} {seconds:5.0f} s  {result}", flush=True)
    for problem in result.problems[:40]:
        print("    " + problem[:200])
    if result.failed:
        print(f"    in full: {step.log.relative_to(TOP)}", flush=True)


def options_of(argv):
    parser = argparse.ArgumentParser(prog="./check", description=__doc__.split("\n\n")[0])
    parser.add_argument("--full", action="store_true",
                        help="thread sanitizer, guests, long fuzzing, soak, recordings and benchmarks "
                             "as well")
    parser.add_argument("--fuzz-seconds", type=int, metavar="N", help="how long each target runs")
    parser.add_argument("--soak-seconds", type=float, metavar="N", default=300,
                        help="how long clients keep a daemon busy (default: %(default)s)")
    parser.add_argument("--list", action="store_true", help="say what the steps are")
    parser.add_argument("steps", nargs="*", metavar="STEP", help="these steps only")
    options = parser.parse_args(argv)
    unknown = set(options.steps) - {s.name for s in STEPS}
    if unknown:
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    return options


def main():
    options = options_of(sys.argv[1:])
    if options.list:
        for step in STEPS:
            print(f"{step.name:12} {step.tier:8} {step.build}")
        return 0
    total = Result()
    broken = set()
    for step in chosen_steps(options):
        start = time.monotonic()
        result = run_step(step, options, broken)
        report_step(step, result, time.monotonic() - start)
        if not result.passed or (result.failed and step.run is build):
            broken.add(step.name)
        total.add(result)
    print(counts.sentence(TOP))
    for reason, n in sorted(total.reasons.items()):
        print(f"skipped {n}: {reason}")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())

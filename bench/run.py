#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the benchmarks on our library and, in the same run, on the distribution's.

    bench/run.py BUILD-DIR [--real LIBRARY] [--smoke]

Figures of different runs cannot be compared; ratios of one run can. --smoke only shows that every
benchmark still runs.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import time
from pathlib import Path

REAL = "/usr/lib/x86_64-linux-gnu/libvirt.so.0"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def wall_ms(command, rounds):
    """Median wall time of a command in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, check=True)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def instructions(command):
    """Instructions of a command in millions, by callgrind; None without valgrind."""
    if not shutil.which("valgrind"):
        return None
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                          *command], capture_output=True, text=True, check=True)
    match = re.search(r"Collected : (\d+)", run.stderr)
    return int(match[1]) / 1e6 if match else None


def row(name, ours, real, unit):
    ratio = f"{real / ours:8.1f}x" if real and ours else "        -"
    real = f"{real:12.2f}" if real else "           -"
    print(f"{name:44} {ours:12.2f} {real} {unit:4} {ratio}")


def bench_load(build, real, smoke):
    program = str(build / "bench/bench-load")
    ours = str(build / "src/libraries/libvirt.so.0")
    empty = instructions(["/bin/true"])
    a, b = instructions([program, ours]), instructions([program, real])
    if a and b:
        row("load and virInitialize", a, b, "M i")
        row("  less an empty program", a - empty, b - empty, "M i")
    rounds = 3 if smoke else 40
    row("load and virInitialize", wall_ms([program, ours], rounds),
        wall_ms([program, real], rounds), "ms")


def lines_of(build, program, library):
    """{name: figure} of a benchmark that prints "name   figure unit"."""
    out = output(str(build / "bench" / program), library)
    return {m[1].strip(): float(m[2]) for m in re.finditer(r"^(.+?)\s+([\d.]+) ns$", out, re.M)}


def bench_calls(build, real, _smoke):
    ours = lines_of(build, "bench-call", str(build / "src/libraries/libvirt.so.0"))
    theirs = lines_of(build, "bench-call", real)
    for name, figure in ours.items():
        row(name, figure, theirs.get(name), "ns")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--real", default=REAL)
    parser.add_argument("--smoke", action="store_true")
    args = parser.parse_args()
    print(f"{'':44} {'ours':>12} {'original':>12}")
    for bench in (bench_load, bench_calls):
        bench(args.build, args.real, args.smoke)
    for program in ("bench-loop", "bench-xdr"):
        path = args.build / "bench" / program
        if not path.exists():
            continue
        libraries = [str(args.build / "src/libraries/libvirt.so.0")]
        if program == "bench-loop":
            libraries.append(args.real)
        for library in libraries:
            print(f"\n{program} {library if program == 'bench-loop' else ''}")
            print(output(str(path), *([library] if program == "bench-loop" else [])), end="")


if __name__ == "__main__":
    main()

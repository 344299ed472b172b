#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the benchmarks on our library and, in the same run, on the distribution's.

    bench/run.py BUILD [NAME...] [--real LIBRARY] [--other BUILD] [--smoke]

NAME is load, call, core, xdr, xml, definition, loop, start or wire; all without one. Figures of different runs cannot be
compared; ratios of one run can. Each figure is the median of several rounds in which the
implementations take turns. --smoke only shows that every benchmark still runs. How to read the
table: docs/performance.md. --other is another build of ours, to see what an option costs in a call.
"""

import argparse
import contextlib
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/lib"))
import daemons  # noqa: E402
import syscalls  # noqa: E402

REAL = "/usr/lib/x86_64-linux-gnu/libvirt.so.0"
DESCRIPTORS = 20000  # of each end of a thousand connections, and of the event loop
FILES = Path(__file__).resolve().parent / "xml"
EMBED = "///embed?root=/"


class Run:
    """What there is to measure, and how long."""

    def __init__(self, args):
        self.build = args.build.resolve()
        self.ours = str(self.build / "src/libraries/libvirt.so.0")
        self.other = args.other and args.other.resolve()
        self.real = args.real if Path(args.real).exists() else None
        self.smoke = args.smoke
        self.rounds = 1 if args.smoke else 5
        self.cpus = os.sched_getaffinity(0)
        self.one_cpu = {min(self.cpus)}

    def ms(self, full):
        return 5 if self.smoke else full

    def bench(self, name, *args, env=None, pinned=False, seconds=60):
        """The lines of a benchmark, split at tabs."""
        pin = (lambda: os.sched_setaffinity(0, self.one_cpu)) if pinned else None
        done = subprocess.run([self.path(name), *map(str, args)], check=True, text=True,
                              stdout=subprocess.PIPE, env={**os.environ, **(env or {})},
                              timeout=seconds, preexec_fn=pin)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def path(self, name):
        return str(self.build / "bench" / name)

    def modules(self, folder, build=None):
        return {"LIBVIRT_DRIVER_DIR": str((build or self.build) / folder)}

    def medians(self, variants):
        """{variant: {name: median}} of functions that each give {name: figure}; they take turns."""
        seen = {variant: {} for variant in variants}
        for _ in range(self.rounds):
            for variant, measure in variants.items():
                for name, figure in measure().items():
                    seen[variant].setdefault(name, []).append(figure)
        return {variant: {name: statistics.median(figures) for name, figures in found.items()}
                for variant, found in seen.items()}


def heading(title, *columns):
    print(f"\n{title:42}" + "".join(f"{column:>20}" for column in columns), flush=True)


def row(name, *figures, unit=""):
    cells = "".join(f"{'-' if f is None else format(f, ',.4g' if f < 1000 else ',.0f'):>20}"
                    for f in figures)
    print(f"  {name:40}{cells} {unit}", flush=True)


def times(ours, real):
    return real / ours if ours and real else None


def instructions(argv, env=None):
    """Of a command, by callgrind; None without it."""
    if not argv or not shutil.which("valgrind"):
        return None
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *argv],
                         env={**os.environ, **(env or {})},
                         capture_output=True, text=True, check=True, timeout=60)
    match = re.search(r"Collected : (\d+)", run.stderr)
    return int(match[1]) if match else None


def bench_load(run):
    heading("load and virInitialize", "ours", "original", "ratio")
    libraries = [library for library in (run.ours, run.real) if library]
    found = run.bench("bench-load", 3 if run.smoke else 60, *libraries, pinned=True)
    if len(found) == 1:
        found.append([None, "nan", "nan"])
    counts = [instructions(library and [run.path("bench-load"), "0", library])
              for library in (run.ours, run.real)]
    if counts[0]:
        row("instructions", *(count and count / 1e6 for count in counts), times(*counts),
            unit="millions")
    for name, column, unit in (("time", 1, "us"), ("page faults", 2, "")):
        ours, real = (float(line[column]) for line in found)
        row(name, ours, real, times(ours, real), unit=unit)


def bench_call(run):
    """{variant: (library, URI, environment)}, then a column for each."""
    variants = {"ours, null": (run.ours, "null:" + EMBED, run.modules("bench")),
                "ours, test": (run.ours, "test:///default", None)}
    if run.other:
        variants["other, null"] = (str(run.other / "src/libraries/libvirt.so.0"), "null:" + EMBED,
                                   run.modules("bench", run.other))
    if run.real:
        variants["original, test"] = (run.real, "test:///default", None)

    def timed(library, uri, env):
        return lambda: {name: float(ns) for name, ns in
                        run.bench("bench-call", library, uri, run.ms(40), env=env, pinned=True)}

    def counted(library, uri, env):
        few, many = (instructions([run.path("bench-call"), library, uri, "calls", str(n)], env)
                     for n in (100, 1100))
        return few and (many - few) / 1000

    found = run.medians({name: timed(*variant) for name, variant in variants.items()})
    ours, real = "ours, test", "original, test"
    heading("a call in the process, ns of CPU", *variants, "ratio")
    for name in found[ours]:
        row(name, *(found[variant][name] for variant in variants),
            times(found[ours][name], found.get(real, {}).get(name)))
    if run.smoke:
        return
    counts = {name: counted(*variant) for name, variant in variants.items()}
    if counts[ours]:
        row("virDomainGetState, instructions", *counts.values(),
            times(counts[ours], counts.get(real)))


def bench_core(run):
    """How what a driver does with its domains grows with their number."""
    for n in (100,) if run.smoke else (100, 1000, 10000, 100000):
        found = [{name: float(figure) for name, figure in
                  run.bench("bench-core", library, n, run.ms(1000), pinned=True, seconds=1200)}
                 for library in (run.ours, run.real) if library]
        heading(f"{n} domains, us of CPU", "ours", "original", "ratio")
        for name in dict.fromkeys(name for figures in found for name in figures):
            figures = [figures.get(name) for figures in found] + [None]
            row(name, *figures[:2], times(*figures[:2]))


def bench_xdr(run):
    heading("XDR, ns of CPU (ours only)", "bytes", "encode", "decode and free")
    for name, *figures in run.bench("bench-xdr", run.ms(50), pinned=True):
        row(name, *map(float, figures))


def bench_xml(run):
    heading("a document, us of CPU (ours only)", "bytes", "into a tree", "Expat, no tree", "bytes of tree")
    for name, *figures in run.bench("bench-xml", run.ms(150), pinned=True):
        row(name, *map(float, figures))


DOMAINS = {"small": ("small.xml", 1), "typical": ("typical.xml", 1),
           "100 disks and interfaces": ("small.xml", 100)}


def bench_definition(run):
    """Of the test driver: ours without the driver, which is what follows a document in any case."""
    def on(*library):
        def measure():
            found = {}
            for name, (file, copies) in DOMAINS.items():
                line = run.bench("bench-definition", run.ms(150), FILES / file, copies, *library,
                                 pinned=True)[0]
                found |= {(name, i): float(figure) for i, figure in enumerate(line[1:])}
            return found
        return measure

    found = run.medians({"ours": on()} | ({"real": on(run.real)} if run.real else {}))
    heading("a domain's document, us of CPU", "ours", "original", "ratio")
    for name in DOMAINS:
        for i, what, unit in ((1, "define", "us"), (2, "write", "us"), (3, "keep", "bytes"),
                              (4, "keep for use", "bytes"), (5, "read only", "us"),
                              (6, "copy", "us"), (7, "unpack", "us")):
            ours, real = found["ours"][name, i], found.get("real", {}).get((name, i))
            size = f", {found['ours'][name, 0]:.0f} bytes" if i == 1 else ""
            row(f"{name}{size}: {what}", ours, real, times(ours, real), unit=unit)


def bench_loop(run):
    def on(library):
        return lambda: {n: float(ns) for n, ns in
                        run.bench("bench-loop", library, run.ms(150), pinned=True)}

    variants = {"ours": on(run.ours)}
    if run.real:
        variants["real"] = on(run.real)
    found = run.medians(variants)
    heading("an event, ns of CPU", "ours", "original", "ratio")
    for n, ours in found["ours"].items():
        real = found.get("real", {}).get(n)
        row(f"{n} descriptors", ours, real, times(ours, real))


class Wire:
    """The pairs of a client and a daemon."""

    def __init__(self, run, ours, real):
        self.run = run
        self.folder = ours.folder
        self.pairs = {"ours, ours": (run.ours, ours)}
        if run.real:
            self.pairs["original, ours"] = (run.real, ours)
        if real:
            self.pairs["ours, original"] = (run.ours, real)
        if run.real and real:
            self.pairs["original, original"] = (run.real, real)

    def argv(self, pair, *what):
        library, daemon = self.pairs[pair]
        return [library, daemon.uri, *map(str, what)]

    def figures(self, *what, pinned=False):
        """{pair: median} of what bench-wire prints; pinned: with both ends on one CPU."""
        for _, daemon in self.pairs.values():
            daemon.pin(self.run.one_cpu if pinned else self.run.cpus)
        variants = {pair: lambda pair=pair: {"": float(self.run.bench(
            "bench-wire", *self.argv(pair, *what), pinned=pinned)[0][0])} for pair in self.pairs}
        return {pair: found[""] for pair, found in self.run.medians(variants).items()}

    def syscalls(self, count):
        """{pair: system calls per call}: of a run with many calls less one with few."""
        few, many = (10, 60) if self.run.smoke else (100, 1100)
        result = {}
        for pair in self.pairs:
            totals = [count(pair, [self.run.path("bench-wire"), *self.argv(pair, "calls", n)],
                            self.folder / "strace") for n in (few, many)]
            result[pair] = (totals[1] - totals[0]) / (many - few) if all(totals) else None
        return result


def wire_rows(run, wire):
    """The floor is an exchange of the same bytes with nothing behind them."""
    floor = run.medians({"": lambda: {"": float(run.bench("bench-wire", "floor", run.ms(200),
                                                          pinned=True)[0][0])}})

    def line(name, found, unit):
        row(name, *(found[pair] for pair in wire.pairs), unit=unit)

    heading("virDomainGetState over a unix socket", *wire.pairs)
    row("floor of latency, one CPU for both", floor[""][""], unit="us")
    line("latency, one CPU for both", wire.figures("latency", 0, run.ms(200), pinned=True), "us")
    idle = 20 if run.smoke else 1000
    line(f"beside {idle} idle connections",
         wire.figures("latency", idle, run.ms(200), pinned=True), "us")
    line("open and close, one CPU for both", wire.figures("open", run.ms(100), pinned=True), "us")
    busy = 8 if run.smoke else 64
    line(f"{busy} connections", wire.figures("clients", busy, run.ms(250)), "calls/s")
    if syscalls.has_strace():
        line("system calls per call, client",
             wire.syscalls(lambda pair, argv, out: syscalls.client_syscalls(argv, out)), "")
        line("system calls per call, daemon",
             wire.syscalls(lambda pair, argv, out:
                           syscalls.daemon_syscalls(wire.pairs[pair][1], argv, out)), "")


def private_folder():
    folder = tempfile.TemporaryDirectory(prefix="bench-")
    Path(folder.name).chmod(0o755)  # for the daemon that does not run as root
    return folder


def daemons_in(run, folder):
    """Not started; the second is None where the original is not installed."""
    for name in ("ours", "real"):
        (Path(folder) / name).mkdir()
    real = daemons.RealDaemon(Path(folder) / "real") if daemons.RealDaemon.is_installed() else None
    return daemons.OurDaemon(run.build, Path(folder) / "ours"), real


def bench_start(run):
    def start(daemon):
        begin = time.perf_counter()
        with daemon:
            return (time.perf_counter() - begin) * 1000

    def start_both():
        with private_folder() as folder:
            both = daemons_in(run, folder)
            return {i: start(daemon) for i, daemon in enumerate(both) if daemon}

    found = run.medians({"": start_both})[""]
    heading("start of a daemon", "ours", "original", "ratio")
    row("until a client can connect", found[0], found.get(1), times(found[0], found.get(1)),
        unit="ms")


def bench_wire(run):
    with private_folder() as folder:
        ours, real = daemons_in(run, folder)
        with ours, real or contextlib.nullcontext():
            wire_rows(run, Wire(run, ours, real))


BENCHES = {"load": bench_load, "call": bench_call, "core": bench_core, "xdr": bench_xdr, "xml": bench_xml,
           "definition": bench_definition,
           "loop": bench_loop,
           "start": bench_start, "wire": bench_wire}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--real", default=REAL)
    parser.add_argument("--other", type=Path, metavar="BUILD")
    parser.add_argument("--smoke", action="store_true")
    args = parser.parse_args()
    unknown = set(args.names) - set(BENCHES)
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    os.environ.pop("LD_LIBRARY_PATH", None)  # or the original's daemon would get our library
    daemons.adopt_orphans()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(DESCRIPTORS, hard), hard))
    run = Run(args)
    try:
        for name in args.names or BENCHES:
            BENCHES[name](run)
    except subprocess.SubprocessError as failure:
        sys.exit(str(failure))
    finally:
        daemons.reap()


if __name__ == "__main__":
    main()

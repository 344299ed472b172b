#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lets every fuzz target of a build with flavour=fuzz run for a while.

    run.py BUILD_DIR [--seconds N] [--jobs N] [NAME...]

What a target finds new is kept in BUILD_DIR/corpus/NAME and is where the next run starts; an input
that fails is kept in BUILD_DIR/crashes.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from tap import Tap  # noqa: E402

LINES = "lines of "
ENV = {
    "ASAN_OPTIONS": "detect_leaks=1:allocator_may_return_null=1:max_allocation_size_mb=256",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "G_SLICE": "always-malloc",
}


# Documents that others wrote, if they are at hand (tests/xml/test-corpus.py says where).
CORPUS = os.environ.get("VIRTUE_CORPUS", Path(__file__).resolve().parents[3] / "shared/corpus")


def seed_inputs(folder, seeds, dictionary):
    if seeds.startswith(LINES):
        for path in sorted(folder.glob(seeds.removeprefix(LINES))):
            yield from path.read_bytes().split(b"\n")
        return
    paths = [path for part in seeds.split() for path in sorted(folder.glob(part + "/*"))]
    if Path(dictionary).name == "xml.dict":
        paths += sorted(Path(CORPUS).glob("*/*/*.xml"))
    for path in filter(Path.is_file, paths):
        yield path.read_bytes()


def fill_corpus(corpus, folder, seeds, dictionary):
    corpus.mkdir(parents=True, exist_ok=True)
    for data in seed_inputs(folder, seeds, dictionary):
        path = corpus / hashlib.sha1(data).hexdigest()
        if not path.exists():
            path.write_bytes(data)


def run_target(build, seconds, name, folder, seeds, dictionary):
    """Returns what to say about the run and what was wrong with it."""
    corpus = build / "corpus" / name
    crashes = build / "crashes"
    crashes.mkdir(exist_ok=True)
    fill_corpus(corpus, Path(folder), seeds, dictionary)
    command = [build / "tests" / "fuzz" / name, corpus, f"-max_total_time={seconds}", "-timeout=10",
               "-rss_limit_mb=1024", "-max_len=8192", f"-artifact_prefix={crashes}/{name}-"]
    if dictionary:
        command.append(f"-dict={dictionary}")
    try:
        result = subprocess.run(command, env=os.environ | ENV, text=True, errors="replace",
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                timeout=seconds + 120)
    except subprocess.TimeoutExpired:
        return name, ["did not stop in time"]
    except OSError as error:
        return name, [str(error)]
    runs = re.search(r"Done (\d+) runs", result.stdout)
    said = f"{name}: {runs.group(1) if runs else '?'} inputs"
    return said, result.stdout.splitlines()[-40:] if result.returncode else []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("names", nargs="*")
    args = parser.parse_intermixed_args()

    tap = Tap()
    text = (args.build / "tests" / "fuzz" / "targets.txt").read_text(encoding="utf-8")
    targets = [line.split("\t") for line in text.splitlines() if line]
    targets = [t for t in targets if not args.names or t[0] in args.names]
    with ThreadPoolExecutor(args.jobs) as pool:
        for said, problems in pool.map(
                lambda t: run_target(args.build.resolve(), args.seconds, *t), targets):
            tap.check(said, problems)
    tap.finish()


if __name__ == "__main__":
    main()

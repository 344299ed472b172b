#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whatever a document says, defining it takes time and memory in relation to its text.

    test-hostile.py DEFINE-DOCUMENT DRIVER [--times N] [--no-weights] [NAME...]

hostile.txt has the documents. Time is processor time and the limit is far beyond what is needed: it
tells those that grow with the square of the text. Memory is what FREE and FACTOR say, for the whole
program: text, tree, definition and what is written of it. docs/architecture.md has the bounds.
"""

import argparse
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/lib"))
from tap import Tap  # noqa: E402

FREE = 160 << 20
FACTOR = 20
SECONDS = 10  # for the plain build; linear cases take less than one
MESSAGE = 70000  # bytes of the longest error
PART = re.compile(r"\[\[(?:(\d+):)?(.*?)\]\]")


def letters(i):
    return (letters(i // 26 - 1) if i >= 26 else "") + chr(ord("a") + i % 26)


def repeat(n, form):
    return "".join(form.format(
        i=i, i1=i + 1, j=n - 1 - i, n=n, cpu=i % 16384, letters=letters(i),
        mac=f"{i >> 16:02x}:{i >> 8 & 255:02x}:{i & 255:02x}",
        uuid=f"c2177883-f1bb-47f0-914d-{i:012x}",
        pci=f"domain='{i >> 16}' bus='{i >> 8 & 255}' slot='{i >> 3 & 31}' function='{i & 7}'")
        for i in range(n))


def document(kind, body, times):
    body = PART.sub(lambda part: repeat(min(int(part[1] or times), times), part[2]), body)
    vcpu = "" if "<vcpu>" in body or "<vcpu cpuset" in body else "<vcpu>16384</vcpu>"
    system = "" if "<os>" in body else "<os><type>hvm</type></os>"
    return (f"<domain type='{kind}'><name>n</name><memory>1048576</memory>{vcpu}{system}{body}"
            "</domain>")


def read_cases():
    for line in Path(__file__).with_name("hostile.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split(None, 2)


def limit_time(seconds):
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def define(args, text):
    """The answer and the most memory that was in use; None if it took too long or crashed."""
    options = ["--weigh", "yes"]
    if args.driver == "qemu":
        answers = Path(__file__).with_name("x86_64-7.2-tcg.json")
        options += ["--emulator", f"x86_64,/usr/bin/qemu-system-x86_64,{answers}"]
    seconds = SECONDS * (6 if args.no_weights else 1)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".xml") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([args.program, *options, args.driver, "domain", file.name],
                              stdout=subprocess.PIPE, preexec_fn=lambda: limit_time(seconds))
    head, _, rest = done.stdout.partition(b"\n")
    answer, _, peak = rest.strip().rpartition(b"\npeak ")
    return None if done.returncode else (head.decode(), answer, int(peak)), done.returncode


def problems_of(args, base, expected, text):
    result, code = define(args, text)
    if result is None:
        return [f"ended with {code}: crashed, or needs more than {SECONDS} s for "
                f"{len(text) / 1e6:.1f} MB"]
    head, answer, peak = result
    limit = base + FREE + FACTOR * len(text)
    problems = []
    if peak > limit and not args.no_weights:
        problems.append(f"{peak >> 20} MiB for {len(text) / 1e6:.1f} MB: more than {limit >> 20}")
    if head.startswith("error ") and len(answer) > MESSAGE:
        problems.append(f"an error of {len(answer)} bytes")
    if args.driver != "test" or args.no_weights:
        return problems  # what is refused depends on how much there is, and on the machine
    if expected == "ok" and not head.startswith("ok "):
        problems.append(f"refused: {answer[:300].decode(errors='replace')}")
    elif expected != "ok" and (head.startswith("ok ")
                               or expected.replace("_", " ").encode() not in answer):
        problems.append(f"expected '{expected}', got {answer[:300].decode(errors='replace')}")
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("driver", choices=["test", "qemu", "machine"])
    parser.add_argument("--times", type=int, default=100000)
    parser.add_argument("--no-weights", action="store_true",
                        help="under a sanitizer, which needs memory and time of its own")
    parser.add_argument("names", nargs="*")
    args = parser.parse_intermixed_args()
    kind = "test" if args.driver == "test" else "qemu"
    tap = Tap()
    (_, _, base), _ = define(args, document(kind, "", 0))
    for name, expected, body in read_cases():
        if not args.names or name in args.names:
            tap.check(name, problems_of(args, base, expected, document(kind, body, args.times)))
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the same calls with the distribution's library and with ours, and compares all answers.

    compare.py BUILD [--real FOLDER] [--peer NAME]... [--keep FOLDER] [--propose]

Peers are what the libraries talk to: a stand-in that answers nearly everything with an error, which
shows what a library checks by itself (standin.py), the distribution's libvirtd with test:///default,
and the in-process test:///default. Compared are the result, every part of the error, and numbers that
came back. differences.txt lists what may differ and why; anything else fails, and so does a line there
that nothing needs any more. --propose prints lines for what it does not have. Results are TAP.
"""

import argparse
import collections
import contextlib
import fnmatch
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]
import daemons  # noqa: E402
import standin  # noqa: E402
from tap import Tap  # noqa: E402

REAL = "/usr/lib/x86_64-linux-gnu"
ALL_SECONDS = 600  # for all recordings
FEATURES = {8, 14, 15}  # passing descriptors, events with ids, close callbacks


@dataclass
class Difference:
    """A line of differences.txt: patterns of the peer, the function and the call."""

    peer: str
    function: str
    call: str
    number: int
    is_rare: bool = False
    matched: int = 0

    def fits(self, peer, function, call):
        return all(fnmatch.fnmatchcase(text, pattern) for text, pattern in (
            (peer, self.peer), (function, self.function), (call, self.call)))


def literal_brackets(pattern):
    """Only * and ? are patterns: calls have brackets of their own."""
    return pattern.replace("[", "[[]")


def read_differences(path):
    """Each line: PEER FUNCTION CALL, with * for any text; before them, their reason as "# ...". A line that
    begins with ~ is of what differs only now and then."""
    found, reason = [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            reason = line
        elif line.strip():
            peer, function, call = line.split(" ", 2) if line.count(" ") > 1 else (*line.split(), "")
            if not reason:
                sys.exit(f"{path}:{number}: no reason above it")
            found.append(Difference(peer.lstrip("~"), function, literal_brackets(call), number,
                                    peer.startswith("~")))
    return found


@contextlib.contextmanager
def peer_socket(kind, folder):
    """Of a fresh peer for one library."""
    if kind == "standin":
        standin.start(f"{folder}/socket", HERE.parents[1] / "api", FEATURES)
        yield f"{folder}/socket"
    elif kind == "daemon":
        with daemons.RealDaemon(folder) as daemon:
            yield daemon.socket
    else:
        yield "none"


def start(kind, library, socket_path, folder):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LIBVIRT_", "VIRSH_"))}
    env |= {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "XDG_CONFIG_HOME": str(folder),
            "LD_LIBRARY_PATH": library, "LIBVIRT_AUTOSTART": "0",
            "LIBVIRT_DEFAULT_URI": "://", "LIBVIRT_ADMIN_DEFAULT_URI": "://"}
    return subprocess.Popen([sys.executable, "-B", str(HERE / "record.py"), library, kind,
                             str(socket_path), str(folder / "answers")], env=env, cwd=folder,
                            stdin=subprocess.DEVNULL)


def record(kind, libraries, folder, deadline):
    """What each of the libraries answers; both are recorded at once."""
    with contextlib.ExitStack() as stack:
        running = []
        for i, library in enumerate(libraries):
            place = folder / f"{kind}-{i}"
            place.mkdir(mode=0o755)
            socket_path = stack.enter_context(peer_socket(kind, place))
            running.append((place, start(kind, library, socket_path, place)))
            stack.callback(daemons.end, running[-1][1])
        for place, process in running:
            try:
                status = process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                raise SystemExit(f"recording {kind} takes more than {ALL_SECONDS} seconds") from None
            if status:
                raise SystemExit(f"recording {kind} in {place} ended with {status}")
        return [json.loads(same_everywhere((place / "answers").read_text(encoding="utf-8"), place))
                for place, process in running]


def same_everywhere(text, place):
    """Without what is another in each process: folders, addresses and the time."""
    text = re.sub(r"0x[0-9a-f]{9,}", "ADDRESS", text.replace(str(place), "PLACE"))
    return re.sub(r"(<creationTime>)\d+", r"\1NOW", text)


def opens(library, uri):
    program = (f"import ctypes; l = ctypes.CDLL('{library}/libvirt.so.0'); "
               "l.virConnectOpen.restype = ctypes.c_void_p; "
               f"raise SystemExit(not l.virConnectOpen({uri.encode()!r}))")
    return subprocess.run([sys.executable, "-c", program], capture_output=True,
                          env={**os.environ, "LIBVIRT_AUTOSTART": "0"}).returncode == 0


def short(answer):
    if "error" in answer and answer["error"]:
        code, domain, message = answer["error"][:3]
        return f"{code} {domain} {message[:150]} {answer['error'][3:]}"[:250]
    return json.dumps(answer)[:250]


class Comparison:
    def __init__(self, differences):
        self.differences = differences
        self.same = self.known = self.unjudged = 0
        self.new = []

    def known_difference(self, *place):
        fitting = [d for d in self.differences if d.fits(*place)]
        for difference in fitting:
            difference.matched += 1
        return bool(fitting)

    def function(self, peer, name, theirs, ours):
        """The differences that nobody knows, as texts."""
        problems = []
        for call, expected in theirs.items():
            found = ours[call]
            if "ended" in expected and "ended" not in found or "no object" in expected:
                self.unjudged += 1  # a crash or a wait of the original, and we do better
                self.known_difference(peer, name, call)  # which it may be at another time
            elif found == expected:
                self.same += 1
            elif self.known_difference(peer, name, call):
                self.known += 1
            else:
                self.new.append(f"{peer} {name} {call}".rstrip())
                problems.append(f"{call or 'good arguments'}:\nexpected {short(expected)}\n"
                                f"found    {short(found)}")
        return problems


def compare(tap, comparison, peer, theirs, ours):
    for name, answers in theirs.items():
        if name not in ours:
            tap.check(f"{peer} {name}", ["our library does not have it"])
            continue
        problems = comparison.function(peer, name, answers, ours[name])
        more = [f"and {len(problems) - 5} more"] if len(problems) > 5 else []
        tap.check(f"{peer} {name}", problems[:5] + more)


def summary(answers):
    """For the first line of a report: how many calls, and how they ended."""
    kinds = collections.Counter()
    for calls in answers.values():
        for answer in calls.values():
            kinds[answer.get("ended") or ("no object" if "no object" in answer else
                                          "error" if answer["error"] else "ok")] += 1
    return ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--real", default=REAL)
    parser.add_argument("--peer", action="append", choices=["standin", "daemon", "local"])
    parser.add_argument("--keep", type=Path, help="leave the recordings there")
    parser.add_argument("--propose", action="store_true")
    args = parser.parse_args()
    if not Path(args.real, "libvirt.so.0").exists():
        Tap.skip_all(f"there is no libvirt.so.0 in {args.real}")
    libraries = [args.real, str(args.build.resolve() / "src/libraries")]
    comparison = Comparison(read_differences(HERE / "differences.txt"))
    tap = Tap()
    daemons.adopt_orphans()
    judged = set()
    deadline = time.monotonic() + ALL_SECONDS
    with contextlib.ExitStack() as stack:
        folder = args.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # for the daemon that does not run as root
        for peer in args.peer or ("standin", "daemon", "local"):
            if peer == "local" and not opens(libraries[1], "test:///default"):
                tap.skip("local", "our library has no test driver yet")
                continue
            if peer == "daemon" and not daemons.RealDaemon.is_installed():
                tap.skip("daemon", "libvirt-daemon is not installed")
                continue
            theirs, ours = record(peer, libraries, folder, deadline)
            judged.add(peer)
            print(f"# {peer}: theirs {summary(theirs)}\n# {peer}: ours {summary(ours)}")
            compare(tap, comparison, peer, theirs, ours)
    tap.check("each known difference is still there",
              [f"differences.txt:{d.number}" for d in comparison.differences
               if not d.matched and not d.is_rare and (d.peer in judged or d.peer == "*" and len(judged) > 1)])
    print(f"# {comparison.same} answers are the same, {comparison.known} differ as is known, "
          f"{len(comparison.new)} otherwise; {comparison.unjudged} of the original are none")
    if args.propose:
        print("\n".join(comparison.new), file=sys.stderr)
    daemons.reap()
    tap.finish()


if __name__ == "__main__":
    main()

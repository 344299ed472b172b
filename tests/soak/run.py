#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our daemon under a mix of clients, for a while.

    tests/soak/run.py BUILD [--seconds N] [--clients N] [--daemon BUILD]

Clients of four sorts run in rounds (client.py, the distribution's virsh, clients that are killed,
and peers that send nonsense). Between rounds nobody is connected, and the daemon must have as
many descriptors as before, no thread too many, and hardly more memory. --daemon takes the daemon
from another build. Results are TAP.
"""

import argparse
import collections
import contextlib
import json
import os
import random
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import daemons  # noqa: E402
from tap import Tap  # noqa: E402

PYTHON = "/usr/bin/python3"  # which the distribution's binding is for
ROUND_SECONDS = 10
SETTLE_SECONDS = 10
# All that the daemon's pools may start (20 and 5), and its loop.
THREADS = 26
# What may be added in the second half: a few bytes for each call. Before that, the allocator grows with
# the number of threads that were ever busy at once.
MEMORY_KIB = 2048
MEMORY_ROUNDS = 8  # fewer say nothing about memory
VIRSH = [  # arguments, and whether it succeeds; {n} is the thread's number, {xml} a definition
    ("list --all", True), ("define {xml}", True), ("start virsh-{n}", True),
    ("dominfo virsh-{n}", True), ("dumpxml virsh-{n}", True), ("domstate virsh-{n}", True),
    ("start virsh-{n}", False), ("event --all --timeout 1", True), ("destroy virsh-{n}", True),
    ("undefine virsh-{n}", True), ("dominfo virsh-{n}", False), ("define /dev/null", False),
    ("uri", True),
]


def open_files(pid):
    """What the process has open; what it closes meanwhile is left out."""
    files = []
    for fd in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):
            files.append(os.readlink(f"/proc/{pid}/fd/{fd}"))
    return files


class Sample:
    """What a daemon uses."""

    def __init__(self, pid):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        self.memory_kib = int(re.search(r"RssAnon:\s+(\d+)", status)[1])
        self.threads = int(re.search(r"Threads:\s+(\d+)", status)[1])
        self.files = open_files(pid)
        self.descriptors = len(self.files)

    def __str__(self):
        return (f"{self.memory_kib} KiB, {self.threads} threads, "
                f"{self.descriptors} descriptors")


def nonsense():
    """Bytes that no client of ours sends: random ones, a length that lies, half a call."""
    call = struct.pack(">IIIiIII", 28, 0x20008086, 1, 66, 0, 1, 0)
    return random.choice((random.randbytes(random.randrange(1, 2000)), b"\xff" * 4, b"\0" * 4,
                          struct.pack(">I", 1 << 25), call[:random.randrange(1, 28)], call,
                          struct.pack(">I", 28) + random.randbytes(24)))


class Soak:
    def __init__(self, args, daemon, folder):
        self.args, self.daemon, self.folder = args, daemon, folder
        self.calls = self.killed = self.peers = self.commands = self.seed = 0
        self.slowest = 0
        self.unanswered, self.wrong = [], []
        self.lock = threading.Lock()
        self.env = {**os.environ, "LD_LIBRARY_PATH": str(args.build / "src/libraries")}

    # One sort of client each; all run until the round's end.

    def start_client(self, seconds):
        self.seed += 1
        return subprocess.Popen(
            [PYTHON, "-B", str(HERE / "client.py"), self.daemon.uri, self.daemon.read_only_uri,
             str(self.seed), str(seconds)], env=self.env, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def client_ended(self, process, seconds):
        try:
            out, err = process.communicate(timeout=seconds + 60)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.unanswered.append(f"a client did not end: {err[-500:]}")
            return
        if process.returncode:
            place = self.unanswered if process.returncode < 0 else self.wrong
            place.append(f"a client ended with {process.returncode}: {err[-500:]}")
            return
        result = json.loads(out)
        self.calls += result["calls"]
        self.slowest = max(self.slowest, result["slowest"])
        self.wrong += result["problems"]

    def kill_clients(self, end):
        """Clients that end in the middle of whatever they do."""
        while time.monotonic() < end:
            victim = self.start_client(60)
            time.sleep(random.uniform(0.3, 1.5))
            victim.kill()
            out, err = victim.communicate()
            if victim.returncode != -9:
                self.wrong.append(f"a victim ended with {victim.returncode}: {err[-500:]}")
            self.killed += 1

    def send_nonsense(self, end):
        while time.monotonic() < end:
            with socket.socket(socket.AF_UNIX) as peer, contextlib.suppress(OSError):
                peer.settimeout(random.choice((0.001, 0.1)))
                peer.connect(str(self.daemon.socket))
                for _ in range(random.randrange(1, 4)):
                    peer.sendall(nonsense())
                peer.recv(100)
            self.peers += 1
            time.sleep(0.02)

    def run_virsh(self, number, end):
        path = self.folder / f"virsh-{number}.xml"
        path.write_text(f"<domain type='test'><name>virsh-{number}</name><memory>1024</memory>"
                        "<os><type>hvm</type></os></domain>", encoding="ascii")
        while time.monotonic() < end:
            for words, succeeds in VIRSH:
                self.virsh(words.format(n=number, xml=path).split(), succeeds)

    def virsh(self, words, succeeds):
        command = ["virsh", "-c", self.daemon.uri, *words]
        env = {k: v for k, v in os.environ.items() if k != "LD_LIBRARY_PATH"}
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=30, env=env,
                                  stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            self.unanswered.append(f"virsh {' '.join(words)}")
            return
        with self.lock:
            self.commands += 1
        # An event's time-out is 1 as well; what matters is that it is not a signal.
        if done.returncode < 0 or (words[0] != "event" and (done.returncode == 0) != succeeds):
            self.wrong.append(f"virsh {' '.join(words)}: {done.returncode} {done.stderr[-300:]}")

    def round(self, seconds):
        end = time.monotonic() + seconds
        threads = [threading.Thread(target=self.send_nonsense, args=(end,)),
                   threading.Thread(target=self.kill_clients, args=(end,))]
        if shutil.which("virsh"):
            threads += [threading.Thread(target=self.run_virsh, args=(n, end)) for n in range(2)]
        with self.kept_open():
            clients = [self.start_client(seconds) for _ in range(self.args.clients)]
            for thread in threads:
                thread.start()
            for client in clients:
                self.client_ended(client, seconds)
            for thread in threads:
                thread.join()
            self.clean()

    @contextlib.contextmanager
    def kept_open(self):
        """A connection: without any, test:///default begins anew."""
        program = (f"import libvirt, sys\nconn = libvirt.open({self.daemon.uri!r})\n"
                   "print('open', flush=True)\nsys.stdin.read()")
        with subprocess.Popen([PYTHON, "-B", "-c", program], env=self.env, text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as keeper:
            keeper.stdout.readline()
            yield
            keeper.stdin.close()

    def clean(self):
        """Victims leave their domains behind."""
        program = ("import libvirt\n"
                   f"conn = libvirt.open({self.daemon.uri!r})\n"
                   "for dom in conn.listAllDomains():\n"
                   "    if dom.isActive(): dom.destroy()\n"
                   "    if dom.name().startswith('own-'):\n"
                   "        try: dom.undefine()\n"
                   "        except libvirt.libvirtError: pass\n"
                   "left = [d.name() for d in conn.listAllDomains()]\n"
                   "for dom in conn.listAllDomains(): dom.undefine()\n"
                   "assert all(n.startswith(('shared-', 'test')) for n in left), left\n")
        done = subprocess.run([PYTHON, "-B", "-c", program], env=self.env, timeout=60,
                              capture_output=True, text=True)
        if done.returncode:
            self.wrong.append(f"cleaning up: {done.stderr[-500:]}")

    def sample(self, like):
        """When nobody is connected; waits until it has as few descriptors as that sample."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            found = Sample(self.daemon.process.pid)
            if not like or found.descriptors <= like.descriptors or time.monotonic() > deadline:
                return found
            time.sleep(0.1)


def soak(args, run):
    """The samples: before, after warming up, and after each round."""
    # What is opened for the first client, and by then all sockets, belongs to the daemon.
    with run.kept_open():
        pass
    time.sleep(1)
    samples = [run.sample(None)]
    rounds = max(2, round(args.seconds / ROUND_SECONDS))
    for number in range(rounds):
        run.round(args.seconds / rounds)
        if run.daemon.process.poll() is not None:
            break
        samples.append(run.sample(samples[0]))
        print(f"# round {number + 1} of {rounds}: {run.calls} calls, {samples[-1]}", flush=True)
    return samples


def worst(problems):
    """The most frequent ones, with how often."""
    return [f"{n} times: {text}" for text, n in collections.Counter(problems).most_common(10)]


def report(args, tap, run, samples):
    first, warm, last = samples[0], samples[len(samples) // 2], samples[-1]
    print(f"# {run.calls} calls of clients, the slowest {run.slowest:.2f} s; {run.commands} of "
          f"virsh; {run.killed} clients killed; {run.peers} peers with nonsense")
    tap.check("the work was done", [] if run.calls > 100 * args.seconds / 60 else [run.calls])
    tap.check("every call is answered", worst(run.unanswered))
    tap.check("no wrong answer, no unexpected error", worst(run.wrong))
    tap.check("descriptors are closed",
              [f"{s}; at the start {first.descriptors}; more: "
               + ", ".join((collections.Counter(s.files) - collections.Counter(first.files)).elements())
               for s in samples if s.descriptors > first.descriptors][:5])
    tap.check("threads end", [str(s) for s in samples if s.threads > THREADS][:5])
    growth = last.memory_kib - warm.memory_kib
    if args.daemon:
        tap.skip("memory does not grow", "sanitizers keep freed memory")
    elif len(samples) <= MEMORY_ROUNDS:
        tap.skip("memory does not grow", "too short to tell")
    else:
        tap.check("memory does not grow",
                  [f"{growth} KiB more than at half time"] if growth > MEMORY_KIB else [])


def check_end(tap, daemon):
    """A sanitizer tells of leaks with the exit status."""
    running = daemon.process.poll() is None
    daemons.end(daemon.process)
    said = daemon.log.read_text(encoding="utf-8", errors="replace")[-3000:]
    fine = running and daemon.process.returncode == 0
    tap.check("the daemon ends well",
              [] if fine else [f"{'at' if running else 'before'} its end: "
                               f"{daemon.process.returncode}", said])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--daemon", type=Path, metavar="BUILD")
    args = parser.parse_args()
    args.build = args.build.resolve()
    if subprocess.run([PYTHON, "-c", "import libvirt"], capture_output=True).returncode:
        Tap.skip_all("python3-libvirt is not installed")
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        with daemons.OurDaemon((args.daemon or args.build).resolve(), folder) as daemon:
            run = Soak(args, daemon, folder)
            samples = soak(args, run)
            report(args, tap, run, samples)
            check_end(tap, daemon)
    tap.finish()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""System calls of a program or of a running daemon, counted by strace."""

import re
import shutil
import signal
import subprocess
import time

import daemons


def has_strace():
    return shutil.which("strace") is not None


def _total(path):
    """The calls in the last line of a table of strace -c; None where tracing is not allowed."""
    text = path.read_text() if path.exists() else ""
    path.unlink(missing_ok=True)
    match = re.search(r"^\s*100\.00\s+\S+\s+(?:\S+\s+)?(\d+).*\btotal$", text, re.M)
    return int(match[1]) if match else None


def client_syscalls(argv, out):
    subprocess.run(["strace", "-f", "-c", "-o", str(out), *argv], check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30)
    return _total(out)


def daemon_syscalls(daemon, argv, out):
    """System calls of a daemon while argv runs."""
    tracer = subprocess.Popen(["strace", "-f", "-c", "-o", str(out), "-p", str(daemon.process.pid)],
                              stderr=subprocess.PIPE, text=True)
    try:
        tracer.stderr.readline()  # "attached"
        time.sleep(0.1)
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, timeout=30)
    finally:
        daemons.end(tracer, signal.SIGINT)
        tracer.stderr.close()
    return _total(out)

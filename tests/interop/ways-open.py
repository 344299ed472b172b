#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Opens each URI of standard input, read-write and read-only, and prints one line of JSON for each: the
arguments that the fake ssh FAKE was run with, if it was, and the error.

    ways-open.py FAKE RUNTIME_DIR < uris"""

import json
import re
import sys
from pathlib import Path

import libvirt

# The program goes without answering: which of the two the client sees first is chance.
LOST = re.compile(r"^(?:End of file while reading data|Cannot recv data): (.*): "
                  r"(?:Input/output error|Connection reset by peer)$", re.S)
TRIES = 20


def open_once(uri, read_only):
    try:
        (libvirt.openReadOnly if read_only else libvirt.open)(uri).close()
    except libvirt.libvirtError as error:
        return [error.get_error_code(), error.get_error_domain(), LOST.sub(r"lost: \1", str(error))]
    return None


def open_one(uri, read_only):
    """The original at times does not get to why a program could not be run."""
    for _ in range(TRIES):
        error = open_once(uri, read_only)
        if not error or error[2] != "Cannot write data: Broken pipe":
            break
    return error


def main():
    libvirt.registerErrorHandler(lambda *_: None, None)
    fake, run = sys.argv[1:]
    args = Path(fake + ".args")
    for line in sys.stdin:
        uri = line.rstrip("\n")
        for read_only in (False, True):
            args.unlink(missing_ok=True)
            error = open_one(uri.replace("FAKE", fake), read_only)
            argv = args.read_text(encoding="utf-8").split("\0")[:-1] if args.exists() else None
            answer = json.dumps({"uri": uri, "read_only": read_only, "argv": argv, "error": error},
                                ensure_ascii=False)
            print(answer.replace(run, "RUN").replace(fake, "FAKE"))


if __name__ == "__main__":
    main()

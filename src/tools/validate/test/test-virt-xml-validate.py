#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""virt-xml-validate answers as the original: exit codes, streams, and what it prints but for the
description of a mistake.

    test-virt-xml-validate.py VIRT-XML-VALIDATE

Without the original, what it answered when this was written is expected: the exit codes below.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(TOP / "tests/lib"))
from tap import Tap  # noqa: E402

ORIGINAL = Path("/usr/bin/virt-xml-validate")
FILES = {
    "secret.xml": "<secret ephemeral='no' private='no'/>",
    "wrong.xml": "<secret><usage type='x'/></secret>",
    "malformed.xml": "<secret><a>",
    "other.xml": "<x/>",
    "empty.xml": "",
    "namespace.xml": "<p:domain xmlns:p='http://example.org/'/>",
    "comment.xml": "<?xml version='1.0'?>\n<!-- <domain> -->\n<secret/>",
    "network.xml": "<network><name>n</name></network>",
    "port.xml": "<networkport/>",
    "pool.xml": "<pool type='dir'><name>p</name><target><path>/p</path></target></pool>",
    "volume.xml": "<volume><name>v</name><capacity>1</capacity><target/></volume>",
    "device.xml": "<device><name>d</name></device>",
    "filter.xml": "<filter name='f' chain='root'/>",
    "binding.xml": "<filterbinding/>",
    "domain.xml": "<domain type='test'><name>d</name><memory>1</memory><os><type>hvm</type></os></domain>",
    "typo.xml": "<domain type='test'><name>d</name><memroy>1</memroy><os><type>hvm</type></os></domain>",
    "interface.xml": "<interface type='ethernet' name='e'><start mode='onboot'/></interface>",
    "snapshot.xml": "<domainsnapshot><name>s</name></domainsnapshot>",
    "checkpoint.xml": "<domaincheckpoint><name>c</name></domaincheckpoint>",
    "backup.xml": "<domainbackup mode='push'/>",
    "cpu.xml": "<cpu><model>core2duo</model></cpu>",
    "capabilities.xml": "<capabilities/>",
    "domaincaps.xml": "<domainCapabilities/>",
    "poolcaps.xml": "<storagepoolCapabilities/>",
}
CASES = [  # exit code, arguments, standard input
    (1, [], None), (0, ["--help"], None), (0, ["--he"], None), (0, ["-h"], None),
    (0, ["--version"], None), (0, ["-V"], None), (0, ["--v"], None), (1, ["-x"], None),
    (1, ["--version=1"], None), (1, ["--helpx"], None), (1, ["--"], None), (1, [""], None),
    (2, ["--", "--help"], None), (2, ["absent.xml"], None), (2, ["."], None),
    (0, ["--", "secret.xml"], None), (0, ["secret.xml", "secret"], None),
    (3, ["secret.xml", "domain"], None), (4, ["secret.xml", "nothing"], None),
    (3, ["other.xml"], None), (3, ["other.xml", ""], None), (3, ["other.xml", "secret"], None),
    (3, ["empty.xml"], None), (1, ["empty.xml", "secret"], None), (0, ["-"], "<secret/>"),
    (3, ["-"], "<other/>"), (3, ["-", "secret"], "<other/>"), (1, ["-", "secret"], "<secret"),
    (1, ["malformed.xml"], None), (0, ["comment.xml", "secret", "more"], None),
]


def run(program, arguments, text, folder):
    """What can be compared: exit code, what is on both streams."""
    done = subprocess.run([program, *arguments], cwd=folder, input=text or "", check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    out, err = (stream.replace(str(program), "PROGRAM") for stream in (done.stdout, done.stderr))
    out = re.sub(r"\(libvirt\) [\d.]+", "(libvirt) VERSION", out)
    lines = [re.sub(r"/\S*/(\w*\.rng)", r"SCHEMAS/\1", line) for line in err.splitlines()]
    about_file = [line for line in lines if line.startswith("PROGRAM")
                  or line.startswith("syntax") or line.endswith(("validates", "fails to validate"))]
    described = done.returncode in (1, 3) and len(about_file) < len(lines)
    return done.returncode, out, about_file, "describes a mistake" if described else ""


def main():
    program, tap = Path(sys.argv[1]).resolve(), Tap()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        cases = CASES + [(None, [name], None) for name in FILES]
        for code, arguments, text in cases:
            got = run(program, arguments, text, folder)
            problems = []
            if code is not None and got[0] != code:
                problems.append(f"exit code {got[0]}, not {code}")
            if ORIGINAL.exists():
                wanted = run(ORIGINAL, arguments, text, folder)
                if got != wanted:
                    problems.append(f"got {got}, the original gives {wanted}")
            tap.check(" ".join(arguments) or "no argument", problems)
    tap.finish()


main()

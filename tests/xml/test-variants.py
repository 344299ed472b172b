#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Small domains, each with one thing said or one mistake, become what the original made of them.

    test-variants.py DEFINE-DOCUMENT [NAME...]

variants/SUBJECT.txt has blocks: "= " with what is added to a plain domain, then the lines that its
text has beyond those of the plain one, or "error CODE DOMAIN MESSAGE", as the test driver of
libvirt 9.0.0 gave them. "@" stands for a UUID or MAC address that was made up.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/lib"))
from tap import Tap  # noqa: E402

PLAIN = ("<domain type='test'><name>x</name><uuid>11111111-1111-1111-1111-111111111111</uuid>"
         "<memory>1048576</memory><os><type>hvm</type></os>")
MADE_UP = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|"
                     r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b")
# What every plain domain has, in order.
USUAL = [
    "  <vcpu placement='static'>1</vcpu>\n",
    "  <os>\n    <type arch='i686'>hvm</type>\n    <boot dev='hd'/>\n  </os>\n",
    "  <clock offset='utc'/>\n  <on_poweroff>destroy</on_poweroff>\n"
    "  <on_reboot>restart</on_reboot>\n  <on_crash>destroy</on_crash>\n",
    "  <devices>\n  </devices>\n",
]


def read_cases(path):
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        if block.strip():
            added, _, wanted = block.strip("\n").partition("\n")
            yield added.removeprefix("= "), wanted


def answers(program, documents):
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, document in enumerate(documents):
            files.append(Path(folder) / f"{number}.xml")
            files[-1].write_text(document, encoding="utf-8")
        data = subprocess.run([program, "test", "domain", *files], check=True,
                              stdout=subprocess.PIPE).stdout
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        words = data[at:end].decode().split(" ")
        length = int(words[1] if words[0] == "ok" else words[3])
        yield words, data[end + 1:end + 1 + length].decode()
        at = end + 1 + length + 1


def shown(words, text, document):
    text = MADE_UP.sub(lambda m: m[0] if m[0] in document else "@", text)
    if words[0] != "ok":
        return f"error {words[1]} {words[2]} {text}".rstrip()
    text = text.split("</currentMemory>\n", 1)[-1].rsplit("</domain>", 1)[0]
    for usual in USUAL:
        text = text.replace(usual, "", 1)
    return text.strip("\n")


def main():
    program, *names = sys.argv[1:]
    tap = Tap()
    for path in sorted(Path(__file__).with_name("variants").glob("*.txt")):
        if names and path.stem not in names:
            continue
        cases = list(read_cases(path))
        documents = [PLAIN + added + "</domain>" for added, _ in cases]
        problems = []
        for (added, wanted), document, (words, text) in zip(cases, documents,
                                                            answers(program, documents)):
            got = shown(words, text, document)
            if got != wanted.rstrip():
                problems.append(f"{added}\nwanted:\n{wanted}\ngot:\n{got}")
        tap.check(f"{path.stem}: {len(cases)}", problems)
    tap.finish()


if __name__ == "__main__":
    main()

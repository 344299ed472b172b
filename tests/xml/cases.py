# SPDX-License-Identifier: LGPL-2.1-or-later
"""Cases: a file SUBJECT.cases holds documents, a file SUBJECT.SUFFIX what each is answered.

A line "@@ NAME" begins a document that others need: a pool, a domain. A line "== NAME KEY=VALUE..."
begins a case; its words say what is around it, as define-document's --with takes them (a VALUE may
name a document). A NAME that begins with "ours: " has an answer that is not the original's.

An answer begins with "== NAME" as well and is a text, or "error CODE DOMAIN message". In folders where
a text is never shown each line is "NAME: ok" or "NAME: CODE DOMAIN message". A known.json in the folder lists what differs
from the original, with the reason. case_folders.py says what a folder is."""

import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HEAD = re.compile(r"^(==|@@) (.*)\n", re.M)
WORDS = re.compile(r"((?: [a-z]+=\S*)*)$")
OURS = "ours: "
ARCHITECTURES = {"x86_64": "x86_64", "i686": "i386"}


@dataclass
class Case:
    name: str
    text: str
    around: dict = field(default_factory=dict)


def parts(path):
    found = HEAD.split(path.read_text(encoding="utf-8"))[1:]
    return list(zip(found[::3], found[1::3], found[2::3]))


class Subject:
    """One file of cases."""

    def __init__(self, folder, path):
        self.folder, self.path, self.name = folder, path, path.stem
        self.documents, self.cases = {}, []
        for mark, head, text in parts(path):
            if mark == "@@":
                self.documents[head] = text.strip()
                continue
            words = WORDS.search(head)
            around = dict(word.split("=", 1) for word in words[1].split())
            self.cases.append(Case(head[:words.start()], text.strip(), around))
        names = [case.name for case in self.cases]
        assert len(names) == len(set(names)), f"{path}: a name is there twice"

    def answers_path(self, suffix):
        return self.path.with_suffix("." + suffix)

    def read_answers(self, suffix):
        path = self.answers_path(suffix)
        if not path.exists():
            return {}
        if self.folder.one_line:
            lines = (line.split(": ", 1) for line in path.read_text(encoding="utf-8").splitlines())
            return {name: text if text == "ok" else f"error {text}" for name, text in lines}
        return {head: text.strip("\n") for _, head, text in parts(path)}

    def write_answers(self, suffix, answers):
        def block(name, text):
            if self.folder.one_line:
                return f"{name}: {text.removeprefix('error ')}\n"
            return f"== {name}\n" + (f"{text}\n" if text else "")

        self.answers_path(suffix).write_text("".join(block(*item) for item in answers.items()),
                                             encoding="utf-8")


def error_text(code, domain, message):
    return f"error {code} {domain} {message}".replace("\n", "\\n").rstrip(" ")


def emulators():
    """Options of define-document: what emulators the recording host had."""
    for arch, name in ARCHITECTURES.items():
        answers = Path(__file__).with_name(f"{arch}-7.2-tcg.json")
        yield from ("--emulator", f"{arch},/usr/bin/qemu-system-{name},{answers}")


def outputs(data):
    """What define-document printed: True and a text, or False and "error CODE DOMAIN message"."""
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        words = data[at:end].decode().split(" ")
        is_good = words[0] == "ok"
        length = int(words[1 if is_good else 3])
        text = data[end + 1:end + 1 + length].decode()
        at = end + 1 + length + 1
        yield is_good, text if is_good else error_text(words[1], words[2], text)


def define(program, driver, kind, documents, folder, options=()):
    """outputs() for texts, in a folder for files."""
    paths = []
    for number, text in enumerate(documents):
        paths.append(Path(folder) / str(number))
        paths[-1].write_text(text, encoding="utf-8")
    done = subprocess.run([program, *emulators(), *options, driver, kind, *paths], check=True,
                          stdout=subprocess.PIPE)
    return list(outputs(done.stdout))


def known(folder):
    path = folder.path / "known.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

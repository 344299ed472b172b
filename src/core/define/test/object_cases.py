# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases of objects/: KIND.cases holds documents, KIND.DRIVER what that driver makes of each.

A line "@@ NAME" begins a document that others need: a pool, a domain. A line "== NAME WORD..." begins
a case; its words say what is around it, as define-document's --with takes them ("pool=NAME" names a
document). An answer begins with the same line and is a text, or "refused CODE DOMAIN message"."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "objects"
HEAD = re.compile(r"^(==|@@) (.*)\n", re.M)


class Cases:
    def __init__(self, path):
        self.path = path
        self.kind = path.stem
        self.documents, self.cases = {}, []
        for mark, head, text in parts(path):
            name, *words = head.split(" ")
            if mark == "@@":
                self.documents[name] = text
            else:
                self.cases.append((name, dict(word.partition("=")[::2] for word in words), text))
        names = [case[0] for case in self.cases]
        assert len(names) == len(set(names)), f"{path}: a name is there twice"

    def drivers(self):
        return sorted(path.suffix[1:] for path in FOLDER.glob(f"{self.kind}.*") if path != self.path)


def for_driver(driver, text):
    """The emulator whose answers are recorded is that of i686."""
    if driver == "qemu":
        text = text.replace("<os><type>", "<os><type arch='i686'>")
    return text.replace("omain type='test'", f"omain type='{driver}'")


def without_domain(text):
    """The domain is recorded elsewhere."""
    return re.sub(r"<(domain|inactiveDomain) .*</\1>", r"<\1/>", text, flags=re.S)


def parts(path):
    found = HEAD.split(path.read_text(encoding="utf-8"))[1:]
    return list(zip(found[::3], found[1::3], (text.strip() for text in found[2::3])))


def read_answers(path):
    return {head: text for _, head, text in parts(path)}


def write_answers(path, answers):
    path.write_text("".join(f"== {name}\n{text}\n" for name, text in answers.items()),
                    encoding="utf-8")


def everything(kind=None):
    return [Cases(path) for path in sorted(FOLDER.glob("*.cases")) if kind in (None, path.stem)]

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our RELAX NG files and strict reading against the original's RELAX NG files.

    test-relaxng.py VIRT-XML-VALIDATE SCHEMAS [--propose] [KIND...]

SCHEMAS is the folder of our files. Documents of the corpus (see test-corpus.py) are accepted or
refused by ours as by the original's, what the original's drivers wrote is accepted by both, and so
is what we write (src/xml/test/documents). Strict reading answers as our files do. Where answers
differ, each problem that the refusing file has with the document is newer than the original's
files, a relative path (see explain.py) or listed in relaxng-differences.txt with its reason;
--propose prints lines for it. Without the corpus or the original's files that part is left out.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests/lib"), str(Path(__file__).parent)]
from corpus import find_corpus  # noqa: E402
from explain import IN_DOMAIN, ORIGINAL, WHATS, Explainer  # noqa: E402
from tap import Tap  # noqa: E402

SCHEMAS = {  # of the kinds of the corpus; those of single devices are in the domains
    "domain": "domain", "snapshot": "domainsnapshot", "nwfilter": "nwfilter", "secret": "secret",
    "cpu": "cpu", "network": "network", "pool": "storagepool", "volume": "storagevol",
    "nodedev": "nodedev", "capabilities": "capability", "domcapabilities": "domaincaps",
    "sysinfo": "sysinfo",
}
MADE_UP = {"@UUID@": "c7a5fdbd-cdaf-9455-926a-d65c16db1809", "@MAC@": "52:54:00:11:22:33",
           "@T@": "1000"}
BATCH = 50  # documents for one xmllint
TIME_LIMIT = 3  # seconds for a batch, and for a document that needs longer
ANSWER = re.compile(r"(.*) (validates|fails to validate|validation generated an internal error)$")


def xmllint(schema, paths):
    """What it says; None if it does not come to an end."""
    try:
        done = subprocess.run(["xmllint", "--noout", "--relaxng", schema, *paths], check=False,
                              stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
                              timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        return None
    if "failed to compile" in done.stderr:
        raise SystemExit(f"xmllint cannot use {schema}:\n{done.stderr[:2000]}")
    return done.stderr


def relaxng(schema, paths):
    """{path: accepted} by xmllint; None if it does not come to an end (it tries all subsets of
    optional attributes, and the original's files let it)."""
    answers = {}
    for at in range(0, len(paths), BATCH):
        some = paths[at:at + BATCH]
        said = xmllint(schema, some)
        if said is None and len(some) > 1:
            for path in some:
                answers.update(relaxng(schema, [path]))
            continue
        for line in (said or "").splitlines():
            match = ANSWER.match(line)
            if match:
                answers[Path(match[1])] = match[2] == "validates"
        for path in some:
            answers.setdefault(path, None if said is None else False)  # or not well-formed
    return answers


def strict(program, schema, paths):
    """{path: ""} or what is wrong."""
    answers = {}
    for path in paths:
        done = subprocess.run([program, path, schema], check=False, stderr=subprocess.PIPE,
                              encoding="utf-8", errors="replace")
        answers[path] = "" if done.returncode == 0 else done.stderr.split("\n")[0]
        if done.returncode not in (0, 1, 3):
            answers[path] = f"exit code {done.returncode}"
    return answers


SHORT = {what: word for word, what in WHATS.items()}


class Comparison:
    def __init__(self, program, ours, propose):
        self.program, self.ours, self.propose = program, ours, propose
        self.tap, self.explainer = Tap(), Explainer(ours)

    def problem(self, whose, what, path, name, text):
        """None if it is listed."""
        if self.explainer.differences.is_known(whose, what, path, text):
            return None
        line = f"{whose} {SHORT[what]} {path}"
        if self.propose:
            print(line, "#", name, text, file=sys.stderr)
        return f"{name}: {line} {text}"

    def refused(self, whose, schema, path, name, device):
        """What a file has against a document, but for what is listed."""
        text = path.read_text(encoding="utf-8")
        for place, what, value in self.explainer.problems(whose, schema, text, device):
            yield self.problem(whose, what, place, name, value)
        if not self.explainer.all_problems(whose, schema, text, device):
            yield self.problem(whose, "not accepted", "(xmllint)", name, "")

    def read_otherwise(self, accepted, said, schema, path, name):
        """Strict reading and our file do not agree."""
        if accepted:
            yield self.problem("strict", "not accepted", said, name, "")
        else:
            found = self.explainer.all_problems("ours", schema, path.read_text(encoding="utf-8"))
            for place, what, value in found:
                yield self.problem("strict", what, place, name, value)

    def compare(self, title, schema, documents, must_accept, wrapped=None):
        """documents is {path: name}; wrapped are those for the original's schema, in that order."""
        paths = list(documents)
        ours = relaxng(self.ours / f"{schema}.rng", paths)
        read = strict(self.program, schema, paths)
        theirs = dict(ours)
        original = ORIGINAL / ("domain.rng" if wrapped else f"{schema}.rng")
        if original.exists():
            answers = relaxng(original, wrapped or paths)
            theirs = {path: answers[outer] for path, outer in zip(paths, wrapped or paths)}
        problems = []
        for path, name in documents.items():
            device = wrapped is not None and len(wrapped) > 0
            if theirs[path] is False and (must_accept or ours[path]):
                problems += self.refused("original", schema, path, name, device)
            if not ours[path] and (must_accept or theirs[path]):
                problems += self.refused("ours", schema, path, name, device)
            if ours[path] != (read[path] == ""):
                problems += self.read_otherwise(ours[path], read[path], schema, path, name)
        self.tap.check(f"{title}: {len(paths)}", [p for p in problems if p])

    def corpus(self, corpus, folder, kinds):
        for kind, schema in SCHEMAS.items():
            if kinds and kind not in kinds:
                continue
            inputs = {p: f"input/{kind}/{p.stem}" for p in sorted((corpus / "input" / kind).glob("*.xml"))}
            self.compare(f"input {kind}", schema, inputs, False)
            for driver in ("test", "qemu"):
                written = {}
                for path in sorted((corpus / driver / kind).glob("*.xml")):
                    text = path.read_text(encoding="utf-8")
                    for mark, value in MADE_UP.items():
                        text = text.replace(mark, value)
                    copy = Path(folder) / f"{driver}-{kind}-{path.name}"
                    copy.write_text(text, encoding="utf-8")
                    written[copy] = f"{driver}/{kind}/{path.stem}"
                if written and kind != "cpu":  # those are numbers
                    self.compare(f"{driver} {kind}", schema, written, True)

    def own(self, folder, kinds):
        """What we write: of documents that have a file, alone or as a device in a domain."""
        texts = {path.stem: path.read_text(encoding="utf-8") for path in self.ours.glob("*.rng")}
        roots = {name: set(re.findall(r'<element name="([^"]+)"', text.split("</start>")[0]))
                 for name, text in texts.items()}
        for source in sorted((TOP / "src/xml/test/documents").iterdir()):
            if kinds and source.name not in kinds:
                continue
            documents, wrapped, schema = {}, [], None
            for path in sorted(source.glob("*.xml")):
                out = path.with_suffix(".out")
                text = (out if out.exists() else path).read_text(encoding="utf-8")
                if text.startswith("error ") or path.stem.endswith(".status"):
                    continue
                root = re.match(r"<([\w:]+)", text)[1]
                fits = [n for n, names in roots.items() if root in names]
                if source.name in SCHEMAS:
                    fits = [SCHEMAS[source.name]]
                elif source.name == "hostinterface":
                    fits = ["interface"]
                elif "domaincommon" in fits:
                    fits = ["domaincommon"]
                if not fits:
                    break
                schema = fits[0]
                copy = Path(folder) / f"{source.name}-{path.name}"
                copy.write_text(text, encoding="utf-8")
                documents[copy] = f"own/{source.name}/{path.stem}"
                if schema == "domaincommon":
                    around = Path(folder) / f"domain-{source.name}-{path.name}"
                    around.write_text(IN_DOMAIN.format(text), encoding="utf-8")
                    wrapped.append(around)
            if documents:
                self.compare(f"own {source.name}", schema, documents, True, wrapped)


def main():
    sys.setrecursionlimit(20000)  # chains of images
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    program, ours, *kinds = arguments
    comparison = Comparison(program, Path(ours).resolve(), "--propose" in sys.argv)
    corpus = find_corpus()
    with tempfile.TemporaryDirectory() as folder:
        comparison.own(folder, kinds)
        if (corpus / "input").is_dir():
            comparison.corpus(corpus, folder, kinds)
        else:
            comparison.tap.skip("corpus", "no corpus here")
    if not kinds and ORIGINAL.is_dir() and (corpus / "input").is_dir():
        comparison.tap.check("no difference is listed that is none",
                             comparison.explainer.differences.unused())
    comparison.tap.finish()


main()

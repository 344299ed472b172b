#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents of real tools come back as the original's drivers gave them back, or are refused alike.

    test-corpus.py DEFINE-DOCUMENT [--driver NAME] [--kind NAME] [--diff] [NAME...]

The corpus (its README says what it is) is the folder VIRTUE_CORPUS, or shared/corpus beside the
repository. Without it there is nothing to test. corpus-known.json lists what differs and why.
--diff shows the differences; NAMEs are parts of file names.
"""

import difflib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests/lib"), str(Path(__file__).parent)]
from cases import define  # noqa: E402
from corpus import find_corpus  # noqa: E402
from tap import Tap  # noqa: E402

KNOWN = json.loads(Path(__file__).with_name("corpus-known.json").read_text(encoding="utf-8"))
UUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.I)
MAC = re.compile(r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b", re.I)
KINDS = {
    "test": ["domain", "network", "nodedev", "nwfilter", "pool", "secret", "snapshot", "volume"],
    "qemu": ["domain", "device-*", "network", "nwfilter", "pool", "secret", "snapshot", "volume"],
}
VOLUME_POOL = """<pool type='dir'><name>corpus</name>
<target><path>/var/lib/libvirt/corpus</path></target></pool>"""
FOREIGN = {"qemu": r"kvm|xen|lxc|hvf|vz|test|parallels|openvz|bhyve"}


def as_recorded(driver, text):
    """The domain as it was given to that driver."""
    types = FOREIGN.get(driver, r"[^'\"]*")
    text = re.sub(rf"(<domain\b[^>]*?\btype\s*=\s*['\"])(?:{types})(['\"])", rf"\g<1>{driver}\g<2>",
                  text, count=1)
    if driver == "test":
        text = re.sub(r"(<os\b[^>]*>.*?)<type\b[^>]*>[^<]*</type>", r"\g<1><type>hvm</type>", text,
                      count=1, flags=re.S)
    else:
        text = re.sub(r"(<os\b[^>]*>.*?<type\b[^>]*>)\s*(?:xen|linux|exe|uml)\s*(</type>)",
                      r"\g<1>hvm\g<2>", text, count=1, flags=re.S)
    return re.sub(r"<emulator>[^<]*</emulator>|<emulator\s*/>", "", text)


def normalised(kind, given, text):
    """What was made up is shown by its kind, as in the recordings."""
    if kind.startswith("device-"):
        text = re.sub(r"<uuid>[^<]*</uuid>", "", text)
    low = given.lower()
    text = UUID.sub(lambda m: m[0] if m[0].lower() in low else "@UUID@", text)
    return MAC.sub(lambda m: m[0] if m[0].lower() in low else "@MAC@", text)


def as_asked(given, text):
    """A volume that exists without what was found on its disk."""
    text = re.sub(r" *<physical.*?</physical>\n| *<timestamps>.*?</timestamps>\n", "", text, flags=re.S)
    if "<permissions>" not in given:
        text = re.sub(r" *<permissions>.*?</permissions>\n", "", text, flags=re.S)
    return re.sub(r"(<allocation.*?>)\d+", r"\1@", text)


def around(driver, kind, folder):
    """What the recording host had around the document, as options of the program."""
    if kind == "volume" and driver == "qemu":
        path = Path(folder) / "@pool"
        path.write_text(VOLUME_POOL, encoding="utf-8")
        return ["--with", f"pool={path}"]
    return []


def run(program, driver, kind, paths):
    """The answers, in order: whether it was taken, and the text or "error CODE DOMAIN message"."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    if kind == "domain":
        texts = [as_recorded(driver, text) for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        return define(program, driver, kind, texts, folder, around(driver, kind, folder))


def difference(corpus, driver, kind, path, is_good, text):
    """None, or what is wrong."""
    golden = corpus / driver / kind / path.name
    refusal = golden.with_suffix(".error.json")
    if golden.exists():
        if not is_good:
            return f"refused: {text}"
        wanted = golden.read_text(encoding="utf-8").rstrip("\n")
        given = path.read_text(encoding="utf-8")
        got = normalised(kind, given, text).rstrip("\n")
        if kind == "volume" and driver == "qemu":
            wanted, got = as_asked(given, wanted), as_asked(given, got)
        if got == wanted:
            return None
        return "\n".join(line for line in difflib.unified_diff(
            wanted.split("\n"), got.split("\n"), "wanted", "got", n=2, lineterm=""))
    if not refusal.exists():
        return None
    wanted = json.loads(refusal.read_text(encoding="utf-8"))
    if not wanted["binding"] or not is_good and text.startswith(f"error {wanted['code']} "):
        return None
    return f"wanted: {wanted['code']} {wanted['message']}\ngot: {text[:200]}"


def brief(problem):
    """The first lines that differ."""
    lines = [line for line in problem.splitlines()[2:] if line[:1] in ("+", "-")] or problem.splitlines()
    return " | ".join(" ".join(line.split()) for line in lines[:2])[:160]


def option(arguments, name):
    if name not in arguments:
        return None
    at = arguments.index(name)
    arguments.pop(at)
    return arguments.pop(at)


def main():
    program, *arguments = sys.argv[1:]
    only_driver, only_kind = option(arguments, "--driver"), option(arguments, "--kind")
    show = "--diff" in arguments
    names = [a for a in arguments if not a.startswith("--")]
    corpus, tap = find_corpus(), Tap()
    if not (corpus / "input").is_dir():
        Tap.skip_all("no corpus here")
    drivers = subprocess.run([program], stderr=subprocess.PIPE, check=False, encoding="utf-8")
    drivers = drivers.stderr.split("the drivers are:")[1].split()
    for driver in drivers:
        if only_driver not in (None, driver):
            continue
        for pattern in KINDS.get(driver, []):
            for folder in sorted((corpus / "input").glob(pattern)):
                kind = folder.name
                if only_kind not in (None, kind):
                    continue
                paths = sorted(p for p in folder.glob("*.xml")
                               if not names or any(n in p.name for n in names))
                if subprocess.run([program, driver, kind], stderr=subprocess.DEVNULL,
                                  check=False).returncode:
                    tap.skip(f"{driver} {kind}", "not in the schemas yet")
                    continue
                wrong, known = [], 0
                for path, answer in zip(paths, run(program, driver, kind, paths)):
                    problem = difference(corpus, driver, kind, path, *answer)
                    if problem and f"{driver}/{kind}/{path.stem}" in KNOWN:
                        known += 1
                    elif problem:
                        wrong.append(f"{path.name}: {problem if show else brief(problem)}")
                tap.check(f"{driver} {kind}: {len(paths) - len(wrong) - known} of {len(paths)}",
                          wrong)
    tap.finish()


if __name__ == "__main__":
    main()

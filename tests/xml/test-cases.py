#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents become what the original makes of them, or are refused in its words.

    test-cases.py DEFINE-DOCUMENT FOLDER [SUFFIX] [SUBJECT [NAME...]]

FOLDER is one of case_folders.py; record-cases.py makes the expectations."""

import difflib
import sys
import tempfile
from pathlib import Path

from case_folders import FOLDERS, TOP
from cases import Subject, define, known

sys.path.insert(0, str(TOP / "tests/lib"))
from tap import Tap  # noqa: E402


def around_options(answers, subject, around, files):
    """The options for what is around a case."""
    for key, value in around:
        if value in subject.documents:
            path = files / f"@{value}"
            text = subject.folder.document(answers.theirs, subject.name, subject.documents[value])
            path.write_text(text, encoding="utf-8")
            value = path
        yield from ("--with", f"{key}={value}")


def run(program, answers, subject, cases):
    """Name and answer of each case; those with the same things around them in one go."""
    folder, said = subject.folder, {}
    groups = {}
    for case in cases:
        groups.setdefault(tuple(case.around.items()), []).append(case)
    for around, group in groups.items():
        given = [folder.document(answers.theirs, subject.name, text)
                 for text in ["", *(case.text for case in group)][not folder.plain:]]
        with tempfile.TemporaryDirectory() as files:
            options = list(around_options(answers, subject, around, Path(files)))
            got = define(program, answers.ours, folder.kind(subject.name), given, files, options)
        plain = got[0][1] if folder.plain else None
        near = "".join(subject.documents.get(value, "") for _, value in around)
        for case, text, (is_good, what) in zip(group, given[folder.plain:], got[folder.plain:],
                                               strict=True):
            said[case.name] = folder.answer(text + near, is_good, what, plain)
    return said


def difference(name, wanted, got):
    if wanted is None:
        return f"{name}: has no expected answer; got:\n{got}"
    lines = list(difflib.unified_diff(wanted.split("\n"), got.split("\n"), "wanted", "got", n=1,
                                      lineterm=""))
    return "\n".join([name, *lines[2:]])


def is_same(folder, wanted, got):
    if wanted and folder.invalid and wanted.startswith(folder.invalid):
        return got.startswith(folder.invalid)
    return wanted == got


def check(tap, program, answers, subject, names):
    folder, differs = subject.folder, known(subject.folder)
    expected = subject.read_answers(answers.suffix)
    cases = [case for case in subject.cases
             if answers.asked(subject.name, case) and (not names or case.name in names)]
    said = run(program, answers, subject, cases)
    problems = []
    for name, got in said.items():
        key = f"{answers.suffix}/{subject.name}/{name}"
        if is_same(folder, expected.get(name), got):
            if key in differs:
                problems.append(f"{name}: no longer differs, take it out of known.json")
        elif key not in differs or names:
            problems.append(difference(name, expected.get(name), got))
    if not names:
        problems += [f"{name}: there is no such case" for name in expected.keys() - said.keys()]
    if said:
        tap.check(f"{answers.suffix} {subject.name}: {len(said) - len(problems)} of {len(said)}",
                  problems)


def main():
    program, folder_name, *words = sys.argv[1:]
    folder, tap = FOLDERS[folder_name], Tap()
    suffixes = [a.suffix for a in folder.answers]
    suffixes = [words.pop(0)] if words and words[0] in suffixes else suffixes
    for answers in folder.answers:
        if answers.suffix not in suffixes:
            continue
        for path in sorted(folder.path.glob("*.cases")):
            if not words or path.stem == words[0]:
                check(tap, program, answers, Subject(folder, path), words[1:])
    tap.finish()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a step of the check found, read from TAP and from Meson's test log."""

import json
import re
from dataclasses import dataclass, field

TAP_LINE = re.compile(r"^(not )?ok\b(?:\s+\d+)?(?:\s*-)?\s*(.*?)(?:\s+#\s*(SKIP|TODO)\b:?\s*(.*))?$",
                      re.IGNORECASE)
TAP_PLAN_SKIP = re.compile(r"^1\.\.0\s*#\s*SKIP\b:?\s*(.*)$", re.IGNORECASE)


@dataclass
class Result:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    problems: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)  # why cases were skipped

    def __str__(self):
        named = (("passed", self.passed), ("failed", self.failed), ("skipped", self.skipped))
        return ", ".join(f"{n} {name}" for name, n in named if n)

    def skip(self, reason, n=1):
        self.skipped += n
        self.reasons[reason] = self.reasons.get(reason, 0) + n

    def fail(self, what, lines=()):
        self.failed += 1
        self.problems += [what, *("  " + line for line in lines)]

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.problems += other.problems
        self.skipped += other.skipped
        for reason, n in other.reasons.items():
            self.reasons[reason] = self.reasons.get(reason, 0) + n


def diagnostics(lines):
    """The comment lines that follow a case."""
    said = []
    for line in lines:
        if not line.startswith("#"):
            break
        said.append(line)
    return said[:20]


def from_tap(name, text, succeeded):
    """`succeeded` is whether the program itself ended well."""
    result = Result()
    lines = text.splitlines()
    for i, line in enumerate(lines):
        whole = TAP_PLAN_SKIP.match(line)
        case = TAP_LINE.match(line)
        if whole:
            result.skip(f"{name}: {whole[1]}")
        elif case and (case[3] or "").upper() == "SKIP":
            result.skip(case[4] or case[2])
        elif case and case[1] and case[3]:
            result.skip(f"to do: {case[4]}")
        elif case and case[1]:
            result.fail(f"{name}: {case[2]}", diagnostics(lines[i + 1:]))
        elif case:
            result.passed += 1
    if not succeeded and not result.failed:
        said = [line for line in lines if not line.startswith(("ok ", "1.."))]
        result.fail(f"{name} did not end well", said[-10:])
    return result


def from_test(test):
    """One line of Meson's log."""
    name, state = test["name"].split(" / ")[-1], test["result"]
    text = test.get("stdout", "")
    succeeded = state in ("OK", "SKIP", "EXPECTEDFAIL")
    result = from_tap(name, text, succeeded)
    if not succeeded and test.get("stderr"):
        result.problems += ["  " + line for line in test["stderr"].splitlines()[-8:]]
    if result.passed or result.failed or result.skipped:
        return result
    if state == "SKIP":
        result.skip((text.strip().splitlines() or [name])[-1])
    else:
        result.passed = 1
    return result


def from_testlog(path):
    total = Result()
    if not path.exists():
        total.fail("the tests did not start")
        return total
    with path.open(encoding="utf-8", errors="replace") as log:
        for line in log:
            total.add(from_test(json.loads(line)))
    return total

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Results of a test program in the form that Meson reads (TAP)."""

import sys


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def check(self, name, problems):
        """One test: passed when the list of problems is empty."""
        self.count += 1
        self.failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.count} - {name}")
        for problem in problems:
            print("# " + str(problem).replace("\n", "\n# "))

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}")

    @staticmethod
    def skip_all(why):
        print(f"1..0 # SKIP {why}")
        sys.exit(0)

    def finish(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)

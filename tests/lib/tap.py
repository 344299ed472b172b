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

    def todo(self, name, why, problems):
        """One test that is known to fail for now; what is wrong is a remark."""
        self.count += 1
        state = f"not ok {self.count} - {name} # TODO {why}" if problems else \
            f"ok {self.count} - {name}\n# this is done, the mark can go"
        print(state)

    @staticmethod
    def skip_all(why):
        print(f"1..0 # SKIP {why}")
        sys.exit(0)

    def finish(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)

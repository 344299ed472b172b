# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the documents of real tools are."""

import os
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def find_corpus():
    if "VIRTUE_CORPUS" in os.environ:
        return Path(os.environ["VIRTUE_CORPUS"])
    git = subprocess.run(["git", "-C", TOP, "rev-parse", "--git-common-dir"], check=False,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    return (TOP / git.stdout.strip()).resolve().parents[1] / "shared/corpus"

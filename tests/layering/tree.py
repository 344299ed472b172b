# SPDX-License-Identifier: LGPL-2.1-or-later
"""The files of the tree, for tests that look at all of them."""

import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def all_files():
    """Relative paths of what is under version control, or of everything in a released tree."""
    found = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
                           cwd=TOP, capture_output=True, check=False)
    if found.returncode == 0 and found.stdout:
        names = [Path(name) for name in found.stdout.decode().split("\0") if name]
    else:
        names = [p.relative_to(TOP) for p in TOP.rglob("*")]
        names = [n for n in names if not n.parts[0].startswith("build") and "__pycache__" not in n.parts]
    return sorted(n for n in names if (TOP / n).is_file())


def text_of(name):
    return (TOP / name).read_bytes().decode("utf-8", errors="replace")

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs enter a container of the distribution's daemon through our library:
test-container.py LIBRARY_FOLDER

container-client.py does it and prints what it saw, once with the distribution's library and once
with ours; both must see the same. All of it happens in a mount namespace of its own, where the
daemon's folders are empty."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
from tap import Tap  # noqa: E402
from transcripts import compare  # noqa: E402

PYTHON = "/usr/bin/python3"  # the one that the distribution's binding is for
BUSYBOX = "/bin/busybox"
SECONDS = 60
OUR_LIBRARY = "library 12008000"
# A hierarchy of the second version beside the first is more than this daemon can take; without it
# there is a folder where nothing is mounted. Exit with the daemon, whatever the client does.
INSIDE = """
mount --make-rprivate / && umount /sys/fs/cgroup/unified 2>/dev/null
set -e
for folder in /run /var/lib/libvirt /var/cache/libvirt /var/log/libvirt; do
  mkdir -p $folder; mount -t tmpfs none $folder
done
mkdir -p /run/lock
LD_LIBRARY_PATH= /usr/sbin/libvirtd --timeout 120 --config "$1/libvirtd.conf" >"$1/daemon" 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon; rmdir /sys/fs/cgroup/*/machine 2>/dev/null' EXIT
for i in $(seq 100); do [ -S /run/libvirt/libvirt-sock ] && break; sleep 0.1; done
shift
"$@"
"""


def obstacle():
    if not os.access("/usr/lib/libvirt/libvirt_lxc", os.X_OK) or not os.access(BUSYBOX, os.X_OK):
        return "needs the distribution's LXC driver and busybox"
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return "only root can start a container"
    if subprocess.run([PYTHON, "-c", "import libvirt_lxc"], stderr=subprocess.DEVNULL,
                      check=False).returncode:
        return "needs python3-libvirt"
    return None


def make_root(root):
    for name in ("bin", "dev", "proc", "sys", "tmp"):
        (root / name).mkdir(parents=True)
    shutil.copy(BUSYBOX, root / "bin/busybox")
    (root / "bin/sleep").symlink_to("busybox")
    (root / "mark-of-the-container").touch()


def transcript(library, folder):
    """What the client prints on that library: its lines."""
    argv = ["unshare", "--mount", "--fork", "--pid", "--mount-proc", "--kill-child", "sh", "-c",
            INSIDE, "sh", str(folder), "env", f"LD_LIBRARY_PATH={library}", PYTHON,
            str(HERE / "container-client.py"), str(folder / "root")]
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=SECONDS, check=False, text=True)
    except subprocess.TimeoutExpired as late:
        return [*(late.stdout or b"").decode().splitlines(), f"not done after {SECONDS} seconds"]
    return done.stdout.splitlines()


def main():
    why = obstacle()
    if why:
        Tap.skip_all(why)
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_root(folder / "root")
        (folder / "libvirtd.conf").write_text(
            'auth_unix_ro = "none"\nauth_unix_rw = "none"\n', encoding="ascii")
        theirs = transcript("", folder)
        failures = [line for line in theirs if line.startswith("no container: ")]
        if failures:
            Tap.skip_all("the distribution's LXC driver cannot run here, "
                         + failures[0].replace("\n", " "))
        compare(tap, theirs, transcript(sys.argv[1], folder), OUR_LIBRARY)
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tools for certificates, beside the original's: test-pki-tools.py QUERY-DN VALIDATE

Folders of certificates are made below an /etc of the test's own, in a mount namespace."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "tests/lib"))
import pki  # noqa: E402
from tap import Tap  # noqa: E402

THEIR_QUERY, THEIR_VALIDATE = "/usr/bin/virt-pki-query-dn", "/usr/bin/virt-pki-validate"
CA, CLIENT, SERVER = "CA/cacert.pem", "libvirt/clientcert.pem", "libvirt/servercert.pem"
CLIENT_KEY, SERVER_KEY = "libvirt/private/clientkey.pem", "libvirt/private/serverkey.pem"
FOLDERS = ["CA", "libvirt", "libvirt/private"]
ALL = {CA: "ca", CLIENT: "client", SERVER: "server", CLIENT_KEY: "client-key",
       SERVER_KEY: "server-key"}


def without(*names):
    return {k: v for k, v in ALL.items() if k not in names}


# Name, folders, files, modes.
CASES = [
    ("nothing", None, {}, {}),
    ("no folders", [], {}, {}),
    ("no folder libvirt", ["CA"], {}, {}),
    ("no folder private", ["CA", "libvirt"], {}, {}),
    ("no authority", FOLDERS, {}, {}),
    ("authority only", FOLDERS, {CA: "ca"}, {}),
    ("authority not to be read", FOLDERS, {CA: "ca"}, {CA: 0o600}),
    ("authority is no certificate", FOLDERS, {CA: "ca-key"}, {}),
    ("authority without common name", FOLDERS, {CA: "plain-ca"}, {}),
    ("authority is expired", FOLDERS, {CA: "old-ca"}, {}),
    ("all", FOLDERS, ALL, {}),
    ("all, keys as they should be", FOLDERS, ALL, {CLIENT_KEY: 0o644, SERVER_KEY: 0o600}),
    ("all, keys too open", FOLDERS, ALL, {CLIENT_KEY: 0o666, SERVER_KEY: 0o640}),
    ("all, server key not to be written", FOLDERS, ALL, {SERVER_KEY: 0o400}),
    ("all, keys closed", FOLDERS, ALL, {CLIENT_KEY: 0o600, SERVER_KEY: 0o600}),
    ("matching organization", FOLDERS, {**ALL, CA: "org-ca"}, {}),
    ("client only", FOLDERS, without(SERVER, SERVER_KEY), {}),
    ("server only", FOLDERS, without(CLIENT, CLIENT_KEY), {}),
    ("no client key", FOLDERS, without(CLIENT_KEY), {}),
    ("no server key", FOLDERS, without(SERVER_KEY), {}),
    ("another host", FOLDERS, {**ALL, SERVER: "elsewhere"}, {}),
    ("client without organization", FOLDERS, {**ALL, CLIENT: "plain-client"}, {}),
    ("client not to be read", FOLDERS, ALL, {CLIENT: 0o600}),
    ("server not to be read", FOLDERS, ALL, {SERVER: 0o600}),
    ("folder not to be read", FOLDERS, ALL, {".": 0o700}),
    ("folder CA not to be read", FOLDERS, ALL, {"CA": 0o700}),
    ("folder libvirt not to be read", FOLDERS, ALL, {"libvirt": 0o700}),
    ("folder private not to be read", FOLDERS, ALL, {"libvirt/private": 0o700}),
]


def make(folder):
    made = pki.Pki(folder)
    host = os.uname().nodename
    made.authority("ca")
    made.authority("org-ca", lines=["cn = Virtue", "ca", "cert_signing_key"])
    made.authority("old-ca", expired=True)
    made.authority("plain-ca", lines=["organization = Plain", "ca", "cert_signing_key"])
    made.server("server", "ca", hosts=(host,))
    made.server("elsewhere", "ca", hosts=("example.org",))
    made.client("client", "ca")
    made.signed("plain-client", "ca", ["cn = somebody", "tls_www_client"])


def inside(folder, number, programs):
    """In the namespace: make the case and print what each program says, as root and as nobody."""
    upper = Path(folder, f"case-{number}")
    subprocess.run(["mount", "-t", "tmpfs", "none", upper], check=True)
    for name in ("upper", "work"):
        (upper / name).mkdir()
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o",
                    f"lowerdir=/etc,upperdir={upper}/upper,workdir={upper}/work", "/etc"],
                   check=True)
    _, folders, files, modes = CASES[number]
    top = Path("/etc/pki")
    if top.exists():
        shutil.rmtree(top)
    if folders is not None:
        top.mkdir()
        for name in folders:
            (top / name).mkdir()
        for name, source in files.items():
            shutil.copy(Path(folder, "pki", f"{source}.pem"), top / name)
            (top / name).chmod(0o644)
        for name, mode in modes.items():
            (top / name).chmod(mode)
    said = []
    for program in programs:
        for user in ([], ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]):
            done = subprocess.run([*user, program], capture_output=True, text=True, check=False,
                                  env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                                  stdin=subprocess.DEVNULL)
            # The original reads a file several times, and complains as often.
            errors = sorted(set(done.stderr.splitlines()))
            said.append([done.returncode, done.stdout, errors])
    print(json.dumps(said))


def check_validate(tap, folder, validate):
    for number, case in enumerate(CASES):
        Path(folder, f"case-{number}").mkdir()
        done = subprocess.run(["unshare", "--mount", sys.executable, __file__, "--inside", folder,
                               str(number), THEIR_VALIDATE, validate],
                              capture_output=True, text=True, check=True, timeout=60)
        theirs_root, theirs, ours_root, ours = json.loads(done.stdout)
        problems = []
        for user, real, own in (("root", theirs_root, ours_root), ("nobody", theirs, ours)):
            if real != own:
                problems.append(f"as {user}: ours {own}\nnot {real}")
        tap.check(f"validate: {case[0]}", problems)


def run(program, *args):
    done = subprocess.run([program, *map(str, args)], capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C"}, timeout=60)
    # The name that a program was called by stands in some messages.
    return [done.returncode, *(text.replace(program, "PROGRAM") for text in
                               (done.stdout, done.stderr))]


def check_query(tap, made, query):
    files = made.folder
    for args in ([], ["-h"], ["--help"], [files / "client.pem"], [files / "elsewhere.pem"],
                 [files / "client.pem", "more"], [files / "none"], [files / "client-key.pem"], [""],
                 ["--", files / "client.pem"], ["--bogus"], ["-x"], ["--he"]):
        theirs, ours = run(THEIR_QUERY, *args), run(query, *args)
        for said in (theirs, ours):
            said[2] = said[2].replace("PROGRAM: ", "virt-pki-query-dn: ")
        tap.check(f"query-dn: {' '.join(map(str, args)).replace(str(files), '')}",
                  [] if theirs == ours else [f"ours {ours}", f"not {theirs}"])


def main():
    if sys.argv[1] == "--inside":
        inside(sys.argv[2], int(sys.argv[3]), sys.argv[4:])
        return
    if os.geteuid() != 0 or not pki.is_installed() or not Path(THEIR_VALIDATE).exists():
        Tap.skip_all("needs root, certtool and the distribution's libvirt-clients")
    query, validate = (str(Path(a).resolve()) for a in sys.argv[1:])
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="pki-") as folder:
        Path(folder).chmod(0o755)
        make(Path(folder, "pki"))
        check_query(tap, pki.Pki(Path(folder, "pki")), query)
        for arg in ("-h", "--help", "--bogus", "more"):
            theirs, ours = run(THEIR_VALIDATE, arg), run(validate, arg)
            tap.check(f"validate {arg}", [] if theirs == ours else [f"ours {ours}", f"not {theirs}"])
        check_validate(tap, folder, validate)
    tap.finish()


if __name__ == "__main__":
    main()

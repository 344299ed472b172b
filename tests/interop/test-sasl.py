#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""SASL between their library and ours, and their daemon and ours: test-sasl.py BUILD

Each case runs in all four combinations, which must say the same, and what is expected."""

import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import daemons  # noqa: E402
import pki  # noqa: E402
import secure  # noqa: E402
from tap import Tap  # noqa: E402

AUTHNAME, PASSPHRASE = "2", "5"
NAME_ASKED = [2, "Please enter your authentication name", "Authentication Name", None]
PASSWORD_ASKED = [5, "Please enter your password", "Password", None]
BOTH = [NAME_ASKED, PASSWORD_ASKED]
OPEN = ["open", True, True, "test", True]
NO_MECHANISM = "Failed to start SASL negotiation: -4 (SASL(-4): no mechanism available: " \
               "No worthy mechs found)"

FRED = {AUTHNAME: "fred", PASSPHRASE: "secret"}
WRONG = {AUTHNAME: "fred", PASSPHRASE: "nono"}
NOBODY = {AUTHNAME: "nobody", PASSPHRASE: "secret"}


def denied(text="authentication failed", domain=7):
    return ["error", 45, domain, f"authentication failed: {text}"]


# Settings, mechanisms, transport; then the cases: query, answers, expected, asked.
SERVERS = [
    ({"listen_tcp": 1, "auth_tcp": "sasl"}, "digest-md5 scram-sha-256", "tcp", [
        ("", FRED, OPEN, BOTH),
        ("", WRONG, denied(), BOTH),
        ("", NOBODY, denied(), BOTH),
        ("", {}, denied(NO_MECHANISM), []),
        ("", {"refuse": 1}, denied("Failed to collect auth credentials", 13), []),
        ("authfile={files}/fred", NOBODY, OPEN, []),
        ("authfile={files}/wrong", FRED, denied(), []),
        ("authfile={files}/name", FRED, OPEN, [PASSWORD_ASKED]),
        ("auth=sasl", FRED, OPEN, BOTH),
        ("auth=sasl.DIGEST-MD5", FRED, OPEN, BOTH),
        # No encryption comes of it.
        ("auth=sasl.SCRAM-SHA-256", FRED,
         denied("SASL mechanism SCRAM-SHA-256 not supported by server", 13), []),
        ("auth=polkit", FRED, denied("requested authentication type polkit rejected", 13), []),
        ("auth=none", FRED, denied("unknown authentication type none", 13), []),
    ]),
    ({"listen_tcp": 1, "auth_tcp": "sasl"}, "scram-sha-256", "tcp", [("", FRED, denied(), [])]),
    ({"listen_tcp": 1, "auth_tcp": "sasl", "tcp_min_ssf": 256}, "digest-md5", "tcp",
     [("", FRED, denied(), [])]),
    ({"listen_tcp": 1, "auth_tcp": "sasl", "sasl_allowed_username_list": ["joe", "fre*"]},
     "digest-md5", "tcp", [("", FRED, OPEN, BOTH)]),
    ({"listen_tcp": 1, "auth_tcp": "sasl", "sasl_allowed_username_list": ["joe"]}, "digest-md5",
     "tcp", [("", FRED, denied(), BOTH)]),
    ({"listen_tcp": 1, "auth_tcp": "sasl", "sasl_allowed_username_list": []}, "digest-md5", "tcp",
     [("", FRED, denied(), BOTH)]),
    ({"listen_tls": 1, "auth_tls": "sasl"}, "scram-sha-256", "tls", [
        ("", FRED, OPEN, BOTH),
        ("", WRONG, denied(), BOTH),
        ("auth=sasl.SCRAM-SHA-256", FRED, OPEN, BOTH),
    ]),
    # Encrypted is what nobody can overhear; theirs counts SASL without encryption, too.
    ({"auth_unix_rw": "sasl"}, "scram-sha-256", "unix", [
        ("", FRED, ["open", True, None, "test", True], BOTH),
        ("", WRONG, denied(), BOTH),
    ]),
]


def make_auth_files(folder):
    folder.mkdir()
    for name, lines in {"fred": "authname=fred\npassword=secret\n",
                        "wrong": "authname=fred\npassword=nono\n",
                        "name": "authname=fred\n"}.items():
        (folder / name).write_text(f"[credentials-one]\n{lines}"
                                   "[auth-libvirt-default]\ncredentials=one\n", encoding="utf-8")
    return folder


def check_case(tap, daemon, side, client, case, extra):
    transport, files, pkipath, number = extra
    query, answers, expected, asked = case
    query = f"pkipath={pkipath}&" + query.format(files=files)
    said, was_asked = client.ask(daemon.uri(transport, query), answers)
    if None in expected and len(said) == len(expected):
        said = [None if e is None else s for s, e in zip(said, expected)]
    problems = [] if said == expected else [f"got {said}", f"not {expected}"]
    if was_asked != asked:
        problems.append(f"asked for {was_asked}, not {asked}")
    tap.check(f"{client.name} to {side}: {number} {transport} {query.split('&', 1)[1]} "
              f"{answers.get(AUTHNAME)} {answers.get(PASSPHRASE)}", problems)


def many_at_once(tap, daemon, client, uri):
    """Negotiations at the same time, of people who know the password and who do not."""
    said = [None] * 16

    def login(number):
        said[number] = client.ask(uri, WRONG if number % 4 == 3 else FRED)[0]

    threads = [threading.Thread(target=login, args=(n,)) for n in range(len(said))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.check(f"{client.name} to {daemon.__class__.__name__}: many at once",
              [s for n, s in enumerate(said) if s != (denied() if n % 4 == 3 else OPEN)])


def main():
    build = Path(sys.argv[1]).resolve()
    if not daemons.RealDaemon.is_installed() or not pki.is_installed() or os.geteuid() != 0 or \
            not shutil.which("saslpasswd2"):
        Tap.skip_all("needs root, certtool, saslpasswd2 and the distribution's libvirtd")
    daemons.adopt_orphans()
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = pki.Pki(folder / "pki")
        made.authority("ca")
        made.server("server", "ca")
        made.client("client", "ca")
        pkipath = made.pkipath("client-files", "ca", "client")
        files = make_auth_files(folder / "auth")
        for number, (settings, mechanisms, transport, cases) in enumerate(SERVERS):
            users = secure.make_users(folder / f"users-{number}", mechanisms)
            if transport == "tls":
                settings = {**settings, "ca_file": str(made.cert("ca")),
                            "cert_file": str(made.cert("server")),
                            "key_file": str(made.key("server"))}
            for side in ("ours", "theirs"):
                place = folder / f"{side}-{number}"
                place.mkdir()
                place.chmod(0o755)
                env = {"SASL_CONF_PATH": str(users)}
                daemon = secure.OurListening(build, place, settings, env) if side == "ours" else \
                    secure.RealListening(place, settings, env)
                with daemon:
                    for client in secure.clients(build):
                        for case in cases:
                            check_case(tap, daemon, side, client, case,
                                       (transport, files, pkipath, number))
                    if transport != "unix" and cases[0][2] == OPEN and side == "ours":
                        many_at_once(tap, daemon, client,
                                     daemon.uri(transport, f"pkipath={pkipath}"))
        daemons.reap()
    tap.finish()


if __name__ == "__main__":
    main()

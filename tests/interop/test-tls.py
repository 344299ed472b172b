#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""TLS between their library and ours, and their daemon and ours: test-tls.py BUILD

Each case runs in all four combinations, which must say the same, and what is expected."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import daemons  # noqa: E402
import pki  # noqa: E402
import secure  # noqa: E402
from tap import Tap  # noqa: E402

OPEN = ["open", True, True, "test", True]
SYSTEM, AUTH = 38, 45
UNCONFIRMED = "Unable to read TLS confirmation: Input/output error"
UNVERIFIED = "authentication failed: Failed to verify peer's certificate"


def error(code, text):
    return ["error", code, 7, text]


def make_certificates(folder):
    made = pki.Pki(folder)
    made.authority("ca")
    made.authority("other-ca")
    made.authority("old-ca", expired=True)
    made.authority("no-ca", lines=["cn = no-ca", "signing_key"])
    made.authority("idle-ca", lines=["cn = idle-ca", "ca", "signing_key"])
    made.server("server", "ca")
    made.server("elsewhere", "ca", hosts=("example.org",))
    made.server("old-server", "ca", expired=True)
    made.server("other-server", "other-ca")
    made.client("client", "ca")
    made.client("old-client", "ca", expired=True)
    made.client("other-client", "other-ca")
    made.client("gone-client", "ca")
    made.revoke("crl", "ca", "gone-client")
    return made


def settings(made, cert="server", **more):
    return {"listen_tls": 1, "ca_file": str(made.cert("ca")), "cert_file": str(made.cert(cert)),
            "key_file": str(made.key(cert)), **more}


# Case, authority and certificate of the client, more of the query, host, expected.
GOOD = [
    ("good", "ca", "client", "", "localhost", OPEN),
    ("by address", "ca", "client", "", "127.0.0.1", OPEN),
    ("another authority", "other-ca", "other-client", "", "localhost", error(AUTH, UNVERIFIED)),
    ("certificate of another authority", "ca", "other-client", "", "localhost",
     error(SYSTEM, "Our own certificate {pki}/clientcert.pem failed validation against "
                   "{pki}/cacert.pem: The certificate hasn't got a known issuer.")),
    ("the same, not looked at", "ca", "other-client", "no_sanity=1", "localhost",
     error(SYSTEM, UNCONFIRMED)),
    ("server not verified", "other-ca", "other-client", "no_verify=1", "localhost",
     error(SYSTEM, UNCONFIRMED)),
    ("expired certificate", "ca", "old-client", "", "localhost",
     error(SYSTEM, "The client certificate {pki}/clientcert.pem has expired")),
    ("the same, not looked at", "ca", "old-client", "no_sanity=1", "localhost",
     error(SYSTEM, UNCONFIRMED)),
    ("expired authority", "old-ca", "client", "", "localhost",
     error(SYSTEM, "The CA certificate {pki}/cacert.pem has expired")),
    ("no authority", "no-ca", "client", "", "localhost",
     error(SYSTEM, "The certificate {pki}/cacert.pem basic constraints do not show a CA")),
    ("authority that does not sign", "idle-ca", "client", "", "localhost",
     error(SYSTEM, "Certificate {pki}/cacert.pem usage does not permit certificate signing")),
    ("no certificate", "ca", None, "", "localhost", error(SYSTEM, UNCONFIRMED)),
    ("no file of the authority", None, "client", "", "localhost",
     error(SYSTEM, "Cannot read CA certificate '{pki}/cacert.pem': No such file or directory")),
    ("wrong algorithms", "ca", "client", "tls_priority=BOGUS", "localhost",
     error(SYSTEM, "Failed to set TLS session priority to BOGUS: The request is invalid.")),
    ("TLS 1.2", "ca", "client", "tls_priority=NORMAL:-VERS-ALL:%2BVERS-TLS1.2", "localhost", OPEN),
]
ELSEWHERE = [
    ("another host", "ca", "client", "", "localhost", error(AUTH, UNVERIFIED)),
    ("the same, not verified", "ca", "client", "no_verify=1", "localhost", OPEN),
]
NOBODY = [("name not allowed", "ca", "client", "", "localhost", error(SYSTEM, UNCONFIRMED))]
SOME = [("name allowed", "ca", "client", "", "localhost", OPEN),
        ("no certificate", "ca", None, "", "localhost", error(SYSTEM, UNCONFIRMED))]
ANYBODY = [("no certificate, not verified", "ca", None, "", "localhost", OPEN),
           ("other authority, not verified", "ca", "other-client", "no_sanity=1", "localhost", OPEN)]
REVOKED = [("revoked", "ca", "gone-client", "", "localhost", error(SYSTEM, UNCONFIRMED)),
           ("not revoked", "ca", "client", "", "localhost", OPEN)]
OLD = [("expired server", "ca", "client", "", "localhost", error(AUTH, UNVERIFIED))]

# The server's settings, and its clients.
SERVERS = [
    ({}, GOOD),
    ({"cert": "elsewhere"}, ELSEWHERE),
    ({"tls_allowed_dn_list": ["CN=client,O=Virtue,C=GB", "CN=nobody"]}, NOBODY),
    ({"tls_allowed_dn_list": []}, NOBODY),
    ({"tls_allowed_dn_list": ["DN2", "C=GB,O=Virtue,CN=cli*"]}, SOME),
    ({"tls_no_verify_certificate": 1}, ANYBODY),
    ({"crl_file": "crl"}, REVOKED),
    ({"cert": "old-server", "tls_no_sanity_certificate": 1}, OLD),
]

# Certificates that a daemon does not start with, and what it says.
REFUSED = [
    ({"cert": "old-server"}, "The server certificate {cert} has expired"),
    ({"cert": "other-server"}, "Our own certificate {cert} failed validation against {ca}: "
                               "The certificate hasn't got a known issuer."),
    ({"ca_file": "old-ca"}, "The CA certificate {ca} has expired"),
    ({"ca_file": "no-ca"}, "The certificate {ca} basic constraints do not show a CA"),
    ({"ca_file": "/nonexistent/ca.pem"}, "Cannot read CA certificate '{ca}': "
                                         "No such file or directory"),
    ({"key_file": "client"}, "Unable to set x509 key and certificate: {key}, {cert}: "
                             "The certificate and the given key do not match."),
]


def run_cases(tap, build, made, folder):
    for number, (wanted, cases) in enumerate(SERVERS):
        wanted = dict(wanted)
        if "crl_file" in wanted:
            wanted["crl_file"] = str(made.cert(wanted["crl_file"]))
        for side in ("ours", "theirs"):
            place = folder / f"{side}-{number}"
            place.mkdir()
            place.chmod(0o755)
            chosen = settings(made, **wanted)
            daemon = secure.OurListening(build, place, chosen) if side == "ours" else \
                secure.RealListening(place, chosen)
            with daemon:
                for client in secure.clients(build):
                    for name, ca, cert, query, host, expected in cases:
                        check_case(tap, made, daemon, side, client,
                                   (name, ca, cert, query, host, expected))


def check_case(tap, made, daemon, side, client, case):
    name, ca, cert, query, host, expected = case
    path = made.folder / f"{ca}+{cert}"
    if not path.exists():
        path = made.pkipath(path.name, ca, cert)
    said, _ = client.ask(daemon.uri("tls", f"pkipath={path}&{query}", host))
    expected = [e.format(pki=path) if isinstance(e, str) else e for e in expected]
    tap.check(f"{client.name} to {side}: {name}",
              [] if said == expected else [f"got {said}", f"not {expected}"])


def run_refused(tap, build, made, folder):
    for number, (wanted, text) in enumerate(REFUSED):
        chosen = settings(made, wanted.get("cert", "server"))
        if "ca_file" in wanted:
            ca = wanted["ca_file"]
            chosen["ca_file"] = ca if ca.startswith("/") else str(made.cert(ca))
        if "key_file" in wanted:
            chosen["key_file"] = str(made.key(wanted["key_file"]))
        text = text.format(ca=chosen["ca_file"], cert=chosen["cert_file"], key=chosen["key_file"])
        for side in ("ours", "theirs"):
            place = folder / f"refused-{side}-{number}"
            place.mkdir()
            place.chmod(0o755)
            daemon = secure.OurListening(build, place, chosen) if side == "ours" else \
                secure.RealListening(place, chosen)
            try:
                with daemon:
                    problems = ["it starts"]
            except SystemExit as ended:
                problems = [] if text in str(ended) else [f"no '{text}' in {ended}"]
                if daemon.process.returncode != 6:
                    problems.append(f"exit code {daemon.process.returncode}, not 6")
            tap.check(f"{side} refuses: {wanted}", problems)


def update_files(tap, build, made, folder):
    """Certificates are replaced while the daemon runs; those that are no good are not taken."""
    place = folder / "update"
    place.mkdir()
    place.chmod(0o755)
    own = {name: place / f"{name}.pem" for name in ("cert", "key")}

    def put(cert, key):
        shutil.copy(made.cert(cert), own["cert"])
        shutil.copy(made.key(key), own["key"])

    put("server", "server")
    chosen = {**settings(made), "cert_file": str(own["cert"]), "key_file": str(own["key"])}
    pkipath = made.folder / "ca+client"
    steps = [("server", "server", "", OPEN),
             ("elsewhere", "elsewhere", "", error(AUTH, UNVERIFIED)),
             ("server", "client", "do not match", error(AUTH, UNVERIFIED)),
             ("old-server", "old-server", "has expired", error(AUTH, UNVERIFIED)),
             ("server", "server", "", OPEN)]
    with secure.OurListening(build, place, chosen) as daemon:
        for cert, key, complaint, expected in steps:
            put(cert, key)
            done = subprocess.run(
                ["/usr/bin/virt-admin", "-c", f"libvirtd:///system?socket={daemon.admin_socket}",
                 "server-update-tls", "libvirtd"], capture_output=True, text=True, timeout=60,
                env={**os.environ, "LD_LIBRARY_PATH": ""}, check=False)
            problems = [] if complaint in done.stderr and bool(complaint) == bool(done.returncode) \
                else [f"update: {done.returncode} {done.stderr}"]
            for client in secure.clients(build):
                said, _ = client.ask(daemon.uri("tls", f"pkipath={pkipath}"))
                if said != expected:
                    problems.append(f"{client.name} got {said}")
            tap.check(f"update to {cert} with the key of {key}", problems)


def many_at_once(tap, build, made, folder):
    """Threads, events and a stream over one connection, in both directions at once."""
    place = folder / "many"
    place.mkdir()
    place.chmod(0o755)
    with secure.OurListening(build, place, settings(made)) as daemon:
        for client in secure.clients(build):
            done = subprocess.run(
                ["/usr/bin/python3", Path(__file__).with_name("tls-many.py"),
                 daemon.uri("tls", f"pkipath={made.folder / 'ca+client'}")], timeout=120, text=True,
                env={**os.environ, "LD_LIBRARY_PATH": client.library, "HOME": "/nonexistent"},
                capture_output=True, check=False)
            tap.check(f"{client.name}: many at once",
                      [] if done.stdout == "all is well\n" else [done.stdout, done.stderr[-2000:]])


def main():
    build = Path(sys.argv[1]).resolve()
    if not daemons.RealDaemon.is_installed() or not pki.is_installed() or os.geteuid() != 0:
        Tap.skip_all("needs root, certtool and the distribution's libvirtd")
    daemons.adopt_orphans()
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = make_certificates(folder / "pki")
        run_cases(tap, build, made, folder)
        run_refused(tap, build, made, folder)
        update_files(tap, build, made, folder)
        many_at_once(tap, build, made, folder)
        daemons.reap()
    tap.finish()


if __name__ == "__main__":
    main()

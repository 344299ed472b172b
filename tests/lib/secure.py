# SPDX-License-Identifier: LGPL-2.1-or-later
"""Daemons with settings for TLS, TCP and authentication, and what a client of either library gets from
them. The same for ours and the distribution's, so that answers can be compared."""

import json
import os
import socket
import subprocess
import time

import daemons

SCRIPT = r"""
import json, os, sys, libvirt
uri, answers = sys.argv[1], json.loads(sys.argv[2])
libvirt.registerErrorHandler(lambda *_: None, None)
asked = []

def callback(credentials, data):
    if answers.get("refuse"):
        return -1
    for credential in credentials:
        asked.append([credential[0], credential[1], credential[2], credential[3]])
        credential[4] = answers.get(str(credential[0]))
    return 0

try:
    if answers:
        kinds = [libvirt.VIR_CRED_AUTHNAME, libvirt.VIR_CRED_PASSPHRASE]
        conn = libvirt.openAuth(uri, [kinds, callback, None], 0)
    else:
        conn = libvirt.open(uri)
    said = ["open", bool(conn.isSecure()), bool(conn.isEncrypted()), conn.lookupByName("test").name()]
    # Many small ones and a large one, in both directions.
    for _ in range(50):
        conn.getVersion()
    text = "<domain type='test'><name>big-%d</name><description>%s</description>" \
           "<memory>1024</memory><os><type>hvm</type></os></domain>" % (os.getpid(), "x" * 300000)
    big = conn.defineXML(text)
    said.append("x" * 300000 in big.XMLDesc())
    big.undefine()
    conn.close()
except libvirt.libvirtError as error:
    said = ["error", error.get_error_code(), error.get_error_domain(), str(error)]
print(json.dumps([said, asked]))
"""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def settings_text(settings):
    def value(v):
        return str(v) if isinstance(v, int) else json.dumps(v)
    return "".join(f"{name} = {value(v)}\n" for name, v in settings.items())


class Listening:
    """What ours and theirs have in common: settings, and a port to wait for."""

    def prepare(self, settings, env):
        self.port = free_port()
        self.env = env or {}
        kind = "tls" if settings.get("listen_tls") else "tcp"
        self.settings = {"listen_tls": 0, "listen_tcp": 0, "listen_addr": "127.0.0.1",
                         f"{kind}_port": str(self.port), "auth_unix_rw": "none",
                         "auth_unix_ro": "none", **settings}
        self.has_port = bool(self.settings["listen_tls"] or self.settings["listen_tcp"])
        self.settings_file = self.folder / "settings.conf"

    def answers(self):
        if not super().answers():
            return False
        if not self.has_port:
            return True
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def start(self, argv, env, **options):
        super().start(argv, {**env, **self.env}, **options)

    def uri(self, transport, query="", host="localhost"):
        if transport == "unix":
            return f"test+unix:///default?socket={self.socket}&{query}"
        return f"test+{transport}://{host}:{self.port}/default?{query}"


class OurListening(Listening, daemons.OurDaemon):
    def __init__(self, build, folder, settings, env=None):
        daemons.OurDaemon.__init__(self, build, folder)
        self.prepare(settings, env)

    def run(self):
        self.settings_file.write_text(settings_text(self.settings), encoding="utf-8")
        self.start([str(self.build / "src/daemons/libvirtd"), "--root", str(self.folder),
                    "--config", str(self.settings_file), "--listen"], {})


class RealListening(Listening, daemons.RealDaemon):
    def __init__(self, folder, settings, env=None):
        daemons.RealDaemon.__init__(self, folder)
        self.prepare(settings, env)

    def configure(self):
        self.settings_file.write_text(settings_text(self.settings), encoding="utf-8")

    def command(self):
        return [*super().command(), "--config", str(self.settings_file),
                *(["--listen"] if self.has_port else [])]


class Client:
    def __init__(self, name, library):
        self.name, self.library = name, library

    def ask(self, uri, answers=None, home="/nonexistent"):
        """What the script says of the connection, and what it was asked meanwhile."""
        done = subprocess.run(
            ["/usr/bin/python3", "-c", SCRIPT, uri, json.dumps(answers or {})], text=True,
            env={**os.environ, "LD_LIBRARY_PATH": self.library, "HOME": str(home),
                 "LC_ALL": "C", "G_SLICE": ""},
            capture_output=True, timeout=60, check=False)
        if done.returncode:
            return ["failed", done.returncode, done.stderr[-2000:]], []
        return json.loads(done.stdout)


def clients(build):
    return [Client("theirs", ""), Client("ours", str(build / "src/libraries"))]


def make_users(folder, mechanisms):
    """A folder for SASL_CONF_PATH: fred, with the password secret."""
    folder.mkdir()
    folder.chmod(0o755)
    users = folder / "users.db"
    subprocess.run(["saslpasswd2", "-p", "-c", "-f", users, "-a", "libvirt", "fred"],
                   input="secret", text=True, check=True)
    users.chmod(0o644)
    (folder / "libvirt.conf").write_text(
        f"mech_list: {mechanisms}\nsasldb_path: {users}\npwcheck_method: auxprop\n"
        "auxprop_plugin: sasldb\n", encoding="utf-8")
    return folder


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True

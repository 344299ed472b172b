# SPDX-License-Identifier: LGPL-2.1-or-later
"""Certificates for tests, made with GnuTLS's certtool in a folder of their own."""

import shutil
import subprocess


def is_installed():
    return shutil.which("certtool") is not None


class Pki:
    """Files NAME.pem and NAME-key.pem below a folder."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def cert(self, name):
        return self.folder / f"{name}.pem"

    def key(self, name):
        return self.folder / f"{name}-key.pem"

    def _template(self, name, lines, expired):
        path = self.folder / f"{name}.info"
        text = list(lines)
        if expired:
            text += ['activation_date = "2019-01-01 00:00:00"', 'expiration_date = "2020-01-01 00:00:00"']
        else:
            text += ["expiration_days = 3650"]
        path.write_text("\n".join(text) + "\n", encoding="utf-8")
        return path

    @staticmethod
    def _certtool(*args):
        subprocess.run(["certtool", *map(str, args)], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=60)

    def _key(self, name):
        self._certtool("--generate-privkey", "--key-type", "rsa", "--bits", "2048",
                       "--outfile", self.key(name))
        self.key(name).chmod(0o644)  # daemons of other users read it

    def authority(self, name, expired=False, lines=None):
        self._key(name)
        lines = lines or [f"cn = {name}", "ca", "cert_signing_key"]
        self._certtool("--generate-self-signed", "--load-privkey", self.key(name),
                       "--template", self._template(name, lines, expired),
                       "--outfile", self.cert(name))

    def signed(self, name, authority, lines, expired=False):
        self._key(name)
        self._certtool("--generate-certificate", "--load-privkey", self.key(name),
                       "--load-ca-certificate", self.cert(authority),
                       "--load-ca-privkey", self.key(authority),
                       "--template", self._template(name, lines, expired),
                       "--outfile", self.cert(name))

    def server(self, name, authority, expired=False, hosts=("localhost",), lines=()):
        alt = [f"dns_name = {h}" for h in hosts] + ["ip_address = 127.0.0.1"] * ("localhost" in hosts)
        self.signed(name, authority,
                    ["organization = Virtue", f"cn = {hosts[0]}", *alt,
                     *(lines or ("tls_www_server", "signing_key", "encryption_key"))], expired)

    def client(self, name, authority, expired=False, lines=()):
        self.signed(name, authority,
                    ["country = GB", "organization = Virtue", f"cn = {name}",
                     *(lines or ("tls_www_client", "signing_key", "encryption_key"))], expired)

    def revoke(self, name, authority, revoked):
        """A list, NAME.pem, of what the authority has revoked."""
        self._certtool("--generate-crl", "--load-ca-privkey", self.key(authority),
                       "--load-ca-certificate", self.cert(authority),
                       "--load-certificate", self.cert(revoked),
                       "--template", self._template(name, ["crl_next_update = 3650", "crl_number = 1"], False),
                       "--outfile", self.cert(name))

    def pkipath(self, name, authority, certificate):
        """A folder as ?pkipath= wants it; without a certificate if that is None."""
        folder = self.folder / name
        folder.mkdir()
        if authority:
            shutil.copy(self.cert(authority), folder / "cacert.pem")
        if certificate:
            shutil.copy(self.cert(certificate), folder / "clientcert.pem")
            shutil.copy(self.key(certificate), folder / "clientkey.pem")
        return folder

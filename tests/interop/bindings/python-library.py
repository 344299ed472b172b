# SPDX-License-Identifier: LGPL-2.1-or-later
"""Versions, typed errors and error handlers, as far as they need no driver."""

import json
import os
from pathlib import Path

import libvirt
from python_common import OUR_VERSION, Tap, differences, library_problems, raised

OURS = "VIRTUE_LIBDIR" in os.environ
URIS = Path(__file__).resolve().parents[1] / "uris.json"


def error_fields(error):
    return {
        "code": error.get_error_code(),
        "domain": error.get_error_domain(),
        "level": error.get_error_level(),
        "message": error.get_error_message(),
    }


def test_versions(tap):
    version = libvirt.getVersion()
    tap.check("getVersion", differences(OUR_VERSION if OURS else version, version))
    tap.check("getVersion of a driver", differences((version, version), libvirt.getVersion("TEST")))
    tap.check("virInitialize again", differences(0, libvirt.virInitialize()))


def test_uris(tap):
    for case in json.loads(URIS.read_text(encoding="utf-8")):
        error = raised(libvirt.libvirtError, libvirt.open, case["uri"])
        expected = {key: case[key] for key in ("code", "domain", "level", "message")}
        found = error_fields(error) if error else "no error"
        name = case["uri"].replace("#", "%23").encode("unicode_escape").decode()
        name = f"open of <{name[:70]}> ({case['raised_by']})"
        if "todo" in case and OURS:
            tap.todo(name, case["todo"], differences(expected, found))
        else:
            tap.check(name, differences(expected, found))


def test_last_error(tap):
    libvirt.virResetLastError()
    tap.check("no last error after a reset", differences(None, libvirt.virGetLastError()))
    error = raised(libvirt.libvirtError, libvirt.openReadOnly, "foo")
    tap.check("all fields of an error", differences(
        ("no connection driver available for %s", "URI 'foo' does not include a driver name", None,
         -1, -1),
        error and tuple(getattr(error, "get_" + n)() for n in ("str1", "str2", "str3", "int1",
                                                               "int2"))))
    tap.check("the thread's last error", differences(
        (5, 0, "no connection driver available for URI 'foo' does not include a driver name"),
        (libvirt.virGetLastErrorCode(), libvirt.virGetLastErrorDomain(),
         libvirt.virGetLastErrorMessage())))
    libvirt.virResetLastError()
    tap.check("message without an error", differences("no error", libvirt.virGetLastErrorMessage()))


def test_handler(tap):
    seen = []
    libvirt.registerErrorHandler(lambda context, error: seen.append((context, error)), "mine")
    raised(libvirt.libvirtError, libvirt.open, "://")
    libvirt.registerErrorHandler(None, None)
    expected = [("mine", (1, 45, "internal error: Unable to parse URI ://", 2,
                          "internal error: %s", "Unable to parse URI ://", None, -1, -1))]
    tap.check("an error handler sees the whole error", differences(expected, seen))


def test_default_uri(tap):
    os.environ["LIBVIRT_DEFAULT_URI"] = "://"
    error = raised(libvirt.libvirtError, libvirt.open)
    del os.environ["LIBVIRT_DEFAULT_URI"]
    tap.check("LIBVIRT_DEFAULT_URI is used", differences(
        "internal error: Unable to parse URI ://", error and error.get_error_message()))


def test_auth(tap):
    auth = [[libvirt.VIR_CRED_AUTHNAME], lambda credentials, data: 0, None]
    error = raised(libvirt.libvirtError, libvirt.openAuth, "foo", auth, 0)
    tap.check("openAuth with a callback", differences(5, error and error.get_error_code()))


def main():
    tap = Tap()
    tap.check("the library under test is used", library_problems())
    libvirt.registerErrorHandler(lambda context, error: None, None)
    for test in (test_versions, test_uris, test_last_error, test_handler, test_default_uri,
                 test_auth):
        test(tap)
    tap.finish()


main()

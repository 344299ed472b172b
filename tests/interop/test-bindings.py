#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs other projects' bindings, and C programs, on our libvirt.so.0.

    test-bindings.py NAME [--build DIR | --real]

NAME is a row of BINDINGS. --real runs them on the distribution's library instead, to see that what
is expected here is true there.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from tap import Tap  # noqa: E402

PROGRAMS = Path(__file__).resolve().parent / "bindings"
CC = os.environ.get("CC", "cc").split()
WARNINGS = ["-Wall", "-Wextra", "-Werror"]


@dataclass
class Binding:
    package: str
    present: list[str]  # a command that succeeds where the binding is installed
    run: list[str]
    compile: list[str] = field(default_factory=list)
    on_real: bool = False  # runs on the distribution's library


def python(program):
    return Binding("python3-libvirt", ["/usr/bin/python3", "-c", "import libvirt"],
                   ["/usr/bin/python3", "-B", f"{PROGRAMS}/{program}.py"])


# {out} is a folder for what is compiled, {build} our build directory. /usr/bin/python3 is the one
# that the distribution's modules are for.
BINDINGS = {
    "python-library": python("python-library"),
    "python-loop": python("python-loop"),
    "python-own-loop": python("python-own-loop"),
    "perl": Binding("libsys-virt-perl", ["perl", "-MSys::Virt", "-e", "1"],
                    ["perl", f"{PROGRAMS}/perl.pl"]),
    "ruby": Binding("ruby-libvirt", ["ruby", "-e", "require 'libvirt'"],
                    ["ruby", f"{PROGRAMS}/ruby.rb"]),
    "ocaml": Binding("libvirt-ocaml-dev", ["ocamlfind", "query", "libvirt"], ["{out}/ocaml"],
                     ["ocamlfind", "ocamlopt", "-package", "libvirt", "-linkpkg",
                      "-o", "{out}/ocaml", "{out}/ocaml.ml"]),
    "c-their-headers": Binding("libvirt-dev", ["pkg-config", "--exists", "libvirt"],
                               ["{out}/program"],
                               [*CC, *WARNINGS, "-o", "{out}/program", "{out}/program.c", "-lvirt"]),
    "c-our-headers": Binding("libvirt0", ["pkg-config", "--exists", "libvirt"], ["{out}/program"],
                             [*CC, *WARNINGS, "-I{build}/include", "-o", "{out}/program",
                              "{out}/program.c", "-L{build}/src/libraries", "-l:libvirt.so.0"],
                             on_real=True),
}


def library_env(build):
    """None means the distribution's library."""
    env = {k: v for k, v in os.environ.items()
           if not k.startswith(("LIBVIRT_", "VIRSH_", "LD_LIBRARY", "VIRTUE_LIBDIR"))}
    env["LIBVIRT_AUTOSTART"] = "0"
    if build:
        env["LD_LIBRARY_PATH"] = env["VIRTUE_LIBDIR"] = str(build / "src/libraries")
    return env


def succeeds(command):
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, env=library_env(None), stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=BINDINGS)
    parser.add_argument("--build", type=Path)
    parser.add_argument("--real", action="store_true")
    args = parser.parse_args()
    binding = BINDINGS[args.name]
    if not succeeds(binding.present):
        Tap.skip_all(f"{binding.package} is not installed")

    with tempfile.TemporaryDirectory() as out:
        for program in ("ocaml.ml", "program.c"):
            shutil.copy(PROGRAMS / program, out)
        build = (args.build or Path("build")).resolve()

        def filled(words):
            return [w.replace("{out}", out).replace("{build}", str(build)) for w in words]

        if binding.compile:
            subprocess.run(filled(binding.compile), env=library_env(None), check=True, timeout=120)
        on_real = args.real or binding.on_real
        sys.exit(subprocess.run(filled(binding.run), env=library_env(None if on_real else build),
                                timeout=120).returncode)


if __name__ == "__main__":
    main()

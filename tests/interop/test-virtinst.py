#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The distribution's virt-install, virt-clone and virt-xml on test URIs: what they print and how they
end has to be the same on its libvirt.so.0 and on ours.

    test-virtinst.py --build DIR
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from tap import Tap  # noqa: E402

SECONDS = 120
HOST = """<node>
<domain type='test'><name>src</name><memory>262144</memory><vcpu>2</vcpu>
<os><type arch='i686'>hvm</type></os><devices>
<disk type='file' device='disk'><source file='/default-pool/src.img'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:00:11:22:33'/><source network='default'/></interface>
<graphics type='vnc' port='-1'/><video><model type='cirrus'/></video></devices></domain>
<domain type='test'><name>off</name><memory>262144</memory><os><type>hvm</type></os></domain>
<network><name>default</name><bridge name='virbr0'/><forward/>
<ip address='192.168.122.1' netmask='255.255.255.0'><dhcp>
<range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip></network>
<pool type='dir'><name>default-pool</name><target><path>/default-pool</path></target>
<volume type='file'><name>src.img</name><capacity unit='M'>100</capacity>
<target><path>/default-pool/src.img</path></target></volume></pool></node>"""
DEFAULT = "test:///default"
PLAIN = "--name foo --ram 64 --osinfo none --import"
NO_DISK = PLAIN + " --disk none"
INSTALLS = [
    f"{NO_DISK} --noautoconsole",
    "--name foo --ram 64 --disk size=1 --pxe --osinfo generic --print-xml",
    f"{PLAIN} --disk size=.01,pool=default-pool --noautoconsole --noreboot",
    f"{NO_DISK} --boot kernel=KERNEL,initrd=KERNEL --print-xml",
    f"{NO_DISK} --vcpus 4,sockets=2,cores=2 --cpu host --network network=default,model=virtio --print-xml",
    f"{NO_DISK} --controller usb,model=ich9-ehci1 --watchdog i6300esb --rng /dev/random --sound ich6"
    " --tpm /dev/tpm0 --memballoon virtio --panic default --print-xml",
    f"{NO_DISK} --graphics spice --video qxl --channel unix,target.type=virtio,name=a --print-xml",
    f"{PLAIN} --disk vol=default-pool/missing --print-xml",
    f"{NO_DISK} --memory 64,maxmemory=128 --memtune hard_limit=9000 --numatune 1-3 --transient"
    " --events on_crash=restart --metadata title=x --noautoconsole",
    f"{NO_DISK} --autostart --boot uefi --print-step all",
    "--name foo --ram 64 --osinfo none --disk none --location /missing",
    f"{NO_DISK} --arch x86_64 --machine pc --print-xml",
    f"{NO_DISK} --virt-type kvm --print-xml",
]
CHANGES = [
    "src --edit --disk cache=none --print-diff",
    "src --edit --memory 128 --define --print-diff",
    "src --add-device --disk size=.01 --print-xml",
    "src --remove-device --network 1 --define --print-diff",
    "missing --edit --cpu host",
]
CLONES = ["-o off -n new --auto-clone", "-o src -n new --auto-clone --print-xml",
          "-o off -n off --auto-clone", "-o off -n new --mac 52:54:00:11:22:33"]
VARIES = [(re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"), "UUID"),
          (re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"), "MAC"),
          (re.compile(r"\d\d:\d\d(?::\d\d)?|\d+ [kKMG]?B(?:/s)?"), "AMOUNT")]


def commands(uri):
    connect = f"--connect {uri}"
    return ([f"virt-install {connect} {rest}" for rest in INSTALLS]
            + [f"virt-xml {connect} {rest}" for rest in CHANGES]
            + [f"virt-clone {connect} {rest}" for rest in CLONES])


def outcome(command, folder, build):
    """None for the build means the distribution's library."""
    with tempfile.TemporaryDirectory(dir=folder) as home:
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": home, "XDG_RUNTIME_DIR": home}
        if build:
            env["LD_LIBRARY_PATH"] = str(build / "src/libraries")
        done = subprocess.run(command.split(), env=env, stdin=subprocess.DEVNULL, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)
        text = done.stdout.decode("utf-8", "replace").replace(home, "HOME")
    for pattern, name in VARIES:
        text = pattern.sub(name, text)
    return f"{text}\nended with {done.returncode}".splitlines()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    args = parser.parse_args()
    if not shutil.which("virt-install"):
        Tap.skip_all("virt-install is not installed")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        host = Path(folder, "host.xml")
        host.write_text(HOST, encoding="utf-8")
        kernel = Path(folder, "kernel")
        kernel.touch()
        wanted = [c.replace("KERNEL", str(kernel))
                  for c in [*commands(f"test://{host}"), *commands(DEFAULT)[:2]]]
        pairs = [(command, pool.submit(outcome, command, folder, None),
                  pool.submit(outcome, command, folder, args.build.resolve())) for command in wanted]
        for command, theirs, ours in pairs:
            tap.check(command.replace(folder, "DIR"),
                      list(difflib.unified_diff(theirs.result(), ours.result(), "theirs", "ours",
                                                lineterm="", n=1)))
    tap.finish()


if __name__ == "__main__":
    main()

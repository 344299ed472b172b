# SPDX-License-Identifier: LGPL-2.1-or-later
"""container-client.py ROOT: enters a container of lxc:///system in the ways there are, and prints
what it saw. Runs on whichever libvirt.so.0 the loader finds. Only the C functions can be asked for
what the binding does not have."""

import ctypes
import os
import sys
import time

import libvirt
import libvirt_lxc

CONTAINER = """
<domain type='lxc'>
  <name>container</name><memory unit='MiB'>64</memory>
  <os><type>exe</type><init>/bin/sleep</init><initarg>1000</initarg></os>
  <devices>
    <filesystem type='mount'><source dir='{root}'/><target dir='/'/></filesystem>
    <console type='pty'/>
  </devices>
</domain>"""
START_SECONDS = 5

lxc = ctypes.CDLL("libvirt-lxc.so.0")
main_library = ctypes.CDLL("libvirt.so.0")
main_library.virGetLastErrorMessage.restype = ctypes.c_char_p
capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
capsule_pointer.restype = ctypes.c_void_p
capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


class Model(ctypes.Structure):
    _fields_ = [("model", ctypes.c_char * 257), ("doi", ctypes.c_char * 257)]


class Label(ctypes.Structure):
    _fields_ = [("label", ctypes.c_char * 4097), ("enforcing", ctypes.c_int)]


def last_error():
    return (main_library.virGetLastErrorCode(), main_library.virGetLastErrorDomain(),
            main_library.virGetLastErrorMessage().decode())


def in_child(title, function, *args):
    """What it does to its process stays there."""
    print("==", title, flush=True)
    pid = os.fork()
    if pid == 0:
        try:
            function(*args)
        except libvirt.libvirtError as error:
            print(error.get_error_code(), error.get_error_message())
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(pid, 0)


def kind(fd):
    return os.readlink(f"/proc/self/fd/{fd}").split(":")[0]


def open_namespaces(domain):
    fds = libvirt_lxc.lxcOpenNamespace(domain, 0)
    init = wait_for_init(domain)
    print([kind(fd) for fd in fds],
          [os.readlink(f"/proc/self/fd/{fd}") == os.readlink(f"/proc/{init}/ns/{kind(fd)}")
           for fd in fds], [os.get_inheritable(fd) for fd in fds])
    return fds


def wait_for_init(domain):
    """The first process of the container; its controller is the domain's id."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with open(f"/proc/{domain.ID()}/task/{domain.ID()}/children", encoding="ascii") as file:
            children = file.read().split()
        if children and os.readlink(f"/proc/{children[0]}/exe").endswith("busybox"):
            return children[0]
        time.sleep(0.05)
    raise SystemExit("the container does not start")


def enter(domain, fds, flags=0):
    array = (ctypes.c_int * max(1, len(fds)))(*fds)
    n = ctypes.c_uint(77)
    old = ctypes.POINTER(ctypes.c_int)()
    pointer = ctypes.c_void_p(capsule_pointer(domain._o, b"virDomainPtr"))
    result = lxc.virDomainLxcEnterNamespace(pointer, len(fds), array, ctypes.byref(n),
                                            ctypes.byref(old), flags)
    if result < 0:
        print(result, *last_error(), n.value, bool(old))
        return
    print(result, n.value, bool(old), flush=True)
    pid = os.fork()  # the PID namespace is that of children
    if pid == 0:
        os.chdir("/")
        print(os.path.exists("/mark-of-the-container"), os.getpid() < 100, os.uname().nodename,
              flush=True)
        os._exit(0)
    os.waitpid(pid, 0)


def enter_group(domain):
    print(libvirt_lxc.lxcEnterCGroup(domain, 0))
    if domain.isActive():
        with open("/proc/self/cgroup", encoding="ascii") as file:
            print(file.read().replace(str(domain.ID()), "ID"))


def enter_label(model):
    old = Label(label=b"unchanged")
    result = lxc.virDomainLxcEnterSecurityLabel(ctypes.byref(Model(model=model)),
                                                ctypes.byref(Label(label=b"x")), ctypes.byref(old),
                                                0)
    print(result, *(last_error() if result < 0 else ()), old.label, old.enforcing)


def alive(domain):
    fds = open_namespaces(domain)
    in_child("all namespaces", enter, domain, fds)
    in_child("one namespace", enter, domain, [fd for fd in fds if kind(fd) == "uts"])
    in_child("no namespace", enter, domain, [])
    in_child("closed namespace", enter, domain, [999])
    in_child("skipped namespace", enter, domain, [-1])
    in_child("no namespace at all", enter, domain, [fds[0]])
    in_child("flags", enter, domain, fds, 1)
    in_child("flags of opening", libvirt_lxc.lxcOpenNamespace, domain, 1)
    in_child("groups", enter_group, domain)
    for model in (b"none", b"dac", b""):
        in_child(f"label of <{model.decode()}>", enter_label, model)


def main():
    libvirt.registerErrorHandler(lambda *args: None, None)
    print(f"library {libvirt.getVersion()}")
    conn = libvirt.open("lxc:///system")
    try:
        domain = conn.createXML(CONTAINER.format(root=sys.argv[1]))
    except libvirt.libvirtError as error:
        print(f"no container: {error}")
        return
    wait_for_init(domain)
    try:
        alive(domain)
        reader = libvirt.openReadOnly("lxc:///system").lookupByName("container")
        in_child("read-only", libvirt_lxc.lxcOpenNamespace, reader, 0)
        in_child("groups, read-only", enter_group, reader)
    finally:
        domain.destroy()
    stored = conn.defineXML(CONTAINER.format(root=sys.argv[1]))
    in_child("not running", libvirt_lxc.lxcOpenNamespace, stored, 0)
    stored.undefine()
    print("== done", flush=True)


if __name__ == "__main__":
    main()

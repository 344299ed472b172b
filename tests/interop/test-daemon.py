#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""libvirtd's life beside the original's: options, settings, sockets, pid file, signals, activation,
limits. test-daemon.py BUILD [--one NAME]

Each case runs the same steps on both in a mount, network and process namespace of its own, where the
system's folders are empty ones, and compares what came of it. Without root only ours is shown to
refuse a second instance. What is deliberately different is said in the case.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from tap import Tap  # noqa: E402

REAL = "/usr/sbin/libvirtd"
PRIVATE = ("/run", "/etc/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/var/cache/libvirt")
CONF = Path("/etc/libvirt/libvirtd.conf")
RUN = Path("/run/libvirt")
SOCKETS = ("libvirt-sock", "libvirt-sock-ro", "libvirt-admin-sock")
START_SECONDS = 20
# What their drivers say about a host without hardware, on the way.
NOISE = re.compile(r"info :|DBus|udev|kvm|ethtool|dmidecode|^$|End of file while reading|libxl|Xen|"
                   r"driver|system bus|firewall|nwfilter|warning :")
STAMP = re.compile(r"^\d{4}-\d\d-\d\d [\d:.+]+: \d+: ")
PLACE = re.compile(r"(error|warning) : [\w]+:\d+ : ")


class Side:
    """One implementation, in its namespace."""

    def __init__(self, program, environment):
        self.program = program
        self.environment = environment
        self.process = None
        self.log = Path("/run/said")

    def run(self, *args, conf="", seconds=6, environment=None):
        """To its end: exit status and what it says; "runs" if it does not end by itself."""
        CONF.write_text(conf, encoding="utf-8")
        process = subprocess.Popen([self.program, *args], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   env={**self.environment, **(environment or {})})
        try:
            said = process.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            process.terminate()
            process.communicate(timeout=START_SECONDS)
            return "runs", []
        return process.returncode, self.plain(said)

    def plain(self, said):
        """Without times, places, and what only one of them has reason to say."""
        lines = [PLACE.sub(r"\1 : ", STAMP.sub("", line)) for line in said.splitlines()]
        lines = [line.replace(self.program, "PROGRAM").strip() for line in lines
                 if not NOISE.search(line)]
        # We say the public form, with a hint in parentheses behind it.
        return [re.sub(r"^libvirt:  error", "error", re.sub(r" \((?:accepted|nothing)\b.*\)$", "", line))
                for line in lines]

    def start(self, *args, conf="", wait_for="libvirt-admin-sock"):
        CONF.write_text(conf, encoding="utf-8")
        self.process = subprocess.Popen([self.program, *args], stdin=subprocess.DEVNULL,
                                        stdout=self.log.open("wb"), stderr=subprocess.STDOUT,
                                        env=self.environment)
        deadline = time.monotonic() + START_SECONDS
        while not (RUN / wait_for).is_socket() or not answers(RUN / wait_for):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("does not start: " + self.log.read_text(errors="replace"))
            time.sleep(0.02)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(START_SECONDS)


def answers(path):
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def virsh(*args, uri="test+unix:///default?socket=/run/libvirt/libvirt-sock", seconds=10):
    try:
        done = subprocess.run(["/usr/bin/virsh", "-c", uri, *args], capture_output=True, text=True,
                              timeout=seconds, check=False, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "hangs"
    # What writes to a daemon that has just gone is ended so; the library of this virsh does.
    if done.returncode == -signal.SIGPIPE:
        return "Broken pipe"
    return (done.stdout + done.stderr).strip()


def modes(folder=RUN):
    return {name: (oct(path.stat().st_mode & 0o7777), path.stat().st_gid)
            for name in SOCKETS if (path := folder / name).exists()}


# Each case gives something to compare, or what ours is to give in its stead.

def wrong_options(side):
    result = {}
    for args in (["--nosuch"], ["-x"], ["word"], ["-t"], ["-t", "x"], ["-t", "-5"], ["-f"],
                 ["-t", "99999999999"], ["-f", "/nonexistent"], ["-f", "/etc"], ["-v", "word"],
                 ["--conf", "/nonexistent"], ["-p", "/nonexistent/pid"]):
        status, said = side.run(*args)
        result[" ".join(args)] = status, said[:1]
    return result


def help_and_version(side):
    def options(text):
        return re.findall(r"^  (-\w \| --[\w-]+(?: <\w+>)?)", text, re.M)

    def paths(text):
        return re.findall(r"(?<= )/\S+", text.split("Default paths", 1)[1])

    out = {}
    for arg in ("-h", "--help", "-V", "--version"):
        done = subprocess.run([side.program, arg], capture_output=True, text=True, check=False,
                              env=side.environment)
        out[arg] = (done.returncode, options(done.stderr),
                    paths(done.stderr) if "h" in arg else
                    re.sub(r"\d+", "N", done.stdout.replace(side.program, "P")))
    bad = subprocess.run([side.program, "--nosuch"], capture_output=True, text=True, check=False,
                         env=side.environment)
    out["usage on"] = bool(options(bad.stderr)), bool(bad.stdout)
    return out


WRONG_SETTINGS = """max_clients = "x"
max_clients = -1
max_clients = 99999999999
max_clients = 0
listen_tls = 2
listen_tls = "yes"
auth_tcp = "foo"
auth_unix_rw = "foo"
auth_unix_rw = 3
auth_unix_rw = [ "a" ]
access_drivers = [ "foo" ]
access_drivers = "foo"
access_drivers = [ 1 ]
log_level = -1
log_level = "1"
max_clients 3
unix_sock_dir = 3
unix_sock_dir = "/nonexistent"
tls_port = 16514
tcp_min_ssf = 10
sasl_allowed_username_list = "x"
keepalive_count = -7
audit_logging = 7
ovs_timeout = -3
max_workers = 0
max_anonymous_clients = 6000
log_filters = 1
log_filters = "9:foo"
log_outputs = "foo"
log_level = 9
unix_sock_group = "nosuchgroup"
host_uuid = "zz"
host_uuid = "00000000-0000-0000-0000-000000000000"
host_uuid_source = "zz\""""
# Where the text is the same but for the form of the error in front or behind.
SAME_MEANING = re.compile(r"host_uuid|access_drivers = \[ \"foo\"|unix_sock_dir = \"/")


def wrong_settings(side):
    result = {}
    for line in WRONG_SETTINGS.splitlines():
        status, said = side.run(conf=line + "\n")
        result[line] = status, [] if SAME_MEANING.search(line) else said[:1]
    for name in ("unix_sock_rw_perms", "unix_sock_ro_perms"):
        status, said = side.run(conf=f'{name} = "9999"\n')
        result[name] = status, any("Failed to parse mode '9999'" in line for line in said)
    return result


def good_settings(side):
    """All lines of their file that have a value, at once: each of them is known."""
    status, said = side.run("-t", "1", conf='max_clients = 50\nmax_queued_clients = 7\n'
                            'min_workers = 30\nmax_workers = 20\nprio_workers = 0\n'
                            'max_client_requests = 3\nadmin_max_clients = 5\n'
                            'keepalive_interval = -1\nkeepalive_count = 0\naudit_level = 0\n'
                            'host_uuid = "abcdefab-0000-0000-0000-000000000000"\n'
                            'log_level = 4\nnosuch = 1\nkeepalive_required = 1\n', seconds=15)
    return status, said


def sockets(side):
    result = {}
    side.start(conf='auth_unix_rw = "none"\nauth_unix_ro = "none"\nunix_sock_rw_perms = "0755"\n')
    result["modes"] = modes()
    result["folder"] = oct(RUN.stat().st_mode & 0o7777)
    result["pid"] = int(Path("/run/libvirtd.pid").read_text()) == side.process.pid
    result["pid mode"] = oct(Path("/run/libvirtd.pid").stat().st_mode & 0o7777)
    result["status"] = side.stop()
    result["left"] = modes(), Path("/run/libvirtd.pid").exists()
    side.start(conf='unix_sock_group = "video"\nunix_sock_rw_perms = "0770"\n'
               'unix_sock_ro_perms = "0750"\nunix_sock_admin_perms = "0740"\n')
    result["with a group"] = modes()
    side.stop()
    old = os.umask(0o077)
    side.start(conf='unix_sock_rw_perms = "0777"\n')
    os.umask(old)
    result["whatever the umask"] = modes(), oct(RUN.stat().st_mode & 0o7777)
    side.stop()
    return result


def second_instance(side):
    side.start()
    result = side.run()
    answer = answers(RUN / "libvirt-sock")
    side.stop()
    return result, answer


def background(side):
    CONF.write_text("", encoding="utf-8")
    # Its background process must not keep our pipe.
    argv = [side.program, "-d"]
    first = subprocess.run(argv, env=side.environment, stdin=subprocess.DEVNULL, timeout=30,
                           check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pid = int(Path("/run/libvirtd.pid").read_text())
    stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    second = subprocess.run(argv, env=side.environment, stdin=subprocess.DEVNULL, timeout=30,
                            check=False, capture_output=True, text=True)
    result = (first.returncode, int(stat[3]) == pid, os.readlink(f"/proc/{pid}/cwd"),
              os.readlink(f"/proc/{pid}/fd/1"), answers(RUN / "libvirt-sock"), second.returncode,
              side.plain(second.stderr))
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + START_SECONDS
    while Path("/run/libvirtd.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return result, Path("/run/libvirtd.pid").exists(), Path("/var/log/libvirt/libvirtd.log").exists()


def signals(side):
    result = {}
    for name in ("SIGTERM", "SIGINT", "SIGQUIT"):
        side.start()
        time.sleep(1)  # theirs handle signals when their drivers are there
        result[name] = side.stop(getattr(signal, name)), modes()
    side.start()
    time.sleep(1)
    side.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    result["SIGHUP"] = side.process.poll(), answers(RUN / "libvirt-sock")
    side.process.kill()
    result["SIGKILL"] = side.process.wait(), sorted(modes())
    side.start()
    result["afterwards"] = virsh("list", "--name"), side.stop()
    return result


CLEAR = re.compile(r"^test$|Failed to connect|End of file|Cannot recv|Connection reset|"
                   r"Cannot write|Broken pipe|disconnected|Transport endpoint|no valid connection|"
                   r"socket is closed", re.IGNORECASE)


def killed(side):
    """Under load: nobody hangs, all are told, and the next daemon serves at once."""
    side.start(conf='auth_unix_rw = "none"\n')
    time.sleep(1)
    until = time.monotonic() + 4
    said = []

    def work():
        while time.monotonic() < until:
            said.append(virsh("list", "--name"))

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    time.sleep(1)
    side.process.kill()
    side.process.wait()
    time.sleep(0.3)
    side.start(conf='auth_unix_rw = "none"\n')
    for worker in workers:
        worker.join()
    after = virsh("list", "--name")
    return [one for one in said if not CLEAR.search(one)], after, side.stop()


def timeout(side):
    CONF.write_text('auth_unix_rw = "none"\n', encoding="utf-8")
    begin = time.monotonic()
    status = side.run("-t", "2", conf='auth_unix_rw = "none"\n', seconds=20)[0]
    idle = time.monotonic() - begin
    side.start("--timeout", "2", conf='auth_unix_rw = "none"\n')
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(RUN / "libvirt-sock"))
        time.sleep(4)
        with_client = side.process.poll()
    begin = time.monotonic()
    return status, 1.5 < idle < 6, with_client, side.process.wait(20), time.monotonic() - begin < 5


def network(side):
    plain = 'listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\n'
    tcp = "test+tcp://127.0.0.1/default"
    result = {}
    side.start("-l", conf=plain)
    result["listens"] = virsh("list", "--name", uri=tcp)
    side.stop()
    side.start("-l", conf=plain + 'tcp_port = "17000"\nlisten_addr = "127.0.0.1"\n')
    result["elsewhere"] = virsh("list", "--name", uri="test+tcp://127.0.0.1:17000/default"), \
        "refused" in virsh("list", uri=tcp)
    side.stop()
    side.start(conf=plain)
    result["without -l"] = "refused" in virsh("list", uri=tcp)
    side.stop()
    with socket.socket(socket.AF_INET6) as taken:  # of both families
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("", 16509))
        taken.listen()
        result["taken"] = side.run("-l", conf=plain)
    for more in ('listen_addr = "nosuch.invalid"\n', 'listen_addr = "127.0.0.1"\ntcp_port = "zz"\n'):
        status, said = side.run("-l", conf=plain + more, seconds=15)
        result[more] = status, said[:1]
    status, said = side.run("-l", conf="")
    result["no certificates"] = status, said[:1]
    return result


def limits(side):
    """Theirs lets the client hang, so that only ours is looked at."""
    conf = 'max_clients = 3\nmax_anonymous_clients = 2\nauth_unix_rw = "none"\n'
    side.start(conf=conf)
    clients = [socket.socket(socket.AF_UNIX) for _ in range(3)]
    for client in clients:
        client.connect(str(RUN / "libvirt-sock"))
    time.sleep(0.2)
    if side.program == REAL:
        side.stop()
        return "error: Too many active clients (3)", "test", True
    begin = time.monotonic()
    refused = [line for line in virsh("list", "--name").splitlines() if "Too many" in line]
    quick = time.monotonic() - begin < 5
    # One that says nothing is sent away, too.
    silent = socket.socket(socket.AF_UNIX)
    silent.connect(str(RUN / "libvirt-sock"))
    silent.settimeout(10)
    quick = quick and silent.recv(1) == b""
    clients.pop().close()
    time.sleep(0.2)
    served = virsh("list", "--name")
    side.stop()
    return refused[0] if refused else "", served, quick


PROGRAM, KEEPALIVE = 0x20008086, 0x6b656570
AUTH_LIST, OPEN, FEATURE, FEATURE_KEEPALIVE = 66, 1, 60, 10


def packet(procedure, serial, payload=b""):
    return struct.pack(">IIIIIII", 28 + len(payload), PROGRAM, 1, procedure, 0, serial, 0) + payload


def read_packet(client):
    """Program and procedure of the next one, or None at the end."""
    head = client.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        return None
    body = client.recv(struct.unpack(">I", head)[0] - 4, socket.MSG_WAITALL)
    return struct.unpack_from(">I", body)[0], struct.unpack_from(">I", body, 8)[0]


def keepalive(side):
    """A client that says nothing more after it promised to answer."""
    side.start(conf='auth_unix_rw = "none"\nkeepalive_interval = 1\nkeepalive_count = 2\n')
    time.sleep(1)
    result = []
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(15)
        client.connect(str(RUN / "libvirt-sock"))
        for procedure, payload in ((AUTH_LIST, b""),
                                   (FEATURE, struct.pack(">I", FEATURE_KEEPALIVE)),
                                   (OPEN, struct.pack(">II", 1, 15) + b"test:///default\0" + bytes(4))):
            client.sendall(packet(procedure, len(result), payload))
            result.append(read_packet(client))
        begin = time.monotonic()
        while result[-1]:
            result.append(read_packet(client))
        in_time = 2 < time.monotonic() - begin < 6
    side.stop()
    return result, in_time


def hand_over(side, names, sockets_, args=(), conf="", count=None):
    """Start with listening sockets as a service manager does; the process and its readiness."""
    CONF.write_text(conf, encoding="utf-8")
    ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    where = tempfile.mktemp(prefix="notify-", dir="/run")
    ready.bind(where)
    ready.settimeout(START_SECONDS)
    with open("/run/said", "wb") as said:
        pid = os.fork()
        if pid == 0:
            high = [os.dup2(one.fileno(), 200 + i) for i, one in enumerate(sockets_)]
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
            for i, fd in enumerate(high):
                os.dup2(fd, 3 + i)
            os.closerange(3 + len(high), 300)
            os.execve(side.program, [side.program, *args], {
                **side.environment, "LISTEN_PID": str(os.getpid()), "NOTIFY_SOCKET": where,
                "LISTEN_FDS": str(len(sockets_) if count is None else count),
                **({"LISTEN_FDNAMES": names} if names is not None else {})})
    return pid, ready


def listening(path):
    one = socket.socket(socket.AF_UNIX)
    one.bind(path)
    one.listen()
    return one


def activation(side):
    result = {}
    names = "libvirtd.socket:libvirtd-ro.socket:libvirtd-admin.socket:libvirtd-tcp.socket"
    RUN.mkdir(exist_ok=True)
    paths = [f"/run/handed{i}" for i in range(3)]
    tcp = socket.socket()
    tcp.bind(("127.0.0.1", 0))
    tcp.listen()
    all_sockets = [listening(path) for path in paths] + [tcp]
    pid, ready = hand_over(side, names, all_sockets, conf='auth_tcp = "none"\n')
    result["ready"] = b"READY=1" in ready.recv(200)
    uri = "test+unix:///default?socket="
    result["clients"] = virsh("list", "--name", uri=uri + paths[0])
    result["read-only"] = virsh("destroy", "test", uri=uri + paths[1])
    result["tcp"] = virsh("list", "--name",
                          uri=f"test+tcp://127.0.0.1:{tcp.getsockname()[1]}/default")
    result["made none"] = modes()
    os.kill(pid, signal.SIGTERM)
    result["status"] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    result["kept"] = [os.path.exists(path) for path in paths]
    for what, arguments in {
            "-l": ("libvirtd.socket", all_sockets[:1], ("-l",)),
            "unknown": ("foo.socket", all_sockets[:1], ())}.items():
        pid, _ = hand_over(side, *arguments)
        result[what] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), \
            [re.sub("unsupported configuration: ", "", line)
             for line in side.plain(Path("/run/said").read_text())]
    return result


def environment_of_logs(side):
    """The environment counts more than the settings; -v shows more."""
    log = Path("/run/a-log")
    out = {}
    for name, more, args in (("settings", {}, ()),
                             ("environment", {"LIBVIRT_LOG_OUTPUTS": "1:file:/run/b-log",
                                              "LIBVIRT_DEBUG": "1"}, ())):
        side.run("-t", "1", *args, conf=f'log_outputs = "2:file:{log}"\nlog_level = 2\n', seconds=15,
                 environment=more)
        out[name] = log.exists(), Path("/run/b-log").exists() and \
            "debug" in Path("/run/b-log").read_text(errors="replace")
        for path in (log, Path("/run/b-log")):
            path.unlink(missing_ok=True)
    return out


CASES = [wrong_options, help_and_version, wrong_settings, good_settings, sockets, second_instance,
         background, signals, killed, timeout, network, limits, keepalive, activation, environment_of_logs]


def inside(program, name):
    """In the namespace: one case on one program; the result as Python on standard output."""
    for place in PRIVATE:
        if os.path.isdir(place):
            subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", place], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=False, stderr=subprocess.DEVNULL)
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith(("LIBVIRT", "LISTEN", "NOTIFY", "LD_LIBRARY"))}
    os.environ.pop("LD_LIBRARY_PATH", None)  # their virsh is not for our library
    case = next(case for case in CASES if case.__name__ == name)
    print(repr(case(Side(program, environment))), flush=True)


def result_of(program, build, name):
    done = subprocess.run(
        ["unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc", sys.executable, __file__,
         build, "--inside", program, "--one", name], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, timeout=400)
    return done.stdout.strip() or "nothing: " + done.stderr[-2000:]


def differences(ours, theirs):
    """Item by item where both are dictionaries."""
    try:
        a, b = eval(ours), eval(theirs)  # what inside() printed
    except SyntaxError:
        return [f"ours:   {ours}", f"theirs: {theirs}"]
    if isinstance(a, dict) and isinstance(b, dict):
        return [f"{key}\n  ours:   {a.get(key)}\n  theirs: {b.get(key)}"
                for key in dict.fromkeys([*a, *b]) if a.get(key) != b.get(key)]
    return [] if a == b else [f"ours:   {a}", f"theirs: {b}"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--one")
    parser.add_argument("--inside")
    args = parser.parse_args()
    if args.inside:
        inside(args.inside, args.one)
        return
    if os.geteuid() != 0 or not os.access(REAL, os.X_OK) or not shutil.which("unshare"):
        Tap.skip_all("needs root, unshare and the original daemon")
    tap = Tap()
    ours = str(Path(args.build).resolve() / "src/daemons/libvirtd")
    for case in CASES:
        if args.one in (None, case.__name__):
            results = [result_of(program, args.build, case.__name__) for program in (ours, REAL)]
            tap.check(case.__name__.replace("_", " "), differences(*results))
    tap.finish()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hosts that a file describes, and what is wrong with files and URIs."""

import os

import libvirt
from same import call, failure, shown

HERE = os.getcwd()
NS = " xmlns:test='http://libvirt.org/schemas/domain/test/1.0'"
UUID = "<uuid>00000000-0000-4000-8000-%012d</uuid>"


def write(name, text):
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)


def opened(uri):
    try:
        return libvirt.open(uri)
    except libvirt.libvirtError as error:
        print("  ", failure(error))
        return None


def show(body, name="t.xml"):
    print("==", body[:400])
    write(name, body)
    conn = opened(f"test://{HERE}/{name}")
    if not conn:
        return
    print("  ", conn.getURI(), conn.getInfo(), conn.getFreeMemory())
    for dom in sorted(conn.listAllDomains(), key=libvirt.virDomain.name):
        print("  ", dom.name(), dom.ID(), dom.state(), dom.isPersistent())
        for flags in (0, libvirt.VIR_DOMAIN_XML_INACTIVE):
            print("  ", dom.XMLDesc(flags))
    for obj in sorted([*conn.listAllNetworks(), *conn.listAllInterfaces(), *conn.listAllDevices()],
                      key=lambda obj: obj.name()):
        print("  ", obj.name(), obj.XMLDesc(0))
        if isinstance(obj, libvirt.virNetwork):
            print("  ", obj.isActive(), obj.isPersistent(), obj.autostart())
        elif isinstance(obj, libvirt.virInterface):
            print("  ", obj.isActive())


def node(body):
    show(f"<node>{body}</node>")


def domain(name, more="", attributes=NS):
    return (f"<domain type='test'{attributes}><name>{name}</name>{UUID % sum(map(ord, name))}"
            f"<memory>8388608</memory><os><type>hvm</type></os>{more}</domain>")


# What the host has.
for cpu in ("", "<mhz>6000</mhz><model>i986</model><active>50</active><nodes>4</nodes><sockets>4"
            "</sockets><cores>4</cores><threads>2</threads>", "<mhz>x</mhz>", "<active>-1</active>",
            "<nodes>99999999999</nodes>", "<cores>0</cores>", "<active> 5</active>",
            "<active>5 </active>", "<active>5.5</active>", "<active/>", "<model></model>",
            "<model>x</model>", f"<model>{'x' * 31}</model>", f"<model>{'x' * 32}</model>",
            "<active>3</active><active>4</active>", "<active>0x10</active>", "<active>+3</active>",
            "<nodes>3</nodes><sockets>2</sockets><cores>2</cores><threads>2</threads>",
            "<nodes>x</nodes>", "<sockets>x</sockets>", "<cores>x</cores>", "<threads>x</threads>",
            "<mhz>x</mhz><nodes>x</nodes><active>x</active><model>" + 40 * "y" + "</model>"):
    node(f"<cpu>{cpu}</cpu>")
for text in ("abc", "-5", "5000000", "99999999999999999999", "", "0"):
    node(f"<memory>{text}</memory>")
node("<memory unit='MiB'>5</memory>")
node("<cpu><mhz>5</mhz></cpu><cpu><mhz>6</mhz></cpu><unknown/>text<!-- comment -->")
show(f"<node xmlns='x'><cpu><active>3</active></cpu>{domain('a')}</node>")
show("<x/>")
print(opened(f"test://{HERE}/t.xml"))
conn = libvirt.open("test:///default")

# Domains.
os.mkdir("sub")
write("sub/d.xml", domain("file"))
write("d.xml", domain("beside"))
write("net.xml", "<network><name>n</name></network>")
node(domain("a") + domain("b"))
node("<domain file='sub/d.xml'/>")
show("<node><domain file='../d.xml'/></node>", "sub/t.xml")
node(f"<domain file='{HERE}/d.xml'/><domain file='sub/d.xml'></domain>")
node("<domain file='nope.xml'/>")
node("<domain file='net.xml'/>")
node("<domain file='sub/d.xml'><name>x</name></domain>")
node(domain("a") + domain("a").replace("8000", "8001"))
node(domain("a") + domain("b").replace(UUID % ord("b"), UUID % ord("a")))
node("<domain/>")
node("<domain type='qemu'><name>a</name></domain>")
node(domain("x", "<vcpu>99</vcpu>"))
for state in range(-1, 9):
    node(domain("x", f"<test:runstate>{state}</test:runstate>"))
for state in ("x", "", " 3", "99999999999"):
    node(domain("x", f"<test:runstate>{state}</test:runstate>"))
for more in ("<test:transient/>", "<test:transient/><test:runstate>5</test:runstate>",
             "<test:transient>0</test:transient>", "<test:transient/><test:runstate>3</test:runstate>",
             "<test:hasmanagedsave/><test:runstate>5</test:runstate>", "<test:hasmanagedsave/>",
             "<test:hasmanagedsave/><test:transient/>", "<test:unknown/>", "<runstate>5</runstate>"):
    node(domain("x", more))
node(domain("x", "<test:runstate>5</test:runstate>", " xmlns:test='http://other/'"))
node(domain("x", "<t:runstate>5</t:runstate>", NS.replace(":test", ":t")))

# What else a host has.
NETWORK = (f"<network><name>n1</name>{UUID % 1}<ip address='10.2.3.4' netmask='255.255.255.0'/>"
           "</network>")
INTERFACE = "<interface type='ethernet' name='e1'><start mode='onboot'/></interface>"
DEVICE = ("<device><name>dv</name><parent>computer</parent><capability type='scsi_host'>"
          "<host>1</host></capability></device>")
node(NETWORK + INTERFACE + DEVICE + domain("a"))
node("<network file='net.xml'/><interface file='net.xml'/>")
for body in ("<network/>", "<interface/>", "<device/>", NETWORK + NETWORK,
             NETWORK + NETWORK.replace("n1", "n2"), NETWORK + NETWORK.replace("1</uuid>", "2</uuid>"),
             INTERFACE + INTERFACE.replace("onboot", "none"), DEVICE + DEVICE,
             DEVICE.replace("computer", "nobody"), "<device file='no.xml'/>", "<secret/>",
             "<filter name='x'/>", "<interface/>" + "<network/>" + "<domain/>",
             DEVICE.replace("<host>1</host>", ""), DEVICE.replace("scsi_host", "nothing")):
    node(body)

# Who is who.
write("t.xml", f"<node>{domain('a')}</node>")
one, two = opened(f"test://{HERE}/t.xml"), opened(f"test://{HERE}/t.xml")
one.lookupByName("a").destroy()
call(one.lookupByName("a").isActive)
call(two.lookupByName("a").isActive)
call(two.lookupByID, 1)

# Other URIs.
for uri in ("test:///", "test://", "test:", "test:default", "test:///default/", "test:////default",
            "test:///DEFAULT", "test:///nonexistent", f"test:{HERE}/t.xml", "test:t.xml",
            f"test://{HERE}/sub/../t.xml", f"test://{HERE}/t.xml?a=b", f"test://{HERE}/t%2exml",
            f"test://{HERE}/t.xml%00x"):
    print(uri.replace(HERE, "HOME"))
    found = opened(uri)
    if found:
        print("  ", found.getURI(), shown(found.listAllDomains()))

# Users.
USERS = "<user password='pw'>joe</user><user>open</user><user password=''>empty</user>"
NAME, PASS, HIDDEN = (libvirt.VIR_CRED_AUTHNAME, libvirt.VIR_CRED_PASSPHRASE,
                      libvirt.VIR_CRED_NOECHOPROMPT)


def ask(users, types, name, password, answer=0, query=""):
    write("a.xml", f"<node><auth>{users}</auth></node>")
    print("ask", users[:20], types, name, password, answer)

    def callback(credentials, _):
        for credential in credentials:
            print("    asked", credential[:4])
            credential[4] = password if credential[0] in (PASS, HIDDEN) else name
        return answer

    try:
        conn = libvirt.openAuth(f"test://{HERE}/a.xml{query}", [types, callback, None], 0)
        print("  ", conn.getURI())
    except libvirt.libvirtError as error:
        print("  ", failure(error))


for name, password in (("joe", "pw"), ("joe", "bad"), ("joe", ""), ("open", "x"), ("empty", ""),
                       ("empty", "x"), ("nobody", "pw"), ("", "")):
    ask(USERS, [NAME, PASS], name, password)
for types in ([NAME], [PASS], [HIDDEN], [NAME, HIDDEN], [NAME, PASS, HIDDEN], [],
              [libvirt.VIR_CRED_USERNAME, PASS], [NAME, PASS, libvirt.VIR_CRED_ECHOPROMPT]):
    ask(USERS, types, "joe", "pw")
    ask(USERS, types, "open", "pw")
ask(USERS, [NAME, PASS], "joe", "pw", -1)
ask("", [NAME, PASS], "joe", "pw")
for users in ("<user/>", "<user password='x'/>", "<user> </user>", "<other/>"):
    ask(users, [NAME, PASS], " ", "x")
ask(USERS, [NAME, PASS], "joe", "pw")
opened(f"test://{HERE}/a.xml")
write("auth.conf", "[credentials-x]\nusername=joe\npassword=pw\n"
      "[auth-test-localhost]\ncredentials=x\n")
ask(USERS, [NAME, PASS], "z", "z", 0, f"?authfile={HERE}/auth.conf")
print(shown(opened(f"test://{HERE}/a.xml?authfile={HERE}/auth.conf")))

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Acts on test:///default as somebody else, with polkit asked about everything, and prints what
 * came of it.
 *
 *     polkit-client UID PID START-TIME */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemons/access-polkit.h"
#include "lib/identity.h"

static void
ignore(void *data, virErrorPtr error)
{
}

static void
say(const char *what, int result)
{
    virErrorPtr error = virGetLastError();

    if (result < 0 && error)
        printf("%s: error %d: %s\n", what, error->code, error->message);
    else
        printf("%s: %d\n", what, result);
    virResetLastError();
}

static void
say_list(virConnectPtr conn)
{
    virDomainPtr *domains = NULL;
    int n = virConnectListAllDomains(conn, &domains, 0);

    say("list", n);
    for (int i = 0; i < n; i++) {
        printf("  %s\n", virDomainGetName(domains[i]));
        virDomainFree(domains[i]);
    }
    free(domains);
}

int
main(int argc, char **argv)
{
    virTypedParameterPtr params = NULL;
    int n = 0, room = 0;
    virConnectPtr conn;
    virDomainPtr test;
    virDomainPtr other;

    if (argc != 4)
        return 2;
    virSetErrorFunc(NULL, ignore);
    access_set_driver(&access_polkit);
    conn = virConnectOpen("test:///default");
    other = virDomainDefineXML(conn, "<domain type='test'><name>other</name><memory>1024</memory>"
                                     "<os><type>hvm</type></os></domain>");
    test = virDomainLookupByName(conn, "test");
    if (!conn || !other || !test)
        return 1;
    virTypedParamsAddULLong(&params, &n, &room, VIR_CONNECT_IDENTITY_UNIX_USER_ID,
                            strtoull(argv[1], NULL, 10));
    virTypedParamsAddLLong(&params, &n, &room, VIR_CONNECT_IDENTITY_PROCESS_ID,
                           strtoll(argv[2], NULL, 10));
    virTypedParamsAddULLong(&params, &n, &room, VIR_CONNECT_IDENTITY_PROCESS_TIME,
                            strtoull(argv[3], NULL, 10));
    if (!identity_set((Conn *)conn, params, (unsigned int)n, NULL))
        return 1;
    virTypedParamsFree(params, n);

    say_list(conn);
    say("number", virConnectNumOfDomains(conn));
    say("memory of test", virDomainSetMemory(test, 1024));
    say("destroy test", virDomainDestroy(test));
    say("state of other", virDomainIsActive(other));
    say("undefine other", virDomainUndefine(other));
    virDomainFree(test);
    virDomainFree(other);
    virConnectClose(conn);
    return 0;
}

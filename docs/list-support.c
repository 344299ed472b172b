/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* list-support URI...: one line "driver operation" for each operation that a driver offers, as it
 * says itself. */
#include <stdio.h>
#include "lib/conn.h"
#include "lib/op.h"

static bool
list(const char *uri)
{
    g_autoptr(GError) error = NULL;
    Conn *conn = conn_open(uri, NULL, 0, &error);
    g_autofree char *name = NULL;

    if (!conn) {
        fprintf(stderr, "%s: %s\n", uri, error->message);
        return false;
    }
    name = g_ascii_strdown(conn->backend->name, -1);
    for (int i = 0; i < OP_COUNT; i++) {
        if (conn->backend->supports(conn, (OpId)i))
            printf("%s %s\n", name, ops[i].name);
    }
    conn_unref(conn);
    return true;
}

int
main(int argc, char **argv)
{
    bool ok = true;

    for (int i = 1; i < argc; i++)
        ok = list(argv[i]) && ok;
    return ok ? 0 : 1;
}

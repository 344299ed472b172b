/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tests that include this use the public interface and also pass against the original, which
 * shows that they expect the right thing: compile with -DAGAINST_ORIGINAL and link with -lvirt. */
#ifndef VIRTUE_TEST_PEER_H
#define VIRTUE_TEST_PEER_H

#include <errno.h>
#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#ifdef AGAINST_ORIGINAL

static inline virConnectPtr
peer_conn(void)
{
    virConnectPtr conn = virConnectOpen("test:///default");

    g_assert_nonnull(conn);
    return conn;
}

#define peer_conn_close(conn) virConnectClose(conn)
#define peer_begin()          virInitialize()

#else
#include "lib/conn.h"
#include "lib/error.h"
#include "lib/objects.h"
#include "lib/stream.h"

static inline virConnectPtr
peer_conn(void)
{
    return (virConnectPtr)conn_new(OBJECT_CONNECT);
}

#define peer_conn_close(conn) handle_unref(conn)
#define peer_begin()          error_forget()

#endif

static inline void
peer_silence(void *opaque G_GNUC_UNUSED, virErrorPtr error G_GNUC_UNUSED)
{
}

/* A call that fails with VIR_ERR_NO_SUPPORT of VIR_FROM_STREAMS; the stream has no driver. */
static inline void
peer_fail(virStreamPtr stream)
{
    g_assert_cmpint(virStreamSend(stream, "x", 1), ==, -1);
}

static inline void
peer_assert_error(int code, int domain, const char *message)
{
    const virError *error = virGetLastError();

    g_assert_nonnull(error);
    g_assert_cmpstr(error->message, ==, message);
    g_assert_cmpint(error->code, ==, code);
    g_assert_cmpint(error->domain, ==, domain);
    g_assert_cmpint(error->level, ==, VIR_ERR_ERROR);
}

/* Errors about one argument carry function and argument. */
static inline void
peer_assert_argument(const char *function, const char *argument)
{
    const virError *error = virGetLastError();

    g_assert_cmpstr(error->str1, ==, function);
    g_assert_cmpstr(error->str2, ==, argument);
    g_assert_null(error->str3);
    g_assert_cmpint(error->int1, ==, 0);
    g_assert_cmpint(error->int2, ==, 0);
}

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/test/peer.h"

#define UNSUPPORTED "this function is not supported by the connection driver: virStreamSend"

static GString *heard;

static void
hear(void *name, virErrorPtr error)
{
    g_string_append_printf(heard, "%s:%d ", (char *)name, error->code);
    g_assert_cmpstr(virGetLastErrorMessage(), ==, error->message);
}

static void
test_none(void)
{
    virError copy;
    virErrorPtr saved;

    g_assert_null(virGetLastError());
    g_assert_cmpint(virGetLastErrorCode(), ==, 0);
    g_assert_cmpint(virGetLastErrorDomain(), ==, 0);
    g_assert_cmpstr(virGetLastErrorMessage(), ==, "no error");

    memset(&copy, 0xa5, sizeof(copy)); /* what it holds is never looked at */
    g_assert_cmpint(virCopyLastError(&copy), ==, 0);
    g_assert_null(copy.message);
    g_assert_cmpint(virCopyLastError(NULL), ==, -1);

    saved = virSaveLastError();
    g_assert_cmpint(saved->code, ==, 0);
    virFreeError(saved);
    virFreeError(NULL);
    virResetError(NULL);
    virDefaultErrorFunc(NULL);

    g_assert_null(virConnGetLastError(NULL));
    g_assert_cmpint(virConnCopyLastError(NULL, &copy), ==, -1);
    virConnResetLastError(NULL);
    virConnSetErrorFunc(NULL, NULL, hear);
    g_assert_null(virGetLastError());
}

static void
test_fields(void)
{
    virConnectPtr conn = peer_conn();
    virStreamPtr stream = virStreamNew(conn, 0);
    const virError *error;
    virErrorPtr saved;
    virError copy;

    g_assert_cmpint(virConnGetLastError(conn)->code, ==, 0);
    peer_fail(stream);
    peer_assert_error(VIR_ERR_NO_SUPPORT, VIR_FROM_STREAMS, UNSUPPORTED);
    g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_NO_SUPPORT);
    g_assert_cmpint(virGetLastErrorDomain(), ==, VIR_FROM_STREAMS);
    error = virGetLastError();
    g_assert_cmpstr(error->str1, ==, "this function is not supported by the connection driver: %s");
    g_assert_cmpstr(error->str2, ==, "virStreamSend");
    g_assert_null(error->str3);
    g_assert_cmpint(error->int1, ==, -1);
    g_assert_cmpint(error->int2, ==, -1);
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    g_assert_null(error->conn);
    g_assert_null(error->dom);
    g_assert_null(error->net);
    G_GNUC_END_IGNORE_DEPRECATIONS

    saved = virSaveLastError();
    g_assert_cmpint(virCopyLastError(&copy), ==, VIR_ERR_NO_SUPPORT);
    virResetLastError();
    g_assert_null(virGetLastError());
    g_assert_cmpstr(saved->message, ==, UNSUPPORTED);
    g_assert_cmpstr(copy.message, ==, UNSUPPORTED);
    virFreeError(saved);
    virResetError(&copy);
    g_assert_null(copy.message);

    /* The connection remembers, until it is told not to. */
    g_assert_cmpstr(virConnGetLastError(conn)->message, ==, UNSUPPORTED);
    virStreamRef(stream);
    virStreamFree(stream);
    g_assert_cmpint(virConnCopyLastError(conn, &copy), ==, VIR_ERR_NO_SUPPORT);
    virResetError(&copy);
    virConnResetLastError(conn);
    g_assert_cmpint(virConnGetLastError(conn)->code, ==, 0);
    virStreamFree(stream);
    peer_conn_close(conn);
}

static void
test_success_clears(void)
{
    virConnectPtr conn = peer_conn();
    virStreamPtr stream = virStreamNew(conn, 0);

    peer_fail(stream);
    virTypedParamsGet(NULL, 0, "x");
    virTypedParamsFree(NULL, 0);
    g_assert_nonnull(virGetLastError()); /* these do not */
    virStreamRef(stream);
    virStreamFree(stream);
    g_assert_null(virGetLastError());
    virStreamFree(stream);
    peer_conn_close(conn);
}

static void
test_handlers(void)
{
    virConnectPtr conn = peer_conn();
    virStreamPtr stream = virStreamNew(conn, 0);

    heard = g_string_new(NULL);
    virSetErrorFunc((void *)"all", hear);
    peer_fail(stream);
    virConnSetErrorFunc(conn, (void *)"conn", hear);
    peer_fail(stream);
    g_assert_cmpint(virStreamFree(NULL), ==, -1); /* no connection is known */
    virConnSetErrorFunc(conn, (void *)"conn", NULL);
    peer_fail(stream);
    g_assert_cmpstr(heard->str, ==, "all:3 conn:3 all:73 all:3 ");
    virSetErrorFunc(NULL, peer_silence);
    g_string_free(heard, TRUE);
    virStreamFree(stream);
    peer_conn_close(conn);
}

static void
test_print(void)
{
    if (g_test_subprocess()) {
        virConnectPtr conn = peer_conn();
        virStreamPtr stream = virStreamNew(conn, 0);
        virError error = { .code = VIR_ERR_INTERNAL_ERROR, .level = VIR_ERR_ERROR };

        virSetErrorFunc(NULL, NULL);
        peer_fail(stream);
        virStreamFree(stream);
        peer_conn_close(conn);
        error.message = (char *)"text";
        virDefaultErrorFunc(&error);
        error.domain = VIR_FROM_CH;
        error.level = VIR_ERR_WARNING;
        error.message = (char *)"line\n";
        virDefaultErrorFunc(&error);
        error.domain = 4711;
        error.level = VIR_ERR_NONE;
        error.message = (char *)"";
        virDefaultErrorFunc(&error);
        error.code = VIR_ERR_OK;
        virDefaultErrorFunc(&error);
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("libvirt: I/O Stream Utils error : " UNSUPPORTED "\n"
                              "libvirt:  error : text\n"
                              "libvirt: Cloud-Hypervisor Driver warning : line\n"
                              "libvirt: Unknown  : \n");
}

static void *
thread_main(void *data)
{
    virConnectPtr conn = data;
    virStreamPtr mine = virStreamNew(conn, 0);

    g_assert_null(virGetLastError());
    for (int i = 0; i < 500; i++) {
        virStreamPtr stream = virStreamNew(conn, 0);
        virError copy;

        g_assert_cmpint(virStreamSend(stream, "x", 1), ==, -1);
        g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_NO_SUPPORT);
        g_assert_cmpint(virStreamRecv(stream, NULL, 1), ==, -1);
        g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_INVALID_ARG);
        virConnCopyLastError(conn, &copy);
        virResetError(&copy);
        virConnSetErrorFunc(conn, NULL, peer_silence);
        g_assert_cmpint(virStreamFree(stream), ==, 0);
        g_assert_null(virGetLastError());
    }
    peer_fail(mine);
    virStreamFree(mine);
    return NULL;
}

static void
test_threads(void)
{
    virConnectPtr conn = peer_conn();
    virStreamPtr stream = virStreamNew(conn, 0);
    pthread_t threads[8];

    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_cmpint(pthread_create(&threads[i], NULL, thread_main, conn), ==, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        pthread_join(threads[i], NULL);
    virStreamFree(stream);
    peer_conn_close(conn);
}

#ifndef AGAINST_ORIGINAL

static void
forgetful(void *opaque G_GNUC_UNUSED, virErrorPtr error G_GNUC_UNUSED)
{
    virResetLastError();
    errno = ENOSPC;
}

/* Better than the original: what a handler does is not seen by the function's caller. */
static void
test_handler_uses_library(void)
{
    virConnectPtr conn = peer_conn();
    virStreamPtr stream = virStreamNew(conn, 0);

    virSetErrorFunc(NULL, forgetful);
    errno = 4711;
    peer_fail(stream);
    g_assert_cmpint(errno, ==, 4711);
    g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_NO_SUPPORT);
    virSetErrorFunc(NULL, peer_silence);
    virStreamFree(stream);
    peer_conn_close(conn);
}

static void
test_conversion(void)
{
    const virError given = { .code = 38,
                             .domain = 7,
                             .message = (char *)"m",
                             .level = 2,
                             .str1 = (char *)"%s",
                             .str2 = (char *)"m",
                             .int1 = 111,
                             .int2 = -1 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) foreign = g_error_new_literal(G_FILE_ERROR, 1, "no file");
    virError out;

    g_assert_false(error_from_public(&error, &given));
    error_to_public(error, &out);
    g_assert_cmpint(out.code, ==, 38);
    g_assert_cmpint(out.domain, ==, 7);
    g_assert_cmpint(out.int1, ==, 111);
    g_assert_cmpstr(out.message, ==, "m");
    g_assert_cmpstr(out.str2, ==, "m");
    g_assert_null(out.str3);
    virResetError(&out);

    error_publish(NULL, error);
    g_clear_error(&error);
    g_assert_false(error_from_last(&error));
    g_assert_cmpstr(error->message, ==, "m");

    error_publish(NULL, foreign);
    peer_assert_error(VIR_ERR_INTERNAL_ERROR, VIR_FROM_NONE, "internal error: no file");
}

static void
test_handles(void)
{
    DomainRef domain = { .name = g_strdup("guest"), .id = 3 };
    DomainSnapshotRef snapshot = { .name = g_strdup("first"), .dom.name = g_strdup("guest") };
    DomainSnapshotRef packed;
    Conn *conn = conn_new(OBJECT_CONNECT);
    Handle *dom = handle_new(OBJECT_DOMAIN, conn, NULL, &domain);
    Handle *snap = handle_new(OBJECT_DOMAIN_SNAPSHOT, conn, dom, &snapshot);
    g_autofree char *title = handle_title(snap);
    char garbage[sizeof(Handle)] = "";

    g_assert_null(domain.name);
    g_assert_null(snapshot.dom.name);
    g_assert_true(handle_is(dom, OBJECT_DOMAIN));
    g_assert_false(handle_is(dom, OBJECT_CONNECT));
    g_assert_false(handle_is(NULL, OBJECT_DOMAIN));
    g_assert_false(handle_is((void *)17, OBJECT_DOMAIN));
    g_assert_false(handle_is(garbage + 1, OBJECT_DOMAIN));
    g_assert_cmpstr(title, ==, "first");
    handle_pack(snap, &packed);
    g_assert_cmpstr(packed.dom.name, ==, "guest");
    g_assert_cmpint(packed.dom.id, ==, 3);

    g_assert_true(conn_unref(conn));
    g_assert_true(handle_unref(dom));
    g_assert_false(handle_unref(snap)); /* and with it all the others */
    g_assert_false(handle_unref(NULL));
}

#endif

int
main(int argc, char **argv)
{
    peer_begin();
    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, peer_silence);
    g_test_add_func("/error/none", test_none);
    g_test_add_func("/error/fields", test_fields);
    g_test_add_func("/error/success-clears", test_success_clears);
    g_test_add_func("/error/handlers", test_handlers);
    g_test_add_func("/error/print", test_print);
    g_test_add_func("/error/threads", test_threads);
#ifndef AGAINST_ORIGINAL
    g_test_add_func("/error/handler-uses-library", test_handler_uses_library);
    g_test_add_func("/error/conversion", test_conversion);
    g_test_add_func("/error/handles", test_handles);
#endif
    return g_test_run();
}

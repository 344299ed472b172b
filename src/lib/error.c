/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/error.h"

#include <errno.h>

#include "base/thread.h"
#include "lib/error-print.h"
#include "lib/objects.h"

#define ERR_DOMAIN VIR_FROM_NONE

static void last_error_free(void *error);

static ThreadSlot last_error = THREAD_SLOT_INIT(last_error_free);

/* What virSetErrorFunc() registered for all connections. */
static struct {
    Mutex lock;
    virErrorFunc func;
    void *data;
} handler = { .lock = MUTEX_INIT };

static void
error_copy(virError *to, const virError *from)
{
    *to = (virError){
        .code = from->code,
        .domain = from->domain,
        .level = from->level,
        .message = g_strdup(from->message),
        .str1 = g_strdup(from->str1),
        .str2 = g_strdup(from->str2),
        .str3 = g_strdup(from->str3),
        .int1 = from->int1,
        .int2 = from->int2,
        /* The objects stay NULL: nobody may keep a pointer to what he has no reference to. */
    };
}

static void
error_replace(virError *to, const virError *from)
{
    virResetError(to);
    error_copy(to, from);
}

static void
last_error_free(void *error)
{
    virFreeError(error);
}

/* The thread's own error, made when it is first needed. */
static virError *
last_error_mine(void)
{
    virError *error = thread_slot_get(&last_error);

    if (!error) {
        error = g_new0(virError, 1);
        thread_slot_set(&last_error, error);
    }
    return error;
}

static Conn *
conn_of(virConnectPtr public)
{
    return handle_is(public, OBJECT_CONNECT) ? (Conn *)public : NULL;
}

virErrorPtr
virGetLastError(void)
{
    virError *error = thread_slot_get(&last_error);

    return error && error->code != VIR_ERR_OK ? error : NULL;
}

int
virGetLastErrorCode(void)
{
    const virError *error = virGetLastError();

    return error ? error->code : VIR_ERR_OK;
}

int
virGetLastErrorDomain(void)
{
    const virError *error = virGetLastError();

    return error ? error->domain : VIR_FROM_NONE;
}

const char *
virGetLastErrorMessage(void)
{
    const virError *error = virGetLastError();

    if (!error)
        return "no error";
    return error->message ? error->message : "unknown error";
}

int
virCopyLastError(virErrorPtr to)
{
    const virError *error = virGetLastError();

    if (!to)
        return -1;
    if (error)
        error_copy(to, error);
    else
        *to = (virError){ 0 };
    return to->code;
}

virErrorPtr
virSaveLastError(void)
{
    virError *saved = g_new0(virError, 1);
    int number = errno;

    virCopyLastError(saved);
    errno = number;
    return saved;
}

void
virResetError(virErrorPtr err)
{
    if (!err)
        return;
    g_free(err->message);
    g_free(err->str1);
    g_free(err->str2);
    g_free(err->str3);
    *err = (virError){ 0 };
}

void
virFreeError(virErrorPtr err)
{
    virResetError(err);
    g_free(err);
}

void
virResetLastError(void)
{
    error_forget();
}

virErrorPtr
virConnGetLastError(virConnectPtr public)
{
    Conn *conn = conn_of(public);

    return conn ? &conn->error : NULL;
}

int
virConnCopyLastError(virConnectPtr public, virErrorPtr to)
{
    Conn *conn = conn_of(public);

    if (!conn || !to)
        return -1;
    mutex_lock(&conn->lock);
    error_copy(to, &conn->error);
    mutex_unlock(&conn->lock);
    return to->code;
}

void
virConnResetLastError(virConnectPtr public)
{
    Conn *conn = conn_of(public);

    if (!conn)
        return;
    mutex_lock(&conn->lock);
    virResetError(&conn->error);
    mutex_unlock(&conn->lock);
}

void
virSetErrorFunc(void *userData, virErrorFunc func)
{
    MUTEX_GUARD(&handler.lock);
    handler.func = func;
    handler.data = userData;
}

void
virConnSetErrorFunc(virConnectPtr public, void *userData, virErrorFunc func)
{
    Conn *conn = conn_of(public);

    if (!conn)
        return;
    mutex_lock(&conn->lock);
    conn->error_func = func;
    conn->error_data = userData;
    mutex_unlock(&conn->lock);
}

void
virDefaultErrorFunc(virErrorPtr err)
{
    error_print(err);
}

void
error_forget(void)
{
    virError *error = thread_slot_get(&last_error);

    if (error && error->code != VIR_ERR_OK)
        virResetError(error);
}

void
error_to_public(const GError *error, virError *out)
{
    const ErrDetail *detail = err_detail(error);

    if (!detail) {
        g_autoptr(GError) adopted = NULL;

        err_set(&adopted, VIR_ERR_INTERNAL_ERROR, "%s", error->message);
        error_to_public(adopted, out);
        return;
    }
    *out = (virError){
        .code = error->code,
        .domain = detail->domain,
        .level = (virErrorLevel)detail->level,
        .message = g_strdup(error->message),
        .str1 = g_strdup(detail->str1),
        .str2 = g_strdup(detail->str2),
        .str3 = g_strdup(detail->str3),
        .int1 = detail->int1,
        .int2 = detail->int2,
    };
}

bool
error_from_public(GError **error, const virError *from)
{
    const ErrDetail detail = {
        .domain = from->domain,
        .level = (int)from->level,
        .str1 = from->str1,
        .str2 = from->str2,
        .str3 = from->str3,
        .int1 = from->int1,
        .int2 = from->int2,
    };

    return err_set_raw(error, from->code, from->message, &detail);
}

bool
error_from_last(GError **error)
{
    const virError *last = virGetLastError();

    if (!last)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "a function failed without giving a reason");
    return error_from_public(error, last);
}

/* Find who wants to hear of an error of conn. */
static virErrorFunc
choose_handler(Conn *conn, const virError *error, void **data_out)
{
    virErrorFunc func = NULL;

    if (conn) {
        MUTEX_GUARD(&conn->lock);
        error_replace(&conn->error, error);
        func = conn->error_func;
        *data_out = conn->error_data;
    }
    if (!func) {
        MUTEX_GUARD(&handler.lock);
        func = handler.func;
        *data_out = handler.data;
    }
    return func;
}

void
error_publish(Conn *conn, const GError *error)
{
    virError made;
    virError *mine;
    virErrorFunc func;
    void *data = NULL;
    int number = errno;

    error_to_public(error, &made);
    error_replace(last_error_mine(), &made);
    error_log(error);
    func = choose_handler(conn, &made, &data);
    if (func)
        func(data, &made);
    else
        error_print(&made);

    /* A handler that used the library, if only by collecting garbage, has replaced the error that
     * the caller of the failed function is about to look at. */
    mine = last_error_mine();
    virResetError(mine);
    *mine = made;
    errno = number;
}

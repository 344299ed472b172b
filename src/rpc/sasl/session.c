/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/err.h"
#include "base/thread.h"
#include "rpc/sasl/sasl-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define SERVICE "libvirt"
/* As strong as it may be: there is no reason to want less. */
#define MAX_BITS 100000

/* The library shares tables between connections, and has no locks unless the program gave it some
 * before anybody used it, which only the program can know. */
static Mutex library_lock = MUTEX_INIT;

static bool
library_init(int (*init)(void), bool *is_done, GError **error)
{
    int rc = *is_done ? SASL_OK : init();

    if (rc != SASL_OK)
        return err_set(error, VIR_ERR_AUTH_FAILED, "failed to initialize SASL library: %d (%s)", rc,
                       sasl_errstring(rc, NULL, NULL));
    *is_done = true;
    return true;
}

static int
init_client(void)
{
    return sasl_client_init(NULL);
}

static int
init_server(void)
{
    return sasl_server_init(NULL, SERVICE);
}

static void *
lock_new(void)
{
    Mutex *lock = g_new0(Mutex, 1);

    mutex_init(lock);
    return lock;
}

static int
lock_lock(void *lock)
{
    mutex_lock(lock);
    return SASL_OK;
}

static int
lock_unlock(void *lock)
{
    mutex_unlock(lock);
    return SASL_OK;
}

static void
lock_free(void *lock)
{
    mutex_clear(lock);
    g_free(lock);
}

static bool client_is_ready;
static bool server_is_ready;

static bool
serve(GError **error)
{
    MUTEX_GUARD(&library_lock);

    /* Locks cannot be exchanged. */
    if (!client_is_ready && !server_is_ready)
        sasl_set_mutex(lock_new, lock_lock, lock_unlock, lock_free);
    return library_init(init_server, &server_is_ready, error);
}

bool
session_error(SaslSession *session, int code, const char *what, int rc, GError **error)
{
    return err_set(error, code, "%s: %d (%s)", what, rc, sasl_errdetail(session->conn));
}

void
session_free(SaslSession *session)
{
    if (!session)
        return;
    session_forget(session);
    mutex_lock(&library_lock);
    if (session->conn)
        sasl_dispose(&session->conn);
    mutex_unlock(&library_lock);
    g_free(session);
}

static bool
set_security(SaslSession *session, const SaslConfig *config, GError **error)
{
    sasl_security_properties_t wanted = { .maxbufsize = SASL_MESSAGE_MAX };
    sasl_ssf_t outer = config->outer_bits;
    int rc;

    if (config->min_bits > 0) {
        wanted.min_ssf = config->min_bits;
        wanted.max_ssf = MAX_BITS;
        wanted.security_flags = SASL_SEC_NOANONYMOUS | SASL_SEC_NOPLAINTEXT;
    }
    rc = outer > 0 ? sasl_setprop(session->conn, SASL_SSF_EXTERNAL, &outer) : SASL_OK;
    if (rc != SASL_OK)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "cannot set external SSF %d (%s)", rc,
                       sasl_errstring(rc, NULL, NULL));
    rc = sasl_setprop(session->conn, SASL_SEC_PROPS, &wanted);
    return rc == SASL_OK ||
           err_set(error, VIR_ERR_INTERNAL_ERROR, "cannot set security props %d (%s)", rc,
                   sasl_errstring(rc, NULL, NULL));
}

static SaslSession *
client_new(const SaslConfig *config, GError **error)
{
    SaslSession *session = g_new0(SaslSession, 1);
    int rc = SASL_FAIL;
    bool ok;

    session->ask = config->ask;
    session->forget = config->forget;
    session->data = config->data;
    session_offer(session, config->offers);
    mutex_lock(&library_lock);
    ok = library_init(init_client, &client_is_ready, error);
    if (ok)
        rc = sasl_client_new(SERVICE, config->host, config->local, config->remote,
                             session->callbacks, SASL_SUCCESS_DATA, &session->conn);
    mutex_unlock(&library_lock);
    if (ok && rc != SASL_OK)
        ok = err_set(error, VIR_ERR_AUTH_FAILED, "Failed to create SASL client context: %d (%s)",
                     rc, sasl_errstring(rc, NULL, NULL));
    if (!ok || !set_security(session, config, error))
        g_clear_pointer(&session, session_free);
    return session;
}

static SaslSession *
server_new(const SaslConfig *config, GError **error)
{
    SaslSession *session = g_new0(SaslSession, 1);
    int rc = SASL_FAIL;
    bool ok;

    mutex_lock(&library_lock);
    ok = library_init(init_server, &server_is_ready, error);
    if (ok)
        rc = sasl_server_new(SERVICE, NULL, NULL, config->local, config->remote, NULL,
                             SASL_SUCCESS_DATA, &session->conn);
    mutex_unlock(&library_lock);
    if (ok && rc != SASL_OK)
        ok = err_set(error, VIR_ERR_AUTH_FAILED, "Failed to create SASL server context: %d (%s)",
                     rc, sasl_errstring(rc, NULL, NULL));
    if (!ok || !set_security(session, config, error))
        g_clear_pointer(&session, session_free);
    return session;
}

static const char *
mechanisms(SaslSession *session, GError **error)
{
    const char *list = NULL;
    int rc = sasl_listmech(session->conn, NULL, "", ",", "", &list, NULL, NULL);

    if (rc != SASL_OK) {
        err_set(error, VIR_ERR_INTERNAL_ERROR, "cannot list SASL mechanisms %d (%s)", rc,
                sasl_errdetail(session->conn));
        return NULL;
    }
    if (!list || !*list)
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "%s",
                            "no SASL mechanisms are available");
    return list;
}

static SaslResult
result_of(SaslSession *session, int rc, const char *what, GError **error)
{
    if (rc == SASL_OK)
        return SASL_RESULT_DONE;
    if (rc == SASL_CONTINUE)
        return SASL_RESULT_MORE;
    session_error(session, VIR_ERR_AUTH_FAILED, what, rc, error);
    return SASL_RESULT_FAILED;
}

static SaslResult
client_start(SaslSession *session, const char *offered, const char **mechanism_out, SaslData *out,
             GError **error)
{
    sasl_interact_t *questions = NULL;
    unsigned int n = 0;
    int rc;

    for (;;) {
        rc = sasl_client_start(session->conn, offered, &questions, &out->data, &n, mechanism_out);
        if (rc != SASL_INTERACT)
            break;
        if (!session_ask(session, questions, error))
            return SASL_RESULT_FAILED;
    }
    out->n = n;
    return result_of(session, rc, "Failed to start SASL negotiation", error);
}

static SaslResult
client_step(SaslSession *session, SaslData in, SaslData *out, GError **error)
{
    sasl_interact_t *questions = NULL;
    unsigned int n = 0;
    int rc;

    for (;;) {
        rc = sasl_client_step(session->conn, in.data, (unsigned int)in.n, &questions, &out->data,
                              &n);
        if (rc != SASL_INTERACT)
            break;
        if (!session_ask(session, questions, error))
            return SASL_RESULT_FAILED;
    }
    out->n = n;
    return result_of(session, rc, "Failed to step SASL negotiation", error);
}

static SaslResult
server_start(SaslSession *session, const char *mechanism, SaslData in, SaslData *out,
             GError **error)
{
    unsigned int n = 0;
    int rc =
        sasl_server_start(session->conn, mechanism, in.data, (unsigned int)in.n, &out->data, &n);

    out->n = n;
    return result_of(session, rc, "Failed to start SASL negotiation", error);
}

static SaslResult
server_step(SaslSession *session, SaslData in, SaslData *out, GError **error)
{
    unsigned int n = 0;
    int rc = sasl_server_step(session->conn, in.data, (unsigned int)in.n, &out->data, &n);

    out->n = n;
    return result_of(session, rc, "Failed to step SASL negotiation", error);
}

static const char *
identity(SaslSession *session, GError **error)
{
    const void *name = NULL;
    int rc = sasl_getprop(session->conn, SASL_USERNAME, &name);

    if (rc != SASL_OK)
        return err_set_null(error, VIR_ERR_AUTH_FAILED,
                            "cannot query SASL username on connection %d (%s)", rc,
                            sasl_errstring(rc, NULL, NULL));
    return name ? name
                : err_set_null(error, VIR_ERR_AUTH_FAILED, "%s", "no client username was found");
}

static bool
bits(SaslSession *session, unsigned int *bits_out, GError **error)
{
    const void *found = NULL;
    int rc = sasl_getprop(session->conn, SASL_SSF, &found);

    if (rc != SASL_OK)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "cannot query SASL ssf on connection %d (%s)",
                       rc, sasl_errstring(rc, NULL, NULL));
    *bits_out = *(const sasl_ssf_t *)found;
    return true;
}

extern const SaslModule virtue_transport_sasl;
const SaslModule virtue_transport_sasl = {
    .serve = serve,
    .client_new = client_new,
    .server_new = server_new,
    .session_free = session_free,
    .mechanisms = mechanisms,
    .client_start = client_start,
    .client_step = client_step,
    .server_start = server_start,
    .server_step = server_step,
    .identity = identity,
    .bits = bits,
    .channel_new = channel_new,
};

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/identity.h"

#include "lib/typed-param.h"

static const ParamRule identity_rules[] = {
    { .name = VIR_CONNECT_IDENTITY_USER_NAME, .type = VIR_TYPED_PARAM_STRING },
    { .name = VIR_CONNECT_IDENTITY_UNIX_USER_ID, .type = VIR_TYPED_PARAM_ULLONG },
    { .name = VIR_CONNECT_IDENTITY_GROUP_NAME, .type = VIR_TYPED_PARAM_STRING },
    { .name = VIR_CONNECT_IDENTITY_UNIX_GROUP_ID, .type = VIR_TYPED_PARAM_ULLONG },
    { .name = VIR_CONNECT_IDENTITY_PROCESS_ID, .type = VIR_TYPED_PARAM_LLONG },
    { .name = VIR_CONNECT_IDENTITY_PROCESS_TIME, .type = VIR_TYPED_PARAM_ULLONG },
    { .name = VIR_CONNECT_IDENTITY_SASL_USER_NAME, .type = VIR_TYPED_PARAM_STRING },
    { .name = VIR_CONNECT_IDENTITY_X509_DISTINGUISHED_NAME, .type = VIR_TYPED_PARAM_STRING },
    { .name = VIR_CONNECT_IDENTITY_SELINUX_CONTEXT, .type = VIR_TYPED_PARAM_STRING },
    { 0 },
};

static void
free_param(void *data)
{
    param_clear(data);
    g_free(data);
}

bool
identity_set(Conn *conn, const virTypedParameter *params, unsigned int n, GError **error)
{
    g_autoptr(GPtrArray) old = NULL;
    GPtrArray *identity = NULL;

    if (!params_check_input(params, n, true, error) ||
        (n > 0 && !params_check_rules(params, n, identity_rules, error)))
        return false;
    if (n > 0)
        identity = g_ptr_array_new_with_free_func(free_param);
    for (unsigned int i = 0; i < n; i++) {
        virTypedParameter *copy = g_new0(virTypedParameter, 1);

        param_copy(copy, &params[i]);
        g_ptr_array_add(identity, copy);
    }

    mutex_lock(&conn->lock);
    old = conn->identity;
    conn->identity = identity;
    mutex_unlock(&conn->lock);
    return true;
}

GPtrArray *
identity_get(Conn *conn)
{
    MUTEX_GUARD(&conn->lock);

    return conn->identity ? g_ptr_array_ref(conn->identity) : NULL;
}

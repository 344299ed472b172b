/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be asked of the host. */
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

#define VERSION 2 /* of the hypervisor that there is not */

static bool
get_type(Conn *conn, Job *job, char **type_out, GError **error)
{
    *type_out = g_strdup(conn->backend->name);
    return true;
}

static bool
get_version(Conn *conn, Job *job, unsigned long long *hv_ver_out, GError **error)
{
    *hv_ver_out = VERSION;
    return true;
}

static bool
get_lib_version(Conn *conn, Job *job, unsigned long long *lib_ver_out, GError **error)
{
    *lib_ver_out = LIBVIR_VERSION_NUMBER;
    return true;
}

static bool
get_hostname(Conn *conn, Job *job, char **hostname_out, GError **error)
{
    *hostname_out = g_strdup(g_get_host_name());
    return true;
}

static bool
get_uri(Conn *conn, Job *job, char **uri_out, GError **error)
{
    *uri_out = g_strdup(conn->uri);
    return true;
}

static bool
is_secure(Conn *conn, Job *job, int *secure_out, GError **error)
{
    *secure_out = 1;
    return true;
}

static bool
supports_feature(Conn *conn, int feature, Job *job, int *supported_out, GError **error)
{
    *supported_out = feature == FEATURE_TYPED_PARAM_STRING;
    return true;
}

void
test_connect_methods(ConnectMethods *methods)
{
    methods->get_capabilities = test_capabilities;
    methods->get_hostname = get_hostname;
    methods->get_lib_version = get_lib_version;
    methods->get_type = get_type;
    methods->get_uri = get_uri;
    methods->get_version = get_version;
    methods->is_secure = is_secure;
    methods->supports_feature = supports_feature;
}

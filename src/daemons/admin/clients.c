/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who the clients of servers are. */
#include <libvirt/libvirt-admin.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#include "base/err.h"
#include "daemons/admin/admin-priv.h"
#include "daemons/client-identity.h"
#include "lib/typed-param.h"

#define ERR_DOMAIN VIR_FROM_RPC

static void
refer_to(const Client *client, AdmClientRef *ref_out)
{
    ref_out->srv.name = g_strdup(server_config(client->server)->name);
    ref_out->id = client->id;
    ref_out->timestamp = client->arrived_at;
    ref_out->transport = client->service.kind; /* a virClientTransport */
}

bool
admin_list_clients(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminServerListClientsArgs *list = args;
    AdminServerListClientsRet *answer = ret;
    Server *server;
    unsigned int n;

    if (!admin_no_flags(call, list->flags, error))
        return false;
    server = admin_server(client, list->srv.name, error);
    if (!server)
        return false;
    n = server_client_count(server);
    answer->ret = n;
    if (!list->need_results)
        return true;
    answer->clients.items = g_new0(AdmClientRef, n);
    answer->clients.n = n;
    for (unsigned int i = 0; i < n; i++)
        refer_to(server_client(server, i), &answer->clients.items[i]);
    return true;
}

bool
admin_find_client(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminServerLookupClientArgs *look = args;
    const Client *found;
    Server *server;

    if (!admin_no_flags(call, look->flags, error))
        return false;
    server = admin_server(client, look->srv.name, error);
    if (!server)
        return false;
    found = server_find_client(server, look->id);
    if (!found)
        return err_set(error, VIR_ERR_NO_CLIENT, "No client with matching ID '%llu'", look->id);
    refer_to(found, &((AdminServerLookupClientRet *)ret)->clnt);
    return true;
}

bool
admin_close_client(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminClientCloseArgs *close = args;
    Client *found;
    Server *server;

    if (!admin_no_flags(call, close->flags, error))
        return false;
    server = admin_server(client, close->clnt.srv.name, error);
    if (!server)
        return false;
    found = server_find_client(server, close->clnt.id);
    if (!found)
        return err_set(error, VIR_ERR_NO_CLIENT, "No client with matching ID '%llu'",
                       close->clnt.id);
    /* Who cuts off itself still gets the answer. */
    if (found == client)
        client_finish(client);
    else
        client_close(found, "the administrator wants it so");
    return true;
}

/* --- what is known about one */

/* "192.0.2.1:16509" or "[2001:db8::1]:16509". The caller owns it. */
static char *
address_of(int fd)
{
    struct sockaddr_storage address = { 0 };
    socklen_t size = sizeof(address);
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];

    if (getpeername(fd, (struct sockaddr *)&address, &size) < 0 ||
        getnameinfo((struct sockaddr *)&address, size, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return NULL;
    return g_strdup_printf(strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
}

/* What is known of an identity, in the order in which the original tells it. */
static const struct {
    const char *known;
    const char *told;
    bool is_before_address; /* of a socket of the network */
} facts[] = {
    { VIR_CONNECT_IDENTITY_SASL_USER_NAME, VIR_CLIENT_INFO_SASL_USER_NAME, true },
    { VIR_CONNECT_IDENTITY_X509_DISTINGUISHED_NAME, VIR_CLIENT_INFO_X509_DISTINGUISHED_NAME },
    { VIR_CONNECT_IDENTITY_UNIX_USER_ID, VIR_CLIENT_INFO_UNIX_USER_ID },
    { VIR_CONNECT_IDENTITY_USER_NAME, VIR_CLIENT_INFO_UNIX_USER_NAME },
    { VIR_CONNECT_IDENTITY_UNIX_GROUP_ID, VIR_CLIENT_INFO_UNIX_GROUP_ID },
    { VIR_CONNECT_IDENTITY_GROUP_NAME, VIR_CLIENT_INFO_UNIX_GROUP_NAME },
    { VIR_CONNECT_IDENTITY_PROCESS_ID, VIR_CLIENT_INFO_UNIX_PROCESS_ID },
    { VIR_CONNECT_IDENTITY_SELINUX_CONTEXT, VIR_CLIENT_INFO_SELINUX_CONTEXT },
};

static const virTypedParameter *
find_fact(const GPtrArray *identity, const char *name)
{
    for (guint i = 0; i < identity->len; i++) {
        const virTypedParameter *param = g_ptr_array_index(identity, i);

        if (g_str_equal(param->field, name))
            return param;
    }
    return NULL;
}

/* Numbers are told as int, however they are known. */
static void
tell(ParamList *list, const virTypedParameter *fact, const char *name)
{
    if (fact->type == VIR_TYPED_PARAM_STRING)
        param_list_add_string(list, fact->value.s, "%s", name);
    else if (fact->type == VIR_TYPED_PARAM_LLONG)
        param_list_add_i32(list, (int)fact->value.l, "%s", name);
    else
        param_list_add_i32(list, (int)fact->value.ul, "%s", name);
}

/* A client that has not logged in yet has no identity for the original; here the administrator
 * learns what there is to know. */
static void
describe(Client *client, ParamList *list)
{
    g_autoptr(GPtrArray) identity = client_identity(client);
    g_autofree char *address = NULL;

    if (client->service.kind != SERVICE_UNIX)
        address = address_of(transport_fd(client->transport));
    param_list_add_bool(list, client->service.read_only, VIR_CLIENT_INFO_READONLY);
    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
        const virTypedParameter *fact = find_fact(identity, facts[i].known);

        if (fact)
            tell(list, fact, facts[i].told);
        if (facts[i].is_before_address)
            param_list_add_string(list, address, VIR_CLIENT_INFO_SOCKET_ADDR);
    }
}

bool
admin_get_client(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminClientGetInfoArgs *get = args;
    g_autoptr(ParamList) list = param_list_new();
    Client *found;
    Server *server;
    bool ok;

    /* In this order: who is gone is found out first. */
    server = admin_server(client, get->clnt.srv.name, error);
    if (!server)
        return false;
    found = server_take_client(server, get->clnt.id);
    if (!found)
        return err_set_full(error, VIR_FROM_ADMIN, VIR_ERR_NO_CLIENT,
                            "no client with matching id '%llu' found", get->clnt.id);
    ok = admin_no_flags(call, get->flags, error);
    if (ok)
        describe(found, list);
    client_unref(found);
    if (ok)
        param_list_move(list, (List *)&((AdminClientGetInfoRet *)ret)->params);
    return ok;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who the clients of servers are. */
#include <errno.h>
#include <grp.h>
#include <libvirt/libvirt-admin.h>
#include <netdb.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "daemons/admin/admin-priv.h"
#include "lib/typed-param.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* More than any entry of a user or a group takes. */
#define ENTRY_ROOM 65536

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

/* "192.0.2.1:16509", as a client's address is written everywhere. The caller owns it. */
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
    return g_strdup_printf("%s:%s", host, port);
}

static void
add_user(ParamList *list, uid_t uid)
{
    g_autofree char *room = g_malloc(ENTRY_ROOM);
    struct passwd entry;
    struct passwd *found = NULL;

    param_list_add_i32(list, (int)uid, VIR_CLIENT_INFO_UNIX_USER_ID);
    if (getpwuid_r(uid, &entry, room, ENTRY_ROOM, &found) == 0 && found)
        param_list_add_string(list, found->pw_name, VIR_CLIENT_INFO_UNIX_USER_NAME);
}

static void
add_group(ParamList *list, gid_t gid)
{
    g_autofree char *room = g_malloc(ENTRY_ROOM);
    struct group entry;
    struct group *found = NULL;

    param_list_add_i32(list, (int)gid, VIR_CLIENT_INFO_UNIX_GROUP_ID);
    if (getgrgid_r(gid, &entry, room, ENTRY_ROOM, &found) == 0 && found)
        param_list_add_string(list, found->gr_name, VIR_CLIENT_INFO_UNIX_GROUP_NAME);
}

/* Of a kernel that labels sockets. */
static void
add_label(ParamList *list, int fd)
{
    char label[4096] = { 0 };
    socklen_t size = sizeof(label) - 1;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERSEC, label, &size) == 0 && label[0] != '\0')
        param_list_add_string(list, label, VIR_CLIENT_INFO_SELINUX_CONTEXT);
}

static bool
add_unix_peer(ParamList *list, int fd, GError **error)
{
    struct ucred peer = { 0 };
    socklen_t size = sizeof(peer);

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to get client socket identity");
    add_user(list, peer.uid);
    add_group(list, peer.gid);
    param_list_add_i32(list, peer.pid, VIR_CLIENT_INFO_UNIX_PROCESS_ID);
    add_label(list, fd);
    return true;
}

static bool
describe(const Client *client, ParamList *list, GError **error)
{
    int fd = transport_fd(client->transport);
    g_autofree char *address = NULL;

    param_list_add_bool(list, client->service.read_only, VIR_CLIENT_INFO_READONLY);
    if (client->service.kind == SERVICE_UNIX)
        return add_unix_peer(list, fd, error);
    address = address_of(fd);
    param_list_add_string(list, address, VIR_CLIENT_INFO_SOCKET_ADDR);
    return true;
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
    ok = admin_no_flags(call, get->flags, error) && describe(found, list, error);
    client_unref(found);
    if (ok)
        param_list_move(list, (List *)&((AdminClientGetInfoRet *)ret)->params);
    return ok;
}

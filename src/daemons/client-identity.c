/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/client-identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "lib/call.h"
#include "lib/calls.h"
#include "lib/identity.h"
#include "lib/typed-param.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define STAT_MAX    4096
#define LABEL_MAX   4096
#define ENTRY_ROOM  1024
#define ENTRY_MAX   (1 << 20)
#define STAT_FIELD  22 /* start time, in ticks since boot: what polkit compares */
#define STAT_BEHIND 3  /* the first field behind the program's name, which may contain anything */

bool
client_peer(const Client *client, struct ucred *peer_out)
{
    struct ucred peer;
    socklen_t size = sizeof(peer);

    if (client->service.kind != SERVICE_UNIX ||
        getsockopt(transport_fd(client->transport), SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return false;
    *peer_out = peer;
    return true;
}

static bool
start_time(pid_t pid, uint64_t *time_out)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);
    g_autofree char *text = NULL;
    const char *field;

    if (!file_read(path, STAT_MAX, &text, NULL, NULL))
        return false;
    field = strrchr(text, ')');
    for (int i = STAT_BEHIND; field && i <= STAT_FIELD; i++)
        field = strchr(field + 1, ' ');
    if (!field)
        return false;
    field++;
    return number_scan(&field, 10, time_out);
}

/* The name of an id, as far as there is one. */
static char *
user_name(uid_t uid)
{
    for (size_t size = ENTRY_ROOM; size <= ENTRY_MAX; size *= 4) {
        g_autofree char *room = g_malloc(size);
        struct passwd entry;
        struct passwd *found;
        int rc = getpwuid_r(uid, &entry, room, size, &found);

        if (rc != ERANGE)
            return rc == 0 && found ? g_strdup(found->pw_name) : NULL;
    }
    return NULL;
}

static char *
group_name(gid_t gid)
{
    for (size_t size = ENTRY_ROOM; size <= ENTRY_MAX; size *= 4) {
        g_autofree char *room = g_malloc(size);
        struct group entry;
        struct group *found;
        int rc = getgrgid_r(gid, &entry, room, size, &found);

        if (rc != ERANGE)
            return rc == 0 && found ? g_strdup(found->gr_name) : NULL;
    }
    return NULL;
}

/* The security label of the process; NULL where the kernel has none. */
static char *
security_label(int fd)
{
    char label[LABEL_MAX + 1] = "";
    socklen_t size = LABEL_MAX;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERSEC, label, &size) < 0 || size == 0 || !*label)
        return NULL;
    label[MIN(size, LABEL_MAX)] = '\0';
    return g_strdup(label);
}

static void
free_param(void *data)
{
    param_clear(data);
    g_free(data);
}

static virTypedParameter *
add(GPtrArray *identity, const char *field, int type)
{
    virTypedParameter *param = g_new0(virTypedParameter, 1);

    g_strlcpy(param->field, field, sizeof(param->field));
    param->type = type;
    g_ptr_array_add(identity, param);
    return param;
}

/* NULL adds nothing. */
static void
add_string(GPtrArray *identity, const char *field, const char *value)
{
    if (value)
        add(identity, field, VIR_TYPED_PARAM_STRING)->value.s = strdup(value);
}

static void
add_peer(GPtrArray *identity, const Client *client)
{
    g_autofree char *label = NULL;
    g_autofree char *user = NULL;
    g_autofree char *group = NULL;
    struct ucred peer;
    uint64_t time;

    if (!client_peer(client, &peer))
        return;
    user = user_name(peer.uid);
    group = group_name(peer.gid);
    label = security_label(transport_fd(client->transport));
    add_string(identity, VIR_CONNECT_IDENTITY_USER_NAME, user);
    add(identity, VIR_CONNECT_IDENTITY_UNIX_USER_ID, VIR_TYPED_PARAM_ULLONG)->value.ul = peer.uid;
    add_string(identity, VIR_CONNECT_IDENTITY_GROUP_NAME, group);
    add(identity, VIR_CONNECT_IDENTITY_UNIX_GROUP_ID, VIR_TYPED_PARAM_ULLONG)->value.ul = peer.gid;
    /* 0: it is in a process namespace that we cannot see. */
    if (peer.pid > 0) {
        add(identity, VIR_CONNECT_IDENTITY_PROCESS_ID, VIR_TYPED_PARAM_LLONG)->value.l = peer.pid;
        if (start_time(peer.pid, &time))
            add(identity, VIR_CONNECT_IDENTITY_PROCESS_TIME, VIR_TYPED_PARAM_ULLONG)->value.ul =
                time;
    }
    add_string(identity, VIR_CONNECT_IDENTITY_SELINUX_CONTEXT, label);
}

void
client_identity_claim(Client *client, const char *field, const char *value)
{
    MUTEX_GUARD(&client->lock);

    if (!client->claims)
        client->claims = g_ptr_array_new_with_free_func(free_param);
    add_string(client->claims, field, value);
    /* An administrator may have asked before. */
    g_clear_pointer(&client->identity, g_ptr_array_unref);
}

GPtrArray *
client_identity_known(Client *client)
{
    MUTEX_GUARD(&client->lock);

    return client->identity ? g_ptr_array_ref(client->identity) : NULL;
}

GPtrArray *
client_identity(Client *client)
{
    GPtrArray *identity = client_identity_known(client);

    if (identity)
        return identity;
    identity = g_ptr_array_new_with_free_func(free_param);
    add_peer(identity, client);

    mutex_lock(&client->lock);
    for (guint i = 0; client->claims && i < client->claims->len; i++) {
        const virTypedParameter *claim = g_ptr_array_index(client->claims, i);

        add_string(identity, claim->field, claim->value.s);
    }
    if (!client->identity)
        client->identity = g_ptr_array_ref(identity);
    mutex_unlock(&client->lock);
    return identity;
}

bool
client_identity_give(Client *client, Conn *conn, GError **error)
{
    g_autoptr(GPtrArray) identity = client_identity(client);
    g_autofree virTypedParameter *params = g_new0(virTypedParameter, identity->len);
    ConnectSetIdentityArgs args = { .params = { .n = identity->len, .items = params } };
    const Op *op = &ops[OP_CONNECT_SET_IDENTITY];
    Call call = { .op = op, .function = op->function, .error_domain = op->error_domain };

    for (guint i = 0; i < identity->len; i++)
        params[i] = *(const virTypedParameter *)g_ptr_array_index(identity, i);
    /* Who only looks has no say about who it is, and the other daemon does not listen. */
    if (conn->backend->is_remote && conn->read_only)
        return true;
    if (!conn->backend->is_remote)
        return identity_set(conn, params, identity->len, error);
    call.conn = conn;
    if (call_invoke(&call, &args, NULL))
        return true;
    g_propagate_error(error, g_steal_pointer(&call.error));
    return false;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The servers of a daemon and the sockets that they listen to. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include "base/err.h"
#include "base/file.h"
#include "base/user.h"
#include "daemons/admin/admin.h"
#include "daemons/daemon-priv.h"
#include "rpc/sasl.h"
#include "rpc/message.h"

#define ERR_DOMAIN VIR_FROM_RPC

static const uint32_t admin_programs[] = { PROGRAM_ADMIN, PROGRAM_KEEPALIVE, 0 };

Server *
daemon_server(Daemon *daemon, const char *name)
{
    for (guint i = 0; i < daemon->servers->len; i++) {
        Server *server = g_ptr_array_index(daemon->servers, i);

        if (strcmp(server_config(server)->name, name) == 0)
            return server;
    }
    return NULL;
}

static bool
make_server(Daemon *daemon, const ServerConfig *config, GError **error)
{
    ServerConfig full = *config;

    if (config->max_clients < config->max_anonymous_clients)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s",
                       "The overall maximum number of clients must not be less than the number of "
                       "clients waiting for authentication");
    full.daemon = daemon;
    full.clients_changed = daemon_clients_changed;
    full.data = daemon;
    g_ptr_array_add(daemon->servers, server_new(daemon->loop, &full));
    return true;
}

bool
daemon_make_servers(Daemon *daemon, GError **error)
{
    const Settings *s = &daemon->settings;
    bool has_auth = !(daemon->spec->features & DAEMON_OWN_USER);
    const ServerConfig admin = {
        .name = "admin",
        .programs = admin_programs,
        .handlers = admin_handlers,
        .max_clients = s->admin_max_clients,
        .max_queued_clients = s->admin_max_queued_clients,
        .max_anonymous_clients = has_auth ? 0 : s->admin_max_clients,
        .min_workers = s->admin_min_workers,
        .max_workers = s->admin_max_workers,
        .max_client_requests = s->admin_max_client_requests,
        .own_user_only = true,
        .keepalive_interval = s->admin_keepalive_interval,
        .keepalive_count = s->admin_keepalive_count,
    };
    const ServerConfig main = {
        .name = daemon->spec->name,
        .programs = daemon->spec->programs,
        .handlers = daemon->spec->handlers,
        .max_clients = s->max_clients,
        .max_anonymous_clients = has_auth ? s->max_anonymous_clients : s->max_clients,
        .max_queued_clients = s->max_queued_clients,
        .min_workers = s->min_workers,
        .max_workers = s->max_workers,
        .priority_workers = s->prio_workers,
        .max_client_requests = s->max_client_requests,
        .own_user_only = !has_auth,
        .sasl_users = s->sasl_allowed_username_list,
        .tcp_min_bits = s->tcp_min_ssf,
        .keepalive_interval = s->keepalive_interval,
        .keepalive_count = s->keepalive_count,
    };

    return make_server(daemon, &admin, error) && make_server(daemon, &main, error);
}

static bool
parse_mode(const char *text, mode_t *mode_out, GError **error)
{
    char *end;
    guint64 mode = g_ascii_strtoull(text, &end, 8);

    if (*end || end == text || mode > 0777)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Failed to parse mode '%s'", text);
    *mode_out = (mode_t)mode;
    return true;
}

/* What cannot be done must not be offered. polkit is looked for when somebody is to be asked about:
 * it needs much that a daemon only for the superuser does not. */
static bool
check_service(const Service *service, GError **error)
{
    const SaslModule *sasl;

    if (service->auth != SETTING_AUTH_SASL)
        return true;
    sasl = sasl_module(error);
    return sasl && sasl->serve(error);
}

/* Who comes in by a socket that everybody can open is asked, unless the settings say otherwise, or
 * only one user may come in anyway. */
static int
unix_auth(const Daemon *daemon, int setting)
{
    if (daemon->spec->features & DAEMON_OWN_USER)
        return SETTING_AUTH_NONE;
    if (setting != SETTING_AUTH_UNSET)
        return setting;
    return daemon->is_privileged ? SETTING_AUTH_POLKIT : SETTING_AUTH_NONE;
}

/* One socket on this host, with the mode that the settings give as text. */
static bool
listen_on(Daemon *daemon, Server *server, const char *suffix, const char *mode_text, gid_t gid,
          const Service *service, GError **error)
{
    const char *folder =
        daemon->settings.unix_sock_dir ? daemon->settings.unix_sock_dir : daemon->paths.runtime;
    g_autofree char *path = g_strdup_printf("%s/%s-%s", folder, daemon->spec->socket_name, suffix);
    mode_t mode = 0;

    return check_service(service, error) && parse_mode(mode_text, &mode, error) &&
           server_listen_unix(server, path, mode, gid, service, error);
}

static bool
listen_unix(Daemon *daemon, GError **error)
{
    const Settings *s = &daemon->settings;
    Server *main = daemon_server(daemon, daemon->spec->name);
    Server *admin = daemon_server(daemon, "admin");
    const Service read_write = { .kind = SERVICE_UNIX, .auth = unix_auth(daemon, s->auth_unix_rw) };
    const Service read_only = { .kind = SERVICE_UNIX,
                                .read_only = true,
                                .auth = unix_auth(daemon, s->auth_unix_ro) };
    const Service administration = { .kind = SERVICE_UNIX };
    const char *mode = s->unix_sock_rw_perms;
    gid_t gid = (gid_t)-1;

    /* Who may come in is asked, and need not be kept out by the mode. */
    if (!mode)
        mode = read_write.auth == SETTING_AUTH_POLKIT ? "0777" : "0700";
    if (s->unix_sock_group && daemon->is_privileged && !group_find(s->unix_sock_group, &gid, error))
        return false;
    return listen_on(daemon, main, "sock", mode, gid, &read_write, error) &&
           (!daemon->is_system || !(daemon->spec->features & DAEMON_READ_ONLY) ||
            listen_on(daemon, main, "sock-ro", s->unix_sock_ro_perms, gid, &read_only, error)) &&
           listen_on(daemon, admin, "admin-sock", s->unix_sock_admin_perms, gid, &administration,
                     error);
}

static bool
listen_network(Daemon *daemon, GError **error)
{
    const Settings *s = &daemon->settings;
    Server *main = daemon_server(daemon, daemon->spec->name);
    const Service tcp = { .kind = SERVICE_TCP, .auth = s->auth_tcp };
    Service tls = { .kind = SERVICE_TLS, .auth = s->auth_tls };

    if (s->listen_tls && !daemon_tls_load(daemon, error))
        return false;
    tls.tls = daemon->tls;
    if ((s->listen_tcp && !check_service(&tcp, error)) ||
        (s->listen_tls && !check_service(&tls, error)))
        return false;
    return (!s->listen_tcp || server_listen_tcp(main, s->listen_addr, s->tcp_port, &tcp, error)) &&
           (!s->listen_tls || server_listen_tcp(main, s->listen_addr, s->tls_port, &tls, error));
}

/* A socket that somebody made for us: "SPEC" and its suffix in units, names of files and ports. */
typedef struct Handed {
    const char *unit_suffix;
    const char *path_suffix;
    const char *port;
    bool is_admin;
    bool is_wanted;
    Service service;
} Handed;

static bool
take_handed(Daemon *daemon, Activation *activation, GError **error)
{
    const Settings *s = &daemon->settings;
    bool has_network = daemon->spec->features & DAEMON_NETWORK;
    const Handed all[] = {
        { "",
          "sock",
          NULL,
          false,
          true,
          { SERVICE_UNIX, false, unix_auth(daemon, s->auth_unix_rw) } },
        { "-ro",
          "sock-ro",
          NULL,
          false,
          daemon->is_system && (daemon->spec->features & DAEMON_READ_ONLY),
          { SERVICE_UNIX, true, unix_auth(daemon, s->auth_unix_ro) } },
        { "-admin", "admin-sock", NULL, true, true, { SERVICE_UNIX, false, SETTING_AUTH_NONE } },
        { "-tcp", NULL, s->tcp_port, false, has_network, { SERVICE_TCP, false, s->auth_tcp } },
        { "-tls", NULL, s->tls_port, false, has_network, { SERVICE_TLS, false, s->auth_tls } },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        const Handed *one = &all[i];
        Server *server = daemon_server(daemon, one->is_admin ? "admin" : daemon->spec->name);
        g_autofree char *unit =
            g_strdup_printf("%s%s.socket", daemon->spec->name, one->unit_suffix);
        g_autofree char *file =
            one->path_suffix ? g_strdup_printf("%s-%s", daemon->spec->socket_name, one->path_suffix)
                             : NULL;
        int fd = -1;

        /* There may be several of one name: a port has one for each family. */
        while (one->is_wanted && (fd = activation_claim(activation, unit, file, one->port)) >= 0) {
            Service service = one->service;

            if (!check_service(&service, error) ||
                (service.kind == SERVICE_TLS && !daemon_tls_load(daemon, error))) {
                fd_close(fd);
                return false;
            }
            service.tls = daemon->tls;
            server_listen_fd(server, fd, &service);
        }
    }
    return activation_complete(activation, error);
}

bool
daemon_listen(Daemon *daemon, Activation *activation, GError **error)
{
    if (activation && daemon->listens)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s",
                       "--listen parameter not permitted with systemd activation sockets, see 'man "
                       "libvirtd' for further guidance");
    if (activation)
        return take_handed(daemon, activation, error);
    return listen_unix(daemon, error) && (!daemon->listens || listen_network(daemon, error));
}

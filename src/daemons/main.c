/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The daemon's program. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "base/err.h"
#include "base/loop.h"
#include "daemons/server.h"
#include "drivers/remote/remote.h"
#include "lib/driver.h"

static struct {
    char *listen_socket;
    char *listen_socket_ro;
    char *root;
    char **drivers;
    gboolean is_verbose;
} options;

static const GOptionEntry option_entries[] = {
    { "listen-socket", 0, 0, G_OPTION_ARG_FILENAME, &options.listen_socket,
      "Serve clients on this socket", "PATH" },
    { "listen-socket-ro", 0, 0, G_OPTION_ARG_FILENAME, &options.listen_socket_ro,
      "Serve clients that only look on this socket", "PATH" },
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &options.root, "Keep everything below this folder",
      "DIR" },
    { "driver", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.drivers,
      "Load a driver before serving; can be given several times", "NAME" },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options.is_verbose, "Say what happens", NULL },
    { NULL },
};

static Loop *loop;
static int stop_fd = -1;
static bool is_stopping;

/* The public event interface, for what drivers deliver, is the daemon's own loop. */

typedef struct Watch {
    void *callback;
    void *opaque;
    virFreeCallback free_fn;
} Watch;

static Watch *
watch_new(void *callback, void *opaque, virFreeCallback free_fn)
{
    Watch *watch = g_new(Watch, 1);

    *watch = (Watch){ callback, opaque, free_fn };
    return watch;
}

static void
watch_free(void *data)
{
    Watch *watch = data;

    if (watch->free_fn)
        watch->free_fn(watch->opaque);
    g_free(watch);
}

static void
handle_due(int id, int fd, int events, void *data)
{
    Watch *watch = data;

    ((virEventHandleCallback)watch->callback)(id, fd, events, watch->opaque);
}

static void
timeout_due(int id, void *data)
{
    Watch *watch = data;

    ((virEventTimeoutCallback)watch->callback)(id, watch->opaque);
}

static int
add_handle(int fd, int events, virEventHandleCallback callback, void *opaque,
           virFreeCallback free_fn)
{
    return loop_add_handle(loop, fd, events, handle_due,
                           watch_new((void *)callback, opaque, free_fn), watch_free);
}

static void
update_handle(int id, int events)
{
    loop_update_handle(loop, id, events);
}

static int
remove_handle(int id)
{
    return loop_remove_handle(loop, id) ? 0 : -1;
}

static int
add_timeout(int interval_ms, virEventTimeoutCallback callback, void *opaque,
            virFreeCallback free_fn)
{
    return loop_add_timeout(loop, interval_ms, timeout_due,
                            watch_new((void *)callback, opaque, free_fn), watch_free);
}

static void
update_timeout(int id, int interval_ms)
{
    loop_update_timeout(loop, id, interval_ms);
}

static int
remove_timeout(int id)
{
    return loop_remove_timeout(loop, id) ? 0 : -1;
}

static void
on_signal(int number)
{
    int saved_errno = errno;
    uint64_t one = 1;

    if (write(stop_fd, &one, sizeof(one)) < 0)
        _exit(1);
    errno = saved_errno;
}

static void
stop_due(int id, int fd, int events, void *data)
{
    is_stopping = true;
}

static bool
catch_signals(void)
{
    const struct sigaction stop = { .sa_handler = on_signal };

    stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (stop_fd < 0)
        return false;
    loop_add_handle(loop, stop_fd, LOOP_READABLE, stop_due, NULL, NULL);
    signal(SIGPIPE, SIG_IGN);
    return sigaction(SIGTERM, &stop, NULL) == 0 && sigaction(SIGINT, &stop, NULL) == 0;
}

static bool
load_drivers(GError **error)
{
    for (char **name = options.drivers; name && *name; name++) {
        bool found;

        if (!driver_load(*name, &found, error))
            return false;
        if (!found)
            return err_set_full(error, VIR_FROM_NONE, VIR_ERR_CONFIG_UNSUPPORTED,
                                "there is no driver '%s'", *name);
    }
    return true;
}

static bool
listen_all(Server *server, GError **error)
{
    if (options.listen_socket &&
        !server_listen_unix(server, options.listen_socket, 0700, false, error))
        return false;
    return !options.listen_socket_ro ||
           server_listen_unix(server, options.listen_socket_ro, 0777, true, error);
}

static bool
run(GError **error)
{
    g_autoptr(Server) server = NULL;

    loop = loop_new(error);
    if (!loop)
        return false;
    virEventRegisterImpl(add_handle, update_handle, remove_handle, add_timeout, update_timeout,
                         remove_timeout);
    remote_take_explicit_only();
    server = server_new(loop, &server_config_default);
    if (!catch_signals() || !load_drivers(error) || !listen_all(server, error))
        return false;
    if (options.is_verbose)
        fprintf(stderr, "serving\n");
    while (!is_stopping) {
        if (!loop_run_once(loop, -1))
            return err_errno_full(error, VIR_FROM_NONE, VIR_ERR_SYSTEM_ERROR, "%s",
                                  "the event loop failed");
    }
    return true;
}

int
main(int argc, char **argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new("- the virtualization daemon");
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(context, option_entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || !run(&error)) {
        g_autofree char *text = err_describe(error);

        fprintf(stderr, "%s: error: %s\n", g_get_prgname(), text);
        return 1;
    }
    return 0;
}

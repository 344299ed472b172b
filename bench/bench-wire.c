/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virDomainGetState through a daemon, and the same bytes with nothing behind them.
 *
 *     bench-wire floor MS                     median microseconds of an exchange of as many bytes
 *     bench-wire LIBRARY URI latency N MS     median microseconds of a call beside N idle ones
 *     bench-wire LIBRARY URI calls N          just N calls, to count what they need
 *     bench-wire LIBRARY URI clients N MS     calls per second of N connections, a thread each
 *     bench-wire LIBRARY URI open MS          microseconds to open and close a connection
 *
 * The daemon's driver gets a running domain "test" if it has none. */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "common.h"

#define USAGE "bench-wire LIBRARY URI latency N MS | calls N | clients N MS | open MS"
enum { SAMPLES_MAX = 1000000, CLIENTS_MAX = 1024 };
/* Of a call of virDomainGetState and its reply. */
enum { CALL_BYTES = 60, REPLY_BYTES = 36 };

static struct {
    typeof(virConnectOpen) *open;
    typeof(virConnectClose) *close;
    typeof(virDomainGetState) *get_state;
    typeof(virDomainFree) *domain_free;
    typeof(virGetLastErrorMessage) *message;
} lib;

static void *library;
static const char *uri;

typedef struct Client {
    virConnectPtr conn;
    virDomainPtr domain;
    pthread_t thread;
    long calls;
} Client;

static atomic_bool is_over;

static void
load(const char *path)
{
    library = library_start(path);
    lib.open = LIBRARY_GET(library, virConnectOpen);
    lib.close = LIBRARY_GET(library, virConnectClose);
    lib.get_state = LIBRARY_GET(library, virDomainGetState);
    lib.domain_free = LIBRARY_GET(library, virDomainFree);
    lib.message = LIBRARY_GET(library, virGetLastErrorMessage);
}

static void
fail(const char *what)
{
    fprintf(stderr, "%s: %s: %s\n", uri, what, lib.message());
    exit(1);
}

static Client
client_open(void)
{
    Client client = { .conn = lib.open(uri) };

    if (!client.conn)
        fail("open");
    client.domain = library_domain(library, client.conn);
    return client;
}

static void
client_close(Client *client)
{
    lib.domain_free(client->domain);
    lib.close(client->conn);
}

static void
client_call(Client *client)
{
    int state;

    if (lib.get_state(client->domain, &state, NULL, 0) < 0)
        fail("call");
    client->calls++;
}

/* The median of what one(data) takes, in microseconds. */
static double
sample(void (*one)(void *data), void *data, int ms)
{
    static double samples[SAMPLES_MAX];
    int64_t start;
    int64_t end;
    int n = 0;

    for (int i = 0; i < 100; i++)
        one(data);
    end = now_ns() + ms * INT64_C(1000000);
    for (start = now_ns(); start < end && n < SAMPLES_MAX; n++) {
        int64_t stop;

        one(data);
        stop = now_ns();
        samples[n] = (double)(stop - start) / 1000;
        start = stop;
    }
    return median(samples, n);
}

static void
sample_call(void *client)
{
    client_call(client);
}

static void
latency(int n_idle, int ms)
{
    static virConnectPtr idle[CLIENTS_MAX];
    Client client;

    n_idle = n_idle > CLIENTS_MAX ? CLIENTS_MAX : n_idle;
    for (int i = 0; i < n_idle; i++) {
        idle[i] = lib.open(uri);
        if (!idle[i])
            fail("open");
    }
    client = client_open();
    printf("%.2f\n", sample(sample_call, &client, ms));
    client_close(&client);
    for (int i = 0; i < n_idle; i++)
        lib.close(idle[i]);
}

/* The other end of the floor: what a daemon asks of the system for a call, and no more. */
static void
echo(int fd)
{
    struct epoll_event event = { .events = EPOLLIN };
    char bytes[4096] = { 0 };
    int epoll_fd = epoll_create1(EPOLL_CLOEXEC);

    if (epoll_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
        die("epoll");
    while (epoll_wait(epoll_fd, &event, 1, -1) == 1 &&
           recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0 &&
           send(fd, bytes, REPLY_BYTES, MSG_DONTWAIT | MSG_NOSIGNAL) == REPLY_BYTES)
        continue;
}

static void
exchange(void *data)
{
    struct pollfd item = { .fd = *(int *)data, .events = POLLIN };
    char bytes[4096] = { 0 };

    if (send(item.fd, bytes, CALL_BYTES, MSG_NOSIGNAL) != CALL_BYTES || poll(&item, 1, -1) != 1 ||
        recv(item.fd, bytes, sizeof(bytes), MSG_DONTWAIT) <= 0)
        die("exchange");
}

static void
floor_of_latency(int ms)
{
    int ends[2];
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 || (pid = fork()) < 0)
        die("fork");
    if (pid == 0) {
        close(ends[0]);
        echo(ends[1]);
        _exit(0);
    }
    close(ends[1]);
    printf("%.2f\n", sample(exchange, &ends[0], ms));
    close(ends[0]);
    waitpid(pid, NULL, 0);
}

static void
calls(int n)
{
    Client client = client_open();

    for (int i = 0; i < n; i++)
        client_call(&client);
    client_close(&client);
}

static void *
client_main(void *opaque)
{
    Client *client = opaque;

    while (!is_over)
        client_call(client);
    return NULL;
}

static void
clients(int n, int ms)
{
    static Client list[CLIENTS_MAX];
    struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
    int64_t start;
    double seconds;
    long sum = 0;

    n = n > CLIENTS_MAX ? CLIENTS_MAX : n;
    for (int i = 0; i < n; i++)
        list[i] = client_open();
    start = now_ns();
    for (int i = 0; i < n; i++) {
        if (pthread_create(&list[i].thread, NULL, client_main, &list[i]) != 0)
            die("pthread_create");
    }
    nanosleep(&time, NULL);
    is_over = true;
    for (int i = 0; i < n; i++) {
        pthread_join(list[i].thread, NULL);
        sum += list[i].calls;
    }
    seconds = (double)(now_ns() - start) / 1e9;
    printf("%.0f\n", (double)sum / seconds);
    for (int i = 0; i < n; i++)
        client_close(&list[i]);
}

static void
open_close(int ms)
{
    int64_t start = now_ns();
    int64_t end;
    int n = 0;

    do {
        virConnectPtr conn = lib.open(uri);

        if (!conn)
            fail("open");
        lib.close(conn);
        n++;
        end = now_ns();
    } while (end - start < ms * INT64_C(1000000));
    printf("%.1f\n", (double)(end - start) / 1000 / n);
}

int
main(int argc, char **argv)
{
    const char *what = argc > 4 ? argv[3] : "";

    if (argc == 3 && strcmp(argv[1], "floor") == 0) {
        floor_of_latency(number(argv[2]));
        return 0;
    }
    if (argc < 5)
        usage(USAGE);
    load(argv[1]);
    uri = argv[2];
    if (strcmp(what, "calls") == 0)
        calls(number(argv[4]));
    else if (strcmp(what, "open") == 0)
        open_close(number(argv[4]));
    else if (strcmp(what, "latency") == 0 && argc == 6)
        latency(number(argv[4]), number(argv[5]));
    else if (strcmp(what, "clients") == 0 && argc == 6)
        clients(number(argv[4]), number(argv[5]));
    else
        usage(USAGE);
    return 0;
}

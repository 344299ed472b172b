/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "negative/env.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/uuid.h"
#include "lib/call.h"
#include "lib/calls.h"
#include "lib/stream.h"
#include "rpc/message.h"

enum { ROOM_SIZE = 1 << 16, GARBAGE_SIZE = 4096 };

static bool
refuse(Conn *conn G_GNUC_UNUSED, Call *call, const void *args G_GNUC_UNUSED,
       void *ret G_GNUC_UNUSED, GError **error)
{
    return call_unsupported(call, error);
}

static bool
supports_nothing(Conn *conn G_GNUC_UNUSED, OpId op G_GNUC_UNUSED)
{
    return false;
}

/* As the remote client does. */
static bool
encode(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    g_auto(XdrBuffer) buffer = { 0 };

    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    return xdr_encode(call->op->args, args, &buffer, error) && refuse(conn, call, args, ret, error);
}

static const Backend null_backend = {
    .name = "NULL",
    .invoke = refuse,
    .supports = supports_nothing,
};

static const Backend wire_backend = {
    .name = "WIRE",
    .is_remote = true,
    .invoke = encode,
    .supports = supports_nothing,
};

/* Give a Ref that was zeroed the strings that every Ref has. */
static void
fill_strings(const Shape *shape, void *ref)
{
    for (uint32_t i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];

        if (field->kind == SHAPE_STRING)
            *(char **)((char *)ref + field->offset) = g_strdup(field->name);
        else if (field->kind == SHAPE_STRUCT)
            fill_strings(field->shape, (char *)ref + field->offset);
    }
}

static void *
make_handle(void *const *made, unsigned int kind, Conn *conn)
{
    const HandleType *type = &handle_types[kind];
    g_autofree void *ref = g_malloc0(type->ref->size);
    void *parent = type->parent ? made[type->parent] : NULL;

    fill_strings(type->ref, ref);
    return handle_new(kind, conn, parent, ref);
}

static bool
is_admin(unsigned int kind)
{
    return kind == OBJECT_ADM_CONNECT || kind == OBJECT_ADM_SERVER || kind == OBJECT_ADM_CLIENT;
}

static void
make_all(void **out, const Backend *backend, bool read_only)
{
    Conn *conn = conn_new(OBJECT_CONNECT);
    Conn *admin = conn_new(OBJECT_ADM_CONNECT);

    conn->backend = admin->backend = backend;
    conn->read_only = admin->read_only = read_only;
    out[OBJECT_CONNECT] = conn;
    out[OBJECT_ADM_CONNECT] = admin;
    out[OBJECT_STREAM] = virStreamNew((virConnectPtr)conn, 0);
    for (unsigned int kind = 1; kind < OBJECT_COUNT; kind++) {
        if (handle_types[kind].ref && !handle_types[kind].parent)
            out[kind] = make_handle(out, kind, is_admin(kind) ? admin : conn);
    }
    for (unsigned int kind = 1; kind < OBJECT_COUNT; kind++) {
        if (handle_types[kind].parent)
            out[kind] = make_handle(out, kind, is_admin(kind) ? admin : conn);
    }
}

/* Each holds a reference to its parent and its connection. */
static void
free_all(void **made)
{
    for (unsigned int kind = 1; kind < OBJECT_COUNT; kind++) {
        if (made[kind])
            handle_unref(made[kind]);
    }
}

static void
nothing(void)
{
}

/* Sanitizers have an opinion of their own on freed memory, so there it is garbage. */
void *
env_freed(Env *env, unsigned int kind)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return env->garbage;
#else
    Conn *conn = env->good[is_admin(kind) ? OBJECT_ADM_CONNECT : OBJECT_CONNECT];
    void *handle;

    if (kind == OBJECT_CONNECT || kind == OBJECT_ADM_CONNECT)
        handle = conn_new(kind);
    else if (kind == OBJECT_STREAM)
        handle = virStreamNew((virConnectPtr)conn, 0);
    else
        handle = make_handle(env->good, kind, conn);
    handle_unref(handle);
    return handle;
#endif
}

int *
env_count(Env *env, int count)
{
    env->count = count;
    return &env->count;
}

void
env_reset(Env *env)
{
    env->count = 0;
    memset(env->room, 0, ROOM_SIZE);
    virResetLastError();
}

void
env_expect(Env *env, const char *what, int code, int domain, const char *message)
{
    virErrorPtr error = virGetLastError();

    if (error && error->code == code && error->domain == domain && error->message &&
        strcmp(error->message, message) == 0 && error->level == VIR_ERR_ERROR)
        return;
    env->failures++;
    if (!error)
        printf("# %s: no error, expected %d/%d %s\n", what, code, domain, message);
    else
        printf("# %s: %d/%d %s, expected %d/%d %s\n", what, error->code, error->domain,
               error->message, code, domain, message);
}

static void
silence(void *opaque G_GNUC_UNUSED, virErrorPtr error G_GNUC_UNUSED)
{
}

static void
make_arguments(Env *env)
{
    char *long_text = g_malloc(REMOTE_STRING_MAX + 2);

    memset(long_text, 'x', REMOTE_STRING_MAX + 1);
    long_text[REMOTE_STRING_MAX + 1] = '\0';
    env->long_strings[0] = long_text;
    env->strings[0] = "text";
    env->params[0] = (virTypedParameter){ .field = "name", .type = VIR_TYPED_PARAM_INT };
    env->null_param[0] = (virTypedParameter){ .field = "name", .type = VIR_TYPED_PARAM_STRING };
    env->odd_param[0] = (virTypedParameter){ .field = "name", .type = 99 };
    env->long_param[0].type = VIR_TYPED_PARAM_INT;
    memset(env->long_param[0].field, 'x', sizeof(env->long_param[0].field));
    env->garbage = g_malloc0(GARBAGE_SIZE);
    env->wrong = env->good[OBJECT_CONNECT];
    env->room = g_malloc0(ROOM_SIZE);
    env->uuid_text = "c7a5fdbd-edaf-9455-926a-d65c16db1809";
    uuid_parse(env->uuid_text, env->uuid, NULL);
    env->callback = (void *)nothing;
}

int
main(void)
{
    int sockets[2] = { -1, -1 };
    unsigned int n = 0;
    unsigned int failed = 0;
    Env env = { 0 };

    virInitialize();
    virSetErrorFunc(NULL, silence);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
        return 1;
    make_all(env.good, &null_backend, false);
    make_all(env.other, &null_backend, false);
    make_all(env.read_only, &null_backend, true);
    make_all(env.wire, &wire_backend, false);
    make_arguments(&env);
    env.fds[0] = sockets[0];

    for (const NegativeTest *test = negative_tests; test->name; test++) {
        unsigned int before = env.failures;

        test->run(&env);
        n++;
        failed += env.failures > before;
        printf("%s %u - %s\n", env.failures > before ? "not ok" : "ok", n, test->name);
    }
    printf("1..%u\n", n);
    free_all(env.good);
    free_all(env.other);
    free_all(env.read_only);
    free_all(env.wire);
    g_free((char *)env.long_strings[0]);
    g_free(env.garbage);
    g_free(env.room);
    close(sockets[0]);
    close(sockets[1]);
    return failed ? 1 : 0;
}

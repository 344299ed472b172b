/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/call-values.h"

#include <sys/stat.h>
#include <unistd.h>
#include "base/uuid.h"
#include "lib/typed-param.h"

bool
call_nonempty(Call *call, const char *text, const char *name)
{
    return !text || *text ||
           call_argument(call, name, "string %s in %s must not be empty", name, call->function);
}

bool
call_socket(Call *call, int fd, const char *name)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return err_errno_full(&call->error, call->error_domain, VIR_ERR_SYSTEM_ERROR,
                              "Unable to access file descriptor %d", fd);
    return S_ISSOCK(status.st_mode) ||
           call_argument(call, name, "%s %d must be a socket", name, fd);
}

bool
call_uuid(Call *call, const char *text, unsigned char uuid_out[16], const char *name,
          const char *message)
{
    if (uuid_parse(text, uuid_out, NULL))
        return true;
    if (message)
        return call_argument(call, name, "%s", message);
    return call_argument(call, name, "%s in %s must be a valid UUID", name, call->function);
}

/* Beyond what the protocol can carry; the same on every kind of connection. */
static void
too_many(Call *call, unsigned long long count, unsigned int max, const char *name)
{
    if (!call->limit)
        err_set_full(&call->limit, VIR_FROM_REMOTE, VIR_ERR_RPC,
                     "%s length greater than maximum: %llu > %u", name, count, max);
}

void
call_space(Call *call, unsigned long long size, unsigned int max)
{
    if (size > max && !call->limit)
        err_set_full(&call->limit, VIR_FROM_REMOTE, VIR_ERR_RPC,
                     "request too large for remote protocol, %llu > %u", size, max);
}

void
call_ceiling(Call *call, unsigned long long n, unsigned int max, const char *what)
{
    if (n > max && call->conn->backend && call->conn->backend->is_remote && !call->limit)
        err_set_full(&call->limit, VIR_FROM_REMOTE, VIR_ERR_RPC, "%s exceeds maximum: %llu > %u",
                     what, n, max);
}

void
call_names(Call *call, long long room, unsigned int max, const char *name)
{
    if (room > max && call->conn->backend && call->conn->backend->is_remote && !call->limit)
        err_set_full(&call->limit, VIR_FROM_REMOTE, VIR_ERR_RPC,
                     "too many remote strings: %lld > %u,in parameter '%s' for '%s'", room, max,
                     name, call->function);
}

bool
call_array(Call *call, const void *items, unsigned long long count, unsigned int max,
           const char *name, void *list_out)
{
    List *list = list_out;

    if (count != 0 && !call_nonnull(call, items, name))
        return false;
    if (count > max) {
        too_many(call, count, max, name);
        return true;
    }
    list->n = (unsigned int)count;
    list->items = (void *)items;
    return true;
}

bool
call_strings(Call *call, const char *const *items, unsigned long long count, unsigned int max,
             const char *name, void *list_out)
{
    const ErrDetail detail = {
        .domain = call->error_domain,
        .level = VIR_ERR_ERROR,
        .str1 = (char *)call->function,
        .str2 = (char *)name,
    };

    if (!call_array(call, items, count, max, name, list_out))
        return false;
    for (unsigned long long i = 0; i < count && !call->limit; i++) {
        if (!items[i]) {
            g_autofree char *text =
                g_strdup_printf("%s[%llu] in %s must not be NULL", name, i, call->function);

            err_set_raw(&call->limit, VIR_ERR_INVALID_ARG, text, &detail);
        }
    }
    return true;
}

bool
call_fds(Call *call, const int *fds, unsigned int count, const char *name)
{
    if (count != 0 && !call_nonnull(call, fds, name))
        return false;
    if (count > VIR_NET_MESSAGE_NUM_FDS_MAX) {
        if (!call->limit)
            err_set_full(&call->limit, VIR_FROM_RPC, VIR_ERR_RPC,
                         "Too many FDs to send %u, expected %d maximum", count,
                         VIR_NET_MESSAGE_NUM_FDS_MAX);
        return true;
    }
    call->fds = fds;
    call->n_fds = count;
    return true;
}

bool
call_takes_strings(Call *call)
{
    ConnectSupportsFeatureArgs args = { .feature = FEATURE_TYPED_PARAM_STRING };
    ConnectSupportsFeatureRet ret = { 0 };
    Call question = { .op = &ops[OP_CONNECT_SUPPORTS_FEATURE], .function = call->function,
                      .error_domain = call->error_domain };
    int known = atomic_load(&call->conn->strings);

    if (known == CONN_STRINGS_UNKNOWN) {
        question.conn = call->conn;
        known = call_invoke(&question, &args, &ret) && ret.supported > 0 ? CONN_STRINGS_YES
                                                                         : CONN_STRINGS_NO;
        /* A peer that did not answer has not said no. */
        if (!question.error || question.error->code == VIR_ERR_NO_SUPPORT)
            atomic_store(&call->conn->strings, known);
        g_clear_error(&question.error);
    }
    return known == CONN_STRINGS_YES;
}

void
call_strings_flag(Call *call, unsigned int *flags)
{
    if (call_takes_strings(call))
        *flags |= VIR_TYPED_PARAM_STRING_OKAY;
}

/* Those that have a type: the others stand for settings that stay as they are. */
static virTypedParameterPtr
set_params(Call *call, virTypedParameterPtr params, unsigned int n, unsigned int *n_out)
{
    unsigned int set = 0;

    for (unsigned int i = 0; i < n; i++)
        set += params[i].type != 0;
    *n_out = set;
    if (set == n)
        return params;
    call->params = g_new(virTypedParameter, set);
    for (unsigned int i = 0, at = 0; i < n; i++) {
        if (params[i].type != 0)
            call->params[at++] = params[i];
    }
    return call->params;
}

static bool
has_string(const virTypedParameter *params, unsigned int n)
{
    for (unsigned int i = 0; i < n; i++) {
        if (params[i].type == VIR_TYPED_PARAM_STRING)
            return true;
    }
    return false;
}

void
call_params_plain(Call *call, virTypedParameterPtr params, long long count, unsigned int max,
                  void *list_out)
{
    List *list = list_out;
    unsigned int n = 0;

    if (count <= 0)
        return;
    if (count > max) {
        err_set_full(&call->limit, VIR_FROM_RPC, VIR_ERR_RPC,
                     "too many parameters '%lld' for limit '%u'", count, max);
        return;
    }
    for (long long i = 0; i < count && !call->limit; i++) {
        if (params[i].type != 0 && !param_type_name(params[i].type))
            err_set_full(&call->limit, VIR_FROM_RPC, VIR_ERR_RPC, "unknown parameter type: %d",
                         params[i].type);
    }
    if (!call->limit)
        params_check_input(params, (unsigned int)count, true, &call->limit);
    list->items = set_params(call, params, (unsigned int)count, &n);
    list->n = n;
}

bool
call_params(Call *call, virTypedParameterPtr params, long long count, unsigned int max,
            void *list_out)
{
    /* A count beyond the limit is none to read by. */
    unsigned int n = count > 0 && count <= max ? (unsigned int)count : 0;

    if (!params_check_input(params, n, !has_string(params, n) || call_takes_strings(call),
                            &call->error))
        return false;
    call_params_plain(call, params, count, max, list_out);
    return true;
}

bool
call_room(Call *call, const void *items, const int *count, const char *name,
          const char *count_name, const char *pointed_name)
{
    return call_nonnull(call, count, count_name) && call_nonnegative(call, *count, pointed_name) &&
           (*count == 0 || call_nonnull(call, items, name));
}

bool
call_full_room(Call *call, const void *items, const int *count, const char *name,
               const char *count_name, const char *pointed_name)
{
    return call_nonnull(call, items, name) && call_nonnull(call, count, count_name) &&
           call_positive(call, *count, pointed_name);
}

/* More came back than the caller has room for: a peer that does not keep to its limits. */
static int
no_room(Call *call, unsigned int count, int room, const char *name)
{
    err_set_full(&call->error, VIR_FROM_RPC, VIR_ERR_RPC, "too many %s '%u' for limit '%d'", name,
                 count, room);
    return -1;
}

int
call_take_strings(Call *call, List *list, char **into, int room, const char *name)
{
    if (list->n > (unsigned int)room)
        return no_room(call, list->n, room, name);
    for (unsigned int i = 0; i < list->n; i++)
        into[i] = g_steal_pointer(&((char **)list->items)[i]);
    return (int)list->n;
}

int
call_take_ints(Call *call, const List *list, int *into, int room, const char *name)
{
    if (list->n > (unsigned int)room)
        return no_room(call, list->n, room, name);
    if (list->n)
        memcpy(into, list->items, list->n * sizeof(*into));
    return (int)list->n;
}

int
call_take_cells(Call *call, const List *list, unsigned long long *into, int room,
                const char *name)
{
    if (list->n > (unsigned int)room)
        return no_room(call, list->n, room, name);
    if (list->n)
        memcpy(into, list->items, list->n * sizeof(*into));
    return (int)list->n;
}

int
call_take_string_list(Call *call G_GNUC_UNUSED, List *list, char ***out)
{
    int n = (int)list->n;

    if (!out)
        return n;
    *out = calloc((size_t)n + 1, sizeof(char *));
    if (!*out)
        g_error("out of memory for %d strings", n);
    for (int i = 0; i < n; i++)
        (*out)[i] = g_steal_pointer(&((char **)list->items)[i]);
    return n;
}

int
call_take_handles(Call *call, unsigned int kind, void *parent, List *list, void ***out)
{
    int n = (int)list->n;

    if (!out)
        return n;
    *out = calloc((size_t)n + 1, sizeof(void *));
    if (!*out)
        g_error("out of memory for %d handles", n);
    for (int i = 0; i < n; i++) {
        char *ref = (char *)list->items + (size_t)i * handle_types[kind].ref->size;

        (*out)[i] = handle_new(kind, call->conn, parent, ref);
    }
    return n;
}

bool
call_take_params(Call *call, List *list, unsigned int total, virTypedParameterPtr params,
                 int *count)
{
    if (*count == 0) {
        *count = (int)total;
        return true;
    }
    if (list->n > (unsigned int)*count) {
        no_room(call, list->n, *count, "parameters");
        return false;
    }
    params_give(list, params, count);
    return true;
}

bool
call_take_bytes(Call *call, const Bytes *bytes, void *buffer, size_t size, const char *name)
{
    if (bytes->n != size) {
        err_set_full(&call->error, VIR_FROM_RPC, VIR_ERR_RPC,
                     "got %u bytes of %s where %zu were asked for", bytes->n, name, size);
        return false;
    }
    if (size)
        memcpy(buffer, bytes->items, size);
    return true;
}

void
call_take_text(const List *chars, char *out, size_t size)
{
    size_t n = MIN(chars->n, size - 1);

    if (n)
        memcpy(out, chars->items, n);
    out[n] = '\0';
}

static void
close_fds(Call *call)
{
    for (unsigned int i = 0; i < call->n_fds_out; i++)
        close(call->fds_out[i]);
    g_clear_pointer(&call->fds_out, g_free);
    call->n_fds_out = 0;
}

int
call_take_fds(Call *call, int **fds_out)
{
    *fds_out = g_steal_pointer(&call->fds_out);
    return (int)call->n_fds_out;
}

void
call_give_fds(Call *call, int **fds_out, unsigned int *n_out)
{
    if (!fds_out || !n_out)
        close_fds(call);
    if (n_out)
        *n_out = call->n_fds_out;
    if (fds_out)
        *fds_out = g_steal_pointer(&call->fds_out);
}

int
call_take_fd(Call *call)
{
    int fd;

    if (call->n_fds_out != 1) {
        err_set_full(&call->error, VIR_FROM_RPC, VIR_ERR_INTERNAL_ERROR,
                     "%u file descriptors came where one was expected", call->n_fds_out);
        close_fds(call);
        return -1;
    }
    fd = call->fds_out[0];
    g_clear_pointer(&call->fds_out, g_free);
    return fd;
}

void
call_refresh_domain(Call *call, virDomainPtr domain)
{
    Call lookup = { .op = &ops[OP_DOMAIN_LOOKUP_BY_UUID], .function = call->function };
    DomainLookupByUuidArgs args = { 0 };
    DomainLookupByUuidRet ret = { 0 };

    lookup.conn = call->conn;
    memcpy(args.uuid, domain->ref.uuid, sizeof(args.uuid));
    /* The start itself succeeded; a domain that is gone again keeps its old id. */
    if (call_invoke(&lookup, &args, &ret))
        handle_set_id(&domain->ref.id, ret.dom.id);
    shape_clear(&shape_domain_lookup_by_uuid_ret, &ret);
    g_clear_error(&lookup.error);
}

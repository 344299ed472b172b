/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/call.h"

#include "base/log.h"
#include "base/probe.h"
#include "lib/error.h"

LOG_SOURCE("lib.call");

void
call_begin(Call *call)
{
    LOG_DEBUG("%s", call->function);
    PROBE(call_entry, call->function);
    error_forget();
}

void
call_end(Call *call)
{
    g_clear_error(&call->limit);
    g_clear_pointer(&call->params, g_free);
    /* In two places, so that no result is put together for nobody. */
    if (!call->error) {
        PROBE(call_return, call->function, call->conn, VIR_ERR_OK);
    } else {
        PROBE(call_return, call->function, call->conn, call->error->code);
        error_publish(call->conn, call->error);
        g_clear_error(&call->error);
    }
    handle_unref(g_steal_pointer(&call->held));
}

void
call_hold(Call *call)
{
    if (!call->object || call->held)
        return;
    call->held = (void *)call->object;
    handle_ref(call->held);
}

static bool
conn_is(const Conn *conn)
{
    return handle_is(conn, OBJECT_CONNECT) || handle_is(conn, OBJECT_ADM_CONNECT);
}

bool
call_object(Call *call, unsigned int kind, const void *pointer, void *ref_out)
{
    const HandleType *type = &handle_types[kind];
    const Handle *handle = pointer;

    if (!handle_is(pointer, kind) || !conn_is(handle->conn)) {
        int domain = type->error_domain ? type->error_domain : call->error_domain;

        return err_set_full(&call->error, domain, type->invalid_code, "%s", call->function);
    }
    if (!call->conn) {
        call->conn = handle->conn;
        call->object = handle;
    }
    if (ref_out)
        handle_pack(handle, ref_out);
    return true;
}

/* What an object is called in "must match connection"; the others by the name of their kind. */
static const char *
noun(unsigned int kind)
{
    switch (kind) {
    case OBJECT_STORAGE_POOL:
        return "storage pool";
    case OBJECT_STORAGE_VOL:
        return "volume";
    case OBJECT_NODE_DEVICE:
        return "node device";
    default:
        return handle_types[kind].name;
    }
}

static bool
foreign(Call *call, unsigned int kind, const void *handle, const char *name)
{
    /* Functions about domains do not say their name. */
    bool short_form = call->error_domain == VIR_FROM_DOMAIN;
    const char *in = short_form ? "" : " in ";
    const char *function = short_form ? "" : call->function;
    bool is_stream = kind == OBJECT_STREAM;
    g_autofree char *title = handle_title(is_stream ? (const void *)call->object : handle);

    if (is_stream)
        return call_argument(call, name, "stream%s%s must match connection of %s '%s'", in,
                             function, noun(call->object->magic & ~HANDLE_MAGIC), title);
    return call_argument(call, name, "%s '%s'%s%s must match connection", noun(kind), title, in,
                         function);
}

bool
call_object_same(Call *call, unsigned int kind, const void *pointer, const char *name,
                 void *ref_out)
{
    return call_object(call, kind, pointer, ref_out) && call_same(call, kind, pointer, name);
}

bool
call_same(Call *call, unsigned int kind, const void *pointer, const char *name)
{
    const Handle *handle = pointer;

    return handle->conn == call->conn || foreign(call, kind, handle, name);
}

bool
call_writable(Call *call, const void *args)
{
    const Op *op = call->op;

    if (!call->conn->read_only)
        return true;
    if (op && (!(op->attributes & OP_WRITES) || !op_condition_holds(&op->read_only, args)))
        return true;
    return err_set_full(&call->error, call->error_domain, VIR_ERR_OPERATION_DENIED,
                        "read only access prevents %s", call->function);
}

/* The secure form of an XML text. */
bool
call_writable_secure(Call *call, const void *args)
{
    if (!call->conn->read_only || !op_condition_holds(&call->op->read_only, args))
        return true;
    return err_set_full(&call->error, call->error_domain, VIR_ERR_OPERATION_DENIED,
                        "%s with secure flag", call->function);
}

bool
call_argument_in(Call *call, const char *function, const char *name, const char *text)
{
    const ErrDetail detail = {
        .domain = call->error_domain,
        .level = VIR_ERR_ERROR,
        .str1 = (char *)function,
        .str2 = (char *)name,
    };

    return err_set_raw(&call->error, VIR_ERR_INVALID_ARG, text, &detail);
}

bool
call_argument(Call *call, const char *name, const char *fmt, ...)
{
    g_autofree char *message = NULL;
    va_list list;

    va_start(list, fmt);
    message = g_strdup_vprintf(fmt, list);
    va_end(list);
    return call_argument_in(call, call->function, name, message);
}

bool
call_nonnull(Call *call, const void *pointer, const char *name)
{
    return pointer || call_argument(call, name, "%s in %s must not be NULL", name, call->function);
}

bool
call_null(Call *call, const void *pointer, const char *name)
{
    return !pointer || call_argument(call, name, "%s in %s must be NULL", name, call->function);
}

bool
call_nonzero(Call *call, unsigned long long value, const char *name)
{
    return value != 0 ||
           call_argument(call, name, "%s in %s must not be zero", name, call->function);
}

bool
call_positive(Call *call, long long value, const char *name)
{
    return value > 0 ||
           call_argument(call, name, "%s in %s must be greater than zero", name, call->function);
}

bool
call_nonnegative(Call *call, long long value, const char *name)
{
    return value >= 0 ||
           call_argument(call, name, "%s in %s must be zero or greater", name, call->function);
}

bool
call_limit(Call *call, unsigned long long count, unsigned long long max, const char *name)
{
    return count <= max || call_argument(call, name, "%s must be <= %llu", name, max);
}

bool
call_invalid(Call *call, const char *fmt, ...)
{
    g_autofree char *text = NULL;
    va_list list;

    va_start(list, fmt);
    text = g_strdup_vprintf(fmt, list);
    va_end(list);
    return err_set_full(&call->error, call->error_domain, VIR_ERR_INVALID_ARG, "%s", text);
}

static bool
argument_is_unsigned(const Op *op, const OpCheck *check)
{
    for (unsigned int i = 0; op->args && i < op->args->n_fields; i++) {
        const ShapeField *field = &op->args->fields[i];

        if (field->offset == check->offset)
            return field->kind == SHAPE_U32 || field->kind == SHAPE_U64;
    }
    return false;
}

/* An argument's bits, in full width; negative ones with their sign in front. */
static unsigned long long
argument_bits(const Op *op, const OpCheck *check, const void *args)
{
    const char *place = (const char *)args + check->offset;
    unsigned long long wide;
    int32_t narrow;

    if (check->width == sizeof(wide)) {
        memcpy(&wide, place, sizeof(wide));
        return wide;
    }
    g_assert(check->width == sizeof(narrow));
    memcpy(&narrow, place, sizeof(narrow));
    return argument_is_unsigned(op, check) ? (uint32_t)narrow : (unsigned long long)narrow;
}

static const char *
argument_text(size_t offset, const void *args)
{
    return *(const char *const *)((const char *)args + offset);
}

/* A message of the description: %s is the function, %d and %u the value. */
static char *
fill_message(const Call *call, const char *message, unsigned long long bits)
{
    GString *text = g_string_new(NULL);

    for (const char *at = message; *at; at++) {
        if (at[0] != '%') {
            g_string_append_c(text, *at);
            continue;
        }
        at++;
        if (*at == 's')
            g_string_append(text, call->function);
        else if (*at == 'd')
            g_string_append_printf(text, "%d", (int)bits);
        else
            g_string_append_printf(text, "%llu", bits);
    }
    return g_string_free(text, FALSE);
}

/* With the rule's usual text, or the one that the description has for it. */
static bool
check_failed(Call *call, const OpCheck *check, unsigned long long bits, const char *usual)
{
    const char *prefix = "invalid argument: ";
    const char *name = check->blamed ? check->blamed : check->arg;
    g_autofree char *text = NULL;

    if (!check->message)
        return call_argument(call, name, "%s in %s %s", check->arg, call->function, usual);
    text = fill_message(call, check->message, bits);
    if (g_str_has_prefix(text, prefix))
        return call_invalid(call, "%s", text + strlen(prefix));
    return call_argument(call, name, "%s", text);
}

static bool
check_number(Call *call, const OpCheck *check, const void *args)
{
    unsigned long long bits = argument_bits(call->op, check, args);
    long long value = (long long)bits;

    /* The rules about signs do not ask how large it is. */
    if (value < 0 && argument_is_unsigned(call->op, check))
        value = INT64_MAX;

    switch ((OpCheckKind)check->kind) {
    case CHECK_NONZERO:
        return bits != 0 || check_failed(call, check, bits, "must not be zero");
    case CHECK_POSITIVE:
        return value > 0 || check_failed(call, check, bits, "must be greater than zero");
    case CHECK_NONNEGATIVE:
        return value >= 0 || check_failed(call, check, bits, "must be zero or greater");
    case CHECK_INDEX_OR_ALL:
        return value >= -1 ||
               check_failed(call, check, bits, "only accepts -1 as a negative value");
    case CHECK_BELOW:
        return value < (long long)check->max ||
               check_failed(call, check, bits, "is not a known value");
    case CHECK_MAX:
        return bits <= check->max || err_set_full(&call->error, call->error_domain,
                                                  VIR_ERR_OVERFLOW, "input too large: %llu", bits);
    case CHECK_EXCLUSIVE:
        return !(bits & check->a) || !(bits & check->b) || check_failed(call, check, bits, "");
    case CHECK_REQUIRES:
        return !(bits & check->a) || (bits & check->b) || check_failed(call, check, bits, "");
    case CHECK_END:
    case CHECK_NULL:
    case CHECK_NONNULL:
    case CHECK_IMPLIES:
    case CHECK_ONELINE:
        break;
    }
    g_assert_not_reached();
}

static bool
check_one(Call *call, const OpCheck *check, const void *args)
{
    const char *text;

    if (!op_condition_holds(&check->when, args))
        return true;
    if (check->width > 0)
        return check_number(call, check, args);

    text = argument_text(check->offset, args);
    if (check->kind == CHECK_NULL)
        return !text || check_failed(call, check, 0, "must be NULL");
    if (check->kind == CHECK_NONNULL)
        return text || check_failed(call, check, 0, "must not be NULL");
    if (check->kind == CHECK_IMPLIES)
        return !text || argument_text(check->a, args) ||
               check_failed(call, check, 0, "must not be NULL");
    return !text || !strchr(text, '\n') || check_failed(call, check, 0, "must be one line");
}

bool
call_check(Call *call, const void *args)
{
    const OpCheck *check = call->op->checks;

    for (; check && check->kind != CHECK_END; check++) {
        if (!check_one(call, check, args))
            return false;
    }
    return true;
}

bool
call_invoke(Call *call, const void *args, void *ret)
{
    const Op *op = call->op;
    const Backend *backend = call->conn->backend;

    if (!call_check(call, args))
        return false;
    if (call->limit) {
        call->error = g_steal_pointer(&call->limit);
        return false;
    }
    if (!backend)
        return call_unsupported(call, &call->error);
    call_hold(call);
    if (op->ret && ret)
        memset(ret, 0, op->ret->size);
    PROBE(call_driver, call->function, call->conn);
    if (backend->invoke(call->conn, call, args, ret, &call->error))
        return true;

    /* What was decoded before the failure is nobody's. */
    if (op->ret && ret)
        shape_clear(op->ret, ret);
    if (!call->error)
        err_set_full(&call->error, call->error_domain, VIR_ERR_INTERNAL_ERROR,
                     "%s failed without giving a reason", call->function);
    return false;
}

bool
call_unsupported(const Call *call, GError **error)
{
    return err_set_full(error, call->error_domain, VIR_ERR_NO_SUPPORT, "%s", call->function);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/state.h"

#include <fcntl.h>
#include <json-c/json.h>
#include <limits.h>
#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* The documents are this deep, and a little more. */
#define DEPTH_MAX 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_tokener, json_tokener_free)

json_object *
state_parse(const char *text, size_t length, GError **error)
{
    g_autoptr(json_tokener) tokener = json_tokener_new_ex(DEPTH_MAX);
    json_object *document;

    if (length > STATE_SIZE_LIMIT)
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "the state has more than %d bytes",
                            STATE_SIZE_LIMIT);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
    document = json_tokener_parse_ex(tokener, text, (int)length);
    if (!document)
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "cannot parse the state: %s",
                            json_tokener_error_desc(json_tokener_get_error(tokener)));
    if (json_object_is_type(document, json_type_object))
        return document;
    json_object_put(document);
    return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "%s", "the state is not an object");
}

json_object *
state_optional(json_object *object, const char *key)
{
    return json_object_object_get(object, key);
}

static json_object *
member(json_object *object, const char *key, json_type type, GError **error)
{
    json_object *value = json_object_object_get(object, key);

    if (!value || !json_object_is_type(value, type))
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "the state has no %s '%s'",
                            json_type_to_name(type), key);
    return value;
}

json_object *
state_object(json_object *object, const char *key, GError **error)
{
    return member(object, key, json_type_object, error);
}

json_object *
state_array(json_object *object, const char *key, GError **error)
{
    return member(object, key, json_type_array, error);
}

const char *
state_text(json_object *object, const char *key, GError **error)
{
    json_object *value = member(object, key, json_type_string, error);

    return value ? json_object_get_string(value) : NULL;
}

bool
state_number(json_object *object, const char *key, int64_t min, int64_t max, int64_t *number_out,
             GError **error)
{
    json_object *value = member(object, key, json_type_int, error);
    int64_t number;

    if (!value)
        return false;
    number = json_object_get_int64(value);
    if (number < min || number > max)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "'%s' of the state is %" G_GINT64_FORMAT
                       ", expected a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                       key, number, min, max);
    *number_out = number;
    return true;
}

bool
state_bool(json_object *object, const char *key, bool *value_out, GError **error)
{
    json_object *value = member(object, key, json_type_boolean, error);

    if (!value)
        return false;
    *value_out = json_object_get_boolean(value);
    return true;
}

bool
state_uuid(json_object *object, const char *key, uint8_t uuid_out[UUID_SIZE], GError **error)
{
    const char *text = state_text(object, key, error);

    return text && uuid_parse(text, uuid_out, error);
}

bool
state_take_fd(json_object *object, const char *key, int *fd_out, GError **error)
{
    int64_t number;
    int flags;

    /* The standard descriptors are nobody's to hand over. */
    if (!state_number(object, key, 3, INT_MAX, &number, error))
        return false;
    flags = fcntl((int)number, F_GETFD);
    if (flags < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "descriptor %d of the state", (int)number);
    /* What survived the change of the program had not the flag; what has it is ours, or taken. */
    if (flags & FD_CLOEXEC)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "descriptor %d of the state is in use",
                       (int)number);
    fcntl((int)number, F_SETFD, FD_CLOEXEC);
    *fd_out = (int)number;
    return true;
}

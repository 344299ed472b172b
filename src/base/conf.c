/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/conf.h"

#include <errno.h>
#include <inttypes.h>

#include "base/conf-priv.h"
#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "base/user.h"

#define ERR_DOMAIN VIR_FROM_CONF

static void entry_free(ConfEntry *entry);

static Conf *
conf_new(const char *name)
{
    Conf *conf = g_new0(Conf, 1);

    conf->name = g_strdup(name);
    conf->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    conf->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    return conf;
}

Conf *
conf_parse(const char *name, const char *text, size_t length, GError **error)
{
    g_autoptr(Conf) conf = conf_new(name);

    if (!conf_read(conf, text, length, error))
        return NULL;
    return g_steal_pointer(&conf);
}

Conf *
conf_load(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    size_t length;

    if (!file_read(path, CONF_SIZE_LIMIT, &text, &length, error))
        return NULL;
    return conf_parse(path, text, length, error);
}

Conf *
conf_load_optional(const char *path, GError **error)
{
    g_autoptr(GError) failure = NULL;
    Conf *conf = conf_load(path, &failure);

    if (conf)
        return conf;
    if (g_error_matches(failure, ERR_QUARK, VIR_ERR_SYSTEM_ERROR) &&
        err_detail(failure)->int1 == ENOENT)
        return conf_new(path);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

void
conf_free(Conf *conf)
{
    if (!conf)
        return;
    g_hash_table_unref(conf->by_key);
    g_ptr_array_unref(conf->entries);
    g_free(conf->name);
    g_free(conf);
}

void
conf_value_free(ConfValue *value)
{
    if (!value)
        return;
    g_clear_pointer(&value->list, g_ptr_array_unref);
    g_free(value->string);
    g_free(value);
}

static void
entry_free(ConfEntry *entry)
{
    conf_value_free(entry->value);
    g_free(entry->key);
    g_free(entry);
}

void
conf_add(Conf *conf, char *key, ConfValue *value, unsigned int line)
{
    ConfEntry *entry = g_new0(ConfEntry, 1);

    entry->key = key;
    entry->value = value;
    entry->line = line;
    entry->first = g_hash_table_lookup(conf->by_key, key);
    g_ptr_array_add(conf->entries, entry);
    if (!entry->first)
        g_hash_table_insert(conf->by_key, key, entry);
}

/* The entry, which the caller is about to use; NULL if absent. */
static const ConfEntry *
use_entry(Conf *conf, const char *key)
{
    ConfEntry *entry = g_hash_table_lookup(conf->by_key, key);

    if (entry)
        entry->is_used = true;
    return entry;
}

static bool
add_place(const Conf *conf, const ConfEntry *entry, GError **error)
{
    return err_context(error, "%s:%u: setting '%s'", conf->name, entry->line, entry->key);
}

/* expected reads "a bool". */
static bool
type_error(const Conf *conf, const ConfEntry *entry, const char *expected, GError **error)
{
    err_set(error, VIR_ERR_INTERNAL_ERROR, "%s: expected %s for '%s' parameter", conf->name,
            expected, entry->key);
    return add_place(conf, entry, error);
}

bool
conf_get_string(Conf *conf, const char *key, char **value, GError **error)
{
    const ConfEntry *entry = use_entry(conf, key);

    if (!entry)
        return true;
    if (entry->value->type != CONF_TYPE_STRING)
        return type_error(conf, entry, "a string", error);
    g_free(*value);
    *value = g_strdup(entry->value->string);
    return true;
}

static bool
list_strings(const Conf *conf, const ConfEntry *entry, GStrv *strings_out, GError **error)
{
    const GPtrArray *list = entry->value->list;
    g_auto(GStrv) strings = g_new0(char *, list->len + 1);

    for (guint i = 0; i < list->len; i++) {
        const ConfValue *item = g_ptr_array_index(list, i);

        if (item->type != CONF_TYPE_STRING) {
            err_set(error, VIR_ERR_CONF_SYNTAX, "%s: expected a string list for '%s' parameter",
                    conf->name, entry->key);
            err_context(error, "item %u of the list is not a string", i + 1);
            return add_place(conf, entry, error);
        }
        strings[i] = g_strdup(item->string);
    }
    *strings_out = g_steal_pointer(&strings);
    return true;
}

static bool
get_strings(Conf *conf, const char *key, bool accepts_string, char ***value, GError **error)
{
    const ConfEntry *entry = use_entry(conf, key);
    GStrv strings = NULL;

    if (!entry)
        return true;
    if (accepts_string && entry->value->type == CONF_TYPE_STRING) {
        strings = g_new0(char *, 2);
        strings[0] = g_strdup(entry->value->string);
    } else if (entry->value->type != CONF_TYPE_LIST) {
        return type_error(conf, entry, accepts_string ? "a string or string list" : "a string list",
                          error);
    } else if (!list_strings(conf, entry, &strings, error)) {
        return false;
    }
    g_strfreev(*value);
    *value = strings;
    return true;
}

bool
conf_get_strings(Conf *conf, const char *key, char ***value, GError **error)
{
    return get_strings(conf, key, false, value, error);
}

bool
conf_get_strings_or_string(Conf *conf, const char *key, char ***value, GError **error)
{
    return get_strings(conf, key, true, value, error);
}

bool
conf_get_bool(Conf *conf, const char *key, bool *value, GError **error)
{
    const ConfEntry *entry = use_entry(conf, key);

    if (!entry)
        return true;
    if (entry->value->type != CONF_TYPE_NUMBER || entry->value->is_negative)
        return type_error(conf, entry, "a bool", error);
    if (entry->value->magnitude > 1) {
        err_set(error, VIR_ERR_INTERNAL_ERROR, "%s: value for '%s' parameter must be 0 or 1",
                conf->name, key);
        return add_place(conf, entry, error);
    }
    *value = entry->value->magnitude == 1;
    return true;
}

static bool
get_unsigned(Conf *conf, const char *key, uint64_t max, uint64_t *value, GError **error)
{
    const ConfEntry *entry = use_entry(conf, key);

    if (!entry)
        return true;
    if (entry->value->type != CONF_TYPE_NUMBER || entry->value->is_negative)
        return type_error(conf, entry, "an unsigned integer", error);
    if (entry->value->magnitude > max) {
        err_set(error, VIR_ERR_INTERNAL_ERROR,
                "%s: value for '%s' parameter must be in range 0:%" PRIu64, conf->name, key, max);
        return add_place(conf, entry, error);
    }
    *value = entry->value->magnitude;
    return true;
}

/* min is -max - 1. */
static bool
get_signed(Conf *conf, const char *key, int64_t max, int64_t *value, GError **error)
{
    const ConfEntry *entry = use_entry(conf, key);
    uint64_t magnitude;

    if (!entry)
        return true;
    if (entry->value->type != CONF_TYPE_NUMBER)
        return type_error(conf, entry, "a signed integer", error);
    magnitude = entry->value->magnitude;
    if (magnitude > (uint64_t)max + entry->value->is_negative) {
        err_set(error, VIR_ERR_INTERNAL_ERROR,
                "%s: value for '%s' parameter must be in range %" PRId64 ":%" PRId64, conf->name,
                key, -max - 1, max);
        return add_place(conf, entry, error);
    }
    *value = (int64_t)(entry->value->is_negative ? 0 - magnitude : magnitude);
    return true;
}

bool
conf_get_int(Conf *conf, const char *key, int *value, GError **error)
{
    int64_t wide = *value;

    if (!get_signed(conf, key, INT_MAX, &wide, error))
        return false;
    *value = (int)wide;
    return true;
}

bool
conf_get_uint(Conf *conf, const char *key, unsigned int *value, GError **error)
{
    uint64_t wide = *value;

    if (!get_unsigned(conf, key, UINT_MAX, &wide, error))
        return false;
    *value = (unsigned int)wide;
    return true;
}

bool
conf_get_i64(Conf *conf, const char *key, int64_t *value, GError **error)
{
    return get_signed(conf, key, INT64_MAX, value, error);
}

bool
conf_get_u64(Conf *conf, const char *key, uint64_t *value, GError **error)
{
    return get_unsigned(conf, key, UINT64_MAX, value, error);
}

bool
conf_get_size(Conf *conf, const char *key, uint64_t *bytes, GError **error)
{
    const ConfEntry *entry = use_entry(conf, key);

    if (!entry || entry->value->type != CONF_TYPE_STRING)
        return get_unsigned(conf, key, UINT64_MAX, bytes, error);
    if (!size_parse(entry->value->string, 1, UINT64_MAX, key, bytes, error))
        return add_place(conf, entry, error);
    return true;
}

bool
conf_get_limit(Conf *conf, const char *key, uint64_t *value, GError **error)
{
    const ConfEntry *entry = use_entry(conf, key);

    if (!entry || entry->value->type != CONF_TYPE_STRING)
        return get_unsigned(conf, key, UINT64_MAX, value, error);
    if (g_strcmp0(entry->value->string, "unlimited") != 0)
        return type_error(conf, entry, "an unsigned integer or \"unlimited\"", error);
    *value = UINT64_MAX;
    return true;
}

static bool
unknown_id(const Conf *conf, const ConfEntry *entry, const char *kind, GError **error)
{
    err_context(error, "create the %s, or name one that exists, or give a number as \"+NUMBER\"",
                kind);
    return add_place(conf, entry, error);
}

bool
conf_get_user(Conf *conf, const char *key, uid_t *uid, GError **error)
{
    const ConfEntry *entry = use_entry(conf, key);

    if (!entry)
        return true;
    if (entry->value->type != CONF_TYPE_STRING)
        return type_error(conf, entry, "a string", error);
    return user_find(entry->value->string, uid, error) || unknown_id(conf, entry, "user", error);
}

bool
conf_get_group(Conf *conf, const char *key, gid_t *gid, GError **error)
{
    const ConfEntry *entry = use_entry(conf, key);

    if (!entry)
        return true;
    if (entry->value->type != CONF_TYPE_STRING)
        return type_error(conf, entry, "a string", error);
    return group_find(entry->value->string, gid, error) || unknown_id(conf, entry, "group", error);
}

char *
conf_where(const Conf *conf, const char *key)
{
    const ConfEntry *entry = g_hash_table_lookup(conf->by_key, key);

    return entry ? g_strdup_printf("%s:%u", conf->name, entry->line) : g_strdup(conf->name);
}

GPtrArray *
conf_complaints(const Conf *conf)
{
    GPtrArray *complaints = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < conf->entries->len; i++) {
        const ConfEntry *entry = g_ptr_array_index(conf->entries, i);
        char *text = NULL;

        if (entry->first)
            text = g_strdup_printf("%s:%u: '%s' is set again; the value of line %u is used",
                                   conf->name, entry->line, entry->key, entry->first->line);
        else if (!entry->is_used)
            text =
                g_strdup_printf("%s:%u: unknown setting '%s'", conf->name, entry->line, entry->key);
        if (text)
            g_ptr_array_add(complaints, text);
    }
    return complaints;
}

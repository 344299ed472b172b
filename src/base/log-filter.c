/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/log-priv.h"

#include "base/err.h"
#include "base/number.h"

#define ERR_DOMAIN VIR_FROM_NONE

static const char *const level_names[] = {
    [LOG_LEVEL_DEBUG] = "debug",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_WARNING] = "warning",
    [LOG_LEVEL_ERROR] = "error",
};

const char *
log_level_name(LogLevel level)
{
    return level_names[level];
}

bool
log_level_parse(const char *text, LogLevel *level_out, GError **error)
{
    if (strlen(text) == 1 && *text >= '0' + LOG_LEVEL_DEBUG && *text <= '0' + LOG_LEVEL_ERROR) {
        *level_out = (LogLevel)(*text - '0');
        return true;
    }
    for (int level = LOG_LEVEL_DEBUG; level <= LOG_LEVEL_ERROR; level++) {
        if (strcmp(text, level_names[level]) == 0) {
            *level_out = (LogLevel)level;
            return true;
        }
    }
    if (strcmp(text, "warn") == 0) { /* promised by the documentation, refused by 9.0.0 */
        *level_out = LOG_LEVEL_WARNING;
        return true;
    }
    err_set(error, VIR_ERR_INVALID_ARG, "Failed to set logging priority, argument '%s' is invalid",
            text);
    return err_context(error, "accepted: 1 or debug, 2 or info, 3 or warning, 4 or error");
}

char **
log_items(const char *text, guint limit, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);

    for (const char *at = text; *(at += strspn(at, " \t\r\n")) != '\0';) {
        size_t length = strcspn(at, " \t\r\n");

        if (items->len == limit)
            return err_set_null(error, VIR_ERR_INVALID_ARG, "more than %u parts in logging setting",
                                limit);
        g_ptr_array_add(items, g_strndup(at, length));
        at += length;
    }
    g_ptr_array_add(items, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&items), FALSE);
}

const char *
log_item_level(const char *item, LogLevel *level_out)
{
    const char *colon = strchr(item, ':');
    g_autofree char *text = colon ? g_strndup(item, (size_t)(colon - item)) : NULL;
    uint64_t level;

    if (!text || !number_u64_in(text, 10, LOG_LEVEL_DEBUG, LOG_LEVEL_ERROR, "level", &level, NULL))
        return NULL;
    *level_out = (LogLevel)level;
    return colon + 1;
}

static void
filter_free(LogFilter *filter)
{
    g_free(filter->pattern);
    g_free(filter);
}

static LogFilter *
parse_filter(const char *item, GError **error)
{
    const char *colon = strchr(item, ':');
    const char *pattern;
    g_autofree char *trimmed = NULL;
    LogFilter *filter;
    LogLevel level;

    if (!colon)
        return err_set_null(error, VIR_ERR_INVALID_ARG, "Malformed format for filter '%s'", item);
    pattern = log_item_level(item, &level);
    if (!pattern)
        return err_set_null(error, VIR_ERR_INVALID_ARG, "Invalid priority '%.*s' for filter '%s'",
                            (int)(colon - item), item, item);
    if (*pattern == '+')
        pattern++;
    trimmed = g_strndup(pattern, strcspn(pattern, ":"));
    /* GLib's matcher reads past the end of text that is not UTF-8; our names are ASCII. */
    if (*trimmed == '\0' || !g_str_is_ascii(trimmed))
        return err_set_null(error, VIR_ERR_INVALID_ARG, "Invalid match string '%s'", trimmed);
    filter = g_new0(LogFilter, 1);
    filter->level = level;
    filter->pattern = g_strconcat("*", trimmed, "*", NULL);
    return filter;
}

GPtrArray *
log_filters_parse(const char *text, GError **error)
{
    g_autoptr(GPtrArray) filters = g_ptr_array_new_with_free_func((GDestroyNotify)filter_free);
    g_auto(GStrv) items = log_items(text, LOG_FILTERS_LIMIT, error);

    if (!items)
        return NULL;
    for (char **item = items; *item; item++) {
        LogFilter *filter = parse_filter(*item, error);

        if (!filter)
            return err_context_null(error, "accepted: LEVEL:PATTERN with a level of 1 (debug) to 4 "
                                           "(error), as in '1:qemu 3:util.threads'");
        g_ptr_array_add(filters, filter);
    }
    return g_steal_pointer(&filters);
}

char *
log_filters_format(const GPtrArray *filters)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < filters->len; i++) {
        const LogFilter *filter = g_ptr_array_index(filters, i);

        g_string_append_printf(text, "%d:%s ", (int)filter->level, filter->pattern);
    }
    return g_string_free(text, FALSE);
}

/* Filters that people have are about the original's sources: what says likewise has its name, too.
 * Of several rows the first counts. */
static const struct {
    const char *source; /* as it begins */
    const char *theirs;
} theirs[] = {
    { "base.loop", "util.event" },
    { "base.", "util." },
    { "daemons.call", "util.error" },
    { "lib.error", "util.error" },
    { "lib.event", "util.event" },
    { "lib.", "libvirt." },
};

static char *
their_name(const char *source)
{
    for (size_t i = 0; i < G_N_ELEMENTS(theirs); i++) {
        if (g_str_has_prefix(source, theirs[i].source))
            return g_strconcat(theirs[i].theirs, source + strlen(theirs[i].source), NULL);
    }
    return g_strdup(source);
}

LogLevel
log_filters_match(const GPtrArray *filters, const char *source, LogLevel otherwise)
{
    g_autofree char *their = their_name(source);

    for (guint i = 0; i < filters->len; i++) {
        const LogFilter *filter = g_ptr_array_index(filters, i);

        if (g_pattern_match_simple(filter->pattern, source) ||
            g_pattern_match_simple(filter->pattern, their))
            return filter->level;
    }
    return otherwise;
}

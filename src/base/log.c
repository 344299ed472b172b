/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/log.h"

#include <errno.h>

#include "base/err.h"
#include "base/log-priv.h"

#define ERR_DOMAIN     VIR_FROM_NONE
#define PRIVATE_PREFIX "virtue_"

/* A set of open outputs that writers keep while they write. Counted here and not by GPtrArray,
 * whose atomics the thread sanitizer does not see. */
typedef struct OutputSet {
    atomic_uint refs;
    GPtrArray *list; /* of LogOutput * */
} OutputSet;

/* Guards the variables below. No output is opened or written under it. */
static pthread_mutex_t config_lock = PTHREAD_MUTEX_INITIALIZER;

static LogLevel default_level = LOG_LEVEL_WARNING;
static GPtrArray *filters;         /* NULL: none */
static OutputSet *outputs;         /* NULL: the fallback */
static OutputSet *fallback;        /* stderr at the default level; made when first needed */
static char *default_outputs_text; /* what empty settings mean; NULL: the fallback */
static LogSource *sources;         /* all that have been seen */

/* Takes list. */
static OutputSet *
output_set_new(GPtrArray *list)
{
    OutputSet *set = g_new0(OutputSet, 1);

    atomic_init(&set->refs, 1);
    set->list = list;
    return set;
}

static OutputSet *
output_set_ref(OutputSet *set)
{
    atomic_fetch_add_explicit(&set->refs, 1, memory_order_relaxed);
    return set;
}

static void
output_set_unref(OutputSet *set)
{
    if (!set || atomic_fetch_sub_explicit(&set->refs, 1, memory_order_acq_rel) > 1)
        return;
    g_ptr_array_unref(set->list);
    g_free(set);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutputSet, output_set_unref)

static void
config_begin(void)
{
    pthread_mutex_lock(&config_lock);
}

static void
config_end(void)
{
    pthread_mutex_unlock(&config_lock);
}

/* Under config_lock. */
static LogLevel
level_of(const char *name)
{
    return filters ? log_filters_match(filters, name, default_level) : default_level;
}

/* Under config_lock: say the new levels to everybody. */
static void
update_sources(void)
{
    for (LogSource *source = sources; source; source = source->next)
        atomic_store_explicit(&source->level, (int)level_of(source->name), memory_order_relaxed);
}

/* Under config_lock: a source that nobody has seen yet is told its level and remembered. */
static void
meet_source(LogSource *source)
{
    if (atomic_load_explicit(&source->level, memory_order_relaxed) != 0)
        return;
    source->next = sources;
    sources = source;
    atomic_store_explicit(&source->level, (int)level_of(source->name), memory_order_relaxed);
}

/* Under config_lock. */
static OutputSet *
current_outputs(void)
{
    g_autofree char *text = NULL;

    if (outputs)
        return outputs;
    if (!fallback) {
        text = g_strdup_printf("%d:stderr", (int)default_level);
        fallback = output_set_new(log_outputs_parse(text, NULL));
    }
    return fallback;
}

void
log_set_level(LogLevel level)
{
    LogOutput *output;

    config_begin();
    default_level = level;
    if (!outputs && fallback) { /* in place, so that it does not introduce itself again */
        output = g_ptr_array_index(fallback->list, 0);
        atomic_store_explicit(&output->level, (int)level, memory_order_relaxed);
    }
    update_sources();
    config_end();
}

LogLevel
log_get_level(void)
{
    LogLevel level;

    config_begin();
    level = default_level;
    config_end();
    return level;
}

bool
log_set_filters(const char *text, GError **error)
{
    GPtrArray *parsed = log_filters_parse(text, error);
    GPtrArray *old;

    if (!parsed)
        return false;
    config_begin();
    old = filters;
    filters = parsed;
    update_sources();
    config_end();
    g_clear_pointer(&old, g_ptr_array_unref);
    return true;
}

char *
log_get_filters(void)
{
    char *text;

    config_begin();
    text = filters ? log_filters_format(filters) : g_strdup("");
    config_end();
    return text;
}

static bool
open_outputs(const char *text, OutputSet **set_out, GError **error)
{
    g_autoptr(GPtrArray) parsed = log_outputs_parse(text, error);

    if (!parsed)
        return false;
    for (guint i = 0; i < parsed->len; i++) {
        if (!log_output_open(g_ptr_array_index(parsed, i), error))
            return false;
    }
    *set_out = parsed->len > 0 ? output_set_new(g_steal_pointer(&parsed)) : NULL;
    return true;
}

bool
log_set_outputs(const char *text, GError **error)
{
    g_autofree char *chosen = NULL;
    OutputSet *opened = NULL;
    OutputSet *old;

    if (!open_outputs(text, &opened, error))
        return false;
    if (!opened) {
        config_begin();
        chosen = g_strdup(default_outputs_text);
        config_end();
        if (chosen && !open_outputs(chosen, &opened, error))
            return false;
    }
    config_begin();
    old = outputs;
    outputs = opened;
    config_end();
    output_set_unref(old);
    return true;
}

char *
log_get_outputs(void)
{
    char *text;

    config_begin();
    text = log_outputs_format(current_outputs()->list);
    config_end();
    return text;
}

bool
log_has_outputs(void)
{
    bool has;

    config_begin();
    has = outputs != NULL;
    config_end();
    return has;
}

bool
log_set_default_outputs(const char *text, GError **error)
{
    g_autoptr(GPtrArray) parsed = log_outputs_parse(text, error);
    char *old;

    if (!parsed)
        return false;
    config_begin();
    old = default_outputs_text;
    default_outputs_text = log_outputs_format(parsed);
    config_end();
    g_free(old);
    return true;
}

static bool
set_level_text(const char *text, GError **error)
{
    LogLevel level;

    if (!log_level_parse(text, &level, error))
        return false;
    log_set_level(level);
    return true;
}

bool
log_set_from_environment(GError **error)
{
    static const struct {
        const char *name;
        bool (*set)(const char *text, GError **error);
    } variables[] = {
        { "LIBVIRT_DEBUG", set_level_text },
        { "LIBVIRT_LOG_FILTERS", log_set_filters },
        { "LIBVIRT_LOG_OUTPUTS", log_set_outputs },
    };
    GError *first = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
        const char *text = g_getenv(variables[i].name);
        GError **failure = first ? NULL : &first;

        if (text && *text != '\0' && !variables[i].set(text, failure) && failure)
            err_context(failure, "in the environment variable %s", variables[i].name);
    }
    if (first)
        g_propagate_error(error, first);
    return first == NULL;
}

/* The outputs, referenced, if the message is to be shown. */
static OutputSet *
outputs_for(LogSource *source, LogLevel level)
{
    OutputSet *shown = NULL;

    config_begin();
    meet_source(source);
    if ((int)level >= atomic_load_explicit(&source->level, memory_order_relaxed))
        shown = output_set_ref(current_outputs());
    config_end();
    return shown;
}

/* As the source calls it, without the prefix that it has for the linker. */
static const char *
plain_name(const char *function)
{
    bool is_private = function && g_str_has_prefix(function, PRIVATE_PREFIX);

    return is_private ? function + strlen(PRIVATE_PREFIX) : function;
}

static void
show(const OutputSet *shown, const LogMessage *message)
{
    for (guint i = 0; i < shown->list->len; i++) {
        LogOutput *output = g_ptr_array_index(shown->list, i);

        if ((int)message->level >= atomic_load_explicit(&output->level, memory_order_relaxed))
            log_output_write(output, message);
    }
}

void
log_write(LogSource *source, LogLevel level, const char *file, int line, const char *function,
          const char *fmt, ...)
{
    int saved = errno;
    g_autoptr(OutputSet) shown = outputs_for(source, level);
    g_autofree char *text = NULL;
    LogMessage message = { level, source->name, file, line, plain_name(function), NULL, NULL, 0 };
    va_list args;

    if (!shown) {
        errno = saved;
        return;
    }
    errno = saved; /* for %m */
    va_start(args, fmt);
    text = g_strdup_vprintf(fmt, args);
    va_end(args);
    message.text = text;
    show(shown, &message);
    errno = saved;
}

void
log_write_error(LogSource *source, LogLevel level, const ErrPlace *here, const GError *error)
{
    int saved = errno;
    g_autoptr(OutputSet) shown = outputs_for(source, level);
    const ErrDetail *detail = err_detail(error);
    const ErrPlace *place = detail && detail->place.file ? &detail->place : here;
    g_autofree char *text = shown ? err_describe(error) : NULL;
    LogMessage message = { level,
                           source->name,
                           place->file,
                           place->line,
                           plain_name(place->function),
                           text,
                           detail,
                           detail ? error->code : 0 };

    if (shown)
        show(shown, &message);
    errno = saved;
}

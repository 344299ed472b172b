/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/err.h"

#include <errno.h>

#include "base/err-priv.h"

/* Under this name G_DEFINE_EXTENDED_ERROR looks for the private part. */
typedef ErrDetail VirtueErrorPrivate;

static void err_private_init(VirtueErrorPrivate *detail);
static void err_private_copy(const VirtueErrorPrivate *from, VirtueErrorPrivate *to);
static void err_private_clear(VirtueErrorPrivate *detail);

G_DEFINE_EXTENDED_ERROR(VirtueError, err)

ErrDetail *
err_detail(const GError *error)
{
    return error && error->domain == ERR_QUARK ? err_get_private(error) : NULL;
}

/* Of an error known to be ours. */
static ErrDetail *
own_detail(GError *error)
{
    ErrDetail *detail = err_detail(error);

    g_assert(detail);
    return detail;
}

const char *
err_form(int code, bool with_detail)
{
    const ErrForm *form;

    if (code < 0 || (unsigned int)code >= err_forms_count)
        return NULL;
    form = &err_forms[code];
    return with_detail && form->with ? form->with : form->without;
}

char *
err_message(int code, const char *detail)
{
    const char *form = err_form(code, detail != NULL);
    const char *hole;
    char *text;
    char *end;

    if (!form)
        return NULL;
    hole = detail ? strstr(form, "%s") : NULL;
    if (!hole)
        return g_strdup(form);
    text = g_malloc(strlen(form) + strlen(detail) + 1);
    end = mempcpy(text, form, (size_t)(hole - form));
    end = stpcpy(end, detail);
    stpcpy(end, hole + strlen("%s"));
    return text;
}

/* Takes detail, which may be NULL. */
static bool
set_with_detail(GError **error, const ErrPlace *place, int domain, int code, int int1, char *detail)
{
    g_autofree char *shown = err_message(code, detail);
    g_autoptr(GError) made = NULL;
    ErrDetail *data;

    /* A code without a form is a newer one than the table: its detail says it all. */
    if (!shown)
        shown = detail ? g_strdup(detail) : g_strdup_printf("error %d", code);
    made = g_error_new_literal(ERR_QUARK, code, shown);
    data = own_detail(made);
    data->place = *place;
    data->domain = domain;
    data->int1 = int1;
    data->str1 = g_strdup(err_form(code, detail != NULL));
    data->str2 = detail;
    g_propagate_error(error, g_steal_pointer(&made));
    return false;
}

/* What a document or a peer said may be in it, at any length. */
static char *
bound_detail(char *detail)
{
    if (strlen(detail) > ERR_MAX_DETAIL) {
        char *end = g_utf8_find_prev_char(detail, detail + ERR_MAX_DETAIL - strlen("..."));

        memcpy(end ? end : detail, "...", sizeof("..."));
    }
    return detail;
}

static char *
format_detail(const char *fmt, va_list args)
{
    const char *text;

    /* As most are, and printing is a sixth of what a refused call costs. */
    if (!g_str_equal(fmt, "%s"))
        return bound_detail(g_strdup_vprintf(fmt, args));
    text = va_arg(args, const char *);
    return bound_detail(g_strdup(text ? text : "(null)"));
}

bool
err_set_at(GError **error, const ErrPlace *place, int domain, int code, const char *fmt, ...)
{
    char *detail = NULL;
    va_list args;

    if (!error)
        return false;
    if (fmt) {
        va_start(args, fmt);
        detail = format_detail(fmt, args);
        va_end(args);
    }
    return set_with_detail(error, place, domain, code, -1, detail);
}

bool
err_errno_at(GError **error, const ErrPlace *place, int domain, int code, const char *fmt, ...)
{
    int number = errno;
    g_autofree char *what = NULL;
    va_list args;

    if (!error)
        return false;
    if (fmt) {
        va_start(args, fmt);
        what = g_strdup_vprintf(fmt, args);
        va_end(args);
    }
    set_with_detail(error, place, domain, code, number,
                    g_strconcat(what ? what : "", what ? ": " : "", g_strerror(number), NULL));
    errno = number;
    return false;
}

bool
err_set_raw_at(GError **error, const ErrPlace *place, int code, const char *message,
               const ErrDetail *detail)
{
    g_autoptr(GError) made = NULL;
    ErrDetail *data;

    if (!error)
        return false;
    made = g_error_new_literal(ERR_QUARK, code, message ? message : "");
    data = own_detail(made);
    if (detail) {
        err_private_clear(data);
        err_private_copy(detail, data);
    }
    if (!data->place.file)
        data->place = *place;
    g_propagate_error(error, g_steal_pointer(&made));
    return false;
}

/* Only our own errors can carry causes: one from elsewhere becomes an internal error that keeps
 * its text. */
static void
adopt_foreign(GError **error)
{
    GError *foreign = g_steal_pointer(error);

    set_with_detail(error, ERR_HERE, VIR_FROM_NONE, VIR_ERR_INTERNAL_ERROR, -1,
                    g_strdup(foreign->message));
    g_error_free(foreign);
}

bool
err_context(GError **error, const char *fmt, ...)
{
    ErrDetail *data;
    va_list args;

    if (!error || !*error)
        return false;
    if (!err_detail(*error))
        adopt_foreign(error);
    data = own_detail(*error);
    if (!data->cause)
        data->cause = g_ptr_array_new_with_free_func(g_free);
    va_start(args, fmt);
    g_ptr_array_insert(data->cause, 0, g_strdup_vprintf(fmt, args));
    va_end(args);
    return false;
}

char *
err_describe(const GError *error)
{
    const ErrDetail *data = err_detail(error);
    GString *text;

    if (!error)
        return g_strdup("no error");
    text = g_string_new(error->message);
    if (!data || !data->cause || data->cause->len == 0)
        return g_string_free(text, FALSE);
    for (guint i = 0; i < data->cause->len; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? " (" : "; ",
                               (const char *)g_ptr_array_index(data->cause, i));
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

/* The assertions below are for the compiler: GLib's macro could hand NULL to these functions. */

static void
err_private_init(VirtueErrorPrivate *detail)
{
    g_assert(detail);
    *detail = (ErrDetail){ .level = VIR_ERR_ERROR, .int1 = -1, .int2 = -1 };
}

static gpointer
copy_cause(gconstpointer text, gpointer unused G_GNUC_UNUSED)
{
    return g_strdup(text);
}

static void
err_private_copy(const VirtueErrorPrivate *from, VirtueErrorPrivate *to)
{
    g_assert(from && to);
    *to = *from;
    to->str1 = g_strdup(from->str1);
    to->str2 = g_strdup(from->str2);
    to->str3 = g_strdup(from->str3);
    to->cause = NULL;
    if (from->cause)
        to->cause = g_ptr_array_copy(from->cause, copy_cause, NULL); /* keeps g_free */
}

static void
err_private_clear(VirtueErrorPrivate *detail)
{
    g_assert(detail);
    g_clear_pointer(&detail->str1, g_free);
    g_clear_pointer(&detail->str2, g_free);
    g_clear_pointer(&detail->str3, g_free);
    g_clear_pointer(&detail->cause, g_ptr_array_unref);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/uri.h"

#include <limits.h>
#include "base/err.h"
#include "base/number.h"

#define ERR_DOMAIN VIR_FROM_URI

/* What each part may hold unencoded beside letters and digits (RFC 3986 appendix A)... */
#define UNRESERVED "-._~"
#define SUB_DELIMS "!$&'()*+,;="
#define IN_SCHEME  "+-."
#define IN_USER    UNRESERVED SUB_DELIMS ":"
#define IN_HOST    UNRESERVED SUB_DELIMS
#define IN_PATH    UNRESERVED SUB_DELIMS ":@/"
#define IN_QUERY   IN_PATH "?"
/* The original's parser lets brackets through here, against the RFC. */
#define IN_FRAGMENT IN_QUERY "[]"

/* ... and what the printed form leaves as it is, which follows the older RFC 2396. */
#define PRINT_MARK     "-_.!~*'()"
#define PRINT_USER     PRINT_MARK ";:&=+$,"
#define PRINT_PATH     PRINT_MARK "/;@&=+$,"
#define PRINT_FRAGMENT PRINT_MARK ";/?:@&=+$,[]"

static void
param_free(void *data)
{
    UriParam *param = data;

    g_free(param->name);
    g_free(param->value);
    g_free(param);
}

void
uri_free(Uri *uri)
{
    if (!uri)
        return;
    g_free(uri->scheme);
    g_free(uri->transport);
    g_free(uri->user);
    g_free(uri->server);
    g_free(uri->path);
    g_free(uri->query);
    g_free(uri->fragment);
    if (uri->params)
        g_ptr_array_unref(uri->params);
    g_free(uri);
}

/* Decode %XX; the caller has checked the digits or does not mind that others stay. */
static char *
decode(const char *text, size_t length)
{
    char *out = g_malloc(length + 1);
    size_t n = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '%' && i + 2 < length && g_ascii_isxdigit(text[i + 1]) &&
            g_ascii_isxdigit(text[i + 2])) {
            out[n++] =
                (char)(g_ascii_xdigit_value(text[i + 1]) * 16 + g_ascii_xdigit_value(text[i + 2]));
            i += 2;
        } else {
            out[n++] = text[i];
        }
    }
    out[n] = '\0';
    return out;
}

static void
append_encoded(GString *out, const char *text, const char *keep)
{
    for (const char *p = text; *p; p++) {
        if (g_ascii_isalnum(*p) || strchr(keep, *p))
            g_string_append_c(out, *p);
        else
            g_string_append_printf(out, "%%%02X", (unsigned char)*p);
    }
}

/* Length of the longest start that holds only letters, digits, %XX and the characters of extra. */
static size_t
span(const char *text, const char *extra)
{
    const char *p = text;

    for (;;) {
        if (p[0] == '%' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2]))
            p += 3;
        else if (*p && (g_ascii_isalnum(*p) || strchr(extra, *p)))
            p++;
        else
            return (size_t)(p - text);
    }
}

/* Each parse_* moves *text behind what it took. */
static bool
parse_scheme(Uri *uri, const char **text)
{
    const char *p = *text;
    const char *plus = NULL;

    /* A ':' behind '/', '?' or '#' belongs to what follows. */
    if (p[strcspn(p, ":/?#")] != ':')
        return true;
    if (!g_ascii_isalpha(*p))
        return false;
    for (; *p != ':'; p++) {
        if (!g_ascii_isalnum(*p) && !strchr(IN_SCHEME, *p))
            return false;
        if (*p == '+' && !plus)
            plus = p;
    }
    uri->scheme = g_strndup(*text, (size_t)((plus ? plus : p) - *text));
    if (plus)
        uri->transport = g_strndup(plus + 1, (size_t)(p - plus - 1));
    *text = p + 1;
    return true;
}

static bool
parse_host(Uri *uri, const char **text)
{
    const char *p = *text;
    size_t n;

    if (*p == '[') {
        const char *end = strchr(p, ']');

        if (!end)
            return false;
        n = (size_t)(end + 1 - p);
        /* Printing puts brackets around what has a colon: those are not part of the name. */
        uri->server = memchr(p, ':', n) ? decode(p + 1, n - 2) : decode(p, n);
    } else {
        n = span(p, IN_HOST);
        if (n > 0)
            uri->server = decode(p, n);
    }
    if (uri->server && !*uri->server)
        g_clear_pointer(&uri->server, g_free);
    *text = p + n;
    return true;
}

static bool
parse_authority(Uri *uri, const char **text)
{
    size_t n = span(*text, IN_USER);
    uint64_t port = 0;

    if ((*text)[n] == '@') {
        uri->user = decode(*text, n);
        if (!*uri->user)
            g_clear_pointer(&uri->user, g_free);
        *text += n + 1;
    }
    if (!parse_host(uri, text))
        return false;
    if (**text == ':') {
        (*text)++;
        if (!number_scan(text, 10, &port) || port > INT_MAX)
            return false;
    }
    /* A port of nothing is dropped, as the original does. */
    if (uri->server)
        uri->port = (unsigned int)port;
    return **text == '\0' || strchr("/?#", **text);
}

/* Parameters end at '&'; behind the last '&' also at ';', as the original has it. */
static void
parse_params(Uri *uri)
{
    const char *p = uri->query;

    while (*p) {
        size_t all = strcspn(p, strchr(p, '&') ? "&" : ";");
        const char *equals = memchr(p, '=', all);
        size_t n = equals ? (size_t)(equals - p) : all;

        if (n > 0) {
            UriParam *param = g_new0(UriParam, 1);

            param->name = decode(p, n);
            param->value = equals ? decode(equals + 1, all - n - 1) : g_strdup("");
            g_ptr_array_add(uri->params, param);
        }
        p += all;
        if (*p)
            p++;
    }
}

static bool
parse(Uri *uri, const char *text)
{
    size_t n;

    if (!parse_scheme(uri, &text))
        return false;
    if (g_str_has_prefix(text, "//")) {
        text += 2;
        if (!parse_authority(uri, &text))
            return false;
    }
    n = span(text, IN_PATH);
    if (n > 0)
        uri->path = decode(text, n);
    text += n;
    if (*text == '?') {
        text++;
        n = span(text, IN_QUERY);
        uri->query = g_strndup(text, n);
        parse_params(uri);
        text += n;
    }
    if (*text == '#') {
        text++;
        n = span(text, IN_FRAGMENT);
        uri->fragment = decode(text, n);
        text += n;
    }
    return *text == '\0';
}

Uri *
uri_parse(const char *text, GError **error)
{
    g_autoptr(Uri) uri = g_new0(Uri, 1);

    uri->params = g_ptr_array_new_with_free_func(param_free);
    if (!parse(uri, text))
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "Unable to parse URI %s", text);
    return g_steal_pointer(&uri);
}

char *
uri_format(const Uri *uri)
{
    GString *out = g_string_new(NULL);

    if (uri->scheme) {
        g_string_append(out, uri->scheme);
        if (uri->transport)
            g_string_append_printf(out, "+%s", uri->transport);
        g_string_append_c(out, ':');
    }
    g_string_append(out, "//");
    if (uri->user) {
        append_encoded(out, uri->user, PRINT_USER);
        g_string_append_c(out, '@');
    }
    if (uri->server) {
        g_string_append_printf(out, strchr(uri->server, ':') ? "[%s]" : "%s", uri->server);
        if (uri->port > 0)
            g_string_append_printf(out, ":%u", uri->port);
    }
    if (uri->path)
        append_encoded(out, uri->path, PRINT_PATH);
    if (uri->query)
        g_string_append_printf(out, "?%s", uri->query);
    if (uri->fragment) {
        g_string_append_c(out, '#');
        append_encoded(out, uri->fragment, PRINT_FRAGMENT);
    }
    return g_string_free(out, FALSE);
}

char *
uri_format_params(const Uri *uri)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < uri->params->len; i++) {
        const UriParam *param = uri->params->pdata[i];

        if (param->ignored)
            continue;
        if (out->len > 0)
            g_string_append_c(out, '&');
        g_string_append_printf(out, "%s=", param->name);
        append_encoded(out, param->value, UNRESERVED);
    }
    return g_string_free(out, out->len == 0);
}

const char *
uri_param(const Uri *uri, const char *name)
{
    for (guint i = 0; i < uri->params->len; i++) {
        const UriParam *param = uri->params->pdata[i];

        if (g_str_equal(param->name, name))
            return param->value;
    }
    return NULL;
}

const char *
uri_param_required(const Uri *uri, const char *name, GError **error)
{
    const char *value = uri_param(uri, name);

    if (!value)
        return err_set_null(error, VIR_ERR_INVALID_ARG, "Missing URI parameter '%s'", name);
    return value;
}

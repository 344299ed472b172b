/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connection URIs: scheme[+transport]://[user@][host][:port]/path?name=value&...#fragment
 *
 * Accepted is what RFC 3986 allows and besides any text between '[' and ']' as a host. What is
 * accepted is also printed as the original prints it: always with "//", so that "test:default"
 * comes out as "test://default". */
#ifndef VIRTUE_URI_H
#define VIRTUE_URI_H

#include <glib.h>
#include <stdbool.h>

/* From the query: "name=value", or "name" with an empty value. Those without a name are dropped. */
typedef struct UriParam {
    char *name;
    char *value;
    bool ignored; /* consumed by a driver, not to be passed on: see uri_format_params() */
} UriParam;

typedef struct Uri {
    char *scheme;      /* before the '+', never empty; NULL if there is none */
    char *transport;   /* behind the '+', maybe empty; NULL if there is none */
    char *user;        /* decoded; NULL if there is none or it is empty */
    char *server;      /* decoded, IPv6 without brackets; NULL if there is none */
    unsigned int port; /* 0 if there is none */
    char *path;        /* decoded; NULL if empty; without the leading '/' in "test:default" */
    char *query;       /* as it stands in the text; NULL if there is no '?' */
    char *fragment;    /* decoded; NULL if there is no '#' */
    GPtrArray *params; /* of UriParam, decoded, in order */
} Uri;

/* The error is VIR_ERR_INTERNAL_ERROR of VIR_FROM_URI. %00 ends the part it stands in. */
Uri *uri_parse(const char *text, GError **error);
void uri_free(Uri *uri);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Uri, uri_free)

char *uri_format(const Uri *uri);
/* The query without the ignored parameters, names as they are, values encoded; NULL if nothing is
 * left. */
char *uri_format_params(const Uri *uri);

/* The value of the first parameter of that name, owned by uri; NULL if there is none. */
const char *uri_param(const Uri *uri, const char *name);
/* The same for one that must be there. */
const char *uri_param_required(const Uri *uri, const char *name, GError **error);

#endif

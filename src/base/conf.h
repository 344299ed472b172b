/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Configuration files: lines of
 *
 *     name = value      # comment
 *
 * where a value is a decimal number (perhaps with a sign), a string in "..." or '...' on one
 * line, a string over any lines in """...""", or a list [ value, value, ] over any lines. There
 * are no escapes in strings. ';' separates settings on one line. A name set twice keeps the first
 * value. A file has at most CONF_SIZE_LIMIT bytes, lists nest at most CONF_DEPTH_LIMIT deep.
 *
 * Syntax errors are VIR_ERR_CONF_SYNTAX with file and line in the message; what was found and what
 * is accepted stands in the cause. A Conf belongs to one thread at a time. */
#ifndef VIRTUE_CONF_H
#define VIRTUE_CONF_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define CONF_SIZE_LIMIT  (10 * 1024 * 1024)
#define CONF_DEPTH_LIMIT 16

typedef struct Conf Conf;

Conf *conf_load(const char *path, GError **error);
/* A file that does not exist is an empty one. */
Conf *conf_load_optional(const char *path, GError **error);
/* name stands in messages. text need not end with a NUL. */
Conf *conf_parse(const char *name, const char *text, size_t length, GError **error);
void conf_free(Conf *conf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Conf, conf_free)

/* Getters. A setting that is absent leaves *value as it is, which is how defaults are given, and
 * is no error. One that is there with the wrong type or range is: false, *value untouched. */

/* *value is freed when replaced. */
bool conf_get_string(Conf *conf, const char *key, char **value, GError **error);
/* NULL-terminated; *value is freed when replaced. _or_string takes a single string as a list of
 * one; an empty list gives an empty array. */
bool conf_get_strings(Conf *conf, const char *key, char ***value, GError **error);
bool conf_get_strings_or_string(Conf *conf, const char *key, char ***value, GError **error);
bool conf_get_bool(Conf *conf, const char *key, bool *value, GError **error); /* 0 or 1 */
bool conf_get_int(Conf *conf, const char *key, int *value, GError **error);
bool conf_get_uint(Conf *conf, const char *key, unsigned int *value, GError **error);
bool conf_get_i64(Conf *conf, const char *key, int64_t *value, GError **error);
bool conf_get_u64(Conf *conf, const char *key, uint64_t *value, GError **error);
/* A number of bytes, or a string with a unit such as "10MiB". */
bool conf_get_size(Conf *conf, const char *key, uint64_t *bytes, GError **error);
/* A number, or "unlimited", which gives UINT64_MAX. */
bool conf_get_limit(Conf *conf, const char *key, uint64_t *value, GError **error);
/* A string with a name or number; see user.h for how it is read. */
bool conf_get_user(Conf *conf, const char *key, uid_t *uid, GError **error);
bool conf_get_group(Conf *conf, const char *key, gid_t *gid, GError **error);

/* Says where a setting stands, "file:line", or "file" if it is absent: for errors about values
 * whose meaning only the caller knows. The caller owns it. */
char *conf_where(const Conf *conf, const char *key);

/* What an administrator may want to know, one "file:line: ..." each: settings that no getter has
 * asked for (mistyped, or for another program) and second settings of a name. Call it when
 * everything has been read. The caller owns the array of char *. */
GPtrArray *conf_complaints(const Conf *conf);

#endif

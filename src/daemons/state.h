/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading the document that a daemon leaves for the program that takes its place. It may come from
 * another implementation or a damaged disk: everything is checked, and the error names the
 * member. */
#ifndef VIRTUE_STATE_H
#define VIRTUE_STATE_H

#include <glib.h>
#include <json-c/json_types.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/uuid.h"

/* A document may be larger by what it holds, but not without bound. */
#define STATE_SIZE_LIMIT (64 * 1024 * 1024)

/* NULL with an error if it is not one object. */
json_object *state_parse(const char *text, size_t length, GError **error);

/* Members of an object. What comes back is borrowed. Optional ones that are not there give NULL and
 * no error. */
json_object *state_object(json_object *object, const char *key, GError **error);
json_object *state_array(json_object *object, const char *key, GError **error);
json_object *state_optional(json_object *object, const char *key);
const char *state_text(json_object *object, const char *key, GError **error);
bool state_number(json_object *object, const char *key, int64_t min, int64_t max,
                  int64_t *number_out, GError **error);
bool state_bool(json_object *object, const char *key, bool *value_out, GError **error);
bool state_uuid(json_object *object, const char *key, uint8_t uuid_out[UUID_SIZE], GError **error);
/* A descriptor that was left open for us. It can be taken once. */
bool state_take_fd(json_object *object, const char *key, int *fd_out, GError **error);

#endif

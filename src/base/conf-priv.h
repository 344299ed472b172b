/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parser makes and the getters read. */
#ifndef VIRTUE_CONF_PRIV_H
#define VIRTUE_CONF_PRIV_H

#include "base/conf.h"

typedef enum ConfType {
    CONF_TYPE_NUMBER,
    CONF_TYPE_STRING,
    CONF_TYPE_LIST,
} ConfType;

typedef struct ConfValue {
    ConfType type;
    bool is_negative; /* also of "-0" */
    uint64_t magnitude;
    char *string;
    GPtrArray *list; /* of ConfValue * */
} ConfValue;

typedef struct ConfEntry {
    char *key;
    ConfValue *value;
    unsigned int line;
    const struct ConfEntry *first; /* the entry that counts, if this one repeats its key */
    bool is_used;
} ConfEntry;

struct Conf {
    char *name;
    GPtrArray *entries; /* of ConfEntry *, in the order of the file */
    GHashTable *by_key; /* to the first entry of each key, which entries owns */
};

void conf_value_free(ConfValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfValue, conf_value_free)

/* Appends what text says to conf. */
bool conf_read(Conf *conf, const char *text, size_t length, GError **error);
/* Takes key and value. */
void conf_add(Conf *conf, char *key, ConfValue *value, unsigned int line);

#endif

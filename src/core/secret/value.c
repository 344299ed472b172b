/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The value: set, given to those who may have it, kept, wiped. */
#include <string.h>

#include "base/err.h"
#include "base/log.h"
#include "base/uuid.h"
#include "core/secret/secret-priv.h"

LOG_SOURCE("core.secret");

#define ERR_DOMAIN VIR_FROM_SECRET

#define VALUE_SUFFIX ".base64"

SecretValue *
secret_value_new(const unsigned char *bytes, size_t n)
{
    SecretValue *value = g_malloc(sizeof(*value) + n);

    atomic_init(&value->refs, 1);
    value->n = n;
    memcpy(value->bytes, bytes, n);
    return value;
}

SecretValue *
secret_value_ref(SecretValue *value)
{
    atomic_fetch_add_explicit(&value->refs, 1, memory_order_relaxed);
    return value;
}

void
secret_value_unref(SecretValue *value)
{
    if (!value || atomic_fetch_sub(&value->refs, 1) != 1)
        return;
    explicit_bzero(value->bytes, value->n);
    g_free(value);
}

static void *
ref_value(void *value)
{
    return secret_value_ref(value);
}

static void
unref_value(void *value)
{
    secret_value_unref(value);
}

static const PublishType value_type = { ref_value, unref_value };

void
secret_value_init(DefinedObj *obj)
{
    publish_init(&((SecretObj *)obj)->value, &value_type, NULL);
}

void
secret_value_clear(DefinedObj *obj)
{
    publish_clear(&((SecretObj *)obj)->value);
}

/* --- kept */

static bool
is_ephemeral(const Definition *def)
{
    return ((const Secret *)def->root)->ephemeral == YES_NO_YES;
}

/* Beside the definition, as the original has it. */
static bool
keep_in_store(SecretObj *secret, const SecretValue *value, GError **error)
{
    Store *store = secret->base.host->stores[OBJECT_SECRET];
    g_autoptr(Name) name = obj_name(&secret->base.obj);
    char *text;
    bool done;

    if (!store)
        return true;
    if (!value)
        return store_remove_beside(store, name->text, VALUE_SUFFIX, error);
    text = g_base64_encode(value->bytes, value->n);
    done = store_save_beside(store, name->text, VALUE_SUFFIX, text, error);
    explicit_bzero(text, strlen(text));
    g_free(text);
    return done;
}

static bool
keep(SecretObj *secret, const SecretValue *value, GError **error)
{
    const SecretDriver *driver = secret->base.host->type->secrets;

    return driver->keep_value ? driver->keep_value(secret, value, error)
                              : keep_in_store(secret, value, error);
}

/* --- read again */

static bool
load_value(SecretObj *secret, GError **error)
{
    g_autoptr(Name) name = obj_name(&secret->base.obj);
    char *text = store_load_beside(secret->base.host->stores[OBJECT_SECRET], name->text,
                                   VALUE_SUFFIX, error);
    size_t n;
    unsigned char *bytes;

    if (!text)
        return !error || !*error;
    bytes = g_base64_decode(text, &n);
    publish_set(&secret->value, secret_value_new(bytes, n));
    explicit_bzero(text, strlen(text));
    explicit_bzero(bytes, n);
    g_free(text);
    g_free(bytes);
    return true;
}

unsigned int
secret_load(Host *host)
{
    unsigned int n = defined_load(host, &secret_kind);
    g_autoptr(ObjList) all = index_snapshot(host->indexes[OBJECT_SECRET]);

    for (unsigned int i = 0; i < all->n; i++) {
        g_autoptr(GError) error = NULL;

        if (!load_value((SecretObj *)all->items[i], &error))
            log_error(LOG_LEVEL_ERROR, error);
    }
    return n;
}

void
secret_forget_value(SecretObj *secret)
{
    keep(secret, NULL, NULL);
    publish_set(&secret->value, NULL);
}

/* An ephemeral one is as good as stored while we run. */
static bool
store_in_memory(SecretObj *secret, Definition *def, GError **error)
{
    Store *store = secret->base.host->stores[OBJECT_SECRET];
    g_autoptr(Name) name = obj_name(&secret->base.obj);

    if (store && !store_remove(store, name->text, error))
        return false;
    keep(secret, NULL, NULL);
    publish_set(&secret->base.stored, definition_pack(def));
    obj_set_state(&secret->base.obj, OBJ_PERSISTENT, true);
    return true;
}

bool
secret_store(SecretObj *secret, Definition *def, GError **error)
{
    g_autoptr(SecretValue) value = publish_get(&secret->value);
    g_autoptr(Definition) old = defined_stored(&secret->base);

    if (is_ephemeral(def))
        return store_in_memory(secret, def, error);
    if (value && is_ephemeral(old) && !keep(secret, value, error))
        return false;
    return defined_store(&secret->base, definition_ref(def), error);
}

/* --- methods */

bool
secret_set_value_method(SecretObj *secret, const unsigned char *bytes, unsigned int n,
                        unsigned int flags, Job *job, GError **error)
{
    g_autoptr(SecretValue) value = secret_value_new(bytes, n);
    g_autoptr(Definition) def = defined_stored(&secret->base);

    if (!is_ephemeral(def) && !keep(secret, value, error))
        return false;
    publish_set(&secret->value, g_steal_pointer(&value));
    defined_emit(&secret->base, VIR_SECRET_EVENT_ID_VALUE_CHANGED, 0, 0);
    return true;
}

SecretValue *
secret_value(SecretObj *secret, GError **error)
{
    SecretValue *value = publish_get(&secret->value);
    char uuid[UUID_STRING_SIZE];

    if (!value)
        err_set(error, VIR_ERR_NO_SECRET, "secret '%s' does not have a value",
                uuid_format(secret->base.obj.uuid, uuid));
    return value;
}

bool
secret_get_value_method(SecretObj *secret, unsigned int flags, Job *job, unsigned char **value_out,
                        unsigned int *n_value_out, GError **error)
{
    g_autoptr(Definition) def = defined_stored(&secret->base);
    g_autoptr(SecretValue) value = NULL;

    if (((const Secret *)def->root)->private == YES_NO_YES)
        return err_set(error, VIR_ERR_INVALID_SECRET, "secret is private");
    value = secret_value(secret, error);
    if (!value)
        return false;
    *value_out = g_memdup2(value->bytes, value->n);
    *n_value_out = (unsigned int)value->n;
    return true;
}

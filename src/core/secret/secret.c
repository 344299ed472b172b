/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets: defined, found by what they are for, undefined. */
#include "core/secret/secret.h"

#include <string.h>

#include "base/err.h"
#include "base/uuid.h"
#include "core/define/objects.h"
#include "core/secret/secret-priv.h"

#define ERR_DOMAIN VIR_FROM_SECRET

static bool
define(Host *host, Definition *def, GError **error)
{
    return secret_define(def, &defined_env, error);
}

static const char *
usage_of(const Secret *secret)
{
    return secret->usage_id ? secret->usage_id : "";
}

/* Values of SecretUsage are those of virSecretUsageType, from 1 on. */
static int
usage_type_of(const Secret *secret)
{
    return secret->usage_type == SECRET_USAGE_UNSET ? 0
                                                    : (int)secret->usage_type - SECRET_USAGE_NONE;
}

static void
fill_ref(Obj *obj, void *ref)
{
    g_autoptr(Definition) def = defined_stored((DefinedObj *)obj);
    SecretRef *secret = ref;

    secret->usageType = usage_type_of(def->root);
    secret->usageID = g_strdup(usage_of(def->root));
}

static bool
may_take(DefinedObj *taken, const Definition *def, bool is_create, GError **error)
{
    g_autoptr(Definition) own = defined_stored(taken);
    const Secret *old = own->root, *changed = def->root;
    char uuid[UUID_STRING_SIZE];

    if (strcmp(usage_of(old), usage_of(changed)) != 0)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "a secret with UUID %s is already defined for use with %s",
                       uuid_format(taken->obj.uuid, uuid), usage_of(old));
    if (old->private == YES_NO_YES && changed->private != YES_NO_YES)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "cannot change private flag on existing secret");
    return true;
}

static const struct {
    uint32_t yes, no;
    size_t member;
} questions[] = {
    { VIR_CONNECT_LIST_SECRETS_EPHEMERAL, VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL,
      offsetof(Secret, ephemeral) },
    { VIR_CONNECT_LIST_SECRETS_PRIVATE, VIR_CONNECT_LIST_SECRETS_NO_PRIVATE,
      offsetof(Secret, private) },
};

static bool
passes(DefinedObj *obj, uint32_t flags)
{
    g_autoptr(Definition) def = defined_stored(obj);

    for (unsigned int i = 0; i < G_N_ELEMENTS(questions); i++) {
        uint32_t asked = flags & (questions[i].yes | questions[i].no);
        const YesNo *is_so = (const YesNo *)((const char *)def->root + questions[i].member);

        if (asked && !(asked & (*is_so == YES_NO_YES ? questions[i].yes : questions[i].no)))
            return false;
    }
    return true;
}

const DefinedKind secret_kind = {
    .type = { .kind = OBJECT_SECRET, .fill_ref = fill_ref, DEFINED_OBJ },
    .size = sizeof(SecretObj),
    .document = XML_DOCUMENT_SECRET,
    .noun = "secret",
    .name_at = DEFINED_NOT_THERE,
    .uuid_at = offsetof(Secret, uuid),
    .define = define,
    .may_take = may_take,
    .passes = passes,
    .init = secret_value_init,
    .clear = secret_value_clear,
    .event_defined = VIR_SECRET_EVENT_DEFINED,
    .event_undefined = VIR_SECRET_EVENT_UNDEFINED,
    .event_started = DEFINED_NOT_THERE,
    .event_stopped = DEFINED_NOT_THERE,
};

/* --- by usage */

/* The first with that usage, but for one; the caller's reference. */
static Obj *
find_usage(Host *host, int type, const char *id, const DefinedObj *but)
{
    g_autoptr(ObjList) all = index_snapshot(host->indexes[OBJECT_SECRET]);

    for (unsigned int i = 0; i < all->n; i++) {
        g_autoptr(Definition) def = defined_stored((DefinedObj *)all->items[i]);

        if ((const DefinedObj *)all->items[i] != but && usage_type_of(def->root) == type &&
            strcmp(usage_of(def->root), id) == 0)
            return obj_ref(all->items[i]);
    }
    return NULL;
}

/* Asked when the new one can be seen: of two that are defined at once, both find the other. */
static bool
check_usage(DefinedObj *obj, const Definition *def, GError **error)
{
    const Secret *secret = def->root;
    g_autoptr(Obj) other = NULL;
    char uuid[UUID_STRING_SIZE];

    if (obj_is(&obj->obj, OBJ_PERSISTENT) || usage_type_of(secret) == 0)
        return true;
    other = find_usage(obj->host, usage_type_of(secret), usage_of(secret), obj);
    return !other || err_set(error, VIR_ERR_INTERNAL_ERROR,
                             "a secret with UUID %s already defined for use with %s",
                             uuid_format(other->uuid, uuid), usage_of(secret));
}

/* --- methods */

static bool
secret_define_xml(Conn *conn, const char *xml, unsigned int flags, Job *job, SecretRef *secret_out,
                  GError **error)
{
    unsigned int strict = flags & VIR_SECRET_DEFINE_VALIDATE ? (unsigned int)XML_STRICT : 0;
    Host *host = host_of(conn);
    g_autoptr(Definition) def = defined_read(host, &secret_kind, xml, strict, error);
    DefinedObj *obj = def ? defined_enter(host, &secret_kind, def, false, job, error) : NULL;
    bool done;

    if (!obj)
        return false;
    done = check_usage(obj, def, error) && secret_store((SecretObj *)obj, def, error);
    if (done) {
        defined_emit(obj, VIR_SECRET_EVENT_ID_LIFECYCLE, VIR_SECRET_EVENT_DEFINED, 0);
        obj_fill_ref(&obj->obj, secret_out);
    }
    defined_leave(obj, job);
    return done;
}

static bool
secret_undefine(SecretObj *secret, Job *job, GError **error)
{
    if (!defined_undefine(&secret->base, error))
        return false;
    secret_forget_value(secret);
    return true;
}

static bool
secret_get_xml_desc(SecretObj *secret, unsigned int flags, Job *job, char **xml_out, GError **error)
{
    *xml_out = defined_format(&secret->base, true, 0);
    return true;
}

static bool
secret_lookup_by_usage(Conn *conn, int type, const char *id, Job *job, SecretRef *secret_out,
                       GError **error)
{
    Host *host = host_of(conn);
    g_autoptr(Obj) found = find_usage(host, type, id, NULL);

    if (!found)
        return err_set_full(error, host->type->errors, VIR_ERR_NO_SECRET,
                            "no secret with matching usage '%s'", id);
    obj_fill_ref(found, secret_out);
    return true;
}

/* clang-format off */
const SecretMethods core_secret_methods = {
    .get_value = secret_get_value_method,
    .get_xml_desc = secret_get_xml_desc,
    .set_value = secret_set_value_method,
    .undefine = secret_undefine,
};
/* clang-format on */

void
secret_connect_methods(ConnectMethods *methods)
{
    methods->secret_define_xml = secret_define_xml;
    methods->secret_lookup_by_usage = secret_lookup_by_usage;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Objects made from documents come, change and go. */
#include <string.h>

#include "base/err.h"
#include "base/uuid.h"
#include "core/defined.h"
#include "core/kinds.h"

#define LIFECYCLE 0 /* the event of that number is so in every kind that has events */

static void
tell(DefinedObj *obj, uint16_t event)
{
    if (event != DEFINED_NOT_THERE)
        defined_emit(obj, LIFECYCLE, event, 0);
}

/* --- states */

static Store *
store_of(const DefinedObj *obj)
{
    return obj->host->stores[obj->obj.type->kind];
}

/* On disk first: what was promised must outlive us. */
bool
defined_store(DefinedObj *obj, Definition *taken, GError **error)
{
    g_autoptr(Definition) def = taken;
    g_autoptr(Name) name = obj_name(&obj->obj);
    Store *store = store_of(obj);
    g_autofree char *text = store ? definition_format(def, XML_INACTIVE | XML_SECURE) : NULL;

    if (store && !store_save(store, name->text, text, error))
        return false;
    publish_set(&obj->stored, definition_pack(def));
    obj_set_state(&obj->obj, OBJ_PERSISTENT, true);
    return true;
}

void
defined_publish_live(DefinedObj *obj, Definition *live)
{
    publish_set(&obj->live, live);
}

bool
defined_set_autostart(DefinedObj *obj, bool autostart, GError **error)
{
    g_autoptr(Name) name = obj_name(&obj->obj);

    if (store_of(obj) && !store_set_autostart(store_of(obj), name->text, autostart, error))
        return false;
    obj_set_state(&obj->obj, OBJ_AUTOSTART, autostart);
    return true;
}

void
defined_start(DefinedObj *obj, Definition *live)
{
    const DefinedKind *kind = defined_kind(obj);

    if (!live && kind->is_live_apart)
        live = defined_stored(obj);
    publish_set(&obj->live, live);
    obj_set_state(&obj->obj, OBJ_ACTIVE, true);
    tell(obj, kind->event_started);
}

static void
forget_if_gone(DefinedObj *obj)
{
    if (!obj_is(&obj->obj, OBJ_ACTIVE) && !obj_is(&obj->obj, OBJ_PERSISTENT))
        index_remove(obj->index, &obj->obj);
}

/* Readers that found it before it goes away still have something to read. */
void
defined_stop(DefinedObj *obj)
{
    g_autoptr(Definition) live = defined_live(obj);

    if (live && !obj_is(&obj->obj, OBJ_PERSISTENT))
        publish_set(&obj->stored, definition_pack(live));
    obj_set_state(&obj->obj, OBJ_ACTIVE, false);
    publish_set(&obj->live, NULL);
    tell(obj, defined_kind(obj)->event_stopped);
    forget_if_gone(obj);
}

bool
defined_undefine(DefinedObj *obj, GError **error)
{
    g_autoptr(Name) name = obj_name(&obj->obj);

    if (store_of(obj) && !store_remove(store_of(obj), name->text, error))
        return false;
    obj_set_state(&obj->obj, OBJ_PERSISTENT | OBJ_AUTOSTART, false);
    tell(obj, defined_kind(obj)->event_undefined);
    forget_if_gone(obj);
    return true;
}

/* --- which object a definition is of */

Definition *
defined_read_element(Host *host, const DefinedKind *kind, XmlDoc *doc, const XmlNode *element,
                     unsigned int xml_flags, GError **error)
{
    g_autoptr(Definition) def = definition_read(kind->document, doc, element, xml_flags, error);

    if (!def || !kind->define(host, def, error))
        return NULL;
    return g_steal_pointer(&def);
}

Definition *
defined_read(Host *host, const DefinedKind *kind, const char *xml, unsigned int xml_flags,
             GError **error)
{
    g_autoptr(Definition) def = definition_parse(kind->document, xml, xml_flags, error);

    if (!def || !kind->define(host, def, error))
        return NULL;
    return g_steal_pointer(&def);
}

typedef struct Loading {
    Host *host;
    const DefinedKind *kind;
} Loading;

static bool
take_stored(const char *name, const char *text, unsigned int starts, void *opaque, GError **error)
{
    const Loading *loading = opaque;
    g_autoptr(Definition) def =
        defined_read(loading->host, loading->kind, text, XML_INACTIVE | XML_SECURE, error);
    g_autoptr(Obj) obj = def ? (Obj *)defined_add(loading->host, loading->kind, def, error) : NULL;
    g_autoptr(Name) own = obj ? obj_name(obj) : NULL;

    if (!obj)
        return false;
    if (strcmp(own->text, name) != 0) {
        index_remove(loading->host->indexes[loading->kind->type.kind], obj);
        return err_set_full(error, kind_traits[loading->kind->type.kind].errors,
                            VIR_ERR_INTERNAL_ERROR, "the file of '%s' describes %s '%s'", name,
                            loading->kind->noun, own->text);
    }
    obj_set_state(obj, OBJ_AUTOSTART, starts & STORE_STARTS);
    return true;
}

unsigned int
defined_load(Host *host, const DefinedKind *kind)
{
    Loading loading = { host, kind };

    return store_load(host->stores[kind->type.kind], take_stored, &loading);
}

static bool
may_take(DefinedObj *taken, const Definition *def, bool is_create, GError **error)
{
    const DefinedKind *kind = defined_kind(taken);
    int errors = kind_traits[kind->type.kind].errors;
    const char *root = def->root;
    g_autoptr(Name) name = obj_name(&taken->obj);
    char uuid[UUID_STRING_SIZE];

    uuid_format(taken->obj.uuid, uuid);
    if (kind->uuid_at != DEFINED_NOT_THERE &&
        memcmp(taken->obj.uuid, root + kind->uuid_at, sizeof(taken->obj.uuid)) != 0)
        return err_set_full(error, errors, VIR_ERR_OPERATION_FAILED,
                            "%s '%s' already exists with uuid %s", kind->noun, name->text, uuid);
    if (kind->name_at != DEFINED_NOT_THERE &&
        strcmp(name->text, *(char *const *)(root + kind->name_at)) != 0)
        return err_set_full(error, errors, VIR_ERR_OPERATION_FAILED,
                            "%s '%s' is already defined with uuid %s", kind->noun, name->text,
                            uuid);
    if (is_create && obj_is(&taken->obj, OBJ_ACTIVE))
        return err_set_full(error, errors, VIR_ERR_OPERATION_INVALID,
                            "%s is already active as '%s'", kind->noun, name->text);
    return true;
}

DefinedObj *
defined_add(Host *host, const DefinedKind *kind, const Definition *def, GError **error)
{
    g_autoptr(Obj) obj = &defined_new(host, kind, NULL, def)->obj;
    g_autoptr(Obj) taken = NULL;

    if (!index_add(((DefinedObj *)obj)->index, obj, &taken)) {
        if (!may_take((DefinedObj *)taken, def, false, error))
            return NULL;
        publish_set(&((DefinedObj *)taken)->stored, definition_pack(def));
        return (DefinedObj *)g_steal_pointer(&taken);
    }
    obj_set_state(obj, OBJ_PERSISTENT, true);
    return (DefinedObj *)g_steal_pointer(&obj);
}

/* A new one is in the caller's job before anybody else can see it. */
/* What is there already is asked about itself, not about what else there is. */
static bool
may_appear(Host *host, const DefinedKind *kind, Obj *fresh, const Definition *def, GError **error)
{
    Index *index = host->indexes[kind->type.kind];
    g_autoptr(Name) name = obj_name(fresh);
    g_autoptr(Obj) by_name = index_find_name(index, name->text);
    g_autoptr(Obj) by_uuid =
        kind->uuid_at != DEFINED_NOT_THERE ? index_find_uuid(index, fresh->uuid) : NULL;

    return by_name || by_uuid || !kind->may_appear || kind->may_appear(host, def, error);
}

static DefinedObj *
enter_new(Host *host, const DefinedKind *kind, const Definition *def, Job *job, Obj **taken_out,
          GError **error)
{
    g_autoptr(Obj) fresh = &defined_new(host, kind, NULL, def)->obj;

    *taken_out = NULL;
    if (!gate_admit_object(job, fresh, error) || !gate_enter(job, fresh, error))
        return NULL;
    if (!may_appear(host, kind, fresh, def, error)) {
        job_end(job);
        return NULL;
    }
    if (index_add(host->indexes[kind->type.kind], fresh, taken_out))
        return (DefinedObj *)g_steal_pointer(&fresh);
    job_end(job);
    return NULL;
}

DefinedObj *
defined_enter(Host *host, const DefinedKind *kind, const Definition *def, bool is_create, Job *job,
              GError **error)
{
    for (;;) {
        g_autoptr(Obj) taken = NULL;
        DefinedObj *obj = enter_new(host, kind, def, job, &taken, error);

        if (obj || !taken)
            return obj;
        if (!gate_enter(job, taken, error))
            return NULL;
        obj = (DefinedObj *)taken;
        if (!obj_is(taken, OBJ_REMOVED)) {
            if ((kind->may_take ? kind->may_take : may_take)(obj, def, is_create, error))
                return (DefinedObj *)g_steal_pointer(&taken);
            job_end(job);
            return NULL;
        }
        job_end(job);
    }
}

void
defined_leave(DefinedObj *obj, Job *job)
{
    forget_if_gone(obj);
    job_end(job);
    obj_unref(obj);
}

bool
defined_define_as(Host *host, const DefinedKind *kind, Definition *def, Job *job, void *ref_out,
                  GError **error)
{
    DefinedObj *obj = defined_enter(host, kind, def, false, job, error);
    bool done;

    if (!obj)
        return false;
    done = defined_store(obj, definition_ref(def), error);
    if (done) {
        tell(obj, kind->event_defined);
        obj_fill_ref(&obj->obj, ref_out);
    }
    defined_leave(obj, job);
    return done;
}

bool
defined_define(Host *host, const DefinedKind *kind, const char *xml, unsigned int xml_flags,
               Job *job, void *ref_out, GError **error)
{
    g_autoptr(Definition) def = defined_read(host, kind, xml, xml_flags, error);

    return def && defined_define_as(host, kind, def, job, ref_out, error);
}

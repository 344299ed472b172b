/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The object: what it publishes, and how it begins and ends to run. */
#include "core/domain/domain-priv.h"
#include "core/domain/moment.h"
#include "core/domain/work.h"

#include <string.h>

#include "lib/conn-events.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static void
domain_free(Obj *obj)
{
    DomainObj *dom = (DomainObj *)obj;

    if (dom->data)
        dom->host->type->domains->free_data(dom->data);
    text_slot_clear(&dom->text);
    publish_clear(&dom->stored);
    publish_clear(&dom->live);
    publish_clear(&dom->saved);
    domain_work_free(dom->work);
    for (unsigned int i = 0; i < N_MOMENT_CLASSES; i++)
        moments_free(dom->moments[i]);
    g_free(dom);
}

/* What belongs to it keeps it alive. */
static void
domain_close(Obj *obj)
{
    domain_drop_moments((DomainObj *)obj);
}

const ObjType domain_obj_type = { .kind = OBJECT_DOMAIN,
                                  .free = domain_free,
                                  .passes = domain_passes,
                                  .index = domain_moment_index,
                                  .close = domain_close };

DomainObj *
domain_new(Host *host, const Definition *def)
{
    DomainObj *dom = g_new0(DomainObj, 1);

    obj_init(&dom->obj, &domain_obj_type, NULL, domain_of(def)->name, domain_of(def)->uuid);
    dom->host = host;
    if (host->type->domains->new_data)
        dom->data = host->type->domains->new_data();
    publish_init(&dom->stored, &publish_packed, definition_pack(def));
    publish_init(&dom->live, &publish_definitions, NULL);
    publish_init(&dom->saved, &publish_names, NULL);
    domain_set_state(dom, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_UNKNOWN);
    return dom;
}

/* --- what is published */

Definition *
domain_live(DomainObj *dom)
{
    return publish_get(&dom->live);
}

Definition *
domain_stored(DomainObj *dom)
{
    g_autoptr(Packed) packed = publish_get(&dom->stored);

    return definition_unpack(packed);
}

Definition *
domain_definition(DomainObj *dom, unsigned int flags)
{
    Definition *live = publish_get(&dom->live);

    if (live && (!(flags & VIR_DOMAIN_AFFECT_CONFIG) || !obj_is(&dom->obj, OBJ_PERSISTENT)))
        return live;
    definition_unref(live);
    return domain_stored(dom);
}

int
domain_state(DomainObj *dom, int *reason_out)
{
    unsigned int state = atomic_load(&dom->state);

    if (reason_out)
        *reason_out = (int)(state & 0xffff);
    return (int)(state >> 16);
}

void
domain_set_state(DomainObj *dom, int state, int reason)
{
    atomic_store(&dom->state, (unsigned int)state << 16 | (unsigned int)reason);
}

void
domain_emit_named(DomainObj *dom, const char *name, int event, int detail)
{
    DomainEventCallbackLifecycleMsg message = { .msg = { .event = event, .detail = detail } };

    obj_fill_ref(&dom->obj, &message.msg.dom);
    if (name) {
        g_free(message.msg.dom.name);
        message.msg.dom.name = g_strdup(name);
    }
    event_hub_emit(dom->host->events, event_type_of(OBJECT_DOMAIN, VIR_DOMAIN_EVENT_ID_LIFECYCLE),
                   &message);
    shape_clear(&shape_domain_ref, &message.msg.dom);
}

void
domain_emit(DomainObj *dom, int event, int detail)
{
    domain_emit_named(dom, NULL, event, detail);
}

bool
domain_require_active(DomainObj *dom, GError **error)
{
    if (obj_is(&dom->obj, OBJ_ACTIVE))
        return true;
    return err_set(error, VIR_ERR_OPERATION_INVALID, "domain is not running");
}

Definition *
domain_require_live(DomainObj *dom, GError **error)
{
    Definition *live = domain_live(dom);

    if (!live)
        err_set(error, VIR_ERR_OPERATION_INVALID, "domain is not running");
    return live;
}

/* --- changes of it */

Definition *
domain_read_element(Host *host, XmlDoc *doc, const XmlNode *element, unsigned int xml_flags,
                    GError **error)
{
    DefineEnv env = { 0 };
    g_autoptr(Definition) def = NULL;

    host->type->domains->define_env(host, &env);
    def = domain_parse_element(doc, element, xml_flags, &env, error);
    if (!def || !domain_define(def, &env, error))
        return NULL;
    return g_steal_pointer(&def);
}

Definition *
domain_read(Host *host, const char *xml, unsigned int xml_flags, bool validate, GError **error)
{
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(xml, strlen(xml), "(domain_definition)", ERR_DOMAIN, error);

    if (validate)
        xml_flags |= XML_STRICT;
    return doc ? domain_read_element(host, doc, xml_doc_root(doc), xml_flags, error) : NULL;
}

/* On disk first: what was promised must outlive us. */
static bool
keep(DomainObj *dom, const char *old_name, const Definition *def, GError **error)
{
    Store *store = dom->host->stores[OBJECT_DOMAIN];
    g_autofree char *text = NULL;

    if (!store)
        return true;
    text = definition_format(def, XML_INACTIVE | XML_SECURE);
    if (old_name)
        return store_rename(store, old_name, domain_of(def)->name, text, error);
    return store_save(store, domain_of(def)->name, text, error);
}

bool
domain_store_renamed(DomainObj *dom, const char *old_name, Definition *taken, GError **error)
{
    g_autoptr(Definition) def = taken;

    if (!keep(dom, old_name, def, error))
        return false;
    publish_set(&dom->stored, definition_pack(def));
    text_slot_clear(&dom->text);
    obj_set_state(&dom->obj, OBJ_PERSISTENT, true);
    return true;
}

bool
domain_store(DomainObj *dom, Definition *taken, GError **error)
{
    return domain_store_renamed(dom, NULL, taken, error);
}

bool
domain_store_state(DomainObj *dom, unsigned int state, bool is_so, GError **error)
{
    Store *store = dom->host->stores[OBJECT_DOMAIN];
    g_autoptr(Name) name = obj_name(&dom->obj);

    if (store &&
        !store_set_starts(store, name->text,
                          state == OBJ_AUTOSTART ? STORE_STARTS : STORE_STARTS_ONCE, is_so, error))
        return false;
    obj_set_state(&dom->obj, state, is_so);
    return true;
}

void
domain_publish_live(DomainObj *dom, Definition *live)
{
    publish_set(&dom->live, live);
    text_slot_clear(&dom->text);
}

static bool
start_guest(DomainObj *dom, Definition *live, const DomainStart *how, Job *job, GError **error)
{
    const DomainDriver *driver = dom->host->type->domains;

    if (how->start)
        return how->start(dom, live, how->from, how->flags, job, error);
    return !driver->start || driver->start(dom, live, how->flags, job, error);
}

bool
domain_start_from(DomainObj *dom, Definition *live, const DomainStart *how, Job *job,
                  GError **error)
{
    g_autoptr(Definition) own = live ? live : domain_stored(dom);
    Domain *domain = own->root;
    int id = atomic_fetch_add(&dom->host->last_id, 1) + 1;

    XML_SET(domain, id, id, XML_STARTED);
    if (!start_guest(dom, own, how, job, error))
        return false;
    domain_publish_live(dom, g_steal_pointer(&own));
    domain_set_state(dom, how->state, how->reason);
    domain_forget_saved(dom);
    obj_set_state(&dom->obj, OBJ_ACTIVE, true);
    index_set_id(dom->host->indexes[OBJECT_DOMAIN], &dom->obj, id);
    domain_emit(dom, VIR_DOMAIN_EVENT_STARTED, how->event_detail);
    return true;
}

bool
domain_start(DomainObj *dom, Definition *live, unsigned int flags, int state, int reason,
             int event_detail, Job *job, GError **error)
{
    const DomainStart how = { .flags = flags,
                              .state = state,
                              .reason = reason,
                              .event_detail = event_detail };

    return domain_start_from(dom, live, &how, job, error);
}

void
domain_halt(DomainObj *dom, int reason, int event_detail)
{
    const DomainDriver *driver = dom->host->type->domains;
    g_autoptr(Definition) live = domain_live(dom);

    if (driver->stop)
        driver->stop(dom);
    domain_work_stop(dom);
    domain_unkeep(dom);
    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        publish_set(&dom->stored, definition_pack(live));
    domain_set_state(dom, VIR_DOMAIN_SHUTOFF, reason);
    obj_set_state(&dom->obj, OBJ_ACTIVE, false);
    publish_set(&dom->live, NULL);
    text_slot_clear(&dom->text);
    domain_emit(dom, VIR_DOMAIN_EVENT_STOPPED, event_detail);
    index_set_id(dom->host->indexes[OBJECT_DOMAIN], &dom->obj, -1);
}

/* Readers that found it before it goes away still have something to read. */
void
domain_stop(DomainObj *dom, int reason, int event_detail)
{
    domain_halt(dom, reason, event_detail);
    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        domain_forget(dom);
}

void
domain_forget(DomainObj *dom)
{
    index_remove(dom->host->indexes[OBJECT_DOMAIN], &dom->obj);
    domain_drop_moments(dom);
    moments_forget(dom);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Filters: defined, undefined unless they are in use. */
#include <string.h>

#include "base/uuid.h"
#include "core/define/objects.h"
#include "core/nwfilter/nwfilter-priv.h"

#define ERR_DOMAIN VIR_FROM_NWFILTER

static bool
define(Host *host, Definition *def, GError **error)
{
    const Filter *filter = def->root;

    if (!nwfilter_define(def, &defined_env, error))
        return false;
    return !nwfilter_definition_leads_to(host, def, filter->name, NULL) ||
           err_set(error, VIR_ERR_OPERATION_FAILED, "filter would introduce a loop");
}

static bool
may_take(DefinedObj *taken, const Definition *def, bool is_create, GError **error)
{
    const Filter *filter = def->root;
    g_autoptr(Name) name = obj_name(&taken->obj);
    char uuid[UUID_STRING_SIZE];

    if (memcmp(taken->obj.uuid, filter->uuid, sizeof(filter->uuid)) != 0)
        return err_set(error, VIR_ERR_OPERATION_FAILED, "filter '%s' already exists with uuid %s",
                       name->text, uuid_format(taken->obj.uuid, uuid));
    return strcmp(name->text, filter->name) == 0 ||
           err_set(error, VIR_ERR_OPERATION_FAILED,
                   "filter with same UUID but different name ('%s') already exists", name->text);
}

const DefinedKind nwfilter_kind = {
    .type = { .kind = OBJECT_NWFILTER, DEFINED_OBJ },
    .size = sizeof(NwfilterObj),
    .document = XML_DOCUMENT_NWFILTER,
    .noun = "filter",
    .name_at = offsetof(Filter, name),
    .uuid_at = offsetof(Filter, uuid),
    .define = define,
    .may_take = may_take,
    DEFINED_NO_EVENTS,
};

static bool
nwfilter_define_xml(Conn *conn, const char *xml, unsigned int flags, Job *job,
                    NwfilterRef *filter_out, GError **error)
{
    unsigned int strict = flags & VIR_NWFILTER_DEFINE_VALIDATE ? (unsigned int)XML_STRICT : 0;
    Host *host = host_of(conn);
    const NwfilterDriver *driver = host->type->nwfilters;
    g_autoptr(Definition) def = defined_read(host, &nwfilter_kind, xml, strict, error);
    DefinedObj *obj = def ? defined_enter(host, &nwfilter_kind, def, false, job, error) : NULL;
    bool done;

    if (!obj)
        return false;
    done = (!driver->changed || !obj_is(&obj->obj, OBJ_PERSISTENT) ||
            driver->changed((NwfilterObj *)obj, def, job, error)) &&
           defined_store(obj, definition_ref(def), error);
    if (done)
        obj_fill_ref(&obj->obj, filter_out);
    defined_leave(obj, job);
    return done;
}

static bool
nwfilter_undefine(NwfilterObj *filter, Job *job, GError **error)
{
    g_autoptr(Name) name = obj_name(&filter->base.obj);

    if (nwfilter_is_bound(filter->base.host, name->text))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "nwfilter is in use");
    return defined_undefine(&filter->base, error);
}

static bool
nwfilter_get_xml_desc(NwfilterObj *filter, unsigned int flags, Job *job, char **xml_out,
                      GError **error)
{
    *xml_out = defined_format(&filter->base, true, 0);
    return true;
}

/* clang-format off */
const NwfilterMethods core_nwfilter_methods = {
    .get_xml_desc = nwfilter_get_xml_desc,
    .undefine = nwfilter_undefine,
};
/* clang-format on */

void
nwfilter_connect_methods(ConnectMethods *methods)
{
    methods->nwfilter_binding_create_xml = nwfilter_binding_create_xml_method;
    methods->nwfilter_define_xml_flags = nwfilter_define_xml;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bindings: made when a guest's interface is plugged in. */
#include "core/define/objects.h"
#include "core/nwfilter/nwfilter-priv.h"

#define ERR_DOMAIN VIR_FROM_NWFILTER

static bool
define(Host *host, Definition *def, GError **error)
{
    return nwfilterbinding_define(def, error);
}

static bool
may_take(DefinedObj *taken, const Definition *def, bool is_create, GError **error)
{
    return err_set(error, VIR_ERR_OPERATION_FAILED, "binding '%s' already exists",
                   ((const FilterBinding *)def->root)->portdev);
}

static void
fill_ref(Obj *obj, void *ref)
{
    g_autoptr(Name) name = obj_name(obj);
    g_autoptr(Definition) def = defined_stored((DefinedObj *)obj);
    NwfilterBindingRef *binding = ref;

    binding->portdev = g_strdup(name->text);
    binding->filtername = g_strdup(((const FilterBinding *)def->root)->filter);
}

const DefinedKind nwfilter_binding_kind = {
    .type = { .kind = OBJECT_NWFILTER_BINDING, .fill_ref = fill_ref, DEFINED_OBJ },
    .size = sizeof(NwfilterBindingObj),
    .document = XML_DOCUMENT_NWFILTERBINDING,
    .noun = "binding",
    .name_at = offsetof(FilterBinding, portdev),
    .uuid_at = DEFINED_NOT_THERE,
    .define = define,
    .may_take = may_take,
    DEFINED_NO_EVENTS,
};

static bool
put_in_force(DefinedObj *obj, const Definition *def, Job *job, GError **error)
{
    const NwfilterDriver *driver = obj->host->type->nwfilters;
    g_autofree char *missing = NULL;

    nwfilter_leads_to(obj->host, ((const FilterBinding *)def->root)->filter, NULL, &missing);
    if (missing)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "referenced filter '%s' is missing", missing);
    if (driver->apply && !driver->apply(obj->host, def, job, error))
        return false;
    defined_start(obj, NULL);
    return true;
}

bool
nwfilter_binding_create_xml_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                                   NwfilterBindingRef *binding_out, GError **error)
{
    unsigned int strict =
        flags & VIR_NWFILTER_BINDING_CREATE_VALIDATE ? (unsigned int)XML_STRICT : 0;
    Host *host = host_of(conn);
    g_autoptr(Definition) def = defined_read(host, &nwfilter_binding_kind, xml, strict, error);
    DefinedObj *obj =
        def ? defined_enter(host, &nwfilter_binding_kind, def, true, job, error) : NULL;
    bool done;

    if (!obj)
        return false;
    done = put_in_force(obj, def, job, error);
    if (done)
        obj_fill_ref(&obj->obj, binding_out);
    defined_leave(obj, job);
    return done;
}

static bool
nwfilter_binding_delete(NwfilterBindingObj *binding, Job *job, GError **error)
{
    const NwfilterDriver *driver = binding->base.host->type->nwfilters;

    if (driver->revoke)
        driver->revoke(binding);
    defined_stop(&binding->base);
    return true;
}

static bool
nwfilter_binding_get_xml_desc(NwfilterBindingObj *binding, unsigned int flags, Job *job,
                              char **xml_out, GError **error)
{
    *xml_out = defined_format(&binding->base, true, 0);
    return true;
}

/* clang-format off */
const NwfilterBindingMethods core_nwfilter_binding_methods = {
    .delete_ = nwfilter_binding_delete,
    .get_xml_desc = nwfilter_binding_get_xml_desc,
};
/* clang-format on */

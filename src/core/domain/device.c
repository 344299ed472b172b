/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices are attached, changed and detached: in what is stored, in what runs, or in both. */
#include <string.h>

#include "core/domain/domain-priv.h"
#include "core/domain/edit.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* What one call is about, and what it did to the running domain. */
typedef struct DeviceArgs {
    DeviceKind kind;
    const void *device; /* from the call's document; NULL: by its alias */
    const char *wanted_alias;
    char *alias; /* of the one that was detached */
} DeviceArgs;

/* The device of a document. */
static Definition *
read_device(const char *xml, DeviceKind *kind_out, GError **error)
{
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(xml, strlen(xml), "(device_definition)", ERR_DOMAIN, error);
    const XmlNode *root;

    if (!doc)
        return NULL;
    root = xml_doc_root(doc);
    *kind_out = device_kind(root->name);
    if (*kind_out == N_DEVICE_KINDS)
        return err_set_null(error, VIR_ERR_CONFIG_UNSUPPORTED, "unknown device type '%s'",
                            root->name);
    return definition_read(device_traits[*kind_out].document, doc, root, XML_INACTIVE, error);
}

static bool
edit_document(DomainObj *dom, const char *xml, unsigned int flags, DomainEditor editor,
              DeviceArgs *args, Job *job, GError **error)
{
    g_autoptr(Definition) device = read_device(xml, &args->kind, error);

    if (!device)
        return false;
    args->device = device->root;
    return domain_edit(dom, flags, editor, args, job, error);
}

/* --- attach */

static bool
edit_attach(DomainEdit *edit, const void *opaque, GError **error)
{
    const DeviceArgs *args = opaque;

    return domain_add_device(edit->def, args->kind, args->device, edit->env, error);
}

/* The alias of the last one of a kind in what runs: drivers give it when they plug it in. */
static char *
last_alias(DomainObj *dom, DeviceKind kind)
{
    g_autoptr(Definition) live = domain_live(dom);
    unsigned int n = live ? device_count(domain_of(live), kind) : 0;
    const DeviceInfo *info =
        n > 0 ? device_info(kind, device_at(domain_of(live), kind, n - 1)) : NULL;

    return info ? g_strdup(info->alias) : NULL;
}

bool
domain_attach_device_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                            GError **error)
{
    DeviceArgs args = { 0 };
    g_autofree char *alias = NULL;

    if (!edit_document(dom, xml, flags, edit_attach, &args, job, error))
        return false;
    alias = flags & VIR_DOMAIN_AFFECT_LIVE ? last_alias(dom, args.kind) : NULL;
    if (alias)
        domain_emit_device(dom, VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, alias);
    return true;
}

/* --- update */

static bool
edit_update(DomainEdit *edit, const void *opaque, GError **error)
{
    const DeviceArgs *args = opaque;
    unsigned int at;

    return domain_update_device(edit->def, args->kind, args->device, edit->env, &at, error);
}

bool
domain_update_device_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                            GError **error)
{
    DeviceArgs args = { 0 };

    return edit_document(dom, xml, flags, edit_update, &args, job, error);
}

/* --- detach */

static bool
find_alias(const Domain *domain, const char *alias, DeviceKind *kind_out, unsigned int *at_out,
           GError **error)
{
    for (unsigned int kind = 0; kind < N_DEVICE_KINDS; kind++) {
        for (unsigned int i = 0; i < device_count(domain, kind); i++) {
            const DeviceInfo *info = device_info(kind, device_at(domain, kind, i));

            if (!info || g_strcmp0(info->alias, alias) != 0)
                continue;
            *kind_out = kind;
            *at_out = i;
            return true;
        }
    }
    return err_set(error, VIR_ERR_INTERNAL_ERROR, "no device found with alias %s", alias);
}

static bool
edit_detach(DomainEdit *edit, const void *opaque, GError **error)
{
    DeviceArgs *args = (DeviceArgs *)opaque;
    const DeviceInfo *info;
    unsigned int at;

    if (args->device
            ? !domain_match_device(edit->def, args->kind, args->device, edit->env, &at, error)
            : !find_alias(edit->domain, args->wanted_alias, &args->kind, &at, error))
        return false;
    if (edit->is_live && args->kind == DEVICE_DISK &&
        !block_job_refuse(edit->dom, edit->domain->devices.disks.items[at]->dst, error))
        return false;
    info = device_info(args->kind, device_at(edit->domain, args->kind, at));
    if (edit->is_live && info)
        args->alias = g_strdup(info->alias);
    return domain_remove_device_at(edit->def, args->kind, at, edit->env, error);
}

static bool
finish_detach(DomainObj *dom, bool done, DeviceArgs *args)
{
    if (done && args->alias)
        domain_emit_device(dom, VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, args->alias);
    g_free(args->alias);
    return done;
}

bool
domain_detach_device_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                            GError **error)
{
    DeviceArgs args = { 0 };

    return finish_detach(dom, edit_document(dom, xml, flags, edit_detach, &args, job, error),
                         &args);
}

bool
domain_detach_alias_method(DomainObj *dom, const char *alias, unsigned int flags, Job *job,
                           GError **error)
{
    DeviceArgs args = { .wanted_alias = alias };

    return finish_detach(dom, domain_edit(dom, flags, edit_detach, &args, job, error), &args);
}

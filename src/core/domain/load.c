/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains that a host had when it ended are there again. */
#include "base/file.h"
#include "core/domain/domain-priv.h"
#include "core/domain/moment.h"
#include "core/domain/save.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
has_image(DomainObj *dom)
{
    const SaveDriver *driver = dom->host->type->domains->saves;
    g_autofree char *path = driver && driver->managed_path ? driver->managed_path(dom) : NULL;

    return path && g_file_test(path, G_FILE_TEST_EXISTS);
}

static bool
take(const char *name, const char *text, unsigned int starts, void *opaque, GError **error)
{
    Host *host = opaque;
    g_autoptr(Definition) def = domain_read(host, text, XML_INACTIVE, false, error);
    g_autoptr(Obj) obj = NULL;

    if (!def)
        return false;
    if (!g_str_equal(domain_of(def)->name, name))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "the file of '%s' describes domain '%s'",
                       name, domain_of(def)->name);
    obj = (Obj *)domain_add(host, def, error);
    if (!obj)
        return false;
    obj_set_state(obj, OBJ_PERSISTENT, true);
    obj_set_state(obj, OBJ_AUTOSTART, starts & STORE_STARTS);
    obj_set_state(obj, DOMAIN_AUTOSTART_ONCE, starts & STORE_STARTS_ONCE);
    obj_set_state(obj, DOMAIN_MANAGED_SAVE, has_image((DomainObj *)obj));
    moments_load((DomainObj *)obj);
    return true;
}

unsigned int
domain_load(Host *host)
{
    return store_load(host->stores[OBJECT_DOMAIN], take, host);
}

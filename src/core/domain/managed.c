/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains that are put aside until their next start, and dumps of what they hold. */
#include "base/file.h"
#include "base/log.h"
#include "core/domain/domain-priv.h"
#include "core/domain/save.h"

LOG_SOURCE("core.domain");

#define ERR_DOMAIN dom->host->type->errors

static const SaveDriver *
driver_of(const DomainObj *dom)
{
    return dom->host->type->domains->saves;
}

/* --- the image: a file if the driver has a place for it, else the text that it would begin with */

static char *
path_of(DomainObj *dom)
{
    const SaveDriver *driver = driver_of(dom);

    return driver && driver->managed_path ? driver->managed_path(dom) : NULL;
}

static void
keep_in_memory(DomainObj *dom, const SavedDomain *head)
{
    publish_set(&dom->saved, name_new(head->xml));
    obj_set_state(&dom->obj, DOMAIN_SAVED_RUNNING, head->was_running);
}

static bool
make(DomainObj *dom, const SavedDomain *head, unsigned int flags, Job *job, GError **error)
{
    g_autofree char *path = path_of(dom);

    if (path)
        return driver_of(dom)->save(dom, path, head, flags, job, error);
    keep_in_memory(dom, head);
    return true;
}

static bool
read_image(DomainObj *dom, SavedDomain *head_out, GError **error)
{
    g_autofree char *path = path_of(dom);
    g_autoptr(Name) text = publish_get(&dom->saved);

    if (!obj_is(&dom->obj, DOMAIN_MANAGED_SAVE))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "domain does not have managed save image");
    if (path)
        return driver_of(dom)->read(dom->host, path, head_out, error);
    head_out->xml = g_strdup(text ? text->text : "");
    head_out->was_running = obj_is(&dom->obj, DOMAIN_SAVED_RUNNING);
    return true;
}

/* The definition in it, with the name that the domain has now. */
static Definition *
saved_definition(DomainObj *dom, const SavedDomain *head, GError **error)
{
    g_autoptr(Name) name = obj_name(&dom->obj);
    Definition *def = domain_read(dom->host, head->xml, XML_INACTIVE, false, error);

    if (def && !g_str_equal(name->text, domain_of(def)->name)) {
        Domain *domain = def->root;

        XML_SET(domain, name, arena_strdup(def->arena, name->text), XML_GIVEN);
    }
    return def;
}

static bool
rewrite(DomainObj *dom, const SavedDomain *head, GError **error)
{
    g_autofree char *path = path_of(dom);

    if (path)
        return driver_of(dom)->write(dom->host, path, head, error);
    keep_in_memory(dom, head);
    return true;
}

static bool
drop(DomainObj *dom, GError **error)
{
    g_autofree char *path = path_of(dom);

    if (path && !file_remove(path, error))
        return false;
    publish_set(&dom->saved, NULL);
    obj_set_state(&dom->obj, DOMAIN_MANAGED_SAVE | DOMAIN_SAVED_RUNNING, false);
    return true;
}

void
domain_forget_saved(DomainObj *dom)
{
    g_autoptr(GError) error = NULL;

    if (obj_is(&dom->obj, DOMAIN_MANAGED_SAVE) && !drop(dom, &error)) {
        obj_set_state(&dom->obj, DOMAIN_MANAGED_SAVE, false);
        log_error(LOG_LEVEL_WARNING, error);
    }
}

void
domain_set_saved(DomainObj *dom, const Definition *def)
{
    g_auto(SavedDomain) head = { definition_format(def, XML_INACTIVE | XML_SECURE), true };

    keep_in_memory(dom, &head);
    obj_set_state(&dom->obj, DOMAIN_MANAGED_SAVE, true);
}

/* --- methods */

/* One that was put aside paused goes on paused, unless that means to boot. */
static bool
will_run(DomainObj *dom, unsigned int flags)
{
    if (driver_of(dom)->boots)
        return true;
    return flags & (VIR_DOMAIN_SAVE_RUNNING | VIR_DOMAIN_SAVE_PAUSED)
               ? flags & VIR_DOMAIN_SAVE_RUNNING
               : domain_state(dom, NULL) == VIR_DOMAIN_RUNNING;
}

bool
domain_managed_save_method(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    g_auto(SavedDomain) head = { 0 };
    g_autoptr(Definition) live = NULL;

    if (!domain_require_active(dom, error))
        return false;
    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "cannot do managed save for transient domain");
    if (!block_job_refuse_any(dom, error))
        return false;
    live = domain_live(dom);
    head.xml = definition_format(live, XML_INACTIVE | XML_SECURE);
    head.was_running = will_run(dom, flags);
    if (!make(dom, &head, flags, job, error))
        return false;
    domain_stop(dom, VIR_DOMAIN_SHUTOFF_SAVED, VIR_DOMAIN_EVENT_STOPPED_SAVED);
    obj_set_state(&dom->obj, DOMAIN_MANAGED_SAVE, true);
    return true;
}

bool
domain_has_managed_save_method(DomainObj *dom, unsigned int flags, Job *job, int *result_out,
                               GError **error)
{
    *result_out = obj_is(&dom->obj, DOMAIN_MANAGED_SAVE);
    return true;
}

bool
domain_managed_save_remove_method(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    return !obj_is(&dom->obj, DOMAIN_MANAGED_SAVE) || drop(dom, error);
}

bool
domain_managed_save_get_xml_method(DomainObj *dom, unsigned int flags, Job *job, char **xml_out,
                                   GError **error)
{
    g_auto(SavedDomain) head = { 0 };
    g_autoptr(Definition) def = NULL;

    if (!read_image(dom, &head, error) || !(def = saved_definition(dom, &head, error)))
        return false;
    *xml_out = definition_format(def, flags & VIR_DOMAIN_SAVE_IMAGE_XML_SECURE
                                          ? XML_INACTIVE | XML_SECURE
                                          : (unsigned int)XML_INACTIVE);
    return true;
}

/* Without a document, only the state in which it goes on is changed. */
bool
domain_managed_save_define_xml_method(DomainObj *dom, const char *dxml, unsigned int flags,
                                      Job *job, GError **error)
{
    g_auto(SavedDomain) head = { 0 };

    if (!read_image(dom, &head, error))
        return false;
    if (dxml) {
        g_autoptr(Definition) saved = saved_definition(dom, &head, error);
        g_autoptr(Definition) def =
            saved ? domain_replacement(dom->host, saved, dxml, error) : NULL;

        if (!def)
            return false;
        g_free(head.xml);
        head.xml = definition_format(def, XML_INACTIVE | XML_SECURE);
    }
    if (flags & (VIR_DOMAIN_SAVE_RUNNING | VIR_DOMAIN_SAVE_PAUSED))
        head.was_running = flags & VIR_DOMAIN_SAVE_RUNNING;
    return rewrite(dom, &head, error);
}

bool
domain_core_dump_method(DomainObj *dom, const char *to, unsigned int dumpformat, unsigned int flags,
                        Job *job, GError **error)
{
    if (!domain_require_active(dom, error) || !block_job_refuse_any(dom, error) ||
        !driver_of(dom)->dump(dom, to, dumpformat, flags, job, error))
        return false;
    if (flags & VIR_DUMP_CRASH)
        domain_stop(dom, VIR_DOMAIN_SHUTOFF_CRASHED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
    return true;
}

/* --- the next start */

static bool
boot(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    bool is_paused = flags & VIR_DOMAIN_START_PAUSED;

    return domain_start(dom, NULL, flags, is_paused ? VIR_DOMAIN_PAUSED : VIR_DOMAIN_RUNNING,
                        is_paused ? (int)VIR_DOMAIN_PAUSED_STARTING_UP
                                  : (int)VIR_DOMAIN_RUNNING_BOOTED,
                        VIR_DOMAIN_EVENT_STARTED_BOOTED, job, error);
}

static bool
go_on(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    const SaveDriver *driver = driver_of(dom);
    g_auto(SavedDomain) head = { 0 };
    g_autofree char *path = path_of(dom);
    g_autoptr(Definition) def = NULL;
    DomainStart how = { .start = driver->restore, .from = path, .flags = flags };
    bool runs;

    if (!read_image(dom, &head, error) || !(def = saved_definition(dom, &head, error)))
        return false;
    runs = head.was_running && !(flags & VIR_DOMAIN_START_PAUSED);
    how.state = runs ? VIR_DOMAIN_RUNNING : VIR_DOMAIN_PAUSED;
    if (driver->boots) {
        how.reason = runs ? (int)VIR_DOMAIN_RUNNING_BOOTED : (int)VIR_DOMAIN_PAUSED_STARTING_UP;
        how.event_detail = VIR_DOMAIN_EVENT_STARTED_BOOTED;
    } else {
        how.reason = runs ? (int)VIR_DOMAIN_RUNNING_RESTORED : (int)VIR_DOMAIN_PAUSED_USER;
        how.event_detail = VIR_DOMAIN_EVENT_STARTED_RESTORED;
    }
    if (!domain_start_from(dom, g_steal_pointer(&def), &how, job, error))
        return false;
    if (!runs && !driver->boots)
        domain_emit(dom, VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_RESTORED);
    return true;
}

bool
domain_launch(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    bool goes_on = obj_is(&dom->obj, DOMAIN_MANAGED_SAVE);

    if (goes_on && (flags & VIR_DOMAIN_START_FORCE_BOOT)) {
        if (!drop(dom, error))
            return false;
        goes_on = false;
    }
    if (goes_on ? !go_on(dom, flags, job, error) : !boot(dom, flags, job, error))
        return false;
    if (flags & VIR_DOMAIN_START_AUTODESTROY)
        domain_keep(dom, job);
    return true;
}

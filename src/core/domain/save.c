/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains that are put aside, in files or until their next start, and dumps of their memory. */
#include "core/domain/save.h"

#include <string.h>

#include "core/domain/domain-priv.h"

#define ERR_DOMAIN host->type->errors

void
saved_domain_clear(SavedDomain *saved)
{
    g_clear_pointer(&saved->xml, g_free);
}

static const SaveDriver *
driver_of(const Host *host)
{
    return host->type->domains->saves;
}

static bool
may_edit(Host *host, const char *dxml, GError **error)
{
    return !dxml || driver_of(host)->edits ||
           err_set(error, VIR_ERR_ARGUMENT_UNSUPPORTED, "xml modification unsupported");
}

/* dxml in place of what the guest had, which must not notice. */
Definition *
domain_replacement(Host *host, const Definition *def, const char *dxml, GError **error)
{
    g_autoptr(Definition) other = domain_read(host, dxml, XML_INACTIVE, false, error);

    if (!other || !object_check_abi(XML_TYPE_DOMAIN, def->root, other->root, error))
        return NULL;
    if (!g_str_equal(domain_of(def)->name, domain_of(other)->name))
        return err_set_full(error, VIR_FROM_DOMAIN, VIR_ERR_CONFIG_UNSUPPORTED,
                            "Target domain name '%s' does not match source '%s'",
                            domain_of(other)->name, domain_of(def)->name)
                   ? NULL
                   : NULL;
    return g_steal_pointer(&other);
}

/* --- into a file */

static bool
describe(DomainObj *dom, const char *dxml, unsigned int flags, SavedDomain *head_out,
         GError **error)
{
    g_autoptr(Definition) live = domain_live(dom);
    g_autoptr(Definition) other = dxml ? domain_replacement(dom->host, live, dxml, error) : NULL;

    if (dxml && !other)
        return false;
    head_out->xml = definition_format(other ? other : live, XML_SECURE);
    head_out->was_running = domain_state(dom, NULL) == VIR_DOMAIN_RUNNING;
    if (flags & (VIR_DOMAIN_SAVE_RUNNING | VIR_DOMAIN_SAVE_PAUSED))
        head_out->was_running = flags & VIR_DOMAIN_SAVE_RUNNING;
    return true;
}

bool
domain_save_method(DomainObj *dom, const char *to, const char *dxml, unsigned int flags, Job *job,
                   GError **error)
{
    g_auto(SavedDomain) head = { 0 };

    if (!may_edit(dom->host, dxml, error) || !domain_require_active(dom, error) ||
        !block_job_refuse_any(dom, error) || !describe(dom, dxml, flags, &head, error) ||
        !driver_of(dom->host)->save(dom, to, &head, flags, job, error))
        return false;
    domain_stop(dom, VIR_DOMAIN_SHUTOFF_SAVED, VIR_DOMAIN_EVENT_STOPPED_SAVED);
    return true;
}

/* The same with parameters. */
static const ParamRule rules[] = {
    { VIR_DOMAIN_SAVE_PARAM_FILE, VIR_TYPED_PARAM_STRING, false },
    { VIR_DOMAIN_SAVE_PARAM_DXML, VIR_TYPED_PARAM_STRING, false },
    { NULL, 0, false },
};

static const char *
text_param(const virTypedParameter *params, unsigned int n, const char *name)
{
    const virTypedParameter *param = params_find(params, n, name);

    return param ? param->value.s : NULL;
}

bool
domain_save_params_method(DomainObj *dom, const virTypedParameter *params, unsigned int n_params,
                          unsigned int flags, Job *job, GError **error)
{
    const char *file = text_param(params, n_params, VIR_DOMAIN_SAVE_PARAM_FILE);
    const char *dxml = text_param(params, n_params, VIR_DOMAIN_SAVE_PARAM_DXML);

    if (!params_check_rules(params, n_params, rules, error))
        return false;
    return file ? domain_save_method(dom, file, dxml, flags, job, error)
                : domain_managed_save_method(dom, flags, job, error);
}

/* --- from a file */

/* The definition in a file's head. */
static Definition *
read_saved(Host *host, const char *path, SavedDomain *head, GError **error)
{
    return driver_of(host)->read(host, path, head, error)
               ? domain_read(host, head->xml, XML_INACTIVE, false, error)
               : NULL;
}

static bool
go_on(DomainObj *dom, Definition *def, const char *path, bool is_running, unsigned int flags,
      Job *job, GError **error)
{
    const DomainStart how = {
        .start = driver_of(dom->host)->restore,
        .from = path,
        .flags = flags,
        .state = is_running ? VIR_DOMAIN_RUNNING : VIR_DOMAIN_PAUSED,
        .reason = is_running ? (int)VIR_DOMAIN_RUNNING_RESTORED : (int)VIR_DOMAIN_PAUSED_USER,
        .event_detail = VIR_DOMAIN_EVENT_STARTED_RESTORED,
    };

    if (!domain_start_from(dom, def, &how, job, error))
        return false;
    if (!is_running)
        domain_emit(dom, VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_RESTORED);
    return true;
}

bool
domain_restore_method(Conn *conn, const char *from, const char *dxml, unsigned int flags, Job *job,
                      GError **error)
{
    Host *host = host_of(conn);
    g_auto(SavedDomain) head = { 0 };
    g_autoptr(Definition) def = NULL;
    DomainObj *dom;
    bool done;

    if (!may_edit(host, dxml, error) || !(def = read_saved(host, from, &head, error)))
        return false;
    if (dxml) {
        g_autoptr(Definition) saved = g_steal_pointer(&def);

        def = domain_replacement(host, saved, dxml, error);
    }
    if (!def || !(dom = domain_enter(host, def, true, job, error)))
        return false;
    if (flags & (VIR_DOMAIN_SAVE_RUNNING | VIR_DOMAIN_SAVE_PAUSED))
        head.was_running = flags & VIR_DOMAIN_SAVE_RUNNING;
    done = go_on(dom, g_steal_pointer(&def), from, head.was_running, flags, job, error);
    if (!done && !obj_is(&dom->obj, OBJ_PERSISTENT))
        domain_forget(dom);
    job_end(job);
    obj_unref(dom);
    return done;
}

bool
domain_restore_params_method(Conn *conn, const virTypedParameter *params, unsigned int n_params,
                             unsigned int flags, Job *job, GError **error)
{
    Host *host = host_of(conn);
    const char *file = text_param(params, n_params, VIR_DOMAIN_SAVE_PARAM_FILE);

    if (!params_check_rules(params, n_params, rules, error))
        return false;
    if (!file)
        return err_set(error, VIR_ERR_INVALID_ARG, "missing path for domain restore");
    return domain_restore_method(
        conn, file, text_param(params, n_params, VIR_DOMAIN_SAVE_PARAM_DXML), flags, job, error);
}

/* --- what a file says */

/* Access to the domain of which a file tells, whether it is there or not. */
static bool
admit(Job *job, const Domain *domain, GError **error)
{
    DomainRef ref = { .name = (char *)domain->name, .id = -1 };

    memcpy(ref.uuid, domain->uuid, sizeof(ref.uuid));
    return gate_admit(job, OBJECT_DOMAIN, &ref, error);
}

bool
domain_save_image_get_xml_method(Conn *conn, const char *file, unsigned int flags, Job *job,
                                 char **xml_out, GError **error)
{
    g_auto(SavedDomain) head = { 0 };
    g_autoptr(Definition) def = read_saved(host_of(conn), file, &head, error);

    if (!def || !admit(job, def->root, error))
        return false;
    *xml_out = definition_format(def, flags & VIR_DOMAIN_SAVE_IMAGE_XML_SECURE
                                          ? XML_INACTIVE | XML_SECURE
                                          : (unsigned int)XML_INACTIVE);
    return true;
}

bool
domain_save_image_define_xml_method(Conn *conn, const char *file, const char *dxml,
                                    unsigned int flags, Job *job, GError **error)
{
    Host *host = host_of(conn);
    g_auto(SavedDomain) head = { 0 };
    g_autoptr(Definition) saved = read_saved(host, file, &head, error);
    g_autoptr(Definition) def = NULL;

    if (!saved || !admit(job, saved->root, error) ||
        !(def = domain_read(host, dxml, XML_INACTIVE, false, error)))
        return false;
    g_free(head.xml);
    head.xml = definition_format(def, XML_INACTIVE | XML_SECURE);
    if (flags & (VIR_DOMAIN_SAVE_RUNNING | VIR_DOMAIN_SAVE_PAUSED))
        head.was_running = flags & VIR_DOMAIN_SAVE_RUNNING;
    return driver_of(host)->write(host, file, &head, error);
}

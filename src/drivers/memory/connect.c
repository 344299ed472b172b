/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be asked of the connection: lists, look-ups and new domains. */
#include <string.h>
#include <unistd.h>
#include "base/err.h"
#include "memory-priv.h"

#define ERR_DOMAIN                 VIR_FROM_DOMAIN
#define FEATURE_TYPED_PARAM_STRING 9 /* api/objects.api */

/* Lists. */

bool
domain_passes(Obj *obj, uint32_t flags)
{
    /* Each pair of flags asks one question; neither or both accept any answer. */
    static const struct {
        unsigned int yes, no, state;
    } pairs[] = {
        { VIR_CONNECT_LIST_DOMAINS_ACTIVE, VIR_CONNECT_LIST_DOMAINS_INACTIVE, OBJ_ACTIVE },
        { VIR_CONNECT_LIST_DOMAINS_PERSISTENT, VIR_CONNECT_LIST_DOMAINS_TRANSIENT, OBJ_PERSISTENT },
        { VIR_CONNECT_LIST_DOMAINS_AUTOSTART, VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART,
          OBJ_AUTOSTART },
        { VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE, VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE, 1u << 31 },
        { VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT, VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT, 1u << 31 },
        { VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT, VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT,
          1u << 31 },
    };
    static const unsigned int by_state[] = {
        [VIR_DOMAIN_RUNNING] = VIR_CONNECT_LIST_DOMAINS_RUNNING,
        [VIR_DOMAIN_PAUSED] = VIR_CONNECT_LIST_DOMAINS_PAUSED,
        [VIR_DOMAIN_SHUTOFF] = VIR_CONNECT_LIST_DOMAINS_SHUTOFF,
    };
    const unsigned int states = VIR_CONNECT_LIST_DOMAINS_RUNNING | VIR_CONNECT_LIST_DOMAINS_PAUSED |
                                VIR_CONNECT_LIST_DOMAINS_SHUTOFF | VIR_CONNECT_LIST_DOMAINS_OTHER;
    unsigned int state = atomic_load(&((MemoryDomain *)obj)->state) >> 16;

    for (unsigned int i = 0; i < G_N_ELEMENTS(pairs); i++) {
        unsigned int asked = flags & (pairs[i].yes | pairs[i].no);

        if (asked && !(asked & (obj_is(obj, pairs[i].state) ? pairs[i].yes : pairs[i].no)))
            return false;
    }
    return !(flags & states) || (flags & by_state[state]);
}

/* New domains. */

static bool
give(Obj *obj, DomainRef *dom_out)
{
    if (!obj)
        return false;
    obj_fill_ref(obj, dom_out);
    obj_unref(obj);
    return true;
}

static bool
is_same(Obj *obj, const MemoryDef *def, GError **error)
{
    g_autoptr(Name) name = obj_name(obj);

    if (memcmp(obj->uuid, def->uuid, sizeof(def->uuid)) == 0 && g_str_equal(name->text, def->name))
        return true;
    return err_set(error, VIR_ERR_OPERATION_FAILED, "domain '%s' already exists with another %s",
                   name->text, g_str_equal(name->text, def->name) ? "uuid" : "name");
}

/* The domain of that name and UUID, new or not, with the call's job begun. */
static MemoryDomain *
enter_domain(Job *job, MemoryDef *def, bool is_new_only, GError **error)
{
    g_autoptr(Obj) obj = NULL;

    for (;;) {
        g_autoptr(Obj) fresh = (Obj *)domain_new(def);

        g_clear_pointer(&obj, obj_unref);
        if (!gate_admit_object(job, fresh, error))
            return NULL;
        /* Begun before anybody else can see it. */
        if (!gate_enter(job, fresh, error))
            return NULL;
        if (index_add(memory_host.domains, fresh, &obj))
            return (MemoryDomain *)g_steal_pointer(&fresh);
        job_end(job);
        if (!is_same(obj, def, error) || !gate_enter(job, obj, error))
            return NULL;
        if (!obj_is(obj, OBJ_REMOVED))
            break;
        job_end(job);
    }
    if (is_new_only && obj_is(obj, OBJ_ACTIVE))
        return err_set_null(error, VIR_ERR_OPERATION_INVALID, "domain is already active as '%s'",
                            def->name);
    return (MemoryDomain *)g_steal_pointer(&obj);
}

static bool
define_xml_flags(Conn *conn, const char *xml, unsigned int flags, Job *job, DomainRef *dom_out,
                 GError **error)
{
    g_autoptr(MemoryDef) def = def_parse(xml, error);
    MemoryDomain *dom;
    bool was_there;

    if (!def || !(dom = enter_domain(job, def, false, error)))
        return false;
    was_there = obj_is(&dom->obj, OBJ_PERSISTENT);
    publish_set(&dom->stored, g_steal_pointer(&def));
    obj_set_state(&dom->obj, OBJ_PERSISTENT, true);
    domain_emit(dom, VIR_DOMAIN_EVENT_DEFINED,
                was_there ? VIR_DOMAIN_EVENT_DEFINED_UPDATED : VIR_DOMAIN_EVENT_DEFINED_ADDED);
    job_end(job);
    return give(&dom->obj, dom_out);
}

static bool
create_xml(Conn *conn, const char *xml_desc, unsigned int flags, Job *job, DomainRef *dom_out,
           GError **error)
{
    g_autoptr(MemoryDef) def = def_parse(xml_desc, error);
    MemoryDomain *dom;

    if (!def || !(dom = enter_domain(job, def, true, error)))
        return false;
    domain_run(dom, g_steal_pointer(&def), flags & VIR_DOMAIN_START_PAUSED);
    job_end(job);
    return give(&dom->obj, dom_out);
}

/* About the connection. */

static bool
get_type(Conn *conn, Job *job, char **type_out, GError **error)
{
    *type_out = g_strdup(conn->backend->name);
    return true;
}

static bool
get_version(Conn *conn, Job *job, unsigned long long *hv_ver_out, GError **error)
{
    *hv_ver_out = 2;
    return true;
}

static bool
get_hostname(Conn *conn, Job *job, char **hostname_out, GError **error)
{
    *hostname_out = g_strdup(g_get_host_name());
    return true;
}

static bool
get_uri(Conn *conn, Job *job, char **uri_out, GError **error)
{
    *uri_out = g_strdup(conn->uri);
    return true;
}

static bool
get_capabilities(Conn *conn, Job *job, char **capabilities_out, GError **error)
{
    *capabilities_out = g_strdup("<capabilities>\n\n"
                                 "  <host>\n"
                                 "    <cpu>\n"
                                 "      <arch>x86_64</arch>\n"
                                 "    </cpu>\n"
                                 "  </host>\n\n"
                                 "  <guest>\n"
                                 "    <os_type>hvm</os_type>\n"
                                 "    <arch name='x86_64'>\n"
                                 "      <wordsize>64</wordsize>\n"
                                 "      <domain type='test'/>\n"
                                 "    </arch>\n"
                                 "  </guest>\n\n"
                                 "</capabilities>\n");
    return true;
}

static bool
supports_feature(Conn *conn, int feature, Job *job, int *supported_out, GError **error)
{
    *supported_out = feature == FEATURE_TYPED_PARAM_STRING;
    return true;
}

static bool
is_secure(Conn *conn, Job *job, int *secure_out, GError **error)
{
    *secure_out = 1;
    return true;
}

const ConnectMethods memory_connect_methods = {
    .domain_create_xml = create_xml,
    .domain_define_xml_flags = define_xml_flags,
    .get_capabilities = get_capabilities,
    .get_hostname = get_hostname,
    .get_type = get_type,
    .get_uri = get_uri,
    .get_version = get_version,
    .is_secure = is_secure,
    .supports_feature = supports_feature,
};

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "around.h"

#include <string.h>

#include "base/err.h"
#include "core/define/moment.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_NONE

#define DEFAULT_POOL                                                                               \
    "<pool type='dir'><name>default-pool</name><target><path>/default-pool</path></target></pool>"

static struct {
    const char *name;
    const char *value;
} around[] = { { "pool" }, { "domain" }, { "before" }, { "existing" }, { "state" }, { "flags" } };

bool
around_add(const char *assignment)
{
    const char *equals = strchr(assignment, '=');

    for (unsigned int i = 0; equals != NULL && i < G_N_ELEMENTS(around); i++) {
        size_t n = strlen(around[i].name);

        if ((size_t)(equals - assignment) != n || strncmp(assignment, around[i].name, n) != 0)
            continue;
        around[i].value = equals + 1;
        return true;
    }
    return false;
}

static const char *
around_get(const char *name)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(around); i++)
        if (strcmp(around[i].name, name) == 0)
            return around[i].value;
    g_assert_not_reached();
}

/* The document of that name, read; by default the text. */
static Definition *
around_read(const char *name, XmlDocumentId document, const char *text, GError **error)
{
    g_autofree char *given = NULL;
    const char *path = around_get(name);

    if (path != NULL && !g_file_get_contents(path, &given, NULL, error))
        return NULL;
    return definition_parse(document, given != NULL ? given : text, XML_INACTIVE, error);
}

static char *
define_volume(const Driver *driver, XmlDocumentId document, const char *text, GError **error)
{
    g_autoptr(Definition) def = definition_parse(document, text, XML_INACTIVE, error);
    g_autoptr(Definition) pool =
        def == NULL ? NULL : around_read("pool", XML_DOCUMENT_POOL, DEFAULT_POOL, error);

    if (!pool || !pool_define(pool, &driver->env, error) ||
        !volume_define(def, pool->root, driver->volume_flags, error))
        return NULL;
    return definition_format(def, XML_INACTIVE);
}

/* --- snapshots and checkpoints */

#define DEFAULT_DOMAIN                                                                             \
    "<domain type='%s'><name>g</name><memory>1024</memory><os><type>hvm</type></os>"               \
    "<devices>%s</devices></domain>"
#define ONE_DISK "<disk><source file='/i/a.img'/><target dev='vda'/></disk>"

static const struct {
    const char *name;
    MomentFlags flag;
} moment_flags[] = {
    { "redefine", MOMENT_REDEFINE },
    { "disk-only", MOMENT_DISK_ONLY },
    { "current", 0 },
};

static unsigned int
flags_of(const char *words)
{
    g_auto(GStrv) list = g_strsplit(words != NULL ? words : "", ",", -1);
    unsigned int flags = 0;

    for (unsigned int i = 0; list[i] != NULL; i++)
        for (unsigned int k = 0; k < G_N_ELEMENTS(moment_flags); k++)
            if (strcmp(list[i], moment_flags[k].name) == 0)
                flags |= moment_flags[k].flag;
    return flags;
}

static const char *
name_of(const Definition *def)
{
    return def->document == XML_DOCUMENT_DOMAINSNAPSHOT ? ((const Snapshot *)def->root)->name
                                                        : ((const Checkpoint *)def->root)->name;
}

static const void *
find_existing(const void *data, const char *name)
{
    const GPtrArray *existing = data;

    for (unsigned int i = 0; i < existing->len; i++) {
        const Definition *def = existing->pdata[i];

        if (strcmp(name_of(def), name) == 0)
            return def->root;
    }
    return NULL;
}

static bool
is_file(const void *data, const char *path)
{
    return g_str_has_prefix(path, "/i/") || g_str_has_prefix(path, "/i.d/");
}

static bool
define_moment(Definition *def, const MomentEnv *env, GError **error)
{
    return def->document == XML_DOCUMENT_DOMAINSNAPSHOT     ? snapshot_define(def, env, error)
           : def->document == XML_DOCUMENT_DOMAINCHECKPOINT ? checkpoint_define(def, env, error)
                                                            : backup_define(def, env, error);
}

/* Those that are there already, in their order. What a backup begins at was made, not known. */
static bool
read_existing(XmlDocumentId document, MomentEnv *env, GPtrArray *existing, GError **error)
{
    static const char *const names[] = { "before", "existing" };
    bool is_backup = document == XML_DOCUMENT_DOMAINBACKUP;
    XmlDocumentId kind = is_backup ? XML_DOCUMENT_DOMAINCHECKPOINT : document;
    unsigned int flags = env->flags;

    if (!is_backup)
        env->flags = MOMENT_REDEFINE;
    for (unsigned int i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *path = around_get(names[i]);
        g_autofree char *text = NULL;
        g_autoptr(Definition) def = NULL;

        if (path == NULL)
            continue;
        if (!g_file_get_contents(path, &text, NULL, error))
            return false;
        def = moment_parse(kind, text, env->flags, error);
        if (def == NULL || !define_moment(def, env, error))
            return false;
        env->current = name_of(def);
        g_ptr_array_add(existing, g_steal_pointer(&def));
    }
    env->flags = flags;
    return true;
}

static char *
define_in_domain(const Driver *driver, XmlDocumentId document, const char *text, GError **error)
{
    g_autofree char *plain = g_strdup_printf(DEFAULT_DOMAIN, driver->domain_type,
                                             driver->check_snapshot != NULL ? ONE_DISK : "");
    g_autoptr(Definition) domain = around_read("domain", XML_DOCUMENT_DOMAIN, plain, error);
    const char *state = around_get("state");
    g_autoptr(Definition) def = NULL;
    g_autoptr(GPtrArray) existing =
        g_ptr_array_new_with_free_func((GDestroyNotify)definition_unref);
    MomentEnv env = { .define = &driver->env,
                      .flags = driver->moment_flags | flags_of(around_get("flags")),
                      .format = driver->snapshot_format,
                      .now = 1700000000,
                      .find = find_existing,
                      .is_file = is_file };

    if (!domain || !domain_define(domain, &driver->env, error))
        return NULL;
    env.domain = domain->root;
    env.state = (SnapshotState)xml_enum_value(XML_ENUM_SNAPSHOT_STATE, state ? state : "shutoff");
    if (env.state == SNAPSHOT_STATE_SHUTOFF && driver->makes_offline_snapshots)
        env.flags |= MOMENT_OFFLINE;
    env.data = existing;
    if (!read_existing(document, &env, existing, error))
        return NULL;
    def = moment_parse(document, text, env.flags, error);
    if (def != NULL && document == XML_DOCUMENT_DOMAINSNAPSHOT && driver->check_snapshot != NULL &&
        !(env.flags & MOMENT_REDEFINE) && !driver->check_snapshot(def->root, error))
        return NULL;
    if (def == NULL || !define_moment(def, &env, error))
        return NULL;
    return definition_format(def, XML_INACTIVE);
}

static const struct {
    XmlDocumentId document;
    char *(*define)(const Driver *driver, XmlDocumentId document, const char *text, GError **error);
} steps[] = {
    { XML_DOCUMENT_VOLUME, define_volume },
    { XML_DOCUMENT_DOMAINSNAPSHOT, define_in_domain },
    { XML_DOCUMENT_DOMAINCHECKPOINT, define_in_domain },
    { XML_DOCUMENT_DOMAINBACKUP, define_in_domain },
};

bool
around_is_for(XmlDocumentId document)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i].document == document)
            return true;
    return false;
}

char *
around_define(const Driver *driver, XmlDocumentId document, const char *text, GError **error)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i].document == document)
            return steps[i].define(driver, document, text, error);
    g_assert_not_reached();
}

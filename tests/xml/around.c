/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "around.h"

#include <string.h>

#include "base/err.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_NONE

#define DEFAULT_POOL                                                                               \
    "<pool type='dir'><name>default-pool</name><target><path>/default-pool</path></target></pool>"

static struct {
    const char *name;
    const char *value;
} around[] = { { "pool", NULL } };

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
define_volume(const Driver *driver, Definition *def, GError **error)
{
    g_autoptr(Definition) pool = around_read("pool", XML_DOCUMENT_POOL, DEFAULT_POOL, error);

    if (!pool || !pool_define(pool, &driver->env, error) ||
        !volume_define(def, pool->root, driver->volume_flags, error))
        return NULL;
    return definition_format(def, XML_INACTIVE);
}

static const struct {
    XmlDocumentId document;
    char *(*define)(const Driver *driver, Definition *def, GError **error);
} steps[] = {
    { XML_DOCUMENT_VOLUME, define_volume },
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
    g_autoptr(Definition) def = definition_parse(document, text, XML_INACTIVE, error);

    for (unsigned int i = 0; def != NULL && i < G_N_ELEMENTS(steps); i++)
        if (steps[i].document == document)
            return steps[i].define(driver, def, error);
    return NULL;
}

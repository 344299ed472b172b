/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checkpoints are always validated: what must be said, and how, beyond what the reader looks at. */
#include <string.h>

#include "core/define/moment-priv.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

static bool
valid_name(XmlDoc *doc, const XmlNode *node, GError **error)
{
    const char *name = xml_node_text(doc, node);

    if (*name != '\0' && *name != '.' && name[strspn(name, NAME_CHARS ".")] == '\0')
        return true;
    return moment_refuse(
        node, "letters, digits, '_', '-' and, not at the beginning, '.' are expected", error);
}

static bool
valid_parent(XmlDoc *doc, const XmlNode *node, GError **error)
{
    const XmlNode *name = xml_node_child(node, "name");

    return name != NULL ? valid_name(doc, name, error)
                        : moment_refuse(node, "a <name> is expected", error);
}

static bool
valid_time(XmlDoc *doc, const XmlNode *node, GError **error)
{
    const char *text = xml_node_text(doc, node);

    if (*text != '\0' && text[strspn(text, "0123456789")] == '\0')
        return true;
    return moment_refuse(node, "a number of seconds is expected", error);
}

static bool
valid_disks(XmlDoc *doc, const XmlNode *node, GError **error)
{
    if (xml_node_child(node, "disk") == NULL)
        return moment_refuse(node, "a <disk> is expected", error);
    for (const XmlNode *disk = node->children; disk != NULL; disk = disk->next) {
        const char *name, *kind;

        if (disk->kind != XML_NODE_ELEMENT)
            continue;
        name = xml_node_attr(disk, "name");
        kind = xml_node_attr(disk, "checkpoint");
        if (name == NULL || *name == '\0')
            return moment_refuse(disk, "the name of a disk is expected", error);
        if (kind != NULL && strcmp(kind, "no") == 0 &&
            (xml_node_attr(disk, "bitmap") != NULL || xml_node_attr(disk, "size") != NULL))
            return moment_refuse(disk, "without a bitmap nothing can be said of it", error);
    }
    return true;
}

/* Not even a name of an older one stands for a domain. */
static bool
valid_domain(XmlDoc *doc, const XmlNode *node, GError **error)
{
    return xml_node_attr(node, "type") != NULL || moment_refuse(node, "a type is expected", error);
}

static const struct {
    const char *element;
    bool (*check)(XmlDoc *doc, const XmlNode *node, GError **error);
} checks[] = {
    { "name", valid_name },         { "parent", valid_parent }, { "disks", valid_disks },
    { "creationTime", valid_time }, { "domain", valid_domain },
};

bool
checkpoint_validate(XmlDoc *doc, GError **error)
{
    for (const XmlNode *node = xml_doc_root(doc)->children; node != NULL; node = node->next) {
        if (node->kind != XML_NODE_ELEMENT)
            continue;
        for (unsigned int i = 0; i < G_N_ELEMENTS(checks); i++)
            if (strcmp(node->name, checks[i].element) == 0 && !checks[i].check(doc, node, error))
                return false;
    }
    return true;
}

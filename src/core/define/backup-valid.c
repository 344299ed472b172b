/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Backups are always validated: what must be said, and what must not, beyond what the reader
 * looks at. */
#include <string.h>

#include "core/define/moment-priv.h"

static bool
is_path(const char *text)
{
    return text != NULL && text[0] == '/' && text[1] != '\0';
}

static bool
valid_server(const XmlNode *node, GError **error)
{
    const char *transport = xml_node_attr(node, "transport");
    const char *name = xml_node_attr(node, "name"), *socket = xml_node_attr(node, "socket");

    if (transport == NULL || strcmp(transport, "tcp") == 0) {
        if (name != NULL && *name != '\0' && socket == NULL)
            return true;
        return moment_refuse(node, "a name, and no socket, is expected", error);
    }
    if (strcmp(transport, "unix") != 0)
        return moment_refuse(node, "transport 'tcp' or 'unix' is expected", error);
    if (is_path(socket) && name == NULL && xml_node_attr(node, "port") == NULL)
        return true;
    return moment_refuse(node, "a socket with an absolute path, and nothing else, is expected",
                         error);
}

/* Where it goes, if that is said. */
static bool
valid_store(const XmlNode *disk, bool is_pull, GError **error)
{
    const XmlNode *store = xml_node_child(disk, is_pull ? "scratch" : "target");
    const XmlNode *driver = xml_node_child(disk, "driver");
    const char *type = xml_node_attr(disk, "type"), *format;
    bool is_block = type != NULL && strcmp(type, "block") == 0;

    if (type == NULL ? !is_pull || xml_node_attr(disk, "backup") != NULL
                     : !is_block && strcmp(type, "file") != 0)
        return moment_refuse(disk, "type 'file' or 'block' is expected", error);
    if (store != NULL ? !is_path(xml_node_attr(store, is_block ? "dev" : "file"))
                      : is_pull && is_block)
        return moment_refuse(disk, "an absolute path is expected", error);
    if (driver == NULL)
        return true;
    format = xml_node_attr(driver, "type");
    if (format == NULL || (is_pull && (store == NULL || strcmp(format, "qcow2") != 0)))
        return moment_refuse(driver,
                             is_pull ? "type 'qcow2', beside a <scratch>, is expected"
                                     : "a type is expected",
                             error);
    return true;
}

static bool
valid_disk(const XmlNode *disk, bool is_pull, GError **error)
{
    const char *name = xml_node_attr(disk, "name"), *backup = xml_node_attr(disk, "backup");
    const char *mode = xml_node_attr(disk, "backupmode");

    if (name == NULL || *name == '\0' || *name == '/')
        return moment_refuse(disk, "the target of a disk is expected", error);
    if (xml_node_attr(disk, "state") != NULL || xml_node_attr(disk, "index") != NULL)
        return moment_refuse(disk, "state and index are not decided by the document", error);
    if (mode != NULL && strcmp(mode, "full") == 0 && xml_node_attr(disk, "incremental") != NULL)
        return moment_refuse(disk, "what is full does not begin at a checkpoint", error);
    return (backup != NULL && strcmp(backup, "no") == 0) || valid_store(disk, is_pull, error);
}

bool
backup_validate(XmlDoc *doc, GError **error)
{
    const XmlNode *root = xml_doc_root(doc);
    const XmlNode *server = xml_node_child(root, "server");
    const XmlNode *disks = xml_node_child(root, "disks");
    const char *mode = xml_node_attr(root, "mode");
    bool is_pull = mode != NULL && strcmp(mode, "pull") == 0;

    if (is_pull != (server != NULL))
        return moment_refuse(root, "a <server> goes with mode 'pull', and only with it", error);
    if (server != NULL && !valid_server(server, error))
        return false;
    if (disks == NULL)
        return true;
    if (xml_node_child(disks, "disk") == NULL)
        return moment_refuse(disks, "a <disk> is expected", error);
    for (const XmlNode *disk = disks->children; disk != NULL; disk = disk->next)
        if (disk->kind == XML_NODE_ELEMENT && strcmp(disk->name, "disk") == 0 &&
            !valid_disk(disk, is_pull, error))
            return false;
    return true;
}

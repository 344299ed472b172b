/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with where the data of a disk is: servers, keys, passwords. The original has this
 * code in its storage part, and so are some of the errors. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define PORT_MAX 65535

/* What must not stand in a cookie, beside control characters. */
#define COOKIE_NAME_BAD  " \"(),/:;<=>?@[\\]{}\t\n"
#define COOKIE_VALUE_BAD " \",;\\\t\n"

static bool
check_image_name(const StorageSource *source, GError **error)
{
    if (!source->path)
        return source->protocol == NET_PROTOCOL_NBD || source->protocol == NET_PROTOCOL_UNSET ||
               err_set(error, VIR_ERR_XML_ERROR, "missing name for disk source");
    if ((source->protocol == NET_PROTOCOL_RBD || source->protocol == NET_PROTOCOL_GLUSTER) &&
        !strchr(source->path, '/'))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "can't split path '%s' into pool name and image name", source->path);
    return true;
}

bool
check_port(unsigned int port, GError **error)
{
    return port <= PORT_MAX ||
           err_set_full(error, VIR_FROM_NONE, VIR_ERR_INVALID_ARG, "port '%u' out of range", port);
}

bool
check_source_host(const SourceHost *host, GError **error)
{
    if (host->socket && host->transport != NET_TRANSPORT_UNIX)
        return err_set(error, VIR_ERR_XML_ERROR, "transport '%s' does not support socket attribute",
                       host->from.transport == XML_GIVEN
                           ? define_text(XML_ENUM_NET_TRANSPORT, host->transport)
                           : "(null)");
    return check_port(host->port, error);
}

static bool
check_cookies(const StorageSource *source, GError **error)
{
    g_autoptr(Seen) seen = source->cookies.n > 0 ? seen_new() : NULL;

    for (unsigned int i = 0; i < source->cookies.n; i++) {
        const Cookie *cookie = source->cookies.items[i];
        const char *value = cookie->value ? cookie->value : "";

        if (!*cookie->name)
            return err_set(error, VIR_ERR_XML_ERROR, "missing cookie name");
        if (cookie->name[strcspn(cookie->name, COOKIE_NAME_BAD)])
            return err_set_full(error, VIR_FROM_STORAGE, VIR_ERR_XML_ERROR,
                                "cookie name '%s' contains invalid characters", cookie->name);
        if (value[strcspn(value, COOKIE_VALUE_BAD)])
            return err_set_full(error, VIR_FROM_STORAGE, VIR_ERR_XML_ERROR,
                                "value of cookie '%s' contains invalid characters", cookie->name);
        if (seen_before(seen, &(SeenKey){ .texts = { cookie->name } }, cookie))
            return err_set_full(error, VIR_FROM_STORAGE, VIR_ERR_XML_ERROR, "duplicate cookie '%s'",
                                cookie->name);
    }
    return true;
}

static bool
check_encryption(const Encryption *encryption, GError **error)
{
    for (unsigned int i = 0; encryption && i < encryption->secrets.n; i++) {
        const EncryptionSecret *secret = encryption->secrets.items[i];

        if (!check_secret_choice(secret->from.uuid != XML_ABSENT, secret->usage, error))
            return false;
    }
    return true;
}

static bool
check_auth(const StorageSource *source, const StorageAuth *auth, GError **error)
{
    SecretUsage wanted = source->protocol == NET_PROTOCOL_ISCSI ? SECRET_USAGE_ISCSI
                         : source->protocol == NET_PROTOCOL_RBD ? SECRET_USAGE_CEPH
                                                                : SECRET_USAGE_UNSET;

    if (!auth)
        return true;
    if (!check_secret_choice(auth->secret.from.uuid != XML_ABSENT, auth->secret.usage, error))
        return false;
    if (auth->secret.type == SECRET_USAGE_UNSET)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "unknown secret type '<null>'");
    return wanted == SECRET_USAGE_UNSET || auth->secret.type == wanted ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "invalid secret type '%s'",
                   define_text(XML_ENUM_SECRET_USAGE, auth->secret.type));
}

/* Both may stand beside the source for old documents, but not twice. */
bool
check_disk_keys(const Disk *disk, GError **error)
{
    const StorageSource *source = &disk->src;

    if (disk->auth && source->auth)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "an <auth> definition already found for disk source");
    if (disk->encryption && source->encryption)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "an <encryption> definition already found for disk source");
    return check_auth(source, disk->auth, error) && check_encryption(disk->encryption, error);
}

/* What the document alone shows. */
bool
check_source_document(const StorageSource *source, GError **error)
{
    if (source->type == STORAGE_KIND_NETWORK && !check_image_name(source, error))
        return false;
    if (source->type == STORAGE_KIND_NVME && source->nvme_namespace == 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "NVMe namespace can't be zero");
    for (unsigned int i = 0; i < source->hosts.n; i++)
        if (!check_source_host(source->hosts.items[i], error))
            return false;
    return check_auth(source, source->auth, error) && check_encryption(source->encryption, error) &&
           check_cookies(source, error);
}

/* Servers know no other clients than by the secrets of these. */
static bool
takes_auth(const StorageSource *source)
{
    return source->type != STORAGE_KIND_NETWORK || source->protocol == NET_PROTOCOL_RBD ||
           source->protocol == NET_PROTOCOL_ISCSI || source->protocol == NET_PROTOCOL_HTTP ||
           source->protocol == NET_PROTOCOL_HTTPS || source->protocol == NET_PROTOCOL_FTP ||
           source->protocol == NET_PROTOCOL_FTPS || source->protocol == NET_PROTOCOL_SSH;
}

bool
check_source(const StorageSource *source, GError **error)
{
    if (source->auth && !takes_auth(source))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "authentication is not supported for protocol '%s'",
                       define_text(XML_ENUM_NET_PROTOCOL, source->protocol));
    if (source->encryption && source->encryption->cipher)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "supplying <cipher> for domain disk definition is unnecessary");
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SSH by libssh2: whether the host is the right one. */
#include "base/err.h"
#include "base/log.h"
#include "libssh2-priv.h"

LOG_SOURCE("rpc.netsshsession");

#define MD5_SIZE 16
#define COMMENT  "added by libvirt ssh transport"

static const int key_types[] = {
    [LIBSSH2_HOSTKEY_TYPE_RSA] = LIBSSH2_KNOWNHOST_KEY_SSHRSA,
    [LIBSSH2_HOSTKEY_TYPE_DSS] = LIBSSH2_KNOWNHOST_KEY_SSHDSS,
    [LIBSSH2_HOSTKEY_TYPE_ECDSA_256] = LIBSSH2_KNOWNHOST_KEY_ECDSA_256,
    [LIBSSH2_HOSTKEY_TYPE_ECDSA_384] = LIBSSH2_KNOWNHOST_KEY_ECDSA_384,
    [LIBSSH2_HOSTKEY_TYPE_ECDSA_521] = LIBSSH2_KNOWNHOST_KEY_ECDSA_521,
    [LIBSSH2_HOSTKEY_TYPE_ED25519] = LIBSSH2_KNOWNHOST_KEY_ED25519,
};

typedef struct HostKey {
    const char *data;
    size_t n;
    int type;
} HostKey;

/* "AA:BB:...", of MD5. */
static char *
hash_text(LIBSSH2_SESSION *session, GError **error)
{
    const char *hash = libssh2_hostkey_hash(session, LIBSSH2_HOSTKEY_HASH_MD5);
    GString *text;

    if (!hash)
        return err_set_null(error, VIR_ERR_SSH, "%s", "failed to calculate ssh host key hash");
    text = g_string_new(NULL);
    for (int i = 0; i < MD5_SIZE; i++)
        g_string_append_printf(text, "%s%02X", i > 0 ? ":" : "", (unsigned char)hash[i]);
    return g_string_free(text, FALSE);
}

static bool
remember(LIBSSH2_SESSION *session, LIBSSH2_KNOWNHOSTS *hosts, const SshTarget *target,
         const HostKey *key, GError **error)
{
    g_autofree char *host = target->port == 22
                                ? g_strdup(target->host)
                                : g_strdup_printf("[%s]:%u", target->host, target->port);
    int type =
        key->type >= 0 && key->type < (int)G_N_ELEMENTS(key_types) ? key_types[key->type] : 0;

    if (type == 0)
        return err_set(error, VIR_ERR_SSH, "%s", "unsupported SSH key type");
    if (libssh2_knownhost_addc(hosts, host, NULL, key->data, key->n, COMMENT, sizeof(COMMENT) - 1,
                               LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW | type,
                               NULL) != 0)
        return err_set(error, VIR_ERR_SSH, "unable to add SSH host key for host '%s': %s",
                       target->host, libssh2_why(session));
    if (libssh2_knownhost_writefile(hosts, target->known_hosts, LIBSSH2_KNOWNHOST_FILE_OPENSSH) !=
        0)
        LOG_WARN("cannot store the key of '%s' in '%s': %s", target->host, target->known_hosts,
                 libssh2_why(session));
    return true;
}

static bool
judge(LIBSSH2_SESSION *session, LIBSSH2_KNOWNHOSTS *hosts, const SshTarget *target,
      const HostKey *key, GError **error)
{
    struct libssh2_knownhost *found = NULL;
    g_autofree char *hash = NULL;

    switch (libssh2_knownhost_checkp(hosts, target->host, (int)target->port, key->data, key->n,
                                     LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW,
                                     &found)) {
    case LIBSSH2_KNOWNHOST_CHECK_MATCH:
        return true;
    case LIBSSH2_KNOWNHOST_CHECK_MISMATCH:
        return sshlib_host_key_changed(target, found ? found->key : "?", ERR_DOMAIN, error);
    case LIBSSH2_KNOWNHOST_CHECK_NOTFOUND:
        break;
    default:
        return err_set(error, VIR_ERR_SSH, "failed to validate SSH host key: %s",
                       libssh2_why(session));
    }
    hash = hash_text(session, error);
    if (!hash || (target->verify == SSH_VERIFY_NORMAL &&
                  !sshlib_ask_host_key(target, hash, ERR_DOMAIN, VIR_ERR_SSH, error)))
        return false;
    return remember(session, hosts, target, key, error);
}

bool
libssh2_check_host(LIBSSH2_SESSION *session, const SshTarget *target, GError **error)
{
    LIBSSH2_KNOWNHOSTS *hosts;
    HostKey key = { 0 };
    bool ok = false;
    int rc;

    if (target->verify == SSH_VERIFY_IGNORE)
        return true;
    key.data = libssh2_session_hostkey(session, &key.n, &key.type);
    if (!key.data)
        return err_set(error, VIR_ERR_SSH, "Failed to retrieve ssh host key: %s",
                       libssh2_why(session));
    hosts = libssh2_knownhost_init(session);
    if (!hosts)
        return err_set(error, VIR_ERR_SSH, "%s", "Failed to initialize libssh2 known hosts table");
    rc = libssh2_knownhost_readfile(hosts, target->known_hosts, LIBSSH2_KNOWNHOST_FILE_OPENSSH);
    if (rc < 0 && rc != LIBSSH2_ERROR_FILE) /* that is one that is not there */
        err_set(error, VIR_ERR_SSH, "unable to load knownhosts file '%s': %s", target->known_hosts,
                libssh2_why(session));
    else
        ok = judge(session, hosts, target, &key, error);
    libssh2_knownhost_free(hosts);
    return ok;
}

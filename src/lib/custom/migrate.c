/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The six functions that move a domain to another host: what they accept and which protocol they
 * choose. The order of checks and the texts are the original's, observed. */
#include "base/err.h"
#include "lib/custom/migration.h"
#include "lib/typed-param.h"
#include "lib/uri.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* -- checks ------------------------------------------------------------- */

typedef struct FlagRule {
    unsigned int flags;  /* if all of these are set ... */
    unsigned int needed; /* ... and none of these */
    const char *message;
} FlagRule;

#define NON_SHARED (VIR_MIGRATE_NON_SHARED_DISK | VIR_MIGRATE_NON_SHARED_INC)

static const FlagRule rule_disks = {
    NON_SHARED, 0,
    "Flags 'VIR_MIGRATE_NON_SHARED_DISK' and 'VIR_MIGRATE_NON_SHARED_INC' are mutually exclusive"
};
static const FlagRule rule_parallel = {
    VIR_MIGRATE_TUNNELLED | VIR_MIGRATE_PARALLEL, 0,
    "Flags 'VIR_MIGRATE_TUNNELLED' and 'VIR_MIGRATE_PARALLEL' are mutually exclusive"
};
static const FlagRule rule_synchronous = {
    VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES, NON_SHARED,
    "Flag 'VIR_MIGRATE_NON_SHARED_DISK | VIR_MIGRATE_NON_SHARED_INC' is required by flag "
    "'VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES'"
};

static const FlagRule *const rules_lead[] = { &rule_disks, &rule_parallel, &rule_synchronous,
                                              NULL };
static const FlagRule *const rules_lead_params[] = { &rule_disks, &rule_synchronous, NULL };
static const FlagRule *const rules_to_uri[] = { &rule_parallel, NULL };
static const FlagRule *const rules_delegate[] = { &rule_disks, &rule_synchronous, NULL };

static bool
check_flags(Call *call, const char *function, unsigned int flags, const FlagRule *const *rules)
{
    for (; *rules; rules++) {
        if ((flags & (*rules)->flags) == (*rules)->flags && !(flags & (*rules)->needed))
            return call_argument_in(call, function, "ctl", (*rules)->message);
    }
    return true;
}

static bool
check_delegate_flags(const Migration *m)
{
    return check_flags(m->call, m->call->function, m->flags, rules_to_uri) &&
           check_flags(m->call, "virDomainMigrateUnmanagedCheckCompat", m->flags, rules_delegate);
}

static bool
unsupported(Call *call, const char *text)
{
    return err_set(&call->error, VIR_ERR_ARGUMENT_UNSUPPORTED, "%s", text);
}

static bool
check_offline(const Migration *m)
{
    if (!(m->flags & VIR_MIGRATE_OFFLINE))
        return true;
    if (!migration_supported(m, m->call->conn, NULL, FEATURE_MIGRATION_OFFLINE))
        return unsupported(m->call, "offline migration is not supported by the source host");
    if (m->dest && !migration_supported(m, m->dest, NULL, FEATURE_MIGRATION_OFFLINE))
        return unsupported(m->call, "offline migration is not supported by the destination host");
    return true;
}

static bool
check_protection(const Migration *m)
{
    return !(m->flags & VIR_MIGRATE_CHANGE_PROTECTION) ||
           migration_supported(m, m->call->conn, NULL, FEATURE_MIGRATE_CHANGE_PROTECTION) ||
           unsupported(m->call, "cannot enforce change protection");
}

static bool
accept_domain(Migration *m)
{
    return call_object(m->call, OBJECT_DOMAIN, m->domain, NULL) && call_writable(m->call, NULL);
}

/* The destination is a connection of its own: no other object has to match it. */
static bool
accept_dest(Migration *m, virConnectPtr dconn)
{
    Call dest = { .function = m->call->function, .error_domain = ERR_DOMAIN };

    if (call_object(&dest, OBJECT_CONNECT, dconn, NULL) && call_writable(&dest, NULL)) {
        m->dest = dest.conn;
        return true;
    }
    m->call->error = dest.error;
    return false;
}

/* Whoever names a socket on this host means another daemon. */
static bool
is_this_host(const Uri *uri)
{
    if (uri->server)
        return g_str_has_prefix(uri->server, "localhost");
    return g_strcmp0(uri->transport, "unix") != 0 || !uri_param(uri, "socket");
}

static bool
check_not_local(Call *call, const char *dconnuri)
{
    g_autoptr(Uri) uri = uri_parse(dconnuri, &call->error);

    if (!uri)
        return false;
    if (is_this_host(uri))
        return call_argument_in(call, "virDomainMigrateCheckNotLocal", "dconnuri",
                                "Attempt to migrate guest to the same host");
    return true;
}

/* Take over the caller's parameters. */
static bool
accept_params(Migration *m)
{
    virTypedParameterPtr params = m->given;
    unsigned int nparams = m->n_given;

    if (nparams == 0 || m->params)
        return true;
    if (!call_nonnull(m->call, params, "params"))
        return false;
    if (nparams > REMOTE_DOMAIN_MIGRATE_PARAM_LIST_MAX)
        return err_set_full(&m->call->error, VIR_FROM_NONE, VIR_ERR_RPC,
                            "too many parameters '%u' for limit '%d'", nparams,
                            REMOTE_DOMAIN_MIGRATE_PARAM_LIST_MAX);
    if (!params_check_input(params, nparams, true, &m->call->error))
        return false;
    m->params = g_array_sized_new(false, false, sizeof(virTypedParameter), nparams);
    g_array_set_size(m->params, nparams);
    for (unsigned int i = 0; i < nparams; i++)
        param_copy(&g_array_index(m->params, virTypedParameter, i), &params[i]);
    return true;
}

/* -- the source host does it all ---------------------------------------- */

/* The version that the source speaks, for parameters that may be more than it knows. */
static MigrationVersion
delegate_version(Migration *m, const virTypedParameter *params, unsigned int n, bool is_peer)
{
    MigrationVersion version = MIGRATION_V3;

    /* A source that speaks parameters takes them as they are. */
    if (is_peer && migration_supported(m, m->call->conn, NULL, FEATURE_MIGRATION_PARAMS))
        return MIGRATION_V3_PARAMS;
    if (m->params && !migration_read_params(m, params, n))
        return MIGRATION_NONE;
    if (!migration_supported(m, m->call->conn, NULL, FEATURE_MIGRATION_V3))
        version = MIGRATION_V2;
    if (migration_has_extensions(params, n) || (version == MIGRATION_V2 && m->dxml)) {
        err_set(&m->call->error, VIR_ERR_ARGUMENT_UNSUPPORTED,
                "Some parameters are not supported by migration protocol %d",
                version == MIGRATION_V3 ? 3 : 2);
        return MIGRATION_NONE;
    }
    if (version == MIGRATION_V2 && is_peer && m->uri) {
        err_set(&m->call->error, VIR_ERR_INTERNAL_ERROR,
                "Unable to override peer2peer migration URI");
        return MIGRATION_NONE;
    }
    return version;
}

/* dconnuri names the destination for the source host; NULL if it is told the data's address. */
static bool
delegate(Migration *m, const char *dconnuri)
{
    const virTypedParameter *params;
    unsigned int n;
    MigrationVersion version;

    if (!accept_params(m))
        return false;
    params = m->params ? (virTypedParameter *)m->params->data : NULL;
    n = m->params ? m->params->len : 0;
    version = delegate_version(m, params, n, dconnuri != NULL);
    if (version == MIGRATION_NONE)
        return false;
    if (version < MIGRATION_V3 && !dconnuri && !call_nonnull(m->call, m->uri, "miguri"))
        return false;
    return migration_delegate(m, version, dconnuri);
}

/* The arguments of the older functions as parameters, for sources that want them so. */
static void
arguments_to_params(Migration *m)
{
    migration_set_string(m, VIR_MIGRATE_PARAM_URI, m->uri);
    migration_set_string(m, VIR_MIGRATE_PARAM_DEST_NAME, m->dname);
    migration_set_string(m, VIR_MIGRATE_PARAM_DEST_XML, m->dxml);
    migration_set_u64(m, VIR_MIGRATE_PARAM_BANDWIDTH, m->bandwidth);
}

/* The common part of the three ToURI functions. */
static int
migrate_to_uri(Migration *m, const char *dconnuri)
{
    Call *call = m->call;
    bool is_peer = m->flags & VIR_MIGRATE_PEER2PEER;

    if (!check_delegate_flags(m) || !check_offline(m))
        return -1;
    if (!is_peer) {
        if (!migration_supported(m, call->conn, NULL, FEATURE_MIGRATION_DIRECT)) {
            unsupported(call, "direct migration is not supported by the source host");
            return -1;
        }
        return delegate(m, NULL) ? 0 : -1;
    }
    if (!migration_supported(m, call->conn, NULL, FEATURE_MIGRATION_P2P)) {
        unsupported(call, "p2p migration is not supported by the source host");
        return -1;
    }
    if (!call_nonnull(call, dconnuri, "dconnuri") || !check_not_local(call, dconnuri))
        return -1;
    return delegate(m, dconnuri) ? 0 : -1;
}

int
virDomainMigrateToURI(virDomainPtr domain, const char *duri, unsigned long flags,
                      const char *dname, unsigned long bandwidth)
{
    Call call = CALL_LOCAL;
    Migration m = { &call, domain, .flags = (unsigned int)flags, .dname = dname,
                    .bandwidth = bandwidth };
    int rv = -1;

    call_begin(&call);
    if (!accept_domain(&m) || !call_nonnull(&call, duri, "duri"))
        goto end;
    /* One address for both kinds: of the destination's daemon, or for the data. */
    if (!(flags & VIR_MIGRATE_PEER2PEER))
        m.uri = duri;
    else
        arguments_to_params(&m);
    rv = migrate_to_uri(&m, duri);
end:
    migration_clear(&m);
    call_end(&call);
    return rv;
}

int
virDomainMigrateToURI2(virDomainPtr domain, const char *dconnuri, const char *miguri,
                       const char *dxml, unsigned long flags, const char *dname,
                       unsigned long bandwidth)
{
    Call call = CALL_LOCAL;
    Migration m = { &call, domain, .flags = (unsigned int)flags, .dname = dname, .dxml = dxml,
                    .uri = miguri, .bandwidth = bandwidth };
    int rv = -1;

    call_begin(&call);
    if (!accept_domain(&m))
        goto end;
    arguments_to_params(&m);
    rv = migrate_to_uri(&m, dconnuri);
end:
    migration_clear(&m);
    call_end(&call);
    return rv;
}

int
virDomainMigrateToURI3(virDomainPtr domain, const char *dconnuri, virTypedParameterPtr params,
                       unsigned int nparams, unsigned int flags)
{
    Call call = CALL_LOCAL;
    Migration m = { &call, domain, .flags = flags };
    int rv = -1;

    call_begin(&call);
    if (!accept_domain(&m))
        goto end;
    m.given = params;
    m.n_given = nparams;
    rv = migrate_to_uri(&m, dconnuri);
end:
    migration_clear(&m);
    call_end(&call);
    return rv;
}

/* -- this process leads the two hosts ----------------------------------- */

/* The newest version that both hosts speak, from the given one down. */
static MigrationVersion
lead_version(const Migration *m, MigrationVersion newest)
{
    for (int version = newest; version >= MIGRATION_V1; version--) {
        if (migration_supported(m, m->call->conn, m->dest, migration_feature(version)))
            return (MigrationVersion)version;
    }
    return MIGRATION_NONE;
}

static virDomainPtr
lead(Migration *m, MigrationVersion version)
{
    if (version == MIGRATION_NONE) {
        call_unsupported(m->call, &m->call->error);
        return NULL;
    }
    if (version < MIGRATION_V3 && m->dxml) {
        unsupported(m->call, "Unable to change target guest XML during migration");
        return NULL;
    }
    return migration_lead(m, version);
}

/* The domain on the destination after the source has done everything. */
static virDomainPtr
look_up_moved(Migration *m)
{
    Call call = { .op = &ops[OP_DOMAIN_LOOKUP_BY_NAME], .function = m->call->function,
                  .error_domain = ERR_DOMAIN };
    DomainLookupByNameArgs args = { .name = (char *)(m->dname ? m->dname : m->domain->ref.name) };
    DomainLookupByNameRet ret = { 0 };

    call.conn = m->dest;
    if (!call_invoke(&call, &args, &ret)) {
        m->call->error = call.error;
        return NULL;
    }
    return handle_new(OBJECT_DOMAIN, m->dest, NULL, &ret.dom);
}

static virDomainPtr
lead_peer(Migration *m, const char *dconnuri)
{
    if (!migration_supported(m, m->call->conn, NULL, FEATURE_MIGRATION_P2P)) {
        call_unsupported(m->call, &m->call->error);
        return NULL;
    }
    if (dconnuri && !check_not_local(m->call, dconnuri))
        return NULL;
    arguments_to_params(m);
    if (!delegate(m, dconnuri ? dconnuri : m->dest->uri))
        return NULL;
    return look_up_moved(m);
}

/* The common part of the two older functions; peer_uri is the destination for peer to peer. */
static virDomainPtr
migrate(Migration *m, virConnectPtr dconn, const char *peer_uri)
{
    if (!accept_domain(m) || !accept_dest(m, dconn) ||
        !check_flags(m->call, m->call->function, m->flags, rules_lead) || !check_offline(m))
        return NULL;
    if (m->flags & VIR_MIGRATE_PEER2PEER)
        return lead_peer(m, peer_uri);
    if (!check_protection(m))
        return NULL;
    if (m->flags & VIR_MIGRATE_TUNNELLED) {
        err_set(&m->call->error, VIR_ERR_OPERATION_INVALID,
                "cannot perform tunnelled migration without using peer2peer flag");
        return NULL;
    }
    return lead(m, lead_version(m, MIGRATION_V3));
}

virDomainPtr
virDomainMigrate(virDomainPtr domain, virConnectPtr dconn, unsigned long flags, const char *dname,
                 const char *uri, unsigned long bandwidth)
{
    Call call = CALL_LOCAL;
    /* Peer to peer, the one address is that of the destination's daemon. */
    bool is_peer = flags & VIR_MIGRATE_PEER2PEER;
    Migration m = { &call, domain, .flags = (unsigned int)flags, .dname = dname,
                    .uri = is_peer ? NULL : uri, .bandwidth = bandwidth };
    virDomainPtr rv;

    call_begin(&call);
    rv = migrate(&m, dconn, is_peer ? uri : NULL);
    migration_clear(&m);
    call_end(&call);
    return rv;
}

virDomainPtr
virDomainMigrate2(virDomainPtr domain, virConnectPtr dconn, const char *dxml, unsigned long flags,
                  const char *dname, const char *uri, unsigned long bandwidth)
{
    Call call = CALL_LOCAL;
    Migration m = { &call, domain, .flags = (unsigned int)flags, .dname = dname, .dxml = dxml,
                    .uri = uri, .bandwidth = bandwidth };
    virDomainPtr rv;

    call_begin(&call);
    rv = migrate(&m, dconn, NULL);
    migration_clear(&m);
    call_end(&call);
    return rv;
}

static bool
check_lead_params(Migration *m)
{
    if (m->flags & VIR_MIGRATE_PEER2PEER)
        return call_argument(m->call, "flags",
                             "use virDomainMigrateToURI3 for peer-to-peer migration");
    if (m->flags & VIR_MIGRATE_TUNNELLED)
        return call_argument(m->call, "flags",
                             "cannot perform tunnelled migration without using peer2peer flag");
    return check_offline(m) && check_protection(m);
}

static virDomainPtr
lead_with_params(Migration *m)
{
    const virTypedParameter *params = m->params ? (virTypedParameter *)m->params->data : NULL;
    unsigned int n = m->params ? m->params->len : 0;

    if (migration_supported(m, m->call->conn, m->dest, FEATURE_MIGRATION_PARAMS))
        return lead(m, MIGRATION_V3_PARAMS);
    if (migration_has_extensions(params, n)) {
        unsupported(m->call, "Migration APIs with extensible parameters are not supported but "
                             "extended parameters were passed");
        return NULL;
    }
    if (!migration_read_params(m, params, n))
        return NULL;
    return lead(m, lead_version(m, MIGRATION_V3));
}

virDomainPtr
virDomainMigrate3(virDomainPtr domain, virConnectPtr dconn, virTypedParameterPtr params,
                  unsigned int nparams, unsigned int flags)
{
    Call call = CALL_LOCAL;
    Migration m = { &call, domain, .flags = flags, .given = params, .n_given = nparams };
    virDomainPtr rv = NULL;

    call_begin(&call);
    if (!accept_domain(&m) || !accept_dest(&m, dconn) ||
        !check_flags(&call, call.function, flags, rules_lead_params) || !check_lead_params(&m) ||
        !accept_params(&m))
        goto end;
    rv = lead_with_params(&m);
end:
    migration_clear(&m);
    call_end(&call);
    return rv;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/custom/migration.h"

#include "base/log.h"
#include "lib/typed-param.h"

LOG_SOURCE("lib.migration");

#define ERR_DOMAIN VIR_FROM_DOMAIN
#define NO_STEP    OP_COUNT

/* What the steps of one version are. All but prepare and finish run on the source. */
typedef struct Protocol {
    Feature feature;
    OpId begin;
    OpId state; /* asks whether the domain is paused */
    OpId prepare;
    OpId perform;
    OpId finish;
    OpId confirm;
    const char *prepare_name; /* for the message about a missing address */
} Protocol;

static const Protocol protocols[] = {
    [MIGRATION_V1] = { FEATURE_MIGRATION_V1, NO_STEP, OP_DOMAIN_GET_INFO, OP_DOMAIN_MIGRATE_PREPARE,
                       OP_DOMAIN_MIGRATE_PERFORM, OP_DOMAIN_MIGRATE_FINISH, NO_STEP,
                       "domainMigratePrepare" },
    [MIGRATION_V2] = { FEATURE_MIGRATION_V2, OP_DOMAIN_GET_XML_DESC, OP_DOMAIN_GET_INFO,
                       OP_DOMAIN_MIGRATE_PREPARE2, OP_DOMAIN_MIGRATE_PERFORM,
                       OP_DOMAIN_MIGRATE_FINISH2, NO_STEP, "domainMigratePrepare2" },
    [MIGRATION_V3] = { FEATURE_MIGRATION_V3, OP_DOMAIN_MIGRATE_BEGIN3, OP_DOMAIN_GET_INFO,
                       OP_DOMAIN_MIGRATE_PREPARE3, OP_DOMAIN_MIGRATE_PERFORM3,
                       OP_DOMAIN_MIGRATE_FINISH3, OP_DOMAIN_MIGRATE_CONFIRM3,
                       "domainMigratePrepare3" },
    [MIGRATION_V3_PARAMS] = { FEATURE_MIGRATION_PARAMS, OP_DOMAIN_MIGRATE_BEGIN3_PARAMS,
                              OP_DOMAIN_GET_STATE, OP_DOMAIN_MIGRATE_PREPARE3_PARAMS,
                              OP_DOMAIN_MIGRATE_PERFORM3_PARAMS, OP_DOMAIN_MIGRATE_FINISH3_PARAMS,
                              OP_DOMAIN_MIGRATE_CONFIRM3_PARAMS, "domainMigratePrepare3" },
};

/* Arguments of the next step, results of the last. */
typedef struct Values {
    DomainRef dom;
    Bytes cookie;
    List params;
    char *uri_in;
    char *uri;
    char *dname;
    char *dconnuri;
    char *xmlin;
    char *dom_xml;
    unsigned long long flags;
    unsigned long long bandwidth;
    int cancelled;

    /* Results, owned. */
    Bytes cookie_out;
    char *uri_out;
    char *xml;
    DomainRef moved;
    int state; /* virDomainState */
} Values;

typedef struct Place {
    const char *field; /* of the wire struct */
    uint16_t offset;   /* in Values */
} Place;

static const Place argument_places[] = {
    { "dom", offsetof(Values, dom) },
    { "params", offsetof(Values, params) },
    { "cookie", offsetof(Values, cookie) },
    { "cookie_in", offsetof(Values, cookie) },
    { "uri_in", offsetof(Values, uri_in) },
    { "uri", offsetof(Values, uri) },
    { "dname", offsetof(Values, dname) },
    { "dconnuri", offsetof(Values, dconnuri) },
    { "xmlin", offsetof(Values, xmlin) },
    { "dom_xml", offsetof(Values, dom_xml) },
    { "flags", offsetof(Values, flags) },
    { "bandwidth", offsetof(Values, bandwidth) },
    { "cancelled", offsetof(Values, cancelled) },
    { "retcode", offsetof(Values, cancelled) },
    { NULL, 0 },
};

static const Place result_places[] = {
    { "cookie", offsetof(Values, cookie_out) },
    { "cookie_out", offsetof(Values, cookie_out) },
    { "uri_out", offsetof(Values, uri_out) },
    { "xml", offsetof(Values, xml) },
    { "dom", offsetof(Values, moved) },
    { "ddom", offsetof(Values, moved) },
    { "state", offsetof(Values, state) },
    { NULL, 0 },
};

static const Place *
place_of(const Place *places, const char *field)
{
    while (places->field && !g_str_equal(places->field, field))
        places++;
    return places->field ? places : NULL;
}

static size_t
field_size(const ShapeField *field)
{
    return field->count == SHAPE_LIST ? sizeof(List) : shape_element_size(field);
}

static void
fill_arguments(const Shape *shape, void *args, const Values *values)
{
    for (unsigned int i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        const Place *place = place_of(argument_places, field->name);

        /* Flags are 32 or 64 bits wide, by protocol. */
        if (place && field->kind == SHAPE_U32)
            *(unsigned int *)((char *)args + field->offset) = (unsigned int)values->flags;
        else if (place)
            memcpy((char *)args + field->offset, (const char *)values + place->offset,
                   field_size(field));
    }
}

/* Move the results over and leave nothing behind for shape_clear() to free. */
static void
take_results(const Shape *shape, char *ret, Values *values)
{
    for (unsigned int i = 0; shape && i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        const Place *place = place_of(result_places, field->name);

        if (!place)
            continue;
        if (field->kind == SHAPE_U8)
            values->state = *(unsigned char *)(ret + field->offset);
        else
            memcpy((char *)values + place->offset, ret + field->offset, field_size(field));
        memset(ret + field->offset, 0, field_size(field));
    }
}

static void
clear_results(Values *values)
{
    g_clear_pointer(&values->cookie_out.items, g_free);
    values->cookie_out.n = 0;
    g_clear_pointer(&values->uri_out, g_free);
    g_clear_pointer(&values->xml, g_free);
    shape_clear(handle_types[OBJECT_DOMAIN].ref, &values->moved);
}

/* One step on one host. */
static bool
step(const Migration *m, Conn *conn, OpId op, Values *values, GError **error)
{
    Call call = { .op = &ops[op], .function = m->call->function, .error_domain = ERR_DOMAIN };
    g_autofree void *args = g_malloc0(call.op->args->size);
    g_autofree void *ret = g_malloc0(call.op->ret ? call.op->ret->size : 1);

    call.conn = conn;
    fill_arguments(call.op->args, args, values);
    if (!call_invoke(&call, args, ret)) {
        g_propagate_error(error, g_steal_pointer(&call.error));
        return false;
    }
    take_results(call.op->ret, ret, values);
    return true;
}

/* A step whose error counts only if it is the first. */
static bool
step_noting(const Migration *m, Conn *conn, OpId op, Values *values)
{
    g_autoptr(GError) error = NULL;

    if (step(m, conn, op, values, &error))
        return true;
    if (!m->call->error)
        m->call->error = g_steal_pointer(&error);
    return false;
}

bool
migration_supported(const Migration *m, Conn *source, Conn *dest, Feature feature)
{
    ConnectSupportsFeatureArgs args = { .feature = feature };
    Conn *conns[] = { source, dest };

    for (unsigned int i = 0; i < G_N_ELEMENTS(conns); i++) {
        Call call = { .op = &ops[OP_CONNECT_SUPPORTS_FEATURE], .function = m->call->function,
                      .error_domain = ERR_DOMAIN };
        ConnectSupportsFeatureRet ret = { 0 };

        call.conn = conns[i];
        if (!call.conn)
            continue;
        if (!call_invoke(&call, &args, &ret) || ret.supported <= 0) {
            g_clear_error(&call.error);
            return false;
        }
    }
    return true;
}

Feature
migration_feature(MigrationVersion version)
{
    return protocols[version].feature;
}

/* -- parameters --------------------------------------------------------- */

static const virTypedParameter *
find(const Migration *m, const virTypedParameter *params, unsigned int n, const char *name,
     int type)
{
    const virTypedParameter *param = params_find(params, n, name);

    if (!param || param->type == type)
        return param;
    err_set_full(&m->call->error, VIR_FROM_NONE, VIR_ERR_INVALID_ARG,
                 "Invalid type '%s' requested for parameter '%s', actual type is '%s'",
                 param_type_name(type), name, param_type_name(param->type));
    return NULL;
}

static const char *
find_string(const Migration *m, const virTypedParameter *params, unsigned int n, const char *name)
{
    const virTypedParameter *param = find(m, params, n, name, VIR_TYPED_PARAM_STRING);

    return param ? param->value.s : NULL;
}

bool
migration_read_params(Migration *m, const virTypedParameter *params, unsigned int n)
{
    const virTypedParameter *bandwidth =
        find(m, params, n, VIR_MIGRATE_PARAM_BANDWIDTH, VIR_TYPED_PARAM_ULLONG);

    if (!m->call->error)
        m->uri = find_string(m, params, n, VIR_MIGRATE_PARAM_URI);
    if (!m->call->error)
        m->dname = find_string(m, params, n, VIR_MIGRATE_PARAM_DEST_NAME);
    if (!m->call->error)
        m->dxml = find_string(m, params, n, VIR_MIGRATE_PARAM_DEST_XML);
    m->bandwidth = bandwidth ? bandwidth->value.ul : 0;
    return !m->call->error;
}

bool
migration_has_extensions(const virTypedParameter *params, unsigned int n)
{
    static const char *const plain[] = { VIR_MIGRATE_PARAM_URI, VIR_MIGRATE_PARAM_DEST_NAME,
                                         VIR_MIGRATE_PARAM_DEST_XML, VIR_MIGRATE_PARAM_BANDWIDTH,
                                         NULL };

    for (unsigned int i = 0; i < n; i++) {
        if (!g_strv_contains(plain, params[i].field))
            return true;
    }
    return false;
}

static virTypedParameter *
own_find(const Migration *m, const char *name)
{
    for (guint i = 0; m->params && i < m->params->len; i++) {
        virTypedParameter *param = &g_array_index(m->params, virTypedParameter, i);

        if (g_str_equal(param->field, name))
            return param;
    }
    return NULL;
}

/* The parameter of that name, made if need be. */
static virTypedParameter *
own_param(Migration *m, const char *name, int type)
{
    virTypedParameter added = { .type = type };
    virTypedParameter *param = own_find(m, name);

    if (param) {
        param_clear(param);
        param->type = type;
        return param;
    }
    if (!m->params)
        m->params = g_array_new(false, false, sizeof(virTypedParameter));
    g_strlcpy(added.field, name, sizeof(added.field));
    g_array_append_val(m->params, added);
    return own_find(m, name);
}

void
migration_set_string(Migration *m, const char *name, const char *value)
{
    if (value)
        own_param(m, name, VIR_TYPED_PARAM_STRING)->value.s = g_strdup(value);
}

void
migration_set_u64(Migration *m, const char *name, unsigned long long value)
{
    own_param(m, name, VIR_TYPED_PARAM_ULLONG)->value.ul = value;
}

void
migration_clear(Migration *m)
{
    for (guint i = 0; m->params && i < m->params->len; i++)
        param_clear(&g_array_index(m->params, virTypedParameter, i));
    g_clear_pointer(&m->params, g_array_unref);
}

/* -- the steps in order ------------------------------------------------- */

/* A migration led by this process, under way. */
typedef struct Lead {
    Migration *m;
    const Protocol *protocol;
    bool with_params;
    bool is_v3;   /* has the confirm step, and a cookie in every answer */
    Conn *source;
    Values values;
} Lead;

/* The destination has nothing to protect. */
#define SOURCE_ONLY_FLAGS VIR_MIGRATE_CHANGE_PROTECTION

static bool
lead_step(Lead *lead, OpId op)
{
    bool at_dest = op == lead->protocol->prepare || op == lead->protocol->finish;
    Migration *m = lead->m;
    Values *values = &lead->values;

    values->flags = at_dest || !lead->is_v3 ? m->flags & ~SOURCE_ONLY_FLAGS : m->flags;
    values->params = m->params ? (List){ m->params->len, m->params->data } : (List){ 0 };
    return step_noting(m, at_dest ? m->dest : lead->source, op, values);
}

/* The cookie that came goes with the next step. */
static void
pass_cookie(Lead *lead)
{
    g_free(lead->values.cookie.items);
    lead->values.cookie = lead->values.cookie_out;
    lead->values.cookie_out = (Bytes){ 0 };
}

static bool
begin(Lead *lead)
{
    Migration *m = lead->m;
    Values *values = &lead->values;

    if (lead->protocol->begin == OP_DOMAIN_GET_XML_DESC) {
        bool has_migratable = migration_supported(m, lead->source, NULL, FEATURE_XML_MIGRATABLE);

        values->flags = has_migratable ? VIR_DOMAIN_XML_MIGRATABLE
                                       : VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_UPDATE_CPU;
        if (!step_noting(m, lead->source, OP_DOMAIN_GET_XML_DESC, values))
            return false;
    } else if (lead->protocol->begin != NO_STEP) {
        if (migration_supported(m, lead->source, NULL, FEATURE_MIGRATE_CHANGE_PROTECTION))
            m->flags |= VIR_MIGRATE_CHANGE_PROTECTION;
        if (!lead_step(lead, lead->protocol->begin))
            return false;
        pass_cookie(lead);
        if (lead->with_params)
            migration_set_string(m, VIR_MIGRATE_PARAM_DEST_XML, values->xml);
    }
    values->xmlin = NULL;
    values->dom_xml = values->xml;
    return true;
}

/* A domain that is paused here shall be so over there. Old hosts cannot say; that is no failure. */
static void
note_pause(Lead *lead)
{
    lead->values.flags = 0;
    if (step(lead->m, lead->source, lead->protocol->state, &lead->values, NULL) &&
        lead->values.state == VIR_DOMAIN_PAUSED)
        lead->m->flags |= VIR_MIGRATE_PAUSED;
}

static bool
prepare(Lead *lead)
{
    if (!lead_step(lead, lead->protocol->prepare))
        return false;
    pass_cookie(lead);
    return true;
}

/* Where the data goes: what the destination says, else what the caller says. */
static bool
choose_uri(Lead *lead)
{
    Values *values = &lead->values;

    if (values->uri_out) {
        values->uri = values->uri_out;
        if (lead->with_params)
            migration_set_string(lead->m, VIR_MIGRATE_PARAM_URI, values->uri_out);
    }
    return values->uri || err_set(&lead->m->call->error, VIR_ERR_INTERNAL_ERROR,
                                  "%s did not set uri", lead->protocol->prepare_name);
}

static bool
perform(Lead *lead)
{
    bool done = true;

    if (!lead->is_v3 || !(lead->m->flags & VIR_MIGRATE_OFFLINE))
        done = lead_step(lead, lead->protocol->perform);
    if (lead->is_v3)
        pass_cookie(lead); /* none if the step failed or there was nothing to send */
    return done;
}

static void
finish(Lead *lead, bool is_cancelled)
{
    Migration *m = lead->m;
    Values *values = &lead->values;

    values->cancelled = is_cancelled;
    if (!m->dname) {
        values->dname = m->domain->ref.name;
        if (lead->with_params && !own_find(m, VIR_MIGRATE_PARAM_DEST_NAME))
            migration_set_string(m, VIR_MIGRATE_PARAM_DEST_NAME, values->dname);
    }
    lead_step(lead, lead->protocol->finish);
    pass_cookie(lead);
    if (is_cancelled && values->moved.name)
        LOG_ERROR("domain '%s': the destination did not heed that its migration was cancelled",
                  m->domain->ref.name);
}

static void
confirm(Lead *lead)
{
    lead->values.cancelled = !lead->values.moved.name;
    if (!lead_step(lead, lead->protocol->confirm))
        LOG_WARN("domain '%s' may have been left paused on the source", lead->m->domain->ref.name);
}

static void
run(Lead *lead)
{
    bool has_uri, is_sent;

    if (!begin(lead))
        return;
    note_pause(lead);
    if (!prepare(lead)) {
        g_clear_pointer(&lead->values.cookie.items, g_free);
        lead->values.cookie.n = 0;
        /* Only a source that protects the domain from changes waits for the end. */
        if (lead->is_v3 && (lead->m->flags & VIR_MIGRATE_CHANGE_PROTECTION))
            confirm(lead);
        return;
    }
    has_uri = choose_uri(lead);
    if (!has_uri && !lead->is_v3)
        return;
    is_sent = has_uri && perform(lead);
    /* The first version has no way to tell the destination of a failure. */
    if (!is_sent && lead->protocol->finish == OP_DOMAIN_MIGRATE_FINISH)
        return;
    finish(lead, !is_sent);
    /* A source that failed to send knows already. */
    if (lead->is_v3 && (is_sent || !has_uri))
        confirm(lead);
}

virDomainPtr
migration_lead(Migration *m, MigrationVersion version)
{
    Lead lead = {
        .m = m,
        .protocol = &protocols[version],
        .with_params = version == MIGRATION_V3_PARAMS,
        .is_v3 = version >= MIGRATION_V3,
        .source = m->call->conn,
        .values = { .uri_in = (char *)m->uri, .uri = (char *)m->uri, .dname = (char *)m->dname,
                    .xmlin = (char *)m->dxml, .bandwidth = m->bandwidth },
    };
    const virTypedParameter *uri = own_find(m, VIR_MIGRATE_PARAM_URI);
    virDomainPtr domain = NULL;

    if (uri && uri->type == VIR_TYPED_PARAM_STRING)
        lead.values.uri = uri->value.s;
    handle_pack(m->domain, &lead.values.dom);
    run(&lead);
    if (lead.values.moved.name)
        domain = handle_new(OBJECT_DOMAIN, m->dest, NULL, &lead.values.moved);
    g_free(lead.values.cookie.items);
    clear_results(&lead.values);
    return domain;
}

bool
migration_delegate(Migration *m, MigrationVersion version, const char *dconnuri)
{
    Values values = {
        .uri = (char *)m->uri, .dname = (char *)m->dname, .dconnuri = (char *)dconnuri,
        .xmlin = (char *)m->dxml, .bandwidth = m->bandwidth, .flags = m->flags,
    };
    bool done;

    /* Before the third version there is one address, whatever is meant by it. */
    if (version < MIGRATION_V3 && dconnuri)
        values.uri = (char *)dconnuri;
    if (m->params)
        values.params = (List){ m->params->len, m->params->data };
    handle_pack(m->domain, &values.dom);
    done = step_noting(m, m->call->conn, protocols[version].perform, &values);
    clear_results(&values);
    return done;
}

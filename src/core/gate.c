/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include "base/uuid.h"
#include "core/access.h"
#include "core/gate-priv.h"
#include "core/gate.h"
#include "core/kinds.h"
#include "lib/check-flags.h"

#define QUEUE_WAIT_MS 30000

static const GateDriver *
driver_of(const Conn *conn)
{
    return (const GateDriver *)conn->backend;
}

static Gate *
gate_of(Job *job)
{
    return (Gate *)job;
}

/* The table of methods that has the operation, or NULL. */
static const void *
methods_of(const GateDriver *driver, OpId op)
{
    const GateOp *row = gate_ops[op].forward ? &gate_ops[gate_ops[op].target] : &gate_ops[op];
    const char *table;
    void (*method)(void);

    memcpy(&table, (const char *)&driver->methods + row->table, sizeof(table));
    if (!row->thunk || !table)
        return NULL;
    memcpy(&method, table + row->method, sizeof(method));
    return method ? table : NULL;
}

static EventHub *
hub_of(Conn *conn, OpId op)
{
    const GateDriver *driver = driver_of(conn);

    if (gate_ops[op].listen == GATE_NO_EVENTS || !driver->events)
        return NULL;
    return driver->events(conn, gate_ops[op].listen_kind);
}

/* Whether it is a list or a look-up of what the driver has. */
static bool
answers(Conn *conn, OpId op)
{
    const GateDriver *driver = driver_of(conn);
    unsigned int kind = gate_ops[op].kind;

    return gate_ops[op].answer != GATE_METHOD && kind < OBJECT_COUNT && (driver->kinds >> kind & 1);
}

bool
gate_supports(Conn *conn, OpId op)
{
    return methods_of(driver_of(conn), op) || hub_of(conn, op) || answers(conn, op);
}

/* Limits. */

/* The operation whose flags a driver has narrowed: an older form has those of the newer one. */
static const GateFlags *
narrowed(const Gate *gate)
{
    const GateFlags *row = gate->driver->flags;

    for (; row && row->op != OP_COUNT; row++) {
        if (&ops[row->op] == gate->op || (gate->row->forward && row->op == gate->row->target))
            return row;
    }
    return NULL;
}

bool
gate_refuse_flags(const GateDriver *driver, const char *what, unsigned int unknown, GError **error)
{
    g_autofree char *function = g_strconcat(driver->function_prefix, what, NULL);

    return check_flags(unknown, 0, driver->error_domain, function, error);
}

static bool
check_call_flags(const Gate *gate, GError **error)
{
    const GateFlags *row = narrowed(gate);
    const char *function = row ? ops[row->op].function : gate->op->function;
    uint32_t unknown = gate_flags(gate) & ~(row ? row->known : gate->op->flags_known);

    return !unknown ||
           gate_refuse_flags(gate->driver, function + (g_str_has_prefix(function, "vir") ? 3 : 0),
                             unknown, error);
}

/* Access. */

static AccessRequest
request_for(const Gate *gate, const OpAccess *rule, const void *ref)
{
    return (AccessRequest){
        .conn = gate->conn,
        .driver = gate->driver->backend.name,
        .kind = rule->object,
        .permission = rule->permission,
        .ref = ref,
    };
}

bool
gate_require_rules(const Gate *gate, unsigned int kind, const void *ref, unsigned int *count_out,
                   GError **error)
{
    for (unsigned int i = 0; i < gate->op->n_access; i++) {
        const OpAccess *rule = &gate->op->access[i];
        AccessRequest request = request_for(gate, rule, ref);

        if (rule->object != kind)
            continue;
        ++*count_out;
        if (op_condition_holds(&rule->condition, gate->args) && !access_require(&request, error))
            return false;
    }
    return true;
}

static bool
require_rules_of(const Gate *gate, Obj *obj, unsigned int *count_out, GError **error)
{
    unsigned int kind = obj->type->kind;
    AnyRef ref;
    bool allowed;

    if (access_grants_all()) /* spares naming the object */
        return gate_require_rules(gate, kind, NULL, count_out, error);
    obj_fill_ref(obj, &ref);
    allowed = gate_require_rules(gate, kind, &ref, count_out, error);
    shape_clear(handle_types[kind].ref, &ref);
    return allowed;
}

bool
gate_shows_ref(const Gate *gate, const void *ref)
{
    for (unsigned int i = 0; i < gate->op->n_filter; i++) {
        const OpAccess *rule = &gate->op->filter[i];
        AccessRequest request = request_for(gate, rule, ref);

        if (op_condition_holds(&rule->condition, gate->args) && !access_allows(&request))
            return false;
    }
    return true;
}

/* The rules on the connection, the object and what the object belongs to. What remains is about
 * something that the method finds or makes: *pending_out. */
static bool
check_access(Gate *gate, bool *pending_out, GError **error)
{
    unsigned int checked = 0;
    unsigned int top = gate->op->object == OBJECT_ADM_CONNECT ? OBJECT_ADM_CONNECT : OBJECT_CONNECT;

    if (!gate_require_rules(gate, top, NULL, &checked, error))
        return false;
    for (Obj *obj = gate->job.object; obj; obj = obj->parent) {
        if (!require_rules_of(gate, obj, &checked, error))
            return false;
    }
    *pending_out = checked < gate->op->n_access;
    return true;
}

bool
gate_admit(Job *job, unsigned int kind, const void *ref, GError **error)
{
    unsigned int checked = 0;

    job->admitted = true;
    return gate_require_rules(gate_of(job), kind, ref, &checked, error);
}

bool
gate_admit_object(Job *job, Obj *obj, GError **error)
{
    unsigned int checked = 0;

    job->admitted = true;
    return require_rules_of(gate_of(job), obj, &checked, error);
}

bool
gate_shows(Job *job, Obj *obj)
{
    AnyRef ref;
    bool shows;

    job->admitted = true;
    obj_fill_ref(obj, &ref);
    shows = gate_shows_ref(gate_of(job), &ref);
    shape_clear(handle_types[obj->type->kind].ref, &ref);
    return shows;
}

static bool
keep_shown(Obj *obj, void *job)
{
    return gate_shows(job, obj);
}

ObjList *
gate_visible(Job *job, Index *index)
{
    g_autoptr(ObjList) all = index_snapshot(index);

    job->admitted = true;
    return access_grants_all() ? g_steal_pointer(&all) : obj_list_filter(all, keep_shown, job);
}

/* The queue, and which state is meant. */

bool
gate_enter(Job *job, Obj *obj, GError **error)
{
    const GateDriver *driver = gate_of(job)->driver;
    int wait_ms = driver->queue_wait_ms ? driver->queue_wait_ms : QUEUE_WAIT_MS;

    if (job_begin(job, obj->queue, deadline_in_ms(wait_ms), error)) {
        obj_unref(gate_of(job)->entered);
        gate_of(job)->entered = obj_ref(obj);
        return true;
    }
    if (error && *error && err_detail(*error))
        err_detail(*error)->domain = driver->error_domain;
    return false;
}

/* One state at a time can be read. */
static bool
refuse_both(GError **error)
{
    static const ErrDetail detail = { .domain = VIR_FROM_DOMAIN,
                                      .level = VIR_ERR_ERROR,
                                      .str1 = (char *)"virDomainObjGetOneDefState",
                                      .str2 = (char *)"flags" };

    return err_set_raw(error, VIR_ERR_INVALID_ARG,
                       "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually "
                       "exclusive",
                       &detail);
}

/* The flags that are passed on: "current" replaced, if they choose between live and config. */
static bool
choose_state(const Gate *gate, const GateOp *row, uint32_t *flags_io, GError **error)
{
    Obj *obj = gate->job.object;
    const KindTraits *traits = &kind_traits[gate->op->object];

    if ((*flags_io & row->live) && (*flags_io & row->config) && gate->op->block != BLOCK_JOB &&
        gate->op->object == OBJECT_DOMAIN)
        return refuse_both(error);
    if (!(*flags_io & (row->live | row->config)))
        *flags_io |= obj_is(obj, OBJ_ACTIVE) ? row->live : row->config;
    if ((*flags_io & row->live) && !obj_is(obj, OBJ_ACTIVE))
        return err_set_full(error, traits->errors, VIR_ERR_OPERATION_INVALID, "%s",
                            traits->inactive);
    if ((*flags_io & row->config) && !obj_is(obj, OBJ_PERSISTENT))
        return err_set_full(error, traits->errors, VIR_ERR_OPERATION_INVALID, "%s",
                            traits->transient);
    return true;
}

static uint32_t
flags_in(const Op *op, const void *args)
{
    uint32_t flags = 0;

    if (op->flags_offset != OP_NO_OFFSET)
        memcpy(&flags, (const char *)args + op->flags_offset, sizeof(flags));
    return flags;
}

uint32_t
gate_flags(const Gate *gate)
{
    return flags_in(gate->op, gate->args);
}

static bool
check_args(const Gate *gate, OpId op, const void *args, GError **error)
{
    for (const GateCheck *row = gate->driver->checks; row && row->op != OP_COUNT; row++)
        if (row->op == op && !row->check(gate->job.object, args, error))
            return false;
    return true;
}

/* What is changed of the arguments is changed in a copy. */
bool
gate_run(Gate *gate, OpId op, const void *methods, const void *args, void *ret, GError **error)
{
    const GateOp *row = &gate_ops[op];
    void *object = gate->job.object ? (void *)gate->job.object : (void *)gate->conn;
    g_autofree void *own_args = NULL;

    if (row->live && gate->job.object) {
        uint32_t given = flags_in(&ops[op], args), flags = given;

        if (!check_args(gate, op, args, error) || !choose_state(gate, row, &flags, error))
            return false;
        if (flags != given) {
            own_args = g_memdup2(args, ops[op].args->size);
            memcpy((char *)own_args + ops[op].flags_offset, &flags, sizeof(flags));
        }
    }
    return row->thunk(methods, object, own_args ? own_args : args, ret, &gate->job, error);
}

/* Events: answered by the driver's hub. */

static bool
serve_events(const Gate *gate, EventHub *hub, void *ret, GError **error)
{
    const GateOp *row = gate->row;
    const char *args = gate->args;
    const void *ref;
    int id;

    if (row->listen == GATE_UNLISTEN) {
        memcpy(&id, args + row->listen_callback, sizeof(id));
        return event_hub_unlisten(hub, gate->conn, id, error);
    }
    memcpy(&id, args + row->listen_id, sizeof(id));
    memcpy(&ref, args + row->listen_object, sizeof(ref));
    if (!event_hub_listen(hub, gate->conn, gate->op, row->listen_kind, id, ref, &id, error))
        return false;
    memcpy((char *)ret + row->listen_callback, &id, sizeof(id));
    return true;
}

/* The call. */

/* Where the original looks for an object of the kind by its name, unless it asks a state. */
static void
say_name(const Gate *gate, const void *ref, GError **error)
{
    unsigned int kind = gate->op->object;
    bool is_state = g_str_has_suffix(gate->op->name, "_is_active") ||
                    g_str_has_suffix(gate->op->name, "_is_persistent");
    const KindTraits *traits = &kind_traits[kind];
    const unsigned char *uuid = kind_ref_uuid(kind, ref);
    char text[UUID_STRING_SIZE];

    if (!(gate->driver->named >> kind & 1) || !uuid || !error || !*error ||
        (*error)->code != traits->not_found)
        return;
    g_clear_error(error);
    err_set_full(error, gate->driver->error_domain, traits->not_found,
                 "no %s with matching %s '%s'", traits->noun, is_state ? "uuid" : "name",
                 is_state ? uuid_format(uuid, text) : kind_ref_name(kind, ref));
}

static bool
find_object(Gate *gate, GError **error)
{
    if (gate->op->object_offset == OP_NO_OFFSET || gate->row->by_handle)
        return true;
    const void *ref = (const char *)gate->args + gate->op->object_offset;

    if (gate->driver->find)
        gate->job.object = gate->driver->find(gate->conn, gate->op->object, ref, error);
    else if (gate->driver->index)
        gate->job.object = gate_find(gate, gate->op->object, ref, error);
    else
        return call_unsupported(gate->job.call, error);
    if (!gate->job.object)
        say_name(gate, ref, error);
    return gate->job.object;
}

/* Whether what access was asked for is still what the call is about: the object may have been
 * removed, and another put in its place, or have got another name. */
static bool
is_as_checked(Obj *obj, const Name *name)
{
    g_autoptr(Name) now = obj_name(obj);

    return now == name && !obj_is(obj, OBJ_REMOVED);
}

/* Access, and the turn in the object's queue. Access may take its time, and is not asked for in
 * the turn; what has changed while the call waited starts it anew. */
static bool
enter_object(Gate *gate, bool *pending_out, GError **error)
{
    for (;;) {
        g_autoptr(Name) name = gate->job.object ? obj_name(gate->job.object) : NULL;

        if (!check_access(gate, pending_out, error))
            return false;
        if (gate->op->block != BLOCK_JOB || !gate->job.object)
            return true;
        if (!gate_enter(&gate->job, gate->job.object, error))
            return false;
        if (is_as_checked(gate->job.object, name))
            return true;
        job_end(&gate->job);
        g_clear_pointer(&gate->job.object, obj_unref);
        if (!find_object(gate, error))
            return false;
    }
}

static bool
run(Gate *gate, const void *methods, EventHub *hub, void *ret, GError **error)
{
    bool pending, done;

    if (hub)
        return check_access(gate, &pending, error) && serve_events(gate, hub, ret, error);
    if (!enter_object(gate, &pending, error))
        return false;
    if (gate->row->answer != GATE_METHOD)
        done = gate_answer(gate, ret, error);
    else if (gate->row->forward)
        done = gate->row->forward(gate, methods, gate->args, ret, error);
    else
        done = gate_run(gate, (OpId)(gate->op - ops), methods, gate->args, ret, error);
    if (!done)
        return false;
    job_end(&gate->job);
    return gate_finish(gate, ret, pending, error);
}

bool
gate_invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    OpId id = (OpId)(call->op - ops);
    const void *methods = methods_of(driver_of(conn), id);
    EventHub *hub = methods ? NULL : hub_of(conn, id);
    Gate gate = {
        .driver = driver_of(conn),
        .conn = conn,
        .op = call->op,
        .row = &gate_ops[id],
        .args = args,
    };
    bool done;

    if (!methods && !hub && !answers(conn, id))
        return call_unsupported(call, error);
    job_init(&gate.job, call, call->op->job, call->op->function);
    done = check_call_flags(&gate, error) && find_object(&gate, error) &&
           run(&gate, methods, hub, ret, error);
    job_clear(&gate.job);
    if (!done && ret && call->op->ret)
        shape_clear(call->op->ret, ret);
    obj_unref(gate.entered);
    obj_unref(gate.job.object);
    return done;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the gate does with the result of a method. */
#include <string.h>
#include "core/gate-priv.h"
#include "lib/typed-param.h"

static const ShapeField *
field_at(const Shape *shape, unsigned int offset)
{
    for (unsigned int i = 0; i < shape->n_fields; i++) {
        if (shape->fields[i].offset == offset)
            return &shape->fields[i];
    }
    g_assert_not_reached();
}

static void
element_clear(const ShapeField *field, void *element)
{
    if (field->kind == SHAPE_STRUCT)
        shape_clear(field->shape, element);
    else if (field->kind == SHAPE_STRING || field->kind == SHAPE_STRING_OPT)
        g_clear_pointer((char **)element, g_free);
    else if (field->kind == SHAPE_PARAM)
        param_wipe(element);
}

/* Keep the elements for which keep() says so. */
static void
list_keep(const ShapeField *field, List *list, bool (*keep)(const Gate *, const void *),
          const Gate *gate)
{
    size_t size = shape_element_size(field);
    unsigned int kept = 0;

    for (unsigned int i = 0; i < list->n; i++) {
        char *element = (char *)list->items + i * size;

        if (!keep(gate, element))
            element_clear(field, element);
        else if (kept++ != i)
            memcpy((char *)list->items + (kept - 1) * size, element, size);
    }
    list->n = kept;
}

static void
list_cut(const ShapeField *field, List *list, unsigned int room)
{
    size_t size = shape_element_size(field);

    while (list->n > room)
        element_clear(field, (char *)list->items + --list->n * size);
    if (list->n == 0)
        g_clear_pointer(&list->items, g_free);
}

static bool
is_no_string(const Gate *gate, const void *element)
{
    return ((const virTypedParameter *)element)->type != VIR_TYPED_PARAM_STRING;
}

/* Leave out of lists of Refs what the caller may not see. False if there is none: then the method
 * has to have asked for each. */
static bool
filter_refs(const Gate *gate, void *ret)
{
    const Shape *shape = gate->op->ret;
    const Shape *wanted = handle_types[gate->op->filter[0].object].ref;
    bool found = false;

    for (unsigned int i = 0; shape && i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];

        if (field->count != SHAPE_LIST || field->shape != wanted)
            continue;
        list_keep(field, (List *)((char *)ret + field->offset), gate_shows_ref, gate);
        found = true;
    }
    return found;
}

/* Check the Ref that a look-up returns; *found_out is whether it returns one. */
static bool
check_found(const Gate *gate, const void *ret, bool *found_out, GError **error)
{
    const Shape *shape = gate->op->ret;
    unsigned int checked = 0;

    for (unsigned int i = 0; shape && i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];

        for (unsigned int k = 0; k < gate->op->n_access; k++) {
            unsigned int kind = gate->op->access[k].object;

            if (field->kind != SHAPE_STRUCT || field->count != SHAPE_ONE ||
                !handle_types[kind].ref || field->shape != handle_types[kind].ref)
                continue;
            *found_out = true;
            return gate_require_rules(gate, kind, (const char *)ret + field->offset, &checked,
                                      error);
        }
    }
    return true;
}

static bool
fail_unasked(const Gate *gate, GError **error)
{
    return err_set_full(error, gate->driver->error_domain, VIR_ERR_INTERNAL_ERROR,
                        "%s did not ask for access to what it %s", gate->op->name,
                        gate->op->n_filter ? "lists" : "makes");
}

static bool
check_result(const Gate *gate, const void *ret, bool pending, GError **error)
{
    bool found = false;

    if (!pending || gate->job.admitted)
        return true;
    if (!(gate->op->attributes & OP_WRITES) && !check_found(gate, ret, &found, error))
        return false;
    return found || fail_unasked(gate, error);
}

static unsigned int
asked_count(const Gate *gate)
{
    int count;

    memcpy(&count, (const char *)gate->args + gate->row->count, sizeof(count));
    return MAX(count, 0);
}

/* How much of its list the call gets. */
static void
apply_rule(const Gate *gate, void *ret)
{
    const GateOp *row = gate->row;
    const ShapeField *field;
    List *list;
    unsigned int total;

    if (row->rule == GATE_PLAIN)
        return;
    field = field_at(gate->op->ret, row->list);
    list = (List *)((char *)ret + row->list);
    if (row->strings_flag && !(gate_flags(gate) & row->strings_flag))
        list_keep(field, list, is_no_string, gate);
    total = list->n;
    switch ((GateRule)row->rule) {
    case GATE_PLAIN:
    case GATE_COUNTED:
        break;
    case GATE_WANTED:
        if (asked_count(gate) == 0)
            list_cut(field, list, 0);
        break;
    case GATE_ROOM:
        list_cut(field, list, asked_count(gate));
        break;
    case GATE_TWO_CALL:
        list_cut(field, list, asked_count(gate));
        if (asked_count(gate) != 0)
            total = 0; /* told only to those who ask */
        break;
    }
    if (row->total != OP_NO_OFFSET)
        memcpy((char *)ret + row->total, &total, sizeof(total));
}

bool
gate_finish(const Gate *gate, void *ret, bool pending, GError **error)
{
    if (!check_result(gate, ret, pending, error))
        return false;
    if (gate->op->n_filter && !filter_refs(gate, ret) && !gate->job.admitted)
        return fail_unasked(gate, error);
    apply_rule(gate, ret);
    return true;
}

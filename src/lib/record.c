/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/record.h"

static void fill(const Record *record, const List *list, void *into);
static void clear(const Record *record, char *item);

static void
set_count(void *place, unsigned int size, unsigned int n)
{
    const size_t wide = n;

    if (size == sizeof(wide))
        memcpy(place, &wide, sizeof(wide));
    else
        memcpy(place, &n, sizeof(n));
}

/* As much of n characters as the array holds, and an end. */
static void
set_text(char *out, size_t size, const char *text, size_t n)
{
    n = MIN(n, size - 1);
    if (n)
        memcpy(out, text, n);
    memset(out + n, 0, size - n);
}

static void
set_records(const Record *record, List *list, void **out)
{
    *out = g_malloc0_n(MAX(list->n, 1), record->size);
    fill(record, list, *out);
}

static void
fill_field(const RecordField *field, char *from, char *to)
{
    List *list = (List *)(from + field->from);
    char **text = (char **)(from + field->from);
    void *place = to + field->to;

    switch ((RecordKind)field->kind) {
    case RECORD_VALUE:
        memcpy(place, from + field->from, field->size);
        return;
    case RECORD_STRING:
        *(char **)place = g_steal_pointer(text);
        return;
    case RECORD_TEXT:
        set_text(place, field->size, *text, *text ? strlen(*text) : 0);
        return;
    case RECORD_CHARS:
        set_text(place, field->size, list->items, list->n);
        return;
    case RECORD_RECORDS:
        set_records(field->record, list, place);
        set_count(to + field->count, field->count_size, list->n);
        return;
    case RECORD_STRINGS:
    case RECORD_BYTES:
        set_count(to + field->count, field->count_size, list->n);
        *(void **)place = g_steal_pointer(&list->items);
        list->n = 0;
        return;
    }
    g_assert_not_reached();
}

static void
fill(const Record *record, const List *list, void *into)
{
    for (unsigned int i = 0; i < list->n; i++) {
        char *from = (char *)list->items + (size_t)i * record->from_size;
        char *to = (char *)into + (size_t)i * record->size;

        for (unsigned int j = 0; j < record->n_fields; j++)
            fill_field(&record->fields[j], from, to);
    }
}

int
records_fill(Call *call, const Record *record, List *list, void *into, unsigned int room,
             const char *name)
{
    if (list->n > room) {
        err_set_full(&call->error, VIR_FROM_RPC, VIR_ERR_RPC, "too many %s '%u' for limit '%u'",
                     name, list->n, room);
        return -1;
    }
    fill(record, list, into);
    return (int)list->n;
}

bool
records_fill_counted(Call *call, const Record *record, List *list, unsigned int total, void *into,
                     int *count, const char *name)
{
    int n = (int)total;

    if (*count != 0 && into) {
        n = records_fill(call, record, list, into, (unsigned int)*count, name);
        if (n < 0)
            return false;
    }
    *count = n;
    return true;
}

int
records_give_array(const Record *record, List *list, void *array_out)
{
    set_records(record, list, array_out);
    return (int)list->n;
}

int
records_give_list(const Record *record, List *list, void *array_out)
{
    void **items;

    if (!array_out)
        return (int)list->n;
    items = g_new0(void *, (gsize)list->n + 1);
    for (unsigned int i = 0; i < list->n; i++) {
        List one = { 1, (char *)list->items + (size_t)i * record->from_size };

        set_records(record, &one, &items[i]);
    }
    *(void ***)array_out = items;
    return (int)list->n;
}

static size_t
get_count(const void *place, unsigned int size)
{
    size_t wide = 0;

    memcpy(&wide, place, size);
    return wide;
}

static void
clear_elements(const RecordField *field, char *elements, size_t n)
{
    for (size_t i = 0; elements && i < n; i++) {
        if (field->kind == RECORD_STRINGS)
            g_free(((char **)elements)[i]);
        else
            clear(field->record, elements + i * field->record->size);
    }
}

static void
clear(const Record *record, char *item)
{
    for (unsigned int i = 0; i < record->n_fields; i++) {
        const RecordField *field = &record->fields[i];
        void **place = (void **)(item + field->to);

        switch ((RecordKind)field->kind) {
        case RECORD_VALUE:
        case RECORD_TEXT:
        case RECORD_CHARS:
            break;
        case RECORD_STRING:
        case RECORD_BYTES:
            g_clear_pointer(place, g_free);
            break;
        case RECORD_STRINGS:
        case RECORD_RECORDS:
            clear_elements(field, *place, get_count(item + field->count, field->count_size));
            g_clear_pointer(place, g_free);
            break;
        }
    }
}

void
record_free(const Record *record, void *item)
{
    if (!item)
        return;
    clear(record, item);
    g_free(item);
}

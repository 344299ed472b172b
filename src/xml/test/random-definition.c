/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A definition is filled as a document would be read: what conditions ask for before the rest, rows
 * that do not count left out, defaults where nothing was chosen. */
#include "random-definition.h"

#include "random-scalar.h"

#include <string.h>

#define DEMANDED (XML_FIELD_REQUIRED | XML_FIELD_EXPECTED) /* by strict reading */

#define MAX_DEPTH 12 /* of structs that are pointed to: what is optional ends there */
#define TRIES     100
#define MAX_ROWS  256
#define MAX_RANK  2

typedef struct Maker {
    GRand *rand;
    Arena *arena;
    unsigned int flags;
    double density; /* how much of what is optional is there */
    unsigned int depth;
} Maker;

static void fill_table(Maker *maker, const XmlTable *table, void *object, bool present);

/* Less and less, the deeper it is, so that it ends. */
static bool
choose(Maker *maker)
{
    return g_rand_double(maker->rand) < maker->density;
}

static bool
is_omitted(const XmlField *field, const void *value)
{
    if (!(field->flags & XML_FIELD_OMIT) ||
        ((field->flags & XML_FIELD_DEFAULT) && field->initial == field->omit))
        return false;
    if (field->kind == XML_KIND_STRING)
        return g_strcmp0(*(const char *const *)value, XML_TEXT(field->omit)) == 0;
    if (field->kind == XML_KIND_ENUM)
        return *(const uint8_t *)value == field->omit;
    if (scalar_size(field->kind) == sizeof(int64_t))
        return *(const int64_t *)value == field->omit;
    return *(const int32_t *)value == field->omit;
}

/* A value that will be written and read in this place. */
static void
fill_value(Maker *maker, const XmlField *field, void *value)
{
    for (int i = 0; i < TRIES; i++) {
        if (random_scalar(maker->rand, maker->arena, field, maker->flags, value) &&
            !is_omitted(field, value))
            return;
    }
    g_error("no value for '%s' can be made up", XML_TEXT(field->name));
}

static void
fill_scalars(Maker *maker, const XmlField *field, void *object, unsigned int n)
{
    XmlList *list = MEMBER_AT(XmlList, object, field->offset);
    size_t size = scalar_size(field->kind);

    if (field->count != XML_LIST) {
        fill_value(maker, field, list);
        *MEMBER_AT(uint8_t, object, field->from) = XML_GIVEN;
        return;
    }
    while (n-- > 0) {
        list->items = arena_grow(maker->arena, list->items, list->n, size);
        fill_value(maker, field, (char *)list->items + list->n++ * size);
    }
}

static void *
new_object(Maker *maker, unsigned int type)
{
    void *object = object_new(maker->arena, type, XML_GIVEN);

    maker->depth++;
    fill_table(maker, &xml_tables[xml_types[type].table], object, true);
    maker->depth--;
    return object;
}

static void
fill_mixed(Maker *maker, const XmlField *field, void *object, unsigned int n)
{
    const XmlChoice *choices = &xml_choices[field->type];
    XmlList *list = MEMBER_AT(XmlList, object, field->offset);

    while (n-- > 0) {
        XmlVariant *item;
        int kind = g_rand_int_range(maker->rand, 0, choices->n_kinds);

        list->items = arena_grow(maker->arena, list->items, list->n, sizeof(XmlVariant));
        item = (XmlVariant *)list->items + list->n++;
        item->kind = kind + 1;
        item->object = new_object(maker, choices[kind].type);
    }
}

/* What is not written if it is empty must not be. */
static void *
new_lean_object(Maker *maker, unsigned int type)
{
    double density = maker->density;
    void *object;

    maker->density = 1;
    object = new_object(maker, type);
    maker->density = density;
    return object;
}

static void
fill_structs(Maker *maker, const XmlField *field, void *object, unsigned int n)
{
    XmlList *list = MEMBER_AT(XmlList, object, field->offset);
    void *(*make)(Maker * maker, unsigned int type) =
        field->flags & XML_FIELD_LEAN ? new_lean_object : new_object;
    double density = maker->density;

    switch ((XmlCount)field->count) {
    case XML_ONE:
        if (field->flags & XML_FIELD_LEAN)
            maker->density = 1;
        ((XmlHead *)(void *)list)->origin = XML_GIVEN;
        fill_table(maker, &xml_tables[xml_types[field->type].table], list, true);
        maker->density = density;
        break;
    case XML_OPT:
        *(void **)(void *)list = make(maker, field->type);
        break;
    case XML_LIST:
        while (n-- > 0)
            list_append(maker->arena, list, make(maker, field->type));
        if (field->from != 0)
            list_sort(field, list);
        break;
    }
}

/* Whether another place of the same member has filled it. */
static bool
is_filled(const XmlField *field, const void *object)
{
    if (field->place == XML_PLACE_FLAT)
        return false;
    if (field->count == XML_LIST)
        return CONST_MEMBER_AT(XmlList, object, field->offset)->n > 0;
    if (field->count == XML_OPT)
        return *CONST_MEMBER_AT(void *, object, field->offset) != NULL;
    if (field->kind == XML_KIND_STRUCT)
        return CONST_MEMBER_AT(XmlHead, object, field->offset)->origin == XML_GIVEN;
    return *CONST_MEMBER_AT(uint8_t, object, field->from) != XML_ABSENT;
}

/* Whether a row is written with these flags, and what was written read. */
static bool
is_kept(const Maker *maker, const XmlField *field, const void *object)
{
    return condition_holds(field->fit, object) && field->place != XML_PLACE_HOOK &&
           field_is_read(field, maker->flags) && field_is_written(field, object, maker->flags);
}

/* The element of a row that is part of the struct: its table, and the struct that this is about;
 * NULL if the row has none. */
static const XmlTable *
inner_table(const XmlField *field, void *object, void **inner_out)
{
    bool is_flat = field->place == XML_PLACE_FLAT;

    if (!is_flat && (field->place != XML_PLACE_CHILD || field->kind != XML_KIND_STRUCT ||
                     field->count != XML_ONE))
        return NULL;
    *inner_out = is_flat ? object : MEMBER_AT(void, object, field->offset);
    return &xml_tables[is_flat ? field->type : xml_types[field->type].table];
}

/* Whether an element that the document may lack is written because of its defaults, which is fine,
 * but demands more, which is up to those who check definitions. */
static bool
must_be_filled(const Maker *maker, const XmlTable *table, const void *object)
{
    const XmlField *field = &xml_fields[table->first_field];
    bool demands = false, has_default = false;

    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        if (!is_kept(maker, field, object) || !condition_holds(field->condition, object))
            continue;
        demands |= (field->flags & DEMANDED) != 0;
        has_default |= (field->flags & XML_FIELD_DEFAULT) != 0;
    }
    return demands && has_default;
}

/* An element whose contents are members of the same struct is not written without any; if it is
 * required, it gets all. */
static void
fill_flat(Maker *maker, const XmlField *field, void *object)
{
    double density = maker->density;

    if (field->flags & DEMANDED)
        maker->density = 1;
    fill_table(maker, &xml_tables[field->type], object, true);
    maker->density = density;
}

static bool
fill_row(Maker *maker, const XmlField *field, void *object)
{
    bool is_pointer = field->count != XML_ONE;
    bool required = (field->flags & (DEMANDED | XML_FIELD_ALWAYS)) != 0;
    void *inner;
    const XmlTable *table = inner_table(field, object, &inner);
    unsigned int n = 1;
    /* There must be room for what fills it. */
    unsigned int max_depth = field->flags & XML_FIELD_LEAN ? MAX_DEPTH - 1 : MAX_DEPTH;

    required |= table != NULL && must_be_filled(maker, table, inner);

    if (is_filled(field, object))
        return true;
    if (!required && (!choose(maker) || (is_pointer && maker->depth >= max_depth)))
        return false;
    while (n < 4 && g_rand_int_range(maker->rand, 0, 3) == 0)
        n++;
    if (field->place == XML_PLACE_FLAT)
        fill_flat(maker, field, object);
    else if (field->place == XML_PLACE_MIXED)
        fill_mixed(maker, field, object, field->flags & XML_FIELD_FIRST ? 1 : n);
    else if (field->kind == XML_KIND_STRUCT)
        fill_structs(maker, field, object, n);
    else
        fill_scalars(maker, field, object, n);
    return true;
}

static bool
one_was_given(const XmlTable *table, const void *object)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if ((field->flags & XML_FIELD_TOGETHER) && condition_holds(field->condition, object) &&
            *CONST_MEMBER_AT(uint8_t, object, field->from) == XML_GIVEN)
            return true;
    return false;
}

/* What absence means. */
static void
leave_row(Maker *maker, const XmlTable *table, const XmlField *field, void *object)
{
    void *inner;
    const XmlTable *below = inner_table(field, object, &inner);

    if (below != NULL)
        fill_table(maker, below, inner, false);
    else if ((field->flags & XML_FIELD_DEFAULT) &&
             *CONST_MEMBER_AT(uint8_t, object, field->from) == XML_ABSENT &&
             (!(field->flags & XML_FIELD_TOGETHER) || one_was_given(table, object)))
        scalar_set_initial(field, object);
}

/* Whether an earlier row is for the same name: that one alone is read. */
static bool
is_shadowed(const XmlTable *table, unsigned int row, const void *object)
{
    const XmlField *fields = &xml_fields[table->first_field], *field = &fields[row];

    for (unsigned int i = 0; field->name != 0 && i < row; i++)
        if (fields[i].name == field->name && fields[i].namespace == field->namespace &&
            fields[i].selector == field->selector &&
            (fields[i].place == XML_PLACE_ATTR) == (field->place == XML_PLACE_ATTR) &&
            condition_holds(fields[i].condition, object))
            return true;
    return false;
}

/* What is not written because another value says the same, perhaps one that came later. */
static void
take_back_superfluous(const XmlTable *table, void *object)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        void *value = MEMBER_AT(void, object, field->offset);

        if (field->unless == 0 ||
            !scalar_equal(field->kind, value, CONST_MEMBER_AT(char, object, field->unless)))
            continue;
        memset(value, 0, scalar_size(field->kind));
        *MEMBER_AT(uint8_t, object, field->from) = XML_ABSENT;
    }
}

static bool
is_asked_by(unsigned int fit, const XmlField *field)
{
    for (; fit != 0; fit = xml_conditions[fit].above)
        if (xml_conditions[fit].offset == field->offset ||
            (field->from != 0 && xml_conditions[fit].offset == field->from))
            return true;
    return false;
}

/* Whether others of the table fit by the value of the row, or of one that it holds. */
static bool
is_asked(const XmlTable *table, const XmlField *field)
{
    const XmlTable *inner = field->place == XML_PLACE_FLAT ? &xml_tables[field->type] : NULL;

    for (unsigned int i = 0; inner != NULL && i < inner->n_fields; i++)
        if (is_asked(table, &xml_fields[inner->first_field + i]))
            return true;
    for (unsigned int i = 0; inner == NULL && i < table->n_fields; i++)
        if (is_asked_by(xml_fields[table->first_field + i].fit, field))
            return true;
    return false;
}

/* When a row is filled: as it is read, but what others fit by early as well. */
static unsigned int
row_rank(const XmlTable *table, const XmlField *field)
{
    if (field_rank(field) == 0 && field->fit == 0 && is_asked(table, field))
        return field->condition != 0 ? 1 : MAX_RANK;
    return field_rank(field);
}

/* fits: those that fit certain others only, which are filled before. */
static void
fill_rank(Maker *maker, const XmlTable *table, void *object, unsigned int rank, bool fits,
          bool present)
{
    const XmlField *fields = &xml_fields[table->first_field];
    bool filled[MAX_ROWS] = { false };

    g_assert(table->n_fields <= MAX_ROWS);
    for (unsigned int i = 0; i < table->n_fields; i++)
        filled[i] = present && row_rank(table, &fields[i]) == rank &&
                    (fields[i].fit != 0) == fits && is_kept(maker, &fields[i], object) &&
                    condition_holds(fields[i].condition, object) &&
                    !is_shadowed(table, i, object) && fill_row(maker, &fields[i], object);
    for (unsigned int i = 0; i < table->n_fields; i++)
        if (!filled[i] && row_rank(table, &fields[i]) == rank && (fields[i].fit != 0) == fits &&
            field_is_read(&fields[i], maker->flags) && condition_holds(fields[i].condition, object))
            leave_row(maker, table, &fields[i], object);
}

/* present: whether the element is there; if not, it may still have defaults. */
static void
fill_table(Maker *maker, const XmlTable *table, void *object, bool present)
{
    for (unsigned int rank = MAX_RANK + 1; rank-- > 0;) {
        fill_rank(maker, table, object, rank, false, present);
        fill_rank(maker, table, object, rank, true, present);
    }
    take_back_superfluous(table, object);
}

Definition *
random_definition(XmlDocumentId document, unsigned int flags, uint32_t seed)
{
    static const double densities[] = { 0.02, 0.1, 0.1, 0.3, 0.3, 0.8 };
    g_autoptr(Definition) def = definition_new(document);
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    Maker maker = { .rand = rand, .arena = def->arena, .flags = flags };

    maker.density = densities[g_rand_int_range(rand, 0, G_N_ELEMENTS(densities))];
    fill_table(&maker, &xml_tables[xml_types[xml_documents[document].type].table], def->root, true);
    return g_steal_pointer(&def);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the engine share: looking into tables and structs. */
#ifndef VIRTUE_XML_ENGINE_H
#define VIRTUE_XML_ENGINE_H

#include "xml/definition.h"
#include "xml/hooks.h"

#include <libvirt/virterror.h>
#include <string.h>

/* What reading carries along. */
typedef struct XmlReader {
    Arena *arena;
    XmlDoc *doc;
    unsigned int flags;
    int errors;         /* virErrorDomain of the document */
    const XmlTable *root; /* of the document */
    const XmlNode *top;   /* its element, which may stand in another document */
    const char *chosen; /* attribute by which the element that is read next was chosen */
    size_t limit;       /* of the arena and what it owns, bytes */
    size_t owned;       /* outside of the arena */
} XmlReader;

/* The hash is 32 bits of a good function and both names come from outside or the schema, so the
 * comparison is a formality; it is made all the same. */
#define XML_TEXT(offset) (xml_texts + (offset))

#define MEMBER_AT(Type, object, offset) ((Type *)(void *)((char *)(object) + (offset)))
#define CONST_MEMBER_AT(Type, object, offset)                                                      \
    ((const Type *)(const void *)((const char *)(object) + (offset)))

/* One without a root; size is what its contents will take, 0 if unknown. */
Definition *definition_in(XmlDocumentId document, size_t size);

/* A message of the schema with %s (the value), %n (the name) and %o (the object's) filled in. */
char *message_text(XmlReader *reader, const XmlMessage *message, const char *name,
                   const char *text);
int message_domain(const XmlReader *reader, const XmlMessage *message);

/* Whether these bytes are all zero. */
static inline bool
is_zero(const char *bytes, size_t n)
{
    uint64_t some = 0;

    for (; n >= sizeof(some); bytes += sizeof(some), n -= sizeof(some)) {
        memcpy(&some, bytes, sizeof(some));
        if (some != 0)
            return false;
    }
    while (n-- > 0)
        some |= (uint8_t)*bytes++;
    return some == 0;
}

bool condition_holds(unsigned int condition, const void *object);
/* Only that one, not those above it. */
bool condition_holds_alone(const XmlCondition *condition, const void *object);

/* Whether a row is read, or written, at all with these flags. */
bool field_is_read(const XmlField *field, unsigned int flags);
bool field_is_written(const XmlField *field, const void *object, unsigned int flags);
/* When a row is read: those that no condition asks for come last (0), before them those that are
 * asked for but depend on a condition themselves, and first those that do not. */
unsigned int field_rank(const XmlField *field);
/* Puts a list in the order of the member of its items that the row says; equal ones stay as they
 * are. */
void list_sort(const XmlField *field, XmlList *list);

/* Whether a text begins with one of those of KEPT or MADE. */
bool field_begins(const XmlField *field, const char *text);

/* Reads a scalar from its text into the member and marks who set it. node and attr are for errors;
 * attr is NULL if the text is that of an element. */
bool scalar_read(XmlReader *reader, const XmlField *field, void *object, const XmlNode *node,
                 const char *attr, const char *text, GError **error);
/* Only whether the value is one. */
bool scalar_check(XmlReader *reader, const XmlField *field, const XmlNode *node, const char *attr,
                  const char *text, GError **error);
/* Of a UUID, a MAC address, a set of numbers. */
bool scalar_from_text(Arena *arena, unsigned int kind, void *value, const char *text);
/* The default of the schema. */
void scalar_set_initial(const XmlField *field, void *object);
/* Appends a scalar to a list of them. */
bool scalar_read_item(XmlReader *reader, const XmlField *field, void *object, const XmlNode *node,
                      const char *text, GError **error);

/* Whether the member has a value. */
bool scalar_is_set(const XmlField *field, const void *object);
/* The value as text, in buffer or elsewhere. value is the member itself, or an item of a list. */
#define SCALAR_TEXT_SIZE 64
const char *scalar_text(const XmlField *field, const void *value, char buffer[SCALAR_TEXT_SIZE]);
extern const uint8_t scalar_sizes[]; /* by kind */
static inline size_t
scalar_size(unsigned int kind)
{
    return scalar_sizes[kind];
}
bool scalar_equal(unsigned int kind, const void *a, const void *b);
/* A number with a unit, of SIZE: the word of the unit that the member is kept in. */
const char *size_unit_text(const XmlField *field, const void *value);
/* The attribute that it stands in. */
const char *size_unit_attr(const XmlField *field);

/* The row for a child or attribute of that name that counts now; NULL if there is none. */
const XmlField *field_find(const XmlTable *table, const void *object, unsigned int place,
                           uint32_t hash, const char *name, const char *ns, const XmlNode *node);

/* Whether the definition has become larger than its document can explain; says so. */
bool reader_check_size(const XmlReader *reader, const XmlNode *node, GError **error);

bool table_read(XmlReader *reader, const XmlTable *table, void *object, const XmlNode *node,
                GError **error);

/* Strict reading: what the tables do not know is refused, with line, element, what was found and
 * what would be accepted. table is NULL in an element that holds text only. The first two return
 * true for what is without meaning but not wrong: what depends on something that is absent. */
bool refuse_attr(const XmlTable *table, const void *object, const XmlNode *node,
                 const XmlAttr *attr, GError **error);
bool refuse_child(XmlReader *reader, const XmlTable *table, const void *object,
                  const XmlNode *parent, const XmlNode *node, GError **error);
/* Whether all that stands in an element that was read goes together. */
bool check_fit(const XmlTable *table, const void *object, const XmlNode *node, GError **error);
bool refuse_second(const XmlNode *node, GError **error);
bool refuse_value(const XmlField *field, const XmlNode *node, const char *attr, const char *text,
                  GError **error);
bool refuse_absence(const XmlField *field, const XmlNode *node, GError **error);
/* Of an element that is only text, or nothing at all; of one that holds elements. */
bool check_plain(XmlReader *reader, const XmlField *field, const XmlNode *node, GError **error);
bool check_no_text(const XmlTable *table, const XmlNode *node, GError **error);
/* Whether a text has the form that the schema asks for. */
bool check_pattern(const XmlField *field, const char *text);

void table_write_attrs(XmlWriter *writer, XmlMark *mark, const XmlTable *table, const void *object);
void table_write_children(XmlWriter *writer, const XmlTable *table, const void *object);

#endif

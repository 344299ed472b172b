/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions: what a document says, as the C structs of definitions.h.
 *
 * A definition and all it holds live in one arena. It is edited by one thread until it is published
 * and frozen from then on: to change it, copy, edit and publish the copy. Strings and structs that
 * are put into a definition come from its arena.
 *
 *     g_autoptr(Definition) def = definition_parse(XML_DOCUMENT_DISK, text, 0, error);
 *     Disk *disk = def->root;
 *     XML_SET(disk, bus, DISK_BUS_VIRTIO, XML_DEFINED);
 */
#ifndef VIRTUE_XML_DEFINITION_H
#define VIRTUE_XML_DEFINITION_H

#include "definitions.h"
#include "base/arena.h"
#include "xml/dom.h"
#include "xml/writer.h"

typedef enum XmlFlags {
    XML_INACTIVE = 1 << 0,   /* what is stored: nothing of the running object */
    XML_SECURE = 1 << 1,     /* with passwords */
    XML_STATUS = 1 << 2,     /* of a status file */
    XML_MIGRATABLE = 1 << 3, /* what an older peer understands */
    XML_STRICT = 1 << 4,     /* refuse what the schema does not know */
    XML_AS_GIVEN = 1 << 5,   /* write what the user gave, and nothing that was filled in */
    XML_NEW = 1 << 6,        /* read what is yet to be made: what `later` says may be absent */
    XML_PARTIAL = 1 << 7,    /* read what is a part of something: all may be absent */
} XmlFlags;

/* A definition takes at most so much for each byte of its text, beyond what is free for all: room
 * for tens of thousands of devices. */
#define XML_MEMORY_FACTOR 16
#define XML_FREE_MEMORY   ((size_t)64 << 20)

typedef struct Definition {
    int refs;
    XmlDocumentId document;
    Arena *arena;
    void *root; /* Domain *, Disk * ... */
} Definition;

/* An empty one. */
Definition *definition_new(XmlDocumentId document);
/* Read a text, or an element of a parsed document. Defaults of the schema are filled in; nothing
 * else is checked or computed. */
Definition *definition_parse(XmlDocumentId document, const char *text, unsigned int flags,
                             GError **error);
Definition *definition_read(XmlDocumentId document, XmlDoc *doc, const XmlNode *node,
                            unsigned int flags, GError **error);
/* A deep copy, to edit. */
Definition *definition_copy(const Definition *def);
/* Gives back the memory that making it took and left unused: before it is published, for what is
 * kept long. All that is in it moves; def->root is another one afterwards. */
void definition_settle(Definition *def);
Definition *definition_ref(Definition *def);
void definition_unref(Definition *def);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Definition, definition_unref)

/* The text, which the caller owns; XmlFlags. */
char *definition_format(const Definition *def, unsigned int flags);
/* The same for a part of one, without a definition of its own. */
char *object_format(XmlDocumentId document, const void *object, unsigned int flags);

/* Whether two of the same document hold the same values; who set them does not count. */
bool definition_equal(const Definition *a, const Definition *b);

/* The path of the first value of a that b does not have as well ("src.hosts[2].port"); NULL if b
 * has all of them. The caller owns it. */
char *definition_lost(const Definition *a, const Definition *b);

/* A zeroed struct, its line 0 and its origin as given. */
void *object_new(Arena *arena, XmlTypeId type, XmlOrigin origin);
void *object_copy(Arena *arena, XmlTypeId type, const void *object);
bool object_equal(XmlTypeId type, const void *a, const void *b);

/* Whether a running guest can go on with target in place of source: all that it sees is equal. The
 * error names the field and both values: "Target disk 0 target bus ide does not match source
 * virtio". */
bool object_check_abi(XmlTypeId type, const void *source, const void *target, GError **error);
/* Whether a device that is in use can become the other one: only `mutable` fields differ. */
bool object_check_update(XmlTypeId type, const void *old, const void *updated, GError **error);

/* Put an object at the end of, or into, a list of pointers; list is the address of the member. */
void list_append(Arena *arena, void *list, void *object);
void list_insert(Arena *arena, void *list, unsigned int at, void *object);
void list_remove(void *list, unsigned int at);

/* Set a scalar and say who did. */
#define XML_SET(object, member, value, origin)                                                     \
    ((object)->member = (value), (object)->from.member = (origin))
#define XML_UNSET(object, member) ((object)->member = 0, (object)->from.member = XML_ABSENT)
/* Likewise unless it has a value already. */
#define XML_SET_IF_ABSENT(object, member, value, origin)                                           \
    ((object)->from.member == XML_ABSENT ? (void)XML_SET(object, member, value, origin) : (void)0)

/* The text of a value of an enum; NULL for 0 and what it does not have. And the value of a text;
 * 0 if it has none. */
const char *xml_enum_text(unsigned int enum_id, int value);
int xml_enum_value(unsigned int enum_id, const char *text);

#endif

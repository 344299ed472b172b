/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables made from schema/: what each C struct holds and where it stands in XML.
 *
 * One engine parses, formats, copies, compares and checks every format with them. Names are offsets
 * into one text and types are numbers, so that the tables need no relocation. */
#ifndef VIRTUE_XML_TYPE_H
#define VIRTUE_XML_TYPE_H

#include <stdbool.h>
#include <stdint.h>

/* Who set a value. */
typedef enum XmlOrigin {
    XML_ABSENT,
    XML_GIVEN,   /* the document */
    XML_DEFAULT, /* the schema: what absence means */
    XML_DEFINED, /* computed when the object was defined */
    XML_STARTED, /* computed when it was started */
} XmlOrigin;

/* How every struct of definitions.h begins. */
typedef struct XmlHead {
    uint32_t line : 24; /* of its element in the document; 0 if it was made here */
    uint8_t origin;     /* XmlOrigin of the element as a whole */
} XmlHead;

#define XML_MAX_LINE ((1u << 24) - 1)

/* Of the enums of definitions.h: they take a byte. */
#define XML_PACKED __attribute__((packed))

/* What stands in an ordered list of different elements. */
typedef struct XmlVariant {
    int kind;     /* constants in definitions.h */
    void *object; /* struct of that kind */
} XmlVariant;

typedef struct XmlList {
    unsigned int n;
    void *items; /* pointers to structs, or scalars */
} XmlList;

typedef enum XmlPlace {
    XML_PLACE_ATTR,
    XML_PLACE_CHILD,
    XML_PLACE_TEXT,
    XML_PLACE_FLAT, /* a child whose table is on the same struct */
    XML_PLACE_MIXED,
    XML_PLACE_HOOK,
} XmlPlace;

typedef enum XmlKind {
    XML_KIND_STRING,
    XML_KIND_I32,
    XML_KIND_U32,
    XML_KIND_I64,
    XML_KIND_U64,
    XML_KIND_F64,
    XML_KIND_ENUM,
    XML_KIND_UUID,
    XML_KIND_MAC,
    XML_KIND_BITMAP,
    XML_KIND_SIZE,
    XML_KIND_FLAG,
    XML_KIND_RAW,
    XML_KIND_STRUCT,
    XML_KIND_MIXED,
} XmlKind;

typedef enum XmlCount {
    XML_ONE,  /* a scalar, or an embedded struct */
    XML_OPT,  /* a pointer to a struct, NULL if absent */
    XML_LIST, /* XmlList */
} XmlCount;

typedef enum XmlFieldFlags {
    XML_FIELD_LIVE = 1 << 0,
    XML_FIELD_INACTIVE = 1 << 1,
    XML_FIELD_SECURE = 1 << 2,
    XML_FIELD_STATUS = 1 << 3,
    XML_FIELD_MIGRATABLE = 1 << 4,
    XML_FIELD_UNMIGRATABLE = 1 << 5,
    XML_FIELD_LEGACY = 1 << 6,
    XML_FIELD_OUTPUT = 1 << 7,
    XML_FIELD_ALWAYS = 1 << 8,
    XML_FIELD_REQUIRED = 1 << 9,
    XML_FIELD_ABI = 1 << 10,
    XML_FIELD_MUTABLE = 1 << 11,
    XML_FIELD_DEFAULT = 1 << 12,  /* has one */
    XML_FIELD_OMIT = 1 << 13,     /* has a value that is not written */
    XML_FIELD_TAG = 1 << 14,      /* conditions ask for it: read before the others */
    XML_FIELD_LAX = 1 << 15,      /* a wrong value is as good as none */
    XML_FIELD_FIRST = 1 << 16,    /* of MIXED: only the first child counts */
    XML_FIELD_KEPT = 1 << 17,     /* read as LIVE ones, except those that begin with a text */
    XML_FIELD_TOGETHER = 1 << 18, /* its default counts if another such row has been given */
    XML_FIELD_OPEN = 1 << 19,     /* written with two tags, even if empty */
    XML_FIELD_WEAK = 1 << 20,     /* has a value that does not keep the element */
    XML_FIELD_MADE = 1 << 21,     /* LIVE if it begins with certain texts */
    XML_FIELD_PLAIN = 1 << 22,    /* of RAW: kept whole and written as all else is */
    XML_FIELD_SPACED = 1 << 23,   /* an element with an empty line before and after it */
    XML_FIELD_EXPECTED = 1 << 24, /* strict reading: required */
    XML_FIELD_BLANK = 1 << 25,    /* an empty value is as good as none */
    XML_FIELD_NOTHING = 1 << 26,  /* certain values are as good as none */
    XML_FIELD_CHECKED = 1 << 27,  /* a wrong value is one even if the row does not count */
    XML_FIELD_REFUSED = 1 << 28,  /* has no member: what stands there is an error */
    XML_FIELD_FILLED = 1 << 29,   /* of TEXT: an empty one is a wrong value */
    XML_FIELD_LEAN = 1 << 30,     /* of structs: not written if there is nothing in it */
    XML_FIELD_LATER = 1u << 31,   /* not required of what is yet to be made */
} XmlFieldFlags;

/* A member that has a place in XML. Offsets are from the struct of the table. */
typedef struct XmlField {
    uint32_t hash; /* of the name */
    uint32_t name; /* in xml_texts */
    uint16_t offset;
    uint16_t from; /* of its origin byte; 0 if it has none. Of a sorted list: of its items' key */
    uint16_t type; /* number of the enum, type, table (FLAT), choice (MIXED), hook */
    uint16_t condition; /* in xml_conditions; 0: none */
    uint16_t numbers;   /* in xml_numbers; 0: none */
    uint16_t bad;       /* in xml_messages: what a wrong value gives; 0: the usual. Of FLAT: what it
                           gives that none of its rows has a value; 0: nothing */
    uint16_t missing;   /* likewise its absence */
    uint16_t single;    /* likewise a second one; 0: the first counts */
    uint16_t over;      /* likewise a number that is too large; 0: as any wrong value */
    uint16_t unless;    /* offset of the field of the same type that makes this one superfluous */
    uint8_t place;      /* XmlPlace */
    uint8_t kind;       /* XmlKind */
    uint8_t count;      /* XmlCount */
    uint8_t namespace;  /* in xml_namespaces; 0: none */
    uint32_t flags;
    int32_t initial;   /* the default: a number, or a text in xml_texts. Of LAX without one: what a
                          wrong value is read as; 0: none */
    int32_t omit;      /* of OMIT and WEAK */
    uint32_t kept;     /* of KEPT and MADE: the beginnings, of NOTHING: the values, with blanks
                          between, in xml_texts */
    uint16_t selector; /* in xml_selectors; 0: none */
    uint16_t fit;      /* as condition, for strict reading alone */
    uint8_t name_length;
    uint32_t pattern;  /* of texts and enums, for strict reading: in xml_texts; 0: none */
} XmlField;

typedef enum XmlConditionOp {
    XML_IN,
    XML_NOT_IN,
    XML_PRESENT,
    XML_PRESENT_POINTER,
    XML_LACKING, /* the document does not have it */
    XML_LACKING_POINTER,
} XmlConditionOp;

typedef struct XmlCondition {
    uint64_t values; /* bit per value of the enum */
    uint16_t offset;
    uint16_t above; /* condition that must hold as well; 0: none */
    uint8_t op;
} XmlCondition;

typedef struct XmlNumbers {
    int64_t min;
    uint64_t max;
    uint64_t unit;      /* of SIZE: bytes in one */
    uint64_t assume;    /* of SIZE: of what is given without a unit; 0: units are not read */
    uint32_t unit_text; /* of SIZE: in xml_texts; 0: the largest unit that divides the amount */
    uint32_t unit_attr; /* of SIZE: the attribute with the unit, in xml_texts; 0: "unit" */
    uint8_t base;       /* to read in; 0: any */
    uint8_t digits; /* to write at least, of hexadecimal or, if the base is 8, octal; 0: decimal */
    bool upper;     /* hexadecimal with upper-case letters */
    bool is_signed; /* of those that are not: what is wrong is said as if they were */
} XmlNumbers;

/* What tells a child from others of its name: an attribute that has that value. */
typedef struct XmlSelector {
    uint32_t attr; /* in xml_texts */
    uint32_t value;
} XmlSelector;

typedef struct XmlMessage {
    int code;
    int domain;    /* virErrorDomain; -1: that of the document */
    uint32_t text; /* in xml_texts; %s is the value, %n the name of the attribute or element */
} XmlMessage;

/* What one element holds. */
typedef struct XmlTable {
    uint32_t name;        /* in xml_texts */
    uint16_t first_field; /* in xml_fields */
    uint16_t n_fields;
    uint16_t type;    /* the struct */
    bool tagged;      /* has a TAG */
    bool initial;     /* has defaults, here or in embedded elements */
    bool abi;         /* has something that guests see, here or below */
    bool always;      /* writes something even if no member has a value */
    bool text;        /* has a row that is the element's own text */
    uint16_t attrs_end;      /* behind the last row that writes into the tag, or is the text */
    uint16_t children_start; /* the first row that writes children */
    uint16_t unknown; /* in xml_messages: a child that no row is for; 0: is no error */
} XmlTable;

/* A member of a C struct, each once: for copying, comparing and the JSON view. */
typedef struct XmlMember {
    uint32_t name;
    uint16_t offset;
    uint16_t from;
    uint16_t type; /* of ENUM and STRUCT; of MIXED: in xml_choices */
    uint8_t kind;
    uint8_t count;
} XmlMember;

/* A C struct. */
typedef struct XmlType {
    uint32_t name;
    uint32_t size;
    uint16_t first_member; /* in xml_members */
    uint16_t n_members;
    uint16_t table; /* in xml_tables */
    bool flat;      /* owns no pointer: a copy of its bytes is a copy */
} XmlType;

typedef struct XmlWord {
    uint32_t text;
    uint8_t value;
    bool alias; /* read, not written */
} XmlWord;

typedef struct XmlEnum {
    uint32_t name;
    uint16_t first_word; /* in xml_words, in the order of values, aliases last */
    uint16_t n_words;
} XmlEnum;

/* The elements of an ordered list: n_kinds rows from first. */
typedef struct XmlChoice {
    uint32_t hash;
    uint32_t name;
    uint16_t type;
    uint16_t n_kinds; /* in the first row */
} XmlChoice;

typedef struct XmlNamespace {
    uint32_t prefix;
    uint32_t uri;
} XmlNamespace;

/* What can stand alone. */
typedef struct XmlDocumentType {
    uint32_t name;
    uint32_t called; /* by errors about its text */
    uint32_t element;
    uint32_t rng; /* name of its RELAX NG file; "" if it has none */
    uint16_t type;
    int errors; /* virErrorDomain of what is wrong in it */
    bool namespaces_first; /* declared before the attributes of the root, not behind */
    bool open;             /* the root has an end tag even if it has no children */
} XmlDocumentType;

extern const char xml_texts[];
extern const XmlTable xml_tables[];
extern const XmlField xml_fields[];
extern const XmlCondition xml_conditions[];
extern const XmlNumbers xml_numbers[];
extern const XmlSelector xml_selectors[];
extern const XmlMessage xml_messages[];
extern const XmlType xml_types[];
extern const XmlMember xml_members[];
extern const XmlEnum xml_enums[];
extern const XmlWord xml_words[];
extern const XmlChoice xml_choices[];
extern const XmlNamespace xml_namespaces[];
extern const XmlDocumentType xml_documents[];
extern const unsigned int xml_n_types;
extern const unsigned int xml_n_documents;
extern const unsigned int xml_n_namespaces;

#endif

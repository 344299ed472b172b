/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes XML text as libvirt prints it: two blanks a level, single quotes, one line an element. */
#ifndef VIRTUE_XML_WRITER_H
#define VIRTUE_XML_WRITER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct XmlWriter {
    char *text;
    size_t length;
    size_t capacity;
    unsigned int depth;  /* levels of indentation */
    unsigned int flags;  /* XmlFlags */
    uint32_t hidden;     /* XmlFieldFlags of rows that these do not show */
    uint64_t namespaces; /* bit per namespace that was used */
} XmlWriter;

/* Where an element began, to finish it or to take it back. */
typedef struct XmlMark {
    size_t start;    /* of the element */
    size_t children; /* where they begin: behind ">\n" */
    size_t attrs;    /* behind its name and what does not keep it */
    bool open;       /* written with two tags, even if empty */
    uint64_t namespaces; /* used before it */
} XmlMark;

void writer_init(XmlWriter *writer, unsigned int flags);
void writer_clear(XmlWriter *writer);
/* The text, which the caller owns; the writer is empty then. */
char *writer_steal(XmlWriter *writer);

/* Open an element; attributes follow, then writer_children(), then writer_close(). prefix may be
 * NULL. */
XmlMark writer_open(XmlWriter *writer, const char *prefix, const char *name);
void writer_attr(XmlWriter *writer, const char *name, const char *value);
/* The same, of a name whose length is known. */
void writer_attr_n(XmlWriter *writer, const char *name, size_t length, const char *value);
void writer_attr_u64(XmlWriter *writer, const char *name, uint64_t value, unsigned int hex_digits);
void writer_attr_i64(XmlWriter *writer, const char *name, int64_t value);
/* No more attributes: children follow. */
void writer_children(XmlWriter *writer, XmlMark *mark);
/* Ends it: "/>" if nothing was written below. With drop, an element that has neither attributes
 * nor children is taken back. */
void writer_close(XmlWriter *writer, XmlMark *mark, const char *prefix, const char *name,
                  bool drop);
/* Whether attributes or children have been written since it was opened. */
bool writer_is_empty(const XmlWriter *writer, const XmlMark *mark);

/* <name>text</name>, escaped; attributes may have been written since writer_open(). */
void writer_text_close(XmlWriter *writer, XmlMark *mark, const char *prefix, const char *name,
                       const char *text);

bool writer_ends_with(const XmlWriter *writer, const char *text);
void writer_raw(XmlWriter *writer, const char *text, size_t length);
/* An indented line of text that is markup already. */
void writer_line(XmlWriter *writer, const char *text, size_t length);
void writer_escaped(XmlWriter *writer, const char *text);
void writer_insert(XmlWriter *writer, size_t at, const char *text);

#endif

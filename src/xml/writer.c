/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "xml/writer.h"

#include <string.h>

void
writer_init(XmlWriter *writer, unsigned int flags)
{
    *writer = (XmlWriter){ .flags = flags };
}

void
writer_clear(XmlWriter *writer)
{
    g_free(writer->text);
    *writer = (XmlWriter){ 0 };
}

char *
writer_steal(XmlWriter *writer)
{
    char *text = writer->text != NULL ? writer->text : g_strdup("");

    text[writer->length] = '\0';
    *writer = (XmlWriter){ 0 };
    return text;
}

/* Room for size more bytes and a NUL. */
static char *
reserve(XmlWriter *writer, size_t size)
{
    size_t needed = writer->length + size + 1;

    if (needed > writer->capacity) {
        writer->capacity = MAX(needed, writer->capacity * 2);
        writer->capacity = MAX(writer->capacity, 1024);
        writer->text = g_realloc(writer->text, writer->capacity);
    }
    return writer->text + writer->length;
}

bool
writer_ends_with(const XmlWriter *writer, const char *text)
{
    size_t length = strlen(text);

    return writer->length >= length &&
           memcmp(writer->text + writer->length - length, text, length) == 0;
}

void
writer_raw(XmlWriter *writer, const char *text, size_t length)
{
    memcpy(reserve(writer, length), text, length);
    writer->length += length;
}

static void
put(XmlWriter *writer, const char *text)
{
    writer_raw(writer, text, strlen(text));
}

static void
put_char(XmlWriter *writer, char ch)
{
    *reserve(writer, 1) = ch;
    writer->length++;
}

/* What a character becomes; NULL: itself, "": nothing. Control characters cannot stand in XML. */
static const char *const escapes[256] = {
    [1 ... 8] = "",    [11] = "",         [12] = "",         [14 ... 31] = "",
    ['"'] = "&quot;",  ['&'] = "&amp;",   ['\''] = "&apos;", ['<'] = "&lt;",
    ['>'] = "&gt;",
};

void
writer_escaped(XmlWriter *writer, const char *text)
{
    const char *plain = text, *p = text;

    for (; *p != '\0'; p++) {
        const char *escape = escapes[(unsigned char)*p];

        if (G_LIKELY(escape == NULL))
            continue;
        writer_raw(writer, plain, (size_t)(p - plain));
        put(writer, escape);
        plain = p + 1;
    }
    writer_raw(writer, plain, (size_t)(p - plain));
}

void
writer_insert(XmlWriter *writer, size_t at, const char *text)
{
    size_t length = strlen(text);

    reserve(writer, length);
    memmove(writer->text + at + length, writer->text + at, writer->length - at);
    memcpy(writer->text + at, text, length);
    writer->length += length;
}

static void
indent(XmlWriter *writer)
{
    size_t blanks = (size_t)writer->depth * 2;

    memset(reserve(writer, blanks), ' ', blanks);
    writer->length += blanks;
}

static void
put_name(XmlWriter *writer, const char *prefix, const char *name)
{
    if (prefix != NULL) {
        put(writer, prefix);
        put_char(writer, ':');
    }
    put(writer, name);
}

XmlMark
writer_open(XmlWriter *writer, const char *prefix, const char *name)
{
    XmlMark mark = { .start = writer->length, .namespaces = writer->namespaces };

    indent(writer);
    put_char(writer, '<');
    put_name(writer, prefix, name);
    mark.attrs = writer->length;
    return mark;
}

void
writer_attr_n(XmlWriter *writer, const char *name, size_t length, const char *value)
{
    char *out = reserve(writer, length + 3);

    *out++ = ' ';
    memcpy(out, name, length);
    memcpy(out + length, "='", 2);
    writer->length += length + 3;
    writer_escaped(writer, value);
    put_char(writer, '\'');
}

void
writer_attr(XmlWriter *writer, const char *name, const char *value)
{
    writer_attr_n(writer, name, strlen(name), value);
}

void
writer_attr_u64(XmlWriter *writer, const char *name, uint64_t value, unsigned int hex_digits)
{
    char text[40];

    if (hex_digits > 0)
        g_snprintf(text, sizeof(text), "0x%0*" G_GINT64_MODIFIER "x", (int)hex_digits, value);
    else
        g_snprintf(text, sizeof(text), "%" G_GUINT64_FORMAT, value);
    writer_attr(writer, name, text);
}

void
writer_attr_i64(XmlWriter *writer, const char *name, int64_t value)
{
    char text[24];

    g_snprintf(text, sizeof(text), "%" G_GINT64_FORMAT, value);
    writer_attr(writer, name, text);
}

void
writer_children(XmlWriter *writer, XmlMark *mark)
{
    writer_raw(writer, ">\n", 2);
    mark->children = writer->length;
    writer->depth++;
}

bool
writer_is_empty(const XmlWriter *writer, const XmlMark *mark)
{
    if (mark->children == 0)
        return writer->length == mark->attrs;
    return writer->length == mark->children && mark->children == mark->attrs + 2;
}

void
writer_close(XmlWriter *writer, XmlMark *mark, const char *prefix, const char *name, bool drop)
{
    bool is_empty = writer_is_empty(writer, mark);

    if (mark->children != 0)
        writer->depth--;
    if (is_empty && drop) {
        writer->length = mark->start;
        writer->namespaces = mark->namespaces;
        return;
    }
    if (!mark->open && (mark->children == 0 || writer->length == mark->children)) {
        if (mark->children != 0)
            writer->length -= 2;
        writer_raw(writer, "/>\n", 3);
        return;
    }
    indent(writer);
    writer_raw(writer, "</", 2);
    put_name(writer, prefix, name);
    writer_raw(writer, ">\n", 2);
}

void
writer_text_close(XmlWriter *writer, XmlMark *mark, const char *prefix, const char *name,
                  const char *text)
{
    g_assert(mark->children == 0);
    put_char(writer, '>');
    writer_escaped(writer, text);
    writer_raw(writer, "</", 2);
    put_name(writer, prefix, name);
    writer_raw(writer, ">\n", 2);
}

void
writer_line(XmlWriter *writer, const char *text, size_t length)
{
    indent(writer);
    writer_raw(writer, text, length);
    put_char(writer, '\n');
}

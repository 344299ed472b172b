/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The state of reading one document, which the parts of the tokenizer share. */
#ifndef VIRTUE_XML_TOKENIZER_PRIV_H
#define VIRTUE_XML_TOKENIZER_PRIV_H

#include <string.h>

#include "base/arena.h"
#include "xml/chars-priv.h"
#include "xml/dom.h"

#define HASH_START         2166136261u /* FNV-1a */
#define HASH_STEP(hash, c) (((hash) ^ (uint8_t)(c)) * 16777619u)

typedef struct Namespace {
    const char *prefix; /* "" is the default one */
    const char *uri;
} Namespace;

/* What xml:space says, which holds further down until something else is said. */
typedef enum Space {
    SPACE_UNSET,
    SPACE_DEFAULT,
    SPACE_PRESERVE,
} Space;

/* An element whose end tag is to come. */
typedef struct OpenElement {
    XmlNode *node;
    XmlNode *last;   /* child */
    char *cdata_end; /* where its text ends, if that is a CDATA section */
    const char *tag; /* its name with prefix, in the source, where it is never terminated */
    size_t tag_length;
    size_t n_namespaces; /* before it */
    Space space;
    bool is_mixed; /* has text that makes white space count: see read_text() */
} OpenElement;

/* Strings stay where they stand in copy, unescaped in place; each is terminated once what follows
 * it has been read. source is the same text unchanged, at the same offsets. */
typedef struct Tokenizer {
    Arena *arena;
    const char *source;
    size_t length;
    char *copy; /* with a NUL behind it */
    char *end;
    char *p;
    uint32_t line;
    uint32_t n_nodes;
    const char *name; /* of the document, for errors */
    int domain;
    XmlNode *root;
    size_t depth;
    OpenElement open[XML_MAX_DEPTH];
    size_t n_namespaces;
    Namespace namespaces[XML_MAX_NAMESPACES];
} Tokenizer;

/* A name as it was read, not terminated yet. */
typedef struct Name {
    char *start;
    char *colon; /* NULL without prefix */
    char *end;
    uint32_t hash; /* of the local part */
} Name;

/* All of these return false and set *error if the document is wrong. */

/* The document; root is set. */
bool tokenizer_read(Tokenizer *t, GError **error);

/* Report at a place in copy (tokenizer_fail: where reading is). The line is the one reached. */
bool tokenizer_fail_at(const Tokenizer *t, const char *at, GError **error, const char *fmt, ...)
    G_GNUC_PRINTF(4, 5);
#define tokenizer_fail(t, error, ...) tokenizer_fail_at((t), (t)->p, (error), __VA_ARGS__)
/* For the wrong byte or character where reading is; what says which characters are legal there. */
bool tokenizer_fail_char(const Tokenizer *t, GError **error, const char *what);

/* Steps over one character beyond ASCII. */
bool tokenizer_skip_wide(Tokenizer *t, GError **error);
/* name->end == name->start if there is no name. */
bool tokenizer_read_name(Tokenizer *t, Name *name, GError **error);
void tokenizer_skip_blanks(Tokenizer *t);
bool tokenizer_add_node(Tokenizer *t, XmlNodeKind kind, uint32_t line, XmlNode **node_out,
                        GError **error);

/* What follows "<!--", "<![CDATA[" or "<?". Outside the root nothing is kept of it. */
bool tokenizer_read_comment(Tokenizer *t, GError **error);
bool tokenizer_read_cdata(Tokenizer *t, GError **error);
bool tokenizer_read_pi(Tokenizer *t, GError **error);
/* <?xml ...?>, if it is there. */
bool tokenizer_read_declaration(Tokenizer *t, GError **error);

static inline bool
tokenizer_skip_text(Tokenizer *t, const char *text, size_t length)
{
    if (strncmp(t->p, text, length) != 0)
        return false;
    t->p += length;
    return true;
}
#define tokenizer_skip(t, text) tokenizer_skip_text((t), "" text, sizeof(text) - 1)

/* What stands between from and to belongs at w: written there unless it is there already. */
static inline char *
tokenizer_put(char *w, const char *from, const char *to)
{
    size_t n = (size_t)(to - from);

    if (w != from)
        memmove(w, from, n);
    return w + n;
}

#endif

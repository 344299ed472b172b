/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An arena: memory that is given back all at once. Definitions and documents live in one, so that
 * making them is a few additions, freeing them one call, and nothing in them can leak. */
#ifndef VIRTUE_ARENA_H
#define VIRTUE_ARENA_H

#include <glib.h>
#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;

/* size_hint: how much will probably be needed; 0 if unknown. */
Arena *arena_new(size_t size_hint);
void arena_free(Arena *arena); /* of NULL: nothing */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arena, arena_free)

/* Zeroed, aligned for any type; never NULL (aborts when memory is out, as GLib does). */
void *arena_alloc(Arena *arena, size_t size);
/* Not zeroed, aligned to 1. */
char *arena_strndup(Arena *arena, const char *text, size_t length);
char *arena_strdup(Arena *arena, const char *text); /* of NULL: NULL */
char *arena_printf(Arena *arena, const char *fmt, ...) G_GNUC_PRINTF(2, 3);
/* What an array of n elements becomes with room for one more: the same one, or a copy. Capacity
 * grows by doubling; n must count all elements. */
void *arena_grow(Arena *arena, void *items, size_t n, size_t element_size);
/* Zeroed, of n elements, that arena_grow() accepts; NULL if there are none. */
void *arena_new_array(Arena *arena, size_t n, size_t element_size);
/* A copy of n elements that arena_grow() accepts; NULL if there are none. */
void *arena_copy_array(Arena *arena, const void *items, size_t n, size_t element_size);
/* Have something that is not of this memory destroyed together with the arena. */
void arena_own(Arena *arena, void *object, GDestroyNotify destroy);
size_t arena_size(const Arena *arena); /* bytes held, for figures */
size_t arena_used(const Arena *arena); /* of them, what was given out */

#define arena_new0(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))

#endif

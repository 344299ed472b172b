/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/arena.h"

#include <stdint.h>
#include <stdbool.h>
#include <string.h>

#define ALIGNMENT      _Alignof(max_align_t)
#define FIRST_CHUNK    ((size_t)4096)
#define SMALLEST_CHUNK ((size_t)256)
#define LARGEST_CHUNK  ((size_t)1 << 20)
#define SMALLEST_ARRAY 4
/* Under the address sanitizer each allocation is one of its own, so that an overflow is found. */
#ifdef __SANITIZE_ADDRESS__
#define ONE_BY_ONE true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_BY_ONE true
#endif
#endif
#ifndef ONE_BY_ONE
#define ONE_BY_ONE false
#endif

/* Its memory follows the header. */
typedef struct Chunk {
    _Alignas(max_align_t) struct Chunk *next;
} Chunk;

/* What is destroyed with the arena, last first. */
typedef struct Owned {
    struct Owned *next;
    void *object;
    GDestroyNotify destroy;
} Owned;

/* Objects are taken from the low end of the current chunk and text from its high end, so that text
 * costs no padding. */
struct Arena {
    Chunk *chunks;
    Owned *owned;
    char *low;
    char *high;
    size_t next_size;
    size_t size;
    size_t used;
};

static char *
add_chunk(Arena *arena, size_t size)
{
    Chunk *chunk;

    g_assert(size < SIZE_MAX / 2);
    chunk = g_malloc(sizeof(Chunk) + size);
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->size += sizeof(Chunk) + size;
    return (char *)(chunk + 1);
}

Arena *
arena_new(size_t size_hint)
{
    Arena *arena = g_new0(Arena, 1);

    arena->size = sizeof(Arena);
    if (size_hint == 0)
        size_hint = FIRST_CHUNK;
    arena->next_size = CLAMP(size_hint, SMALLEST_CHUNK, LARGEST_CHUNK) - sizeof(Chunk);
    return arena;
}

void
arena_free(Arena *arena)
{
    if (!arena)
        return;
    for (const Owned *owned = arena->owned; owned; owned = owned->next)
        owned->destroy(owned->object);
    for (Chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        g_free(chunk);
    }
    g_free(arena);
}

/* Uninitialised memory from which end is asked for; size is a multiple of the alignment at the low
 * end. What is large gets a chunk of its own, and the current one stays in use. */
static char *
take(Arena *arena, size_t size, bool from_high)
{
    arena->used += size;
    if (G_UNLIKELY(ONE_BY_ONE))
        return add_chunk(arena, size);
    if (G_UNLIKELY((size_t)(arena->high - arena->low) < size)) {
        /* Of the first chunk the caller said how large it should be: it may hold one object. */
        if (size > (arena->low != NULL ? arena->next_size / 4 : arena->next_size))
            return add_chunk(arena, size);
        arena->low = add_chunk(arena, arena->next_size);
        arena->high = arena->low + arena->next_size;
        arena->next_size = MIN(arena->next_size * 2, LARGEST_CHUNK);
    }
    if (from_high)
        return arena->high -= size;
    arena->low += size;
    return arena->low - size;
}

void *
arena_alloc(Arena *arena, size_t size)
{
    size_t rounded = (MAX(size, 1) + ALIGNMENT - 1) & ~(ALIGNMENT - 1);

    g_assert(size < SIZE_MAX / 2);
    return memset(take(arena, ONE_BY_ONE ? size : rounded, false), 0, size);
}

char *
arena_strndup(Arena *arena, const char *text, size_t length)
{
    char *copy;

    g_assert(length < SIZE_MAX / 2);
    copy = take(arena, length + 1, true);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *
arena_strdup(Arena *arena, const char *text)
{
    return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *
arena_printf(Arena *arena, const char *fmt, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, fmt);
    text = g_strdup_vprintf(fmt, args);
    va_end(args);
    return arena_strdup(arena, text);
}

void *
arena_grow(Arena *arena, void *items, size_t n, size_t element_size)
{
    size_t capacity = MAX(n * 2, SMALLEST_ARRAY);
    void *grown;

    /* There is room unless n is what a doubling ended with. */
    if (n > 0 && (n < SMALLEST_ARRAY || (n & (n - 1)) != 0))
        return items;
    g_assert(n < SIZE_MAX / 4 && capacity < SIZE_MAX / 2 / MAX(element_size, 1));
    grown = arena_alloc(arena, capacity * element_size);
    if (n > 0)
        memcpy(grown, items, n * element_size);
    return grown;
}

void *
arena_new_array(Arena *arena, size_t n, size_t element_size)
{
    size_t capacity = SMALLEST_ARRAY;

    if (n == 0)
        return NULL;
    while (capacity < n)
        capacity *= 2;
    return arena_alloc(arena, capacity * element_size);
}

void *
arena_copy_array(Arena *arena, const void *items, size_t n, size_t element_size)
{
    void *copy = arena_new_array(arena, n, element_size);

    return copy ? memcpy(copy, items, n * element_size) : NULL;
}

size_t
arena_size(const Arena *arena)
{
    return arena->size;
}

size_t
arena_used(const Arena *arena)
{
    return arena->used;
}

void
arena_own(Arena *arena, void *object, GDestroyNotify destroy)
{
    Owned *owned = arena_new0(arena, Owned);

    *owned = (Owned){ .next = arena->owned, .object = object, .destroy = destroy };
    arena->owned = owned;
}

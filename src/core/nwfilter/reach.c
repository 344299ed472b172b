/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which filters a filter leads to. */
#include <string.h>

#include "core/nwfilter/nwfilter-priv.h"

/* One walk; each filter is looked at once, so that loops end it too. */
typedef struct Walk {
    Host *host;
    GHashTable *seen; /* of names, which it owns */
    GQueue pending;   /* of names in seen */
    char **missing_out;
} Walk;

static void
note(Walk *walk, const char *name)
{
    char *own = g_strdup(name);

    if (!g_hash_table_add(walk->seen, own))
        return;
    g_queue_push_tail(&walk->pending, own);
}

static void
note_references(Walk *walk, const Definition *def)
{
    const Filter *filter = def->root;

    for (unsigned int i = 0; i < filter->entries.n; i++)
        if (filter->entries.items[i].kind == FILTER_FILTERREF)
            note(walk, ((const FilterReference *)filter->entries.items[i].object)->filter);
}

static void
follow(Walk *walk, const char *name)
{
    g_autoptr(Obj) obj = index_find_name(walk->host->indexes[OBJECT_NWFILTER], name);
    g_autoptr(Definition) def = obj ? defined_stored((DefinedObj *)obj) : NULL;

    if (def)
        note_references(walk, def);
    else if (walk->missing_out && !*walk->missing_out)
        *walk->missing_out = g_strdup(name);
}

static bool
walk(Walk *walk, const char *wanted)
{
    const char *name;
    bool found = false;

    while (!found && (name = g_queue_pop_head(&walk->pending))) {
        found = wanted && strcmp(name, wanted) == 0;
        follow(walk, name);
    }
    g_queue_clear(&walk->pending);
    g_hash_table_unref(walk->seen);
    return found;
}

static Walk
walk_new(Host *host, char **missing_out)
{
    return (Walk){ .host = host,
                   .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                   .pending = G_QUEUE_INIT,
                   .missing_out = missing_out };
}

bool
nwfilter_leads_to(Host *host, const char *from, const char *wanted, char **missing_out)
{
    Walk one = walk_new(host, missing_out);

    note(&one, from);
    return walk(&one, wanted);
}

bool
nwfilter_definition_leads_to(Host *host, const Definition *def, const char *wanted,
                             char **missing_out)
{
    Walk one = walk_new(host, missing_out);

    note_references(&one, def);
    return walk(&one, wanted);
}

bool
nwfilter_is_bound(Host *host, const char *name)
{
    g_autoptr(ObjList) all = index_snapshot(host->indexes[OBJECT_NWFILTER_BINDING]);

    for (unsigned int i = 0; i < all->n; i++) {
        g_autoptr(Definition) def = defined_stored((DefinedObj *)all->items[i]);

        if (nwfilter_leads_to(host, ((const FilterBinding *)def->root)->filter, name, NULL))
            return true;
    }
    return false;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of snapshots and checkpoints: the tree that they are. */
#include "core/domain/moment.h"

#include "core/domain/domain-priv.h"
#include "core/kinds.h"

/* --- the tree at one moment */

typedef struct Node Node;

struct Node {
    MomentObj *moment;
    Name *name;
    Node *above;        /* NULL: a root */
    Node *first, *last; /* below it */
    Node *next;         /* beside it */
};

typedef struct Tree {
    ObjList *all;
    Node *nodes; /* of each of all */
    Node root;   /* above those that come after nothing */
} Tree;

static void
put_below(Node *above, Node *node)
{
    node->above = above;
    if (above->last)
        above->last->next = node;
    else
        above->first = node;
    above->last = node;
}

static void
tree_init(Tree *tree, Moments *moments)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);

    *tree = (Tree){ .all = index_snapshot(moments->index) };
    tree->nodes = g_new0(Node, tree->all->n);
    for (unsigned int i = 0; i < tree->all->n; i++) {
        Node *node = &tree->nodes[i];

        node->moment = (MomentObj *)tree->all->items[i];
        node->name = obj_name(tree->all->items[i]);
        g_hash_table_insert(by_name, node->name->text, node);
    }
    for (unsigned int i = 0; i < tree->all->n; i++) {
        g_autoptr(Name) after = moment_after(tree->nodes[i].moment);
        Node *above = after ? g_hash_table_lookup(by_name, after->text) : NULL;

        put_below(above ? above : &tree->root, &tree->nodes[i]);
    }
}

static void
tree_clear(Tree *tree)
{
    for (unsigned int i = 0; i < tree->all->n; i++)
        name_unref(tree->nodes[i].name);
    g_free(tree->nodes);
    obj_list_unref(tree->all);
}

static Node *
tree_find(Tree *tree, const MomentObj *moment)
{
    for (unsigned int i = 0; i < tree->all->n; i++)
        if (tree->nodes[i].moment == moment)
            return &tree->nodes[i];
    return NULL;
}

/* The one that is visited after node when all below top are, each before what comes after it. */
static Node *
next_below(const Node *top, Node *node, bool goes_down)
{
    if (goes_down && node->first)
        return node->first;
    while (!node->next) {
        node = node->above;
        if (node == top)
            return NULL;
    }
    return node->next;
}

/* --- which of them */

/* Whether one of what was asked for is so; nothing asked accepts any. */
static bool
accepts(const MomentObj *moment, unsigned int filter, const unsigned int pairs[][2], unsigned int n)
{
    bool is_asked = false;

    for (unsigned int i = 0; i < n; i++) {
        if (!(filter & pairs[i][0]))
            continue;
        is_asked = true;
        if (atomic_load(&moment->obj.state) & pairs[i][1])
            return true;
    }
    return !is_asked;
}

static bool
passes(const Node *node, unsigned int filter)
{
    static const unsigned int states[][2] = {
        { MOMENT_LIST_RUNNING, MOMENT_OF_RUNNING },
        { MOMENT_LIST_STOPPED, MOMENT_OF_STOPPED },
        { MOMENT_LIST_DISKS, MOMENT_OF_DISKS },
    };
    bool is_external = atomic_load(&node->moment->obj.state) & MOMENT_IS_EXTERNAL;
    unsigned int place = filter & (MOMENT_LIST_INTERNAL | MOMENT_LIST_EXTERNAL);

    if ((filter & MOMENT_LIST_NONE) || ((filter & MOMENT_LIST_LEAVES) && node->first) ||
        ((filter & MOMENT_LIST_NO_LEAVES) && !node->first))
        return false;
    return accepts(node->moment, filter, states, G_N_ELEMENTS(states)) &&
           (!place ||
            (place & (is_external ? (unsigned int)MOMENT_LIST_EXTERNAL : MOMENT_LIST_INTERNAL)));
}

GPtrArray *
moment_list(DomainObj *dom, MomentObj *top, const MomentClass *class, unsigned int filter)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(obj_unref);
    bool is_deep = !(filter & MOMENT_LIST_ROOTS) == !top;
    Tree tree;
    Node *start;

    tree_init(&tree, domain_moments(dom, class));
    start = top ? tree_find(&tree, top) : &tree.root;
    for (Node *node = start ? start->first : NULL; node; node = next_below(start, node, is_deep))
        if (passes(node, filter))
            g_ptr_array_add(found, obj_ref(node->moment));
    tree_clear(&tree);
    return found;
}

/* --- as results */

bool
moment_give_refs(GPtrArray *found, void *items_out, unsigned int *n_out)
{
    size_t size = found->len > 0 ? handle_types[((Obj *)found->pdata[0])->type->kind].ref->size : 0;
    char *items = g_malloc0_n(found->len, size);

    for (unsigned int i = 0; i < found->len; i++)
        obj_fill_ref(found->pdata[i], items + i * size);
    *(void **)items_out = items;
    *n_out = found->len;
    return true;
}

bool
moment_give_names(GPtrArray *found, char ***names_out, unsigned int *n_out)
{
    *names_out = g_new0(char *, found->len);
    *n_out = found->len;
    for (unsigned int i = 0; i < found->len; i++) {
        g_autoptr(Name) name = obj_name(found->pdata[i]);

        (*names_out)[i] = g_strdup(name->text);
    }
    return true;
}

bool
moment_give_after(MomentObj *moment, void *ref_out, GError **error)
{
    const MomentClass *class = moment_class(moment);
    DomainObj *dom = moment_domain(moment);
    g_autoptr(Name) name = obj_name(&moment->obj);
    g_autoptr(Name) after = moment_after(moment);
    g_autoptr(Obj) above = after ? (Obj *)moment_find(dom, class, after->text) : NULL;

    if (!above)
        return err_set_full(error, dom->host->type->errors, kind_traits[class->type.kind].not_found,
                            "%s '%s' does not have a parent", class->noun, name->text);
    obj_fill_ref(above, ref_out);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "null-driver.h"
#include "core/kinds.h"

static void
obj_free(Obj *obj)
{
    g_free(obj);
}

#define TYPE(kind) [kind] = { kind, obj_free, NULL }

static const ObjType types[OBJECT_COUNT] = {
    TYPE(OBJECT_DOMAIN),      TYPE(OBJECT_DOMAIN_SNAPSHOT), TYPE(OBJECT_DOMAIN_CHECKPOINT),
    TYPE(OBJECT_INTERFACE),   TYPE(OBJECT_NETWORK),         TYPE(OBJECT_NETWORK_PORT),
    TYPE(OBJECT_NODE_DEVICE), TYPE(OBJECT_NWFILTER),        TYPE(OBJECT_NWFILTER_BINDING),
    TYPE(OBJECT_SECRET),      TYPE(OBJECT_STORAGE_POOL),    TYPE(OBJECT_STORAGE_VOL),
    TYPE(OBJECT_ADM_SERVER),  TYPE(OBJECT_ADM_CLIENT),
};

Obj *
null_obj_new(unsigned int kind, const char *name, unsigned int state)
{
    unsigned int parent_kind = handle_types[kind].parent;
    g_autoptr(Obj) parent = NULL;
    Obj *obj = g_new0(Obj, 1);

    if (kind == OBJECT_STORAGE_VOL)
        parent_kind = OBJECT_STORAGE_POOL;
    if (parent_kind)
        parent = null_obj_new(parent_kind, name, state);
    obj_init(obj, &types[kind], parent, name, (const unsigned char *)"0123456789abcdef");
    obj_set_state(obj, state, true);
    return obj;
}

static Obj *
null_find(Conn *conn, unsigned int kind, const void *ref, GError **error)
{
    return null_obj_new(kind, "null", OBJ_ACTIVE | OBJ_PERSISTENT);
}

/* One object of each kind, which zeroed arguments name: without a name, number 0. */
static Index *
null_index(Conn *conn, Obj *parent, unsigned int kind, GError **error)
{
    static Index *indexes[OBJECT_COUNT];

    if (!indexes[kind]) {
        static const unsigned char uuid[16];
        Obj *obj = g_new0(Obj, 1);

        obj_init(obj, &types[kind], parent, "", uuid);
        atomic_store(&obj->id, 0);
        indexes[kind] = index_new(kind, VIR_FROM_TEST);
        index_add(indexes[kind], obj, NULL);
        obj_unref(obj);
    }
    return indexes[kind];
}

/* Stands for every method. Called with whatever the method gets, which it does not look at: that
 * the caller removes its arguments is so in all calling conventions of our platforms. */
static bool
succeed(void)
{
    return true;
}

typedef bool (*Succeed)(void);

#define TABLE(name) static Succeed name##_table[sizeof(*((Methods *)NULL)->name) / sizeof(Succeed)];

#define FILL(name)                                                                                 \
    for (size_t i = 0; i < G_N_ELEMENTS(name##_table); i++)                                        \
        name##_table[i] = succeed;                                                                 \
    gate->methods.name = (const void *)name##_table;

/* clang-format off */
#define EACH(X)                                                                                    \
    X(connect) X(domain) X(domain_snapshot) X(domain_checkpoint) X(interface) X(network)           \
    X(network_port) X(node_device) X(nwfilter) X(nwfilter_binding) X(secret) X(storage_pool)       \
    X(storage_vol) X(adm_connect) X(adm_server) X(adm_client)
/* clang-format on */

EACH(TABLE)

static void
fill(GateDriver *gate)
{
    EACH(FILL)
}

static GateDriver refusing = {
    .backend = { .name = "NULL", GATE_BACKEND },
    .error_domain = VIR_FROM_TEST,
    .function_prefix = "null",
    .find = null_find,
};

static GateDriver succeeding = {
    .backend = { .name = "NULL", GATE_BACKEND },
    .error_domain = VIR_FROM_TEST,
    .function_prefix = "null",
    .kinds = UINT_MAX,
    .index = null_index,
    .find = null_find,
};

static GateDriver *current = &refusing;

void
null_driver_succeed(bool succeeds)
{
    fill(&succeeding);
    current = succeeds ? &succeeding : &refusing;
}

Conn *
null_conn_new(void)
{
    Conn *conn = conn_new(OBJECT_CONNECT);

    conn->uri = g_strdup("null:///");
    conn->backend = &current->backend;
    return conn;
}

static DriverOpen
null_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    conn->backend = &current->backend;
    return DRIVER_OPENED;
}

static const char *const schemes[] = { "null", NULL };

const Driver null_driver = { .name = "null", .schemes = schemes, .open = null_open };

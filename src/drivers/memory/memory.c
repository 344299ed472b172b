/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/driver.h"
#include "memory-priv.h"

MemoryHost memory_host;

static Index *
memory_index(Conn *conn, Obj *parent, unsigned int kind, GError **error)
{
    return memory_host.domains;
}

static EventHub *
memory_events(Conn *conn, unsigned int kind)
{
    return kind == OBJECT_DOMAIN ? memory_host.events : NULL;
}

static void
memory_close(Conn *conn)
{
    event_hub_forget(memory_host.events, conn);
}

static GateDriver memory_gate = {
    .backend = { .name = "MEMORY", GATE_BACKEND, .close = memory_close },
    .error_domain = VIR_FROM_TEST,
    .function_prefix = "test",
    .kinds = 1 << OBJECT_DOMAIN,
    .index = memory_index,
    .events = memory_events,
};

static DriverOpen
memory_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    conn->backend = &memory_gate.backend;
    return DRIVER_OPENED;
}

static const char *const schemes[] = { "memory", NULL };

static const Driver memory_driver = {
    .name = "memory",
    .schemes = schemes,
    .takes_embed = true,
    .open = memory_open,
};

__attribute__((visibility("default"))) bool virtue_driver_init(GError **error);

bool
virtue_driver_init(GError **error)
{
    memory_host.domains = index_new(OBJECT_DOMAIN, memory_gate.error_domain);
    memory_host.events = event_hub_new();
    memory_gate.methods.connect = &memory_connect_methods;
    memory_gate.methods.domain = &memory_domain_methods;
    driver_register(&memory_driver);
    return true;
}

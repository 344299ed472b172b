/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_MEMORY_PRIV_H
#define VIRTUE_MEMORY_PRIV_H

#include "core/gate.h"

/* What a domain's XML says. Frozen once published. */
typedef struct MemoryDef {
    atomic_int refs;
    char *name;
    unsigned char uuid[16];
    bool has_uuid;
    unsigned long long max_kib;
    unsigned long long memory_kib;
} MemoryDef;

MemoryDef *def_parse(const char *xml, GError **error);
MemoryDef *def_copy(const MemoryDef *def);
char *def_format(const MemoryDef *def, const char *type, int id);
void def_unref(void *def);
extern const PublishType def_type;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(MemoryDef, def_unref)

typedef struct MemoryDomain {
    Obj obj;
    Publish stored;    /* of MemoryDef; NULL in a transient domain */
    Publish live;      /* NULL while it does not run */
    atomic_uint state; /* virDomainState << 16 | reason */
} MemoryDomain;

/* All connections of the process see the same domains. */
typedef struct MemoryHost {
    Index *domains;
    EventHub *events;
    atomic_int last_id;
} MemoryHost;

extern MemoryHost memory_host;

MemoryDomain *domain_new(const MemoryDef *def);
/* The definition that flags (live or config) ask for, or what runs before what is stored. */
MemoryDef *domain_def(MemoryDomain *dom, unsigned int flags);
void domain_emit(MemoryDomain *dom, int event, int detail);
void domain_run(MemoryDomain *dom, MemoryDef *def, bool paused);
bool domain_require_active(MemoryDomain *dom, GError **error);

/* Whether a list with these flags has it. */
bool domain_passes(Obj *obj, uint32_t flags);

/* A stream that gives back what it is sent. */
bool console_attach(virStreamPtr stream, GError **error);

extern const DomainMethods memory_domain_methods;
extern const ConnectMethods memory_connect_methods;

#endif

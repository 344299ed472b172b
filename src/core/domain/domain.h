/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains of every driver that is built on core/.
 *
 * A domain has a stored definition, which the next start uses, a live one while it runs, both
 * frozen, and a runtime that is the driver's and guarded by the domain's queue. Readers take what
 * is published and never wait. A driver brings its rules (core/define) and what it takes to make a
 * domain run; the methods that need no more than definitions are here, once. */
#ifndef VIRTUE_CORE_DOMAIN_H
#define VIRTUE_CORE_DOMAIN_H

#include "core/define/define.h"
#include "core/host.h"
#include "core/text-cache.h"
#include "core/publish-xml.h"

typedef struct Moments Moments;           /* core/domain/moment.h */
typedef struct MomentDriver MomentDriver; /* likewise */
typedef struct SaveDriver SaveDriver;     /* core/domain/save.h */
typedef struct BlockDriver BlockDriver;   /* core/domain/block.h */
typedef struct GuestDriver GuestDriver;   /* core/domain/guest.h */
typedef struct DomainWork DomainWork;     /* core/domain/work.h */

enum { MOMENT_SNAPSHOTS, MOMENT_CHECKPOINTS, N_MOMENT_CLASSES };

struct DomainObj {
    Obj obj;
    Host *host;        /* outlives it */
    Publish stored;    /* of Packed; of one that was transient and has ended, what it was */
    Publish live;      /* of Definition; NULL while it does not run */
    TextSlot text;     /* of what is published */
    Publish saved;     /* of Name: the XML of its image, if it is managed and kept in memory */
    Conn *_Atomic keeper; /* it ends with that connection; NULL: it does not */
    atomic_uint state; /* virDomainState << 16 | reason */
    Moments *_Atomic moments[N_MOMENT_CLASSES]; /* moment.h; NULL: there were none yet */
    DomainWork *_Atomic work; /* work.h; NULL: there was none yet */
    void *data; /* the driver's, as long as the object lives; it has a lock of its own */
};

/* Bits of Obj.state that only domains have. */
enum {
    DOMAIN_AUTOSTART_ONCE = 1 << 16, /* at the next start of the host, not at later ones */
    DOMAIN_MANAGED_SAVE = 1 << 17,   /* the next start goes on from what was saved */
    DOMAIN_SAVED_RUNNING = 1 << 18,  /* likewise, and it runs then */
};

/* Makes a domain run: live is the definition that it will run with, not yet published; what is only
 * known now (names of devices on the host, ports) is set in it with XML_STARTED. from is what it
 * runs from instead of booting. */
typedef bool (*DomainStarter)(DomainObj *dom, Definition *live, const void *from,
                              unsigned int flags, Job *job, GError **error);

typedef struct FiguresDriver FiguresDriver; /* core/domain/figures.h */

/* What a driver does for its domains. */
struct DomainDriver {
    /* What definitions may depend on; env_out is zeroed. */
    void (*define_env)(Host *host, DefineEnv *env_out);
    /* Boot it: as DomainStarter. NULL if nothing is to be done. */
    bool (*start)(DomainObj *dom, Definition *live, unsigned int flags, Job *job, GError **error);
    /* It has ended, or must: give back what it took. Cannot fail. May be NULL. */
    void (*stop)(DomainObj *dom);
    /* Carry over to the running guest what distinguishes the new live definition. NULL: nothing
     * has to be told. */
    bool (*change)(DomainObj *dom, const Definition *old, Definition *changed, Job *job,
                   GError **error);

    /* DomainObj.data; may be NULL. */
    void *(*new_data)(void);
    void (*free_data)(void *data);

    /* How many CPUs the host has (online: of which statistics tell, if these are others), how
     * many one domain may have. */
    unsigned int (*host_cpus)(Host *host);
    unsigned int (*online_cpus)(Host *host);
    unsigned int (*max_vcpus)(DomainObj *dom);
    /* Nanoseconds that a domain has used, as last heard: never waits. */
    uint64_t (*cpu_time)(DomainObj *dom, const Domain *domain);
    /* What it uses now (figures.h). */
    const FiguresDriver *figures;
    /* Threads that the guest's own system may use, by its agent. NULL: not offered. */
    bool (*count_guest_vcpus)(DomainObj *dom, bool is_maximum, Job *job, int *n_out,
                              GError **error);
    bool (*set_guest_vcpus)(DomainObj *dom, unsigned int n, Job *job, GError **error);
    /* What the driver finds wrong with limits of a disk, after what all do. May be NULL. */
    bool (*check_iotune)(const Iotune *tune, GError **error);
    /* Texts about the domain, of these virDomainMessageType: g_strdup()ed into the array. */
    void (*messages)(DomainObj *dom, unsigned int types, GPtrArray *out);
    /* Of one with <launchSecurity>. */
    bool (*launch_security)(DomainObj *dom, Job *job, List *params_out, GError **error);
    const MomentDriver *moments; /* NULL: nothing has to be done for them */
    const SaveDriver *saves;     /* NULL: domains cannot be saved */
    const BlockDriver *blocks;   /* NULL: then the methods of disks' jobs are not to be there */
    const GuestDriver *guests;   /* likewise of what guests do */
    bool tells_tuning; /* "tunable" events when parameters of a running domain change */
};

extern const ObjType domain_obj_type;

/* How the definitions are referenced: stored, which is Packed, and live. */

/* One that is neither stored nor running; it is not in the host's index yet. */
DomainObj *domain_new(Host *host, const Definition *def);

/* The definition that runs (NULL if it does not run), and that is stored; the caller's reference
 * to a frozen one. */
Definition *domain_live(DomainObj *dom);
Definition *domain_stored(DomainObj *dom);
/* The one that flags (VIR_DOMAIN_AFFECT_LIVE or _CONFIG) ask for; without either, the live one of a
 * running domain. Never NULL. */
Definition *domain_definition(DomainObj *dom, unsigned int flags);
static inline const Domain *
domain_of(const Definition *def)
{
    return def->root;
}

int domain_state(DomainObj *dom, int *reason_out);
void domain_set_state(DomainObj *dom, int state, int reason);
/* An event of the domain's life. */
void domain_emit(DomainObj *dom, int event, int detail);
/* The error of what only a running domain can do, as the original's shared code tells it. */
bool domain_require_active(DomainObj *dom, GError **error);
/* The live definition, the caller's reference, or NULL with that error. */
Definition *domain_require_live(DomainObj *dom, GError **error);

/* --- definitions, within a job of the domain; all take over what they publish */

/* Read, complete and check a document. */
Definition *domain_read(Host *host, const char *xml, unsigned int xml_flags, bool validate,
                        GError **error);
/* The same of an element of another document. */
Definition *domain_read_element(Host *host, XmlDoc *doc, const XmlNode *element,
                                unsigned int xml_flags, GError **error);
/* Make def the stored definition. */
bool domain_store(DomainObj *dom, Definition *def, GError **error);
/* Likewise when it had another name until now. */
bool domain_store_renamed(DomainObj *dom, const char *old_name, Definition *def, GError **error);
/* OBJ_AUTOSTART, DOMAIN_AUTOSTART_ONCE. */
bool domain_store_state(DomainObj *dom, unsigned int state, bool is_so, GError **error);
void domain_publish_live(DomainObj *dom, Definition *live);

/* Start it with a copy of the stored definition, or with live (which it takes over): then it is
 * active, has a number, and the event was sent. */
bool domain_start(DomainObj *dom, Definition *live, unsigned int flags, int state, int reason,
                  int event_detail, Job *job, GError **error);
/* The same from something else: start takes the place of the driver's, unless it is NULL. */
typedef struct DomainStart {
    DomainStarter start;
    const void *from;
    unsigned int flags;
    int state, reason, event_detail;
} DomainStart;

bool domain_start_from(DomainObj *dom, Definition *live, const DomainStart *how, Job *job,
                       GError **error);
/* What callers start it with (virDomainCreateFlags): boot it, or go on from its managed image. */
bool domain_launch(DomainObj *dom, unsigned int flags, Job *job, GError **error);
/* It is put aside already when the host begins. */
void domain_set_saved(DomainObj *dom, const Definition *def);

/* It ends when the connection of the call does. */
void domain_keep(DomainObj *dom, const Job *job);
/* The connection ends: so do they. */
void domain_end_kept(Conn *conn);

/* Has ended: what was transient is gone. */
void domain_stop(DomainObj *dom, int reason, int event_detail);
/* Has ended and will run again at once. */
void domain_halt(DomainObj *dom, int reason, int event_detail);
/* It is neither stored nor running any more. */
void domain_forget(DomainObj *dom);
/* The domain for a definition that is defined or created: there already, or new; with the call's
 * job in its queue. Which name and UUID may be used follows the original's rules. */
DomainObj *domain_enter(Host *host, const Definition *def, bool is_create, Job *job,
                        GError **error);

/* One that is there before the first call, with def as its stored definition, not stored yet. NULL
 * if the name or the UUID is taken. The caller's reference. */
DomainObj *domain_add(Host *host, const Definition *def, GError **error);

/* All that the host's store has, with what is kept of each: nothing runs yet, and nobody else sees
 * the host. Their number; what cannot be read is logged and left alone. */
unsigned int domain_load(Host *host);

/* --- parts of definitions (find.c, pin.c, vcpu.c) */

/* By its target or, if that begins with a slash, by its source; NULL without an error. */
Disk *domain_find_disk(const Domain *domain, const char *name);
/* By its name on the host or its MAC address. */
Net *domain_find_net(const Domain *domain, const char *device, GError **error);

unsigned int domain_vcpu_count(const Domain *domain); /* enabled */
bool domain_vcpu_is_enabled(const Domain *domain, unsigned int id);
/* Where it may run; NULL: anywhere. */
const Bitmap *domain_vcpu_cpus(const Domain *domain, unsigned int id);
/* Its IO threads; otherwise: where those without a place of their own may run, if the domain does
 * not say. */
bool domain_give_iothreads(const Domain *domain, const Bitmap *otherwise,
                           DomainIothreadInfo **info_out, unsigned int *n_info_out);
/* All CPUs of the host; the caller owns it. */
Bitmap *domain_host_cpus(DomainObj *dom);
Bitmap *domain_online_cpus(DomainObj *dom);

/* --- tables */

/* Rows for GateDriver.checks: methods of this room rely on them. */
/* clang-format off */
#define DOMAIN_CHECKS                                                                              \
    { OP_DOMAIN_ADD_IOTHREAD, domain_check_iothread },                                             \
    { OP_DOMAIN_SET_LIFECYCLE_ACTION, domain_check_lifecycle },                                    \
    { OP_DOMAIN_SET_VCPU, domain_check_vcpu },                                                     \
    { OP_DOMAIN_SET_VCPUS_FLAGS, domain_check_vcpus }
/* clang-format on */
bool domain_check_iothread(Obj *obj, const void *args, GError **error);
bool domain_check_lifecycle(Obj *obj, const void *args, GError **error);
bool domain_check_vcpu(Obj *obj, const void *args, GError **error);
bool domain_check_vcpus(Obj *obj, const void *args, GError **error);

/* Members of the connection's table that this room has methods for. */
void domain_connect_methods(ConnectMethods *methods);
/* All that needs no hypervisor. A driver copies it and adds, or takes away, its own. */
extern const DomainMethods core_domain_methods;
extern const DomainSnapshotMethods core_domain_snapshot_methods;
extern const DomainCheckpointMethods core_domain_checkpoint_methods;

#endif

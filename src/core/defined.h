/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Objects that are made from documents: what networks, pools, interfaces, secrets... have in
 * common.
 *
 * Such an object has a stored definition and, where a running one may differ from what is stored, a
 * live one; both are frozen. Readers take what is published and never wait. How one kind differs is
 * in its DefinedKind; what a driver does for it, in a table of the kind's own room. */
#ifndef VIRTUE_CORE_DEFINED_H
#define VIRTUE_CORE_DEFINED_H

#include "core/define/define.h"
#include "core/host.h"
#include "core/publish-xml.h"

typedef struct DefinedObj {
    Obj obj;
    Host *host;     /* outlives it */
    Index *index;   /* of the host, or of its parent, where it is or will be */
    Publish stored; /* of Packed; of one that is not stored, what it was made from */
    Publish live;   /* of Definition; NULL if it does not run, or runs with what is stored */
} DefinedObj;

#define DEFINED_NOT_THERE UINT16_MAX /* no such member, no such event */

typedef struct DefinedKind {
    ObjType type; /* first: Obj.type leads here. With DEFINED_OBJ */
    size_t size;  /* of the kind's struct, which begins with a DefinedObj */
    XmlDocumentId document;
    const char *noun;     /* of messages: "pool" */
    uint16_t name_at;     /* in the root of a definition; without, the UUID is the name */
    uint16_t uuid_at;     /* likewise */
    const ObjPair *pairs; /* the states that a list's flags ask for */
    unsigned int n_pairs;
    bool is_live_apart; /* running ones have a live definition */

    /* Complete a definition that was read, and check it. */
    bool (*define)(Host *host, Definition *def, GError **error);
    /* Whether the definition may be given to the object that has its name or its UUID already.
     * NULL: as most kinds, if it has both, and if it is created, does not run. */
    bool (*may_take)(DefinedObj *taken, const Definition *def, bool is_create, GError **error);
    /* What is wrong with one that would be new, before anybody sees it. May be NULL. */
    bool (*may_appear)(Host *host, const Definition *def, GError **error);
    /* What lists ask besides states. May be NULL. */
    bool (*passes)(DefinedObj *obj, uint32_t flags);
    /* What the kind's struct begins and ends with: zeroed at first. May be NULL. */
    void (*init)(DefinedObj *obj);
    void (*clear)(DefinedObj *obj);

    /* Of its life: VIR_..._EVENT_DEFINED and so on. */
    uint16_t event_defined, event_undefined, event_started, event_stopped;
} DefinedKind;

#define DEFINED_NO_EVENTS                                                                          \
    .event_defined = DEFINED_NOT_THERE, .event_undefined = DEFINED_NOT_THERE,                      \
    .event_started = DEFINED_NOT_THERE, .event_stopped = DEFINED_NOT_THERE

/* For DefinedKind.type. */
void defined_free(Obj *obj);
bool defined_passes(Obj *obj, uint32_t flags);
#define DEFINED_OBJ .free = defined_free, .passes = defined_passes

static inline const DefinedKind *
defined_kind(const DefinedObj *obj)
{
    return (const DefinedKind *)obj->obj.type;
}

/* What definitions of objects that are no domains may depend on. */
extern const DefineEnv defined_env;

/* One that is neither stored nor active, in no index yet. */
DefinedObj *defined_new(Host *host, const DefinedKind *kind, Obj *parent, const Definition *def);
/* One that is in the host's index, with def as its stored definition: what is there before the
 * first call. If there was one of that name and UUID, it is that one. NULL if only the name or the
 * UUID is taken. The caller's reference; def stays the caller's. */
DefinedObj *defined_add(Host *host, const DefinedKind *kind, const Definition *def, GError **error);

/* All that the host's store of the kind has, before anybody sees the host: their number. */
unsigned int defined_load(Host *host, const DefinedKind *kind);

/* --- what is published; the caller's reference to a frozen one */

/* NULL if it has none. */
Definition *defined_live(DefinedObj *obj);
Definition *defined_stored(DefinedObj *obj);
/* The live one, or with want_stored, or if there is no live one, the stored one. Never NULL. */
Definition *defined_definition(DefinedObj *obj, bool want_stored);
char *defined_format(DefinedObj *obj, bool want_stored, unsigned int xml_flags);

/* An event of the kind; event and detail if its message has these. */
void defined_emit(DefinedObj *obj, int event_id, int event, int detail);

/* --- changes, within a job of the object */

/* Read, complete and check a document. */
Definition *defined_read(Host *host, const DefinedKind *kind, const char *xml,
                         unsigned int xml_flags, GError **error);
/* The same of an element of another document. */
Definition *defined_read_element(Host *host, const DefinedKind *kind, XmlDoc *doc,
                                 const XmlNode *element, unsigned int xml_flags, GError **error);
/* Make def, which it takes over, the stored definition; the object is persistent then. */
bool defined_store(DefinedObj *obj, Definition *def, GError **error);
/* Take over a changed live definition. */
void defined_publish_live(DefinedObj *obj, Definition *live);
bool defined_set_autostart(DefinedObj *obj, bool autostart, GError **error);

/* It is active, with live, which it takes over, and the event was sent. NULL: a copy of the stored
 * definition, for kinds with live ones. */
void defined_start(DefinedObj *obj, Definition *live);
/* It has ended; one that was transient is gone. */
void defined_stop(DefinedObj *obj);
/* It is not stored any longer, and gone unless it is active. */
bool defined_undefine(DefinedObj *obj, GError **error);

/* --- methods' common part: with the call's job in the queue of the object */

/* The object for a definition: there already, or new; with the call's job in its queue. NULL with
 * an error: the name or the UUID is another's. defined_leave() ends that, and forgets a new one
 * that has become neither stored nor active. */
DefinedObj *defined_enter(Host *host, const DefinedKind *kind, const Definition *def,
                          bool is_create, Job *job, GError **error);
void defined_leave(DefinedObj *obj, Job *job);

/* A method that tells a state: is_active, is_persistent, get_autostart. */
#define DEFINED_IS(function, Type, bit)                                                            \
    static bool function(Type *object, Job *job, int *is_so_out, GError **error)                   \
    {                                                                                              \
        *is_so_out = obj_is(&object->base.obj, bit);                                               \
        return true;                                                                               \
    }

/* All of defining what was read: ref_out is the kind's Ref. def stays the caller's. */
bool defined_define_as(Host *host, const DefinedKind *kind, Definition *def, Job *job,
                       void *ref_out, GError **error);
/* The same from a text. */
bool defined_define(Host *host, const DefinedKind *kind, const char *xml, unsigned int xml_flags,
                    Job *job, void *ref_out, GError **error);

#endif

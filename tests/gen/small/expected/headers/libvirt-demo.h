/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One of each kind of thing in a header.
 *
 * Generated from api/demo.api: change that. */

#ifndef LIBVIRT_DEMO_H
#define LIBVIRT_DEMO_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of a UUID. Since 0.2.0. */
#define VIR_UUID_BUFLEN 16

/* Name of a parameter (VIR_TYPED_PARAM_UINT, MHz). */
#define VIR_DEMO_CPUS "cpus"

/* Both of two. Since 0.2.0. */
#define VIR_DEMO_BOTH(a, b) \
    ((a) && (b))

#define _virDemoOld _virDemoInfo

/* Types of a parameter. Since 0.1.0. */
typedef enum {
    VIR_TYPED_PARAM_INT = 1, /* a signed number */
    VIR_TYPED_PARAM_UINT = 2 /* an unsigned number */
#ifdef VIR_ENUM_SENTINELS
    ,
    VIR_TYPED_PARAM_LAST = 8
#endif
} virTypedParameterType;

/* How to do it. Since 0.1.0. */
typedef enum {
    VIR_DEMO_LIVE = (1 << 0), /* at once */
    VIR_DEMO_CONFIG = (1 << 1), /* from the next start on */
    VIR_DEMO_BOTH_OF = VIR_DEMO_LIVE | VIR_DEMO_CONFIG, /* now and then (since 0.2.0) */
    VIR_DEMO_ODD = -1
} virDemoFlags;

/* Kinds of event. Since 0.1.0. */
typedef enum {
    VIR_DOMAIN_EVENT_ID_LIFECYCLE = 0 /* started, stopped */
#ifdef VIR_ENUM_SENTINELS
    ,
    VIR_DOMAIN_EVENT_ID_LAST = 1
#endif
} virDomainEventID;

typedef struct _virConnect virConnect;
typedef virConnect *virConnectPtr;
typedef struct _virStream virStream;
typedef virStream *virStreamPtr;
typedef struct _virDomain virDomain;
typedef virDomain *virDomainPtr;

/* Hear of a guest.
 *
 *   conn    connection
 *   dom     guest
 *   event   what happened
 *   opaque  pointer given at registration
 *
 * Returns 0. Since 0.1.0.
 */
typedef int (*virConnectDomainEventCallback)(virConnectPtr conn,
                                             virDomainPtr dom,
                                             int event,
                                             void *opaque);

/* A named value. Since 0.1.0. */
struct _virTypedParameter {
    char field[16]; /* name */
    int type; /* a virTypedParameterType */
    union {
        int i; /* signed */
        unsigned int ui; /* unsigned */
    } value;
};

/* What is known of a guest. Since 0.1.0. */
struct _virDemoInfo {
    unsigned long memory; /* memory, in KiB */
    int old VIR_DEPRECATED; /* no longer filled in */
};

/* A variable. Since 0.2.0. */
VIR_EXPORT_VAR virConnectPtr virDemoDefault;

/* Count the guests.
 *
 *   conn  a connection
 *
 * Returns number, or -1. Since 0.1.0.
 */
int virConnectNumOfDomains(virConnectPtr conn);

/* List the guests.
 *
 *   conn     a connection
 *   domains  receives an array; caller frees it
 *   flags    no flags are defined, pass 0
 *
 * Returns number, or -1. Since 0.2.0.
 */
int virConnectListAllDomains(virConnectPtr conn, virDomainPtr **domains, unsigned int flags);

/* Change how much memory a guest may use.
 *
 *   domain  a guest
 *   memory  new amount, in KiB
 *   flags   virDemoFlags bits
 *
 * Returns 0, or -1. Since 0.1.0.
 */
int virDomainSetMemoryFlags(virDomainPtr domain, unsigned long memory, unsigned int flags);

/* Change how much memory a running guest may use.
 *
 *   domain  a guest
 *   memory  new amount, in KiB
 *
 * Returns 0, or -1. Since 0.1.0.
 */
int virDomainSetMemory(virDomainPtr domain, unsigned long memory);

/* Find a guest.
 *
 *   conn  a connection
 *   name  its name
 *
 * Returns handle, or NULL. Since 0.1.0.
 */
virDomainPtr virDomainLookupByName(virConnectPtr conn, const char *name);

/* Change settings.
 *
 *   domain    a guest
 *   params    settings
 *   nparams   number of entries in params
 *   password  never shown
 *
 * Returns 0, or -1. Since 0.1.0.
 */
int virDomainSetParameters(virDomainPtr domain,
                           virTypedParameterPtr params,
                           int nparams,
                           const char *password);

/* Connect a stream to a console.
 *
 *   domain    a guest
 *   dev_name  console; NULL for the first
 *   st        unused stream
 *   flags     no flags are defined, pass 0
 *
 * Returns 0, or -1. Since 0.2.0.
 */
int virDomainOpenConsole(virDomainPtr domain,
                         const char *dev_name,
                         virStreamPtr st,
                         unsigned int flags);

/* Tell the name of a guest.
 *
 *   domain  a guest
 *
 * Returns name that lives as long as the object, or NULL. Since 0.1.0.
 */
const char *virDomainGetName(virDomainPtr domain);

/* Get a descriptor.
 *
 *   domain  a guest
 *   flags   no flags are defined, pass 0
 *
 * Returns descriptor, or -1. Since 0.2.0.
 */
int virDomainOpenFD(virDomainPtr domain, unsigned int flags);

/* Move a guest.
 *
 *   domain  a guest
 *   dconn   where to
 *
 * Returns the guest there, or NULL. Since 0.1.0.
 */
virDomainPtr virDomainMigrate(virDomainPtr domain, virConnectPtr dconn);

#ifdef __cplusplus
}
#endif

#endif /* LIBVIRT_DEMO_H */

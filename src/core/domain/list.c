/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which domains a list with filter flags has. */
#include "core/domain/domain-priv.h"
#include "core/domain/moment.h"

static const ObjPair pairs[] = {
    { VIR_CONNECT_LIST_DOMAINS_ACTIVE, VIR_CONNECT_LIST_DOMAINS_INACTIVE, OBJ_ACTIVE },
    { VIR_CONNECT_LIST_DOMAINS_PERSISTENT, VIR_CONNECT_LIST_DOMAINS_TRANSIENT, OBJ_PERSISTENT },
    { VIR_CONNECT_LIST_DOMAINS_AUTOSTART, VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART, OBJ_AUTOSTART },
    { VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE, VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE,
      DOMAIN_MANAGED_SAVE },
};

static const uint32_t by_state[] = {
    [VIR_DOMAIN_NOSTATE] = VIR_CONNECT_LIST_DOMAINS_OTHER,
    [VIR_DOMAIN_RUNNING] = VIR_CONNECT_LIST_DOMAINS_RUNNING,
    [VIR_DOMAIN_BLOCKED] = VIR_CONNECT_LIST_DOMAINS_OTHER,
    [VIR_DOMAIN_PAUSED] = VIR_CONNECT_LIST_DOMAINS_PAUSED,
    [VIR_DOMAIN_SHUTDOWN] = VIR_CONNECT_LIST_DOMAINS_OTHER,
    [VIR_DOMAIN_SHUTOFF] = VIR_CONNECT_LIST_DOMAINS_SHUTOFF,
    [VIR_DOMAIN_CRASHED] = VIR_CONNECT_LIST_DOMAINS_OTHER,
    [VIR_DOMAIN_PMSUSPENDED] = VIR_CONNECT_LIST_DOMAINS_OTHER,
};

#define STATES                                                                                     \
    ((uint32_t)VIR_CONNECT_LIST_DOMAINS_RUNNING | (uint32_t)VIR_CONNECT_LIST_DOMAINS_PAUSED |      \
     (uint32_t)VIR_CONNECT_LIST_DOMAINS_SHUTOFF | (uint32_t)VIR_CONNECT_LIST_DOMAINS_OTHER)

/* Whether it has moments of a kind or has none, as the flags ask. */
static bool
has_moments(DomainObj *dom, const MomentClass *class, uint32_t flags, uint32_t some, uint32_t none)
{
    if (!(flags & (some | none)))
        return true;
    return flags & (moment_count(dom, class) > 0 ? some : none);
}

bool
domain_passes(Obj *obj, uint32_t flags)
{
    int state = domain_state((DomainObj *)obj, NULL);

    return obj_passes(obj, flags, pairs, G_N_ELEMENTS(pairs)) &&
           (!(flags & STATES) || (flags & by_state[state])) &&
           has_moments((DomainObj *)obj, &snapshot_class, flags,
                       VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT,
                       VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT) &&
           has_moments((DomainObj *)obj, &checkpoint_class, flags,
                       VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT,
                       VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT);
}

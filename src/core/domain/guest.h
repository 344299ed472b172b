/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What only a guest's own system can do or tell. */
#ifndef VIRTUE_CORE_DOMAIN_GUEST_H
#define VIRTUE_CORE_DOMAIN_GUEST_H

#include "core/domain/domain.h"
#include "lib/typed-param.h"

/* What a driver does; NULL: not offered. Of running domains. */
struct GuestDriver {
    /* Put it to sleep (virNodeSuspendTarget), wake it. States and events are the methods' part. */
    bool (*suspend)(DomainObj *dom, unsigned int target, Job *job, GError **error);
    bool (*wake)(DomainObj *dom, Job *job, GError **error);
    /* What it tells of virDomainGuestInfoTypes. */
    bool (*tell)(DomainObj *dom, const Domain *domain, unsigned int types, ParamList *list,
                 Job *job, GError **error);
    /* Find out how fast it writes to its memory; virDomainDirtyRateCalcFlags. */
    bool (*measure)(DomainObj *dom, int seconds, unsigned int flags, Job *job, GError **error);
};

#endif

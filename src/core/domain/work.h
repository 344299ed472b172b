/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What goes on in a running domain beside the calls: its long operation, and the jobs of its disks.
 *
 * All of it changes within jobs of the domain, and is read by anybody under the lock. */
#ifndef VIRTUE_CORE_DOMAIN_WORK_H
#define VIRTUE_CORE_DOMAIN_WORK_H

#include "core/domain/domain.h"
#include "lib/typed-param.h"

struct DomainWork {
    Mutex lock;    /* guards the fields below */
    int operation; /* virDomainJobOperation; 0: none */
    int64_t started_us;
    int ended_type; /* virDomainJobType of what ended last */
    virTypedParameter *ended;
    unsigned int n_ended;
    GPtrArray *blocks;                  /* of BlockJob */
    Definition *backup;                 /* that goes on; NULL: none */
    uint64_t backup_done, backup_total; /* bytes, of its disks that have ended */
    bool backup_cancelled;
    uint64_t last_number;
    int agent_timeout; /* virDomainAgentResponseTimeoutValues, or seconds */
};

/* Made when it is first asked for. */
DomainWork *domain_work(DomainObj *dom);
void domain_work_free(DomainWork *work);

/* A long operation begins; false with an error if there is one. */
bool domain_work_begin(DomainObj *dom, int operation, GError **error);
/* It has ended. figures are moved; what all operations tell is put in front of them. */
void domain_work_end(DomainObj *dom, int type, ParamList *figures);
/* The domain stops: it has failed, and there are no jobs any more. */
void domain_work_stop(DomainObj *dom);

/* The error of what cannot be done beside a long operation. */
bool domain_work_refuse(DomainObj *dom, GError **error);

/* What an operation on disks tells of itself. */
typedef struct DiskProgress {
    bool is_pull;
    uint64_t done, total;
} DiskProgress;

void disk_progress_add(ParamList *list, const DiskProgress *progress);

/* At that time, within a job of the domain, if it still runs then. */
typedef void (*DomainTask)(DomainObj *dom, uint64_t number);
void domain_after(DomainObj *dom, int64_t at_us, DomainTask fn, uint64_t number);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a driver does to save domains to files and to go on from these. */
#ifndef VIRTUE_CORE_DOMAIN_SAVE_H
#define VIRTUE_CORE_DOMAIN_SAVE_H

#include "core/domain/domain.h"

/* A saved domain: what its file begins with. */
typedef struct SavedDomain {
    char *xml;
    bool was_running; /* it runs when it goes on, unless the call says otherwise */
} SavedDomain;

void saved_domain_clear(SavedDomain *saved);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SavedDomain, saved_domain_clear)

struct SaveDriver {
    /* Write the file: its head and what the guest holds. It keeps running for now. */
    bool (*save)(DomainObj *dom, const char *path, const SavedDomain *head, unsigned int flags,
                 Job *job, GError **error);
    /* Read the head, and replace it. */
    bool (*read)(Host *host, const char *path, SavedDomain *head_out, GError **error);
    bool (*write)(Host *host, const char *path, const SavedDomain *head, GError **error);
    /* Make it run from the file (from is its path) instead of booting. NULL: as booting. */
    DomainStarter restore;
    /* Its own file, kept until the next start; NULL: nothing has to be done. */
    bool (*save_managed)(DomainObj *dom, const SavedDomain *head, unsigned int flags, Job *job,
                         GError **error);
    bool (*remove_managed)(DomainObj *dom, GError **error);
    /* The memory of a guest, in a virDomainCoreDumpFormat. */
    bool (*dump)(DomainObj *dom, const char *path, unsigned int format, unsigned int flags,
                 Job *job, GError **error);
    bool edits; /* what is saved, or goes on, may be another definition than that which ran */
};

#endif

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
    /* Where the image is that the next start goes on from (g_free()); NULL, or of it NULL: it is
     * kept in memory. */
    char *(*managed_path)(DomainObj *dom);
    /* The memory of a guest, in a virDomainCoreDumpFormat. */
    bool (*dump)(DomainObj *dom, const char *path, unsigned int format, unsigned int flags,
                 Job *job, GError **error);
    bool edits; /* what is saved, or goes on, may be another definition than that which ran */
    bool boots; /* what goes on from such an image tells, and is, as if it had been booted */
};

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents whose definition depends on other objects: what is around them, and how they are
 * defined there. */
#ifndef VIRTUE_TEST_AROUND_H
#define VIRTUE_TEST_AROUND_H

#include "core/define/define.h"

typedef struct Driver {
    const char *name;
    const char *domain_type;
    DefineEnv env;
    void (*fill_pool)(Pool *pool);
    bool makes_bridges;
    unsigned int volume_flags;
    unsigned int moment_flags;
    bool (*check_snapshot)(const Snapshot *snapshot, GError **error); /* of those it makes */
    bool makes_offline_snapshots;                                     /* in a way of their own */
    StorageFormat snapshot_format;
} Driver;

/* "pool=FILE", "domain=FILE", "existing=FILE" and "before=FILE" (which is there longer),
 * "state=running", "flags=redefine,disk-only"; false if it is nothing of that kind. The text must
 * stay. */
bool around_add(const char *assignment);

bool around_is_for(XmlDocumentId document);
/* The canonical text. */
char *around_define(const Driver *driver, XmlDocumentId document, const char *text, GError **error);

#endif

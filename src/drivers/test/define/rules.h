/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What guests of the test driver can have: nearly everything, as nothing of it ever runs. */
#ifndef VIRTUE_TEST_DEFINE_RULES_H
#define VIRTUE_TEST_DEFINE_RULES_H

#include "core/define/define.h"

extern const DomainRules test_domain_rules;

/* How much a pool that is defined or created holds: there is nothing behind it. */
void test_pool_fill(Pool *pool);

/* Refuse a wish for a snapshot that this driver cannot make; before it is completed. */
bool test_snapshot_check(const Snapshot *snapshot, GError **error);

#endif

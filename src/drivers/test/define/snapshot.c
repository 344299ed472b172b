/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules.h"

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_TEST

bool
test_snapshot_check(const Snapshot *snapshot, GError **error)
{
    for (unsigned int i = 0; i < snapshot->disks.n; i++)
        if (snapshot->disks.items[i]->place == SNAPSHOT_PLACE_MANUAL)
            return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                           "'manual' snapshot mode is not supported by the test driver");
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/call-log.h"

#include "base/log.h"

LOG_SOURCE("daemons.call");

/* As seen in the log of the original, which keeps quiet about these, but not about checkpoints. */
static bool
is_everyday(int code)
{
    static const int codes[] = {
        VIR_ERR_NO_DOMAIN,          VIR_ERR_NO_NETWORK,     VIR_ERR_NO_STORAGE_POOL,
        VIR_ERR_NO_STORAGE_VOL,     VIR_ERR_NO_NODE_DEVICE, VIR_ERR_NO_INTERFACE,
        VIR_ERR_NO_NWFILTER,        VIR_ERR_NO_SECRET,      VIR_ERR_NO_DOMAIN_SNAPSHOT,
        VIR_ERR_NO_DOMAIN_METADATA,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (code == codes[i])
            return true;
    }
    return false;
}

void
call_log_error(const GError *error)
{
    log_error(is_everyday(error->code) ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR, error);
}

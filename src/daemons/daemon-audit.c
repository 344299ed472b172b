/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings about what no driver here does yet. */
#include <linux/netlink.h>
#include <sys/socket.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "daemons/daemon-priv.h"

LOG_SOURCE("util.audit");
#define ERR_DOMAIN VIR_FROM_AUDIT

#define AUDIT_REQUIRED      2
#define OVS_TIMEOUT_DEFAULT 5

bool
daemon_audit_setup(const Daemon *daemon, GError **error)
{
    const Settings *s = &daemon->settings;
    g_auto(Fd) fd = -1;

    if (s->audit_level >= AUDIT_REQUIRED) {
        fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
        if (fd < 0)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s",
                             "Unable to initialize audit layer");
    }
    if (s->audit_level >= AUDIT_REQUIRED || s->audit_logging)
        LOG_WARN("%s", "no driver here writes audit records: audit_level and audit_logging have "
                       "no further effect");
    if (s->ovs_timeout != OVS_TIMEOUT_DEFAULT && s->ovs_timeout != 0)
        LOG_WARN("%s", "nothing here uses Open vSwitch: ovs_timeout has no effect");
    return true;
}

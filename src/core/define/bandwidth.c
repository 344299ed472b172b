/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shaping of traffic, of networks, port groups and interfaces. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_NONE

static bool
define_limit(BandwidthLimit **limit_io, bool may_have_floor, GError **error)
{
    BandwidthLimit *limit = *limit_io;

    if (limit == NULL)
        return true;
    if (limit->from.average == XML_ABSENT && limit->from.floor == XML_ABSENT)
        return err_set(error, VIR_ERR_XML_DETAIL, "Missing mandatory average or floor attributes");
    if (limit->from.floor != XML_ABSENT && !may_have_floor)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "'floor' attribute allowed only in <inbound> element");
    if (limit->average == 0 && limit->floor == 0)
        *limit_io = NULL;
    return true;
}

bool
define_bandwidth(Bandwidth **bandwidth_io, bool supports_floor, GError **error)
{
    Bandwidth *bandwidth = *bandwidth_io;

    if (bandwidth == NULL)
        return true;
    if (bandwidth->inbound == NULL && bandwidth->outbound == NULL) {
        *bandwidth_io = NULL;
        return true;
    }
    if (!define_limit(&bandwidth->inbound, true, error) ||
        !define_limit(&bandwidth->outbound, false, error))
        return false;
    if (!supports_floor && bandwidth->inbound != NULL &&
        bandwidth->inbound->from.floor != XML_ABSENT)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "floor attribute is not supported for this config");
    return true;
}

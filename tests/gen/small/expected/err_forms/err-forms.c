/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: message forms of error codes. */
#include <glib.h>
#include <libvirt/virterror.h>
#include "base/err-priv.h"

const ErrForm err_forms[] = {
    [VIR_ERR_INVALID_CONN] = { "invalid connection pointer in", "invalid connection pointer in %s" },
    [VIR_ERR_INVALID_DOMAIN] = { "invalid domain pointer in", "invalid domain pointer in %s" },
    [VIR_ERR_INVALID_ARG] = { "invalid argument", "invalid argument: %s" },
    [VIR_ERR_OPERATION_DENIED] = { "operation forbidden", "operation forbidden: %s" },
    [VIR_ERR_ACCESS_DENIED] = { "access denied", "access denied: %s" },
    [VIR_ERR_NO_SUPPORT] = { "no support", "no support: %s" },
};
const unsigned int err_forms_count = G_N_ELEMENTS(err_forms);

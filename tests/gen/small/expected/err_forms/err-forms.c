/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: message forms of error codes. */
#include "base/err-priv.h"

const ErrForm err_forms[] = {
    [VIR_ERR_INVALID_CONN] = { "invalid connection pointer in", "invalid connection pointer in %s" },
    [VIR_ERR_INVALID_DOMAIN] = { "invalid domain pointer in", "invalid domain pointer in %s" },
};
const unsigned int err_forms_count = G_N_ELEMENTS(err_forms);

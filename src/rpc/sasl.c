/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpc/sasl.h"

#include "lib/module.h"

const SaslModule *
sasl_module(GError **error)
{
    return module_load_transport("sasl", "virtue_transport_sasl", error);
}

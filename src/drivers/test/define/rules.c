/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules.h"

const DomainRules test_domain_rules = {
    .name = "test",
    .mac_prefix = { 0x52, 0x54, 0x00 },
};

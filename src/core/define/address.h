/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses: who gets which place on which bus. For guests that are whole machines; the step goes
 * into DomainRules.assign_addresses. */
#ifndef VIRTUE_CORE_DEFINE_ADDRESS_H
#define VIRTUE_CORE_DEFINE_ADDRESS_H

#include "core/define/define.h"

/* Devices without an address get one on a bus that takes them, in a fixed order, so that the same
 * document always makes the same machine; buses that lack room for them are added. Addresses that
 * are there stay, unless they cannot be: that is an error. */
bool assign_addresses(Define *define, GError **error);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Virtual CPUs of which each is on or off: the first is on and stays, and the order in which they
 * come is the order that QEMU can make. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

static bool
check_first(const Vcpu *vcpu, GError **error)
{
    if (vcpu->enabled != YES_NO_YES)
        return UNSUPPORTED("vcpu 0 can't be offline");
    if (vcpu->hotpluggable == YES_NO_YES)
        return UNSUPPORTED("vcpu0 can't be hotpluggable");
    if (vcpu->order > 1)
        return UNSUPPORTED("vcpu0 must be enabled first");
    return true;
}

/* Those that stay are there from the beginning, in the order of their numbers. */
static bool
check_order(const Vcpus *vcpus, GError **error)
{
    unsigned int last = 0, first_plugged = UINT_MAX;

    for (unsigned int i = 0; i < vcpus->list.n; i++) {
        const Vcpu *vcpu = vcpus->list.items[i];

        if (vcpu->enabled == YES_NO_YES && vcpu->hotpluggable == YES_NO_YES)
            first_plugged = MIN(first_plugged, vcpu->order);
    }
    for (unsigned int i = 0; i < vcpus->list.n; i++) {
        const Vcpu *vcpu = vcpus->list.items[i];

        if (vcpu->enabled != YES_NO_YES || vcpu->hotpluggable == YES_NO_YES)
            continue;
        if (vcpu->order > first_plugged)
            return UNSUPPORTED("online non-hotpluggable vcpus need to be ordered prior to "
                               "hotplugable vcpus");
        if (vcpu->order < last)
            return UNSUPPORTED("online non-hotpluggable vcpus must be ordered in ascending order");
        last = vcpu->order;
    }
    return true;
}

bool
qemu_complete_vcpus(Define *define, GError **error)
{
    const Vcpus *vcpus = &define->domain->vcpu;
    unsigned int online = 0, ordered = 0;

    if (vcpus->list.n == 0)
        return vcpus->current > 0 || vcpus->from.current == XML_ABSENT ||
               UNSUPPORTED("vcpu 0 can't be offline");
    if (!check_first(vcpus->list.items[0], error))
        return false;
    for (unsigned int i = 0; i < vcpus->list.n; i++) {
        if (vcpus->list.items[i]->enabled != YES_NO_YES)
            continue;
        online++;
        ordered += vcpus->list.items[i]->order > 0;
    }
    if (ordered > 0 && ordered < online)
        return UNSUPPORTED("all vcpus must have either set or unset order");
    return ordered == 0 || check_order(vcpus, error);
}

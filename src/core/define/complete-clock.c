/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clock of the guest, and what its timers can be told. */
#include <string.h>

#include "base/number.h"
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
refuse(const Timer *timer, const char *what, GError **error)
{
    return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "timer %s doesn't support setting of %s",
                   define_text(XML_ENUM_TIMER_NAME, timer->name), what);
}

static bool
check_timer(const Timer *timer, GError **error)
{
    const TimerCatchup *catchup = &timer->catchup;

    if ((catchup->threshold || catchup->slew || catchup->limit) &&
        timer->tickpolicy != TICK_POLICY_CATCHUP)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "setting of timer catchup policies is only supported with "
                       "tickpolicy='catchup'");
    if (timer->tickpolicy != TICK_POLICY_UNSET &&
        (timer->name == TIMER_NAME_KVMCLOCK || timer->name == TIMER_NAME_HYPERVCLOCK))
        return refuse(timer, "timer tickpolicy", error);
    if (timer->name != TIMER_NAME_TSC && timer->frequency)
        return refuse(timer, "timer frequency", error);
    if (timer->name != TIMER_NAME_TSC && timer->mode != TIMER_MODE_UNSET)
        return refuse(timer, "timer mode", error);
    if (timer->name != TIMER_NAME_PLATFORM && timer->name != TIMER_NAME_RTC &&
        timer->track != TIMER_TRACK_UNSET)
        return refuse(timer, "timer track", error);
    return true;
}

bool
complete_clock(Define *define, GError **error)
{
    Clock *clock = &define->domain->clock;
    int64_t adjustment;

    if (clock->reset && strcmp(clock->reset, "reset") != 0) {
        if (!number_i64(clock->reset, 10, "adjustment", &adjustment, NULL))
            return err_set(error, VIR_ERR_XML_ERROR, "unknown clock adjustment '%s'", clock->reset);
        XML_SET(clock, basis,
                clock->offset == CLOCK_OFFSET_LOCALTIME ? CLOCK_BASIS_LOCALTIME : CLOCK_BASIS_UTC,
                XML_DEFINED);
        XML_SET(clock, offset, CLOCK_OFFSET_VARIABLE, XML_DEFINED);
        XML_SET(clock, adjustment, adjustment, XML_DEFINED);
        XML_UNSET(clock, reset);
    }
    for (unsigned int i = 0; i < clock->timers.n; i++)
        if (!check_timer(clock->timers.items[i], error))
            return false;
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guests are put to sleep, asked about themselves, measured. */
#include "core/domain/guest.h"

#include "core/domain/domain-priv.h"
#include "core/domain/work.h"

#define ERR_DOMAIN dom->host->type->errors

#define MAX_SECONDS 60

static const GuestDriver *
driver_of(const DomainObj *dom)
{
    return dom->host->type->domains->guests;
}

/* --- sleep */

static bool
check_allowed(DomainObj *dom, const Domain *domain, unsigned int target, GError **error)
{
    bool uses_memory = target != VIR_NODE_SUSPEND_TARGET_DISK;
    bool uses_disk = target != VIR_NODE_SUSPEND_TARGET_MEM;

    if (uses_memory && domain->suspend_to_mem == YES_NO_NO)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "S3 state is disabled for this domain");
    if (uses_disk && domain->suspend_to_disk == YES_NO_NO)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "S4 state is disabled for this domain");
    return true;
}

/* On disk, there is nothing left that runs. */
static void
fall_asleep(DomainObj *dom, unsigned int target)
{
    if (target == VIR_NODE_SUSPEND_TARGET_DISK) {
        domain_set_state(dom, VIR_DOMAIN_PMSUSPENDED, VIR_DOMAIN_PMSUSPENDED_UNKNOWN);
        domain_emit(dom, VIR_DOMAIN_EVENT_PMSUSPENDED, VIR_DOMAIN_EVENT_PMSUSPENDED_DISK);
        domain_emit_pm(dom, VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK);
        domain_stop(dom, VIR_DOMAIN_SHUTOFF_SHUTDOWN, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN);
        return;
    }
    domain_set_state(dom, VIR_DOMAIN_PMSUSPENDED, VIR_DOMAIN_PMSUSPENDED_UNKNOWN);
    domain_emit(dom, VIR_DOMAIN_EVENT_PMSUSPENDED, VIR_DOMAIN_EVENT_PMSUSPENDED_MEMORY);
    domain_emit_pm(dom, VIR_DOMAIN_EVENT_ID_PMSUSPEND);
}

bool
domain_pm_suspend_method(DomainObj *dom, unsigned int target, unsigned long long duration,
                         unsigned int flags, Job *job, GError **error)
{
    g_autoptr(Definition) live = NULL;

    if (duration)
        return err_set(error, VIR_ERR_ARGUMENT_UNSUPPORTED,
                       "Duration not supported. Use 0 for now");
    if (target > VIR_NODE_SUSPEND_TARGET_HYBRID)
        return err_set(error, VIR_ERR_INVALID_ARG, "Unknown suspend target: %u", target);
    if (!gate_enter(job, &dom->obj, error))
        return false;
    live = domain_live(dom);
    if (!live || domain_state(dom, NULL) != VIR_DOMAIN_RUNNING)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "domain is not running");
    if (!check_allowed(dom, domain_of(live), target, error) ||
        !driver_of(dom)->suspend(dom, target, job, error))
        return false;
    fall_asleep(dom, target);
    return true;
}

bool
domain_pm_wakeup_method(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    if (!domain_require_active(dom, error))
        return false;
    if (domain_state(dom, NULL) != VIR_DOMAIN_PMSUSPENDED)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "domain is not suspended");
    if (!driver_of(dom)->wake(dom, job, error))
        return false;
    domain_set_state(dom, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_WAKEUP);
    domain_emit(dom, VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_WAKEUP);
    domain_emit_pm(dom, VIR_DOMAIN_EVENT_ID_PMWAKEUP);
    return true;
}

/* --- its agent */

bool
domain_get_guest_info_method(DomainObj *dom, unsigned int types, unsigned int flags, Job *job,
                             List *params_out, GError **error)
{
    const unsigned int known = VIR_DOMAIN_GUEST_INFO_USERS | VIR_DOMAIN_GUEST_INFO_OS |
                               VIR_DOMAIN_GUEST_INFO_TIMEZONE | VIR_DOMAIN_GUEST_INFO_HOSTNAME |
                               VIR_DOMAIN_GUEST_INFO_FILESYSTEM | VIR_DOMAIN_GUEST_INFO_DISKS |
                               VIR_DOMAIN_GUEST_INFO_INTERFACES | VIR_DOMAIN_GUEST_INFO_LOAD;
    g_autoptr(ParamList) list = param_list_new();
    g_autoptr(Definition) live = NULL;

    if (types & ~known)
        return err_set(error, VIR_ERR_INVALID_ARG, "unsupported guest information types '0x%x'",
                       types & ~known);
    live = domain_live(dom);
    if (!live)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "domain is not running");
    if (!driver_of(dom)->tell(dom, domain_of(live), types ? types : known, list, job, error))
        return false;
    param_list_move(list, params_out);
    return true;
}

bool
domain_agent_set_response_timeout_method(DomainObj *dom, int timeout, unsigned int flags, Job *job,
                                         int *result_out, GError **error)
{
    DomainWork *work;

    if (timeout < VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "guest agent timeout '%d' is less than the minimum '%d'", timeout,
                       VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK);
    work = domain_work(dom);
    mutex_lock(&work->lock);
    work->agent_timeout = timeout;
    mutex_unlock(&work->lock);
    *result_out = 0;
    return true;
}

/* --- memory */

bool
domain_start_dirty_rate_calc_method(DomainObj *dom, int seconds, unsigned int flags, Job *job,
                                    GError **error)
{
    if (seconds < 1 || seconds > MAX_SECONDS)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "seconds=%d is invalid, please choose value within [1, %d].", seconds,
                       MAX_SECONDS);
    return domain_require_active(dom, error) &&
           driver_of(dom)->measure(dom, seconds, flags, job, error);
}

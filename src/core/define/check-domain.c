/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with the domain itself: names, limits of its threads, and what excludes what. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define SHARES_MIN 2
#define SHARES_MAX 262144
#define PERIOD_MIN 1000
#define PERIOD_MAX 1000000
#define QUOTA_MIN  1000
#define APPID_MAX  128
#define QUOTA_MAX  17592186044415ull

/* Before anything else: what everybody will call it. */
bool
check_name(Define *define, GError **error)
{
    const Domain *domain = define->domain;

    if (domain->name[0] == '\0')
        return err_set(error, VIR_ERR_NO_NAME, NULL);
    if (strchr(domain->name, '\n'))
        return err_set_full(error, VIR_FROM_XML, VIR_ERR_XML_DETAIL, "invalid char in name: \n");
    if (domain->title && strchr(domain->title, '\n'))
        return err_set(error, VIR_ERR_XML_ERROR, "Domain title can't contain newlines");
    return true;
}

/* The name is that of a file as well. */
bool
check_slash(Define *define, GError **error)
{
    const Domain *domain = define->domain;

    if (strchr(domain->name, '\n'))
        return err_set_full(error, VIR_FROM_XML, VIR_ERR_XML_DETAIL,
                            "invalid char in name: \n");
    return (define->rules->capabilities & DOMAIN_NAME_SLASH) || !strchr(domain->name, '/') ||
           err_set(error, VIR_ERR_XML_ERROR, "name %s cannot contain '/'", domain->name);
}

/* --- <cputune> */

static bool
check_range(const char *what, uint64_t value, uint64_t min, uint64_t max, GError **error)
{
    if (value == 0 || (value >= min && value <= max))
        return true;
    return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "Value of cputune '%s' must be in range [%" G_GUINT64_FORMAT
                   ", %" G_GUINT64_FORMAT "]",
                   what, min, max);
}

/* Negative: no limit. */
static bool
check_quota(const char *what, int64_t value, GError **error)
{
    return value < 0 || check_range(what, (uint64_t)value, QUOTA_MIN, QUOTA_MAX, error);
}

static bool
check_period(const char *what, uint64_t value, GError **error)
{
    return check_range(what, value, PERIOD_MIN, PERIOD_MAX, error);
}

static bool
check_cputune(const CpuTune *tune, GError **error)
{
    return check_range("shares", tune->shares, SHARES_MIN, SHARES_MAX, error) &&
           check_period("period", tune->period, error) &&
           check_period("global_period", tune->global_period, error) &&
           check_period("emulator_period", tune->emulator_period, error) &&
           check_period("iothread_period", tune->iothread_period, error) &&
           check_quota("quota", tune->quota, error) &&
           check_quota("global_quota", tune->global_quota, error) &&
           check_quota("emulator_quota", tune->emulator_quota, error) &&
           check_quota("iothread_quota", tune->iothread_quota, error);
}

/* --- <os> */

static bool
check_os(const Os *os, GError **error)
{
    if (!check_firmware(os, error))
        return false;
    if (os->bootmenu == YES_NO_YES && os->bootmenu_timeout > 65535)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "invalid value for boot menu timeout, must be in range [0,65535]");
    if (os->from.bios_reboot_timeout != XML_ABSENT &&
        (os->bios_reboot_timeout < -1 || os->bios_reboot_timeout > 65535))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "invalid value for rebootTimeout, must be in range [-1,65535]");
    return true;
}

/* --- <features> */

static bool
check_features(const Features *features, GError **error)
{
    const Hyperv *hyperv = features->hyperv;
    const Kvm *kvm = features->kvm;

    if (hyperv && hyperv->spinlocks == ON_OFF_ON && hyperv->spinlocks_retries < 4095)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "HyperV spinlock retry count must be at least 4095");
    if (hyperv && hyperv->vendor_id_state == ON_OFF_ON && hyperv->vendor_id) {
        if (strlen(hyperv->vendor_id) > 12)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "HyperV vendor_id value must not be more than 12 characters.");
        if (strchr(hyperv->vendor_id, ','))
            return err_set(error, VIR_ERR_XML_ERROR, "HyperV vendor_id value is invalid");
    }
    if (kvm && kvm->dirty_ring == ON_OFF_ON &&
        (kvm->dirty_ring_size < 1024 || kvm->dirty_ring_size > 65536 ||
         (kvm->dirty_ring_size & (kvm->dirty_ring_size - 1)) != 0))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "dirty ring must be power of 2 and ranges [1024, 65536]");
    return true;
}

/* --- lists in which nothing may stand twice */

static bool
check_lists(const Domain *domain, GError **error)
{
    const BlkioTune *blkio = &domain->blkio;
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; i < blkio->devices.n; i++) {
        const char *path = blkio->devices.items[i]->path;

        if (seen_before(seen, &(SeenKey){ .texts = { path } }, path))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "duplicate blkio device path '%s'",
                           path);
    }
    for (unsigned int i = 1; i < domain->perf_events.n; i++)
        if (domain->perf_events.items[i]->name == domain->perf_events.items[i - 1]->name)
            return err_set(
                error, VIR_ERR_XML_ERROR, "perf event '%s' was already specified",
                define_text(XML_ENUM_PERF_EVENT_NAME, domain->perf_events.items[i]->name));
    for (unsigned int i = 1; i < domain->keywraps.n; i++)
        if (domain->keywraps.items[i]->name == domain->keywraps.items[i - 1]->name)
            return err_set(error, VIR_ERR_INTERNAL_ERROR,
                           "A domain definition can have no more than one cipher node with name %s",
                           define_text(XML_ENUM_KEY_WRAP_NAME, domain->keywraps.items[i]->name));
    return true;
}

static bool
check_idmap(const Domain *domain, GError **error)
{
    if ((domain->uids.n > 0) != (domain->gids.n > 0))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "uid and gid should be mapped both");
    if (domain->uids.n > 0 &&
        (domain->uids.items[0]->start != 0 || domain->gids.items[0]->start != 0))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "You must map the root user of container");
    return true;
}

/* Switches show the ID as it is. */
static bool
check_resource(const Resource *resource, GError **error)
{
    const char *appid = resource ? resource->fibrechannel_appid : NULL;

    if (resource && !resource->partition && !appid)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "<resource> needs a <partition> or a <fibrechannel> with 'appid'");
    if (!appid)
        return true;
    if (*appid == '\0' || strlen(appid) > APPID_MAX)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "Fibre Channel 'appid' string length must be between [1, %d]", APPID_MAX);
    for (const char *at = appid; *at; at++)
        if (!g_ascii_isprint(*at))
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Fibre Channel 'appid' is not a printable string");
    return true;
}

/* What the document alone shows to be wrong. */
bool
check_document(Define *define, GError **error)
{
    const Domain *domain = define->domain;

    return check_resource(domain->resource, error) && check_os_document(&domain->os, error) &&
           check_features(&domain->features, error) && check_lists(domain, error) &&
           check_idmap(domain, error);
}

bool
check_domain(Define *define, GError **error)
{
    const Domain *domain = define->domain;

    return check_os(&domain->os, error) && check_cputune(&domain->cputune, error);
}

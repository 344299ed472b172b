/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What guests tell of themselves, that there are not. */
#include "test-priv.h"

#define N_FILE_SYSTEMS 2

/* --- sleep: nothing has to be told to nobody */

static bool
suspend(DomainObj *dom, unsigned int target, Job *job, GError **error)
{
    return true;
}

static bool
wake(DomainObj *dom, Job *job, GError **error)
{
    return true;
}

/* --- questions */

static void
tell_users(DomainObj *dom, const Domain *domain, ParamList *list)
{
    param_list_add_u32(list, 1, VIR_DOMAIN_GUEST_INFO_USER_COUNT);
    param_list_add_string(list, "root", "user.0.name");
    param_list_add_u64(list, 0, "user.0.login-time");
}

static void
tell_os(DomainObj *dom, const Domain *domain, ParamList *list)
{
    param_list_add_string(list, "test", VIR_DOMAIN_GUEST_INFO_OS_ID);
    param_list_add_string(list, "Test", VIR_DOMAIN_GUEST_INFO_OS_NAME);
    param_list_add_string(list, "Test 1.0", VIR_DOMAIN_GUEST_INFO_OS_PRETTY_NAME);
    param_list_add_string(list, "1.0", VIR_DOMAIN_GUEST_INFO_OS_VERSION);
    param_list_add_string(list, "1", VIR_DOMAIN_GUEST_INFO_OS_VERSION_ID);
    param_list_add_string(list, TEST_ARCH, VIR_DOMAIN_GUEST_INFO_OS_MACHINE);
}

static void
tell_timezone(DomainObj *dom, const Domain *domain, ParamList *list)
{
    param_list_add_string(list, "UTC", VIR_DOMAIN_GUEST_INFO_TIMEZONE_NAME);
    param_list_add_i32(list, 0, VIR_DOMAIN_GUEST_INFO_TIMEZONE_OFFSET);
}

static void
tell_hostname(DomainObj *dom, const Domain *domain, ParamList *list)
{
    g_autofree char *name = test_guest_hostname(dom);

    param_list_add_string(list, name, VIR_DOMAIN_GUEST_INFO_HOSTNAME_HOSTNAME);
}

/* The same as virDomainGetFSInfo() does. */
static void
tell_file_systems(DomainObj *dom, const Domain *domain, ParamList *list)
{
    static const char *const points[N_FILE_SYSTEMS] = { "/", "/boot" };
    const char *disk = NULL;

    for (unsigned int i = 0; i < domain->devices.disks.n && !disk; i++)
        if (domain->devices.disks.items[i]->device == DISK_DEVICE_DISK)
            disk = domain->devices.disks.items[i]->dst;
    param_list_add_u32(list, disk ? N_FILE_SYSTEMS : 0, VIR_DOMAIN_GUEST_INFO_FS_COUNT);
    for (unsigned int i = 0; disk && i < N_FILE_SYSTEMS; i++) {
        g_autofree char *name = g_strdup_printf("%s%u", disk, i + 1);

        param_list_add_string(list, name, "fs.%u.name", i);
        param_list_add_string(list, points[i], "fs.%u.mountpoint", i);
        param_list_add_string(list, "ext4", "fs.%u.fstype", i);
        param_list_add_u32(list, 1, "fs.%u.disk.count", i);
        param_list_add_string(list, disk, "fs.%u.disk.0.alias", i);
    }
}

static void
tell_disks(DomainObj *dom, const Domain *domain, ParamList *list)
{
    param_list_add_u32(list, domain->devices.disks.n, VIR_DOMAIN_GUEST_INFO_DISK_COUNT);
    for (unsigned int i = 0; i < domain->devices.disks.n; i++) {
        g_autofree char *name = g_strconcat("/dev/", domain->devices.disks.items[i]->dst, NULL);

        param_list_add_string(list, name, "disk.%u.name", i);
        param_list_add_bool(list, false, "disk.%u.partition", i);
        param_list_add_string(list, domain->devices.disks.items[i]->dst, "disk.%u.alias", i);
    }
}

static void
tell_interfaces(DomainObj *dom, const Domain *domain, ParamList *list)
{
    param_list_add_u32(list, domain->devices.nets.n, VIR_DOMAIN_GUEST_INFO_IF_COUNT);
    for (unsigned int i = 0; i < domain->devices.nets.n; i++) {
        const uint8_t *mac = domain->devices.nets.items[i]->mac;
        g_autofree char *name = g_strdup_printf("eth%u", i);
        g_autofree char *text = g_strdup_printf("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
                                                mac[2], mac[3], mac[4], mac[5]);

        param_list_add_string(list, name, "if.%u.name", i);
        param_list_add_string(list, text, "if.%u.hwaddr", i);
        param_list_add_u32(list, 0, "if.%u.addr.count", i);
    }
}

static void
tell_load(DomainObj *dom, const Domain *domain, ParamList *list)
{
    param_list_add_double(list, 0.5, VIR_DOMAIN_GUEST_INFO_LOAD_1M);
    param_list_add_double(list, 0.25, VIR_DOMAIN_GUEST_INFO_LOAD_5M);
    param_list_add_double(list, 0.125, VIR_DOMAIN_GUEST_INFO_LOAD_15M);
}

static bool
tell(DomainObj *dom, const Domain *domain, unsigned int types, ParamList *list, Job *job,
     GError **error)
{
    static const struct {
        unsigned int type;
        void (*tell)(DomainObj *dom, const Domain *domain, ParamList *list);
    } subjects[] = {
        { VIR_DOMAIN_GUEST_INFO_USERS, tell_users },
        { VIR_DOMAIN_GUEST_INFO_OS, tell_os },
        { VIR_DOMAIN_GUEST_INFO_TIMEZONE, tell_timezone },
        { VIR_DOMAIN_GUEST_INFO_HOSTNAME, tell_hostname },
        { VIR_DOMAIN_GUEST_INFO_FILESYSTEM, tell_file_systems },
        { VIR_DOMAIN_GUEST_INFO_DISKS, tell_disks },
        { VIR_DOMAIN_GUEST_INFO_INTERFACES, tell_interfaces },
        { VIR_DOMAIN_GUEST_INFO_LOAD, tell_load },
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(subjects); i++)
        if (types & subjects[i].type)
            subjects[i].tell(dom, domain, list);
    return true;
}

/* --- how fast they write to their memory */

static bool
measure(DomainObj *dom, int seconds, unsigned int flags, Job *job, GError **error)
{
    const TestMeasure now = { g_get_real_time(), seconds, flags };

    test_set_measure(dom, &now);
    return true;
}

bool
test_dirty(DomainObj *dom, const Domain *domain, DirtyFigures *out)
{
    const TestMeasure measure = test_measure(dom);
    int64_t end = measure.started_us + (int64_t)measure.seconds * G_USEC_PER_SEC;

    if (!measure.started_us)
        return false;
    *out = (DirtyFigures){
        .status = g_get_real_time() < end ? VIR_DOMAIN_DIRTYRATE_MEASURING
                                          : VIR_DOMAIN_DIRTYRATE_MEASURED,
        .started_s = measure.started_us / G_USEC_PER_SEC,
        .period_s = measure.seconds,
        .mode = measure.flags & VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP ? "dirty-bitmap"
                : measure.flags & VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING ? "dirty-ring"
                                                                       : "page-sampling",
        .mib_per_second = (long long)(domain->memory.current >> 10) / 100,
    };
    return true;
}

const GuestDriver test_guests = {
    .suspend = suspend,
    .wake = wake,
    .tell = tell,
    .measure = measure,
};

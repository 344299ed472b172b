/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guests that there are not, and what their agents answer. */
#include <string.h>

#include "lib/typed-param.h"
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

#define N_MOUNTS 2
#define BOOTED   627319920 /* what the guest's clock says when it is started */

typedef struct Mount {
    const char *point;
    unsigned int partition; /* of the first disk */
    const char *type;
} Mount;

static const Mount mounts[N_MOUNTS] = { { "/", 1, "ext4" }, { "/boot", 2, "ext4" } };

/* DomainObj.data */
typedef struct TestGuest {
    Mutex lock; /* guards the fields below */
    int64_t started_us;
    long long seconds; /* of its clock at started_us */
    unsigned int nseconds;
    bool is_frozen[N_MOUNTS];
    Bitmap *offline;      /* virtual CPUs that its system does not use */
    GHashTable *ssh_keys; /* of a user: GStrv */
    unsigned int weight;
    GHashTable *disk_sizes; /* of uint64_t, by path; NULL: none was changed */
    TestMeasure measure;
    GPtrArray *thresholds; /* of TestThreshold */
    uint64_t last_threshold;
} TestGuest;

void *
test_guest_new(void)
{
    TestGuest *guest = g_new0(TestGuest, 1);

    mutex_init(&guest->lock);
    guest->offline = bitmap_new();
    guest->weight = 50;
    guest->thresholds = g_ptr_array_new_with_free_func(test_threshold_free);
    guest->ssh_keys =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
    guest->started_us = g_get_monotonic_time();
    guest->seconds = BOOTED;
    return guest;
}

void
test_guest_free(void *data)
{
    TestGuest *guest = data;

    bitmap_free(guest->offline);
    g_hash_table_unref(guest->ssh_keys);
    g_ptr_array_unref(guest->thresholds);
    g_clear_pointer(&guest->disk_sizes, g_hash_table_unref);
    mutex_clear(&guest->lock);
    g_free(guest);
}

/* It has been started: nothing is left of the last time. */
void
test_guest_boot(DomainObj *dom)
{
    TestGuest *guest = dom->data;
    MUTEX_GUARD(&guest->lock);

    guest->started_us = g_get_monotonic_time();
    guest->seconds = BOOTED;
    guest->nseconds = 0;
    memset(guest->is_frozen, 0, sizeof(guest->is_frozen));
    bitmap_clear_all(guest->offline);
    guest->measure = (TestMeasure){ 0 };
    g_ptr_array_set_size(guest->thresholds, 0);
}

/* The guest of a running domain. */
static TestGuest *
running(DomainObj *dom, GError **error)
{
    return domain_require_active(dom, error) ? dom->data : NULL;
}

/* --- what others keep here */

uint64_t
test_disk_size(DomainObj *dom, const char *path)
{
    TestGuest *guest = dom->data;
    const uint64_t *size;
    MUTEX_GUARD(&guest->lock);

    size = guest->disk_sizes && path ? g_hash_table_lookup(guest->disk_sizes, path) : NULL;
    return size ? *size : TEST_DISK_CAPACITY;
}

void
test_set_disk_size(DomainObj *dom, const char *path, uint64_t bytes)
{
    TestGuest *guest = dom->data;
    MUTEX_GUARD(&guest->lock);

    if (!guest->disk_sizes)
        guest->disk_sizes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert(guest->disk_sizes, g_strdup(path ? path : ""),
                        g_memdup2(&bytes, sizeof(bytes)));
}

void
test_threshold_free(void *opaque)
{
    TestThreshold *threshold = opaque;

    g_free(threshold->disk);
    g_free(threshold);
}

/* With the lock. */
static void
forget_threshold(TestGuest *guest, const char *disk, unsigned int depth)
{
    for (unsigned int i = guest->thresholds->len; i-- > 0;) {
        const TestThreshold *threshold = guest->thresholds->pdata[i];

        if (threshold->depth == depth && g_str_equal(threshold->disk, disk))
            g_ptr_array_remove_index(guest->thresholds, i);
    }
}

uint64_t
test_set_threshold(DomainObj *dom, const char *disk, unsigned int depth, uint64_t bytes)
{
    TestGuest *guest = dom->data;
    TestThreshold *threshold = g_new0(TestThreshold, 1);
    MUTEX_GUARD(&guest->lock);

    *threshold = (TestThreshold){ ++guest->last_threshold, g_strdup(disk), depth, bytes };
    forget_threshold(guest, disk, depth);
    g_ptr_array_add(guest->thresholds, threshold);
    return threshold->number;
}

TestThreshold *
test_take_threshold(DomainObj *dom, uint64_t number)
{
    TestGuest *guest = dom->data;
    MUTEX_GUARD(&guest->lock);

    for (unsigned int i = 0; i < guest->thresholds->len; i++)
        if (((const TestThreshold *)guest->thresholds->pdata[i])->number == number)
            return g_ptr_array_steal_index(guest->thresholds, i);
    return NULL;
}

TestMeasure
test_measure(DomainObj *dom)
{
    TestGuest *guest = dom->data;
    MUTEX_GUARD(&guest->lock);

    return guest->measure;
}

void
test_set_measure(DomainObj *dom, const TestMeasure *measure)
{
    TestGuest *guest = dom->data;
    MUTEX_GUARD(&guest->lock);

    guest->measure = *measure;
}

/* --- the system */

char *
test_guest_hostname(DomainObj *dom)
{
    g_autoptr(Name) name = obj_name(&dom->obj);

    return g_strconcat(name->text, "host", NULL);
}


static bool
get_hostname(DomainObj *dom, unsigned int flags, Job *job, char **hostname_out, GError **error)
{
    if (!running(dom, error))
        return false;
    *hostname_out = test_guest_hostname(dom);
    return true;
}

/* Its clock goes, but by whole seconds: what was set is read back. */
static bool
get_time(DomainObj *dom, unsigned int flags, Job *job, long long *seconds_out,
         unsigned int *nseconds_out, GError **error)
{
    TestGuest *guest = dom->data;

    if (!obj_is(&dom->obj, OBJ_ACTIVE))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "domain is not running");
    MUTEX_GUARD(&guest->lock);
    *seconds_out = guest->seconds + (g_get_monotonic_time() - guest->started_us) / G_USEC_PER_SEC;
    *nseconds_out = guest->nseconds;
    return true;
}

static bool
set_time(DomainObj *dom, long long seconds, unsigned int nseconds, unsigned int flags, Job *job,
         GError **error)
{
    TestGuest *guest = running(dom, error);

    if (!guest)
        return false;
    MUTEX_GUARD(&guest->lock);
    guest->started_us = g_get_monotonic_time();
    if (flags & VIR_DOMAIN_TIME_SYNC) { /* from its hardware, which has the host's time */
        seconds = g_get_real_time() / G_USEC_PER_SEC;
        nseconds = 0;
    }
    guest->seconds = seconds;
    guest->nseconds = nseconds;
    return true;
}

static bool
set_user_password(DomainObj *dom, const char *user, const char *password, unsigned int flags,
                  Job *job, GError **error)
{
    return running(dom, error);
}

/* --- file systems */

static bool
get_fsinfo(DomainObj *dom, unsigned int flags, Job *job, DomainFsinfo **info_out,
           unsigned int *n_info_out, GError **error)
{
    g_autoptr(Definition) live = domain_require_live(dom, error);
    const char *disk = NULL;
    DomainFsinfo *info;

    if (!live)
        return false;
    for (unsigned int i = 0; i < domain_of(live)->devices.disks.n && !disk; i++)
        if (domain_of(live)->devices.disks.items[i]->device == DISK_DEVICE_DISK)
            disk = domain_of(live)->devices.disks.items[i]->dst;
    *n_info_out = disk ? N_MOUNTS : 0;
    *info_out = info = g_new0(DomainFsinfo, N_MOUNTS);
    for (unsigned int i = 0; i < *n_info_out; i++) {
        info[i].mountpoint = g_strdup(mounts[i].point);
        info[i].name = g_strdup_printf("%s%u", disk, mounts[i].partition);
        info[i].fstype = g_strdup(mounts[i].type);
        info[i].dev_aliases.n = 1;
        info[i].dev_aliases.items = g_new0(char *, 1);
        info[i].dev_aliases.items[0] = g_strdup(disk);
    }
    return true;
}

static int
find_mount(const char *point)
{
    for (int i = 0; i < N_MOUNTS; i++)
        if (g_str_equal(mounts[i].point, point))
            return i;
    return -1;
}

/* How many are in another state than before; without any named, all are meant. */
static bool
set_frozen(DomainObj *dom, char *const *points, unsigned int n, bool is_frozen, int *count_out,
           GError **error)
{
    TestGuest *guest = running(dom, error);
    bool meant[N_MOUNTS] = { n == 0, n == 0 };

    if (!guest)
        return false;
    for (unsigned int i = 0; i < n; i++) {
        int at = find_mount(points[i]);

        if (at < 0)
            return err_set(error, VIR_ERR_OPERATION_INVALID, "mount point not found: %s",
                           points[i]);
        meant[at] = true;
    }
    MUTEX_GUARD(&guest->lock);
    *count_out = 0;
    for (unsigned int i = 0; i < N_MOUNTS; i++) {
        *count_out += meant[i] && guest->is_frozen[i] != is_frozen;
        if (meant[i])
            guest->is_frozen[i] = is_frozen;
    }
    return true;
}

static bool
fsfreeze(DomainObj *dom, char *const *mountpoints, unsigned int n_mountpoints, unsigned int flags,
         Job *job, int *filesystems_out, GError **error)
{
    return set_frozen(dom, mountpoints, n_mountpoints, true, filesystems_out, error);
}

static bool
fsthaw(DomainObj *dom, char *const *mountpoints, unsigned int n_mountpoints, unsigned int flags,
       Job *job, int *filesystems_out, GError **error)
{
    return set_frozen(dom, mountpoints, n_mountpoints, false, filesystems_out, error);
}

static bool
fstrim(DomainObj *dom, const char *mountPoint, unsigned long long minimum, unsigned int flags,
       Job *job, GError **error)
{
    if (!running(dom, error))
        return false;
    if (mountPoint && find_mount(mountPoint) < 0)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "mount point not found: %s", mountPoint);
    return true;
}

/* --- processes, keys */

/* Its first process ignores what it has no handler for, as that of every Linux does. */
static bool
send_process_signal(DomainObj *dom, long long pid_value, unsigned int signum, unsigned int flags,
                    Job *job, GError **error)
{
    if (pid_value != 1)
        return err_set(error, VIR_ERR_INVALID_ARG, "only sending a signal to pid 1 is supported");
    if (signum > VIR_DOMAIN_PROCESS_SIGNAL_RT32)
        return err_set(error, VIR_ERR_INVALID_ARG, "signum value %u is out of range", signum);
    return true;
}

static bool
inject_nmi(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    return running(dom, error);
}

static bool
send_key(DomainObj *dom, unsigned int codeset, unsigned int holdtime, const unsigned int *keycodes,
         unsigned int n_keycodes, unsigned int flags, Job *job, GError **error)
{
    if (!running(dom, error))
        return false;
    for (unsigned int i = 0; i < n_keycodes; i++)
        if (!test_key_exists(codeset, keycodes[i], error))
            return false;
    return true;
}

/* --- virtual CPUs as the guest sees them */

static Bitmap *
enabled_vcpus(const Domain *domain)
{
    Bitmap *set = bitmap_new();

    for (unsigned int i = 0; i < domain->vcpu.max; i++)
        if (domain_vcpu_is_enabled(domain, i))
            bitmap_set(set, i);
    return set;
}

static bool
get_guest_vcpus(DomainObj *dom, unsigned int flags, Job *job, List *params_out, GError **error)
{
    TestGuest *guest = dom->data;
    g_autoptr(Definition) live = domain_require_live(dom, error);
    g_autoptr(ParamList) list = param_list_new();
    g_autoptr(Bitmap) all = NULL, online = NULL, offlinable = NULL;
    g_autofree char *all_text = NULL, *online_text = NULL, *offlinable_text = NULL;

    if (!live)
        return false;
    all = enabled_vcpus(domain_of(live));
    online = bitmap_copy(all);
    mutex_lock(&guest->lock);
    bitmap_subtract(online, guest->offline);
    mutex_unlock(&guest->lock);
    offlinable = bitmap_copy(all);
    bitmap_clear(offlinable, 0);
    all_text = bitmap_format(all);
    online_text = bitmap_format(online);
    offlinable_text = bitmap_format(offlinable);
    param_list_add_string(list, all_text, "vcpus");
    param_list_add_string(list, online_text, "online");
    param_list_add_string(list, offlinable_text, "offlinable");
    param_list_move(list, params_out);
    return true;
}

static bool
set_guest_vcpus(DomainObj *dom, const char *cpumap, int state, unsigned int flags, Job *job,
                GError **error)
{
    TestGuest *guest = dom->data;
    g_autoptr(Definition) live = domain_require_live(dom, error);
    g_autoptr(Bitmap) set = NULL;

    if (!live)
        return false;
    if (state != 0 && state != 1)
        return err_set(error, VIR_ERR_INVALID_ARG, "unsupported state value");
    set = bitmap_parse(cpumap, 16384, error);
    if (!set)
        return false;
    for (int id = -1; (id = bitmap_next(set, id)) >= 0;)
        if (!domain_vcpu_is_enabled(domain_of(live), (unsigned int)id))
            return err_set(error, VIR_ERR_INVALID_ARG, "guest is missing vCPUs '%s'", cpumap);
    if (state == 0 && bitmap_is_set(set, 0))
        return err_set(error, VIR_ERR_INVALID_ARG, "vcpu '0' can't be offlined");
    MUTEX_GUARD(&guest->lock);
    if (state)
        bitmap_subtract(guest->offline, set);
    else
        bitmap_add(guest->offline, set);
    return true;
}

bool
test_count_guest_vcpus(DomainObj *dom, bool is_maximum, Job *job, int *n_out, GError **error)
{
    TestGuest *guest = dom->data;
    g_autoptr(Definition) live = domain_require_live(dom, error);
    g_autoptr(Bitmap) used = NULL;

    if (!live)
        return false;
    used = enabled_vcpus(domain_of(live));
    MUTEX_GUARD(&guest->lock);
    if (!is_maximum)
        bitmap_subtract(used, guest->offline);
    *n_out = (int)bitmap_count(used);
    return true;
}

/* The last ones are those that it does without. */
bool
test_set_guest_vcpus(DomainObj *dom, unsigned int n, Job *job, GError **error)
{
    TestGuest *guest = dom->data;
    g_autoptr(Definition) live = domain_require_live(dom, error);
    g_autoptr(Bitmap) off = NULL;

    if (!live)
        return false;
    off = enabled_vcpus(domain_of(live));
    if (n > bitmap_count(off))
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "requested vcpu count is greater than the count of enabled vcpus in the "
                       "domain: %u > %u",
                       n, bitmap_count(off));
    for (int id = -1; n > 0 && (id = bitmap_next(off, id)) >= 0; n--)
        bitmap_clear(off, (unsigned int)id);
    MUTEX_GUARD(&guest->lock);
    bitmap_clear_all(guest->offline);
    bitmap_add(guest->offline, off);
    return true;
}

/* --- keys of users */

static bool
authorized_ssh_keys_get(DomainObj *dom, const char *user, unsigned int flags, Job *job,
                        char ***keys_out, unsigned int *n_keys_out, GError **error)
{
    TestGuest *guest = running(dom, error);

    if (!guest)
        return false;
    MUTEX_GUARD(&guest->lock);
    *keys_out = g_strdupv(g_hash_table_lookup(guest->ssh_keys, user));
    *n_keys_out = *keys_out ? g_strv_length(*keys_out) : 0;
    return true;
}

static void
add_key(GPtrArray *keys, const char *key)
{
    if (!g_ptr_array_find_with_equal_func(keys, key, g_str_equal, NULL))
        g_ptr_array_add(keys, g_strdup(key));
}

static void
remove_key(GPtrArray *keys, const char *key)
{
    unsigned int at;

    if (g_ptr_array_find_with_equal_func(keys, key, g_str_equal, &at))
        g_ptr_array_remove_index(keys, at);
}

static bool
authorized_ssh_keys_set(DomainObj *dom, const char *user, char *const *keys, unsigned int n_keys,
                        unsigned int flags, Job *job, GError **error)
{
    TestGuest *guest = running(dom, error);
    g_autoptr(GPtrArray) now = g_ptr_array_new_with_free_func(g_free);
    bool keeps = flags & (VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND |
                          VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE);
    char **old;

    if (!guest)
        return false;
    MUTEX_GUARD(&guest->lock);
    old = g_hash_table_lookup(guest->ssh_keys, user);
    for (unsigned int i = 0; keeps && old && old[i]; i++)
        g_ptr_array_add(now, g_strdup(old[i]));
    for (unsigned int i = 0; i < n_keys; i++) {
        if (flags & VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE)
            remove_key(now, keys[i]);
        else
            add_key(now, keys[i]);
    }
    g_ptr_array_add(now, NULL);
    g_hash_table_insert(guest->ssh_keys, g_strdup(user), g_strdupv((char **)now->pdata));
    return true;
}

/* --- a scheduler with one knob */

static bool
get_scheduler_type(DomainObj *dom, Job *job, char **type_out, int *nparams_out, GError **error)
{
    *type_out = g_strdup("fair");
    *nparams_out = 1;
    return true;
}

static bool
get_scheduler_parameters_flags(DomainObj *dom, unsigned int flags, Job *job, List *params_out,
                               GError **error)
{
    TestGuest *guest = dom->data;
    g_autoptr(ParamList) list = param_list_new();

    mutex_lock(&guest->lock);
    param_list_add_u32(list, guest->weight, VIR_DOMAIN_SCHEDULER_WEIGHT);
    mutex_unlock(&guest->lock);
    param_list_move(list, params_out);
    return true;
}

static bool
set_scheduler_parameters_flags(DomainObj *dom, const virTypedParameter *params,
                               unsigned int n_params, unsigned int flags, Job *job, GError **error)
{
    static const ParamRule rules[] = { { VIR_DOMAIN_SCHEDULER_WEIGHT, VIR_TYPED_PARAM_UINT, false },
                                       { NULL, 0, false } };
    const virTypedParameter *weight = params_find(params, n_params, VIR_DOMAIN_SCHEDULER_WEIGHT);
    TestGuest *guest = dom->data;

    if (!params_check_rules(params, n_params, rules, error))
        return false;
    MUTEX_GUARD(&guest->lock);
    if (weight)
        guest->weight = weight->value.ui;
    return true;
}

void
test_guest_methods(DomainMethods *methods)
{
    methods->authorized_ssh_keys_get = authorized_ssh_keys_get;
    methods->authorized_ssh_keys_set = authorized_ssh_keys_set;
    methods->fsfreeze = fsfreeze;
    methods->fsthaw = fsthaw;
    methods->fstrim = fstrim;
    methods->get_fsinfo = get_fsinfo;
    methods->get_guest_vcpus = get_guest_vcpus;
    methods->get_hostname = get_hostname;
    methods->get_scheduler_parameters_flags = get_scheduler_parameters_flags;
    methods->get_scheduler_type = get_scheduler_type;
    methods->get_time = get_time;
    methods->inject_nmi = inject_nmi;
    methods->send_key = send_key;
    methods->send_process_signal = send_process_signal;
    methods->set_guest_vcpus = set_guest_vcpus;
    methods->set_scheduler_parameters_flags = set_scheduler_parameters_flags;
    methods->set_time = set_time;
    methods->set_user_password = set_user_password;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* On which host CPUs virtual CPUs, the emulator and IO threads may run. */
#include "core/domain/domain-priv.h"
#include "core/domain/edit.h"
#include "core/domain/iothread.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static Bitmap *
first_cpus(unsigned int n)
{
    Bitmap *set = bitmap_new();

    bitmap_set_range(set, 0, MAX(n, 1) - 1);
    return set;
}

Bitmap *
domain_host_cpus(DomainObj *dom)
{
    const DomainDriver *driver = dom->host->type->domains;

    return first_cpus(driver->host_cpus ? driver->host_cpus(dom->host) : 1);
}

Bitmap *
domain_online_cpus(DomainObj *dom)
{
    const DomainDriver *driver = dom->host->type->domains;

    return driver->online_cpus ? first_cpus(driver->online_cpus(dom->host)) : domain_host_cpus(dom);
}

static VcpuPin *
find_vcpu_pin(const CpuTune *tune, unsigned int vcpu, unsigned int *at_out)
{
    unsigned int i = 0;

    while (i < tune->vcpupins.n && tune->vcpupins.items[i]->vcpu < vcpu)
        i++;
    if (at_out)
        *at_out = i;
    return i < tune->vcpupins.n && tune->vcpupins.items[i]->vcpu == vcpu ? tune->vcpupins.items[i]
                                                                         : NULL;
}

static IOThreadPin *
find_thread_pin(const CpuTune *tune, unsigned int id)
{
    for (unsigned int i = 0; i < tune->iothreadpins.n; i++)
        if (tune->iothreadpins.items[i]->iothread == id)
            return tune->iothreadpins.items[i];
    return NULL;
}

/* --- ask */

/* The host's CPUs among those of the set, as bytes. */
static void
give_map(const Bitmap *set, const Bitmap *host, unsigned char *map, size_t n)
{
    g_autoptr(Bitmap) common = bitmap_copy(set);

    bitmap_intersect(common, host);
    bitmap_to_bytes(common, map, n);
}

const Bitmap *
domain_vcpu_cpus(const Domain *domain, unsigned int id)
{
    const VcpuPin *pin = find_vcpu_pin(&domain->cputune, id, NULL);

    return pin ? pin->cpuset : domain->vcpu.cpuset;
}

void
domain_give_vcpu_map(const Domain *domain, unsigned int id, const Bitmap *host, unsigned char *map,
                     size_t n)
{
    const Bitmap *cpus = domain_vcpu_cpus(domain, id);

    give_map(cpus ? cpus : host, host, map, n);
}

bool
domain_get_vcpu_pin_info_method(DomainObj *dom, int ncpumaps, int maplen, unsigned int flags,
                                Job *job, unsigned char **cpumaps_out, unsigned int *n_cpumaps_out,
                                int *num_out, GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(Bitmap) host = domain_host_cpus(dom);
    const Domain *domain = domain_of(def);
    unsigned int n = MIN((unsigned int)ncpumaps, domain->vcpu.max);

    *cpumaps_out = g_malloc0_n(n, (size_t)maplen);
    *n_cpumaps_out = n * (unsigned int)maplen;
    for (unsigned int i = 0; i < n; i++)
        domain_give_vcpu_map(domain, i, host, *cpumaps_out + (size_t)i * (size_t)maplen,
                             (size_t)maplen);
    *num_out = (int)n;
    return true;
}

bool
domain_get_emulator_pin_info_method(DomainObj *dom, int maplen, unsigned int flags, Job *job,
                                    unsigned char **cpumaps_out, unsigned int *n_cpumaps_out,
                                    int *ret_out, GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(Bitmap) host = domain_host_cpus(dom);
    const Domain *domain = domain_of(def);
    const EmulatorPin *pin = domain->cputune.emulatorpin;
    const Bitmap *otherwise = domain->vcpu.cpuset ? domain->vcpu.cpuset : host;

    *cpumaps_out = g_malloc0((size_t)maplen);
    *n_cpumaps_out = (unsigned int)maplen;
    give_map(pin ? pin->cpuset : otherwise, host, *cpumaps_out, (size_t)maplen);
    *ret_out = 1;
    return true;
}

bool
domain_give_iothreads(const Domain *domain, const Bitmap *otherwise, DomainIothreadInfo **info_out,
                      unsigned int *n_info_out)
{
    unsigned int n = iothread_count(&domain->iothreads);
    DomainIothreadInfo *info = g_new0(DomainIothreadInfo, n);

    if (domain->vcpu.cpuset)
        otherwise = domain->vcpu.cpuset;
    for (unsigned int i = 0; i < n; i++) {
        unsigned int id = iothread_id_at(&domain->iothreads, i);
        const IOThreadPin *pin = find_thread_pin(&domain->cputune, id);
        const Bitmap *cpus = pin ? pin->cpuset : otherwise;

        info[i].iothread_id = id;
        info[i].cpumap.n = (unsigned int)bitmap_byte_count(cpus);
        info[i].cpumap.items = g_malloc0(info[i].cpumap.n);
        bitmap_to_bytes(cpus, (uint8_t *)info[i].cpumap.items, info[i].cpumap.n);
    }
    *info_out = info;
    *n_info_out = n;
    return true;
}

bool
domain_get_iothread_info_method(DomainObj *dom, unsigned int flags, Job *job,
                                DomainIothreadInfo **info_out, unsigned int *n_info_out,
                                GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(Bitmap) host = domain_host_cpus(dom);

    return domain_give_iothreads(domain_of(def), host, info_out, n_info_out);
}

/* --- change */

typedef struct PinArgs {
    const Bitmap *cpus;
    unsigned int id;
} PinArgs;

/* The set, in the memory of the definition. */
static Bitmap *
own_set(DomainEdit *edit, const Bitmap *cpus)
{
    Bitmap *own = bitmap_copy(cpus);

    arena_own(edit->arena, own, (GDestroyNotify)bitmap_free);
    return own;
}

static bool
edit_vcpu_pin(DomainEdit *edit, const void *opaque, GError **error)
{
    const PinArgs *args = opaque;
    CpuTune *tune = &edit->domain->cputune;
    unsigned int at;
    VcpuPin *pin = find_vcpu_pin(tune, args->id, &at);

    if (args->id >= edit->domain->vcpu.max ||
        (edit->is_live && !domain_vcpu_is_enabled(edit->domain, args->id)))
        return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_INVALID_ARG,
                            "requested vcpu '%u' is not present in the domain", args->id);
    if (!pin) {
        pin = object_new(edit->arena, XML_TYPE_VCPU_PIN, XML_GIVEN);
        XML_SET(pin, vcpu, args->id, XML_GIVEN);
        list_insert(edit->arena, &tune->vcpupins, at, pin);
    }
    XML_SET(pin, cpuset, own_set(edit, args->cpus), XML_GIVEN);
    return true;
}

static bool
edit_emulator_pin(DomainEdit *edit, const void *opaque, GError **error)
{
    const PinArgs *args = opaque;
    CpuTune *tune = &edit->domain->cputune;

    tune->emulatorpin = object_new(edit->arena, XML_TYPE_EMULATOR_PIN, XML_GIVEN);
    XML_SET(tune->emulatorpin, cpuset, own_set(edit, args->cpus), XML_GIVEN);
    return true;
}

/* They stand in the order of the threads. */
static unsigned int
place_of(const Domain *domain, unsigned int id)
{
    unsigned int place = 0;

    for (unsigned int i = 0; iothread_id_at(&domain->iothreads, i) != id; i++)
        place += find_thread_pin(&domain->cputune, iothread_id_at(&domain->iothreads, i)) != NULL;
    return place;
}

static bool
edit_thread_pin(DomainEdit *edit, const void *opaque, GError **error)
{
    const PinArgs *args = opaque;
    CpuTune *tune = &edit->domain->cputune;
    IOThreadPin *pin = find_thread_pin(tune, args->id);

    if (!iothread_exists(&edit->domain->iothreads, args->id))
        return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_INVALID_ARG,
                            "iothreadid %u not found", args->id);
    iothread_list_all(edit);
    if (!pin) {
        pin = object_new(edit->arena, XML_TYPE_IOTHREAD_PIN, XML_GIVEN);
        XML_SET(pin, iothread, args->id, XML_GIVEN);
        list_insert(edit->arena, &tune->iothreadpins, place_of(edit->domain, args->id), pin);
    }
    XML_SET(pin, cpuset, own_set(edit, args->cpus), XML_GIVEN);
    return true;
}

/* What may be pinned. */
typedef struct PinKind {
    DomainEditor editor;
    const char *empty;   /* the message for a set without CPUs */
    const char *tunable; /* the parameter of the event */
    bool is_numbered;    /* the number of the thread follows */
} PinKind;

static const PinKind pin_vcpu = { edit_vcpu_pin, "Empty cpu list for pinning", "cputune.vcpupin",
                                  true };
static const PinKind pin_emulator = { edit_emulator_pin, "Empty cpu list for pinning",
                                      "cputune.emulatorpin", false };
static const PinKind pin_iothread = { edit_thread_pin, "Empty iothread cpumap list for pinning",
                                      "cputune.iothreadpin", true };

static void
emit_pin(DomainObj *dom, const PinKind *kind, const PinArgs *args)
{
    g_autoptr(ParamList) list = param_list_new();
    g_autofree char *cpus = bitmap_format(args->cpus);

    if (kind->is_numbered)
        param_list_add_string(list, cpus, "%s%u", kind->tunable, args->id);
    else
        param_list_add_string(list, cpus, "%s", kind->tunable);
    domain_emit_tunable(dom, list);
}

static bool
pin(DomainObj *dom, const PinKind *kind, unsigned int id, const unsigned char *map, unsigned int n,
    unsigned int flags, Job *job, GError **error)
{
    g_autoptr(Bitmap) cpus = bitmap_from_bytes(map, n);
    PinArgs args = { cpus, id };

    if (bitmap_is_empty(cpus))
        return err_set_full(error, dom->host->type->errors, VIR_ERR_INVALID_ARG, "%s", kind->empty);
    if (!domain_edit(dom, flags, kind->editor, &args, job, error))
        return false;
    if (flags & VIR_DOMAIN_AFFECT_LIVE)
        emit_pin(dom, kind, &args);
    return true;
}

bool
domain_pin_vcpu_flags_method(DomainObj *dom, unsigned int vcpu, const unsigned char *cpumap,
                             unsigned int n_cpumap, unsigned int flags, Job *job, GError **error)
{
    return pin(dom, &pin_vcpu, vcpu, cpumap, n_cpumap, flags, job, error);
}

bool
domain_pin_emulator_method(DomainObj *dom, const unsigned char *cpumap, unsigned int n_cpumap,
                           unsigned int flags, Job *job, GError **error)
{
    return pin(dom, &pin_emulator, 0, cpumap, n_cpumap, flags, job, error);
}

bool
domain_pin_iothread_method(DomainObj *dom, unsigned int iothreads_id, const unsigned char *cpumap,
                           unsigned int n_cpumap, unsigned int flags, Job *job, GError **error)
{
    return pin(dom, &pin_iothread, iothreads_id, cpumap, n_cpumap, flags, job, error);
}

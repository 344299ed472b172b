/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be asked of a domain's devices and of its process, which there are not. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/stream/fd-stream.h"
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

#define LABEL "libvirt-test"

static bool
get_os_type(DomainObj *dom, Job *job, char **type_out, GError **error)
{
    *type_out = g_strdup("linux");
    return true;
}

static bool
get_control_info(DomainObj *dom, unsigned int flags, Job *job, DomainGetControlInfoRet *ret_out,
                 GError **error)
{
    if (!domain_require_active(dom, error))
        return false;
    *ret_out = (DomainGetControlInfoRet){ .state = VIR_DOMAIN_CONTROL_OK };
    return true;
}

/* Those without a place of their own run on as many CPUs as the domain has. */
static bool
get_iothread_info(DomainObj *dom, unsigned int flags, Job *job, DomainIothreadInfo **info_out,
                  unsigned int *n_info_out, GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(Bitmap) cpus = bitmap_new();

    bitmap_set_range(cpus, 0, MAX(domain_vcpu_count(domain_of(def)), 1) - 1);
    return domain_give_iothreads(domain_of(def), cpus, info_out, n_info_out);
}

/* Every disk has one, of both kinds in turn. */
static bool
get_disk_errors(DomainObj *dom, unsigned int flags, Job *job, DomainDiskError **errors_out,
                unsigned int *n_errors_out, GError **error)
{
    g_autoptr(Definition) live = domain_require_live(dom, error);
    const Devices *devices;

    if (!live)
        return false;
    devices = &domain_of(live)->devices;
    *n_errors_out = devices->disks.n;
    *errors_out = g_new0(DomainDiskError, devices->disks.n);
    for (unsigned int i = 0; i < devices->disks.n; i++) {
        (*errors_out)[i].disk = g_strdup(devices->disks.items[i]->dst);
        (*errors_out)[i].error =
            i % 2 ? VIR_DOMAIN_DISK_ERROR_NO_SPACE : VIR_DOMAIN_DISK_ERROR_UNSPEC;
    }
    return true;
}

/* --- labels */

static void
give_label(const char *text, char **label_out, unsigned int *n_label_out)
{
    *n_label_out = (unsigned int)strlen(text) + 1;
    *label_out = g_memdup2(text, *n_label_out);
}

static bool
get_security_label(DomainObj *dom, Job *job, char **label_out, unsigned int *n_label_out,
                   int *enforcing_out, GError **error)
{
    bool is_active = obj_is(&dom->obj, OBJ_ACTIVE);

    give_label(is_active ? LABEL : "", label_out, n_label_out);
    *enforcing_out = is_active;
    return true;
}

static bool
get_security_label_list(DomainObj *dom, Job *job, SecurityLabel **labels_out,
                        unsigned int *n_labels_out, GError **error)
{
    SecurityLabel *label;

    if (!obj_is(&dom->obj, OBJ_ACTIVE))
        return true;
    label = g_new0(SecurityLabel, 1);
    give_label(LABEL, &label->label.items, &label->label.n);
    label->enforcing = 1;
    *labels_out = label;
    *n_labels_out = 1;
    return true;
}

/* --- memory and disks: each byte is the low part of its address */

static unsigned char *
pattern(unsigned long long offset, unsigned int size)
{
    unsigned char *bytes = g_malloc(size);

    for (unsigned int i = 0; i < size; i++)
        bytes[i] = (unsigned char)(offset + i);
    return bytes;
}

static bool
memory_peek(DomainObj *dom, unsigned long long offset, unsigned int size, unsigned int flags,
            Job *job, unsigned char **buffer_out, unsigned int *n_buffer_out, GError **error)
{
    if (!domain_require_active(dom, error))
        return false;
    *buffer_out = pattern(offset, size);
    *n_buffer_out = size;
    return true;
}

static bool
block_peek(DomainObj *dom, const char *path, unsigned long long offset, unsigned int size,
           unsigned int flags, Job *job, unsigned char **buffer_out, unsigned int *n_buffer_out,
           GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, 0);

    if (!domain_find_disk(domain_of(def), path))
        return err_set(error, VIR_ERR_INVALID_ARG, "invalid path %s not assigned to domain", path);
    *buffer_out = pattern(offset, size);
    *n_buffer_out = size;
    return true;
}

/* --- consoles and channels say back what they are told */

static bool
attach_echo(virStreamPtr stream, GError **error)
{
    int fds[2];

    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot make a pipe");
    fd_stream_attach(stream, fds[0], fds[1]);
    return true;
}

/* Consoles, serial and parallel ports by their alias; without one, the first console. */
static bool
has_console(const Domain *domain, const char *alias)
{
    static const DeviceKind kinds[] = { DEVICE_CONSOLE, DEVICE_SERIAL, DEVICE_PARALLEL };

    for (unsigned int k = 0; k < G_N_ELEMENTS(kinds); k++)
        for (unsigned int i = 0; i < device_count(domain, kinds[k]); i++) {
            const DeviceInfo *info = device_info(kinds[k], device_at(domain, kinds[k], i));

            if (!alias || g_strcmp0(info->alias, alias) == 0)
                return true;
        }
    return false;
}

static bool
open_console(DomainObj *dom, const char *dev_name, unsigned int flags, virStreamPtr stream,
             Job *job, GError **error)
{
    g_autoptr(Definition) live = domain_require_live(dom, error);

    if (!live)
        return false;
    if (!has_console(domain_of(live), dev_name))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "cannot find console device '%s'",
                       dev_name ? dev_name : "default");
    return attach_echo(stream, error);
}

static bool
open_channel(DomainObj *dom, const char *name, unsigned int flags, virStreamPtr stream, Job *job,
             GError **error)
{
    g_autoptr(Definition) live = domain_require_live(dom, error);
    const Devices *devices;

    if (!live)
        return false;
    devices = &domain_of(live)->devices;
    for (unsigned int i = 0; i < devices->channels.n; i++) {
        const Channel *channel = devices->channels.items[i];

        if (!name || g_strcmp0(channel->info.alias, name) == 0 ||
            g_strcmp0(channel->name, name) == 0)
            return attach_echo(stream, error);
    }
    return err_set(error, VIR_ERR_INTERNAL_ERROR, "cannot find channel %s",
                   name ? name : "default");
}

void
test_about_methods(DomainMethods *methods)
{
    methods->block_peek = block_peek;
    methods->get_control_info = get_control_info;
    methods->get_disk_errors = get_disk_errors;
    methods->get_iothread_info = get_iothread_info;
    methods->get_os_type = get_os_type;
    methods->get_security_label = get_security_label;
    methods->get_security_label_list = get_security_label_list;
    methods->interface_addresses = test_interface_addresses;
    methods->memory_peek = memory_peek;
    methods->open_channel = open_channel;
    methods->open_console = open_console;
    methods->screenshot = test_screenshot;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much of the host's disks a domain gets: as a whole and of single devices. */
#include <errno.h>
#include <string.h>

#include "core/domain/domain-priv.h"
#include "core/domain/param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Of devices: in one text "path,number,path,number". */
typedef struct DeviceParam {
    const char *name;
    uint16_t member;
    uint16_t origin;
    bool is_wide; /* a u64, otherwise an unsigned int */
} DeviceParam;

#define DEVICE_PARAM(name_, member_, is_wide_)                                                     \
    {                                                                                              \
        .name = (name_), .member = offsetof(BlkioDevice, member_),                                 \
        .origin = offsetof(BlkioDevice, from.member_), .is_wide = (is_wide_),                      \
    }

static const DeviceParam device_params[] = {
    DEVICE_PARAM(VIR_DOMAIN_BLKIO_DEVICE_WEIGHT, weight, false),
    DEVICE_PARAM(VIR_DOMAIN_BLKIO_DEVICE_READ_IOPS, read_iops_sec, false),
    DEVICE_PARAM(VIR_DOMAIN_BLKIO_DEVICE_WRITE_IOPS, write_iops_sec, false),
    DEVICE_PARAM(VIR_DOMAIN_BLKIO_DEVICE_READ_BPS, read_bytes_sec, true),
    DEVICE_PARAM(VIR_DOMAIN_BLKIO_DEVICE_WRITE_BPS, write_bytes_sec, true),
};

static const ParamRule rules[] = {
    { VIR_DOMAIN_BLKIO_WEIGHT, VIR_TYPED_PARAM_UINT, false },
    { VIR_DOMAIN_BLKIO_DEVICE_WEIGHT, VIR_TYPED_PARAM_STRING, false },
    { VIR_DOMAIN_BLKIO_DEVICE_READ_IOPS, VIR_TYPED_PARAM_STRING, false },
    { VIR_DOMAIN_BLKIO_DEVICE_WRITE_IOPS, VIR_TYPED_PARAM_STRING, false },
    { VIR_DOMAIN_BLKIO_DEVICE_READ_BPS, VIR_TYPED_PARAM_STRING, false },
    { VIR_DOMAIN_BLKIO_DEVICE_WRITE_BPS, VIR_TYPED_PARAM_STRING, false },
    { NULL, 0, false },
};

static uint64_t
get_value(const DeviceParam *param, const BlkioDevice *device)
{
    const void *member = (const char *)device + param->member;

    return param->is_wide ? *(const uint64_t *)member : *(const unsigned int *)member;
}

static void
set_value(const DeviceParam *param, BlkioDevice *device, uint64_t value)
{
    void *member = (char *)device + param->member;

    *((uint8_t *)device + param->origin) = value ? XML_GIVEN : XML_ABSENT;
    if (param->is_wide)
        *(uint64_t *)member = value;
    else
        *(unsigned int *)member = (unsigned int)value;
}

/* --- ask */

static char *
format_devices(const DeviceParam *param, const BlkioTune *tune)
{
    GString *text = g_string_new(NULL);

    for (unsigned int i = 0; i < tune->devices.n; i++) {
        const BlkioDevice *device = tune->devices.items[i];
        uint64_t value = get_value(param, device);

        if (value)
            g_string_append_printf(text, "%s%s,%" G_GUINT64_FORMAT, text->len > 0 ? "," : "",
                                   device->path, value);
    }
    return g_string_free(text, FALSE);
}

bool
domain_get_blkio_parameters_method(DomainObj *dom, unsigned int flags, Job *job, List *params_out,
                                   GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(ParamList) list = param_list_new();
    const BlkioTune *tune = &domain_of(def)->blkio;

    param_list_add_u32(list, tune->weight, VIR_DOMAIN_BLKIO_WEIGHT);
    for (unsigned int i = 0; i < G_N_ELEMENTS(device_params); i++) {
        g_autofree char *text = format_devices(&device_params[i], tune);

        param_list_add_string(list, text, "%s", device_params[i].name);
    }
    param_list_move(list, params_out);
    return true;
}

/* --- change */

static BlkioDevice *
device_of(DomainEdit *edit, const char *path)
{
    BlkioTune *tune = &edit->domain->blkio;
    BlkioDevice *device;

    for (unsigned int i = 0; i < tune->devices.n; i++)
        if (g_str_equal(tune->devices.items[i]->path, path))
            return tune->devices.items[i];
    device = object_new(edit->arena, XML_TYPE_BLKIO_DEVICE, XML_GIVEN);
    XML_SET(device, path, arena_strdup(edit->arena, path), XML_GIVEN);
    list_append(edit->arena, &tune->devices, device);
    return device;
}

static bool
is_idle(const BlkioDevice *device)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(device_params); i++)
        if (get_value(&device_params[i], device))
            return false;
    return true;
}

static bool
read_number(const DeviceParam *param, const char *path, const char *text, uint64_t *value_out,
            GError **error)
{
    char *end;

    errno = 0;
    *value_out = g_ascii_strtoull(text, &end, 10);
    if (errno || end == text || *end || *text == '-' || (!param->is_wide && *value_out > UINT_MAX))
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "invalid value '%s' for parameter '%s' of device '%s'", text, param->name,
                       path);
    return true;
}

static bool
take_devices(DomainEdit *edit, const DeviceParam *param, const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    unsigned int n = g_strv_length(words);
    uint64_t value;

    if (n % 2 != 0)
        return err_set(error, VIR_ERR_INVALID_ARG, "unable to parse blkio device '%s' '%s'",
                       param->name, text);
    for (unsigned int i = 0; i < n; i += 2) {
        if (!read_number(param, words[i], words[i + 1], &value, error))
            return false;
        set_value(param, device_of(edit, words[i]), value);
    }
    return true;
}

static bool
edit_blkio(DomainEdit *edit, const void *opaque, GError **error)
{
    const ParamArgs *args = opaque;
    BlkioTune *tune = &edit->domain->blkio;

    for (unsigned int i = 0; i < args->n; i++) {
        const virTypedParameter *given = &args->params[i];

        if (given->type == VIR_TYPED_PARAM_UINT) {
            XML_SET(tune, weight, given->value.ui, given->value.ui ? XML_GIVEN : XML_ABSENT);
            continue;
        }
        for (unsigned int k = 0; k < G_N_ELEMENTS(device_params); k++)
            if (g_str_equal(device_params[k].name, given->field) &&
                !take_devices(edit, &device_params[k], given->value.s, error))
                return false;
    }
    for (unsigned int i = tune->devices.n; i-- > 0;)
        if (is_idle(tune->devices.items[i]))
            list_remove(&tune->devices, i);
    return true;
}

bool
domain_set_blkio_parameters_method(DomainObj *dom, const virTypedParameter *params,
                                   unsigned int n_params, unsigned int flags, Job *job,
                                   GError **error)
{
    ParamArgs args = { .params = params, .n = n_params };

    return params_check_rules(params, n_params, rules, error) &&
           domain_edit(dom, flags, edit_blkio, &args, job, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is missing at the host's end of a character device. */
#include <sys/socket.h>

#include "core/define/network-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
refuse(int code, const char *what, GError **error)
{
    return err_set(error, code, "Missing source %s attribute for char device", what);
}

static const CharEndpoint *
find_connect(const CharSource *source)
{
    for (unsigned int i = 0; i < source->udp.n; i++)
        if (source->udp.items[i]->mode == CHAR_MODE_CONNECT)
            return source->udp.items[i];
    return NULL;
}

static bool
check_char_parts(const CharSource *source, bool may_lack_path, GError **error)
{
    const CharEndpoint *peer;

    switch (source->type) {
    case CHAR_TYPE_DEV:
    case CHAR_TYPE_FILE:
    case CHAR_TYPE_PIPE:
        return source->path || refuse(VIR_ERR_INTERNAL_ERROR, "path", error);
    case CHAR_TYPE_UNIX:
        return source->path || may_lack_path || refuse(VIR_ERR_INTERNAL_ERROR, "path", error);
    case CHAR_TYPE_UDP:
        peer = find_connect(source);
        return (peer && peer->service) || refuse(VIR_ERR_INTERNAL_ERROR, "service", error);
    case CHAR_TYPE_TCP:
        if (!source->host)
            return refuse(VIR_ERR_INTERNAL_ERROR, "host", error);
        return source->service || refuse(VIR_ERR_INTERNAL_ERROR, "service", error);
    case CHAR_TYPE_SPICEPORT:
    case CHAR_TYPE_DBUS:
        return source->channel || refuse(VIR_ERR_CONFIG_UNSUPPORTED, "channel", error);
    case CHAR_TYPE_NMDM:
        return !source->master == !source->slave ||
               err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "Should define both master and slave path attributes for nmdm device");
    case CHAR_TYPE_UNSET:
    case CHAR_TYPE_NULL:
    case CHAR_TYPE_VC:
    case CHAR_TYPE_PTY:
    case CHAR_TYPE_STDIO:
    case CHAR_TYPE_SPICEVMC:
    case CHAR_TYPE_QEMU_VDAGENT:
        break;
    }
    return true;
}

static bool
check_char_source(Define *define, CharSource *source, bool may_lack_path, GError **error)
{
    return check_char_parts(source, may_lack_path, error) &&
           settle_source_labels(define, &source->seclabels, error);
}

/* It is a channel of the viewer's protocol: the guest must see a virtio port. */
static bool
check_spicevmc(const CharSource *source, GError **error)
{
    return source->type != CHAR_TYPE_SPICEVMC ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "spicevmc device type only supports virtio");
}

/* Who listens does not connect. */
static bool
check_reconnect(const CharSource *source, GError **error)
{
    return source->reconnect.enabled != YES_NO_YES || source->mode == CHAR_MODE_CONNECT ||
           (source->type != CHAR_TYPE_TCP && source->type != CHAR_TYPE_UNIX) ||
           err_set(error, VIR_ERR_INTERNAL_ERROR,
                   "chardev reconnect is possible only for connect mode");
}

/* One end is bound, one is sent to; the first of each counts. */
bool
settle_udp(CharSource *source, GError **error)
{
    unsigned int n = 0;

    if (source->udp.n > 2)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "only two source elements are allowed for character device");
    for (unsigned int i = 0; i < source->udp.n; i++)
        if (i == 0 || source->udp.items[i]->mode != source->udp.items[0]->mode)
            source->udp.items[n++] = source->udp.items[i];
    source->udp.n = n;
    return true;
}

/* What the document says about the host's end. */
static bool
read_source(CharSource *source, GError **error)
{
    return settle_udp(source, error) && check_reconnect(source, error) &&
           read_source_labels(&source->seclabels, error);
}

/* Connections of the guest to that address go to the host's end. */
static bool
check_forward(const Channel *channel, GError **error)
{
    Address address;

    if (channel->target != CHANNEL_TARGET_GUESTFWD || !channel->address)
        return true;
    if (!address_parse(channel->address, &address))
        return err_set_full(error, VIR_FROM_NONE, VIR_ERR_SYSTEM_ERROR,
                            "Cannot parse socket address '%s': Name or service not known",
                            channel->address);
    return address.family == AF_INET || err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                                                "guestfwd channel only supports IPv4 addresses");
}

bool
read_serial(Define *define, void *device, GError **error)
{
    Serial *serial = device;

    return check_spicevmc(&serial->source, error) && read_source(&serial->source, error);
}

bool
read_parallel(Define *define, void *device, GError **error)
{
    Parallel *parallel = device;

    return check_spicevmc(&parallel->source, error) && read_source(&parallel->source, error);
}

bool
read_console(Define *define, void *device, GError **error)
{
    Console *console = device;

    return check_spicevmc(&console->source, error) && read_source(&console->source, error);
}

bool
read_channel(Define *define, void *device, GError **error)
{
    Channel *channel = device;

    return (channel->target == CHANNEL_TARGET_VIRTIO || check_spicevmc(&channel->source, error)) &&
           read_source(&channel->source, error) && check_forward(channel, error);
}

bool
check_serial(Define *define, void *device, GError **error)
{
    Serial *serial = device;

    if (serial->target == SERIAL_TARGET_USB_SERIAL &&
        serial->info.address.type != ADDRESS_TYPE_UNSET &&
        serial->info.address.type != ADDRESS_TYPE_USB)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "usb-serial requires address of usb type");
    return check_char_source(define, &serial->source, false, error);
}

bool
check_parallel(Define *define, void *device, GError **error)
{
    return check_char_source(define, &((Parallel *)device)->source, false, error);
}

bool
check_console(Define *define, void *device, GError **error)
{
    return check_char_source(define, &((Console *)device)->source, false, error);
}

/* The driver makes the path of such a channel at start. */
bool
check_channel(Define *define, void *device, GError **error)
{
    Channel *channel = device;

    return check_char_source(
        define, &channel->source,
        channel->target == CHANNEL_TARGET_VIRTIO || channel->target == CHANNEL_TARGET_XEN, error);
}

bool
check_redirdev(Define *define, void *device, GError **error)
{
    return check_char_source(define, &((Redirdev *)device)->src, false, error);
}

bool
check_smartcard(Define *define, void *device, GError **error)
{
    Smartcard *smartcard = device;

    return smartcard->mode != SMARTCARD_MODE_PASSTHROUGH ||
           check_char_source(define, &smartcard->src, false, error);
}

bool
check_rng(Define *define, void *device, GError **error)
{
    Rng *rng = device;

    return rng->backend != RNG_BACKEND_EGD || check_char_source(define, &rng->src, false, error);
}

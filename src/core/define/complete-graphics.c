/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Graphics: where connections are accepted is said twice, in attributes for old clients. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
has_listens(const Graphics *graphics)
{
    return graphics->type == GRAPHICS_TYPE_VNC || graphics->type == GRAPHICS_TYPE_SPICE ||
           graphics->type == GRAPHICS_TYPE_RDP;
}

static const char *
non_empty(const char *text)
{
    return text && *text ? text : NULL;
}

static void
add_listen(Define *define, Graphics *graphics)
{
    GraphicsListen *listen = object_new(define->arena, XML_TYPE_GRAPHICS_LISTEN, XML_DEFINED);

    if (graphics->socket) {
        XML_SET(listen, type, LISTEN_TYPE_SOCKET, XML_DEFINED);
        XML_SET(listen, socket, graphics->socket, XML_DEFINED);
    } else {
        XML_SET(listen, type, LISTEN_TYPE_ADDRESS, XML_DEFINED);
        if (non_empty(graphics->listen))
            XML_SET(listen, address, graphics->listen, XML_DEFINED);
    }
    list_append(define->arena, &graphics->listens, listen);
}

/* The attribute and the first element must not differ. */
static bool
check_same(const char *attr, const char *value, const char *element_attr, const char *first,
           GError **error)
{
    if (!value || !first || strcmp(value, first) == 0)
        return true;
    return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "graphics '%s' attribute '%s' must match '%s' attribute of first listen "
                   "element (found '%s')",
                   attr, value, element_attr, first);
}

static bool
complete_listens(Define *define, Graphics *graphics, GError **error)
{
    GraphicsListen *first;

    if (graphics->listens.n == 0)
        add_listen(define, graphics);
    for (unsigned int i = 0; i < graphics->listens.n; i++)
        if (!non_empty(graphics->listens.items[i]->address))
            XML_UNSET(graphics->listens.items[i], address);
    first = graphics->listens.items[0];
    if (!check_same("listen", non_empty(graphics->listen), "address", first->address, error) ||
        !check_same("socket", graphics->socket, "socket", first->socket, error))
        return false;
    return true;
}

/* Without ports nobody can connect; the driver hands connections over. */
static void
drop_ports(Graphics *graphics)
{
    XML_UNSET(graphics, port);
    XML_UNSET(graphics, tls_port);
    XML_UNSET(graphics, autoport);
}

static void
complete_vnc_ports(Graphics *graphics)
{
    bool is_automatic = graphics->autoport == YES_NO_YES || graphics->port == -1 ||
                        (graphics->from.port == XML_ABSENT && graphics->autoport != YES_NO_NO);

    XML_SET(graphics, autoport, is_automatic ? YES_NO_YES : YES_NO_NO, XML_DEFINED);
    if (is_automatic) {
        XML_UNSET(graphics, port);
        XML_SET(graphics, any_port, -1, XML_DEFINED);
    }
}

static void
complete_rdp_ports(Graphics *graphics)
{
    bool is_automatic = graphics->autoport == YES_NO_YES || graphics->port == 0;

    if (!is_automatic) {
        XML_UNSET(graphics, autoport);
        return;
    }
    XML_SET(graphics, autoport, YES_NO_YES, XML_DEFINED);
    XML_UNSET(graphics, port);
    XML_SET(graphics, any_port, 0, XML_DEFINED);
}

static void
complete_spice_ports(Graphics *graphics)
{
    GraphicsListen *first = graphics->listens.items[0];

    if (graphics->port == -1 && graphics->tls_port == -1)
        graphics->autoport = YES_NO_YES;
    if (graphics->autoport == YES_NO_YES) {
        XML_UNSET(graphics, port);
        XML_UNSET(graphics, tls_port);
    }
    XML_SET(graphics, autoport, graphics->autoport == YES_NO_YES ? YES_NO_YES : YES_NO_NO,
            XML_DEFINED);
    if (first->type == LISTEN_TYPE_ADDRESS && graphics->autoport == YES_NO_NO &&
        graphics->port == 0 && graphics->tls_port == 0) {
        XML_SET(first, type, LISTEN_TYPE_NONE, XML_DEFINED);
        XML_UNSET(first, address);
    }
}

/* One line for each channel, the last one given; what every channel may be needs none. */
static void
merge_channels(Graphics *graphics)
{
    for (unsigned int i = graphics->channels.n; i-- > 0;) {
        const SpiceChannel *next =
            i + 1 < graphics->channels.n ? graphics->channels.items[i + 1] : NULL;

        if (next && next->name == graphics->channels.items[i]->name)
            list_remove(&graphics->channels, i);
    }
    for (unsigned int i = graphics->channels.n; i-- > 0;)
        if (graphics->channels.items[i]->mode == SPICE_CHANNEL_MODE_ANY)
            list_remove(&graphics->channels, i);
}

bool
read_graphics(Define *define, void *device, GError **error)
{
    Graphics *graphics = device;
    GraphicsListen *first;

    if (!check_graphics_document(graphics, error))
        return false;
    if (!has_listens(graphics))
        return true;
    if (!complete_listens(define, graphics, error))
        return false;
    if (graphics->type == GRAPHICS_TYPE_VNC)
        complete_vnc_ports(graphics);
    else if (graphics->type == GRAPHICS_TYPE_RDP)
        complete_rdp_ports(graphics);
    else
        complete_spice_ports(graphics);
    merge_channels(graphics);
    first = graphics->listens.items[0];
    if (first->type == LISTEN_TYPE_NONE || first->type == LISTEN_TYPE_SOCKET)
        drop_ports(graphics);
    XML_UNSET(graphics, listen);
    XML_UNSET(graphics, socket);
    if (first->type == LISTEN_TYPE_ADDRESS && first->address)
        XML_SET(graphics, listen, first->address, XML_DEFINED);
    if (first->type == LISTEN_TYPE_SOCKET && first->socket && graphics->type == GRAPHICS_TYPE_VNC)
        XML_SET(graphics, socket, first->socket, XML_DEFINED);
    return true;
}

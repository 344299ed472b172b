/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with screens: graphics and video. */
#include <string.h>
#include <time.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
check_password(const Graphics *graphics, GError **error)
{
    struct tm until;
    const char *end;

    if (graphics->passwd && graphics->valid_to) {
        memset(&until, 0, sizeof(until));
        end = strptime(graphics->valid_to, "%Y-%m-%dT%H:%M:%S", &until);
        if (!end || *end)
            return err_set(error, VIR_ERR_INTERNAL_ERROR,
                           "cannot parse password validity time '%s', expect YYYY-MM-DDTHH:MM:SS",
                           graphics->valid_to);
    }
    return graphics->type != GRAPHICS_TYPE_VNC || graphics->connected == GRAPHICS_CONNECTED_UNSET ||
           graphics->connected == GRAPHICS_CONNECTED_KEEP ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "VNC supports connected='keep' only");
}

/* What the document alone shows. */
bool
check_graphics_document(const Graphics *graphics, GError **error)
{
    for (unsigned int i = 0; i < graphics->listens.n; i++)
        if (graphics->listens.items[i]->type == LISTEN_TYPE_NETWORK &&
            !graphics->listens.items[i]->network)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "'network' attribute is required for listen type 'network'");
    if (graphics->type == GRAPHICS_TYPE_DBUS && graphics->p2p == YES_NO_YES && graphics->address)
        return err_set(error, VIR_ERR_XML_ERROR, "D-Bus p2p with an address is not supported");
    return check_password(graphics, error);
}

/* Which of them have their sound sent along. */
bool
check_graphics(Define *define, void *device, GError **error)
{
    const Graphics *graphics = device;

    return graphics->type != GRAPHICS_TYPE_VNC || graphics->from.audio == XML_ABSENT ||
           check_audio_id(define, graphics->audio, error);
}

bool
check_video_document(const Video *video, GError **error)
{
    if (video->backend == VIDEO_BACKEND_VHOSTUSER && video->model != VIDEO_MODEL_VIRTIO)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "'vhostuser' driver is only supported with 'virtio' device");
    if (video->resolution && (video->resolution->x == 0 || video->resolution->y == 0))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "video resolution values must be greater than 0");
    return !video->render_node || video->backend == VIDEO_BACKEND_VHOSTUSER ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "unsupported rendernode accel attribute without 'vhostuser'");
}

bool
check_video(Define *define, void *device, GError **error)
{
    const Video *video = device;

    if (video->model == VIDEO_MODEL_NONE && define->domain->devices.videos.n > 1)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "a 'none' video type must be the only video device defined for the domain");
    return video->model == VIDEO_MODEL_VIRTIO || check_virtio_options(&video->virtio, error);
}

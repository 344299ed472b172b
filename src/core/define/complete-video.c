/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Video adapters: the model, its memory, and which one is the first. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static const unsigned int default_vram_kib[] = {
    [VIDEO_MODEL_VGA] = 16384, [VIDEO_MODEL_CIRRUS] = 16384, [VIDEO_MODEL_VMVGA] = 16384,
    [VIDEO_MODEL_XEN] = 4096,  [VIDEO_MODEL_QXL] = 65536,    [VIDEO_MODEL_BOCHS] = 16384,
};

/* The first one is listed first. */
bool
order_videos(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;
    Video **items = devices->videos.items;
    bool has_primary = false;

    for (unsigned int i = 0; i < devices->videos.n; i++) {
        Video *video = items[i];

        if (video->primary != YES_NO_YES)
            continue;
        if (has_primary)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "Only one primary video device is supported");
        has_primary = true;
        memmove(items + 1, items, i * sizeof(items[0]));
        items[0] = video;
    }
    return true;
}

static bool
check_qxl_only(const Video *video, GError **error)
{
    const char *wrong = NULL;

    if (video->model == VIDEO_MODEL_QXL)
        return true;
    if (video->ram)
        wrong = "ram";
    else if (video->vram64)
        wrong = "vram64";
    else if (video->vgamem)
        wrong = "vgamem";
    return !wrong || err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                             "%s attribute only supported for video type qxl", wrong);
}

bool
read_video(Define *define, void *device, GError **error)
{
    return check_qxl_only(device, error) && check_video_document(device, error);
}

static VideoModel
default_model(const Domain *domain)
{
    if (g_str_has_prefix(domain->os.arch, "ppc64"))
        return VIDEO_MODEL_VGA;
    return domain->os.type == OS_TYPE_HVM || domain->os.type == OS_TYPE_EXE ? VIDEO_MODEL_CIRRUS
                                                                            : VIDEO_MODEL_XEN;
}

static unsigned int
default_vram(const Domain *domain, const Video *video)
{
    unsigned int kib =
        video->model < G_N_ELEMENTS(default_vram_kib) ? default_vram_kib[video->model] : 0;

    if (kib != 16384)
        return kib;
    /* Their hypervisors' own. */
    if (domain->type == VIRT_TYPE_VBOX)
        return 8192;
    return domain->type == VIRT_TYPE_VMWARE ? 4096 : kib;
}

/* The next power of 2; 0 if there is none. */
static unsigned int
round_up(unsigned int kib)
{
    return kib <= 1 ? kib : kib > 1u << 31 ? 0 : 1u << (32 - __builtin_clz(kib - 1));
}

bool
complete_video(Define *define, void *device, GError **error)
{
    const Domain *domain = define->domain;
    Video *video = device;

    if (video->model == VIDEO_MODEL_UNSET || video->model == VIDEO_MODEL_DEFAULT)
        XML_SET(video, model, default_model(domain), XML_DEFINED);
    if (video->model == VIDEO_MODEL_QXL)
        XML_SET(video, ram, video->ram ? round_up(video->ram) : 65536, XML_DEFINED);
    if (video->vram)
        video->vram = round_up(video->vram);
    else
        XML_SET(video, vram, default_vram(domain, video), XML_DEFINED);
    XML_SET_IF_ABSENT(video, heads, 1, XML_DEFINED);
    if (domain->devices.videos.n > 0 && device == domain->devices.videos.items[0])
        XML_SET(video, primary, YES_NO_YES, XML_DEFINED);
    return true;
}

/* A screen that nothing draws on is no use. */
bool
imply_devices(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;

    if (devices->graphics.n > 0 && devices->videos.n == 0)
        list_append(define->arena, &devices->videos,
                    object_new(define->arena, XML_TYPE_VIDEO, XML_DEFINED));
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Screens, sound, keyboards. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

/* --- who looks at the screen */

static bool
has_type(const Define *define, const Graphics *graphics)
{
    switch (graphics->type) {
    case GRAPHICS_TYPE_SDL:
        return qemu_has(define, QEMU_CAP_SDL);
    case GRAPHICS_TYPE_VNC:
        return qemu_has(define, QEMU_CAP_VNC);
    case GRAPHICS_TYPE_SPICE:
        return qemu_has(define, QEMU_CAP_SPICE);
    case GRAPHICS_TYPE_EGL_HEADLESS:
        return qemu_has(define, QEMU_CAP_EGL_HEADLESS);
    case GRAPHICS_TYPE_DBUS:
        return qemu_has(define, QEMU_CAP_DBUS_DISPLAY);
    case GRAPHICS_TYPE_RDP:
    case GRAPHICS_TYPE_DESKTOP:
    case GRAPHICS_TYPE_UNSET:
        break;
    }
    return false;
}

static bool
check_headless(const Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;
    bool has_other = false;

    for (unsigned int i = 0; i < devices->graphics.n; i++) {
        GraphicsType type = devices->graphics.items[i]->type;

        if (type == GRAPHICS_TYPE_VNC || type == GRAPHICS_TYPE_SPICE)
            return true;
        has_other |= type != GRAPHICS_TYPE_EGL_HEADLESS;
    }
    return !has_other ||
           UNSUPPORTED("graphics type 'egl-headless' is only supported with one of: 'vnc', 'spice' "
                       "graphics types");
}

static bool
check_one_gl(const Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->graphics.n; i++)
        if (devices->graphics.items[i]->type == GRAPHICS_TYPE_SPICE &&
            devices->graphics.items[i]->gl == YES_NO_YES)
            return UNSUPPORTED("multiple OpenGL displays are not supported by QEMU");
    return true;
}

static bool
check_spice(const Define *define, const Graphics *graphics, GError **error)
{
    if (graphics->tls_port > 0 && !qemu_context(define)->env->has_spice_tls)
        return UNSUPPORTED("spice TLS port set in XML configuration, but TLS is disabled in "
                           "qemu.conf");
    return true;
}

static bool
check_vnc(const Define *define, const Graphics *graphics, GError **error)
{
    static const size_t longest = 8; /* of the protocol */

    if (graphics->power_control != YES_NO_UNSET && !qemu_has(define, QEMU_CAP_VNC_POWER_CONTROL))
        return UNSUPPORTED("VNC power control is not available");
    if (graphics->passwd && strlen(graphics->passwd) > longest)
        return UNSUPPORTED("VNC password is %zu characters long, only 8 permitted",
                           strlen(graphics->passwd));
    return true;
}

static bool
check_dbus(const Define *define, const Graphics *graphics, GError **error)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->audios.n; i++)
        if (devices->audios.items[i]->id == graphics->audio &&
            devices->audios.items[i]->type != AUDIO_TYPE_DBUS)
            return UNSUPPORTED("The associated audio is not of 'dbus' kind.");
    return true;
}

bool
qemu_check_graphics(Define *define, void *device, GError **error)
{
    const Graphics *graphics = device;

    if (!has_type(define, graphics))
        return UNSUPPORTED("%s graphics are not supported with this QEMU",
                           define_text(XML_ENUM_GRAPHICS_TYPE, graphics->type));
    if (graphics->type == GRAPHICS_TYPE_EGL_HEADLESS &&
        !(check_headless(define, error) && check_one_gl(define, error)))
        return false;
    switch (graphics->type) {
    case GRAPHICS_TYPE_SPICE:
        return check_spice(define, graphics, error);
    case GRAPHICS_TYPE_VNC:
        return check_vnc(define, graphics, error);
    case GRAPHICS_TYPE_DBUS:
        return graphics->audio == 0 || check_dbus(define, graphics, error);
    case GRAPHICS_TYPE_SDL:
    case GRAPHICS_TYPE_RDP:
    case GRAPHICS_TYPE_DESKTOP:
    case GRAPHICS_TYPE_EGL_HEADLESS:
    case GRAPHICS_TYPE_UNSET:
        break;
    }
    return true;
}

/* --- video adapters */

static bool
has_video(const Define *define, VideoModel model)
{
    switch (model) {
    case VIDEO_MODEL_VGA:
        return qemu_has(define, QEMU_CAP_VGA);
    case VIDEO_MODEL_CIRRUS:
        return qemu_has(define, QEMU_CAP_CIRRUS_VGA);
    case VIDEO_MODEL_VMVGA:
        return qemu_has(define, QEMU_CAP_VMVGA);
    case VIDEO_MODEL_QXL:
        return qemu_has(define, QEMU_CAP_QXL);
    case VIDEO_MODEL_VIRTIO:
        return qemu_has(define, QEMU_CAP_VIRTIO_GPU);
    case VIDEO_MODEL_BOCHS:
        return qemu_has(define, QEMU_CAP_BOCHS_DISPLAY);
    case VIDEO_MODEL_RAMFB:
        return qemu_has(define, QEMU_CAP_RAMFB);
    case VIDEO_MODEL_NONE:
        return true;
    case VIDEO_MODEL_XEN:
    case VIDEO_MODEL_VBOX:
    case VIDEO_MODEL_PARALLELS:
    case VIDEO_MODEL_GOP:
    case VIDEO_MODEL_DEFAULT:
    case VIDEO_MODEL_UNSET:
        break;
    }
    return false;
}

static bool
check_qxl_memory(const Video *video, GError **error)
{
    static const unsigned int kib_per_mib = 1024;
    static const unsigned int most = UINT32_MAX / 1024; /* QEMU counts bytes in 32 bits */

    if (video->vram > most)
        return err_set(error, VIR_ERR_OVERFLOW, "value for 'vram' must be less than '%u'", most);
    if (video->ram > most)
        return err_set(error, VIR_ERR_OVERFLOW, "value for 'ram' must be less than '%u'", most);
    if (video->vgamem > 0 && video->vgamem < kib_per_mib)
        return UNSUPPORTED("value for 'vgamem' must be at least 1 MiB (1024 KiB)");
    if (video->vgamem & (video->vgamem - 1))
        return UNSUPPORTED("value for 'vgamem' must be power of two");
    return true;
}

bool
qemu_check_video(Define *define, void *device, GError **error)
{
    const Video *video = device;
    const char *model = define_text(XML_ENUM_VIDEO_MODEL, video->model);
    bool can_be_secondary = video->model == VIDEO_MODEL_QXL || video->model == VIDEO_MODEL_VIRTIO ||
                            video->model == VIDEO_MODEL_NONE;

    if (!has_video(define, video->model))
        return UNSUPPORTED("domain configuration does not support video model '%s'", model);
    if (video->primary != YES_NO_YES && !can_be_secondary)
        return UNSUPPORTED("video type '%s' is only valid as primary video device", model);
    if (video->heads > 1 && video->model != VIDEO_MODEL_QXL && video->model != VIDEO_MODEL_VIRTIO)
        return UNSUPPORTED("video type '%s' doesn't support multiple 'heads'", model);
    if (video->accel2d == YES_NO_YES)
        return UNSUPPORTED("qemu does not support the accel2d setting");
    if (video->model == VIDEO_MODEL_QXL && !check_qxl_memory(video, error))
        return false;
    if (video->resolution && video->model != VIDEO_MODEL_VGA && video->model != VIDEO_MODEL_QXL &&
        video->model != VIDEO_MODEL_VIRTIO && video->model != VIDEO_MODEL_BOCHS)
        return err_set(error, VIR_ERR_XML_ERROR, "model resolution is not supported");
    if ((video->model == VIDEO_MODEL_VGA || video->model == VIDEO_MODEL_VMVGA) && video->vram > 0 &&
        video->vram < 1024)
        return UNSUPPORTED("value for 'vram' must be at least 1 MiB (1024 KiB)");
    if (video->backend == VIDEO_BACKEND_VHOSTUSER && !qemu_has(define, QEMU_CAP_VHOST_USER_GPU))
        return UNSUPPORTED("this QEMU does not support 'vhost-user' video device");
    if (video->accel3d == YES_NO_YES) {
        if (video->model != VIDEO_MODEL_VIRTIO)
            return UNSUPPORTED("3d acceleration is supported only with 'virtio' video device");
        if (!qemu_has(define, QEMU_CAP_VIRTIO_GPU_GL))
            return UNSUPPORTED("3d acceleration is not supported by this QEMU binary");
    }
    return true;
}

/* --- sound */

bool
qemu_check_sound(Define *define, void *device, GError **error)
{
    const Sound *sound = device;

    switch (sound->model) {
    case SOUND_MODEL_USB:
        if (!qemu_has(define, QEMU_CAP_USB_AUDIO))
            return UNSUPPORTED("usb-audio controller is not supported by this QEMU binary");
        return true;
    case SOUND_MODEL_ICH9:
        if (!qemu_has(define, QEMU_CAP_ICH9_HDA))
            return UNSUPPORTED("The ich9-intel-hda audio controller is not supported in this QEMU "
                               "binary");
        return true;
    case SOUND_MODEL_VIRTIO:
        if (!qemu_has(define, QEMU_CAP_VIRTIO_SOUND))
            return UNSUPPORTED("virtio-sound controller is not supported in this QEMU binary");
        return true;
    case SOUND_MODEL_ICH7:
        return UNSUPPORTED("sound card model '%s' is not supported by qemu",
                           define_text(XML_ENUM_SOUND_MODEL, sound->model));
    case SOUND_MODEL_SB16:
    case SOUND_MODEL_ES1370:
    case SOUND_MODEL_PCSPK:
    case SOUND_MODEL_AC97:
    case SOUND_MODEL_ICH6:
    case SOUND_MODEL_UNSET:
        break;
    }
    return true;
}

bool
qemu_check_audio(Define *define, void *device, GError **error)
{
    const Audio *audio = device;
    const Devices *devices = &define->domain->devices;

    if (audio->type != AUDIO_TYPE_SPICE)
        return true;
    for (unsigned int i = 0; i < devices->graphics.n; i++)
        if (devices->graphics.items[i]->type == GRAPHICS_TYPE_SPICE)
            return true;
    return UNSUPPORTED("Spice audio is not supported without spice graphics");
}

/* --- keyboards, mice */

bool
qemu_check_input(Define *define, void *device, GError **error)
{
    static const QemuCap virtio_caps[] = {
        [INPUT_TYPE_MOUSE] = QEMU_CAP_VIRTIO_MOUSE,
        [INPUT_TYPE_TABLET] = QEMU_CAP_VIRTIO_TABLET,
        [INPUT_TYPE_KEYBOARD] = QEMU_CAP_VIRTIO_KEYBOARD,
        [INPUT_TYPE_PASSTHROUGH] = QEMU_CAP_VIRTIO_INPUT_HOST,
        [INPUT_TYPE_EVDEV] = QEMU_CAP_INPUT_LINUX,
    };
    const Input *input = device;
    const char *type = define_text(XML_ENUM_INPUT_TYPE, input->type);

    if (input->type == INPUT_TYPE_KEYBOARD && input->bus == INPUT_BUS_USB &&
        !qemu_has(define, QEMU_CAP_USB_KBD))
        return UNSUPPORTED("usb keyboard is not supported by this QEMU binary");
    if (input->bus != INPUT_BUS_VIRTIO)
        return true;
    /* Only PCI devices of version 1 exist, and they have no other name. */
    if (input->model == VIRTIO_MODEL_VIRTIO_TRANSITIONAL ||
        input->model == VIRTIO_MODEL_VIRTIO_NON_TRANSITIONAL)
        return UNSUPPORTED("virtio (non-)transitional models are not supported for input type=%s",
                           type);
    if (!qemu_has(define, virtio_caps[input->type]))
        return UNSUPPORTED("%s is not supported by this QEMU binary", type);
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with sound: which backend plays it, and how. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

bool
check_audio_id(Define *define, unsigned int id, GError **error)
{
    const Devices *devices = &define->domain->devices;

    if (!define->audios) {
        define->audios = seen_in(define->arena);
        for (unsigned int i = 0; i < devices->audios.n; i++)
            seen_number(define->audios, devices->audios.items[i]->id);
    }
    return seen_has_number(define->audios, id) ||
           err_set(error, VIR_ERR_XML_ERROR, "no audio device with ID %u", id);
}

bool
check_sound(Define *define, void *device, GError **error)
{
    const Sound *sound = device;

    return sound->from.audio == XML_ABSENT || check_audio_id(define, sound->audio, error);
}

/* What the guest chooses is converted by the emulator, which has to be allowed to. */
static bool
check_direction(const AudioIo *io, GError **error)
{
    if (io->fixed_settings == YES_NO_YES && io->mixing_engine != YES_NO_YES)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "fixed audio settings requires mixing engine");
    return io->fixed_settings == YES_NO_YES ||
           (io->frequency == 0 && io->channels == 0 && io->format == AUDIO_FORMAT_UNSET) ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "audio settings specified without fixed settings flag");
}

bool
check_audio(Define *define, void *device, GError **error)
{
    const Audio *audio = device;

    return check_direction(&audio->input, error) && check_direction(&audio->output, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Encryption of volumes and disks, and secrets by which they are opened. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_STORAGE

bool
check_secret_choice(bool has_uuid, const char *usage, GError **error)
{
    if (!has_uuid && usage == NULL)
        return err_set_full(error, VIR_FROM_NONE, VIR_ERR_XML_ERROR,
                            "missing secret uuid or usage attribute");
    if (has_uuid && usage != NULL)
        return err_set_full(error, VIR_FROM_NONE, VIR_ERR_XML_ERROR,
                            "either secret uuid or usage expected");
    return true;
}

bool
define_encryption(Encryption *encryption, GError **error)
{
    for (unsigned int i = 0; i < encryption->secrets.n; i++) {
        const EncryptionSecret *secret = encryption->secrets.items[i];

        if (!check_secret_choice(secret->from.uuid != XML_ABSENT, secret->usage, error))
            return false;
    }
    /* Of other formats they are fixed. */
    if (encryption->format != ENCRYPTION_FORMAT_LUKS &&
        encryption->format != ENCRYPTION_FORMAT_LUKS2) {
        encryption->cipher = NULL;
        encryption->ivgen = NULL;
    }
    if (encryption->ivgen != NULL && encryption->cipher == NULL)
        return err_set(error, VIR_ERR_XML_ERROR, "ivgen element found, but cipher is missing");
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/define/define-priv.h"
#include "core/define/objects.h"

bool
secret_define(Definition *def, const DefineEnv *env, GError **error)
{
    Secret *secret = def->root;

    if (secret->from.uuid == XML_ABSENT) {
        define_uuid(env, secret->uuid);
        secret->from.uuid = XML_DEFINED;
    }
    return true;
}

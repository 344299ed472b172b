/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ways to authenticate, as numbered on the wire. */
#ifndef VIRTUE_AUTH_TYPE_H
#define VIRTUE_AUTH_TYPE_H

typedef enum RemoteAuthType {
    REMOTE_AUTH_NONE = 0,
    REMOTE_AUTH_SASL = 1,
    REMOTE_AUTH_POLKIT = 2,
} RemoteAuthType;

#endif

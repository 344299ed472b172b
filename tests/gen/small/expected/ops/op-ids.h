/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: operation and feature numbers. */
#ifndef VIRTUE_LIB_OP_IDS_H
#define VIRTUE_LIB_OP_IDS_H

typedef enum OpId {
    OP_CONNECT_NUM_OF_DOMAINS, /* remote 1 */
    OP_CONNECT_LIST_ALL_DOMAINS, /* remote 2 */
    OP_DOMAIN_SET_MEMORY_FLAGS, /* remote 3 */
    OP_DOMAIN_SET_PARAMETERS, /* remote 4 */
    OP_DOMAIN_OPEN_CONSOLE, /* remote 5 */
    OP_DOMAIN_SET_MEMORY, /* remote 15 */
    OP_DOMAIN_LOOKUP_BY_NAME, /* remote 16 */
    OP_AUTH_LIST, /* remote 20 */
    OP_QEMU_DOMAIN_OPEN_FD, /* qemu 1 */
    OP_COUNT
} OpId;

/* What OP_CONNECT_SUPPORTS_FEATURE asks about. */
typedef enum Feature {
    FEATURE_FIRST = 1,
} Feature;

#endif

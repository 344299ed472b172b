/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: arguments, results and messages as plain structs. */
#ifndef VIRTUE_LIB_CALLS_H
#define VIRTUE_LIB_CALLS_H

#include "lib/objects.h"

#define REMOTE_STRING_MAX 4194304
#define VIR_UUID_BUFLEN 16
#define VIR_NET_MESSAGE_STRING_MAX 4194304
#define PARAM_LIST_MAX 16 /* of all lists of typed parameters */

/* remote_address */
typedef struct Address {
    char *text;
    unsigned int *prefix;
    DomainRef *from;
} Address;

/* virNetMessageHeader */
typedef struct Header {
    unsigned int prog;
    int status;
} Header;

/* remote_domain_old_msg */
typedef struct DomainOldMsg {
    DomainRef dom;
    int event;
} DomainOldMsg;

/* remote_domain_new_msg */
typedef struct DomainNewMsg {
    int callbackID;
    DomainOldMsg msg;
} DomainNewMsg;

/* remote_connect_num_of_domains_ret */
typedef struct ConnectNumOfDomainsRet {
    int num;
} ConnectNumOfDomainsRet;

/* remote_connect_list_all_domains_args */
typedef struct ConnectListAllDomainsArgs {
    int need_results;
    unsigned int flags;
} ConnectListAllDomainsArgs;

/* remote_connect_list_all_domains_ret */
typedef struct ConnectListAllDomainsRet {
    struct { unsigned int n; DomainRef *items; } domains;
    unsigned int ret;
} ConnectListAllDomainsRet;

/* remote_domain_set_memory_flags_args */
typedef struct DomainSetMemoryFlagsArgs {
    DomainRef dom;
    unsigned long long memory;
    unsigned int flags;
} DomainSetMemoryFlagsArgs;

/* remote_domain_set_memory_args */
typedef struct DomainSetMemoryArgs {
    DomainRef dom;
    unsigned long long memory;
} DomainSetMemoryArgs;

/* remote_domain_lookup_by_name_args */
typedef struct DomainLookupByNameArgs {
    char *name;
} DomainLookupByNameArgs;

/* remote_domain_lookup_by_name_ret */
typedef struct DomainLookupByNameRet {
    DomainRef dom;
} DomainLookupByNameRet;

/* remote_domain_set_parameters_args */
typedef struct DomainSetParametersArgs {
    DomainRef dom;
    struct { unsigned int n; virTypedParameter *items; } params;
    char *password;
} DomainSetParametersArgs;

/* remote_domain_open_console_args */
typedef struct DomainOpenConsoleArgs {
    DomainRef dom;
    char *dev_name;
    unsigned int flags;
} DomainOpenConsoleArgs;

/* qemu_domain_open_fd_args */
typedef struct QemuDomainOpenFdArgs {
    DomainRef dom;
    unsigned int flags;
} QemuDomainOpenFdArgs;

/* remote_auth_list_ret */
typedef struct AuthListRet {
    struct { unsigned int n; int *items; } kinds;
} AuthListRet;

#define shape_domain_ref virtue_shape_domain_ref
extern const Shape shape_domain_ref;
#define shape_address virtue_shape_address
extern const Shape shape_address;
#define shape_header virtue_shape_header
extern const Shape shape_header;
#define shape_domain_old_msg virtue_shape_domain_old_msg
extern const Shape shape_domain_old_msg;
#define shape_domain_new_msg virtue_shape_domain_new_msg
extern const Shape shape_domain_new_msg;
#define shape_connect_num_of_domains_ret virtue_shape_connect_num_of_domains_ret
extern const Shape shape_connect_num_of_domains_ret;
#define shape_connect_list_all_domains_args virtue_shape_connect_list_all_domains_args
extern const Shape shape_connect_list_all_domains_args;
#define shape_connect_list_all_domains_ret virtue_shape_connect_list_all_domains_ret
extern const Shape shape_connect_list_all_domains_ret;
#define shape_domain_set_memory_flags_args virtue_shape_domain_set_memory_flags_args
extern const Shape shape_domain_set_memory_flags_args;
#define shape_domain_set_memory_args virtue_shape_domain_set_memory_args
extern const Shape shape_domain_set_memory_args;
#define shape_domain_lookup_by_name_args virtue_shape_domain_lookup_by_name_args
extern const Shape shape_domain_lookup_by_name_args;
#define shape_domain_lookup_by_name_ret virtue_shape_domain_lookup_by_name_ret
extern const Shape shape_domain_lookup_by_name_ret;
#define shape_domain_set_parameters_args virtue_shape_domain_set_parameters_args
extern const Shape shape_domain_set_parameters_args;
#define shape_domain_open_console_args virtue_shape_domain_open_console_args
extern const Shape shape_domain_open_console_args;
#define shape_qemu_domain_open_fd_args virtue_shape_qemu_domain_open_fd_args
extern const Shape shape_qemu_domain_open_fd_args;
#define shape_auth_list_ret virtue_shape_auth_list_ret
extern const Shape shape_auth_list_ret;

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: the shapes of all plain structs. */

#include "lib/calls.h"

static const ShapeField shape_domain_ref_fields[] = {
    { "name", SHAPE_STRING, SHAPE_ONE, false, offsetof(DomainRef, name), 4194304, NULL },
    { "uuid", SHAPE_UUID, SHAPE_ONE, false, offsetof(DomainRef, uuid), 0, NULL },
    { "id", SHAPE_I32, SHAPE_ONE, false, offsetof(DomainRef, id), 0, NULL },
};
const Shape shape_domain_ref = { "remote_nonnull_domain", sizeof(DomainRef), 3, shape_domain_ref_fields };

static const ShapeField shape_address_fields[] = {
    { "text", SHAPE_STRING, SHAPE_ONE, false, offsetof(Address, text), 4194304, NULL },
    { "prefix", SHAPE_U32, SHAPE_ONE, false, offsetof(Address, prefix), 0, NULL },
    { "from", SHAPE_STRUCT_OPT, SHAPE_ONE, false, offsetof(Address, from), 0, &shape_domain_ref },
};
const Shape shape_address = { "remote_address", sizeof(Address), 3, shape_address_fields };

static const ShapeField shape_header_fields[] = {
    { "prog", SHAPE_U32, SHAPE_ONE, false, offsetof(Header, prog), 0, NULL },
    { "status", SHAPE_I32, SHAPE_ONE, false, offsetof(Header, status), 0, NULL },
};
const Shape shape_header = { "virNetMessageHeader", sizeof(Header), 2, shape_header_fields };

static const ShapeField shape_domain_old_msg_fields[] = {
    { "dom", SHAPE_STRUCT, SHAPE_ONE, false, offsetof(DomainOldMsg, dom), 0, &shape_domain_ref },
    { "event", SHAPE_I32, SHAPE_ONE, false, offsetof(DomainOldMsg, event), 0, NULL },
};
const Shape shape_domain_old_msg = { "remote_domain_old_msg", sizeof(DomainOldMsg), 2, shape_domain_old_msg_fields };

static const ShapeField shape_domain_new_msg_fields[] = {
    { "callbackID", SHAPE_I32, SHAPE_ONE, false, offsetof(DomainNewMsg, callbackID), 0, NULL },
    { "msg", SHAPE_STRUCT, SHAPE_ONE, false, offsetof(DomainNewMsg, msg), 0, &shape_domain_old_msg },
};
const Shape shape_domain_new_msg = { "remote_domain_new_msg", sizeof(DomainNewMsg), 2, shape_domain_new_msg_fields };

static const ShapeField shape_connect_num_of_domains_ret_fields[] = {
    { "num", SHAPE_I32, SHAPE_ONE, false, offsetof(ConnectNumOfDomainsRet, num), 0, NULL },
};
const Shape shape_connect_num_of_domains_ret = { "remote_connect_num_of_domains_ret", sizeof(ConnectNumOfDomainsRet), 1, shape_connect_num_of_domains_ret_fields };

static const ShapeField shape_connect_list_all_domains_args_fields[] = {
    { "need_results", SHAPE_I32, SHAPE_ONE, false, offsetof(ConnectListAllDomainsArgs, need_results), 0, NULL },
    { "flags", SHAPE_U32, SHAPE_ONE, false, offsetof(ConnectListAllDomainsArgs, flags), 0, NULL },
};
const Shape shape_connect_list_all_domains_args = { "remote_connect_list_all_domains_args", sizeof(ConnectListAllDomainsArgs), 2, shape_connect_list_all_domains_args_fields };

static const ShapeField shape_connect_list_all_domains_ret_fields[] = {
    { "domains", SHAPE_STRUCT, SHAPE_LIST, false, offsetof(ConnectListAllDomainsRet, domains), 16, &shape_domain_ref },
    { "ret", SHAPE_U32, SHAPE_ONE, false, offsetof(ConnectListAllDomainsRet, ret), 0, NULL },
};
const Shape shape_connect_list_all_domains_ret = { "remote_connect_list_all_domains_ret", sizeof(ConnectListAllDomainsRet), 2, shape_connect_list_all_domains_ret_fields };

static const ShapeField shape_domain_set_memory_flags_args_fields[] = {
    { "dom", SHAPE_STRUCT, SHAPE_ONE, false, offsetof(DomainSetMemoryFlagsArgs, dom), 0, &shape_domain_ref },
    { "memory", SHAPE_U64, SHAPE_ONE, false, offsetof(DomainSetMemoryFlagsArgs, memory), 0, NULL },
    { "flags", SHAPE_U32, SHAPE_ONE, false, offsetof(DomainSetMemoryFlagsArgs, flags), 0, NULL },
};
const Shape shape_domain_set_memory_flags_args = { "remote_domain_set_memory_flags_args", sizeof(DomainSetMemoryFlagsArgs), 3, shape_domain_set_memory_flags_args_fields };

static const ShapeField shape_domain_set_memory_args_fields[] = {
    { "dom", SHAPE_STRUCT, SHAPE_ONE, false, offsetof(DomainSetMemoryArgs, dom), 0, &shape_domain_ref },
    { "memory", SHAPE_U64, SHAPE_ONE, false, offsetof(DomainSetMemoryArgs, memory), 0, NULL },
};
const Shape shape_domain_set_memory_args = { "remote_domain_set_memory_args", sizeof(DomainSetMemoryArgs), 2, shape_domain_set_memory_args_fields };

static const ShapeField shape_domain_lookup_by_name_args_fields[] = {
    { "name", SHAPE_STRING, SHAPE_ONE, false, offsetof(DomainLookupByNameArgs, name), 4194304, NULL },
};
const Shape shape_domain_lookup_by_name_args = { "remote_domain_lookup_by_name_args", sizeof(DomainLookupByNameArgs), 1, shape_domain_lookup_by_name_args_fields };

static const ShapeField shape_domain_lookup_by_name_ret_fields[] = {
    { "dom", SHAPE_STRUCT, SHAPE_ONE, false, offsetof(DomainLookupByNameRet, dom), 0, &shape_domain_ref },
};
const Shape shape_domain_lookup_by_name_ret = { "remote_domain_lookup_by_name_ret", sizeof(DomainLookupByNameRet), 1, shape_domain_lookup_by_name_ret_fields };

static const ShapeField shape_domain_set_parameters_args_fields[] = {
    { "dom", SHAPE_STRUCT, SHAPE_ONE, false, offsetof(DomainSetParametersArgs, dom), 0, &shape_domain_ref },
    { "params", SHAPE_PARAM, SHAPE_LIST, false, offsetof(DomainSetParametersArgs, params), 16, NULL },
    { "password", SHAPE_STRING_OPT, SHAPE_ONE, true, offsetof(DomainSetParametersArgs, password), 4194304, NULL },
};
const Shape shape_domain_set_parameters_args = { "remote_domain_set_parameters_args", sizeof(DomainSetParametersArgs), 3, shape_domain_set_parameters_args_fields };

static const ShapeField shape_domain_open_console_args_fields[] = {
    { "dom", SHAPE_STRUCT, SHAPE_ONE, false, offsetof(DomainOpenConsoleArgs, dom), 0, &shape_domain_ref },
    { "dev_name", SHAPE_STRING_OPT, SHAPE_ONE, false, offsetof(DomainOpenConsoleArgs, dev_name), 4194304, NULL },
    { "flags", SHAPE_U32, SHAPE_ONE, false, offsetof(DomainOpenConsoleArgs, flags), 0, NULL },
};
const Shape shape_domain_open_console_args = { "remote_domain_open_console_args", sizeof(DomainOpenConsoleArgs), 3, shape_domain_open_console_args_fields };

static const ShapeField shape_qemu_domain_open_fd_args_fields[] = {
    { "dom", SHAPE_STRUCT, SHAPE_ONE, false, offsetof(QemuDomainOpenFdArgs, dom), 0, &shape_domain_ref },
    { "flags", SHAPE_U32, SHAPE_ONE, false, offsetof(QemuDomainOpenFdArgs, flags), 0, NULL },
};
const Shape shape_qemu_domain_open_fd_args = { "qemu_domain_open_fd_args", sizeof(QemuDomainOpenFdArgs), 2, shape_qemu_domain_open_fd_args_fields };

static const ShapeField shape_auth_list_ret_fields[] = {
    { "kinds", SHAPE_I32, SHAPE_LIST, false, offsetof(AuthListRet, kinds), 20, NULL },
};
const Shape shape_auth_list_ret = { "remote_auth_list_ret", sizeof(AuthListRet), 1, shape_auth_list_ret_fields };

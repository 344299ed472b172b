/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: bad arguments for the functions of <libvirt/libvirt-demo.h>. */
#include <libvirt/libvirt.h>
#include "negative/env.h"

static void
test_virConnectNumOfDomains(Env *env)
{
    CHECK(env, virConnectNumOfDomains(env->good[OBJECT_CONNECT]), VIR_ERR_NO_SUPPORT,
          VIR_FROM_DOM, "no support: virConnectNumOfDomains");
    CHECK(env, virConnectNumOfDomains(NULL), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virConnectNumOfDomains");
    CHECK(env, virConnectNumOfDomains(env->garbage), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virConnectNumOfDomains");
    CHECK(env, virConnectNumOfDomains(env_freed(env, OBJECT_CONNECT)), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virConnectNumOfDomains");
}

static void
test_virConnectListAllDomains(Env *env)
{
    CHECK(env, virConnectListAllDomains(env->good[OBJECT_CONNECT], env->room, 0), VIR_ERR_NO_SUPPORT,
          VIR_FROM_DOM, "no support: virConnectListAllDomains");
    CHECK(env, virConnectListAllDomains(NULL, env->room, 0), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virConnectListAllDomains");
    CHECK(env, virConnectListAllDomains(env->garbage, env->room, 0), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virConnectListAllDomains");
    CHECK(env, virConnectListAllDomains(env_freed(env, OBJECT_CONNECT), env->room, 0), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virConnectListAllDomains");
}

static void
test_virDomainSetMemoryFlags(Env *env)
{
    CHECK(env, virDomainSetMemoryFlags(env->good[OBJECT_DOMAIN], 1, 0), VIR_ERR_NO_SUPPORT,
          VIR_FROM_DOM, "no support: virDomainSetMemoryFlags");
    CHECK(env, virDomainSetMemoryFlags(NULL, 1, 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetMemoryFlags");
    CHECK(env, virDomainSetMemoryFlags(env->garbage, 1, 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetMemoryFlags");
    CHECK(env, virDomainSetMemoryFlags(env->wrong, 1, 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetMemoryFlags");
    CHECK(env, virDomainSetMemoryFlags(env_freed(env, OBJECT_DOMAIN), 1, 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetMemoryFlags");
    CHECK(env, virDomainSetMemoryFlags(env->read_only[OBJECT_DOMAIN], 1, 0), VIR_ERR_OPERATION_DENIED,
          VIR_FROM_DOM, "operation forbidden: read only access prevents virDomainSetMemoryFlags");
    CHECK(env, virDomainSetMemoryFlags(env->good[OBJECT_DOMAIN], 0, 0), VIR_ERR_INVALID_ARG,
          VIR_FROM_DOM, "memory in virDomainSetMemoryFlags must not be zero");
    CHECK(env, virDomainSetMemoryFlags(env->good[OBJECT_DOMAIN], 1, VIR_DEMO_LIVE | VIR_DEMO_CONFIG), VIR_ERR_INVALID_ARG,
          VIR_FROM_DOM, "not both");
}

static void
test_virDomainSetMemory(Env *env)
{
    CHECK(env, virDomainSetMemory(env->good[OBJECT_DOMAIN], 1), VIR_ERR_NO_SUPPORT,
          VIR_FROM_DOM, "no support: virDomainSetMemory");
    CHECK(env, virDomainSetMemory(NULL, 1), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetMemory");
    CHECK(env, virDomainSetMemory(env->garbage, 1), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetMemory");
    CHECK(env, virDomainSetMemory(env->wrong, 1), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetMemory");
    CHECK(env, virDomainSetMemory(env_freed(env, OBJECT_DOMAIN), 1), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetMemory");
    CHECK(env, virDomainSetMemory(env->read_only[OBJECT_DOMAIN], 1), VIR_ERR_OPERATION_DENIED,
          VIR_FROM_DOM, "operation forbidden: read only access prevents virDomainSetMemory");
    CHECK(env, virDomainSetMemory(env->good[OBJECT_DOMAIN], 0), VIR_ERR_INVALID_ARG,
          VIR_FROM_DOM, "memory in virDomainSetMemory must not be zero");
}

static void
test_virDomainLookupByName(Env *env)
{
    CHECK(env, virDomainLookupByName(env->good[OBJECT_CONNECT], "text"), VIR_ERR_NO_SUPPORT,
          VIR_FROM_DOM, "no support: virDomainLookupByName");
    CHECK(env, virDomainLookupByName(NULL, "text"), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virDomainLookupByName");
    CHECK(env, virDomainLookupByName(env->garbage, "text"), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virDomainLookupByName");
    CHECK(env, virDomainLookupByName(env_freed(env, OBJECT_CONNECT), "text"), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virDomainLookupByName");
    CHECK(env, virDomainLookupByName(env->good[OBJECT_CONNECT], NULL), VIR_ERR_INVALID_ARG,
          VIR_FROM_DOM, "name in virDomainLookupByName must not be NULL");
    CHECK(env, virDomainLookupByName(env->wire[OBJECT_CONNECT], env->long_strings[0]), VIR_ERR_RPC,
          VIR_FROM_RPC, "Unable to encode message payload");
}

static void
test_virDomainSetParameters(Env *env)
{
    CHECK(env, virDomainSetParameters(env->good[OBJECT_DOMAIN], env->params, 1, "text"), VIR_ERR_NO_SUPPORT,
          VIR_FROM_DOM, "no support: virDomainSetParameters");
    CHECK(env, virDomainSetParameters(NULL, env->params, 1, "text"), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetParameters");
    CHECK(env, virDomainSetParameters(env->garbage, env->params, 1, "text"), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetParameters");
    CHECK(env, virDomainSetParameters(env->wrong, env->params, 1, "text"), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetParameters");
    CHECK(env, virDomainSetParameters(env_freed(env, OBJECT_DOMAIN), env->params, 1, "text"), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainSetParameters");
    CHECK(env, virDomainSetParameters(env->read_only[OBJECT_DOMAIN], env->params, 1, "text"), VIR_ERR_OPERATION_DENIED,
          VIR_FROM_DOM, "operation forbidden: read only access prevents virDomainSetParameters");
    CHECK(env, virDomainSetParameters(env->good[OBJECT_DOMAIN], NULL, 1, "text"), VIR_ERR_INVALID_ARG,
          VIR_FROM_DOM, "params in virDomainSetParameters must not be NULL");
    CHECK(env, virDomainSetParameters(env->good[OBJECT_DOMAIN], env->params, 0, "text"), VIR_ERR_INVALID_ARG,
          VIR_FROM_DOM, "nparams in virDomainSetParameters must be greater than zero");
    CHECK(env, virDomainSetParameters(env->good[OBJECT_DOMAIN], env->params, -1, "text"), VIR_ERR_INVALID_ARG,
          VIR_FROM_DOM, "nparams in virDomainSetParameters must be greater than zero");
    CHECK(env, virDomainSetParameters(env->good[OBJECT_DOMAIN], env->params, 17, "text"), VIR_ERR_RPC,
          VIR_FROM_RPC, "too many parameters '17' for limit '16'");
    CHECK(env, virDomainSetParameters(env->good[OBJECT_DOMAIN], env->params, 2147483647, "text"), VIR_ERR_RPC,
          VIR_FROM_RPC, "too many parameters '2147483647' for limit '16'");
    CHECK(env, virDomainSetParameters(env->good[OBJECT_DOMAIN], env->null_param, 1, "text"), VIR_ERR_INVALID_ARG,
          VIR_FROM_NONE, "string parameter 'name' unsupported");
    CHECK(env, virDomainSetParameters(env->good[OBJECT_DOMAIN], env->long_param, 1, "text"), VIR_ERR_INVALID_ARG,
          VIR_FROM_NONE, "string parameter name 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' too long");
    CHECK(env, virDomainSetParameters(env->good[OBJECT_DOMAIN], env->odd_param, 1, "text"), VIR_ERR_RPC,
          VIR_FROM_RPC, "unknown parameter type: 99");
    CHECK(env, virDomainSetParameters(env->wire[OBJECT_DOMAIN], env->params, 1, env->long_strings[0]), VIR_ERR_RPC,
          VIR_FROM_RPC, "Unable to encode message payload");
}

static void
test_virDomainOpenConsole(Env *env)
{
    CHECK(env, virDomainOpenConsole(env->good[OBJECT_DOMAIN], "text", env->good[OBJECT_STREAM], 0), VIR_ERR_NO_SUPPORT,
          VIR_FROM_DOM, "no support: virDomainOpenConsole");
    CHECK(env, virDomainOpenConsole(NULL, "text", env->good[OBJECT_STREAM], 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainOpenConsole");
    CHECK(env, virDomainOpenConsole(env->garbage, "text", env->good[OBJECT_STREAM], 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainOpenConsole");
    CHECK(env, virDomainOpenConsole(env->wrong, "text", env->good[OBJECT_STREAM], 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainOpenConsole");
    CHECK(env, virDomainOpenConsole(env_freed(env, OBJECT_DOMAIN), "text", env->good[OBJECT_STREAM], 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainOpenConsole");
    CHECK(env, virDomainOpenConsole(env->good[OBJECT_DOMAIN], "text", NULL, 0), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virDomainOpenConsole");
    CHECK(env, virDomainOpenConsole(env->good[OBJECT_DOMAIN], "text", env->garbage, 0), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virDomainOpenConsole");
    CHECK(env, virDomainOpenConsole(env->good[OBJECT_DOMAIN], "text", env->wrong, 0), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virDomainOpenConsole");
    CHECK(env, virDomainOpenConsole(env->good[OBJECT_DOMAIN], "text", env_freed(env, OBJECT_STREAM), 0), VIR_ERR_INVALID_CONN,
          VIR_FROM_DOM, "invalid connection pointer in virDomainOpenConsole");
    CHECK(env, virDomainOpenConsole(env->good[OBJECT_DOMAIN], "text", env->other[OBJECT_STREAM], 0), VIR_ERR_INVALID_ARG,
          VIR_FROM_DOM, "stream in virDomainOpenConsole must match connection of domain 'name'");
    CHECK(env, virDomainOpenConsole(env->wire[OBJECT_DOMAIN], env->long_strings[0], env->wire[OBJECT_STREAM], 0), VIR_ERR_RPC,
          VIR_FROM_RPC, "Unable to encode message payload");
}

static void
test_virDomainGetName(Env *env)
{
    CHECK(env, virDomainGetName(NULL), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainGetName");
    CHECK(env, virDomainGetName(env->garbage), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainGetName");
    CHECK(env, virDomainGetName(env->wrong), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainGetName");
    CHECK(env, virDomainGetName(env_freed(env, OBJECT_DOMAIN)), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainGetName");
}

static void
test_virDomainOpenFD(Env *env)
{
    CHECK(env, virDomainOpenFD(NULL, 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainOpenFD");
    CHECK(env, virDomainOpenFD(env->garbage, 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainOpenFD");
    CHECK(env, virDomainOpenFD(env->wrong, 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainOpenFD");
    CHECK(env, virDomainOpenFD(env_freed(env, OBJECT_DOMAIN), 0), VIR_ERR_INVALID_DOMAIN,
          VIR_FROM_DOM, "invalid domain pointer in virDomainOpenFD");
    CHECK(env, virDomainOpenFD(env->read_only[OBJECT_DOMAIN], 0), VIR_ERR_OPERATION_DENIED,
          VIR_FROM_DOM, "operation forbidden: read only access prevents virDomainOpenFD");
}

const NegativeTest negative_tests[] = {
    { "virConnectNumOfDomains", test_virConnectNumOfDomains },
    { "virConnectListAllDomains", test_virConnectListAllDomains },
    { "virDomainSetMemoryFlags", test_virDomainSetMemoryFlags },
    { "virDomainSetMemory", test_virDomainSetMemory },
    { "virDomainLookupByName", test_virDomainLookupByName },
    { "virDomainSetParameters", test_virDomainSetParameters },
    { "virDomainOpenConsole", test_virDomainOpenConsole },
    { "virDomainGetName", test_virDomainGetName },
    { "virDomainOpenFD", test_virDomainOpenFD },
    { NULL },
};

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_TEST_PRIV_H
#define VIRTUE_TEST_PRIV_H

#include "base/err.h"
#include "core/domain/domain.h"
#include "core/host.h"

typedef struct TestHost {
    Host host;
} TestHost;

/* 1 << ObjectKind of what stands alone. */
#define TEST_KINDS (1 << OBJECT_DOMAIN | 1 << OBJECT_INTERFACE | 1 << OBJECT_NETWORK)

/* The one that all connections to test:///default share while there are any; one reference. */
Host *test_host_default(GError **error);
void test_host_close(Conn *conn); /* Backend.close */

/* connect.c, domain.c, network.c: what this driver adds to the tables of core/. */
void test_connect_methods(ConnectMethods *methods);
void test_domain_methods(DomainMethods *methods);
void test_network_methods(NetworkMethods *methods);
extern const DomainDriver test_domain_driver;
extern const NetworkDriver test_network_driver;

/* The documents of the default objects. */
extern const char test_default_domain[];
extern const char test_default_interface[];
extern const char test_default_network[];

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_TEST_PRIV_H
#define VIRTUE_TEST_PRIV_H

#include "base/err.h"
#include "core/domain/block.h"
#include "core/domain/domain.h"
#include "core/domain/figures.h"
#include "core/domain/guest.h"
#include "core/host.h"
#include "lib/uri.h"
#include "xml/dom.h"

#define TEST_ARCH           "i686"
#define TEST_SECURITY_MODEL "testSecurity"
#define TEST_SECURITY_DOI   ""
#define TEST_CELLS_MAX      2
#define TEST_LARGE_PAGES    2

/* 1 << ObjectKind of what stands alone. */
#define TEST_KINDS                                                                                 \
    (1 << OBJECT_DOMAIN | 1 << OBJECT_INTERFACE | 1 << OBJECT_NETWORK | 1 << OBJECT_NODE_DEVICE |  \
     1 << OBJECT_NWFILTER | 1 << OBJECT_NWFILTER_BINDING | 1 << OBJECT_SECRET |                  \
     1 << OBJECT_STORAGE_POOL)

/* Sizes of every disk. */
#define TEST_DISK_ALLOCATION (1ull << 40)
#define TEST_DISK_CAPACITY   (TEST_DISK_ALLOCATION - (5056ull << 10))

/* When a guest's writes to its memory were counted last, and how. */
typedef struct TestMeasure {
    int64_t started_us; /* of the real time; 0: never */
    int seconds;
    unsigned int flags; /* virDomainDirtyRateCalcFlags */
} TestMeasure;

/* Somebody wants to be told when more than that was written. */
typedef struct TestThreshold {
    uint64_t number;
    char *disk;
    unsigned int depth;
    uint64_t bytes;
} TestThreshold;

/* What the host has. */
typedef struct TestNode {
    char model[32];
    uint64_t memory_kib;
    unsigned int cpus, mhz, nodes, sockets, cores, threads;
    unsigned int n_cells;
    struct {
        uint64_t memory_kib;
        unsigned int n_cpus;
        atomic_ullong large_pages[TEST_LARGE_PAGES]; /* allocated, none of them in use */
    } cells[TEST_CELLS_MAX];
} TestNode;

/* Who may open a file. */
typedef struct TestUser {
    char *name;
    char *password; /* NULL: none is asked for */
} TestUser;

typedef struct TestHost {
    Host host;
    TestNode node;
    const char *path; /* of the file that is being read */
} TestHost;

static inline TestHost *
test_host_of(const Conn *conn)
{
    return (TestHost *)host_of(conn);
}

/* host.c: one without objects; the one that all connections to test:///default share while there
 * are any. One reference. */
TestHost *test_host_new(void);
Host *test_host_default(GError **error);
void test_host_close(Conn *conn); /* Backend.close */

/* file.c: a host as a file describes it, and who may use it: TestUser, empty for everybody. */
TestHost *test_file_read(const char *path, GPtrArray **users_out, GError **error);

/* The document that an element of such a file names: in its folder, if the name is not absolute. */
XmlDoc *test_file_open(TestHost *host, const char *name, const char *element, GError **error);

/* auth.c: whether the application knows a name and the password. users may be empty. */
bool test_authenticate(const Uri *uri, virConnectAuthPtr auth, const GPtrArray *users,
                       GError **error);

/* object.c: put what an element describes into a host that nobody else sees yet; running, where
 * that is a question. elements is the order in which a file is read, ending with NULL. */
bool test_add_object(TestHost *host, XmlDoc *doc, const XmlNode *node, GError **error);
extern const char *const test_elements[];

/* flags.c */
extern const GateFlags test_flags[];

/* default.c: the documents of the default host's objects, ending with NULL; that of the virtual
 * port among them, after which others are made. */
extern const char *const test_default_objects[];
extern const char test_default_vport[];

/* guest.c: DomainObj.data. */
void *test_guest_new(void);
void test_guest_free(void *data);
void test_guest_boot(DomainObj *dom);
bool test_count_guest_vcpus(DomainObj *dom, bool is_maximum, Job *job, int *n_out, GError **error);
bool test_set_guest_vcpus(DomainObj *dom, unsigned int n, Job *job, GError **error);

/* addresses.c */
bool test_interface_addresses(DomainObj *dom, unsigned int source, unsigned int flags, Job *job,
                              DomainInterface **ifaces_out, unsigned int *n_ifaces_out,
                              GError **error);

/* image.c */
extern const SaveDriver test_saves;

/* block.c: jobs of disks, and how large these are by now (0: as all are). */
extern const BlockDriver test_blocks;

/* answers.c: what guests tell, and how they sleep. */
extern const GuestDriver test_guests;
bool test_dirty(DomainObj *dom, const Domain *domain, DirtyFigures *out);

/* guest.c: what is kept for block.c and answers.c. */
/* Of one image at a time; its number. Taken once, unless another took its place. */
uint64_t test_set_threshold(DomainObj *dom, const char *disk, unsigned int depth, uint64_t bytes);
TestThreshold *test_take_threshold(DomainObj *dom, uint64_t number);
void test_threshold_free(void *threshold);
uint64_t test_disk_size(DomainObj *dom, const char *path);
void test_set_disk_size(DomainObj *dom, const char *path, uint64_t bytes);
TestMeasure test_measure(DomainObj *dom);
void test_set_measure(DomainObj *dom, const TestMeasure *measure);
char *test_guest_hostname(DomainObj *dom);

/* keys.c */
bool test_key_exists(unsigned int codeset, unsigned int key, GError **error);

/* picture.c: a picture of the screen. */
bool test_screenshot(DomainObj *dom, unsigned int screen, unsigned int flags, virStreamPtr stream,
                     Job *job, char **mime_out, GError **error);

/* figures.c */
extern const FiguresDriver test_figures;
uint64_t test_cpu_time(DomainObj *dom, const Domain *domain);

/* about.c, connect.c, domain.c, guest.c, network.c, node.c: what this driver adds to the tables of
 * core/. */
void test_about_methods(DomainMethods *methods);
void test_guest_methods(DomainMethods *methods);
void test_connect_methods(ConnectMethods *methods);
void test_domain_methods(DomainMethods *methods);
void test_network_methods(NetworkMethods *methods);
void test_node_methods(ConnectMethods *methods);
extern const DomainDriver test_domain_driver;
extern const NetworkDriver test_network_driver;
extern const StorageDriver test_storage_driver;
extern const NodeDeviceDriver test_nodedev_driver; /* nodedev.c */

/* KiB of the larger pages; of the ordinary pages of a cell: they differ, so that programs meet a
 * host on which they do. */
extern const unsigned int test_large_kib[TEST_LARGE_PAGES];
static inline unsigned int
test_page_kib(unsigned int cell)
{
    return 4 * (cell + 1);
}

/* nodedev.c: a virtual port, of which the host does not know yet. */
Definition *test_vport(Host *host, const char *wwnn, const char *wwpn, GError **error);

/* storage.c */
bool test_add_pool(TestHost *host, XmlDoc *doc, const XmlNode *node, GError **error);

/* capabilities.c */
bool test_capabilities(Conn *conn, Job *job, char **capabilities_out, GError **error);

#endif

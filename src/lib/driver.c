/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/driver.h"

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_NONE
#define EMBED_PATH "/embed"

/* Schemes that no daemon serves: their drivers run in the application's process. */
static const struct {
    const char *scheme;
    const char *module;
    bool takes_host;
} client_schemes[] = {
    { "esx", "esx", true },
    { "gsx", "esx", true },
    { "vpx", "esx", true },
    { "hyperv", "hyperv", true },
    { "openvz", "openvz", false },
    { "parallels", "parallels", false },
    { "vmwarefusion", "vmware", false },
    { "vmwareplayer", "vmware", false },
    { "vmwarews", "vmware", false },
};

static Mutex registry_lock = MUTEX_INIT;
static GPtrArray *registry; /* of const Driver */

/* With registry_lock held. */
static GPtrArray *
registry_get(void)
{
    if (!registry) {
        registry = g_ptr_array_new();
        for (size_t i = 0; driver_builtins[i]; i++)
            g_ptr_array_add(registry, (void *)driver_builtins[i]);
    }
    return registry;
}

void
driver_register(const Driver *driver)
{
    MUTEX_GUARD(&registry_lock);

    g_ptr_array_add(registry_get(), (void *)driver);
}

static GPtrArray *
registry_copy(void)
{
    MUTEX_GUARD(&registry_lock);

    return g_ptr_array_copy(registry_get(), NULL, NULL);
}

static bool
is_embed(const Uri *uri)
{
    return uri && g_strcmp0(uri->path, EMBED_PATH) == 0;
}

/* The module that must be there before anyone is asked. An embedded driver that is not installed
 * is no error here: nobody will take the URI. */
static bool
load_module(const Uri *uri, GError **error)
{
    bool found = true;

    if (is_embed(uri))
        return driver_load(uri->scheme, &found, error);
    for (size_t i = 0; i < G_N_ELEMENTS(client_schemes); i++) {
        if (!g_str_equal(client_schemes[i].scheme, uri->scheme) || uri->transport ||
            (uri->server && !client_schemes[i].takes_host))
            continue;
        if (!driver_load(client_schemes[i].module, &found, error))
            return false;
        if (!found)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "libvirt was built without the '%s' driver", uri->scheme);
    }
    return true;
}

/* In which round a driver is asked, from 0 to ROUNDS - 1; ROUNDS if not at all. */
enum {
    ROUND_SCHEME,
    ROUND_ANY,
    ROUND_REMOTE,
    ROUNDS,
};

static int
driver_round(const Driver *driver, const Uri *uri)
{
    if (is_embed(uri)) {
        bool is_own = driver->schemes && g_strv_contains(driver->schemes, uri->scheme);

        return is_own && driver->takes_embed ? ROUND_SCHEME : ROUNDS;
    }
    if (uri && uri->server && !driver->takes_remote)
        return ROUNDS;
    if (!driver->schemes)
        return driver->takes_remote ? ROUND_REMOTE : uri && uri->transport ? ROUNDS : ROUND_ANY;
    if (uri && (uri->transport || !g_strv_contains(driver->schemes, uri->scheme)))
        return ROUNDS;
    return ROUND_SCHEME;
}

static DriverOpen
ask_round(int number, GPtrArray *drivers, Conn *conn, const Uri *uri, virConnectAuthPtr auth,
          unsigned int flags, GError **error)
{
    for (guint i = 0; i < drivers->len; i++) {
        const Driver *driver = drivers->pdata[i];
        DriverOpen answer;

        if (driver_round(driver, uri) != number)
            continue;
        answer = driver->open(conn, uri, auth, flags, error);
        if (answer != DRIVER_DECLINED)
            return answer;
    }
    return DRIVER_DECLINED;
}

bool
driver_open(Conn *conn, const char *name, const Uri *uri, virConnectAuthPtr auth,
            unsigned int flags, GError **error)
{
    g_autoptr(GPtrArray) drivers = NULL;

    if (uri && !load_module(uri, error))
        return false;
    drivers = registry_copy();
    for (int round = 0; round < ROUNDS; round++) {
        DriverOpen answer = ask_round(round, drivers, conn, uri, auth, flags, error);

        if (answer == DRIVER_FAILED)
            return false;
        if (answer == DRIVER_OPENED) {
            g_assert(conn->backend);
            return true;
        }
    }
    return name ? err_set(error, VIR_ERR_NO_CONNECT, "%s", name)
                : err_set(error, VIR_ERR_NO_CONNECT, NULL);
}

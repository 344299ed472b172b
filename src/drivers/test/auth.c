/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who may use a host: the users that its file lists. */
#include "test-priv.h"

#include "lib/auth.h"

#define ERR_DOMAIN VIR_FROM_TEST

static const TestUser *
find_user(const GPtrArray *users, const char *name)
{
    for (unsigned int i = 0; i < users->len; i++) {
        const TestUser *user = g_ptr_array_index(users, i);

        if (g_str_equal(user->name, name))
            return user;
    }
    return NULL;
}

bool
test_authenticate(const Uri *uri, virConnectAuthPtr auth, const GPtrArray *users, GError **error)
{
    const AuthPeer peer = { .uri = uri, .service = "test", .host = "localhost", .auth = auth };
    g_autofree char *name = NULL;
    const TestUser *user;
    char *password;
    bool is_right;

    if (users->len == 0)
        return true;
    if (!(name = auth_username(&peer, NULL, error)))
        return false;
    user = find_user(users, name);
    if (user && !user->password)
        return true;
    if (!(password = auth_password(&peer, name, error)))
        return false;
    is_right = user && g_str_equal(user->password, password);
    auth_wipe(password);
    return is_right ||
           err_set(error, VIR_ERR_AUTH_FAILED,
                   "authentication failed, see test XML for the correct username/password");
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <unistd.h>

#include "base/err.h"
#include "lib/auth.h"

static char *path;

static void
write_file(const char *text)
{
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* The value, "(none)", or the error with the path as FILE. */
static char *
found(const char *host, const char *key)
{
    g_autoptr(GError) error = NULL;
    char *value = NULL;

    if (!auth_file_find(path, "esx", host, key, &value, &error)) {
        g_auto(GStrv) parts = g_strsplit(error->message, path, -1);

        g_assert_cmpint(err_detail(error)->domain, ==, VIR_FROM_NONE);
        return g_strjoinv("FILE", parts);
    }
    return value ? value : g_strdup("(none)");
}

static void
test_find(void)
{
    static const struct {
        const char *file, *host, *key, *expected;
    } cases[] = {
        { "", "h", "username", "(none)" },
        { "[credentials-a]\nusername=joe\n[auth-esx-h]\ncredentials=a\n", "h", "username", "joe" },
        { "[credentials-a]\nusername=joe\n[auth-esx-h]\ncredentials=a\n", "h", "realm", "(none)" },
        { "[credentials-a]\nusername=joe\n[auth-esx-h]\ncredentials=a\n", "g", "username",
          "(none)" },
        { "[credentials-a]\nusername=joe\n[auth-esx-default]\ncredentials=a\n", "g", "username",
          "joe" },
        { "[credentials-a]\nusername=joe\n[auth-esx-localhost]\ncredentials=a\n", NULL, "username",
          "joe" },
        { "[auth-esx-h]\n[auth-esx-default]\ncredentials=a\n[credentials-a]\n", "h", "username",
          "configuration file syntax error: Missing item 'credentials' in group 'auth-esx-h' in "
          "'FILE'" },
        { "[auth-esx-default]\ncredentials=b\n", "h", "username",
          "configuration file syntax error: Missing group 'credentials-b' referenced from group "
          "'auth-esx-default' in 'FILE'" },
        { "[credentials-a]\nusername =  joe  \n[auth-esx-h]\ncredentials=a\n[credentials-a]\n"
          "password=\n",
          "h", "username", "joe  " },
        { "[credentials-a]\npassword=\n[auth-esx-h]\ncredentials=a\n", "h", "password", "" },
        { "[credentials-a]\npassword=a\\sb\\n\n[auth-esx-h]\ncredentials=a\n", "h", "password",
          "a b\n" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = NULL;

        write_file(cases[i].file);
        got = found(cases[i].host, cases[i].key);
        g_assert_cmpstr(got, ==, cases[i].expected);
    }
}

static void
test_malformed(void)
{
    static const char *const cases[] = { "x",        "a=b\n",     "[a\n", "[]\n",
                                         "[a]\nb\n", "[a]\n=b\n", "; c\n" };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = NULL;

        write_file(cases[i]);
        got = found("h", "username");
        g_assert_true(g_str_has_prefix(got, "configuration file syntax error: FILE: "));
    }
}

static void
test_path(void)
{
    g_autoptr(Uri) uri = uri_parse("x://h/?authfile=/uri%20file", NULL);
    g_autofree char *found_path = NULL;

    g_assert_true(auth_file_path(uri, &found_path, NULL));
    g_assert_cmpstr(found_path, ==, "/uri file");
    g_free(found_path);
    g_setenv("LIBVIRT_AUTH_FILE", "/given", TRUE);
    g_assert_true(auth_file_path(uri, &found_path, NULL));
    g_assert_cmpstr(found_path, ==, "/given");
    g_unsetenv("LIBVIRT_AUTH_FILE");
}

static int calls;
static int asked;       /* credentials in the last call */
static int answer_mode; /* 0 answers "R", 1 fails, 2 gives nothing */
static char *last_prompt;

static int
on_ask(virConnectCredentialPtr credentials, unsigned int n, void *opaque)
{
    calls++;
    asked = (int)n;
    g_free(last_prompt);
    last_prompt = g_strdup(credentials[0].prompt);
    for (unsigned int i = 0; i < n && answer_mode != 2; i++) {
        credentials[i].result = strdup("R");
        credentials[i].resultlen = 1;
    }
    return answer_mode == 1 ? -1 : 0;
}

static int all_types[] = { VIR_CRED_AUTHNAME, VIR_CRED_PASSPHRASE };
static virConnectAuth all_auth = { all_types, 2, on_ask, NULL };

#define assert_fails(expression, domain_, message_)                                                \
    do {                                                                                           \
        g_autoptr(GError) error = NULL;                                                            \
                                                                                                   \
        g_assert_false(expression);                                                                \
        g_assert_cmpstr(error->message, ==, (message_));                                           \
        g_assert_cmpint(err_detail(error)->domain, ==, (domain_));                                 \
    } while (0)

static void
test_ask(void)
{
    virConnectAuth few = { all_types, 0, on_ask, NULL };
    virConnectAuth mute = { all_types, 2, NULL, NULL };
    AuthPeer peer = { .service = "esx", .host = "h", .auth = &all_auth };
    g_autofree char *name = NULL;
    g_autofree char *password = NULL;

    g_setenv("LIBVIRT_AUTH_FILE", path, TRUE);
    write_file("[credentials-a]\nusername=joe\n[auth-esx-g]\ncredentials=a\n");
    name = auth_username(&peer, "root", NULL);
    g_assert_cmpstr(name, ==, "R");
    g_assert_cmpstr(last_prompt, ==, "Enter username for h [root]");
    password = auth_password(&peer, name, NULL);
    g_assert_cmpstr(password, ==, "R");
    g_assert_cmpstr(last_prompt, ==, "Enter R's password for h");

    answer_mode = 1;
    assert_fails(auth_username(&peer, NULL, &error), VIR_FROM_AUTH,
                 "authentication failed: Username request failed");
    answer_mode = 2;
    assert_fails(auth_password(&peer, "x", &error), VIR_FROM_AUTH,
                 "authentication failed: Password request gave no answer");
    answer_mode = 0;
    peer.auth = &few;
    assert_fails(auth_username(&peer, NULL, &error), VIR_FROM_AUTH,
                 "authentication failed: Missing VIR_CRED_AUTHNAME credential type");
    peer.auth = &mute;
    assert_fails(auth_username(&peer, NULL, &error), VIR_FROM_AUTH,
                 "invalid argument: Missing authentication callback");
    peer.auth = NULL;
    assert_fails(auth_username(&peer, NULL, &error), VIR_FROM_AUTH,
                 "invalid argument: Missing authentication credentials");
    peer.host = "g";
    g_free(name);
    name = auth_username(&peer, NULL, NULL);
    g_assert_cmpstr(name, ==, "joe");
}

static void
test_fill(void)
{
    AuthPeer peer = { .service = "libvirt", .auth = &all_auth };
    virConnectCredential list[] = {
        { .type = VIR_CRED_USERNAME, .prompt = "u" },
        { .type = VIR_CRED_AUTHNAME, .prompt = "a" },
        { .type = VIR_CRED_PASSPHRASE, .prompt = "p" },
    };

    write_file("[credentials-a]\nauthname=joe\n[auth-libvirt-localhost]\ncredentials=a\n");
    calls = 0;
    g_assert_true(auth_fill(&peer, list, 3, NULL));
    g_assert_cmpint(calls, ==, 1);
    g_assert_cmpint(asked, ==, 2);
    g_assert_cmpstr(list[0].result, ==, "R");
    g_assert_cmpstr(list[1].result, ==, "joe");
    g_assert_cmpint(list[1].resultlen, ==, 3);
    g_assert_cmpstr(list[2].result, ==, "R");
    auth_clear(list, 3);
    answer_mode = 1;
    assert_fails(auth_fill(&peer, list, 3, &error), VIR_FROM_REMOTE,
                 "authentication failed: Failed to collect auth credentials");
    g_assert_null(list[1].result);
    answer_mode = 0;
    peer.auth = NULL;
    assert_fails(auth_fill(&peer, list, 3, &error), VIR_FROM_REMOTE,
                 "authentication failed: No authentication callback available");
    g_assert_true(auth_fill(&peer, list + 1, 1, NULL));
    auth_clear(list, 3);
}

int
main(int argc, char **argv)
{
    g_autofree char *folder = g_dir_make_tmp("virtue-auth-XXXXXX", NULL);
    int result;

    g_test_init(&argc, &argv, NULL);
    g_setenv("XDG_CONFIG_HOME", folder, TRUE);
    g_unsetenv("LIBVIRT_AUTH_FILE");
    path = g_build_filename(folder, "file", NULL);
    g_test_add_func("/auth/path", test_path);
    g_test_add_func("/auth/find", test_find);
    g_test_add_func("/auth/malformed", test_malformed);
    g_test_add_func("/auth/ask", test_ask);
    g_test_add_func("/auth/fill", test_fill);
    result = g_test_run();
    unlink(path);
    rmdir(folder);
    g_free(path);
    g_free(last_prompt);
    return result;
}

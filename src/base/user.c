/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>

#include "base/err.h"
#include "base/number.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* Groups with very many members need room for their names. */
#define ENTRY_SIZE_LIMIT (16 * 1024 * 1024)

/* One look-up with a buffer of that size: 0 with *found_out set, or an errno. */
typedef int (*Lookup)(const char *name, char *buffer, size_t size, id_t *id_out, bool *found_out);

static int
lookup_user(const char *name, char *buffer, size_t size, id_t *id_out, bool *found_out)
{
    struct passwd entry;
    struct passwd *found = NULL;
    int status = getpwnam_r(name, &entry, buffer, size, &found);

    *found_out = found != NULL;
    if (found)
        *id_out = found->pw_uid;
    return status;
}

static int
lookup_group(const char *name, char *buffer, size_t size, id_t *id_out, bool *found_out)
{
    struct group entry;
    struct group *found = NULL;
    int status = getgrnam_r(name, &entry, buffer, size, &found);

    *found_out = found != NULL;
    if (found)
        *id_out = found->gr_gid;
    return status;
}

static bool
find_name(Lookup lookup, const char *name, id_t *id_out)
{
    bool is_found = false;
    int status = ERANGE;

    for (size_t size = 4096; status == ERANGE && size <= ENTRY_SIZE_LIMIT; size *= 4) {
        g_autofree char *buffer = g_malloc(size);

        status = lookup(name, buffer, size, id_out, &is_found);
    }
    return status == 0 && is_found;
}

static bool
find(Lookup lookup, const char *kind, const char *text, id_t *id_out, GError **error)
{
    const char *name = *text == '+' ? text + 1 : text;
    uint64_t number;

    if (*text != '+' && find_name(lookup, text, id_out))
        return true;
    if (!g_ascii_isdigit(*name) ||
        !number_u64_in(name, 10, 0, (uint64_t)(id_t)-1 - 1, kind, &number, NULL))
        return err_set(error, VIR_ERR_INVALID_ARG, "Failed to parse %s '%s'", kind, name);
    *id_out = (id_t)number;
    return true;
}

bool
user_find(const char *text, uid_t *uid_out, GError **error)
{
    return find(lookup_user, "user", text, uid_out, error);
}

bool
group_find(const char *text, gid_t *gid_out, GError **error)
{
    return find(lookup_group, "group", text, gid_out, error);
}

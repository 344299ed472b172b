/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/polkit.h"

#include <gio/gio.h>
#include <libvirt/libvirt.h>
#include <string.h>
#include "base/err.h"
#include "daemons/access-polkit.h"

#define ERR_DOMAIN VIR_FROM_POLKIT

#define SERVICE    "org.freedesktop.PolicyKit1"
#define PATH       "/org/freedesktop/PolicyKit1/Authority"
#define INTERFACE  "org.freedesktop.PolicyKit1.Authority"
#define TIMEOUT_MS 30000
/* A person looks for a password. */
#define INTERACTIVE_MS 300000

#define ALLOW_INTERACTION 1u

static const virTypedParameter *
find(const GPtrArray *identity, const char *name)
{
    for (unsigned int i = 0; i < identity->len; i++) {
        const virTypedParameter *param = identity->pdata[i];

        if (strcmp(param->field, name) == 0)
            return param;
    }
    return NULL;
}

bool
polkit_subject(const GPtrArray *identity, const char *action, PolkitSubject *subject_out,
               GError **error)
{
    const virTypedParameter *pid = find(identity, VIR_CONNECT_IDENTITY_PROCESS_ID);
    const virTypedParameter *start = find(identity, VIR_CONNECT_IDENTITY_PROCESS_TIME);
    const virTypedParameter *uid = find(identity, VIR_CONNECT_IDENTITY_UNIX_USER_ID);

    if (!pid || !start || !uid)
        return err_set(error, VIR_ERR_ACCESS_DENIED, "Policy kit denied action %s from <anonymous>",
                       action);
    *subject_out = (PolkitSubject){ .pid = (uint32_t)pid->value.l,
                                    .start_time = start->value.ul,
                                    .uid = (int32_t)uid->value.ul };
    return true;
}

static GVariant *
question(const PolkitSubject *subject, const char *action, GVariant *details, bool may_interact)
{
    GVariantBuilder process;

    g_variant_builder_init(&process, G_VARIANT_TYPE("a{sv}"));
    g_variant_builder_add(&process, "{sv}", "pid", g_variant_new_uint32(subject->pid));
    g_variant_builder_add(&process, "{sv}", "start-time",
                          g_variant_new_uint64(subject->start_time));
    g_variant_builder_add(&process, "{sv}", "uid", g_variant_new_int32(subject->uid));
    if (!details)
        details = g_variant_new_array(G_VARIANT_TYPE("{ss}"), NULL, 0);
    return g_variant_new("((sa{sv})s@a{ss}us)", "unix-process", &process, action, details,
                         may_interact ? ALLOW_INTERACTION : 0, "");
}

static PolkitAnswer
read_answer(GVariant *answer)
{
    g_autoptr(GVariant) details = NULL;
    gboolean is_granted;
    gboolean is_challenge;

    g_variant_get(answer, "((bb@a{ss}))", &is_granted, &is_challenge, &details);
    if (is_granted)
        return POLKIT_GRANTED;
    if (g_variant_lookup(details, "polkit.dismissed", "s", NULL))
        return POLKIT_CANCELLED;
    return is_challenge ? POLKIT_NO_AGENT : POLKIT_DENIED;
}

PolkitAnswer
polkit_ask(const PolkitSubject *subject, const char *action, GVariant *details, bool may_interact,
           GError **error)
{
    g_autoptr(GVariant) call = g_variant_ref_sink(question(subject, action, details, may_interact));
    g_autoptr(GError) problem = NULL;
    g_autoptr(GDBusConnection) bus = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, &problem);
    g_autoptr(GVariant) answer = NULL;

    if (bus) {
        g_dbus_connection_set_exit_on_close(bus, FALSE);
        answer =
            g_dbus_connection_call_sync(bus, SERVICE, PATH, INTERFACE, "CheckAuthorization", call,
                                        G_VARIANT_TYPE("((bba{ss}))"), G_DBUS_CALL_FLAGS_NONE,
                                        may_interact ? INTERACTIVE_MS : TIMEOUT_MS, NULL, &problem);
    }
    if (answer)
        return read_answer(answer);
    err_set(error, VIR_ERR_DBUS_SERVICE, "polkit cannot be asked about %s: %s", action,
            problem->message);
    return POLKIT_FAILED;
}

extern const PolkitModule virtue_access_polkit;
const PolkitModule virtue_access_polkit = { .ask = polkit_ask,
                                            .subject = polkit_subject,
                                            .access = &access_polkit };

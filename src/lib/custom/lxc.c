/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entering a container: these functions change the calling process, not the domain. The kernel's
 * files under /proc are used as they are, so that the library needs neither libselinux nor
 * libapparmor. */
#include <fcntl.h>
#include <libvirt/libvirt-lxc.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/call.h"

#define ERR_DOMAIN VIR_FROM_NONE

static bool
no_flags(Call *call, unsigned int flags)
{
    return flags == 0 || call_argument(call, "flags", "unsupported flags (0x%x) in function %s",
                                       flags, call->function);
}

/* -- namespaces --------------------------------------------------------- */

static const char *const namespace_files[] = {
    "/proc/self/ns/user", "/proc/self/ns/ipc", "/proc/self/ns/uts",
    "/proc/self/ns/net",  "/proc/self/ns/pid", "/proc/self/ns/mnt",
};

static void
close_all(int *fds, unsigned int n)
{
    for (unsigned int i = 0; i < n; i++)
        close(fds[i]);
    g_free(fds);
}

/* Descriptors of the namespaces that the process is in; a kernel need not know all of them. */
static int *
own_namespaces(unsigned int *n_out, GError **error)
{
    int *fds = g_new(int, G_N_ELEMENTS(namespace_files));
    unsigned int n = 0;

    for (unsigned int i = 0; i < G_N_ELEMENTS(namespace_files); i++) {
        int fd = open(namespace_files[i], O_RDONLY | O_CLOEXEC);

        if (fd >= 0) {
            fds[n++] = fd;
        } else if (errno != ENOENT) {
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to open namespace %s",
                      namespace_files[i]);
            close_all(fds, n);
            return NULL;
        }
    }
    *n_out = n;
    return fds;
}

static bool
is_own_namespace(int fd)
{
    struct stat own, other;

    if (fstat(fd, &other) < 0)
        return false;
    for (unsigned int i = 0; i < G_N_ELEMENTS(namespace_files); i++) {
        if (stat(namespace_files[i], &own) == 0 && own.st_dev == other.st_dev &&
            own.st_ino == other.st_ino)
            return true;
    }
    return false;
}

/* The kernel's EINVAL may mean that the process is in that user namespace, which is well. It may
 * also mean that this is no namespace, or that a process with threads cannot change its mounts or
 * user: 9.0.0 returned success for these, too, and left the caller outside of the container. */
static bool
join_namespace(int fd)
{
    if (setns(fd, 0) == 0)
        return true;
    if (errno != EINVAL)
        return false;
    if (is_own_namespace(fd))
        return true;
    errno = EINVAL;
    return false;
}

static bool
join_namespaces(Call *call, const int *fds, unsigned int n)
{
    if (n == 0)
        return call_argument_in(call, "virProcessSetNamespaces", "nfdlist",
                                "Expected at least one file descriptor");
    if (!call_nonnull(call, fds, "fdlist"))
        return false;
    for (unsigned int i = 0; i < n; i++) {
        if (fds[i] >= 0 && !join_namespace(fds[i]))
            return err_errno(&call->error, VIR_ERR_SYSTEM_ERROR, "Unable to join domain namespace");
    }
    return true;
}

int
virDomainLxcEnterNamespace(virDomainPtr domain G_GNUC_UNUSED, unsigned int nfdlist, int *fdlist,
                           unsigned int *noldfdlist, int **oldfdlist, unsigned int flags)
{
    Call call = CALL_LOCAL;
    int *old = NULL;
    unsigned int n_old = 0;
    int rv = -1;

    call_begin(&call);
    if (!no_flags(&call, flags))
        goto end;
    if (oldfdlist && noldfdlist) {
        *oldfdlist = NULL;
        *noldfdlist = 0;
        if (!(old = own_namespaces(&n_old, &call.error)))
            goto end;
    }
    if (!join_namespaces(&call, fdlist, nfdlist)) {
        close_all(old, n_old);
        goto end;
    }
    if (old) {
        *oldfdlist = old;
        *noldfdlist = n_old;
    }
    rv = 0;
end:
    call_end(&call);
    return rv;
}

/* -- security labels ---------------------------------------------------- */

/* How a label of a model is read and taken on. */
typedef struct LabelFiles {
    const char *model;
    const char *own;      /* holds the label of the process */
    const char *enter;    /* takes the new one */
    const char *command;  /* in front of it */
    const char *enforced; /* holds whether the model is in force */
    const char *what;     /* for the message of a failure to enter */
} LabelFiles;

static const LabelFiles label_files[] = {
    /* With the next program: SELinux wants no process with threads to change in between. */
    { "selinux", "/proc/thread-self/attr/current", "/proc/thread-self/attr/exec", "",
      "/sys/fs/selinux/enforce", "Cannot set context" },
    { "apparmor", "/proc/thread-self/attr/current", "/proc/thread-self/attr/current",
      "changeprofile ", NULL, "error changing profile to" },
};

static bool
read_own_label(const LabelFiles *files, virSecurityLabelPtr out, GError **error)
{
    g_autofree char *text = NULL;
    g_autofree char *enforced = NULL;

    if (!g_file_get_contents(files->own, &text, NULL, NULL))
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "unable to get PID %d security context",
                         (int)getpid());
    g_strchomp(text);
    g_strlcpy(out->label, text, sizeof(out->label));
    out->enforcing = !files->enforced ||
                     (g_file_get_contents(files->enforced, &enforced, NULL, NULL) &&
                      enforced[0] == '1');
    return true;
}

static bool
enter_label(const LabelFiles *files, const char *label, GError **error)
{
    g_autofree char *text = g_strconcat(files->command, label, NULL);
    int fd = open(files->enter, O_WRONLY | O_CLOEXEC);
    size_t n = strlen(text);
    bool done = fd >= 0 && write(fd, text, n) == (ssize_t)n;

    if (!done)
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s %s", files->what, label);
    if (fd >= 0)
        close(fd);
    return done;
}

static bool
change_label(Call *call, const char *model, const char *label, virSecurityLabelPtr old)
{
    if (old)
        memset(old, 0, sizeof(*old));
    if (g_str_equal(model, "none"))
        return true;
    for (unsigned int i = 0; i < G_N_ELEMENTS(label_files); i++) {
        const LabelFiles *files = &label_files[i];

        if (g_str_equal(model, files->model))
            return (!old || read_own_label(files, old, &call->error)) &&
                   enter_label(files, label, &call->error);
    }
    return err_set(&call->error, VIR_ERR_ARGUMENT_UNSUPPORTED,
                   "Security model %s cannot be entered", model);
}

int
virDomainLxcEnterSecurityLabel(virSecurityModelPtr model, virSecurityLabelPtr label,
                               virSecurityLabelPtr oldlabel, unsigned int flags)
{
    Call call = CALL_LOCAL;
    int rv = -1;

    call_begin(&call);
    if (!no_flags(&call, flags) || !call_nonnull(&call, model, "model") ||
        !call_nonnull(&call, label, "label") ||
        !change_label(&call, model->model, label->label, oldlabel))
        goto end;
    rv = 0;
end:
    call_end(&call);
    return rv;
}

/* -- control groups ----------------------------------------------------- */

/* Where the group of one line of /proc/PID/cgroup ("ID:CONTROLLERS:PATH") takes processes; NULL if
 * that hierarchy is not mounted here. */
static char *
group_file(const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, ":", 3);
    const char *controllers;
    g_autofree char *folder = NULL;
    g_autofree char *root = NULL;

    if (g_strv_length(parts) != 3)
        return NULL;
    controllers = parts[1];
    if (g_str_has_prefix(controllers, "name="))
        controllers += strlen("name=");
    if (!*controllers && !g_file_test("/sys/fs/cgroup/cgroup.controllers", G_FILE_TEST_EXISTS))
        controllers = "unified"; /* the second version beside the first */
    folder = g_build_filename("/sys/fs/cgroup", controllers, NULL);
    /* There may be a folder for a hierarchy that is not mounted. */
    root = g_build_filename(folder, "cgroup.procs", NULL);
    if (!g_file_test(root, G_FILE_TEST_EXISTS))
        return NULL;
    return g_build_filename(folder, parts[2], "cgroup.procs", NULL);
}

static bool
join_group(const char *file, GError **error)
{
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    bool done = fd >= 0 && dprintf(fd, "%d", (int)getpid()) > 0;

    if (!done)
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to join %s", file);
    if (fd >= 0)
        close(fd);
    return done;
}

/* A container's id is the process that controls it, and that is in the container's groups. */
static bool
join_groups_of(int pid, GError **error)
{
    g_autofree char *list = g_strdup_printf("/proc/%d/cgroup", pid);
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    if (pid <= 0)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "domain is not running");
    if (!g_file_get_contents(list, &text, NULL, NULL))
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to read %s", list);
    lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *file = group_file(*line);

        if (file && !join_group(file, error))
            return false;
    }
    return true;
}

int
virDomainLxcEnterCGroup(virDomainPtr domain, unsigned int flags)
{
    Call call = CALL_LOCAL;
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, NULL) || !call_writable(&call, NULL) ||
        !no_flags(&call, flags) || !join_groups_of(domain->ref.id, &call.error))
        goto end;
    rv = 0;
end:
    call_end(&call);
    return rv;
}

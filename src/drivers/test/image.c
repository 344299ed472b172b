/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of saved domains, and dumps: there is nothing in them but what describes the domain. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/file.h"
#include "core/domain/save.h"
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

/* With the byte that ends it; in saved domains, the length of the text follows in four bytes of the
 * host's order, then the text. */
static const char magic[] = "TestGuestMagic";

#define LENGTH_LIMIT (16 << 20)

/* A file that ends too early is no error of the system's. */
static bool
read_all(int fd, void *buffer, size_t size)
{
    ssize_t n = fd_read_all(fd, buffer, size);

    if (n >= 0)
        errno = 0;
    return n == (ssize_t)size;
}

static bool
read_head(Host *host, const char *path, SavedDomain *head_out, GError **error)
{
    g_auto(Fd) fd = file_open(path, O_RDONLY, 0, NULL);
    char found[sizeof(magic)];
    int32_t length;

    if (fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot read domain image '%s'", path);
    if (!read_all(fd, found, sizeof(found)))
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "incomplete save header in '%s'", path);
    if (memcmp(found, magic, sizeof(magic)) != 0)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "mismatched header magic");
    if (!read_all(fd, &length, sizeof(length)))
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "failed to read metadata length in '%s'",
                         path);
    if (length < 1 || length > LENGTH_LIMIT)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "length of metadata out of range");
    head_out->xml = g_malloc0((size_t)length + 1);
    head_out->was_running = true; /* it does not say */
    if (!read_all(fd, head_out->xml, (size_t)length))
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "incomplete metadata in '%s'", path);
    return true;
}

static bool
write_to(int fd, const SavedDomain *head)
{
    int32_t length = (int32_t)strlen(head->xml);

    return fd_write_all(fd, magic, sizeof(magic)) && fd_write_all(fd, &length, sizeof(length)) &&
           fd_write_all(fd, head->xml, (size_t)length);
}

static bool
save(DomainObj *dom, const char *path, const SavedDomain *head, unsigned int flags, Job *job,
     GError **error)
{
    g_autoptr(Name) name = obj_name(&dom->obj);
    g_auto(Fd) fd = file_open(path, O_CREAT | O_TRUNC | O_WRONLY, S_IRUSR | S_IWUSR, NULL);

    if (fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "saving domain '%s' to '%s': open failed",
                         name->text, path);
    return write_to(fd, head) ||
           err_errno(error, VIR_ERR_SYSTEM_ERROR, "saving domain '%s' to '%s': write failed",
                     name->text, path);
}

static bool
write_head(Host *host, const char *path, const SavedDomain *head, GError **error)
{
    g_auto(Fd) fd = file_open(path, O_TRUNC | O_WRONLY, 0, NULL);

    return (fd >= 0 && write_to(fd, head)) ||
           err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot write domain image '%s'", path);
}

/* The file is there before the format is looked at. */
static bool
dump(DomainObj *dom, const char *path, unsigned int format, unsigned int flags, Job *job,
     GError **error)
{
    g_autoptr(Name) name = obj_name(&dom->obj);
    g_auto(Fd) fd = file_open(path, O_CREAT | O_TRUNC | O_WRONLY, S_IRUSR | S_IWUSR, NULL);

    if (fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "domain '%s' coredump: failed to open %s",
                         name->text, path);
    if (!fd_write_all(fd, magic, sizeof(magic)))
        return err_errno(error, VIR_ERR_SYSTEM_ERROR,
                         "domain '%s' coredump: failed to write header to %s", name->text, path);
    return format == VIR_DOMAIN_CORE_DUMP_FORMAT_RAW ||
           err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                   "kdump-compressed format is not supported here");
}

const SaveDriver test_saves = {
    .save = save,
    .read = read_head,
    .write = write_head,
    .dump = dump,
    .boots = true,
};

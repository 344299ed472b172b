/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A C program that needs no driver. It is compiled with the headers and library of one
 * implementation and run on the other's, so it uses nothing newer than 9.0.0. */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int count;
static int failed;

static void
check(bool passed, const char *name)
{
    failed += !passed;
    printf("%s %d - %s\n", passed ? "ok" : "not ok", ++count, name);
}

static bool
same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static void
test_library(void)
{
    const char *folder = getenv("VIRTUE_LIBDIR");
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[4096];
    bool mapped = false;
    bool right = true;

    while (maps && fgets(line, sizeof(line), maps)) {
        const char *path = strchr(line, '/');

        if (!path || !strstr(path, "/libvirt.so.0"))
            continue;
        mapped = true;
        if (folder && strncmp(path, folder, strlen(folder)) != 0)
            right = false;
    }
    if (maps)
        fclose(maps);
    check(mapped && right, "the library under test is used");
}

static void
test_version(void)
{
    unsigned long version = 0;
    unsigned long driver_version = 0;

    check(virInitialize() == 0, "virInitialize");
    check(virGetVersion(&version, NULL, NULL) == 0 && version >= 9000000, "virGetVersion");
    check(virGetVersion(&version, "TEST", &driver_version) == 0 && driver_version == version,
          "virGetVersion of a driver");
    if (getenv("VIRTUE_LIBDIR"))
        check(version == 12008000, "it is the version of the library under test");
}

static void
on_error(void *data, virErrorPtr error)
{
    int *calls = data;

    if (error->code == VIR_ERR_NO_CONNECT)
        (*calls)++;
}

static void
test_errors(void)
{
    int calls = 0;
    virErrorPtr saved;
    const virError *error;

    virSetErrorFunc(&calls, on_error);
    check(virConnectOpen("foo") == NULL, "a name that is no URI does not open");
    check(calls == 1, "the error function is called once");
    error = virGetLastError();
    check(error && error->code == VIR_ERR_NO_CONNECT && error->domain == VIR_FROM_NONE
              && error->level == VIR_ERR_ERROR && error->int1 == -1 && error->int2 == -1,
          "numbers of the last error");
    check(error && same(error->str1, "no connection driver available for %s")
              && same(error->str2, "URI 'foo' does not include a driver name") && !error->str3,
          "strings of the last error");
    saved = virSaveLastError();
    virResetLastError();
    check(virGetLastErrorCode() == VIR_ERR_OK, "the last error is reset");
    check(saved && same(saved->message, "no connection driver available for URI 'foo' does not "
                                        "include a driver name"),
          "a saved error survives");
    virFreeError(saved);
    check(virConnectClose(NULL) == -1 && virGetLastErrorCode() == VIR_ERR_INVALID_CONN,
          "closing nothing fails");
    check(virDomainGetName(NULL) == NULL && virGetLastErrorCode() == VIR_ERR_INVALID_DOMAIN
              && virGetLastErrorDomain() == VIR_FROM_DOM,
          "a domain that is none is found out");
    virSetErrorFunc(NULL, NULL);
}

static void
test_typed_params(void)
{
    virTypedParameterPtr params = NULL;
    int n = 0;
    int max = 0;
    unsigned long long number = 0;
    const char *text = NULL;
    int wrong;

    check(virTypedParamsAddULLong(&params, &n, &max, "big", 1ULL << 40) == 0
              && virTypedParamsAddString(&params, &n, &max, "name", "value") == 0
              && virTypedParamsAddFromString(&params, &n, &max, "small", VIR_TYPED_PARAM_INT, "-3")
                     == 0
              && n == 3,
          "typed parameters are added");
    check(virTypedParamsGetULLong(params, n, "big", &number) == 1 && number == 1ULL << 40,
          "a number is found");
    check(virTypedParamsGetString(params, n, "name", &text) == 1 && same(text, "value"),
          "a string is found");
    check(virTypedParamsGetInt(params, n, "absent", &wrong) == 0, "an absent name is not");
    check(virTypedParamsGetInt(params, n, "name", &wrong) == -1
              && virGetLastErrorCode() == VIR_ERR_INVALID_ARG,
          "a wrong type is an error");
    virTypedParamsFree(params, n);
}

typedef struct Seen {
    int timer;
    int ticks;
    int freed;
    char data[8];
} Seen;

static void
on_timeout(int timer, void *data)
{
    Seen *seen = data;

    if (++seen->ticks == 3)
        virEventRemoveTimeout(timer);
}

static void
on_readable(int watch, int fd, int events, void *data)
{
    Seen *seen = data;

    if (events & VIR_EVENT_HANDLE_READABLE && read(fd, seen->data, sizeof(seen->data) - 1) > 0)
        virEventRemoveHandle(watch);
}

static void
on_free(void *data)
{
    Seen *seen = data;

    seen->freed++;
}

static void
test_loop(void)
{
    Seen seen = { 0 };
    int pipes[2];

    check(virEventRegisterDefaultImpl() == 0, "the default event loop");
    seen.timer = virEventAddTimeout(10, on_timeout, &seen, on_free);
    check(seen.timer > 0, "a timeout is added");
    for (int i = 0; i < 200 && !seen.freed; i++)
        virEventRunDefaultImpl();
    check(seen.ticks == 3 && seen.freed == 1, "it fires until removed, and its data is freed once");
    if (pipe(pipes) < 0 || write(pipes[1], "data", 5) != 5)
        return;
    check(virEventAddHandle(pipes[0], VIR_EVENT_HANDLE_READABLE, on_readable, &seen, on_free) > 0,
          "a handle is added");
    /* Something to wake for, as freeing happens in a later round. */
    seen.timer = virEventAddTimeout(10, on_timeout, &seen, NULL);
    seen.ticks = 3;
    for (int i = 0; i < 200 && seen.freed < 2; i++)
        virEventRunDefaultImpl();
    check(same(seen.data, "data") && seen.freed == 2, "it reads, is removed, its data freed once");
    virEventRemoveTimeout(seen.timer);
    check(virEventRemoveHandle(9999) == -1, "an unknown handle is not removed");
}

int
main(void)
{
    test_library();
    test_version();
    test_errors();
    test_typed_params();
    test_loop();
    printf("1..%d\n", count);
    return failed != 0;
}

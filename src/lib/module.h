/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading parts that sit in files of their own: drivers, and what needs a library that not
 * everybody has. */
#ifndef VIRTUE_MODULE_H
#define VIRTUE_MODULE_H

#include <glib.h>
#include <stdbool.h>

typedef struct ModuleKind {
    const char *folder; /* below libvirt/ beside the library: "connection-driver" */
    const char *prefix; /* of the file's name: "libvirt_driver_" */
    const char *symbol; /* what each exports */
    /* Looked for beside the library too when LIBVIRT_DRIVER_DIR has none. */
    bool beside_too;
    /* Run once with the symbol, before anybody gets it; may be NULL. */
    bool (*start)(void *symbol, GError **error);
} ModuleKind;

/* Load PREFIXname.so from LIBVIRT_DRIVER_DIR, if that is set, else from beside the library.
 * Loading twice is no error, failing twice is the same one. A module that is not installed:
 * *symbol_out is NULL and there is no error. Not for the event loop. */
bool module_load(const ModuleKind *kind, const char *name, void **symbol_out, GError **error);

/* Those of folder "transport", which our own files alone use: looked for beside the library too
 * when LIBVIRT_DRIVER_DIR has none, since that is where tests put drivers. Not to be installed is
 * an error that says what needs it. */
void *module_load_transport(const char *name, const char *symbol, GError **error);

#endif

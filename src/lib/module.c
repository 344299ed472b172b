/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/module.h"

#include <dlfcn.h>
#include <unistd.h>

#include "base/err.h"
#include "base/thread.h"

#define ERR_DOMAIN VIR_FROM_NONE

typedef enum ModuleState {
    MODULE_LOADING,
    MODULE_READY,
    MODULE_MISSING,
    MODULE_FAILED,
} ModuleState;

typedef struct Module {
    ModuleState state;
    void *symbol;
    GError *error; /* of MODULE_FAILED */
} Module;

static Mutex modules_lock = MUTEX_INIT;
static Cond modules_changed = { PTHREAD_COND_INITIALIZER };
static GHashTable *modules; /* file -> Module; entries stay for ever */

/* A path that has the module; NULL if there is none. */
static char *
module_path(const ModuleKind *kind, const char *file)
{
    const char *folder = secure_getenv("LIBVIRT_DRIVER_DIR");
    g_autofree char *path = NULL;
    g_autofree char *library_folder = NULL;
    Dl_info info;

    if (folder && *folder) {
        path = g_build_filename(folder, file, NULL);
        if (access(path, F_OK) == 0)
            return g_steal_pointer(&path);
        if (!kind->beside_too)
            return NULL;
        g_clear_pointer(&path, g_free);
    }
    if (!dladdr((const void *)module_load, &info) || !info.dli_fname)
        return NULL;
    library_folder = g_path_get_dirname(info.dli_fname);
    path = g_build_filename(library_folder, "libvirt", kind->folder, file, NULL);
    return access(path, F_OK) == 0 ? g_steal_pointer(&path) : NULL;
}

static ModuleState
load(const ModuleKind *kind, const char *file, void **symbol_out, GError **error)
{
    g_autofree char *path = module_path(kind, file);
    void *library;

    if (!path)
        return MODULE_MISSING;
    /* Never unloaded: its threads, callbacks and thread-local data cannot be taken back. */
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library) {
        err_set(error, VIR_ERR_INTERNAL_ERROR, "Failed to load module '%s': %s", path, dlerror());
        return MODULE_FAILED;
    }
    *symbol_out = dlsym(library, kind->symbol);
    if (!*symbol_out) {
        err_set(error, VIR_ERR_INTERNAL_ERROR, "Failed to find symbol '%s' in module '%s': %s",
                kind->symbol, path, dlerror());
        return MODULE_FAILED;
    }
    if (kind->start && !kind->start(*symbol_out, error)) {
        err_context(error, "while starting module '%s'", path);
        return MODULE_FAILED;
    }
    return MODULE_READY;
}

/* The module of a file, loaded by this or another thread. No lock is held meanwhile, so that a
 * module may load another one. */
static Module *
module_get(const ModuleKind *kind, const char *file)
{
    GError *failure = NULL;
    void *symbol = NULL;
    ModuleState state;
    Module *module;

    mutex_lock(&modules_lock);
    if (!modules)
        modules = g_hash_table_new(g_str_hash, g_str_equal);
    module = g_hash_table_lookup(modules, file);
    if (module && module->state != MODULE_MISSING) {
        while (module->state == MODULE_LOADING)
            cond_wait(&modules_changed, &modules_lock);
        mutex_unlock(&modules_lock);
        return module;
    }
    /* One that was missing may have been installed since. */
    if (!module) {
        module = g_new0(Module, 1);
        g_hash_table_insert(modules, g_strdup(file), module);
    }
    module->state = MODULE_LOADING;
    mutex_unlock(&modules_lock);

    state = load(kind, file, &symbol, &failure);

    mutex_lock(&modules_lock);
    module->state = state;
    module->symbol = symbol;
    module->error = failure;
    cond_broadcast(&modules_changed);
    mutex_unlock(&modules_lock);
    return module;
}

bool
module_load(const ModuleKind *kind, const char *name, void **symbol_out, GError **error)
{
    g_autofree char *file = g_strdup_printf("%s%s.so", kind->prefix, name);
    Module *module = module_get(kind, file);
    MUTEX_GUARD(&modules_lock);

    if (module->state == MODULE_FAILED) {
        if (error)
            *error = g_error_copy(module->error);
        return false;
    }
    *symbol_out = module->state == MODULE_READY ? module->symbol : NULL;
    return true;
}

void *
module_load_transport(const char *name, const char *symbol, GError **error)
{
    const ModuleKind kind = {
        .folder = "transport", .prefix = "libvirt_transport_", .symbol = symbol, .beside_too = true
    };
    void *found;

    if (!module_load(&kind, name, &found, error))
        return NULL;
    if (!found)
        return err_set_null(error, VIR_ERR_CONFIG_UNSUPPORTED,
                            "libvirt_transport_%s.so is not installed", name);
    return found;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Drivers that are modules: where their files are, and loading each once. */
#include "lib/driver.h"

#include <dlfcn.h>
#include <unistd.h>

#include "base/err.h"

#define ERR_DOMAIN  VIR_FROM_NONE
#define INIT_SYMBOL "virtue_driver_init"

typedef enum ModuleState {
    MODULE_LOADING,
    MODULE_READY,
    MODULE_MISSING,
    MODULE_FAILED,
} ModuleState;

typedef struct Module {
    ModuleState state;
    GError *error; /* of MODULE_FAILED */
} Module;

static Mutex modules_lock = MUTEX_INIT;
static Cond modules_changed = { PTHREAD_COND_INITIALIZER };
static GHashTable *modules; /* name -> Module; entries stay for ever */

/* The module's path; NULL if the place of the library itself cannot be told. */
static char *
module_path(const char *name)
{
    const char *folder = secure_getenv("LIBVIRT_DRIVER_DIR");
    g_autofree char *file = g_strdup_printf("libvirt_driver_%s.so", name);
    g_autofree char *beside = NULL;
    Dl_info info;

    if (folder && *folder)
        return g_build_filename(folder, file, NULL);
    if (!dladdr((const void *)driver_load, &info) || !info.dli_fname)
        return NULL;
    beside = g_path_get_dirname(info.dli_fname);
    return g_build_filename(beside, "libvirt", "connection-driver", file, NULL);
}

static ModuleState
module_load(const char *name, GError **error)
{
    g_autofree char *path = module_path(name);
    DriverInit init;
    void *library;

    if (!path || access(path, F_OK) < 0)
        return MODULE_MISSING;
    /* Never unloaded: its threads, callbacks and thread-local data cannot be taken back. */
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library) {
        err_set(error, VIR_ERR_INTERNAL_ERROR, "Failed to load module '%s': %s", path, dlerror());
        return MODULE_FAILED;
    }
    *(void **)&init = dlsym(library, INIT_SYMBOL);
    if (!init) {
        err_set(error, VIR_ERR_INTERNAL_ERROR, "Failed to find symbol '%s' in module '%s': %s",
                INIT_SYMBOL, path, dlerror());
        return MODULE_FAILED;
    }
    if (!init(error)) {
        err_context(error, "while starting module '%s'", path);
        return MODULE_FAILED;
    }
    return MODULE_READY;
}

/* The module of that name, loaded by this or another thread. No lock is held meanwhile, so that a
 * module may load another one. */
static Module *
module_get(const char *name)
{
    GError *failure = NULL;
    ModuleState state;
    Module *module;

    mutex_lock(&modules_lock);
    if (!modules)
        modules = g_hash_table_new(g_str_hash, g_str_equal);
    module = g_hash_table_lookup(modules, name);
    if (module && module->state != MODULE_MISSING) {
        while (module->state == MODULE_LOADING)
            cond_wait(&modules_changed, &modules_lock);
        mutex_unlock(&modules_lock);
        return module;
    }
    /* One that was missing may have been installed since. */
    if (!module) {
        module = g_new0(Module, 1);
        g_hash_table_insert(modules, g_strdup(name), module);
    }
    module->state = MODULE_LOADING;
    mutex_unlock(&modules_lock);

    state = module_load(name, &failure);

    mutex_lock(&modules_lock);
    module->state = state;
    module->error = failure;
    cond_broadcast(&modules_changed);
    mutex_unlock(&modules_lock);
    return module;
}

bool
driver_load(const char *name, bool *found_out, GError **error)
{
    Module *module = module_get(name);
    MUTEX_GUARD(&modules_lock);

    if (module->state == MODULE_FAILED) {
        if (error)
            *error = g_error_copy(module->error);
        return false;
    }
    *found_out = module->state == MODULE_READY;
    return true;
}

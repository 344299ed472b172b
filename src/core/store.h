/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stored definitions: a file NAME.xml for each object of a kind, and a link for each that is
 * started with the daemon, in the places and forms that the original uses.
 *
 * A file is replaced as a whole: whoever comes after a crash finds the old text or the new one. Any
 * thread; two changes of the same name must not run at once, which the object's queue sees to. */
#ifndef VIRTUE_STORE_H
#define VIRTUE_STORE_H

#include <glib.h>
#include <stdbool.h>

typedef struct Store Store;

/* Folders are made when something is first written. command is what an operator would use to
 * change an object ("virsh edit"), which the files say. */
Store *store_new(const char *folder, const char *autostart_folder, const char *command);
void store_free(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_free)

bool store_save(Store *store, const char *name, const char *text, GError **error);
/* Under a new name, and no longer under the old one. */
bool store_rename(Store *store, const char *old_name, const char *name, const char *text,
                  GError **error);
/* Also its links. What is not there is no error. */
bool store_remove(Store *store, const char *name, GError **error);
bool store_set_autostart(Store *store, const char *name, bool is_autostart, GError **error);

/* Whether it is started with the daemon, always or only the next time. */
typedef enum StoreStarts {
    STORE_STARTS = 1 << 0,
    STORE_STARTS_ONCE = 1 << 1,
} StoreStarts;

bool store_set_starts(Store *store, const char *name, StoreStarts which, bool is_so,
                      GError **error);

/* Something else that is kept beside it, in NAME and that suffix: for the eyes of root alone. */
bool store_save_beside(Store *store, const char *name, const char *suffix, const char *text,
                       GError **error);
bool store_remove_beside(Store *store, const char *name, const char *suffix, GError **error);
/* The caller's; NULL without an error if there is nothing. */
char *store_load_beside(Store *store, const char *name, const char *suffix, GError **error);

/* Keep these and no others: texts by their names. Only what differs is written; what is gone is
 * removed after that, and the folder if nothing is left. */
bool store_keep_only(Store *store, GHashTable *texts, GError **error);

/* Takes one object in; false with an error if it cannot. starts: StoreStarts. */
typedef bool (*StoreTake)(const char *name, const char *text, unsigned int starts, void *opaque,
                          GError **error);

/* All that are there, in the order of their names; their number. What cannot be read or taken is
 * logged with the reason and stays where it is. Left-overs of interrupted writing are removed. */
unsigned int store_load(Store *store, StoreTake take, void *opaque);

#endif

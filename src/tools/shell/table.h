/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Columns of text, as wide as what they hold. */
#ifndef VIRTUE_SHELL_TABLE_H
#define VIRTUE_SHELL_TABLE_H

#include "tools/shell/shell.h"

typedef struct Table Table;

/* With the titles of its columns; ends with NULL. */
Table *table_new(const char *title, ...) G_GNUC_NULL_TERMINATED;
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

/* As many texts as there are titles, and NULL. What cannot be printed is shown as \xNN. */
void table_row(Table *table, const char *text, ...) G_GNUC_NULL_TERMINATED;
/* With titles and a line below them, unless the shell is quiet. */
void table_print(Shell *shell, const Table *table);

#endif

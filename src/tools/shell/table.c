/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/shell/table.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

typedef struct Cell {
    char *text;
    size_t width; /* columns of a terminal */
} Cell;

struct Table {
    unsigned int n_columns;
    GArray *cells; /* of Cell, row by row; the first row are the titles */
};

static void
clear_cell(void *cell)
{
    g_free(((Cell *)cell)->text);
}

char *
shell_printable(const char *text, size_t *width_out)
{
    GString *shown = g_string_new(NULL);
    size_t width = 0;
    mbstate_t state = { 0 };

    while (*text != '\0') {
        wchar_t c = 0;
        size_t n = mbrtowc(&c, text, strlen(text), &state);

        if (n == 0 || n > strlen(text)) { /* no character at all */
            memset(&state, 0, sizeof(state));
            n = 1;
            c = L'\0';
        }
        if (c != L'\0' && iswprint((wint_t)c)) {
            g_string_append_len(shown, text, (gssize)n);
            width += (size_t)MAX(wcwidth(c), 0);
        } else {
            for (size_t i = 0; i < n; i++)
                g_string_append_printf(shown, "\\x%02x", (unsigned char)text[i]);
            width += 4 * n;
        }
        text += n;
    }
    if (width_out)
        *width_out = width;
    return g_string_free(shown, FALSE);
}

static void
add_cell(Table *table, const char *text)
{
    Cell cell = { 0 };

    cell.text = shell_printable(text, &cell.width);
    g_array_append_val(table->cells, cell);
}

Table *
table_new(const char *title, ...)
{
    Table *table = g_new0(Table, 1);
    va_list args;

    table->cells = g_array_new(FALSE, FALSE, sizeof(Cell));
    g_array_set_clear_func(table->cells, clear_cell);
    va_start(args, title);
    for (const char *text = title; text; text = va_arg(args, const char *))
        add_cell(table, text);
    va_end(args);
    table->n_columns = table->cells->len;
    return table;
}

void
table_free(Table *table)
{
    if (!table)
        return;
    g_array_unref(table->cells);
    g_free(table);
}

void
table_row(Table *table, const char *text, ...)
{
    va_list args;

    va_start(args, text);
    for (unsigned int i = 0; i < table->n_columns; i++) {
        g_assert(text);
        add_cell(table, text);
        text = va_arg(args, const char *);
    }
    g_assert(!text);
    va_end(args);
}

static size_t
column_width(const Table *table, unsigned int column, unsigned int first)
{
    size_t width = 0;

    for (unsigned int i = first + column; i < table->cells->len; i += table->n_columns)
        width = MAX(width, g_array_index(table->cells, Cell, i).width);
    return width;
}

void
table_print(Shell *shell, const Table *table)
{
    unsigned int first = shell_is_quiet(shell) ? table->n_columns : 0;
    g_autofree size_t *widths = g_new(size_t, table->n_columns);
    g_autofree char *rule = NULL;
    size_t total = 0;

    for (unsigned int i = 0; i < table->n_columns; i++) {
        widths[i] = column_width(table, i, first);
        total += widths[i] + 3;
    }
    rule = g_strnfill(total, '-');
    for (unsigned int i = first; i < table->cells->len; i++) {
        const Cell *cell = &g_array_index(table->cells, Cell, i);
        unsigned int column = i % table->n_columns;

        if (column + 1 < table->n_columns)
            shell_print(shell, " %s%*s", cell->text, (int)(widths[column] - cell->width + 2), "");
        else
            shell_print(shell, " %s\n", cell->text);
        if (i + 1 == table->n_columns)
            shell_print(shell, "%s\n", rule);
    }
}

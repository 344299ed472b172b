/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Splits what a user types into commands of words.
 *
 * Blanks part words, ';' and new lines part commands, '#' where a word could begin hides the rest
 * of the line. '...' is taken as it stands, in "..." and outside of quotes a backslash takes what
 * follows as it is. */
#ifndef VIRTUE_SHELL_WORDS_H
#define VIRTUE_SHELL_WORDS_H

#include <glib.h>
#include <stdbool.h>

typedef enum WordState {
    WORD_FOUND,
    WORD_END_OF_COMMAND,
    WORD_END,
    WORD_WRONG,
} WordState;

typedef struct WordReader {
    const char *position;
    bool is_partial;   /* an unfinished word is a word: somebody is still typing */
    const char *start; /* of the word that was found last */
    const char *error; /* of WORD_WRONG */
} WordReader;

/* The next word into the string, which is emptied first. */
WordState word_next(WordReader *reader, GString *word);

#endif

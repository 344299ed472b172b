/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of public message forms, generated from the API description into err-forms.c. */
#ifndef VIRTUE_ERR_PRIV_H
#define VIRTUE_ERR_PRIV_H

/* The forms of one code. Both NULL: no such code. with NULL: the detail is not shown; otherwise
 * it holds "%s" exactly once and no other conversion. */
typedef struct ErrForm {
    const char *without;
    const char *with;
} ErrForm;

/* Indexed by virErrorNumber. */
extern const ErrForm err_forms[];
extern const unsigned int err_forms_count;

#endif

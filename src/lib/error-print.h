/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is said of an error where no application listens. */
#ifndef VIRTUE_ERROR_PRINT_H
#define VIRTUE_ERROR_PRINT_H

#include <glib.h>
#include <libvirt/virterror.h>

/* One line on stderr; nothing for NULL and VIR_ERR_OK. */
void error_print(const virError *error);

/* One record in the log, with causes. */
void error_log(const GError *error);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/admin/admin.h"

/* What is not here answers that no connection is open. */
const DispatchHandler admin_handlers[OP_COUNT] = { 0 };

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What both directions of the engine share. */
#ifndef VIRTUE_XDR_PRIV_H
#define VIRTUE_XDR_PRIV_H

#include "rpc/xdr.h"

#define PARAM_NAME_MAX (VIR_TYPED_PARAM_FIELD_LENGTH - 1)

static inline size_t
xdr_padded(size_t n)
{
    return (n + 3) & ~(size_t)3;
}

/* The longest string that a field takes. The maximum of a list counts its elements. */
static inline uint32_t
xdr_string_max(const ShapeField *field)
{
    return field->count == SHAPE_ONE && field->max < XDR_STRING_MAX ? field->max : XDR_STRING_MAX;
}

#endif

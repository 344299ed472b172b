/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/number.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_NONE

static bool parse_magnitude(const char *text, int base, bool *is_negative_out,
                            uint64_t *magnitude_out);

bool
number_u64_in(const char *text, int base, uint64_t min, uint64_t max, const char *what,
              uint64_t *value_out, GError **error)
{
    bool is_negative;
    uint64_t value;

    if (!parse_magnitude(text, base, &is_negative, &value) || is_negative || value < min ||
        value > max)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "%s '%s' is not a number of base %d from %" PRIu64 " to %" PRIu64, what,
                       text ? text : "", base, min, max);
    *value_out = value;
    return true;
}

bool
number_i64_in(const char *text, int base, int64_t min, int64_t max, const char *what,
              int64_t *value_out, GError **error)
{
    bool is_negative;
    uint64_t magnitude;
    int64_t value;

    if (!parse_magnitude(text, base, &is_negative, &magnitude) ||
        magnitude > (uint64_t)INT64_MAX + is_negative)
        goto refused;
    value = (int64_t)(is_negative ? 0 - magnitude : magnitude);
    if (value < min || value > max)
        goto refused;
    *value_out = value;
    return true;

refused:
    return err_set(error, VIR_ERR_INVALID_ARG,
                   "%s '%s' is not a number of base %d from %" PRId64 " to %" PRId64, what,
                   text ? text : "", base, min, max);
}

bool
number_int(const char *text, int base, const char *what, int *value_out, GError **error)
{
    int64_t value = 0;

    if (!number_i64_in(text, base, INT_MIN, INT_MAX, what, &value, error))
        return false;
    *value_out = (int)value;
    return true;
}

bool
number_uint(const char *text, int base, const char *what, unsigned int *value_out, GError **error)
{
    uint64_t value = 0;

    if (!number_u64_in(text, base, 0, UINT_MAX, what, &value, error))
        return false;
    *value_out = (unsigned int)value;
    return true;
}

bool
number_i64(const char *text, int base, const char *what, int64_t *value_out, GError **error)
{
    return number_i64_in(text, base, INT64_MIN, INT64_MAX, what, value_out, error);
}

bool
number_u64(const char *text, int base, const char *what, uint64_t *value_out, GError **error)
{
    return number_u64_in(text, base, 0, UINT64_MAX, what, value_out, error);
}

bool
number_double(const char *text, const char *what, double *value_out, GError **error)
{
    char *end = NULL;
    double value = text ? g_ascii_strtod(text, &end) : 0;

    if (!text || end == text || *end != '\0' || !isfinite(value))
        return err_set(error, VIR_ERR_INVALID_ARG, "%s '%s' is not a decimal number", what,
                       text ? text : "");
    *value_out = value;
    return true;
}

bool
number_scan(const char **text, int base, uint64_t *value_out)
{
    const char *at = *text;
    uint64_t value = 0;

    for (;; at++) {
        int digit = g_ascii_isdigit(*at)   ? *at - '0'
                    : g_ascii_isalpha(*at) ? g_ascii_tolower(*at) - 'a' + 10
                                           : base;

        if (digit >= base)
            break;
        if (__builtin_mul_overflow(value, (uint64_t)base, &value) ||
            __builtin_add_overflow(value, (uint64_t)digit, &value))
            return false;
    }
    if (at == *text)
        return false;
    *text = at;
    *value_out = value;
    return true;
}

/* Moves *text behind the number only. */
static bool
scan_magnitude(const char **text, int base, bool *is_negative_out, uint64_t *magnitude_out)
{
    const char *at = *text;

    while (g_ascii_isspace(*at))
        at++;
    *is_negative_out = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    if (base == 16 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X') && g_ascii_isxdigit(at[2]))
        at += 2;
    if (!number_scan(&at, base, magnitude_out))
        return false;
    *text = at;
    return true;
}

static bool
parse_magnitude(const char *text, int base, bool *is_negative_out, uint64_t *magnitude_out)
{
    return text && scan_magnitude(&text, base, is_negative_out, magnitude_out) && *text == '\0';
}

/* Bytes per unit; 0 if the suffix is unknown. */
static uint64_t
suffix_scale(const char *suffix)
{
    static const char powers[] = "kmgtpe";
    uint64_t step;
    uint64_t scale = 1;
    const char *power;

    if (!g_ascii_strcasecmp(suffix, "b") || !g_ascii_strcasecmp(suffix, "byte") ||
        !g_ascii_strcasecmp(suffix, "bytes"))
        return 1;
    power = strchr(powers, g_ascii_tolower(*suffix));
    if (*suffix == '\0' || !power)
        return 0;
    if (suffix[1] == '\0' || !g_ascii_strcasecmp(suffix + 1, "ib"))
        step = 1024;
    else if (!g_ascii_strcasecmp(suffix + 1, "b"))
        step = 1000;
    else
        return 0;
    for (const char *at = powers; at <= power; at++)
        scale *= step;
    return scale;
}

bool
size_scale(uint64_t count, const char *suffix, uint64_t default_scale, uint64_t limit,
           uint64_t *bytes_out, GError **error)
{
    uint64_t scale = suffix && *suffix ? suffix_scale(suffix) : default_scale;
    uint64_t bytes;

    if (scale == 0)
        return err_set(error, VIR_ERR_INVALID_ARG, "unknown suffix '%s'", suffix ? suffix : "");
    if (__builtin_mul_overflow(count, scale, &bytes) || bytes > limit)
        return err_set(error, VIR_ERR_OVERFLOW, "value too large: %" PRIu64 "%s", count,
                       suffix ? suffix : "");
    *bytes_out = bytes;
    return true;
}

bool
size_parse(const char *text, uint64_t default_scale, uint64_t limit, const char *what,
           uint64_t *bytes_out, GError **error)
{
    const char *suffix = text;
    bool is_negative;
    uint64_t count;

    if (!text || !scan_magnitude(&suffix, 10, &is_negative, &count) || is_negative)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "%s '%s' is not a size: a decimal number of 64 bits, then nothing or a "
                       "unit such as KiB or GB",
                       what, text ? text : "");
    return size_scale(count, suffix, default_scale, limit, bytes_out, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What went wrong.
 *
 * Generated from api/virterror.api: change that. */

#ifndef VIRTERROR_H
#define VIRTERROR_H

#include <sys/types.h>

#ifndef VIR_DEPRECATED
# if __GNUC__ > 3 || (__GNUC__ == 3 && __GNUC_MINOR__ >= 1)
#  define VIR_DEPRECATED __attribute__((__deprecated__))
# else
#  define VIR_DEPRECATED
# endif
#endif

#if !defined(WIN32) || defined(LIBVIRT_STATIC)
# define VIR_EXPORT_VAR extern
#elif defined(IN_LIBVIRT)
# define VIR_EXPORT_VAR __declspec(dllexport) extern
#else
# define VIR_EXPORT_VAR __declspec(dllimport) extern
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Codes. Since 0.1.0. */
typedef enum {
    VIR_ERR_OK = 0, /* nothing went wrong */
    VIR_ERR_INVALID_CONN = 1, /* not a connection */
    VIR_ERR_INVALID_DOMAIN = 2, /* not a domain */
    VIR_ERR_INVALID_ARG = 3, /* an argument will not do */
    VIR_ERR_OPERATION_DENIED = 4, /* read-only */
    VIR_ERR_ACCESS_DENIED = 5, /* no permission */
    VIR_ERR_NO_SUPPORT = 6 /* the driver has it not */
#ifdef VIR_ENUM_SENTINELS
    ,
    VIR_ERR_NUMBER_LAST = 7
#endif
} virErrorNumber;

/* Where it went wrong. Since 0.1.0. */
typedef enum {
    VIR_FROM_NONE = 0, /* nowhere */
    VIR_FROM_DOM = 1 /* in a guest */
} virErrorDomain;

#ifdef __cplusplus
}
#endif

#endif /* VIRTERROR_H */

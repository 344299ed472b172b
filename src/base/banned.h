/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that have a safer counterpart do not compile. Force-included by the build; system
 * headers that mention them are read first so that only our own uses are poisoned. */
#ifndef VIRTUE_BANNED_H
#define VIRTUE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <pthread.h>
#include <netdb.h>
#include <glib.h>

#pragma GCC poison sprintf vsprintf gets strcpy strcat strncpy strncat strtok
#pragma GCC poison atoi atol atoll atof                 /* number.h */
#pragma GCC poison gethostbyname gethostbyname_r        /* getaddrinfo */
#pragma GCC poison localtime gmtime ctime asctime       /* the _r forms */
#pragma GCC poison tmpnam tempnam mktemp                /* file.h */
#pragma GCC poison system popen                         /* spawn.h */

#endif

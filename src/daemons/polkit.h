/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions to the polkit daemon on the system bus. GIO is in a module, loaded when polkit is first
 * asked. */
#ifndef VIRTUE_POLKIT_H
#define VIRTUE_POLKIT_H

#include "core/access.h"

/* A process that wants something. */
typedef struct PolkitSubject {
    uint32_t pid;
    uint64_t start_time;
    int32_t uid;
} PolkitSubject;

typedef enum PolkitAnswer {
    POLKIT_GRANTED,
    POLKIT_DENIED,
    POLKIT_CANCELLED, /* by the person who was asked */
    POLKIT_NO_AGENT,  /* a person would have to be asked, and there is no way to */
    POLKIT_FAILED,    /* *error is set */
} PolkitAnswer;

/* The process that an identity (of virTypedParameter) is of; action is for the error. */
bool polkit_subject(const GPtrArray *identity, const char *action, PolkitSubject *subject_out,
                    GError **error);

/* Ask; waits. details are of type a{ss}, NULL for none; may_interact lets a person be asked, which
 * takes its time. */
PolkitAnswer polkit_ask(const PolkitSubject *subject, const char *action, GVariant *details,
                        bool may_interact, GError **error);

typedef struct PolkitModule {
    PolkitAnswer (*ask)(const PolkitSubject *subject, const char *action, GVariant *details,
                        bool may_interact, GError **error);
    bool (*subject)(const GPtrArray *identity, const char *action, PolkitSubject *subject_out,
                    GError **error);
    const AccessDriver *access;
} PolkitModule;

/* Not on the event loop. */
const PolkitModule *polkit_module(GError **error);

#endif

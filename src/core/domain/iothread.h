/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The IO threads of a definition: those of its list, otherwise 1 to the number that it says. */
#ifndef VIRTUE_CORE_DOMAIN_IOTHREAD_H
#define VIRTUE_CORE_DOMAIN_IOTHREAD_H

#include <stdbool.h>

#include "core/domain/edit.h"

unsigned int iothread_count(const IOThreads *threads);
/* i is below the count. */
unsigned int iothread_id_at(const IOThreads *threads, unsigned int i);
bool iothread_exists(const IOThreads *threads, unsigned int id);
/* So that each can be spoken of. */
void iothread_list_all(DomainEdit *edit);

#endif

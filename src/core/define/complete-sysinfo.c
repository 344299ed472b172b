/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What firmware tells the guest about the machine. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/uuid.h"
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* The guest must not have two UUIDs; it is written as ours are. */
static bool
complete_uuid(Define *define, SysinfoSystem *machine, GError **error)
{
    uint8_t uuid[UUID_SIZE];
    char text[UUID_STRING_SIZE];

    if (!machine->uuid)
        return true;
    if (!uuid_parse(machine->uuid, uuid, NULL))
        return err_set(error, VIR_ERR_XML_DETAIL, "malformed <sysinfo> uuid element");
    if (define->domain->from.uuid == XML_DEFINED)
        memcpy(define->domain->uuid, uuid, UUID_SIZE); /* made up before this one was read */
    else if (!uuid_equal(uuid, define->domain->uuid))
        return err_set(error, VIR_ERR_XML_DETAIL, "UUID mismatch between <uuid> and <sysinfo>");
    uuid_format(uuid, text);
    if (strcmp(text, machine->uuid) != 0)
        machine->uuid = arena_strdup(define->arena, text);
    return true;
}

static bool
is_number(const char *text, uint64_t min, uint64_t max)
{
    uint64_t number;

    return number_u64_in(text, 10, min, max, "date", &number, NULL);
}

/* Month, day, and a year of two or four digits. */
static bool
check_date(const char *date, GError **error)
{
    g_auto(GStrv) parts = date ? g_strsplit(date, "/", 0) : NULL;

    if (!date)
        return true;
    if (g_strv_length(parts) == 3 && is_number(parts[0], 1, 12) && is_number(parts[1], 1, 31) &&
        (is_number(parts[2], 0, 99) || is_number(parts[2], 1900, 9999)))
        return true;
    return err_set(error, VIR_ERR_XML_DETAIL, "Invalid BIOS 'date' format");
}

static bool
complete_fwcfg(Sysinfo *sysinfo, GError **error)
{
    for (unsigned int i = 0; i < sysinfo->fwcfgs.n; i++) {
        FwCfg *entry = sysinfo->fwcfgs.items[i];

        if (!entry->file && (!entry->value || entry->value[0] == '\0'))
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Firmware entry must have either value or 'file' attribute");
        if (entry->file)
            XML_UNSET(entry, value);
    }
    return true;
}

bool
complete_sysinfo(Define *define, GError **error)
{
    Domain *domain = define->domain;

    for (unsigned int i = 0; i < domain->sysinfos.n; i++) {
        Sysinfo *sysinfo = domain->sysinfos.items[i];

        if (!check_date(sysinfo->bios.date, error) ||
            !complete_uuid(define, &sysinfo->machine, error) || !complete_fwcfg(sysinfo, error))
            return false;
    }
    return true;
}

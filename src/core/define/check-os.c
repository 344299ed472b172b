/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with firmware, ACPI tables and the start of a container. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
is_enabled(const Os *os, FirmwareFeatureName name, YesNo enabled)
{
    for (unsigned int i = 0; i < os->features.n; i++)
        if (os->features.items[i]->name == name && os->features.items[i]->enabled == enabled)
            return true;
    return false;
}

static bool
refuse_selected(const char *element, const char *attribute, GError **error)
{
    return err_set(error, VIR_ERR_XML_DETAIL,
                   "%s attribute '%s' cannot be specified when firmware autoselection is enabled",
                   element, attribute);
}

/* What the description of the chosen firmware says must not be said again. */
static bool
check_selection(const Os *os, GError **error)
{
    if (os->loader.from.readonly == XML_GIVEN)
        return refuse_selected("loader", "readonly", error);
    /* What is at a path has a type, said or not. */
    if (os->loader.from.type == XML_GIVEN || os->loader.path)
        return refuse_selected("loader", "type", error);
    if (os->loader.secure == YES_NO_NO) /* yes is a feature that the firmware must have */
        return refuse_selected("loader", "secure", error);
    if (os->nvram.template)
        return refuse_selected("nvram", "template", error);
    if (os->firmware != FIRMWARE_EFI && os->nvram.head.origin != XML_ABSENT)
        return err_set(error, VIR_ERR_XML_DETAIL, "firmware type '%s' does not support nvram",
                       define_text(XML_ENUM_FIRMWARE, os->firmware));
    return true;
}

/* Whether there are variables, if the loader says it. */
static bool
check_stateless(const Os *os, GError **error)
{
    if (os->loader.stateless == YES_NO_YES && os->nvram.template)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "NVRAM template is not permitted when loader is stateless");
    if (os->loader.stateless == YES_NO_YES && os->nvram.head.origin != XML_ABSENT)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "NVRAM is not permitted when loader is stateless");
    if (os->loader.stateless != YES_NO_NO)
        return true;
    if (os->firmware != FIRMWARE_UNSET)
        return os->firmware == FIRMWARE_EFI ||
               err_set(error, VIR_ERR_XML_DETAIL, "Only EFI firmware permits NVRAM");
    return os->loader.type == LOADER_TYPE_PFLASH ||
           err_set(error, VIR_ERR_XML_DETAIL, "Only pflash loader type permits NVRAM");
}

/* Keys are of no use to firmware that does not look at them. */
bool
check_firmware_features(Define *define, GError **error)
{
    const Os *os = &define->domain->os;

    if (is_enabled(os, FIRMWARE_FEATURE_NAME_ENROLLED_KEYS, YES_NO_YES) &&
        is_enabled(os, FIRMWARE_FEATURE_NAME_SECURE_BOOT, YES_NO_NO))
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "firmware feature 'enrolled-keys' cannot be enabled when firmware feature "
                       "'secure-boot' is disabled");
    return true;
}

bool
check_firmware(const Os *os, GError **error)
{
    bool has_nvram = os->nvram.head.origin != XML_ABSENT;

    if (os->firmware == FIRMWARE_UNSET && os->features.n > 0)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "cannot use feature-based firmware autoselection when firmware "
                       "autoselection is disabled");
    if (os->firmware == FIRMWARE_UNSET && !os->loader.path &&
        (os->loader.head.origin != XML_ABSENT || has_nvram))
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "no loader path specified and firmware auto selection disabled");
    if (os->firmware != FIRMWARE_UNSET && !check_selection(os, error))
        return false;
    return check_stateless(os, error);
}

/* An element that is there and says nothing. */
static bool
is_empty(const char *text)
{
    return !text || !*text;
}

/* What a container's first program is given; other guests forget it. */
static bool
check_init(const Os *os, GError **error)
{
    if (os->type != OS_TYPE_EXE)
        return true;
    for (unsigned int i = 0; i < os->initargs.n; i++)
        if (is_empty(os->initargs.items[i]))
            return err_set(error, VIR_ERR_XML_ERROR, "No data supplied for <initarg> element");
    for (unsigned int i = 0; i < os->initenvs.n; i++)
        if (is_empty(os->initenvs.items[i]->value))
            return err_set(error, VIR_ERR_XML_ERROR,
                           "No value supplied for <initenv name='%s'> element",
                           os->initenvs.items[i]->name);
    return true;
}

bool
check_os_document(const Os *os, GError **error)
{
    const StorageSource *nvram = &os->nvram.src;

    if (!check_init(os, error))
        return false;
    if (nvram->from.type == XML_GIVEN && nvram->type != STORAGE_KIND_NETWORK && !nvram->path)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "<nvram> with 'type' needs a <source>");
    if (os->acpi_tables.n > 1)
        return err_set(error, VIR_ERR_XML_ERROR, "Only one acpi table is supported");
    return true;
}

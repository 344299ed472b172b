/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network filters: their chain and its place among others, and what is passed over. */
#include <string.h>

#include "core/define/define-priv.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_NWFILTER

#define MAX_CHAIN_NAME 12
#define MAX_PRIORITY   1000
#define NAME_CHARS     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
#define CHAIN_CHARS    NAME_CHARS ".:-"
#define VALUE_CHARS    NAME_CHARS ".:"

/* stp has no priority of its own in the original. */
static const struct {
    const char *prefix;
    int priority;
} chains[] = {
    { "mac", -800 },  { "vlan", -750 }, { "stp", 0 },     { "arp", -500 },
    { "rarp", -400 }, { "ipv4", -700 }, { "ipv6", -600 },
};

static bool
define_chain(Filter *filter, GError **error)
{
    const char *chain = filter->chain;

    if (chain == NULL || *chain == '\0') {
        XML_SET(filter, chain, "root", XML_DEFINED);
        return true;
    }
    if (strlen(chain) > MAX_CHAIN_NAME)
        return err_set(error, VIR_ERR_INVALID_ARG, "Name of chain is longer than %u characters",
                       MAX_CHAIN_NAME);
    if (chain[strspn(chain, CHAIN_CHARS)] != '\0')
        return err_set(error, VIR_ERR_INVALID_ARG, "Chain name contains invalid characters");
    if (strcmp(chain, "root") == 0)
        return true;
    for (unsigned int i = 0; i < G_N_ELEMENTS(chains); i++) {
        if (!g_str_has_prefix(chain, chains[i].prefix))
            continue;
        XML_SET_IF_ABSENT(filter, priority, chains[i].priority, XML_DEFINED);
        return true;
    }
    return err_set(error, VIR_ERR_INVALID_ARG,
                   "Invalid chain name '%s'. Please use a chain name called 'root' or any of the "
                   "following prefixes: mac, vlan, stp, arp, rarp, ipv4, ipv6",
                   chain);
}

bool
filter_parameter_counts(const FilterParameter *parameter)
{
    const char *name = parameter->name, *value = parameter->value;

    return name != NULL && value != NULL && *value != '\0' &&
           name[strspn(name, NAME_CHARS)] == '\0' && value[strspn(value, VALUE_CHARS)] == '\0';
}

static void
keep_parameters(FilterReference *reference)
{
    unsigned int i = 0;

    while (i < reference->params.n)
        if (filter_parameter_counts(reference->params.items[i]))
            i++;
        else
            list_remove(&reference->params, i);
}

bool
nwfilter_define(Definition *def, const DefineEnv *env, GError **error)
{
    Filter *filter = def->root;

    if (*filter->name == '\0')
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "filter has no name");
    if (filter->from.priority != XML_ABSENT &&
        (filter->priority < -MAX_PRIORITY || filter->priority > MAX_PRIORITY))
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "Priority '%d' is outside valid range of [%d,%d]", filter->priority,
                       -MAX_PRIORITY, MAX_PRIORITY);
    if (!define_chain(filter, error))
        return false;
    if (filter->from.uuid == XML_ABSENT) {
        define_uuid(env, filter->uuid);
        filter->from.uuid = XML_DEFINED;
    }
    for (unsigned int i = 0; i < filter->entries.n; i++) {
        const XmlVariant *entry = &filter->entries.items[i];

        if (entry->kind == FILTER_FILTERREF)
            keep_parameters(entry->object);
    }
    return true;
}

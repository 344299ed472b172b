/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security labels: of the domain, and of the sources of devices where they are to differ. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
is_model(const char *model, const char *name)
{
    return model && strcmp(model, name) == 0;
}

static bool
complete_label(SecLabel *label, GError **error)
{
    if (is_model(label->model, "none"))
        XML_SET(label, type, SEC_LABEL_TYPE_NONE, XML_DEFINED);
    if (label->type == SEC_LABEL_TYPE_DYNAMIC && label->relabel == YES_NO_NO)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "dynamic label type must use resource relabeling");
    if (label->type == SEC_LABEL_TYPE_NONE && label->relabel == YES_NO_YES)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "resource relabeling is not compatible with 'none' label type");
    if (label->type == SEC_LABEL_TYPE_STATIC && !label->label)
        return err_set(error, VIR_ERR_XML_ERROR, "security label is missing");
    if (label->type == SEC_LABEL_TYPE_NONE) {
        XML_UNSET(label, relabel);
        XML_UNSET(label, label);
        XML_UNSET(label, baselabel);
        return true;
    }
    XML_SET_IF_ABSENT(label, relabel,
                      label->type == SEC_LABEL_TYPE_DYNAMIC ? YES_NO_YES : YES_NO_NO, XML_DEFINED);
    if (label->type == SEC_LABEL_TYPE_DYNAMIC)
        XML_UNSET(label, label); /* made up at every start */
    else
        XML_UNSET(label, baselabel);
    return true;
}

static bool
check_models(const Domain *domain, GError **error)
{
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; domain->seclabels.n > 1 && i < domain->seclabels.n; i++) {
        const char *model = domain->seclabels.items[i]->model;

        if (!model)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "missing security model when using multiple labels");
        if (seen_before(seen, &(SeenKey){ .texts = { model } }, model))
            return err_set(error, VIR_ERR_XML_DETAIL, "seclabel for model %s is already provided",
                           model);
    }
    return true;
}

/* Where labels without a model are those of the host, they have to be of some type. */
static bool
check_alone(const Define *define, const SecLabel *label, unsigned int n_left, GError **error)
{
    if (define->env->security_model && !label->model && n_left == 1)
        return err_set(error, VIR_ERR_XML_ERROR, "missing security model in domain seclabel");
    return true;
}

/* The only label is of the host's model, unless it says more than any model can know. */
static bool
complete_model(Define *define, GError **error)
{
    Domain *domain = define->domain;
    const char *model = define->env->security_model;
    SecLabel *label = domain->seclabels.n == 1 ? domain->seclabels.items[0] : NULL;

    if (!model || !label || label->model)
        return true;
    if (label->type == SEC_LABEL_TYPE_STATIC || label->baselabel)
        return err_set(error, VIR_ERR_XML_ERROR, "missing security model in domain seclabel");
    XML_SET(label, model, model, XML_DEFINED);
    if (is_model(model, "none")) {
        XML_SET(label, type, SEC_LABEL_TYPE_NONE, XML_DEFINED);
        XML_UNSET(label, relabel);
    }
    return true;
}

bool
complete_security(Define *define, GError **error)
{
    Domain *domain = define->domain;
    unsigned int n_kept = 0;

    for (unsigned int i = 0; i < domain->seclabels.n; i++) {
        SecLabel *label = domain->seclabels.items[i];

        /* One without a type says nothing. */
        if (label->type == SEC_LABEL_TYPE_UNSET && !is_model(label->model, "none")) {
            if (!check_alone(define, label, n_kept + domain->seclabels.n - i, error))
                return false;
            continue;
        }
        if (!complete_label(label, error))
            return false;
        domain->seclabels.items[n_kept++] = label;
    }
    domain->seclabels.n = n_kept;
    return complete_model(define, error) && check_models(domain, error);
}

static const SecLabel *
find_label(Define *define, const char *model)
{
    const Domain *domain = define->domain;

    if (!define->labels) {
        define->labels = seen_in(define->arena);
        for (unsigned int i = 0; i < domain->seclabels.n; i++) {
            const SecLabel *label = domain->seclabels.items[i];

            seen_before(define->labels, &(SeenKey){ .texts = { label->model } }, label);
        }
    }
    return model ? seen_find(define->labels, &(SeenKey){ .texts = { model } }) : NULL;
}

typedef struct Labels {
    unsigned int n;
    DeviceSecLabel **items;
} Labels;

bool
read_source_labels(void *list, GError **error)
{
    const Labels *labels = list;
    g_autoptr(Seen) seen = labels->n > 1 ? seen_new() : NULL;

    for (unsigned int i = 0; i < labels->n; i++) {
        DeviceSecLabel *label = labels->items[i];

        if (seen && seen_before(seen, &(SeenKey){ .texts = { label->model } }, label))
            return err_set(error, VIR_ERR_XML_DETAIL, "seclabel for model %s is already provided",
                           label->model ? label->model : "(null)");
        if (label->label && label->relabel == YES_NO_NO)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Cannot specify a label if relabelling is turned off. model=%s",
                           label->model ? label->model : "(null)");
    }
    return true;
}

bool
settle_source_labels(Define *define, void *list, GError **error)
{
    Labels *labels = list;
    unsigned int n_kept = 0;

    for (unsigned int i = 0; i < labels->n; i++) {
        DeviceSecLabel *label = labels->items[i];
        const SecLabel *of_domain = find_label(define, label->model);

        if (of_domain && of_domain->relabel == YES_NO_NO)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "label overrides require relabeling to be enabled at the domain level");
        /* To relabel is what happens anyway. */
        if (label->label)
            XML_SET_IF_ABSENT(label, relabel, YES_NO_YES, XML_DEFINED);
        if (label->label || label->relabel == YES_NO_NO)
            labels->items[n_kept++] = label;
    }
    labels->n = n_kept;
    return true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events that methods of this room cause, beside those of the domain's life. */
#include "core/domain/domain-priv.h"

/* Names the domain in the message, sends it, and frees what it holds. */
#define SEND(dom_, id, message_, ref)                                                              \
    G_STMT_START                                                                                   \
    {                                                                                              \
        const EventType *type_ = event_type_of(OBJECT_DOMAIN, (id));                               \
                                                                                                   \
        obj_fill_ref(&(dom_)->obj, (ref));                                                         \
        event_hub_emit((dom_)->host->events, type_, (message_));                                   \
        shape_clear(type_->message, (message_));                                                   \
    }                                                                                              \
    G_STMT_END

void
domain_emit_tunable(DomainObj *dom, ParamList *params)
{
    DomainEventCallbackTunableMsg message = { 0 };

    if (!dom->host->type->domains->tells_tuning)
        return;
    param_list_move(params, (List *)&message.params);
    SEND(dom, VIR_DOMAIN_EVENT_ID_TUNABLE, &message, &message.dom);
}

void
domain_emit_metadata(DomainObj *dom, int type, const char *uri)
{
    DomainEventCallbackMetadataChangeMsg message = { .type = type, .nsuri = g_strdup(uri) };

    SEND(dom, VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, &message, &message.dom);
}

void
domain_emit_balloon(DomainObj *dom, uint64_t actual_kib)
{
    DomainEventCallbackBalloonChangeMsg message = { .msg.actual = actual_kib };

    SEND(dom, VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, &message, &message.msg.dom);
}

void
domain_emit_block_job(DomainObj *dom, const char *path, const char *disk, int type, int status)
{
    DomainEventCallbackBlockJobMsg old = {
        .msg = { .path = g_strdup(path ? path : ""), .type = type, .status = status }
    };
    DomainEventBlockJob2Msg message = { .dst = g_strdup(disk), .type = type, .status = status };

    SEND(dom, VIR_DOMAIN_EVENT_ID_BLOCK_JOB, &old, &old.msg.dom);
    SEND(dom, VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, &message, &message.dom);
}

void
domain_emit_job_completed(DomainObj *dom, virTypedParameter *params, unsigned int n_params)
{
    DomainEventCallbackJobCompletedMsg message = { .params = { n_params, params } };

    SEND(dom, VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, &message, &message.dom);
}

void
domain_emit_threshold(DomainObj *dom, const char *dev, const char *path, uint64_t threshold,
                      uint64_t excess)
{
    DomainEventBlockThresholdMsg message = { .dev = g_strdup(dev),
                                             .path = g_strdup(path),
                                             .threshold = threshold,
                                             .excess = excess };

    SEND(dom, VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD, &message, &message.dom);
}

void
domain_emit_pm(DomainObj *dom, int event_id)
{
    if (event_id == VIR_DOMAIN_EVENT_ID_PMWAKEUP) {
        DomainEventCallbackPmwakeupMsg message = { 0 };

        SEND(dom, event_id, &message, &message.msg.dom);
    } else if (event_id == VIR_DOMAIN_EVENT_ID_PMSUSPEND) {
        DomainEventCallbackPmsuspendMsg message = { 0 };

        SEND(dom, event_id, &message, &message.msg.dom);
    } else {
        DomainEventCallbackPmsuspendDiskMsg message = { 0 };

        SEND(dom, event_id, &message, &message.msg.dom);
    }
}

void
domain_emit_device(DomainObj *dom, int event_id, const char *alias)
{
    if (event_id == VIR_DOMAIN_EVENT_ID_DEVICE_ADDED) {
        DomainEventCallbackDeviceAddedMsg message = { .devAlias = g_strdup(alias) };

        SEND(dom, VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, &message, &message.dom);
    } else {
        DomainEventCallbackDeviceRemovedMsg message = { .msg = { .devAlias = g_strdup(alias) } };

        SEND(dom, VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, &message, &message.msg.dom);
    }
}

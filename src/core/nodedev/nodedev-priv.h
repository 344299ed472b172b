/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The methods, by the file that has them. */
#ifndef VIRTUE_CORE_NODEDEV_PRIV_H
#define VIRTUE_CORE_NODEDEV_PRIV_H

#include "base/err.h"
#include "core/nodedev/nodedev.h"

/* nodedev.c: read a device that is yet to be made: what its document calls it does not count. */
Definition *nodedev_read_new(const char *xml, unsigned int xml_flags, GError **error);

/* cap.c: what devices are, and can do. */
typedef struct CapTraits {
    const char *word;                /* in lists; of a NodeCapType if it is one's */
    uint32_t flag;                   /* virConnectListAllNodeDeviceFlags */
    NodeCapType type;                /* those of this type have it, */
    bool (*has)(const NodeCap *cap); /* if they can do this; NULL: all */
} CapTraits;

/* Whether it has what one of the flags names. */
bool nodedev_passes(DefinedObj *obj, uint32_t flags);
/* Those that the driver tells; the array ends with NULL, g_free(). */
const char **nodedev_caps(NodeDeviceObj *dev, unsigned int *n_out);
/* Its capability of a type; NULL if it has none. */
const NodeCap *nodedev_cap(const Definition *def, NodeCapType type);
const FcHost *nodedev_wwns(const Definition *def);

bool node_num_of_devices_method(Conn *conn, const char *cap, unsigned int flags, Job *job,
                                int *num_out, GError **error);
bool node_list_devices_method(Conn *conn, const char *cap, unsigned int flags, Job *job,
                              char ***names_out, unsigned int *n_names_out, GError **error);

/* vport.c */
bool nodedev_create_vport(Host *host, Definition *asked, Job *job, NodeDeviceRef *dev_out,
                          GError **error);
bool nodedev_destroy_vport(NodeDeviceObj *dev, const Definition *def, Job *job, GError **error);
bool node_device_lookup_scsi_host_by_wwn_method(Conn *conn, const char *wwnn, const char *wwpn,
                                                unsigned int flags, Job *job,
                                                NodeDeviceRef *dev_out, GError **error);

/* mdev.c */
bool nodedev_create_mdev(Host *host, Definition *asked, Job *job, NodeDeviceRef *dev_out,
                         GError **error);
bool nodedev_destroy_mdev(NodeDeviceObj *dev, Job *job, GError **error);
bool node_device_define_xml_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                                   NodeDeviceRef *dev_out, GError **error);
bool node_device_undefine_method(NodeDeviceObj *dev, unsigned int flags, Job *job, GError **error);
bool node_device_create_method(NodeDeviceObj *dev, unsigned int flags, Job *job, GError **error);
bool node_device_set_autostart_method(NodeDeviceObj *dev, int autostart, Job *job, GError **error);
bool node_device_update_method(NodeDeviceObj *dev, const char *xml, unsigned int flags, Job *job,
                               GError **error);

#endif

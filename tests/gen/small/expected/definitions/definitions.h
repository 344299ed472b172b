/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from schema/: enums and structs of everything that has an XML form; the members of a
 * struct in an order that leaves no gaps. */
#ifndef VIRTUE_DEFINITIONS_H
#define VIRTUE_DEFINITIONS_H

#include "base/bitmap.h"
#include "xml/dom.h"
#include "xml/type.h"

/* Numbers of structs in xml_types, enums in xml_enums, what can stand alone in xml_documents. */
typedef enum XmlTypeId {
    XML_TYPE_SOURCE_HOST,
    XML_TYPE_STORAGE_SOURCE,
    XML_TYPE_BACKING,
    XML_TYPE_BOOT,
    XML_TYPE_DEVICE_INFO,
    XML_TYPE_PCI_ADDRESS,
    XML_TYPE_DISK,
    XML_TYPE_NOTE,
    XML_TYPE_LOG,
    XML_TYPE_PIN,
    XML_TYPE_FEATURES,
    XML_TYPE_LEFT,
    XML_TYPE_RIGHT,
    XML_TYPE_PART,
    XML_TYPE_TEXTS,
    XML_TYPE_FEATURES_KVM,
} XmlTypeId;

typedef enum XmlEnumId {
    XML_ENUM_YES_NO,
    XML_ENUM_ON_OFF,
    XML_ENUM_STORAGE_KIND,
    XML_ENUM_STORAGE_FORMAT,
    XML_ENUM_NET_PROTOCOL,
    XML_ENUM_NET_TRANSPORT,
    XML_ENUM_DISK_DEVICE,
} XmlEnumId;

typedef enum XmlDocumentId {
    XML_DOCUMENT_DISK,
    XML_DOCUMENT_LOG,
    XML_DOCUMENT_FEATURES,
    XML_DOCUMENT_TEXTS,
} XmlDocumentId;

typedef enum XML_PACKED YesNo {
    YES_NO_UNSET,
    YES_NO_YES,
    YES_NO_NO,
} YesNo;

typedef enum XML_PACKED OnOff {
    ON_OFF_UNSET,
    ON_OFF_ON,
    ON_OFF_OFF,
} OnOff;

typedef enum XML_PACKED StorageKind {
    STORAGE_KIND_UNSET,
    STORAGE_KIND_FILE,
    STORAGE_KIND_BLOCK,
    STORAGE_KIND_DIR,
    STORAGE_KIND_NETWORK,
    STORAGE_KIND_VOLUME,
    STORAGE_KIND_NVME,
    STORAGE_KIND_VHOSTUSER,
    STORAGE_KIND_VHOSTVDPA,
} StorageKind;

typedef enum XML_PACKED StorageFormat {
    STORAGE_FORMAT_UNSET,
    STORAGE_FORMAT_RAW,
    STORAGE_FORMAT_DIR,
    STORAGE_FORMAT_BOCHS,
    STORAGE_FORMAT_CLOOP,
    STORAGE_FORMAT_DMG,
    STORAGE_FORMAT_ISO,
    STORAGE_FORMAT_VPC,
    STORAGE_FORMAT_VDI,
    STORAGE_FORMAT_FAT,
    STORAGE_FORMAT_VHD,
    STORAGE_FORMAT_PLOOP,
    STORAGE_FORMAT_COW,
    STORAGE_FORMAT_QCOW,
    STORAGE_FORMAT_QCOW2,
    STORAGE_FORMAT_QED,
    STORAGE_FORMAT_VMDK,
    STORAGE_FORMAT_AUTO,
    STORAGE_FORMAT_NONE,
} StorageFormat;

typedef enum XML_PACKED NetProtocol {
    NET_PROTOCOL_UNSET,
    NET_PROTOCOL_NBD,
    NET_PROTOCOL_RBD,
    NET_PROTOCOL_SHEEPDOG,
    NET_PROTOCOL_GLUSTER,
    NET_PROTOCOL_ISCSI,
    NET_PROTOCOL_HTTP,
    NET_PROTOCOL_HTTPS,
    NET_PROTOCOL_FTP,
    NET_PROTOCOL_FTPS,
    NET_PROTOCOL_TFTP,
    NET_PROTOCOL_VXHS,
    NET_PROTOCOL_NFS,
    NET_PROTOCOL_SSH,
} NetProtocol;

typedef enum XML_PACKED NetTransport {
    NET_TRANSPORT_UNSET,
    NET_TRANSPORT_TCP,
    NET_TRANSPORT_UNIX,
    NET_TRANSPORT_RDMA,
} NetTransport;

typedef enum XML_PACKED DiskDevice {
    DISK_DEVICE_UNSET,
    DISK_DEVICE_DISK,
    DISK_DEVICE_CDROM,
    DISK_DEVICE_FLOPPY,
    DISK_DEVICE_LUN,
} DiskDevice;

typedef struct SourceHost SourceHost;
typedef struct StorageSource StorageSource;
typedef struct Backing Backing;
typedef struct Boot Boot;
typedef struct DeviceInfo DeviceInfo;
typedef struct PciAddress PciAddress;
typedef struct Disk Disk;
typedef struct Note Note;
typedef struct Log Log;
typedef struct Pin Pin;
typedef struct Features Features;
typedef struct Left Left;
typedef struct Right Right;
typedef struct Part Part;
typedef struct Texts Texts;
typedef struct FeaturesKvm FeaturesKvm;

/* schema/disk.schema, struct SourceHost */
struct SourceHost {
    XmlHead head;
    unsigned int port;
    const char *name;
    const char *socket;
    NetTransport transport;
    struct {
        uint8_t name;
        uint8_t port;
        uint8_t transport;
        uint8_t socket;
    } from;
};

/* schema/disk.schema, struct StorageSource: Where data is stored, and how. */
struct StorageSource {
    XmlHead head;
    unsigned int index;
    const char *path;
    const char *name;
    const char *query;
    struct { unsigned int n; SourceHost **items; } hosts;
    const char *policy;
    StorageKind type; /* kind of source */
    StorageFormat format;
    NetProtocol protocol;
    struct {
        uint8_t type;
        uint8_t format;
        uint8_t path;
        uint8_t protocol;
        uint8_t name;
        uint8_t query;
        uint8_t policy;
        uint8_t index;
    } from;
};

/* schema/disk.schema, struct Backing */
struct Backing {
    XmlHead head;
    unsigned int index;
    StorageSource src;
    Backing *backing;
    struct {
        uint8_t index;
    } from;
};

/* schema/disk.schema, struct Boot */
struct Boot {
    XmlHead head;
    unsigned int order;
    struct {
        uint8_t order;
    } from;
};

/* schema/disk.schema, struct DeviceInfo */
struct DeviceInfo {
    XmlHead head;
    Boot *boot;
    const char *alias;
    PciAddress *address;
    struct {
        uint8_t alias;
    } from;
};

/* schema/disk.schema, struct PciAddress */
struct PciAddress {
    XmlHead head;
    unsigned int domain;
    uint64_t window;
    unsigned int bus;
    unsigned int slot;
    unsigned int function;
    unsigned int mode;
    int usb_class;
    OnOff multifunction;
    struct {
        uint8_t domain;
        uint8_t bus;
        uint8_t slot;
        uint8_t function;
        uint8_t mode;
        uint8_t usb_class;
        uint8_t window;
        uint8_t multifunction;
    } from;
};

/* schema/disk.schema, struct Disk: A disk */
struct Disk {
    XmlHead head;
    DiskDevice device;
    bool readonly;
    YesNo tray_lock;
    const char *driver_name;
    StorageSource src;
    Backing *backing;
    const char *dst;
    const char *bus;
    const char *tray;
    uint64_t capacity;
    DeviceInfo info;
    struct {
        uint8_t device;
        uint8_t driver_name;
        uint8_t dst;
        uint8_t bus;
        uint8_t readonly;
        uint8_t tray;
        uint8_t tray_lock;
        uint8_t capacity;
    } from;
};

/* schema/disk.schema, struct Note */
struct Note {
    XmlHead head;
    const char *note;
    struct {
        uint8_t note;
    } from;
};

enum { /* XmlVariant.kind in Log.entries */
    LOG_NOTE = 1,
    LOG_DISK = 2,
};

/* schema/disk.schema, struct Log: Notes and disks as they come. */
struct Log {
    XmlHead head;
    unsigned int count;
    const char *name;
    struct { unsigned int n; XmlVariant *items; } entries;
    struct {
        uint8_t name;
        uint8_t count;
    } from;
};

/* schema/features.schema, struct Pin */
struct Pin {
    XmlHead head;
    unsigned int vcpu;
    Bitmap *cpuset;
    struct {
        uint8_t vcpu;
        uint8_t cpuset;
    } from;
};

/* schema/features.schema, struct Features */
struct Features {
    XmlHead head;
    unsigned int width;
    FeaturesKvm *kvm;
    uint64_t tseg;
    uint64_t cache_line;
    struct { unsigned int n; Pin **items; } pins;
    const char *sku;
    const char *serial;
    unsigned int sum;
    unsigned int part;
    OnOff policy;
    OnOff mknod;
    OnOff shape;
    struct {
        uint8_t policy;
        uint8_t mknod;
        uint8_t tseg;
        uint8_t cache_line;
        uint8_t shape;
        uint8_t width;
        uint8_t sum;
        uint8_t part;
        uint8_t sku;
        uint8_t serial;
    } from;
};

/* schema/texts.schema, struct Left */
struct Left {
    XmlHead head;
    const char *wire;
    struct {
        uint8_t wire;
    } from;
};

/* schema/texts.schema, struct Right */
struct Right {
    XmlHead head;
    unsigned int mode;
    struct {
        uint8_t mode;
    } from;
};

enum { /* XmlVariant.kind in Part.ends */
    PART_LEFT = 1,
    PART_RIGHT = 2,
};

/* schema/texts.schema, struct Part */
struct Part {
    XmlHead head;
    int order;
    Left *left;
    struct { unsigned int n; XmlVariant *items; } ends;
    OnOff state;
    bool blank;
    struct {
        uint8_t order;
        uint8_t state;
        uint8_t blank;
    } from;
};

/* schema/texts.schema, struct Texts */
struct Texts {
    XmlHead head;
    const char *name;
    struct { unsigned int n; Part **items; } parts;
    const char *more;
    struct {
        uint8_t name;
        uint8_t more;
    } from;
};

/* schema/features.schema, struct FeaturesKvm */
struct FeaturesKvm {
    XmlHead head;
    OnOff hidden;
    struct {
        uint8_t hidden;
    } from;
};

#endif

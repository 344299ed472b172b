/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from schema/: see src/xml/type.h. */
#include "xml/hooks.h"
#include "definitions.h"

#include <stddef.h>
#include <libvirt/virterror.h>

extern const XmlHook xml_hook_log_count;

const XmlTable xml_tables[] = {
    { 38, 0, 4, 0, false, false, 0 }, /* SourceHost of SourceHost */
    { 102, 4, 9, 1, false, false, 0 }, /* StorageSource of StorageSource */
    { 148, 13, 5, 2, true, false, 0 }, /* Backing of Backing */
    { 156, 18, 1, 2, false, false, 0 }, /* Backing_Format of Backing */
    { 177, 19, 1, 3, false, false, 0 }, /* Boot of Boot */
    { 201, 20, 3, 4, false, false, 0 }, /* DeviceInfo of DeviceInfo */
    { 212, 23, 1, 4, false, false, 0 }, /* DeviceInfo_Alias of DeviceInfo */
    { 268, 24, 5, 5, false, false, 0 }, /* PciAddress of PciAddress */
    { 322, 29, 11, 6, true, true, 0 }, /* Disk of Disk */
    { 327, 40, 2, 6, false, false, 0 }, /* Disk_Driver of Disk */
    { 339, 42, 2, 6, false, false, 0 }, /* Disk_Target of Disk */
    { 212, 44, 1, 6, false, false, 0 }, /* DeviceInfo_Alias of Disk */
    { 351, 45, 1, 7, false, false, 0 }, /* Note of Note */
    { 373, 46, 3, 8, false, false, 0 }, /* Log of Log */
    { 389, 49, 2, 9, false, false, 0 }, /* Pin of Pin */
    { 441, 51, 7, 10, false, true, 0 }, /* Features of Features */
    { 463, 58, 2, 10, false, true, 0 }, /* Features_Capabilities of Features */
    { 491, 60, 1, 10, false, false, 0 }, /* Features_Capabilities_Mknod of Features */
    { 527, 61, 1, 10, false, false, 0 }, /* Features_Line of Features */
    { 548, 62, 1, 11, false, false, 2 }, /* FeaturesKvm of FeaturesKvm */
    { 588, 63, 1, 11, false, false, 0 }, /* FeaturesKvm_Hidden of FeaturesKvm */
};

const XmlField xml_fields[] = {
    { 0x8d39bde6, 11, offsetof(SourceHost, name), offsetof(SourceHost, from.name), 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* @name */
    { 0x7be412a6, 16, offsetof(SourceHost, port), offsetof(SourceHost, from.port), 0, 0, 1, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0 }, /* @port */
    { 0xd32f6312, 21, offsetof(SourceHost, transport), offsetof(SourceHost, from.transport), 5, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0 }, /* @transport */
    { 0x9012766c, 31, offsetof(SourceHost, socket), offsetof(SourceHost, from.socket), 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* @socket */
    { 0xaaea5743, 49, offsetof(StorageSource, path), offsetof(StorageSource, from.path), 0, 1, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* @file */
    { 0xd55997bc, 54, offsetof(StorageSource, path), offsetof(StorageSource, from.path), 0, 2, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* @dev */
    { 0xe962b194, 58, offsetof(StorageSource, path), offsetof(StorageSource, from.path), 0, 3, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* @dir */
    { 0xfb2805b5, 62, offsetof(StorageSource, protocol), offsetof(StorageSource, from.protocol), 4, 4, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0 }, /* @protocol */
    { 0x8d39bde6, 11, offsetof(StorageSource, name), offsetof(StorageSource, from.name), 0, 4, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* @name */
    { 0xf8ce75e3, 71, offsetof(StorageSource, query), offsetof(StorageSource, from.query), 0, 4, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* @query */
    { 0xaffea56f, 77, offsetof(StorageSource, hosts), 0, 0, 4, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_LIST, 0, 0, 0, 0, 0 }, /* <host> */
    { 0x45933d6c, 82, offsetof(StorageSource, policy), offsetof(StorageSource, from.policy), 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* @startupPolicy */
    { 0x090aa9ab, 96, offsetof(StorageSource, index), offsetof(StorageSource, from.index), 0, 0, 1, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, XML_FIELD_LIVE, 0, 0, 0 }, /* @index */
    { 0x5127f14d, 116, offsetof(Backing, src.type), offsetof(Backing, src.from.type), 2, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_TAG, 0, 0, 0 }, /* @type */
    { 0x090aa9ab, 96, offsetof(Backing, index), offsetof(Backing, from.index), 0, 0, 1, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, XML_FIELD_LIVE, 0, 0, 0 }, /* @index */
    { 0xb99d8552, 121, 0, 0, 3, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <format> */
    { 0x1bcf29d8, 128, offsetof(Backing, src), 0, 1, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <source> */
    { 0x857b8fef, 135, offsetof(Backing, backing), 0, 2, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0 }, /* <backingStore> */
    { 0x5127f14d, 116, offsetof(Backing, src.format), offsetof(Backing, src.from.format), 3, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0 }, /* @type */
    { 0x732c1097, 171, offsetof(Boot, order), offsetof(Boot, from.order), 0, 0, 2, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0 }, /* @order */
    { 0xd094a1d5, 182, offsetof(DeviceInfo, boot), 0, 3, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0 }, /* <boot> */
    { 0x7d268157, 187, 0, 0, 6, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <alias> */
    { 0x2c6a2953, 193, offsetof(DeviceInfo, address), 0, 5, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0 }, /* <address> */
    { 0x8d39bde6, 11, offsetof(DeviceInfo, alias), offsetof(DeviceInfo, from.alias), 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_LIVE, 0, 0, 0 }, /* @name */
    { 0xe79397f1, 229, offsetof(PciAddress, domain), offsetof(PciAddress, from.domain), 0, 0, 3, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0 }, /* @domain */
    { 0x5fd56df9, 236, offsetof(PciAddress, bus), offsetof(PciAddress, from.bus), 0, 0, 4, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0 }, /* @bus */
    { 0x70954771, 240, offsetof(PciAddress, slot), offsetof(PciAddress, from.slot), 0, 0, 5, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0 }, /* @slot */
    { 0x9ed64249, 245, offsetof(PciAddress, function), offsetof(PciAddress, from.function), 0, 0, 6, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0 }, /* @function */
    { 0x04d2b4e6, 254, offsetof(PciAddress, multifunction), offsetof(PciAddress, from.multifunction), 1, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0 }, /* @multifunction */
    { 0x5127f14d, 116, offsetof(Disk, src.type), offsetof(Disk, src.from.type), 2, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_DEFAULT | XML_FIELD_TAG, 1, 0, 0 }, /* @type */
    { 0xd07076f3, 279, offsetof(Disk, device), offsetof(Disk, from.device), 6, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_ABI | XML_FIELD_DEFAULT, 1, 0, 0 }, /* @device */
    { 0xe55419df, 286, 0, 0, 9, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <driver> */
    { 0x1bcf29d8, 128, offsetof(Disk, src), 0, 1, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <source> */
    { 0x857b8fef, 135, offsetof(Disk, backing), 0, 2, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0 }, /* <backingStore> */
    { 0x32608848, 293, 0, 0, 10, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <target> */
    { 0xce0beff7, 300, offsetof(Disk, readonly), offsetof(Disk, from.readonly), 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_FLAG, XML_ONE, 0, XML_FIELD_ABI, 0, 0, 0 }, /* <readonly> */
    { 0x6a18cf89, 309, offsetof(Disk, capacity), offsetof(Disk, from.capacity), 0, 0, 7, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_SIZE, XML_ONE, 0, 0, 0, 0, 0 }, /* <capacity> */
    { 0xd094a1d5, 182, offsetof(Disk, info.boot), 0, 3, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0 }, /* <boot> */
    { 0x7d268157, 187, 0, 0, 11, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <alias> */
    { 0x2c6a2953, 193, offsetof(Disk, info.address), 0, 5, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0 }, /* <address> */
    { 0x8d39bde6, 11, offsetof(Disk, driver_name), offsetof(Disk, from.driver_name), 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* @name */
    { 0x5127f14d, 116, offsetof(Disk, src.format), offsetof(Disk, src.from.format), 3, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_OMIT, 0, 18, 0 }, /* @type */
    { 0xd55997bc, 54, offsetof(Disk, dst), offsetof(Disk, from.dst), 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0 }, /* @dev */
    { 0x5fd56df9, 236, offsetof(Disk, bus), offsetof(Disk, from.bus), 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_ABI, 0, 0, 0 }, /* @bus */
    { 0x8d39bde6, 11, offsetof(Disk, info.alias), offsetof(Disk, info.from.alias), 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_LIVE, 0, 0, 0 }, /* @name */
    { 0, 0, offsetof(Note, note), offsetof(Note, from.note), 0, 0, 0, 0, 0, 0, XML_PLACE_TEXT, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0 }, /* text */
    { 0x8d39bde6, 11, offsetof(Log, name), offsetof(Log, from.name), 0, 0, 0, 0, 1, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0 }, /* @name */
    { 0, 0, offsetof(Log, entries), 0, 0, 0, 0, 0, 0, 0, XML_PLACE_MIXED, XML_KIND_MIXED, XML_LIST, 0, 0, 0, 0, 0 }, /* mixed */
    { 0, 0, offsetof(Log, count), offsetof(Log, from.count), 0, 0, 1, 0, 0, 0, XML_PLACE_HOOK, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0 }, /* hook */
    { 0x2050640d, 377, offsetof(Pin, vcpu), offsetof(Pin, from.vcpu), 0, 0, 1, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0 }, /* @vcpu */
    { 0xfb42d85f, 382, offsetof(Pin, cpuset), offsetof(Pin, from.cpuset), 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_BITMAP, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0 }, /* @cpuset */
    { 0x74362efb, 393, offsetof(Features, kvm), 0, 11, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, XML_FIELD_OPEN, 0, 0, 0 }, /* <kvm> */
    { 0x59eac2bf, 397, 0, 0, 16, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <capabilities> */
    { 0xeccd94b8, 410, offsetof(Features, tseg), offsetof(Features, from.tseg), 0, 0, 8, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_SIZE, XML_ONE, 0, 0, 0, 0, 0 }, /* <tseg> */
    { 0x17db1627, 415, 0, 0, 18, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <line> */
    { 0x6f410694, 420, offsetof(Features, pins), offsetof(Pin, vcpu), 9, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_LIST, 0, 0, 0, 0, 0 }, /* <pin> */
    { 0xcac3d793, 424, offsetof(Features, sku), offsetof(Features, from.sku), 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 1 }, /* <entry[name=sku]> */
    { 0xcac3d793, 424, offsetof(Features, serial), offsetof(Features, from.serial), 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 2 }, /* <entry[name=serial]> */
    { 0xcec0fa7f, 450, offsetof(Features, policy), offsetof(Features, from.policy), 1, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_WEAK | XML_FIELD_DEFAULT, 2, 2, 0 }, /* @policy */
    { 0x36523d4e, 457, 0, 0, 17, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <mknod> */
    { 0x783132f6, 485, offsetof(Features, mknod), offsetof(Features, from.mknod), 1, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0 }, /* @state */
    { 0x425ed3ca, 519, offsetof(Features, cache_line), offsetof(Features, from.cache_line), 0, 0, 9, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_SIZE, XML_ONE, 0, 0, 0, 0, 0 }, /* @value */
    { 0xf618f139, 541, 0, 0, 20, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0 }, /* <hidden> */
    { 0x783132f6, 485, offsetof(FeaturesKvm, hidden), offsetof(FeaturesKvm, from.hidden), 1, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0 }, /* @state */
};

const XmlCondition xml_conditions[] = {
    { 0 },
    { 0x82u, offsetof(StorageSource, type), 0, XML_IN },
    { 0x4u, offsetof(StorageSource, type), 0, XML_IN },
    { 0x8u, offsetof(StorageSource, type), 0, XML_IN },
    { 0x10u, offsetof(StorageSource, type), 0, XML_IN },
};

const XmlNumbers xml_numbers[] = {
    { 0 },
    { 0, 4294967295u, 0u, 0u, 0, 10, 0 },
    { 1, 4294967295u, 0u, 0u, 0, 10, 0 },
    { 0, 4294967295u, 0u, 0u, 0, 0, 4 },
    { 0, 255u, 0u, 0u, 0, 0, 2 },
    { 0, 4294967295u, 0u, 0u, 0, 0, 2 },
    { 0, 4294967295u, 0u, 0u, 0, 0, 1 },
    { 0, 18446744073709551615u, 1024u, 1024u, 318, 10, 0 },
    { 0, 18446744073709551615u, 1u, 1048576u, 0, 10, 0 },
    { 0, 18446744073709551615u, 1u, 1u, 525, 10, 0 },
};

const XmlSelector xml_selectors[] = {
    { 0, 0 },
    { 11, 430 },
    { 11, 434 },
};

const XmlMessage xml_messages[] = {
    { 0 },
    { VIR_ERR_XML_ERROR, 356 },
    { VIR_ERR_CONFIG_UNSUPPORTED, 560 },
};

const XmlType xml_types[] = {
    { 38, sizeof(SourceHost), 0, 4, 0, false }, /* SourceHost */
    { 102, sizeof(StorageSource), 4, 9, 1, false }, /* StorageSource */
    { 148, sizeof(Backing), 13, 3, 2, false }, /* Backing */
    { 177, sizeof(Boot), 16, 1, 4, true }, /* Boot */
    { 201, sizeof(DeviceInfo), 17, 3, 5, false }, /* DeviceInfo */
    { 268, sizeof(PciAddress), 20, 5, 7, true }, /* PciAddress */
    { 322, sizeof(Disk), 25, 9, 8, false }, /* Disk */
    { 351, sizeof(Note), 34, 1, 12, false }, /* Note */
    { 373, sizeof(Log), 35, 3, 13, false }, /* Log */
    { 389, sizeof(Pin), 38, 2, 14, false }, /* Pin */
    { 441, sizeof(Features), 40, 8, 15, false }, /* Features */
    { 548, sizeof(FeaturesKvm), 48, 1, 19, true }, /* FeaturesKvm */
};

const XmlMember xml_members[] = {
    { 11, offsetof(SourceHost, name), offsetof(SourceHost, from.name), 0, XML_KIND_STRING, XML_ONE }, /* SourceHost.name */
    { 16, offsetof(SourceHost, port), offsetof(SourceHost, from.port), 0, XML_KIND_U32, XML_ONE }, /* SourceHost.port */
    { 21, offsetof(SourceHost, transport), offsetof(SourceHost, from.transport), 5, XML_KIND_ENUM, XML_ONE }, /* SourceHost.transport */
    { 31, offsetof(SourceHost, socket), offsetof(SourceHost, from.socket), 0, XML_KIND_STRING, XML_ONE }, /* SourceHost.socket */
    { 116, offsetof(StorageSource, type), offsetof(StorageSource, from.type), 2, XML_KIND_ENUM, XML_ONE }, /* StorageSource.type */
    { 121, offsetof(StorageSource, format), offsetof(StorageSource, from.format), 3, XML_KIND_ENUM, XML_ONE }, /* StorageSource.format */
    { 607, offsetof(StorageSource, path), offsetof(StorageSource, from.path), 0, XML_KIND_STRING, XML_ONE }, /* StorageSource.path */
    { 62, offsetof(StorageSource, protocol), offsetof(StorageSource, from.protocol), 4, XML_KIND_ENUM, XML_ONE }, /* StorageSource.protocol */
    { 11, offsetof(StorageSource, name), offsetof(StorageSource, from.name), 0, XML_KIND_STRING, XML_ONE }, /* StorageSource.name */
    { 71, offsetof(StorageSource, query), offsetof(StorageSource, from.query), 0, XML_KIND_STRING, XML_ONE }, /* StorageSource.query */
    { 612, offsetof(StorageSource, hosts), 0, 0, XML_KIND_STRUCT, XML_LIST }, /* StorageSource.hosts */
    { 450, offsetof(StorageSource, policy), offsetof(StorageSource, from.policy), 0, XML_KIND_STRING, XML_ONE }, /* StorageSource.policy */
    { 96, offsetof(StorageSource, index), offsetof(StorageSource, from.index), 0, XML_KIND_U32, XML_ONE }, /* StorageSource.index */
    { 96, offsetof(Backing, index), offsetof(Backing, from.index), 0, XML_KIND_U32, XML_ONE }, /* Backing.index */
    { 618, offsetof(Backing, src), 0, 1, XML_KIND_STRUCT, XML_ONE }, /* Backing.src */
    { 622, offsetof(Backing, backing), 0, 2, XML_KIND_STRUCT, XML_OPT }, /* Backing.backing */
    { 171, offsetof(Boot, order), offsetof(Boot, from.order), 0, XML_KIND_U32, XML_ONE }, /* Boot.order */
    { 182, offsetof(DeviceInfo, boot), 0, 3, XML_KIND_STRUCT, XML_OPT }, /* DeviceInfo.boot */
    { 187, offsetof(DeviceInfo, alias), offsetof(DeviceInfo, from.alias), 0, XML_KIND_STRING, XML_ONE }, /* DeviceInfo.alias */
    { 193, offsetof(DeviceInfo, address), 0, 5, XML_KIND_STRUCT, XML_OPT }, /* DeviceInfo.address */
    { 229, offsetof(PciAddress, domain), offsetof(PciAddress, from.domain), 0, XML_KIND_U32, XML_ONE }, /* PciAddress.domain */
    { 236, offsetof(PciAddress, bus), offsetof(PciAddress, from.bus), 0, XML_KIND_U32, XML_ONE }, /* PciAddress.bus */
    { 240, offsetof(PciAddress, slot), offsetof(PciAddress, from.slot), 0, XML_KIND_U32, XML_ONE }, /* PciAddress.slot */
    { 245, offsetof(PciAddress, function), offsetof(PciAddress, from.function), 0, XML_KIND_U32, XML_ONE }, /* PciAddress.function */
    { 254, offsetof(PciAddress, multifunction), offsetof(PciAddress, from.multifunction), 1, XML_KIND_ENUM, XML_ONE }, /* PciAddress.multifunction */
    { 279, offsetof(Disk, device), offsetof(Disk, from.device), 6, XML_KIND_ENUM, XML_ONE }, /* Disk.device */
    { 630, offsetof(Disk, driver_name), offsetof(Disk, from.driver_name), 0, XML_KIND_STRING, XML_ONE }, /* Disk.driver_name */
    { 618, offsetof(Disk, src), 0, 1, XML_KIND_STRUCT, XML_ONE }, /* Disk.src */
    { 622, offsetof(Disk, backing), 0, 2, XML_KIND_STRUCT, XML_OPT }, /* Disk.backing */
    { 642, offsetof(Disk, dst), offsetof(Disk, from.dst), 0, XML_KIND_STRING, XML_ONE }, /* Disk.dst */
    { 236, offsetof(Disk, bus), offsetof(Disk, from.bus), 0, XML_KIND_STRING, XML_ONE }, /* Disk.bus */
    { 300, offsetof(Disk, readonly), offsetof(Disk, from.readonly), 0, XML_KIND_FLAG, XML_ONE }, /* Disk.readonly */
    { 309, offsetof(Disk, capacity), offsetof(Disk, from.capacity), 0, XML_KIND_SIZE, XML_ONE }, /* Disk.capacity */
    { 646, offsetof(Disk, info), 0, 4, XML_KIND_STRUCT, XML_ONE }, /* Disk.info */
    { 1, offsetof(Note, note), offsetof(Note, from.note), 0, XML_KIND_STRING, XML_ONE }, /* Note.note */
    { 11, offsetof(Log, name), offsetof(Log, from.name), 0, XML_KIND_STRING, XML_ONE }, /* Log.name */
    { 651, offsetof(Log, entries), 0, 0, XML_KIND_MIXED, XML_LIST }, /* Log.entries */
    { 659, offsetof(Log, count), offsetof(Log, from.count), 0, XML_KIND_U32, XML_ONE }, /* Log.count */
    { 377, offsetof(Pin, vcpu), offsetof(Pin, from.vcpu), 0, XML_KIND_U32, XML_ONE }, /* Pin.vcpu */
    { 382, offsetof(Pin, cpuset), offsetof(Pin, from.cpuset), 0, XML_KIND_BITMAP, XML_ONE }, /* Pin.cpuset */
    { 393, offsetof(Features, kvm), 0, 11, XML_KIND_STRUCT, XML_OPT }, /* Features.kvm */
    { 450, offsetof(Features, policy), offsetof(Features, from.policy), 1, XML_KIND_ENUM, XML_ONE }, /* Features.policy */
    { 457, offsetof(Features, mknod), offsetof(Features, from.mknod), 1, XML_KIND_ENUM, XML_ONE }, /* Features.mknod */
    { 410, offsetof(Features, tseg), offsetof(Features, from.tseg), 0, XML_KIND_SIZE, XML_ONE }, /* Features.tseg */
    { 665, offsetof(Features, cache_line), offsetof(Features, from.cache_line), 0, XML_KIND_SIZE, XML_ONE }, /* Features.cache_line */
    { 676, offsetof(Features, pins), 0, 9, XML_KIND_STRUCT, XML_LIST }, /* Features.pins */
    { 430, offsetof(Features, sku), offsetof(Features, from.sku), 0, XML_KIND_STRING, XML_ONE }, /* Features.sku */
    { 434, offsetof(Features, serial), offsetof(Features, from.serial), 0, XML_KIND_STRING, XML_ONE }, /* Features.serial */
    { 541, offsetof(FeaturesKvm, hidden), offsetof(FeaturesKvm, from.hidden), 1, XML_KIND_ENUM, XML_ONE }, /* FeaturesKvm.hidden */
};

const XmlEnum xml_enums[] = {
    { 688, 0, 2 }, /* YesNo */
    { 701, 2, 2 }, /* OnOff */
    { 753, 4, 8 }, /* StorageKind */
    { 845, 12, 18 }, /* StorageFormat */
    { 928, 30, 13 }, /* NetProtocol */
    { 954, 43, 3 }, /* NetTransport */
    { 984, 46, 4 }, /* DiskDevice */
};

const XmlWord xml_words[] = {
    { 681, 1, false }, /* yes */
    { 685, 2, false }, /* no */
    { 694, 1, false }, /* on */
    { 697, 2, false }, /* off */
    { 49, 1, false }, /* file */
    { 707, 2, false }, /* block */
    { 58, 3, false }, /* dir */
    { 713, 4, false }, /* network */
    { 721, 5, false }, /* volume */
    { 728, 6, false }, /* nvme */
    { 733, 7, false }, /* vhostuser */
    { 743, 8, false }, /* vhostvdpa */
    { 765, 1, false }, /* raw */
    { 58, 2, false }, /* dir */
    { 769, 3, false }, /* bochs */
    { 775, 4, false }, /* cloop */
    { 781, 5, false }, /* dmg */
    { 785, 6, false }, /* iso */
    { 789, 7, false }, /* vpc */
    { 793, 8, false }, /* vdi */
    { 797, 9, false }, /* fat */
    { 801, 10, false }, /* vhd */
    { 805, 11, false }, /* ploop */
    { 811, 12, false }, /* cow */
    { 815, 13, false }, /* qcow */
    { 820, 14, false }, /* qcow2 */
    { 826, 15, false }, /* qed */
    { 830, 16, false }, /* vmdk */
    { 835, 17, false }, /* auto */
    { 840, 18, false }, /* none */
    { 859, 1, false }, /* nbd */
    { 863, 2, false }, /* rbd */
    { 867, 3, false }, /* sheepdog */
    { 876, 4, false }, /* gluster */
    { 884, 5, false }, /* iscsi */
    { 890, 6, false }, /* http */
    { 895, 7, false }, /* https */
    { 901, 8, false }, /* ftp */
    { 905, 9, false }, /* ftps */
    { 910, 10, false }, /* tftp */
    { 915, 11, false }, /* vxhs */
    { 920, 12, false }, /* nfs */
    { 924, 13, false }, /* ssh */
    { 940, 1, false }, /* tcp */
    { 944, 2, false }, /* unix */
    { 949, 3, false }, /* rdma */
    { 6, 1, false }, /* disk */
    { 967, 2, false }, /* cdrom */
    { 973, 3, false }, /* floppy */
    { 980, 4, false }, /* lun */
};

const XmlChoice xml_choices[] = {
    { 0x919a0c3d, 1, 7, 2 }, /* <note> */
    { 0x456040a4, 6, 6, 0 }, /* <disk> */
};

const XmlNamespace xml_namespaces[] = {
    { 0, 0 },
    { 995, 997 }, /* x */
};

const XmlDocumentType xml_documents[] = {
    { 6, 6, 6, VIR_FROM_DOMAIN }, /* disk */
    { 1018, 1018, 8, VIR_FROM_XML }, /* log */
    { 1022, 1022, 10, VIR_FROM_XML }, /* features */
};

const XmlHook *const xml_hooks[] = {
    &xml_hook_log_count,
};

const unsigned int xml_n_types = 12;
const unsigned int xml_n_documents = 3;
const unsigned int xml_n_namespaces = 2;

const char xml_texts[] =
    "\0"
    "note\0"
    "disk\0"
    "name\0"
    "port\0"
    "transport\0"
    "socket\0"
    "SourceHost\0"
    "file\0"
    "dev\0"
    "dir\0"
    "protocol\0"
    "query\0"
    "host\0"
    "startupPolicy\0"
    "index\0"
    "StorageSource\0"
    "type\0"
    "format\0"
    "source\0"
    "backingStore\0"
    "Backing\0"
    "Backing_Format\0"
    "order\0"
    "Boot\0"
    "boot\0"
    "alias\0"
    "address\0"
    "DeviceInfo\0"
    "DeviceInfo_Alias\0"
    "domain\0"
    "bus\0"
    "slot\0"
    "function\0"
    "multifunction\0"
    "PciAddress\0"
    "device\0"
    "driver\0"
    "target\0"
    "readonly\0"
    "capacity\0"
    "KiB\0"
    "Disk\0"
    "Disk_Driver\0"
    "Disk_Target\0"
    "Note\0"
    "a log has a name\0"
    "Log\0"
    "vcpu\0"
    "cpuset\0"
    "Pin\0"
    "kvm\0"
    "capabilities\0"
    "tseg\0"
    "line\0"
    "pin\0"
    "entry\0"
    "sku\0"
    "serial\0"
    "Features\0"
    "policy\0"
    "mknod\0"
    "Features_Capabilities\0"
    "state\0"
    "Features_Capabilities_Mknod\0"
    "value\0"
    "B\0"
    "Features_Line\0"
    "hidden\0"
    "FeaturesKvm\0"
    "unsupported KVM feature: %s\0"
    "FeaturesKvm_Hidden\0"
    "path\0"
    "hosts\0"
    "src\0"
    "backing\0"
    "driver_name\0"
    "dst\0"
    "info\0"
    "entries\0"
    "count\0"
    "cache_line\0"
    "pins\0"
    "yes\0"
    "no\0"
    "YesNo\0"
    "on\0"
    "off\0"
    "OnOff\0"
    "block\0"
    "network\0"
    "volume\0"
    "nvme\0"
    "vhostuser\0"
    "vhostvdpa\0"
    "StorageKind\0"
    "raw\0"
    "bochs\0"
    "cloop\0"
    "dmg\0"
    "iso\0"
    "vpc\0"
    "vdi\0"
    "fat\0"
    "vhd\0"
    "ploop\0"
    "cow\0"
    "qcow\0"
    "qcow2\0"
    "qed\0"
    "vmdk\0"
    "auto\0"
    "none\0"
    "StorageFormat\0"
    "nbd\0"
    "rbd\0"
    "sheepdog\0"
    "gluster\0"
    "iscsi\0"
    "http\0"
    "https\0"
    "ftp\0"
    "ftps\0"
    "tftp\0"
    "vxhs\0"
    "nfs\0"
    "ssh\0"
    "NetProtocol\0"
    "tcp\0"
    "unix\0"
    "rdma\0"
    "NetTransport\0"
    "cdrom\0"
    "floppy\0"
    "lun\0"
    "DiskDevice\0"
    "x\0"
    "http://example.org/x\0"
    "log\0"
    "features\0";

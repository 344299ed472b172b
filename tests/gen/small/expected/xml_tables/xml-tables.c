/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from schema/: see src/xml/type.h. */
#include "xml-hooks.h"
#include "definitions.h"

#include <stddef.h>
#include <libvirt/virterror.h>

const XmlTable xml_tables[] = {
    { 76, 0, 4, 0, false, false, false, false, false, 4, 4, 0 }, /* SourceHost of SourceHost */
    { 140, 4, 9, 1, false, false, false, false, false, 9, 6, 0 }, /* StorageSource of StorageSource */
    { 186, 13, 5, 2, true, false, false, false, false, 2, 2, 0 }, /* Backing of Backing */
    { 194, 18, 1, 2, false, false, false, false, false, 1, 1, 0 }, /* Backing_Format of Backing */
    { 215, 19, 1, 3, false, false, false, false, false, 1, 1, 0 }, /* Boot of Boot */
    { 239, 20, 3, 4, false, false, false, false, false, 0, 0, 0 }, /* DeviceInfo of DeviceInfo */
    { 254, 23, 1, 4, false, false, false, false, false, 1, 1, 0 }, /* DeviceInfo_Alias of DeviceInfo */
    { 338, 24, 8, 5, false, true, false, false, false, 8, 8, 0 }, /* PciAddress of PciAddress */
    { 418, 32, 13, 6, true, true, true, false, false, 2, 2, 0 }, /* Disk of Disk */
    { 423, 45, 2, 6, false, false, false, false, false, 2, 2, 0 }, /* Disk_Driver of Disk */
    { 435, 47, 2, 6, false, false, true, false, false, 2, 2, 0 }, /* Disk_Target of Disk */
    { 453, 49, 1, 6, false, false, false, false, false, 1, 1, 0 }, /* Disk_Tray of Disk */
    { 468, 50, 1, 6, false, false, false, false, false, 1, 1, 0 }, /* Disk_Tray_2 of Disk */
    { 254, 51, 1, 6, false, false, false, false, false, 1, 1, 0 }, /* DeviceInfo_Alias of Disk */
    { 480, 52, 1, 7, false, false, false, false, true, 1, 1, 0 }, /* Note of Note */
    { 502, 53, 3, 8, false, false, false, true, false, 3, 1, 0 }, /* Log of Log */
    { 518, 56, 2, 9, false, false, false, false, false, 2, 2, 0 }, /* Pin of Pin */
    { 579, 58, 9, 10, false, true, false, false, false, 0, 0, 0 }, /* Features of Features */
    { 601, 67, 2, 10, false, true, false, false, false, 1, 1, 0 }, /* Features_Capabilities of Features */
    { 623, 69, 1, 10, false, false, false, false, false, 1, 1, 0 }, /* Features_Capabilities_Mknod of Features */
    { 674, 70, 3, 10, false, false, false, false, false, 3, 3, 0 }, /* Features_Line of Features */
    { 717, 73, 1, 11, false, false, false, false, false, 1, 1, 0 }, /* Left of Left */
    { 722, 74, 1, 12, false, false, false, false, false, 1, 1, 0 }, /* Right of Right */
    { 814, 75, 5, 13, false, true, false, false, false, 2, 2, 0 }, /* Part of Part */
    { 824, 80, 3, 14, false, false, false, false, false, 0, 0, 0 }, /* Texts of Texts */
    { 837, 83, 1, 15, false, false, false, false, false, 0, 0, 6 }, /* FeaturesKvm of FeaturesKvm */
    { 877, 84, 1, 15, false, false, false, false, false, 1, 1, 0 }, /* FeaturesKvm_Hidden of FeaturesKvm */
};

const XmlField xml_fields[] = {
    { 0x8d39bde6, 22, offsetof(SourceHost, name), offsetof(SourceHost, from.name), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @name */
    { 0x7be412a6, 27, offsetof(SourceHost, port), offsetof(SourceHost, from.port), 0, 0, 1, 1, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @port */
    { 0xd32f6312, 59, offsetof(SourceHost, transport), offsetof(SourceHost, from.transport), 5, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 9, 0 }, /* @transport */
    { 0x9012766c, 69, offsetof(SourceHost, socket), offsetof(SourceHost, from.socket), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 6, 0 }, /* @socket */
    { 0xaaea5743, 87, offsetof(StorageSource, path), offsetof(StorageSource, from.path), 0, 1, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @file */
    { 0xd55997bc, 92, offsetof(StorageSource, path), offsetof(StorageSource, from.path), 0, 2, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 3, 0 }, /* @dev */
    { 0xe962b194, 96, offsetof(StorageSource, path), offsetof(StorageSource, from.path), 0, 3, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 3, 0 }, /* @dir */
    { 0xfb2805b5, 100, offsetof(StorageSource, protocol), offsetof(StorageSource, from.protocol), 4, 4, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0, 0, 0, 8, 0 }, /* @protocol */
    { 0x8d39bde6, 22, offsetof(StorageSource, name), offsetof(StorageSource, from.name), 0, 4, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @name */
    { 0xf8ce75e3, 109, offsetof(StorageSource, query), offsetof(StorageSource, from.query), 0, 4, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 5, 0 }, /* @query */
    { 0xaffea56f, 115, offsetof(StorageSource, hosts), 0, 0, 4, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_LIST, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* <host> */
    { 0x45933d6c, 120, offsetof(StorageSource, policy), offsetof(StorageSource, from.policy), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 13, 0 }, /* @startupPolicy */
    { 0x090aa9ab, 134, offsetof(StorageSource, index), offsetof(StorageSource, from.index), 0, 0, 1, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, XML_FIELD_LIVE, 0, 0, 0, 0, 0, 5, 0 }, /* @index */
    { 0x5127f14d, 154, offsetof(Backing, src.type), offsetof(Backing, src.from.type), 2, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_TAG, 0, 0, 0, 0, 0, 4, 0 }, /* @type */
    { 0x090aa9ab, 134, offsetof(Backing, index), offsetof(Backing, from.index), 0, 0, 1, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, XML_FIELD_LIVE, 0, 0, 0, 0, 0, 5, 0 }, /* @index */
    { 0xb99d8552, 159, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 6, 0 }, /* <format> */
    { 0x1bcf29d8, 166, offsetof(Backing, src), 0, 1, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 6, 0 }, /* <source> */
    { 0x857b8fef, 173, offsetof(Backing, backing), 0, 2, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0, 0, 0, 12, 0 }, /* <backingStore> */
    { 0x5127f14d, 154, offsetof(Backing, src.format), offsetof(Backing, src.from.format), 3, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @type */
    { 0x732c1097, 209, offsetof(Boot, order), offsetof(Boot, from.order), 0, 0, 2, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 5, 0 }, /* @order */
    { 0xd094a1d5, 220, offsetof(DeviceInfo, boot), 0, 3, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* <boot> */
    { 0x7d268157, 225, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 5, 0 }, /* <alias> */
    { 0x2c6a2953, 231, offsetof(DeviceInfo, address), 0, 5, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0, 0, 0, 7, 0 }, /* <address> */
    { 0x8d39bde6, 22, offsetof(DeviceInfo, alias), offsetof(DeviceInfo, from.alias), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_LIVE | XML_FIELD_KEPT, 0, 0, 250, 0, 0, 4, 0 }, /* @name */
    { 0xe79397f1, 271, offsetof(PciAddress, domain), offsetof(PciAddress, from.domain), 0, 0, 3, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, XML_FIELD_TOGETHER | XML_FIELD_DEFAULT, 0, 0, 0, 0, 0, 6, 0 }, /* @domain */
    { 0x5fd56df9, 278, offsetof(PciAddress, bus), offsetof(PciAddress, from.bus), 0, 0, 4, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, XML_FIELD_TOGETHER | XML_FIELD_DEFAULT, 0, 0, 0, 0, 0, 3, 0 }, /* @bus */
    { 0x70954771, 282, offsetof(PciAddress, slot), offsetof(PciAddress, from.slot), 0, 0, 5, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @slot */
    { 0x9ed64249, 287, offsetof(PciAddress, function), offsetof(PciAddress, from.function), 0, 0, 6, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 8, 0 }, /* @function */
    { 0xec6ee012, 296, offsetof(PciAddress, mode), offsetof(PciAddress, from.mode), 0, 0, 7, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @mode */
    { 0xab3e0bff, 301, offsetof(PciAddress, usb_class), offsetof(PciAddress, from.usb_class), 0, 0, 8, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_I32, XML_ONE, 0, XML_FIELD_OMIT, 0, -1, 0, 0, 0, 5, 0 }, /* @class */
    { 0xa172b7dd, 307, offsetof(PciAddress, window), offsetof(PciAddress, from.window), 0, 0, 9, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_SIZE, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 6, 0 }, /* @window */
    { 0x04d2b4e6, 324, offsetof(PciAddress, multifunction), offsetof(PciAddress, from.multifunction), 1, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 13, 0 }, /* @multifunction */
    { 0x5127f14d, 154, offsetof(Disk, src.type), offsetof(Disk, src.from.type), 2, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_DEFAULT | XML_FIELD_TAG, 1, 0, 0, 0, 0, 4, 0 }, /* @type */
    { 0xd07076f3, 349, offsetof(Disk, device), offsetof(Disk, from.device), 6, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_ABI | XML_FIELD_DEFAULT | XML_FIELD_TAG, 1, 0, 0, 0, 0, 6, 0 }, /* @device */
    { 0xe55419df, 356, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 6, 0 }, /* <driver> */
    { 0x1bcf29d8, 166, offsetof(Disk, src), 0, 1, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 6, 0 }, /* <source> */
    { 0x857b8fef, 173, offsetof(Disk, backing), 0, 2, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0, 0, 0, 12, 0 }, /* <backingStore> */
    { 0x32608848, 363, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 6, 0 }, /* <target> */
    { 0xce0beff7, 370, offsetof(Disk, readonly), offsetof(Disk, from.readonly), 0, 0, 0, 0, 0, 2, 0, 0, XML_PLACE_CHILD, XML_KIND_FLAG, XML_ONE, 0, XML_FIELD_ABI, 0, 0, 0, 0, 0, 8, 0 }, /* <readonly> */
    { 0x6980a12d, 404, 0, 0, 11, 5, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* <tray> */
    { 0x6980a12d, 404, 0, 0, 12, 6, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* <tray> */
    { 0x6a18cf89, 409, offsetof(Disk, capacity), offsetof(Disk, from.capacity), 0, 0, 10, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_SIZE, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 8, 0 }, /* <capacity> */
    { 0xd094a1d5, 220, offsetof(Disk, info.boot), 0, 3, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* <boot> */
    { 0x7d268157, 225, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 5, 0 }, /* <alias> */
    { 0x2c6a2953, 231, offsetof(Disk, info.address), 0, 5, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0, 0, 0, 7, 0 }, /* <address> */
    { 0x8d39bde6, 22, offsetof(Disk, driver_name), offsetof(Disk, from.driver_name), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @name */
    { 0x5127f14d, 154, offsetof(Disk, src.format), offsetof(Disk, src.from.format), 3, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_OMIT, 0, 18, 0, 0, 0, 4, 0 }, /* @type */
    { 0xd55997bc, 92, offsetof(Disk, dst), offsetof(Disk, from.dst), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0, 0, 0, 3, 0 }, /* @dev */
    { 0x5fd56df9, 278, offsetof(Disk, bus), offsetof(Disk, from.bus), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_ABI, 0, 0, 0, 0, 0, 3, 0 }, /* @bus */
    { 0x783132f6, 447, offsetof(Disk, tray), offsetof(Disk, from.tray), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 5, 0 }, /* @state */
    { 0xef0d7842, 463, offsetof(Disk, tray_lock), offsetof(Disk, from.tray_lock), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @lock */
    { 0x8d39bde6, 22, offsetof(Disk, info.alias), offsetof(Disk, info.from.alias), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_LIVE | XML_FIELD_KEPT, 0, 0, 250, 0, 0, 4, 0 }, /* @name */
    { 0, 0, offsetof(Note, note), offsetof(Note, from.note), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_TEXT, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, /* text */
    { 0x8d39bde6, 22, offsetof(Log, name), offsetof(Log, from.name), 0, 0, 0, 0, 3, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0, 0, 0, 4, 0 }, /* @name */
    { 0, 0, offsetof(Log, entries), 0, 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_MIXED, XML_KIND_MIXED, XML_LIST, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, /* mixed */
    { 0, 0, offsetof(Log, count), offsetof(Log, from.count), 0, 0, 1, 0, 0, 0, 0, 0, XML_PLACE_HOOK, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, /* hook */
    { 0x2050640d, 506, offsetof(Pin, vcpu), offsetof(Pin, from.vcpu), 0, 0, 1, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0, 0, 0, 4, 0 }, /* @vcpu */
    { 0xfb42d85f, 511, offsetof(Pin, cpuset), offsetof(Pin, from.cpuset), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_BITMAP, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0, 0, 0, 6, 0 }, /* @cpuset */
    { 0x74362efb, 522, offsetof(Features, kvm), 0, 15, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, XML_FIELD_OPEN, 0, 0, 0, 0, 0, 3, 0 }, /* <kvm> */
    { 0x59eac2bf, 526, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 12, 0 }, /* <capabilities> */
    { 0xeccd94b8, 539, offsetof(Features, tseg), offsetof(Features, from.tseg), 0, 0, 11, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_SIZE, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* <tseg> */
    { 0x17db1627, 544, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* <line> */
    { 0xdd4e3aa8, 549, offsetof(Features, sum), offsetof(Features, from.sum), 0, 0, 1, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 3, 0 }, /* <sum> */
    { 0x7c783614, 553, offsetof(Features, part), offsetof(Features, from.part), 0, 0, 1, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0, 0, 7, 4, 0 }, /* <part> */
    { 0x6f410694, 558, offsetof(Features, pins), offsetof(Pin, vcpu), 9, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_LIST, 0, 0, 0, 0, 0, 0, 0, 3, 0 }, /* <pin> */
    { 0xcac3d793, 562, offsetof(Features, sku), offsetof(Features, from.sku), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 1, 0, 5, 0 }, /* <entry[name=sku]> */
    { 0xcac3d793, 562, offsetof(Features, serial), offsetof(Features, from.serial), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 2, 0, 5, 0 }, /* <entry[name=serial]> */
    { 0xcec0fa7f, 588, offsetof(Features, policy), offsetof(Features, from.policy), 1, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_WEAK | XML_FIELD_DEFAULT, 2, 2, 0, 0, 0, 6, 0 }, /* @policy */
    { 0x36523d4e, 595, 0, 0, 19, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 8, 5, 0 }, /* <mknod> */
    { 0x783132f6, 447, offsetof(Features, mknod), offsetof(Features, from.mknod), 1, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 5, 0 }, /* @state */
    { 0x425ed3ca, 651, offsetof(Features, cache_line), offsetof(Features, from.cache_line), 0, 0, 12, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_SIZE, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 5, 0 }, /* @value */
    { 0x9dc3d926, 659, offsetof(Features, shape), offsetof(Features, from.shape), 1, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 5, 665 }, /* @shape */
    { 0x95876e1f, 668, offsetof(Features, width), offsetof(Features, from.width), 0, 0, 1, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, XML_FIELD_EXPECTED, 0, 0, 0, 0, 9, 5, 0 }, /* @width */
    { 0xf359e198, 688, offsetof(Left, wire), offsetof(Left, from.wire), 1, 0, 0, 4, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @wire */
    { 0xec6ee012, 296, offsetof(Right, mode), offsetof(Right, from.mode), 0, 0, 13, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_U32, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* @mode */
    { 0x732c1097, 209, offsetof(Part, order), offsetof(Part, from.order), 0, 0, 14, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_I32, XML_ONE, 0, XML_FIELD_LAX | XML_FIELD_DEFAULT, 500, 0, 0, 0, 0, 5, 0 }, /* @order */
    { 0x783132f6, 447, offsetof(Part, state), offsetof(Part, from.state), 1, 0, 0, 0, 5, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0, 0, 0, 5, 0 }, /* @state */
    { 0x17ba5e5e, 798, offsetof(Part, left), 0, 11, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_OPT, 0, 0, 0, 0, 0, 3, 0, 4, 0 }, /* <side[kind=left]> */
    { 0x17ba5e5e, 798, offsetof(Part, blank), offsetof(Part, from.blank), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_FLAG, XML_ONE, 0, 0, 0, 0, 0, 4, 0, 4, 0 }, /* <side[kind=blank]> */
    { 0, 0, offsetof(Part, ends), 0, 2, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_MIXED, XML_KIND_MIXED, XML_LIST, 0, XML_FIELD_FIRST, 0, 0, 0, 0, 0, 0, 0 }, /* mixed */
    { 0x8d39bde6, 22, offsetof(Texts, name), offsetof(Texts, from.name), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRING, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, /* <name> */
    { 0x7c783614, 553, offsetof(Texts, parts), 0, 13, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRUCT, XML_LIST, 0, XML_FIELD_SPACED, 0, 0, 0, 0, 0, 4, 0 }, /* <part> */
    { 0xe85541e0, 819, offsetof(Texts, more), offsetof(Texts, from.more), 0, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_CHILD, XML_KIND_STRING, XML_ONE, 2, 0, 0, 0, 0, 0, 0, 4, 0 }, /* <t:more> */
    { 0xf618f139, 830, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_FLAT, XML_KIND_STRUCT, XML_ONE, 0, 0, 0, 0, 0, 0, 0, 6, 0 }, /* <hidden> */
    { 0x783132f6, 447, offsetof(FeaturesKvm, hidden), offsetof(FeaturesKvm, from.hidden), 1, 0, 0, 0, 0, 0, 0, 0, XML_PLACE_ATTR, XML_KIND_ENUM, XML_ONE, 0, XML_FIELD_REQUIRED, 0, 0, 0, 0, 0, 5, 0 }, /* @state */
};

const XmlCondition xml_conditions[] = {
    { 0 },
    { 0x82u, offsetof(StorageSource, type), 0, XML_IN },
    { 0x4u, offsetof(StorageSource, type), 0, XML_IN },
    { 0x8u, offsetof(StorageSource, type), 0, XML_IN },
    { 0x10u, offsetof(StorageSource, type), 0, XML_IN },
    { 0x4u, offsetof(Disk, device), 0, XML_IN },
    { 0x8u, offsetof(Disk, device), 0, XML_IN },
    { 0x0u, offsetof(Features, from.sum), 0, XML_LACKING },
    { 0x3u, offsetof(Features, policy), 0, XML_IN },
    { 0x0u, offsetof(Features, from.cache_line), 0, XML_LACKING },
};

const XmlNumbers xml_numbers[] = {
    { 0 },
    { 0, 4294967295u, 0u, 0u, 0, 0, 10, 0, false, false },
    { 1, 4294967295u, 0u, 0u, 0, 0, 10, 0, false, false },
    { 0, 4294967295u, 0u, 0u, 0, 0, 0, 4, false, false },
    { 0, 255u, 0u, 0u, 0, 0, 0, 2, false, false },
    { 0, 4294967295u, 0u, 0u, 0, 0, 0, 2, false, false },
    { 0, 4294967295u, 0u, 0u, 0, 0, 0, 1, false, false },
    { 0, 4294967295u, 0u, 0u, 0, 0, 8, 4, false, false },
    { -2147483648, 2147483647u, 0u, 0u, 0, 0, 0, 2, true, false },
    { 0, 9007199254740991u, 1024u, 1024u, 314, 318, 10, 0, false, false },
    { 0, 9007199254740991u, 1024u, 1024u, 314, 0, 10, 0, false, false },
    { 0, 18446744073709551615u, 1u, 1048576u, 0, 0, 10, 0, false, false },
    { 0, 18446744073709551615u, 1u, 1u, 657, 0, 10, 0, false, false },
    { 0, 4294967295u, 0u, 0u, 0, 0, 8, 1, false, false },
    { -10, 10u, 0u, 0u, 0, 0, 10, 0, false, false },
};

const XmlSelector xml_selectors[] = {
    { 0, 0 },
    { 22, 568 },
    { 22, 572 },
    { 803, 11 },
    { 803, 808 },
};

const XmlMessage xml_messages[] = {
    { 0, 0, 0 },
    { VIR_ERR_XML_ERROR, -1, 32 },
    { VIR_ERR_XML_ERROR, -1, 379 },
    { VIR_ERR_XML_ERROR, -1, 485 },
    { VIR_ERR_INTERNAL_ERROR, -1, 693 },
    { VIR_ERR_XML_ERROR, -1, 728 },
    { VIR_ERR_CONFIG_UNSUPPORTED, -1, 849 },
};

const XmlType xml_types[] = {
    { 76, sizeof(SourceHost), 0, 4, 0, false }, /* SourceHost */
    { 140, sizeof(StorageSource), 4, 9, 1, false }, /* StorageSource */
    { 186, sizeof(Backing), 13, 3, 2, false }, /* Backing */
    { 215, sizeof(Boot), 16, 1, 4, true }, /* Boot */
    { 239, sizeof(DeviceInfo), 17, 3, 5, false }, /* DeviceInfo */
    { 338, sizeof(PciAddress), 20, 8, 7, true }, /* PciAddress */
    { 418, sizeof(Disk), 28, 11, 8, false }, /* Disk */
    { 480, sizeof(Note), 39, 1, 14, false }, /* Note */
    { 502, sizeof(Log), 40, 3, 15, false }, /* Log */
    { 518, sizeof(Pin), 43, 2, 16, false }, /* Pin */
    { 579, sizeof(Features), 45, 12, 17, false }, /* Features */
    { 717, sizeof(Left), 57, 1, 21, false }, /* Left */
    { 722, sizeof(Right), 58, 1, 22, true }, /* Right */
    { 814, sizeof(Part), 59, 5, 23, false }, /* Part */
    { 824, sizeof(Texts), 64, 3, 24, false }, /* Texts */
    { 837, sizeof(FeaturesKvm), 67, 1, 25, true }, /* FeaturesKvm */
};

const XmlMember xml_members[] = {
    { 22, offsetof(SourceHost, name), offsetof(SourceHost, from.name), 0, XML_KIND_STRING, XML_ONE }, /* SourceHost.name */
    { 27, offsetof(SourceHost, port), offsetof(SourceHost, from.port), 0, XML_KIND_U32, XML_ONE }, /* SourceHost.port */
    { 59, offsetof(SourceHost, transport), offsetof(SourceHost, from.transport), 5, XML_KIND_ENUM, XML_ONE }, /* SourceHost.transport */
    { 69, offsetof(SourceHost, socket), offsetof(SourceHost, from.socket), 0, XML_KIND_STRING, XML_ONE }, /* SourceHost.socket */
    { 154, offsetof(StorageSource, type), offsetof(StorageSource, from.type), 2, XML_KIND_ENUM, XML_ONE }, /* StorageSource.type */
    { 159, offsetof(StorageSource, format), offsetof(StorageSource, from.format), 3, XML_KIND_ENUM, XML_ONE }, /* StorageSource.format */
    { 896, offsetof(StorageSource, path), offsetof(StorageSource, from.path), 0, XML_KIND_STRING, XML_ONE }, /* StorageSource.path */
    { 100, offsetof(StorageSource, protocol), offsetof(StorageSource, from.protocol), 4, XML_KIND_ENUM, XML_ONE }, /* StorageSource.protocol */
    { 22, offsetof(StorageSource, name), offsetof(StorageSource, from.name), 0, XML_KIND_STRING, XML_ONE }, /* StorageSource.name */
    { 109, offsetof(StorageSource, query), offsetof(StorageSource, from.query), 0, XML_KIND_STRING, XML_ONE }, /* StorageSource.query */
    { 901, offsetof(StorageSource, hosts), 0, 0, XML_KIND_STRUCT, XML_LIST }, /* StorageSource.hosts */
    { 588, offsetof(StorageSource, policy), offsetof(StorageSource, from.policy), 0, XML_KIND_STRING, XML_ONE }, /* StorageSource.policy */
    { 134, offsetof(StorageSource, index), offsetof(StorageSource, from.index), 0, XML_KIND_U32, XML_ONE }, /* StorageSource.index */
    { 134, offsetof(Backing, index), offsetof(Backing, from.index), 0, XML_KIND_U32, XML_ONE }, /* Backing.index */
    { 907, offsetof(Backing, src), 0, 1, XML_KIND_STRUCT, XML_ONE }, /* Backing.src */
    { 911, offsetof(Backing, backing), 0, 2, XML_KIND_STRUCT, XML_OPT }, /* Backing.backing */
    { 209, offsetof(Boot, order), offsetof(Boot, from.order), 0, XML_KIND_U32, XML_ONE }, /* Boot.order */
    { 220, offsetof(DeviceInfo, boot), 0, 3, XML_KIND_STRUCT, XML_OPT }, /* DeviceInfo.boot */
    { 225, offsetof(DeviceInfo, alias), offsetof(DeviceInfo, from.alias), 0, XML_KIND_STRING, XML_ONE }, /* DeviceInfo.alias */
    { 231, offsetof(DeviceInfo, address), 0, 5, XML_KIND_STRUCT, XML_OPT }, /* DeviceInfo.address */
    { 271, offsetof(PciAddress, domain), offsetof(PciAddress, from.domain), 0, XML_KIND_U32, XML_ONE }, /* PciAddress.domain */
    { 278, offsetof(PciAddress, bus), offsetof(PciAddress, from.bus), 0, XML_KIND_U32, XML_ONE }, /* PciAddress.bus */
    { 282, offsetof(PciAddress, slot), offsetof(PciAddress, from.slot), 0, XML_KIND_U32, XML_ONE }, /* PciAddress.slot */
    { 287, offsetof(PciAddress, function), offsetof(PciAddress, from.function), 0, XML_KIND_U32, XML_ONE }, /* PciAddress.function */
    { 296, offsetof(PciAddress, mode), offsetof(PciAddress, from.mode), 0, XML_KIND_U32, XML_ONE }, /* PciAddress.mode */
    { 919, offsetof(PciAddress, usb_class), offsetof(PciAddress, from.usb_class), 0, XML_KIND_I32, XML_ONE }, /* PciAddress.usb_class */
    { 307, offsetof(PciAddress, window), offsetof(PciAddress, from.window), 0, XML_KIND_SIZE, XML_ONE }, /* PciAddress.window */
    { 324, offsetof(PciAddress, multifunction), offsetof(PciAddress, from.multifunction), 1, XML_KIND_ENUM, XML_ONE }, /* PciAddress.multifunction */
    { 349, offsetof(Disk, device), offsetof(Disk, from.device), 6, XML_KIND_ENUM, XML_ONE }, /* Disk.device */
    { 929, offsetof(Disk, driver_name), offsetof(Disk, from.driver_name), 0, XML_KIND_STRING, XML_ONE }, /* Disk.driver_name */
    { 907, offsetof(Disk, src), 0, 1, XML_KIND_STRUCT, XML_ONE }, /* Disk.src */
    { 911, offsetof(Disk, backing), 0, 2, XML_KIND_STRUCT, XML_OPT }, /* Disk.backing */
    { 941, offsetof(Disk, dst), offsetof(Disk, from.dst), 0, XML_KIND_STRING, XML_ONE }, /* Disk.dst */
    { 278, offsetof(Disk, bus), offsetof(Disk, from.bus), 0, XML_KIND_STRING, XML_ONE }, /* Disk.bus */
    { 370, offsetof(Disk, readonly), offsetof(Disk, from.readonly), 0, XML_KIND_FLAG, XML_ONE }, /* Disk.readonly */
    { 404, offsetof(Disk, tray), offsetof(Disk, from.tray), 0, XML_KIND_STRING, XML_ONE }, /* Disk.tray */
    { 945, offsetof(Disk, tray_lock), offsetof(Disk, from.tray_lock), 0, XML_KIND_ENUM, XML_ONE }, /* Disk.tray_lock */
    { 409, offsetof(Disk, capacity), offsetof(Disk, from.capacity), 0, XML_KIND_SIZE, XML_ONE }, /* Disk.capacity */
    { 955, offsetof(Disk, info), 0, 4, XML_KIND_STRUCT, XML_ONE }, /* Disk.info */
    { 1, offsetof(Note, note), offsetof(Note, from.note), 0, XML_KIND_STRING, XML_ONE }, /* Note.note */
    { 22, offsetof(Log, name), offsetof(Log, from.name), 0, XML_KIND_STRING, XML_ONE }, /* Log.name */
    { 960, offsetof(Log, entries), 0, 0, XML_KIND_MIXED, XML_LIST }, /* Log.entries */
    { 968, offsetof(Log, count), offsetof(Log, from.count), 0, XML_KIND_U32, XML_ONE }, /* Log.count */
    { 506, offsetof(Pin, vcpu), offsetof(Pin, from.vcpu), 0, XML_KIND_U32, XML_ONE }, /* Pin.vcpu */
    { 511, offsetof(Pin, cpuset), offsetof(Pin, from.cpuset), 0, XML_KIND_BITMAP, XML_ONE }, /* Pin.cpuset */
    { 522, offsetof(Features, kvm), 0, 15, XML_KIND_STRUCT, XML_OPT }, /* Features.kvm */
    { 588, offsetof(Features, policy), offsetof(Features, from.policy), 1, XML_KIND_ENUM, XML_ONE }, /* Features.policy */
    { 595, offsetof(Features, mknod), offsetof(Features, from.mknod), 1, XML_KIND_ENUM, XML_ONE }, /* Features.mknod */
    { 539, offsetof(Features, tseg), offsetof(Features, from.tseg), 0, XML_KIND_SIZE, XML_ONE }, /* Features.tseg */
    { 974, offsetof(Features, cache_line), offsetof(Features, from.cache_line), 0, XML_KIND_SIZE, XML_ONE }, /* Features.cache_line */
    { 659, offsetof(Features, shape), offsetof(Features, from.shape), 1, XML_KIND_ENUM, XML_ONE }, /* Features.shape */
    { 668, offsetof(Features, width), offsetof(Features, from.width), 0, XML_KIND_U32, XML_ONE }, /* Features.width */
    { 549, offsetof(Features, sum), offsetof(Features, from.sum), 0, XML_KIND_U32, XML_ONE }, /* Features.sum */
    { 553, offsetof(Features, part), offsetof(Features, from.part), 0, XML_KIND_U32, XML_ONE }, /* Features.part */
    { 985, offsetof(Features, pins), 0, 9, XML_KIND_STRUCT, XML_LIST }, /* Features.pins */
    { 568, offsetof(Features, sku), offsetof(Features, from.sku), 0, XML_KIND_STRING, XML_ONE }, /* Features.sku */
    { 572, offsetof(Features, serial), offsetof(Features, from.serial), 0, XML_KIND_STRING, XML_ONE }, /* Features.serial */
    { 688, offsetof(Left, wire), offsetof(Left, from.wire), 0, XML_KIND_STRING, XML_ONE }, /* Left.wire */
    { 296, offsetof(Right, mode), offsetof(Right, from.mode), 0, XML_KIND_U32, XML_ONE }, /* Right.mode */
    { 209, offsetof(Part, order), offsetof(Part, from.order), 0, XML_KIND_I32, XML_ONE }, /* Part.order */
    { 447, offsetof(Part, state), offsetof(Part, from.state), 1, XML_KIND_ENUM, XML_ONE }, /* Part.state */
    { 11, offsetof(Part, left), 0, 11, XML_KIND_STRUCT, XML_OPT }, /* Part.left */
    { 808, offsetof(Part, blank), offsetof(Part, from.blank), 0, XML_KIND_FLAG, XML_ONE }, /* Part.blank */
    { 990, offsetof(Part, ends), 0, 2, XML_KIND_MIXED, XML_LIST }, /* Part.ends */
    { 22, offsetof(Texts, name), offsetof(Texts, from.name), 0, XML_KIND_STRING, XML_ONE }, /* Texts.name */
    { 995, offsetof(Texts, parts), 0, 13, XML_KIND_STRUCT, XML_LIST }, /* Texts.parts */
    { 819, offsetof(Texts, more), offsetof(Texts, from.more), 0, XML_KIND_STRING, XML_ONE }, /* Texts.more */
    { 830, offsetof(FeaturesKvm, hidden), offsetof(FeaturesKvm, from.hidden), 1, XML_KIND_ENUM, XML_ONE }, /* FeaturesKvm.hidden */
};

const XmlEnum xml_enums[] = {
    { 1008, 0, 2 }, /* YesNo */
    { 1018, 2, 2 }, /* OnOff */
    { 1070, 4, 8 }, /* StorageKind */
    { 1162, 12, 18 }, /* StorageFormat */
    { 1245, 30, 13 }, /* NetProtocol */
    { 1271, 43, 3 }, /* NetTransport */
    { 1301, 46, 4 }, /* DiskDevice */
};

const XmlWord xml_words[] = {
    { 1001, 1, false }, /* yes */
    { 1005, 2, false }, /* no */
    { 665, 1, false }, /* on */
    { 1014, 2, false }, /* off */
    { 87, 1, false }, /* file */
    { 1024, 2, false }, /* block */
    { 96, 3, false }, /* dir */
    { 1030, 4, false }, /* network */
    { 1038, 5, false }, /* volume */
    { 1045, 6, false }, /* nvme */
    { 1050, 7, false }, /* vhostuser */
    { 1060, 8, false }, /* vhostvdpa */
    { 1082, 1, false }, /* raw */
    { 96, 2, false }, /* dir */
    { 1086, 3, false }, /* bochs */
    { 1092, 4, false }, /* cloop */
    { 1098, 5, false }, /* dmg */
    { 1102, 6, false }, /* iso */
    { 1106, 7, false }, /* vpc */
    { 1110, 8, false }, /* vdi */
    { 1114, 9, false }, /* fat */
    { 1118, 10, false }, /* vhd */
    { 1122, 11, false }, /* ploop */
    { 1128, 12, false }, /* cow */
    { 1132, 13, false }, /* qcow */
    { 1137, 14, false }, /* qcow2 */
    { 1143, 15, false }, /* qed */
    { 1147, 16, false }, /* vmdk */
    { 1152, 17, false }, /* auto */
    { 1157, 18, false }, /* none */
    { 1176, 1, false }, /* nbd */
    { 1180, 2, false }, /* rbd */
    { 1184, 3, false }, /* sheepdog */
    { 1193, 4, false }, /* gluster */
    { 1201, 5, false }, /* iscsi */
    { 1207, 6, false }, /* http */
    { 1212, 7, false }, /* https */
    { 1218, 8, false }, /* ftp */
    { 1222, 9, false }, /* ftps */
    { 1227, 10, false }, /* tftp */
    { 1232, 11, false }, /* vxhs */
    { 1237, 12, false }, /* nfs */
    { 1241, 13, false }, /* ssh */
    { 1257, 1, false }, /* tcp */
    { 1261, 2, false }, /* unix */
    { 1266, 3, false }, /* rdma */
    { 6, 1, false }, /* disk */
    { 1284, 2, false }, /* cdrom */
    { 1290, 3, false }, /* floppy */
    { 1297, 4, false }, /* lun */
};

const XmlChoice xml_choices[] = {
    { 0x919a0c3d, 1, 7, 2 }, /* <note> */
    { 0x456040a4, 6, 6, 0 }, /* <disk> */
    { 0x124aec70, 11, 11, 2 }, /* <left> */
    { 0x78e32de5, 16, 12, 0 }, /* <right> */
};

const XmlNamespace xml_namespaces[] = {
    { 0, 0 },
    { 1312, 1314 }, /* x */
    { 1335, 1337 }, /* t */
};

const XmlDocumentType xml_documents[] = {
    { 6, 1358, 6, 1374, 6, VIR_FROM_DOMAIN, false, false }, /* disk */
    { 1383, 1387, 1383, 1374, 8, VIR_FROM_XML, false, false }, /* log */
    { 1402, 1411, 1402, 1374, 10, VIR_FROM_XML, false, false }, /* features */
    { 1431, 1437, 1431, 1374, 14, VIR_FROM_NETWORK, true, true }, /* texts */
};

const XmlHook *const xml_hooks[] = {
    &xml_hook_log_count,
};

const XmlCheck xml_checks[] = {
    NULL,
    xml_check_ip,
};

const unsigned int xml_n_types = 16;
const unsigned int xml_n_documents = 4;
const unsigned int xml_n_namespaces = 3;

const char xml_texts[] =
    "\0"
    "note\0"
    "disk\0"
    "left\0"
    "right\0"
    "name\0"
    "port\0"
    "a port is a number, not %s\0"
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
    "ua-\0"
    "DeviceInfo_Alias\0"
    "domain\0"
    "bus\0"
    "slot\0"
    "function\0"
    "mode\0"
    "class\0"
    "window\0"
    "KiB\0"
    "units\0"
    "multifunction\0"
    "PciAddress\0"
    "device\0"
    "driver\0"
    "target\0"
    "readonly\0"
    "a disk is read-only once\0"
    "tray\0"
    "capacity\0"
    "Disk\0"
    "Disk_Driver\0"
    "Disk_Target\0"
    "state\0"
    "Disk_Tray\0"
    "lock\0"
    "Disk_Tray_2\0"
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
    "sum\0"
    "part\0"
    "pin\0"
    "entry\0"
    "sku\0"
    "serial\0"
    "Features\0"
    "policy\0"
    "mknod\0"
    "Features_Capabilities\0"
    "Features_Capabilities_Mknod\0"
    "value\0"
    "B\0"
    "shape\0"
    "on\0"
    "width\0"
    "Features_Line\0"
    "wire\0"
    "%n has illegal value %s\0"
    "Left\0"
    "Right\0"
    "no state in a part that has a long message, which goes on here, of %o\0"
    "side\0"
    "kind\0"
    "blank\0"
    "Part\0"
    "more\0"
    "Texts\0"
    "hidden\0"
    "FeaturesKvm\0"
    "unsupported KVM feature: %s\0"
    "FeaturesKvm_Hidden\0"
    "path\0"
    "hosts\0"
    "src\0"
    "backing\0"
    "usb_class\0"
    "driver_name\0"
    "dst\0"
    "tray_lock\0"
    "info\0"
    "entries\0"
    "count\0"
    "cache_line\0"
    "pins\0"
    "ends\0"
    "parts\0"
    "yes\0"
    "no\0"
    "YesNo\0"
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
    "t\0"
    "http://texts.example\0"
    "disk_definition\0"
    "disk.rng\0"
    "log\0"
    "log_definition\0"
    "features\0"
    "features_definition\0"
    "texts\0"
    "texts_definition\0";

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of this room know of each other: the steps, in the order of domain.c. */
#ifndef VIRTUE_CORE_DEFINE_PRIV_H
#define VIRTUE_CORE_DEFINE_PRIV_H

#include "base/err.h"
#include "core/define/define.h"
#include "core/define/seen.h"

/* What the document alone decides, in the order in which the original reads it. */
bool complete_identity(Define *define, GError **error);
bool complete_vcpus(Define *define, GError **error);
bool complete_iothreads(Define *define, GError **error);
bool complete_cputune(Define *define, GError **error);
bool complete_cpu(Define *define, GError **error);
bool complete_numa(Define *define, GError **error);
bool complete_security(Define *define, GError **error);
bool complete_clock(Define *define, GError **error);
bool complete_sysinfo(Define *define, GError **error);
bool complete_os(Define *define, GError **error);
bool order_controllers(Define *define, GError **error);
bool order_disks(Define *define, GError **error);
bool order_videos(Define *define, GError **error);
bool number_characters(Define *define, GError **error);

/* Then what also depends on the driver. */
bool complete_tune(Define *define, GError **error);
bool check_redirdevs(Define *define, GError **error);
bool complete_memory(Define *define, GError **error);
bool check_usb_controllers(Define *define, GError **error);
bool check_controllers(Define *define, GError **error);
bool number_controllers(Define *define, GError **error);
bool complete_consoles(Define *define, GError **error);
bool check_consoles(Define *define, GError **error);
bool complete_boot(Define *define, GError **error);
bool imply_devices(Define *define, GError **error);
bool assign_drives(Define *define, GError **error);

/* Devices: before and after the rules of the driver. */
extern const DeviceStep read_device_steps[N_DEVICE_KINDS];
extern const DeviceStep complete_device_steps[N_DEVICE_KINDS];
extern const DeviceStep check_device_steps[N_DEVICE_KINDS];

bool read_disk(Define *define, void *device, GError **error);
bool complete_disk(Define *define, void *device, GError **error);
bool read_net(Define *define, void *device, GError **error);
bool read_video(Define *define, void *device, GError **error);
bool complete_video(Define *define, void *device, GError **error);
bool read_graphics(Define *define, void *device, GError **error);
bool read_input(Define *define, void *device, GError **error);
bool complete_hostdev(Define *define, void *device, GError **error);
bool complete_vsock(Define *define, void *device, GError **error);

bool read_filesystem(Define *define, void *device, GError **error);
bool read_serial(Define *define, void *device, GError **error);
bool read_parallel(Define *define, void *device, GError **error);
bool read_console(Define *define, void *device, GError **error);
bool read_channel(Define *define, void *device, GError **error);

/* What is wrong: with the name, with the document, with what has become of it. */
bool check_name(Define *define, GError **error);
bool check_slash(Define *define, GError **error);
bool check_hugepages(Define *define, GError **error);
bool check_document(Define *define, GError **error);
bool check_vcpu_document(Define *define, GError **error);
bool check_threads(Define *define, GError **error);
bool complete_resctrl(Define *define, GError **error);
bool check_numa(Define *define, GError **error);
bool check_numatune(Define *define, GError **error);
bool check_panics(Define *define, GError **error);
bool check_disks(Define *define, GError **error);
bool check_boot_order(Define *define, GError **error);
bool check_serial_ports(Define *define, GError **error);
bool check_usb_devices(Define *define, DeviceKind kind, GError **error);
bool check_iommus(Define *define, GError **error);
bool check_all_devices(Define *define, GError **error);
bool check_domain(Define *define, GError **error);
bool check_disk_document(const Disk *disk, GError **error);
bool check_graphics_document(const Graphics *graphics, GError **error);
bool check_graphics(Define *define, void *device, GError **error);
bool check_video_document(const Video *video, GError **error);
bool check_video(Define *define, void *device, GError **error);
bool check_audio_id(Define *define, unsigned int id, GError **error);
bool check_sound(Define *define, void *device, GError **error);
bool check_audio(Define *define, void *device, GError **error);
bool check_usb_address(const DeviceInfo *info, GError **error);
bool check_input_document(const Input *input, InputBus given, GError **error);
bool check_vsock(Define *define, void *device, GError **error);
bool check_shmem(Define *define, void *device, GError **error);
bool check_iommu(Define *define, void *device, GError **error);
bool check_filesystem(Define *define, void *device, GError **error);
bool read_shmem(Define *define, void *device, GError **error);
bool read_tpm(Define *define, void *device, GError **error);
bool read_smartcard(Define *define, void *device, GError **error);
bool read_redirdev(Define *define, void *device, GError **error);
bool read_rng(Define *define, void *device, GError **error);
bool settle_udp(CharSource *source, GError **error);
bool read_memballoon(Define *define, void *device, GError **error);
bool check_net_document(Net *net, GError **error);
bool check_virtual_port(const VirtualPort *port, bool is_part, GError **error);
bool check_vlan(const Vlan *vlan, GError **error);
bool check_disk_keys(const Disk *disk, GError **error);
bool check_vhostuser(const Disk *disk, GError **error);
bool check_source_document(const StorageSource *source, GError **error);
bool check_source(const StorageSource *source, GError **error);
bool check_port(unsigned int port, GError **error);
bool check_source_host(const SourceHost *host, GError **error);
bool check_firmware(const Os *os, GError **error);
bool check_firmware_features(Define *define, GError **error);
bool check_os_document(const Os *os, GError **error);
bool read_controller(Define *define, void *device, GError **error);
bool read_hostdev(Define *define, void *device, GError **error);
bool read_memory_device(Define *define, void *device, GError **error);
bool check_controller(Define *define, void *device, GError **error);
bool check_hostdev(Define *define, void *device, GError **error);
bool check_memory_device(Define *define, void *device, GError **error);
bool check_virtio_options(const VirtioOptions *options, GError **error);
bool check_disk(Define *define, void *device, GError **error);
bool check_hostdevs(Define *define, GError **error);
bool check_net(Define *define, void *device, GError **error);
bool check_input(Define *define, void *device, GError **error);
bool check_serial(Define *define, void *device, GError **error);
bool check_parallel(Define *define, void *device, GError **error);
bool check_console(Define *define, void *device, GError **error);
bool check_channel(Define *define, void *device, GError **error);
bool check_redirdev(Define *define, void *device, GError **error);
bool check_smartcard(Define *define, void *device, GError **error);
bool check_rng(Define *define, void *device, GError **error);

/* --- helpers */

Define define_of(Definition *def, const DefineEnv *env);
/* What the document of a device alone decides. */
bool device_read(Define *define, DeviceKind kind, void *device, GError **error);
bool net_is_virtio(const Net *net);
/* Whether both are the same device of the host. */
bool hostdev_is_same(const Hostdev *a, const Hostdev *b);
/* How a device of a kind is told, and the original's words if there is none. Interfaces have a
 * message of their own. */
typedef struct DeviceMatch {
    bool (*is_same)(const void *have, const void *wanted); /* NULL: all that is said */
    int code;
    const char *missing; /* NULL: it cannot be taken out */
} DeviceMatch;

extern const DeviceMatch device_matches[N_DEVICE_KINDS];
/* Whether one that a domain has is the one that another document means. */
bool device_is(DeviceKind kind, const void *have, const void *wanted);
/* Of interfaces exactly one has to match. */
bool domain_find_net_device(const Domain *domain, const Net *net, int *at_out, GError **error);
bool read_info(Define *define, DeviceInfo *info, GError **error);
/* The <seclabel>s of a source: list is the address of the member. */
bool read_source_labels(void *list, GError **error);
/* The same when the domain is complete: what is only said again is dropped. */
bool settle_source_labels(Define *define, void *list, GError **error);
/* A new random UUID. */
void define_uuid(const DefineEnv *env, uint8_t uuid[16]);
/* Drops what limits nothing. Whether there can be a floor depends on what it is of. */
bool define_bandwidth(Bandwidth **bandwidth_io, bool supports_floor, GError **error);
/* Ports of the servers of a source. */
void complete_source(StorageSource *source, Arena *arena);
/* Variables of filters whose name or value is none are passed over. */
bool filter_parameter_counts(const FilterParameter *parameter);
/* A secret is named by one of the two. */
bool check_secret_choice(bool has_uuid, const char *usage, GError **error);
bool define_encryption(Encryption *encryption, GError **error);
/* The number in the name of a disk: 0 for hda, vda1; -1 if it is no such name. */
int disk_target_index(const char *target);
Controller *add_controller(Define *define, ControllerType type, unsigned int index);
/* Add controllers of a type so that there is one of each index up to the last. */
void imply_controllers(Define *define, ControllerType type, unsigned int last);

#endif

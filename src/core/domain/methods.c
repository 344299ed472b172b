/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables: which method is where in this room. */
#include "core/domain/domain-priv.h"

/* clang-format off */
const DomainMethods core_domain_methods = {
    .abort_job_flags = domain_abort_job_flags_method,
    .add_iothread = domain_add_iothread_method,
    .attach_device_flags = domain_attach_device_method,
    .block_stats = domain_block_stats_method,
    .block_stats_flags = domain_block_stats_flags_method,
    .checkpoint_create_xml = domain_checkpoint_create_method,
    .checkpoint_lookup_by_name = domain_checkpoint_lookup_method,
    .core_dump_with_format = domain_core_dump_method,
    .del_iothread = domain_del_iothread_method,
    .del_throttle_group = domain_del_throttle_group_method,
    .detach_device_alias = domain_detach_alias_method,
    .detach_device_flags = domain_detach_device_method,
    .get_autostart = domain_get_autostart_method,
    .get_autostart_once = domain_get_autostart_once_method,
    .get_blkio_parameters = domain_get_blkio_parameters_method,
    .get_block_info = domain_get_block_info_method,
    .get_block_io_tune = domain_get_block_io_tune_method,
    .get_cpu_stats = domain_get_cpu_stats_method,
    .get_emulator_pin_info = domain_get_emulator_pin_info_method,
    .get_info = domain_get_info_method,
    .get_interface_parameters = domain_get_interface_parameters_method,
    .get_iothread_info = domain_get_iothread_info_method,
    .get_job_info = domain_get_job_info_method,
    .get_job_stats = domain_get_job_stats_method,
    .get_launch_security_info = domain_get_launch_security_info_method,
    .get_max_memory = domain_get_max_memory_method,
    .get_memory_parameters = domain_get_memory_parameters_method,
    .get_messages = domain_get_messages_method,
    .get_metadata = domain_get_metadata_method,
    .get_numa_parameters = domain_get_numa_parameters_method,
    .get_perf_events = domain_get_perf_events_method,
    .get_scheduler_parameters_flags = domain_get_scheduler_parameters_flags_method,
    .get_scheduler_type = domain_get_scheduler_type_method,
    .get_state = domain_get_state_method,
    .get_vcpu_pin_info = domain_get_vcpu_pin_info_method,
    .get_vcpus = domain_get_vcpus_method,
    .get_vcpus_flags = domain_get_vcpus_flags_method,
    .get_xml_desc = domain_get_xml_desc_method,
    .has_current_snapshot = domain_has_current_snapshot_method,
    .has_managed_save_image = domain_has_managed_save_method,
    .interface_stats = domain_interface_stats_method,
    .is_active = domain_is_active_method,
    .is_persistent = domain_is_persistent_method,
    .is_updated = domain_is_updated_method,
    .list_all_checkpoints = domain_list_checkpoints_method,
    .list_all_snapshots = domain_list_snapshots_method,
    .managed_save = domain_managed_save_method,
    .managed_save_define_xml = domain_managed_save_define_xml_method,
    .managed_save_get_xml_desc = domain_managed_save_get_xml_method,
    .managed_save_remove = domain_managed_save_remove_method,
    .memory_stats = domain_memory_stats_method,
    .pin_emulator = domain_pin_emulator_method,
    .pin_iothread = domain_pin_iothread_method,
    .pin_vcpu_flags = domain_pin_vcpu_flags_method,
    .rename = domain_rename_method,
    .save_flags = domain_save_method,
    .save_params = domain_save_params_method,
    .set_autostart = domain_set_autostart_method,
    .set_autostart_once = domain_set_autostart_once_method,
    .set_blkio_parameters = domain_set_blkio_parameters_method,
    .set_block_io_tune = domain_set_block_io_tune_method,
    .set_interface_parameters = domain_set_interface_parameters_method,
    .set_iothread_params = domain_set_iothread_params_method,
    .set_lifecycle_action = domain_set_lifecycle_action_method,
    .set_memory_flags = domain_set_memory_method,
    .set_memory_parameters = domain_set_memory_parameters_method,
    .set_memory_stats_period = domain_set_memory_stats_period_method,
    .set_metadata = domain_set_metadata_method,
    .set_numa_parameters = domain_set_numa_parameters_method,
    .set_perf_events = domain_set_perf_events_method,
    .set_scheduler_parameters_flags = domain_set_scheduler_parameters_flags_method,
    .set_throttle_group = domain_set_throttle_group_method,
    .set_vcpu = domain_set_vcpu_method,
    .set_vcpus_flags = domain_set_vcpus_flags_method,
    .snapshot_create_xml = domain_snapshot_create_method,
    .snapshot_current = domain_snapshot_current_method,
    .snapshot_list_names = domain_snapshot_names_method,
    .snapshot_lookup_by_name = domain_snapshot_lookup_method,
    .snapshot_num = domain_snapshot_num_method,
    .undefine_flags = domain_undefine_method,
    .update_device_flags = domain_update_device_method,
};
/* clang-format on */

void
domain_connect_methods(ConnectMethods *methods)
{
    methods->domain_create_xml = domain_create_method;
    methods->domain_create_xml_with_files = domain_create_with_files_method;
    methods->domain_define_xml_flags = domain_define_method;
    methods->domain_restore_flags = domain_restore_method;
    methods->domain_restore_params = domain_restore_params_method;
    methods->domain_save_image_define_xml = domain_save_image_define_xml_method;
    methods->domain_save_image_get_xml_desc = domain_save_image_get_xml_method;
    methods->get_all_domain_stats = domain_get_all_stats_method;
}

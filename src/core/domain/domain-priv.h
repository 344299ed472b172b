/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The methods, by the file that has them. */
#ifndef VIRTUE_CORE_DOMAIN_PRIV_H
#define VIRTUE_CORE_DOMAIN_PRIV_H

#include "base/err.h"
#include "core/domain/block.h"
#include "core/domain/domain.h"
#include "lib/typed-param.h"

/* bandwidth.c */
bool domain_get_interface_parameters_method(DomainObj *dom, const char *device, unsigned int flags,
                                            Job *job, List *params_out, GError **error);
bool domain_set_interface_parameters_method(DomainObj *dom, const char *device,
                                            const virTypedParameter *params, unsigned int n_params,
                                            unsigned int flags, Job *job, GError **error);

/* backup.c */
bool domain_backup_begin_method(DomainObj *dom, const char *backup_xml, const char *checkpoint_xml,
                                unsigned int flags, Job *job, GError **error);
bool domain_backup_get_xml_method(DomainObj *dom, unsigned int flags, Job *job, char **xml_out,
                                  GError **error);
bool domain_abort_backup(DomainObj *dom, Job *job, GError **error);
/* Before it is told of: the whole may have ended with it. */
void domain_backup_disk_ended(DomainObj *dom, const BlockJob *block, int status);

/* block-change.c */
bool domain_block_resize_method(DomainObj *dom, const char *path, unsigned long long size,
                                unsigned int flags, Job *job, GError **error);
bool domain_set_block_threshold_method(DomainObj *dom, const char *dev,
                                       unsigned long long threshold, unsigned int flags, Job *job,
                                       GError **error);

/* block-job.c */
const Disk *domain_block_disk(DomainObj *dom, const Definition *live, const char *path,
                              GError **error);
bool domain_block_speed(DomainObj *dom, unsigned long long given, bool is_bytes,
                        uint64_t *speed_out, GError **error);
bool domain_block_job_abort_method(DomainObj *dom, const char *path, unsigned int flags, Job *job,
                                   GError **error);
bool domain_block_job_set_speed_method(DomainObj *dom, const char *path,
                                       unsigned long long bandwidth, unsigned int flags, Job *job,
                                       GError **error);
bool domain_get_block_job_info_method(DomainObj *dom, const char *path, unsigned int flags,
                                      Job *job, DomainGetBlockJobInfoRet *ret_out, GError **error);

/* block-start.c */
bool domain_block_commit_method(DomainObj *dom, const char *path, const char *base, const char *top,
                                unsigned long long bandwidth, unsigned int flags, Job *job,
                                GError **error);
bool domain_block_copy_method(DomainObj *dom, const char *path, const char *destxml,
                              const virTypedParameter *params, unsigned int n_params,
                              unsigned int flags, Job *job, GError **error);
bool domain_block_rebase_method(DomainObj *dom, const char *path, const char *base,
                                unsigned long long bandwidth, unsigned int flags, Job *job,
                                GError **error);

/* blkio.c */
bool domain_get_blkio_parameters_method(DomainObj *dom, unsigned int flags, Job *job,
                                        List *params_out, GError **error);
bool domain_set_blkio_parameters_method(DomainObj *dom, const virTypedParameter *params,
                                        unsigned int n_params, unsigned int flags, Job *job,
                                        GError **error);

/* checkpoint.c */
bool domain_checkpoint_create_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                                     DomainCheckpointRef *checkpoint_out, GError **error);
bool domain_list_checkpoints_method(DomainObj *dom, unsigned int flags, Job *job,
                                    DomainCheckpointRef **checkpoints_out,
                                    unsigned int *n_checkpoints_out, GError **error);
bool domain_checkpoint_lookup_method(DomainObj *dom, const char *name, unsigned int flags, Job *job,
                                     DomainCheckpointRef *checkpoint_out, GError **error);

/* define.c */
bool domain_define_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                          DomainRef *dom_out, GError **error);
bool domain_create_with_files_method(Conn *conn, const char *xml, unsigned int flags,
                                     const int *fds, unsigned int n_fds, Job *job,
                                     DomainRef *dom_out, GError **error);
bool domain_create_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                          DomainRef *dom_out, GError **error);
bool domain_undefine_method(DomainObj *dom, unsigned int flags, Job *job, GError **error);

/* describe.c */
bool domain_get_xml_desc_method(DomainObj *dom, unsigned int flags, Job *job, char **xml_out,
                                GError **error);
bool domain_get_state_method(DomainObj *dom, unsigned int flags, Job *job, int *state_out,
                             int *reason_out, GError **error);
bool domain_is_active_method(DomainObj *dom, Job *job, int *active_out, GError **error);
bool domain_is_persistent_method(DomainObj *dom, Job *job, int *persistent_out, GError **error);
bool domain_is_updated_method(DomainObj *dom, Job *job, int *updated_out, GError **error);

/* device.c */
bool domain_attach_device_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                                 GError **error);
bool domain_update_device_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                                 GError **error);
bool domain_detach_device_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                                 GError **error);
bool domain_detach_alias_method(DomainObj *dom, const char *alias, unsigned int flags, Job *job,
                                GError **error);

/* managed.c: its image is gone, if it has one. */
void domain_forget_saved(DomainObj *dom);

/* keep.c: it ends. */
void domain_unkeep(DomainObj *dom);

/* domain.c */
void domain_emit_named(DomainObj *dom, const char *name, int event, int detail);

/* events.c: params are moved out of the list. */
void domain_emit_tunable(DomainObj *dom, ParamList *params);
void domain_emit_metadata(DomainObj *dom, int type, const char *uri);
/* VIR_DOMAIN_EVENT_ID_DEVICE_ADDED or _REMOVED. */
void domain_emit_device(DomainObj *dom, int event_id, const char *alias);
/* BLOCK_JOB and BLOCK_JOB_2. */
void domain_emit_block_job(DomainObj *dom, const char *path, const char *disk, int type,
                           int status);
void domain_emit_job_completed(DomainObj *dom, virTypedParameter *params, unsigned int n_params);
void domain_emit_threshold(DomainObj *dom, const char *dev, const char *path, uint64_t threshold,
                           uint64_t excess);
/* VIR_DOMAIN_EVENT_ID_PMWAKEUP, _PMSUSPEND or _PMSUSPEND_DISK. */
void domain_emit_pm(DomainObj *dom, int event_id);
void domain_emit_balloon(DomainObj *dom, uint64_t actual_kib);

/* figures.c */
bool domain_get_info_method(DomainObj *dom, Job *job, DomainGetInfoRet *ret_out, GError **error);
bool domain_get_vcpus_method(DomainObj *dom, int maxinfo, int maplen, Job *job, VcpuInfo **info_out,
                             unsigned int *n_info_out, unsigned char **cpumaps_out,
                             unsigned int *n_cpumaps_out, GError **error);
bool domain_get_cpu_stats_method(DomainObj *dom, unsigned int nparams, int start_cpu,
                                 unsigned int ncpus, unsigned int flags, Job *job, List *params_out,
                                 int *nparams_out, GError **error);
bool domain_block_stats_method(DomainObj *dom, const char *path, Job *job,
                               DomainBlockStatsRet *ret_out, GError **error);
bool domain_block_stats_flags_method(DomainObj *dom, const char *path, unsigned int flags, Job *job,
                                     List *params_out, GError **error);
bool domain_get_block_info_method(DomainObj *dom, const char *path, unsigned int flags, Job *job,
                                  DomainGetBlockInfoRet *ret_out, GError **error);
bool domain_interface_stats_method(DomainObj *dom, const char *device, Job *job,
                                   DomainInterfaceStatsRet *ret_out, GError **error);
bool domain_memory_stats_method(DomainObj *dom, unsigned int flags, Job *job,
                                DomainMemoryStat **stats_out, unsigned int *n_stats_out,
                                GError **error);

/* guest.c */
bool domain_pm_suspend_method(DomainObj *dom, unsigned int target, unsigned long long duration,
                              unsigned int flags, Job *job, GError **error);
bool domain_pm_wakeup_method(DomainObj *dom, unsigned int flags, Job *job, GError **error);
bool domain_get_guest_info_method(DomainObj *dom, unsigned int types, unsigned int flags, Job *job,
                                  List *params_out, GError **error);
bool domain_agent_set_response_timeout_method(DomainObj *dom, int timeout, unsigned int flags,
                                              Job *job, int *result_out, GError **error);
bool domain_start_dirty_rate_calc_method(DomainObj *dom, int seconds, unsigned int flags, Job *job,
                                         GError **error);

/* work.c */
bool domain_get_job_info_method(DomainObj *dom, Job *job, DomainGetJobInfoRet *ret_out,
                                GError **error);
bool domain_get_job_stats_method(DomainObj *dom, unsigned int flags, Job *job, int *type_out,
                                 List *params_out, GError **error);
bool domain_abort_job_flags_method(DomainObj *dom, unsigned int flags, Job *job, GError **error);

/* inquire.c */
bool domain_get_messages_method(DomainObj *dom, unsigned int flags, Job *job, char ***msgs_out,
                                unsigned int *n_msgs_out, GError **error);
bool domain_get_launch_security_info_method(DomainObj *dom, unsigned int flags, Job *job,
                                            List *params_out, GError **error);

/* iothread.c */
bool domain_add_iothread_method(DomainObj *dom, unsigned int iothread_id, unsigned int flags,
                                Job *job, GError **error);
bool domain_del_iothread_method(DomainObj *dom, unsigned int iothread_id, unsigned int flags,
                                Job *job, GError **error);
bool domain_set_iothread_params_method(DomainObj *dom, unsigned int iothread_id,
                                       const virTypedParameter *params, unsigned int n_params,
                                       unsigned int flags, Job *job, GError **error);

/* iotune.c */
bool domain_get_block_io_tune_method(DomainObj *dom, const char *disk, unsigned int flags, Job *job,
                                     List *params_out, GError **error);
bool domain_set_block_io_tune_method(DomainObj *dom, const char *disk,
                                     const virTypedParameter *params, unsigned int n_params,
                                     unsigned int flags, Job *job, GError **error);
bool domain_set_throttle_group_method(DomainObj *dom, const char *group,
                                      const virTypedParameter *params, unsigned int n_params,
                                      unsigned int flags, Job *job, GError **error);
bool domain_del_throttle_group_method(DomainObj *dom, const char *group, unsigned int flags,
                                      Job *job, GError **error);

/* list.c: whether a list with these virConnectListAllDomainsFlags has it. */
bool domain_passes(Obj *obj, uint32_t flags);

/* managed.c */
bool domain_managed_save_method(DomainObj *dom, unsigned int flags, Job *job, GError **error);
bool domain_has_managed_save_method(DomainObj *dom, unsigned int flags, Job *job, int *result_out,
                                    GError **error);
bool domain_managed_save_get_xml_method(DomainObj *dom, unsigned int flags, Job *job,
                                        char **xml_out, GError **error);
bool domain_managed_save_define_xml_method(DomainObj *dom, const char *dxml, unsigned int flags,
                                           Job *job, GError **error);
bool domain_managed_save_remove_method(DomainObj *dom, unsigned int flags, Job *job,
                                       GError **error);
bool domain_core_dump_method(DomainObj *dom, const char *to, unsigned int dumpformat,
                             unsigned int flags, Job *job, GError **error);

/* memory.c */
bool domain_set_memory_method(DomainObj *dom, unsigned long long memory, unsigned int flags,
                              Job *job, GError **error);
bool domain_get_max_memory_method(DomainObj *dom, Job *job, unsigned long long *memory_out,
                                  GError **error);

/* memtune.c */
bool domain_get_memory_parameters_method(DomainObj *dom, unsigned int flags, Job *job,
                                         List *params_out, GError **error);
bool domain_set_memory_parameters_method(DomainObj *dom, const virTypedParameter *params,
                                         unsigned int n_params, unsigned int flags, Job *job,
                                         GError **error);
bool domain_get_numa_parameters_method(DomainObj *dom, unsigned int flags, Job *job,
                                       List *params_out, GError **error);
bool domain_set_numa_parameters_method(DomainObj *dom, const virTypedParameter *params,
                                       unsigned int n_params, unsigned int flags, Job *job,
                                       GError **error);

/* metadata.c */
bool domain_get_metadata_method(DomainObj *dom, int type, const char *uri, unsigned int flags,
                                Job *job, char **metadata_out, GError **error);
bool domain_set_metadata_method(DomainObj *dom, int type, const char *metadata, const char *key,
                                const char *uri, unsigned int flags, Job *job, GError **error);

/* moment.c: ObjType.index */
Index *domain_moment_index(Obj *obj, unsigned int kind, GError **error);

/* perf.c */
bool domain_get_perf_events_method(DomainObj *dom, unsigned int flags, Job *job, List *params_out,
                                   GError **error);
bool domain_set_perf_events_method(DomainObj *dom, const virTypedParameter *params,
                                   unsigned int n_params, unsigned int flags, Job *job,
                                   GError **error);

/* pin.c */
void domain_give_vcpu_map(const Domain *domain, unsigned int id, const Bitmap *host,
                          unsigned char *map, size_t n);
bool domain_get_vcpu_pin_info_method(DomainObj *dom, int ncpumaps, int maplen, unsigned int flags,
                                     Job *job, unsigned char **cpumaps_out,
                                     unsigned int *n_cpumaps_out, int *num_out, GError **error);
bool domain_get_emulator_pin_info_method(DomainObj *dom, int maplen, unsigned int flags, Job *job,
                                         unsigned char **cpumaps_out, unsigned int *n_cpumaps_out,
                                         int *ret_out, GError **error);
bool domain_get_iothread_info_method(DomainObj *dom, unsigned int flags, Job *job,
                                     DomainIothreadInfo **info_out, unsigned int *n_info_out,
                                     GError **error);
bool domain_pin_vcpu_flags_method(DomainObj *dom, unsigned int vcpu, const unsigned char *cpumap,
                                  unsigned int n_cpumap, unsigned int flags, Job *job,
                                  GError **error);
bool domain_pin_emulator_method(DomainObj *dom, const unsigned char *cpumap, unsigned int n_cpumap,
                                unsigned int flags, Job *job, GError **error);
bool domain_pin_iothread_method(DomainObj *dom, unsigned int iothreads_id,
                                const unsigned char *cpumap, unsigned int n_cpumap,
                                unsigned int flags, Job *job, GError **error);

/* revert.c */
bool domain_revert_method(DomainSnapshotObj *snap, unsigned int flags, Job *job, GError **error);

/* save.c */
/* dxml in place of def, of which it must not change what a guest can see; NULL with an error. */
Definition *domain_replacement(Host *host, const Definition *def, const char *dxml, GError **error);
bool domain_save_method(DomainObj *dom, const char *to, const char *dxml, unsigned int flags,
                        Job *job, GError **error);
bool domain_save_params_method(DomainObj *dom, const virTypedParameter *params,
                               unsigned int n_params, unsigned int flags, Job *job, GError **error);
bool domain_restore_method(Conn *conn, const char *from, const char *dxml, unsigned int flags,
                           Job *job, GError **error);
bool domain_restore_params_method(Conn *conn, const virTypedParameter *params,
                                  unsigned int n_params, unsigned int flags, Job *job,
                                  GError **error);
bool domain_save_image_get_xml_method(Conn *conn, const char *file, unsigned int flags, Job *job,
                                      char **xml_out, GError **error);
bool domain_save_image_define_xml_method(Conn *conn, const char *file, const char *dxml,
                                         unsigned int flags, Job *job, GError **error);

/* sched.c */
bool domain_get_scheduler_type_method(DomainObj *dom, Job *job, char **type_out, int *nparams_out,
                                      GError **error);
bool domain_get_scheduler_parameters_flags_method(DomainObj *dom, unsigned int flags, Job *job,
                                                  List *params_out, GError **error);
bool domain_set_scheduler_parameters_flags_method(DomainObj *dom, const virTypedParameter *params,
                                                  unsigned int n_params, unsigned int flags,
                                                  Job *job, GError **error);

/* settings.c */
bool domain_get_autostart_method(DomainObj *dom, Job *job, int *autostart_out, GError **error);
bool domain_set_autostart_method(DomainObj *dom, int autostart, Job *job, GError **error);
bool domain_get_autostart_once_method(DomainObj *dom, Job *job, int *autostart_out, GError **error);
bool domain_set_autostart_once_method(DomainObj *dom, int autostart, Job *job, GError **error);
bool domain_rename_method(DomainObj *dom, const char *new_name, unsigned int flags, Job *job,
                          int *retcode_out, GError **error);
bool domain_set_lifecycle_action_method(DomainObj *dom, unsigned int type, unsigned int action,
                                        unsigned int flags, Job *job, GError **error);
bool domain_set_memory_stats_period_method(DomainObj *dom, int period, unsigned int flags, Job *job,
                                           GError **error);

/* snapshot.c */
bool domain_snapshot_create_method(DomainObj *dom, const char *xml, unsigned int flags, Job *job,
                                   DomainSnapshotRef *snap_out, GError **error);
bool domain_list_snapshots_method(DomainObj *dom, unsigned int flags, Job *job,
                                  DomainSnapshotRef **snapshots_out, unsigned int *n_snapshots_out,
                                  GError **error);
bool domain_snapshot_names_method(DomainObj *dom, unsigned int flags, Job *job, char ***names_out,
                                  unsigned int *n_names_out, GError **error);
bool domain_snapshot_num_method(DomainObj *dom, unsigned int flags, Job *job, int *num_out,
                                GError **error);
bool domain_snapshot_lookup_method(DomainObj *dom, const char *name, unsigned int flags, Job *job,
                                   DomainSnapshotRef *snap_out, GError **error);
bool domain_has_current_snapshot_method(DomainObj *dom, unsigned int flags, Job *job,
                                        int *result_out, GError **error);
bool domain_snapshot_current_method(DomainObj *dom, unsigned int flags, Job *job,
                                    DomainSnapshotRef *snap_out, GError **error);

/* stats.c */
bool domain_get_all_stats_method(Conn *conn, const DomainRef *doms, unsigned int n_doms,
                                 unsigned int stats, unsigned int flags, Job *job,
                                 DomainStatsRecord **records_out, unsigned int *n_records_out,
                                 GError **error);

/* vcpu.c */
bool domain_set_vcpus_flags_method(DomainObj *dom, unsigned int nvcpus, unsigned int flags,
                                   Job *job, GError **error);
bool domain_get_vcpus_flags_method(DomainObj *dom, unsigned int flags, Job *job, int *num_out,
                                   GError **error);
bool domain_set_vcpu_method(DomainObj *dom, const char *cpumap, int state, unsigned int flags,
                            Job *job, GError **error);

#endif

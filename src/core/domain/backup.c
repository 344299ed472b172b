/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Backups of disks that a guest uses: a job of each, and one operation of the domain. It ends with
 * the last of them; one that others pull from, when it is aborted. */
#include "core/domain/block.h"
#include "core/domain/domain-priv.h"
#include "core/domain/moment.h"
#include "core/domain/work.h"

#define ERR_DOMAIN dom->host->type->errors

/* --- its disks */

static BackupDisk *
disk_at(const Backup *backup, unsigned int i)
{
    if (backup->mode == BACKUP_MODE_PULL)
        return i < backup->pull_disks.n ? &backup->pull_disks.items[i]->disk : NULL;
    return i < backup->push_disks.n ? &backup->push_disks.items[i]->disk : NULL;
}

/* Those that are part of it have no other job. */
static bool
check_free(DomainObj *dom, const Backup *backup, GError **error)
{
    const BackupDisk *item;

    for (unsigned int i = 0; (item = disk_at(backup, i)); i++)
        if (item->backup == YES_NO_YES && block_job_of(dom, item->name))
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "disk '%s' has a blockjob assigned",
                           item->name);
    return true;
}

static void
number_stores(DomainObj *dom, const Backup *backup)
{
    DomainWork *work = domain_work(dom);
    BackupDisk *item;
    MUTEX_GUARD(&work->lock);

    for (unsigned int i = 0; (item = disk_at(backup, i)); i++)
        if (item->backup == YES_NO_YES)
            XML_SET(item, index, (unsigned int)++work->last_number, XML_STARTED);
}

/* --- it begins */

static void
forget(DomainObj *dom)
{
    DomainWork *work = domain_work(dom);
    Definition *old;

    mutex_lock(&work->lock);
    old = g_steal_pointer(&work->backup);
    work->operation = 0;
    mutex_unlock(&work->lock);
    definition_unref(old);
}

static void
end_disks(DomainObj *dom, const Backup *backup, Job *job)
{
    const BlockDriver *driver = dom->host->type->domains->blocks;
    const BackupDisk *item;

    for (unsigned int i = 0; (item = disk_at(backup, i)); i++) {
        BlockJob *block = block_job_of(dom, item->name);

        if (!block || block->type != VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP)
            continue;
        driver->end(dom, block, false, job, NULL);
        domain_block_ended(dom, block->number, VIR_DOMAIN_BLOCK_JOB_CANCELED);
    }
}

static bool
begin_disks(DomainObj *dom, const Backup *backup, Job *job, GError **error)
{
    g_autoptr(Definition) live = domain_live(dom);
    const BackupDisk *item;

    for (unsigned int i = 0; (item = disk_at(backup, i)); i++) {
        const Disk *disk = domain_find_disk(domain_of(live), item->name);
        BlockJob *block;

        if (item->backup != YES_NO_YES || !disk)
            continue;
        block = g_new0(BlockJob, 1);
        block->type = VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP;
        block->stays = backup->mode == BACKUP_MODE_PULL;
        if (!block_job_begin(dom, disk, block, job, error)) {
            end_disks(dom, backup, job);
            return false;
        }
    }
    return true;
}

static bool
begin(DomainObj *dom, Definition *def, Job *job, GError **error)
{
    DomainWork *work = domain_work(dom);

    if (!domain_work_begin(dom, VIR_DOMAIN_JOB_OPERATION_BACKUP, error))
        return false;
    number_stores(dom, def->root);
    mutex_lock(&work->lock);
    work->backup = definition_ref(def);
    work->backup_done = work->backup_total = 0;
    work->backup_cancelled = false;
    mutex_unlock(&work->lock);
    if (begin_disks(dom, def->root, job, error))
        return true;
    forget(dom);
    return false;
}

bool
domain_backup_begin_method(DomainObj *dom, const char *backup_xml, const char *checkpoint_xml,
                           unsigned int flags, Job *job, GError **error)
{
    g_autoptr(Definition) def = moment_read_backup(dom, backup_xml, error);
    g_autoptr(Definition) checkpoint = NULL;

    if (!def || (checkpoint_xml && !(checkpoint = checkpoint_wish(dom, checkpoint_xml, error))) ||
        !domain_work_refuse(dom, error) || !check_free(dom, def->root, error) ||
        !begin(dom, def, job, error))
        return false;
    if (!checkpoint || checkpoint_make(dom, g_steal_pointer(&checkpoint), job, error))
        return true;
    end_disks(dom, def->root, job);
    return false;
}

/* --- it goes on */

bool
domain_backup_get_xml_method(DomainObj *dom, unsigned int flags, Job *job, char **xml_out,
                             GError **error)
{
    DomainWork *work = domain_work(dom);
    g_autoptr(Definition) def = NULL;

    mutex_lock(&work->lock);
    def = work->backup ? definition_ref(work->backup) : NULL;
    mutex_unlock(&work->lock);
    if (!def)
        return err_set(error, VIR_ERR_NO_DOMAIN_BACKUP, "no domain backup job present");
    *xml_out = definition_format(def, 0);
    return true;
}

bool
domain_abort_backup(DomainObj *dom, Job *job, GError **error)
{
    DomainWork *work = domain_work(dom);
    g_autoptr(Definition) def = NULL;

    mutex_lock(&work->lock);
    def = work->backup ? definition_ref(work->backup) : NULL;
    mutex_unlock(&work->lock);
    if (def)
        end_disks(dom, def->root, job);
    return true;
}

/* --- it ends */

static void
finish(DomainObj *dom, DomainWork *work, const Backup *backup)
{
    g_autoptr(ParamList) list = param_list_new();
    bool is_pull = backup->mode == BACKUP_MODE_PULL;
    bool is_good = is_pull || !work->backup_cancelled;
    DiskProgress progress = { is_pull, work->backup_done, work->backup_total };

    disk_progress_add(list, &progress);
    param_list_add_bool(list, is_good, VIR_DOMAIN_JOB_SUCCESS);
    if (work->backup_cancelled)
        param_list_add_string(list, "Operation canceled", VIR_DOMAIN_JOB_ERRMSG);
    domain_work_end(dom, is_good ? VIR_DOMAIN_JOB_COMPLETED : VIR_DOMAIN_JOB_CANCELLED, list);
}

void
domain_backup_disk_ended(DomainObj *dom, const BlockJob *block, int status)
{
    const BlockDriver *driver = dom->host->type->domains->blocks;
    DomainWork *work = domain_work(dom);
    g_autoptr(Definition) last = NULL;
    uint64_t done, total;
    bool is_last = true;

    driver->progress(dom, block, &done, &total);
    mutex_lock(&work->lock);
    work->backup_total += total;
    work->backup_done += status == VIR_DOMAIN_BLOCK_JOB_COMPLETED ? total : done;
    work->backup_cancelled |= status != VIR_DOMAIN_BLOCK_JOB_COMPLETED;
    for (unsigned int i = 0; i < work->blocks->len; i++)
        if (((const BlockJob *)work->blocks->pdata[i])->type == VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP)
            is_last = false;
    if (is_last)
        last = g_steal_pointer(&work->backup);
    mutex_unlock(&work->lock);
    if (last)
        finish(dom, work, last->root);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Loading and unloading: the floors from the ground up, and down again.
 *
 * Unloading begins when nothing holds the module: no descriptor is open, no
 * process has a handle table, no thread an object. Then the device goes, then
 * the hooks, which waits for work in ending tasks, then the floors.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <ntobj/ex.h>
#include <ntobj/ke.h>
#include <ntobj/ke_dpc.h>
#include <ntobj/ke_irql.h>
#include <ntobj/ob.h>
#include <ntobj/ps.h>
#include <ntobj/se_token.h>

#include "compat/ntsync.h"
#include "device.h"

#define NTOBJ_VERSION	"0.1.0"

static struct dentry *debugfs_directory;

static int version_show(struct seq_file *file, void *unused)
{
	seq_puts(file, NTOBJ_VERSION "\n");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(version);

/*
 * Comes last, as an open file keeps no module whose loading fails. What can't
 * be shown is no reason not to work: errors are debugfs's own.
 */
static void create_debugfs(void)
{
	debugfs_directory = debugfs_create_dir("ntobj", NULL);
	debugfs_create_file("version", 0400, debugfs_directory, NULL, &version_fops);
	ke_debugfs_init(debugfs_directory);
	ob_debugfs_init(debugfs_directory);
	ps_debugfs_init(debugfs_directory);
	ntsync_debugfs_init(debugfs_directory);
}

static int __init ntobj_init(void)
{
	int error;

	error = ps_init();
	if (error)
		return error;
	error = ke_dpc_init();
	if (error)
		goto err_ps;
	/* It looks at the queues of DPCs when any module goes. */
	error = ke_bug_check_init();
	if (error)
		goto err_dpc;
	error = ob_init();
	if (error)
		goto err_bug_check;
	error = se_init();
	if (error)
		goto err_ob;
	error = ps_objects_init();
	if (error)
		goto err_ob;
	error = ex_event_init() ?: ex_semaphore_init() ?: ex_mutant_init() ?:
		ex_event_pair_init() ?: ex_timer_init();
	if (error)
		goto err_ob;
	ex_signal_and_wait_init();
	ke_delay_init();
	error = ps_hooks_init();
	if (error)
		goto err_ob;
	error = ntsync_init();
	if (error)
		goto err_hooks;
	error = device_init();
	if (error)
		goto err_ntsync;
	ntsync_register(device_self());
	create_debugfs();
	pr_info("ntobj " NTOBJ_VERSION " loaded\n");
	return 0;

err_ntsync:
	ntsync_destroy();
err_hooks:
	ps_hooks_destroy();
err_ob:
	ob_teardown();
err_bug_check:
	ke_bug_check_destroy();
err_dpc:
	ke_dpc_destroy();
err_ps:
	ps_teardown();
	return error;
}

static void __exit ntobj_exit(void)
{
	ntsync_unregister();
	device_destroy_node();
	debugfs_remove(debugfs_directory);
	ntsync_destroy();
	ps_hooks_destroy();
	ob_teardown();
	ke_bug_check_destroy();
	ke_dpc_destroy();
	ps_teardown();
}

module_init(ntobj_init);
module_exit(ntobj_exit);

MODULE_DESCRIPTION("NT executive objects: object manager, handles, dispatcher objects");
MODULE_AUTHOR("The ntobj developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(NTOBJ_VERSION);

// SPDX-License-Identifier: GPL-2.0
/* The kernel floor's files in debugfs. */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <ntobj/ke.h>
#include <ntobj/ke_irql.h>

static int services_show(struct seq_file *file, void *unused)
{
	ke_show_services(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(services);

static int threads_show(struct seq_file *file, void *unused)
{
	ke_show_threads(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(threads);

static int failures_show(struct seq_file *file, void *unused)
{
	ke_show_failures(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(failures);

static int dpc_show(struct seq_file *file, void *unused)
{
	ke_show_dpcs(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(dpc);

static int irql_show(struct seq_file *file, void *unused)
{
	ke_show_irql(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(irql);

static int verifier_show(struct seq_file *file, void *unused)
{
	ke_show_verifier(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(verifier);

static int bugchecks_show(struct seq_file *file, void *unused)
{
	ke_show_bug_checks(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(bugchecks);

/**
 * ke_debugfs_init - make the kernel floor's files
 * @directory: the module's directory in debugfs
 */
void ke_debugfs_init(struct dentry *directory)
{
	debugfs_create_file("services", 0400, directory, NULL, &services_fops);
	debugfs_create_file("threads", 0400, directory, NULL, &threads_fops);
	debugfs_create_file("failures", 0400, directory, NULL, &failures_fops);
	debugfs_create_file("dpc", 0400, directory, NULL, &dpc_fops);
	debugfs_create_file("irql", 0400, directory, NULL, &irql_fops);
	debugfs_create_file("verifier", 0400, directory, NULL, &verifier_fops);
	debugfs_create_file("bugchecks", 0400, directory, NULL, &bugchecks_fops);
}

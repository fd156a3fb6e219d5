// SPDX-License-Identifier: GPL-2.0
/*
 * Eras of a handle table: whether another process may still work on it.
 *
 * Whoever has a process open may put handles into its table and take some out.
 * Meanwhile the process may end, and close them all; or begin a program that has
 * rights which those who opened it were not meant to have. Neither waits for
 * anybody. So the table has eras. Who wants to work on it notes the era while the
 * process is still his to work on, and
 *
 * - what he changes is changed under the table's lock, if the era lasts;
 * - what he has read counts only if the era lasts after that. A handle that was
 *   published in a later era is read after the era was seen to change: the change
 *   comes before the publication, and both in the process's own tasks.
 *
 * There is no era until the process has begun to run, as until then it fills its
 * table with what it inherits, without the lock. The last era ends before the
 * handles are closed, so none can be left behind.
 */
#include <ntobj/ob.h>

#include "compat/linux.h"

/**
 * ob_open_era - a process can have handles from now on
 * @table: its table
 *
 * Does nothing if it could before. Context: process. Takes the table's lock.
 */
void ob_open_era(struct ob_handle_table *table)
{
	spin_lock(&table->lock);
	if (table->era == OB_ERA_NONE)
		WRITE_ONCE(table->era, OB_ERA_NONE + 1);
	spin_unlock(&table->lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_open_era);

/**
 * ob_next_era - those who had to do with a process have no more
 * @table: its table
 *
 * Context: process, one of the process's tasks. Takes the table's lock.
 */
void ob_next_era(struct ob_handle_table *table)
{
	spin_lock(&table->lock);
	/* Should it ever come to the last number, nobody gets at the table any more. */
	if (table->era != OB_ERA_NONE && table->era != OB_ERA_OVER)
		WRITE_ONCE(table->era, table->era + 1);
	spin_unlock(&table->lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_next_era);

/**
 * ob_end_eras - a process gets no more handles
 * @table: its table, whose handles are about to be closed
 *
 * Context: process. Takes the table's lock.
 */
void ob_end_eras(struct ob_handle_table *table)
{
	spin_lock(&table->lock);
	WRITE_ONCE(table->era, OB_ERA_OVER);
	spin_unlock(&table->lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_end_eras);

/**
 * ob_current_era - the era that a table is in
 * @table: the table
 *
 * Context: any.
 *
 * Return: the era, OB_ERA_NONE or OB_ERA_OVER.
 */
u32 ob_current_era(const struct ob_handle_table *table)
{
	return READ_ONCE(table->era);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_current_era);

/**
 * ob_era_lasts - whether what was read from a table counts
 * @foreign: the table, and the era in which it was to be read
 *
 * Context: any.
 *
 * Return: whether it does.
 */
bool ob_era_lasts(const struct ob_foreign_table *foreign)
{
	/* Pairs with smp_store_release() in ob_publish_handle(). */
	smp_rmb();
	return foreign->era == OB_ERA_NONE ||
	       READ_ONCE(foreign->table->era) == foreign->era;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_era_lasts);

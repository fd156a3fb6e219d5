/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of quotas share; see ob/account.c. */
#ifndef _NTOBJ_OB_QUOTA_H
#define _NTOBJ_OB_QUOTA_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/uidgid.h>
#include <ntobj/ob.h>

/* What a process is given beyond its needs, and so keeps at most twice. */
#define OB_QUOTA_STEP	32768UL

#define OB_TRY_AGAIN	((NTSTATUS)0x80000011)	/* never leaves the module */

/* As a spare: there is none, and all goes on under ob_quota_lock. */
#define OB_NO_SPARE	LONG_MIN

/**
 * struct ob_quota_user - what the processes of a user have been granted
 * @link: in the table of users
 * @uid: who
 * @granted: bytes, but for what exempt processes have
 * @peak: the most it was
 * @references: blocks and accounts
 * @spares: his accounts that have spares and count in @granted, by @of_user
 */
struct ob_quota_user {
	struct hlist_node link;
	kuid_t uid;
	u64 granted;
	u64 peak;
	unsigned long references;
	struct list_head spares;
};

/**
 * struct ob_quota_block - what the processes of a logon have been granted
 * @link: in the table of logons' blocks; unhashed if it is none
 * @id: its number
 * @user: whose logon; or who had the process whose limits were set
 * @session: the logon's, as Linux's audit has it
 * @limits: bytes, 0 for none; of a logon's block the parameters count instead
 * @granted: bytes
 * @peak: the most it was
 * @references: accounts
 * @spares: accounts that have spares, by @of_block
 * @list: in the list of all blocks
 */
struct ob_quota_block {
	struct hlist_node link;
	u64 id;
	struct ob_quota_user *user;
	u32 session;
	u64 limits[OB_POOLS];
	u64 granted[OB_POOLS];
	u64 peak[OB_POOLS];
	unsigned long references;
	struct list_head spares;
	struct list_head list;
};

/**
 * struct ob_account - what a process has been granted
 * @spare: what of it is not used, or OB_NO_SPARE
 * @granted: bytes
 * @block: from whose limits
 * @user: from whose ceiling
 * @owner: process id, as the initial pid namespace has it
 * @exempt: whether its process may manage resources: the ceiling is not for it,
 *	and what it is granted does not count there
 * @closed: whether it is no process's any more
 * @pinned: whether it is itself charged to the user, as it is closed and stays
 * @of_block: in its list of spares
 * @of_user: the same
 * @rcu: frees it
 */
struct ob_account {
	atomic_long_t spare[OB_POOLS];
	u64 granted[OB_POOLS];
	struct ob_quota_block *block;
	struct ob_quota_user *user;
	pid_t owner;
	bool exempt;
	bool closed;
	bool pinned;
	struct list_head of_block;
	struct list_head of_user;
	struct rcu_head rcu;
};

/**
 * struct ob_quota_place - where an account belongs
 * @uid: to which user
 * @session: to which of his logons, as Linux's audit has it
 * @exempt: whether the ceiling is not for it
 */
struct ob_quota_place {
	kuid_t uid;
	u32 session;
	bool exempt;
};

extern spinlock_t ob_quota_lock;

/* Uses a spare, if there is enough of it. */
static __always_inline bool ob_use_spare(struct ob_account *account, enum ob_pool pool,
					 u32 bytes)
{
	atomic_long_t *spare = &account->spare[pool];
	long old = atomic_long_read(spare);

	do {
		if (unlikely(old < (s64)bytes))
			return false;
	} while (unlikely(!atomic_long_try_cmpxchg(spare, &old, old - (long)bytes)));
	return true;
}

/* Adds to a spare, if there is one and it does not become too much. */
static __always_inline bool ob_add_to_spare(struct ob_account *account, enum ob_pool pool,
					    u32 bytes)
{
	atomic_long_t *spare = &account->spare[pool];
	long old = atomic_long_read(spare);

	do {
		/* OB_NO_SPARE is a great number there. */
		if (unlikely((unsigned long)old + bytes > 2 * OB_QUOTA_STEP))
			return false;
	} while (unlikely(!atomic_long_try_cmpxchg(spare, &old, old + (long)bytes)));
	return true;
}

/**
 * ob_charge_new_object - ob_charge_object() for one that nobody else sees
 * @table: see there
 * @object: see there
 *
 * In few instructions if the type has one charge and there is a spare: a new
 * object of another type never fits. Context: process; may sleep.
 *
 * Return: see there.
 */
static __always_inline NTSTATUS ob_charge_new_object(struct ob_handle_table *table,
						     struct ob_header *object)
{
	struct ob_account *account;
	bool done;

	/* Shorter than rcu_read_lock(), and as good for kfree_rcu(). */
	rcu_read_lock_sched();
	account = rcu_dereference_sched(table->account);
	done = account && ob_use_spare(account, OB_NON_PAGED, object->type->only_charge);
	rcu_read_unlock_sched();
	if (unlikely(!done))
		return ob_charge_object(table, object);
	object->account = account;
	return STATUS_SUCCESS;
}

/**
 * ob_release_object - an object is about to be freed
 * @object: which still has all that it has been charged with but its name
 *
 * Context: process.
 */
static __always_inline void ob_release_object(struct ob_header *object)
{
	if (object->account &&
	    unlikely(!ob_add_to_spare(object->account, OB_NON_PAGED,
				      object->type->only_charge)))
		ob_release_object_slowly(object);
}

/* ob/quota.c */
bool ob_is_logons_block(const struct ob_quota_block *block);
bool ob_is_in_place(const struct ob_account *account,
		    const struct ob_quota_place *place);
struct ob_quota_user *ob_get_quota_user(kuid_t uid, struct ob_quota_candidates *candidates);
struct ob_quota_block *ob_get_quota_block(const struct ob_quota_place *place,
					  struct ob_quota_user *user,
					  struct ob_quota_candidates *candidates);
struct ob_quota_block *ob_begin_quota_block(struct ob_quota_user *user,
					    struct ob_quota_candidates *candidates);
void ob_put_quota_user(struct ob_quota_user *user);
void ob_put_quota_block(struct ob_quota_block *block);
NTSTATUS ob_grant(struct ob_account *account, enum ob_pool pool, u64 bytes);
bool ob_grant_spare(struct ob_account *account, enum ob_pool pool, u64 bytes);
void ob_take_back(struct ob_account *account, enum ob_pool pool, u64 bytes);
void ob_pin_account(struct ob_account *account, bool pinned);
void ob_read_quota_block(const struct ob_quota_block *block, const u64 spares[OB_POOLS],
			 struct ntobj_quota_limits *limits);

/* ob/account.c */
void ob_drain_account(struct ob_account *account);

#endif /* _NTOBJ_OB_QUOTA_H */

// SPDX-License-Identifier: GPL-2.0
/*
 * Quotas: who grants accounts their bytes (see ob/account.c).
 *
 * A logon, which is one user in one of Linux's audit sessions, has a block. Its
 * limits are the module's parameters, or none. A block whose limits have been
 * set is that of one process and of those that it makes. A user has a ceiling
 * for all that his processes make, whatever blocks they are of; but for those
 * who may manage resources.
 *
 * All is guarded by @ob_quota_lock.
 */
#include <linux/hashtable.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "compat/linux.h"
#include "ob/quota.h"

#define PLACE_BITS	8
#define DRAIN_BATCH	64
#define DRAIN_ROUNDS	1024

/* Without the parameter, a user's ceiling is this part of memory, or this much. */
#define MEMORY_PART	8
#define MEMORY_MOST	(512UL << 20)
#define BY_MEMORY	ULONG_MAX

DEFINE_SPINLOCK(ob_quota_lock);
static DEFINE_HASHTABLE(users, PLACE_BITS);
static DEFINE_HASHTABLE(blocks, PLACE_BITS);
static LIST_HEAD(list);
static u64 last_id;

static unsigned long quotas[OB_POOLS];
static unsigned long max_memory_per_user = BY_MEMORY;

/* Takes a few spares back; whether there are more. */
static bool drain_some(void)
{
	unsigned int batch = DRAIN_BATCH;
	struct ob_quota_block *block;

	lockdep_assert_held(&ob_quota_lock);
	list_for_each_entry(block, &list, list) {
		while (!list_empty(&block->spares)) {
			if (!batch--)
				return true;
			ob_drain_account(list_first_entry(&block->spares,
							  struct ob_account, of_block));
		}
	}
	return false;
}

/*
 * With a limit that has been lowered, spares are not used up first. Some may be,
 * if others get new ones all the time.
 */
static void drain_all(void)
{
	unsigned int rounds = DRAIN_ROUNDS;
	bool more;

	do {
		spin_lock(&ob_quota_lock);
		more = drain_some();
		spin_unlock(&ob_quota_lock);
		cond_resched();
	} while (more && --rounds);
}

static int set_limit(const char *value, const struct kernel_param *parameter)
{
	int error;

	error = param_set_ulong(value, parameter);
	if (!error)
		drain_all();
	return error;
}

static const struct kernel_param_ops limit_ops = {
	.set = set_limit,
	.get = param_get_ulong,
};

module_param_cb(paged_pool_quota, &limit_ops, &quotas[OB_PAGED], 0644);
MODULE_PARM_DESC(paged_pool_quota,
		 "Most bytes of paged objects and handle tables of a logon; 0 for no limit (default)");
module_param_cb(non_paged_pool_quota, &limit_ops, &quotas[OB_NON_PAGED], 0644);
MODULE_PARM_DESC(non_paged_pool_quota,
		 "Most bytes of other objects of a logon; 0 for no limit (default)");
module_param_cb(paging_file_quota, &limit_ops, &quotas[OB_PAGING_FILE], 0644);
MODULE_PARM_DESC(paging_file_quota,
		 "Most bytes of sections of a logon; 0 for no limit (default)");
module_param_cb(max_memory_per_user, &limit_ops, &max_memory_per_user, 0644);
MODULE_PARM_DESC(max_memory_per_user,
		 "Most bytes of all that a user's processes make; 0 for no limit (default an eighth of memory, at most 512 MiB)");

/**
 * ob_is_logons_block - whether the limits of a block are the parameters
 * @block: the block
 *
 * Context: any, ob_quota_lock held.
 *
 * Return: whether they are; if not they have been set.
 */
bool ob_is_logons_block(const struct ob_quota_block *block)
{
	return !hlist_unhashed(&block->link);
}

/**
 * ob_is_in_place - whether an account is where its process belongs
 * @account: the account
 * @place: where the process belongs
 *
 * Context: any, ob_quota_lock held.
 *
 * Return: whether it is.
 */
bool ob_is_in_place(const struct ob_account *account, const struct ob_quota_place *place)
{
	return uid_eq(account->user->uid, place->uid) &&
	       account->exempt == place->exempt &&
	       (!ob_is_logons_block(account->block) ||
		(account->block->user == account->user &&
		 account->block->session == place->session));
}

/**
 * ob_get_quota_user - a user
 * @uid: who
 * @candidates: from which he is made, if need be
 *
 * Context: any, ob_quota_lock held.
 *
 * Return: the user, with a reference.
 */
struct ob_quota_user *ob_get_quota_user(kuid_t uid, struct ob_quota_candidates *candidates)
{
	struct ob_quota_user *user;

	lockdep_assert_held(&ob_quota_lock);
	hash_for_each_possible(users, user, link, __kuid_val(uid))
		if (uid_eq(user->uid, uid))
			goto found;
	user = candidates->user;
	candidates->user = NULL;
	user->uid = uid;
	INIT_LIST_HEAD(&user->spares);
	hash_add(users, &user->link, __kuid_val(uid));
found:
	user->references++;
	return user;
}

/**
 * ob_begin_quota_block - make a block that is no logon's
 * @user: whose
 * @candidates: from which it is made
 *
 * Context: any, ob_quota_lock held.
 *
 * Return: the block, with a reference.
 */
struct ob_quota_block *ob_begin_quota_block(struct ob_quota_user *user,
					    struct ob_quota_candidates *candidates)
{
	struct ob_quota_block *block = candidates->block;

	lockdep_assert_held(&ob_quota_lock);
	candidates->block = NULL;
	user->references++;
	block->user = user;
	block->id = ++last_id;
	block->references = 1;
	INIT_LIST_HEAD(&block->spares);
	list_add_tail(&block->list, &list);
	return block;
}

/**
 * ob_get_quota_block - the block of a logon
 * @place: the logon
 * @user: the user of @place
 * @candidates: from which it is made, if need be
 *
 * Context: any, ob_quota_lock held.
 *
 * Return: the block, with a reference.
 */
struct ob_quota_block *ob_get_quota_block(const struct ob_quota_place *place,
					  struct ob_quota_user *user,
					  struct ob_quota_candidates *candidates)
{
	const u64 key = (u64)place->session << 32 | __kuid_val(place->uid);
	struct ob_quota_block *block;

	lockdep_assert_held(&ob_quota_lock);
	hash_for_each_possible(blocks, block, link, key) {
		if (block->user == user && block->session == place->session) {
			block->references++;
			return block;
		}
	}
	block = ob_begin_quota_block(user, candidates);
	block->session = place->session;
	hash_add(blocks, &block->link, key);
	return block;
}

/**
 * ob_put_quota_user - drop a reference
 * @user: the user
 *
 * Context: any, ob_quota_lock held.
 */
void ob_put_quota_user(struct ob_quota_user *user)
{
	lockdep_assert_held(&ob_quota_lock);
	if (--user->references)
		return;
	WARN_ON_ONCE(user->granted);
	hash_del(&user->link);
	kfree(user);
}

/**
 * ob_put_quota_block - drop a reference
 * @block: the block
 *
 * Context: any, ob_quota_lock held.
 */
void ob_put_quota_block(struct ob_quota_block *block)
{
	enum ob_pool pool;

	lockdep_assert_held(&ob_quota_lock);
	if (--block->references)
		return;
	for (pool = 0; pool < OB_POOLS; pool++)
		WARN_ON_ONCE(block->granted[pool]);
	hash_del(&block->link);
	list_del(&block->list);
	ob_put_quota_user(block->user);
	kfree(block);
}

static u64 limit_of(const struct ob_quota_block *block, enum ob_pool pool)
{
	return ob_is_logons_block(block) ? READ_ONCE(quotas[pool]) : block->limits[pool];
}

static bool fits(u64 granted, u64 bytes, u64 limit)
{
	return !limit || (granted <= limit && bytes <= limit - granted);
}

static bool block_has_room(const struct ob_quota_block *block, enum ob_pool pool, u64 bytes)
{
	return fits(block->granted[pool], bytes, limit_of(block, pool));
}

static bool user_has_room(const struct ob_account *account, u64 bytes)
{
	return account->exempt ||
	       fits(account->user->granted, bytes, READ_ONCE(max_memory_per_user));
}

static void grant(struct ob_account *account, enum ob_pool pool, u64 bytes)
{
	struct ob_quota_block *block = account->block;
	struct ob_quota_user *user = account->user;

	account->granted[pool] += bytes;
	block->granted[pool] += bytes;
	block->peak[pool] = max(block->peak[pool], block->granted[pool]);
	if (account->exempt)
		return;
	user->granted += bytes;
	user->peak = max(user->peak, user->granted);
}

/**
 * ob_pin_account - charge for an account that outlives its process, or no more
 * @account: the account, which is closed
 * @pinned: whether something is still charged to it
 *
 * That can't be refused; the user gets less of other things. Context: any,
 * ob_quota_lock held.
 */
void ob_pin_account(struct ob_account *account, bool pinned)
{
	const u32 size = ob_allocation(sizeof(*account));

	lockdep_assert_held(&ob_quota_lock);
	if (account->exempt || account->pinned == pinned)
		return;
	account->pinned = pinned;
	if (pinned)
		account->user->granted += size;
	else
		account->user->granted -= size;
}

/**
 * ob_grant - give an account what it needs
 * @account: the account
 * @pool: of what
 * @bytes: how much
 *
 * Takes back others' spares if it can't be had without, a few at a time. Context:
 * process, ob_quota_lock held.
 *
 * Return: STATUS_SUCCESS; STATUS_QUOTA_EXCEEDED; OB_TRY_AGAIN if there are more
 * spares, for when the lock has been dropped.
 */
NTSTATUS ob_grant(struct ob_account *account, enum ob_pool pool, u64 bytes)
{
	struct ob_quota_block *block = account->block;
	struct ob_quota_user *user = account->user;
	unsigned int batch = DRAIN_BATCH;

	lockdep_assert_held(&ob_quota_lock);
	while (!block_has_room(block, pool, bytes)) {
		if (list_empty(&block->spares))
			return STATUS_QUOTA_EXCEEDED;
		if (!batch--)
			return OB_TRY_AGAIN;
		ob_drain_account(list_first_entry(&block->spares, struct ob_account,
						  of_block));
	}
	while (!user_has_room(account, bytes)) {
		if (list_empty(&user->spares))
			return STATUS_QUOTA_EXCEEDED;
		if (!batch--)
			return OB_TRY_AGAIN;
		ob_drain_account(list_first_entry(&user->spares, struct ob_account,
						  of_user));
	}
	grant(account, pool, bytes);
	return STATUS_SUCCESS;
}

/**
 * ob_grant_spare - give an account more than it needs, if there is room for it
 * @account: the account
 * @pool: of what
 * @bytes: how much; 0 if it only wants to keep what it has
 *
 * Context: process, ob_quota_lock held.
 *
 * Return: whether there is room for a step.
 */
bool ob_grant_spare(struct ob_account *account, enum ob_pool pool, u64 bytes)
{
	lockdep_assert_held(&ob_quota_lock);
	if (!block_has_room(account->block, pool, OB_QUOTA_STEP) ||
	    !user_has_room(account, OB_QUOTA_STEP))
		return false;
	grant(account, pool, bytes);
	return true;
}

/**
 * ob_take_back - take from an account what it does not use any more
 * @account: the account
 * @pool: of what
 * @bytes: how much
 *
 * Context: any, ob_quota_lock held.
 */
void ob_take_back(struct ob_account *account, enum ob_pool pool, u64 bytes)
{
	lockdep_assert_held(&ob_quota_lock);
	if (WARN_ON_ONCE(account->granted[pool] < bytes))
		bytes = account->granted[pool];
	account->granted[pool] -= bytes;
	account->block->granted[pool] -= bytes;
	if (!account->exempt)
		account->user->granted -= bytes;
}

/* Spares that were looked at a while ago may be more than all that there is. */
static u64 used(const struct ob_quota_block *block, enum ob_pool pool,
		const u64 spares[OB_POOLS])
{
	return block->granted[pool] - min(spares[pool], block->granted[pool]);
}

/**
 * ob_read_quota_block - what a block grants, and has granted
 * @block: the block
 * @spares: what of that is not used
 * @limits: the result
 *
 * Context: any, ob_quota_lock held.
 */
void ob_read_quota_block(const struct ob_quota_block *block, const u64 spares[OB_POOLS],
			 struct ntobj_quota_limits *limits)
{
	lockdep_assert_held(&ob_quota_lock);
	*limits = (struct ntobj_quota_limits){
		.paged_limit = limit_of(block, OB_PAGED),
		.non_paged_limit = limit_of(block, OB_NON_PAGED),
		.paging_file_limit = limit_of(block, OB_PAGING_FILE),
		.paged_usage = used(block, OB_PAGED, spares),
		.non_paged_usage = used(block, OB_NON_PAGED, spares),
		.paging_file_usage = used(block, OB_PAGING_FILE, spares),
		.paged_peak = block->peak[OB_PAGED],
		.non_paged_peak = block->peak[OB_NON_PAGED],
		.paging_file_peak = block->peak[OB_PAGING_FILE],
	};
}

static void show_block(struct seq_file *file, const struct ob_quota_block *block)
{
	static const char * const names[OB_POOLS] = { "paged", "non_paged", "paging_file" };
	enum ob_pool pool;

	for (pool = 0; pool < OB_POOLS; pool++)
		seq_printf(file, "%s\t%llu\t%u\t%d\t%lu\t%s\t%llu\t%llu\t%llu\n",
			   ob_is_logons_block(block) ? "logon" : "set", block->id,
			   __kuid_val(block->user->uid), (s32)block->session,
			   block->references, names[pool], block->granted[pool],
			   limit_of(block, pool), block->peak[pool]);
}

/**
 * ob_show_quotas - show blocks, a line for each pool, and users
 * @file: where to
 *
 * Context: process. Nothing is granted meanwhile.
 */
void ob_show_quotas(struct seq_file *file)
{
	struct ob_quota_block *block;
	struct ob_quota_user *user;
	int bucket;

	seq_puts(file, "# kind\tid\tuid\tsession\tholders\tpool\tgranted\tlimit\tpeak\n");
	spin_lock(&ob_quota_lock);
	list_for_each_entry(block, &list, list)
		show_block(file, block);
	hash_for_each(users, bucket, user, link)
		seq_printf(file, "user\t0\t%u\t-1\t%lu\tall\t%llu\t%lu\t%llu\n",
			   __kuid_val(user->uid), user->references, user->granted,
			   READ_ONCE(max_memory_per_user), user->peak);
	spin_unlock(&ob_quota_lock);
}

/* Finds a ceiling that suits the machine, if none is given. */
void __init ob_quota_init(void)
{
	if (max_memory_per_user == BY_MEMORY)
		max_memory_per_user = min((totalram_pages() << PAGE_SHIFT) / MEMORY_PART,
					  MEMORY_MOST);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Accounts: what a process has used up of its quotas.
 *
 * Whatever a process makes is charged to its account, by bytes. The account's
 * bytes come from two: the block of its logon, which has limits for each pool,
 * and its user, who has one ceiling for all (ob/quota.c). So that processes
 * of one block do not get in each other's way, an account is granted more than
 * it needs, and what it does not use is its spare. As long as that lasts, a
 * charge and its release are one atomic operation each, on memory that only
 * this process and those who free its objects touch.
 *
 * When a limit is met, spares are taken back, one account after the other,
 * until there is enough: so nobody is refused what nobody uses. An account
 * without spares (OB_NO_SPARE) is charged under @ob_quota_lock, to the byte. It
 * is given spares again when there is room for them.
 *
 * Who may manage resources is exempt from the ceiling: his account is granted
 * whatever the block allows, and the others of the user do not suffer from it.
 *
 * Locking and lifetime
 *
 * @ob_quota_lock guards everything here and in ob/quota.c but the spares, which
 * change without it, though not from or to OB_NO_SPARE. It is taken under any
 * lock of the module's that may be held in process context, none is taken under
 * it, and no memory is allocated.
 *
 * A table has an account (ob_handle_table.account, read under RCU) until its
 * process is through. It gets another when its limits are set, and when the
 * process has become another user's or logged in anew. An account that is no
 * table's is closed: it has no spares any more, and goes when nothing is charged
 * to it. So whoever has something charged to an account need hold nothing else
 * to have it. Blocks and users are kept by their accounts.
 *
 * What has been charged stays charged to whom it was, whoever keeps it now:
 * an object until it is freed, its name and its descriptor with it, a page of a
 * handle table until that is freed.
 */
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

#include "compat/linux.h"
#include "ob/quota.h"

/* How many spares are looked at under the lock, and how often. */
#define QUERY_BATCH	64
#define QUERY_ROUNDS	1024

/**
 * ob_account_owner - whose an account is, or was
 * @account: to which something is charged, or NULL
 *
 * Context: any.
 *
 * Return: the process's id in the initial pid namespace; 0 for the module itself.
 */
pid_t ob_account_owner(const struct ob_account *account)
{
	return account ? account->owner : 0;
}

static bool has_spare(struct ob_account *account, enum ob_pool pool)
{
	return atomic_long_read(&account->spare[pool]) != OB_NO_SPARE;
}

/* Makes granted bytes a spare. */
static void put_spare(struct ob_account *account, enum ob_pool pool, long bytes)
{
	lockdep_assert_held(&ob_quota_lock);
	if (has_spare(account, pool))
		atomic_long_add(bytes, &account->spare[pool]);
	else
		atomic_long_set(&account->spare[pool], bytes);
	if (list_empty(&account->of_block)) {
		list_add_tail(&account->of_block, &account->block->spares);
		if (!account->exempt)
			list_add_tail(&account->of_user, &account->user->spares);
	}
}

/**
 * ob_drain_account - take an account's spares back
 * @account: the account
 *
 * Context: any, ob_quota_lock held.
 */
void ob_drain_account(struct ob_account *account)
{
	enum ob_pool pool;
	long spare;

	lockdep_assert_held(&ob_quota_lock);
	for (pool = 0; pool < OB_POOLS; pool++) {
		spare = atomic_long_xchg(&account->spare[pool], OB_NO_SPARE);
		if (spare != OB_NO_SPARE)
			ob_take_back(account, pool, spare);
	}
	list_del_init(&account->of_block);
	list_del_init(&account->of_user);
}

static void free_if_unused(struct ob_account *account)
{
	enum ob_pool pool;

	lockdep_assert_held(&ob_quota_lock);
	if (!account->closed)
		return;
	for (pool = 0; pool < OB_POOLS; pool++)
		if (account->granted[pool]) {
			ob_pin_account(account, true);
			return;
		}
	ob_pin_account(account, false);
	ob_put_quota_block(account->block);
	ob_put_quota_user(account->user);
	/* Who has read it from a table may still be looking at its spares. */
	kfree_rcu(account, rcu);
}

static void close_account(struct ob_account *account)
{
	lockdep_assert_held(&ob_quota_lock);
	ob_drain_account(account);
	account->closed = true;
	free_if_unused(account);
}

static NTSTATUS charge_locked(struct ob_account *account, enum ob_pool pool, u32 bytes)
{
	NTSTATUS status;

	lockdep_assert_held(&ob_quota_lock);
	if (ob_use_spare(account, pool, bytes))
		return STATUS_SUCCESS;
	status = ob_grant(account, pool, bytes);
	if (NT_SUCCESS(status) && !account->closed &&
	    atomic_long_read(&account->spare[pool]) < (long)OB_QUOTA_STEP &&
	    ob_grant_spare(account, pool, OB_QUOTA_STEP))
		put_spare(account, pool, OB_QUOTA_STEP);
	return status;
}

/**
 * ob_charge_account - charge what belongs to something that is charged already
 * @account: what that is charged to, or NULL
 * @pool: of what
 * @bytes: how much
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_QUOTA_EXCEEDED.
 */
NTSTATUS ob_charge_account(struct ob_account *account, enum ob_pool pool, u32 bytes)
{
	NTSTATUS status;

	might_sleep();
	if (!account || !bytes || ob_use_spare(account, pool, bytes))
		return STATUS_SUCCESS;
	for (;;) {
		spin_lock(&ob_quota_lock);
		status = charge_locked(account, pool, bytes);
		spin_unlock(&ob_quota_lock);
		if (status != OB_TRY_AGAIN)
			return status;
		cond_resched();
	}
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_charge_account);

/* More is free than a process keeps, or it keeps nothing. */
static void release_slowly(struct ob_account *account, enum ob_pool pool, u32 bytes)
{
	u64 back = bytes;

	spin_lock(&ob_quota_lock);
	if (!has_spare(account, pool) && !account->closed &&
	    bytes <= OB_QUOTA_STEP && ob_grant_spare(account, pool, 0)) {
		put_spare(account, pool, bytes);
	} else if (!ob_add_to_spare(account, pool, bytes)) {
		if (ob_use_spare(account, pool, OB_QUOTA_STEP))
			back += OB_QUOTA_STEP;
		ob_take_back(account, pool, back);
		free_if_unused(account);
	}
	spin_unlock(&ob_quota_lock);
}

/**
 * ob_release_charge - what was charged is no more
 * @account: what it was charged to, or NULL
 * @pool: of what
 * @bytes: how much
 *
 * Context: process. The account may be gone then.
 */
void ob_release_charge(struct ob_account *account, enum ob_pool pool, u32 bytes)
{
	if (account && bytes && !ob_add_to_spare(account, pool, bytes))
		release_slowly(account, pool, bytes);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_release_charge);

/*
 * Who answers for somebody: his real user. Whoever is in a user namespace is
 * who made that, or the outermost of those that it is in: he can give himself
 * any number of users there. Namespaces that root has made, as for containers,
 * are told apart by whom their root is outside.
 */
static kuid_t answerable_uid(const struct cred *cred)
{
	struct user_namespace *outermost = cred->user_ns;
	kuid_t inner;

	if (!outermost->parent)
		return cred->uid;
	while (outermost->parent->parent)
		outermost = outermost->parent;
	if (!uid_eq(outermost->owner, GLOBAL_ROOT_UID))
		return outermost->owner;
	inner = make_kuid(outermost, 0);
	return uid_valid(inner) ? inner : outermost->owner;
}

static void find_place(struct task_struct *leader, struct ob_quota_place *place)
{
	rcu_read_lock();
	place->uid = answerable_uid(__task_cred(leader));
	rcu_read_unlock();
	/* Linux writes the session's number plainly; the old one will do as well. */
	place->session = data_race(audit_get_sessionid(leader));
	place->exempt = compat_has_capability(leader, CAP_SYS_RESOURCE);
}

/**
 * ob_free_quota - free what has not been used
 * @candidates: from ob_allocate_quota()
 *
 * Context: any.
 */
void ob_free_quota(const struct ob_quota_candidates *candidates)
{
	kfree(candidates->user);
	kfree(candidates->block);
	kfree(candidates->account);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_free_quota);

/**
 * ob_allocate_quota - have memory at hand for an account
 * @candidates: the result, for ob_free_quota() also if this fails
 *
 * Context: process; may sleep.
 *
 * Return: whether there was enough.
 */
bool ob_allocate_quota(struct ob_quota_candidates *candidates)
{
	candidates->user = kzalloc(sizeof(*candidates->user), GFP_KERNEL_ACCOUNT);
	candidates->block = kzalloc(sizeof(*candidates->block), GFP_KERNEL_ACCOUNT);
	candidates->account = kzalloc(sizeof(*candidates->account), GFP_KERNEL_ACCOUNT);
	return candidates->user && candidates->block && candidates->account;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_allocate_quota);

/* Gives a table another account, which takes over references to block and user. */
static void switch_account(struct ob_handle_table *table, struct ob_quota_block *block,
			   struct ob_quota_user *user, bool exempt,
			   struct ob_quota_candidates *candidates)
{
	struct ob_account *account = candidates->account, *old;
	enum ob_pool pool;

	lockdep_assert_held(&ob_quota_lock);
	candidates->account = NULL;
	for (pool = 0; pool < OB_POOLS; pool++)
		atomic_long_set(&account->spare[pool], OB_NO_SPARE);
	account->block = block;
	account->user = user;
	account->owner = table->owner;
	account->exempt = exempt;
	INIT_LIST_HEAD(&account->of_block);
	INIT_LIST_HEAD(&account->of_user);
	old = rcu_replace_pointer(table->account, account,
				  lockdep_is_held(&ob_quota_lock));
	if (old)
		close_account(old);
}

static struct ob_account *account_of(struct ob_handle_table *table)
{
	return rcu_dereference_protected(table->account, lockdep_is_held(&ob_quota_lock));
}

/* Opens an account at a place; in the block that the table has, if it was set. */
static NTSTATUS open_at(struct ob_handle_table *table, const struct ob_quota_place *place)
{
	struct ob_quota_candidates candidates = {};
	struct ob_quota_block *block;
	struct ob_quota_user *user;
	struct ob_account *old;

	if (!ob_allocate_quota(&candidates)) {
		ob_free_quota(&candidates);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	spin_lock(&ob_quota_lock);
	old = account_of(table);
	if (!old || !ob_is_in_place(old, place)) {
		user = ob_get_quota_user(place->uid, &candidates);
		if (old && !ob_is_logons_block(old->block)) {
			block = old->block;
			block->references++;
		} else {
			block = ob_get_quota_block(place, user, &candidates);
		}
		switch_account(table, block, user, place->exempt, &candidates);
	}
	spin_unlock(&ob_quota_lock);
	ob_free_quota(&candidates);
	return STATUS_SUCCESS;
}

/**
 * ob_open_account - begin to charge a process
 * @table: its handle table, which nobody uses yet
 * @leader: its first thread
 *
 * It shares the block of its logon. Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_open_account(struct ob_handle_table *table, struct task_struct *leader)
{
	struct ob_quota_place place;

	find_place(leader, &place);
	return open_at(table, &place);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_open_account);

/**
 * ob_close_account - charge a process no more
 * @table: its handle table, in which nothing is done any more
 *
 * Context: process.
 */
void ob_close_account(struct ob_handle_table *table)
{
	struct ob_account *account;

	spin_lock(&ob_quota_lock);
	account = account_of(table);
	RCU_INIT_POINTER(table->account, NULL);
	if (account)
		close_account(account);
	spin_unlock(&ob_quota_lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_close_account);

/* Who has become another user, or has logged in, is charged as such. */
static NTSTATUS follow_credentials(struct ob_handle_table *table)
{
	struct ob_quota_place place;
	struct ob_account *account;
	bool moved;

	if (table->owner != task_tgid_nr(current))
		return STATUS_SUCCESS;
	find_place(current->group_leader, &place);
	spin_lock(&ob_quota_lock);
	account = account_of(table);
	moved = account && !ob_is_in_place(account, &place);
	spin_unlock(&ob_quota_lock);
	return moved ? open_at(table, &place) : STATUS_SUCCESS;
}

static NTSTATUS charge_slowly(struct ob_handle_table *table, enum ob_pool pool, u32 bytes,
			      struct ob_account **result)
{
	struct ob_account *account;
	NTSTATUS status;

	status = follow_credentials(table);
	if (!NT_SUCCESS(status))
		return status;
	for (;;) {
		spin_lock(&ob_quota_lock);
		account = account_of(table);
		status = account ? charge_locked(account, pool, bytes) : STATUS_SUCCESS;
		spin_unlock(&ob_quota_lock);
		if (status != OB_TRY_AGAIN)
			break;
		cond_resched();
	}
	if (NT_SUCCESS(status))
		*result = account;
	return status;
}

/**
 * ob_charge - charge something to a process
 * @table: its handle table
 * @pool: of what
 * @bytes: how much; more than 0
 * @account: what it is charged to, which stays until it is released there; NULL
 *	if the table is nobody's, and if this fails
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_QUOTA_EXCEEDED if the block's limit or the
 * user's ceiling does not allow it; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_charge(struct ob_handle_table *table, enum ob_pool pool, u32 bytes,
		   struct ob_account **account)
{
	struct ob_account *found;
	bool done;

	might_sleep();
	*account = NULL;
	rcu_read_lock();
	found = rcu_dereference(table->account);
	done = found && ob_use_spare(found, pool, bytes);
	rcu_read_unlock();
	if (likely(done)) {
		*account = found;
		return STATUS_SUCCESS;
	}
	return found ? charge_slowly(table, pool, bytes, account) : STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_charge);

/**
 * ob_share_quota - a new process shares its maker's block
 * @table: its handle table, which nobody uses yet
 * @parent: the maker's
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_share_quota(struct ob_handle_table *table, struct ob_handle_table *parent)
{
	struct ob_quota_candidates candidates = {};
	struct ob_account *account, *parents;
	NTSTATUS status = STATUS_SUCCESS;

	/* Most share it already, as they are of one logon. */
	if (!ob_has_own_quota(parent))
		return STATUS_SUCCESS;
	if (!ob_allocate_quota(&candidates))
		status = STATUS_INSUFFICIENT_RESOURCES;
	spin_lock(&ob_quota_lock);
	account = account_of(table);
	parents = account_of(parent);
	/* Who has been given limits before his first instruction keeps those. */
	if (NT_SUCCESS(status) && account && parents &&
	    ob_is_logons_block(account->block) && account->block != parents->block) {
		parents->block->references++;
		account->user->references++;
		switch_account(table, parents->block, account->user, account->exempt,
			       &candidates);
	}
	spin_unlock(&ob_quota_lock);
	ob_free_quota(&candidates);
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_share_quota);

/**
 * ob_set_quota - give a process a block of its own
 * @table: its handle table
 * @limits: of the block
 * @candidates: from ob_allocate_quota()
 *
 * Context: process.
 *
 * Return: STATUS_SUCCESS; STATUS_PROCESS_IS_TERMINATING if it is not charged any
 * more.
 */
NTSTATUS ob_set_quota(struct ob_handle_table *table, const u64 limits[OB_POOLS],
		      struct ob_quota_candidates *candidates)
{
	NTSTATUS status = STATUS_PROCESS_IS_TERMINATING;
	struct ob_quota_block *block;
	struct ob_account *account;

	spin_lock(&ob_quota_lock);
	account = account_of(table);
	if (account) {
		block = ob_begin_quota_block(account->user, candidates);
		memcpy(block->limits, limits, sizeof(block->limits));
		block->session = account->block->session;
		account->user->references++;
		switch_account(table, block, account->user, account->exempt, candidates);
		status = STATUS_SUCCESS;
	}
	spin_unlock(&ob_quota_lock);
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_set_quota);

/**
 * ob_has_own_quota - whether a process's limits have been set
 * @table: its handle table
 *
 * Context: process.
 *
 * Return: whether they have, its own or those of who made it.
 */
bool ob_has_own_quota(struct ob_handle_table *table)
{
	struct ob_account *account;
	bool own;

	spin_lock(&ob_quota_lock);
	account = account_of(table);
	own = account && !ob_is_logons_block(account->block);
	spin_unlock(&ob_quota_lock);
	return own;
}

static u64 spare_of(const struct ob_account *account, enum ob_pool pool)
{
	long spare = atomic_long_read(&account->spare[pool]);

	return spare == OB_NO_SPARE ? 0 : spare;
}

/* What one account uses, in the limits of its block. */
static void read_account(const struct ob_account *account,
			 struct ntobj_quota_limits *limits)
{
	static const u64 none[OB_POOLS];
	u64 used[OB_POOLS];
	enum ob_pool pool;

	ob_read_quota_block(account->block, none, limits);
	for (pool = 0; pool < OB_POOLS; pool++)
		used[pool] = account->granted[pool] -
			     min(spare_of(account, pool), account->granted[pool]);
	limits->paged_usage = used[OB_PAGED];
	limits->paged_peak = used[OB_PAGED];
	limits->non_paged_usage = used[OB_NON_PAGED];
	limits->non_paged_peak = used[OB_NON_PAGED];
	limits->paging_file_usage = used[OB_PAGING_FILE];
	limits->paging_file_peak = used[OB_PAGING_FILE];
}

/*
 * Adds up the spares of a block that is referenced, with the lock let go of now
 * and then. Meanwhile a mark, which looks like an account without spares, stands
 * where it is in their list; if others drain so far, that was all.
 */
static void add_spares(struct ob_quota_block *block, u64 spares[OB_POOLS])
{
	unsigned int rounds = QUERY_ROUNDS, batch = QUERY_BATCH;
	struct ob_account mark, *account;
	enum ob_pool pool;

	lockdep_assert_held(&ob_quota_lock);
	for (pool = 0; pool < OB_POOLS; pool++)
		atomic_long_set(&mark.spare[pool], OB_NO_SPARE);
	INIT_LIST_HEAD(&mark.of_user);
	list_add(&mark.of_block, &block->spares);
	while (!list_empty(&mark.of_block) &&
	       !list_is_last(&mark.of_block, &block->spares)) {
		account = list_next_entry(&mark, of_block);
		for (pool = 0; pool < OB_POOLS; pool++)
			spares[pool] += spare_of(account, pool);
		list_move(&mark.of_block, &account->of_block);
		if (--batch)
			continue;
		if (!--rounds)
			break;
		batch = QUERY_BATCH;
		spin_unlock(&ob_quota_lock);
		cond_resched();
		spin_lock(&ob_quota_lock);
	}
	list_del_init(&mark.of_block);
}

/**
 * ob_query_quota - the limits of a process's block, and what of them is used up
 * @table: its handle table
 * @limits: all 0 if it is not charged any more
 *
 * Who asks from within a user namespace is told what that process uses, not what
 * others of the block do, who may be outside. Context: process; may sleep.
 */
void ob_query_quota(struct ob_handle_table *table, struct ntobj_quota_limits *limits)
{
	struct ob_quota_block *block;
	struct ob_account *account;
	u64 spares[OB_POOLS] = {};

	*limits = (struct ntobj_quota_limits){};
	spin_lock(&ob_quota_lock);
	account = account_of(table);
	if (account && current_user_ns() != &init_user_ns) {
		read_account(account, limits);
	} else if (account) {
		block = account->block;
		block->references++;
		add_spares(block, spares);
		ob_read_quota_block(block, spares, limits);
		ob_put_quota_block(block);
	}
	spin_unlock(&ob_quota_lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_query_quota);

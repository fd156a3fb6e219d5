/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The object floor: objects, types, names, handles.
 */
#ifndef _NTOBJ_OB_H
#define _NTOBJ_OB_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/llist.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/ntobj.h>
#include <ntobj/ke.h>
#include <ntobj/ke_mode.h>
#include <ntobj/ntstatus.h>

struct cred;
struct dentry;
struct ipc_namespace;
struct kmem_cache;
struct module;
struct ob_account;
struct ob_attributes;
struct ob_directory;
struct ob_handle_table;
struct ob_handle_trace_ring;
struct ob_holders;
struct ob_logon;
struct ob_name;
struct ob_path;
struct ob_quota_block;
struct ob_quota_user;
struct ob_type;
struct se_descriptor;
struct se_generic_mapping;
struct se_sid;
struct se_subject;
struct se_token;
struct seq_file;
struct task_struct;

/* Bits of ob_header.flags. */
enum ob_flag {
	OB_PERMANENT,		/* the name stays without handles; under the directory's lock */
	OB_EXCLUSIVE,		/* for one process at a time; never changes */
	OB_STANDARD,		/* put there by the module, to stay; never changes */
	OB_SECURED,		/* somebody has set its descriptor */
	OB_ROOT,		/* a namespace's root; never changes */
	OB_TRACED,		/* its references were traced from the beginning; never changes */
};

/**
 * struct ob_header - what every object begins with
 * @pointer_count: references; each handle and a name in a directory hold one
 * @handle_count: open handles
 * @flags: bits of enum ob_flag
 * @type: its type; the same for all objects that ever use this memory
 * @name: its name, or NULL; set before the object is seen, freed with it
 * @holders: which processes have handles to it, or NULL if its type does not
 *	keep that
 * @deferred: when the last reference is gone and nobody has freed it yet: the
 *	next one of those; it has no @holders then
 * @security: its descriptor, or NULL if who has a handle has got all that is
 *	to be had; see ob/security.c
 * @account: what it is charged to, from its first handle on; NULL if to nobody,
 *	as what is the module's own. Never changes then
 * @id: a number no other object has had
 *
 * An object is a structure whose first member is its header. @pointer_count
 * and @type can be read under RCU alone, even when the object is gone (see
 * ob/object.c); all else needs a reference, or a handle that still stands for
 * the object while the object's own lock is held.
 */
struct ob_header {
	atomic_long_t pointer_count;
	atomic_t handle_count;
	atomic_t flags;
	struct ob_type *type;
	struct ob_name *name;
	union {
		struct ob_holders *holders;
		struct llist_node deferred;
	};
	struct se_descriptor __rcu *security;
	struct ob_account *account;
	u64 id;
};

static inline bool ob_has_flag(const struct ob_header *object, enum ob_flag flag)
{
	return atomic_read(&object->flags) & BIT(flag);
}

static inline void ob_set_flag(struct ob_header *object, enum ob_flag flag)
{
	atomic_or(BIT(flag), &object->flags);
}

static inline void ob_clear_flag(struct ob_header *object, enum ob_flag flag)
{
	atomic_andnot(BIT(flag), &object->flags);
}

static inline void ob_assign_flag(struct ob_header *object, enum ob_flag flag, bool set)
{
	if (set)
		ob_set_flag(object, flag);
	else
		ob_clear_flag(object, flag);
}

/* The type of an object that may be gone; within an RCU read section. */
static inline struct ob_type *ob_type_of(const struct ob_header *object)
{
	/* Pairs with WRITE_ONCE() in ob_create_object(). */
	return READ_ONCE(object->type);
}

/* Types: ob/type.c */

enum ob_open_reason {
	OB_CREATE_HANDLE = 0,
	OB_OPEN_HANDLE = 1,
	OB_DUPLICATE_HANDLE = 2,
	OB_INHERIT_HANDLE = 3,
};

enum ob_security_operation {
	OB_SET_SECURITY = 0,
	OB_QUERY_SECURITY = 1,
	OB_DELETE_SECURITY = 2,
	OB_ASSIGN_SECURITY = 3,
};

#define OB_NO_WAIT_OBJECT	0	/* as a wait_offset: waits never block */

/**
 * struct ob_wait_part - one of several dispatchers in an object
 * @offset: of the struct ke_dispatcher, from the header
 * @name: which of them it is, for those who look at waits
 */
struct ob_wait_part {
	u32 offset;
	const char *name;
};

/**
 * struct ob_type_information - what a type is, given when it is created
 * @name: its name, ASCII, 1 to 63 characters without a backslash
 * @invalid_attributes: NTOBJ_OBJ_* bits that creating and opening refuse
 * @generic_read: rights that stand for NTOBJ_GENERIC_READ
 * @generic_write: for NTOBJ_GENERIC_WRITE
 * @generic_execute: for NTOBJ_GENERIC_EXECUTE
 * @generic_all: for NTOBJ_GENERIC_ALL and NTOBJ_MAXIMUM_ALLOWED
 * @valid_access: rights that exist
 * @flags: NTOBJ_TYPE_*
 * @paged_pool_charge: bytes charged for an object by default
 * @non_paged_pool_charge: the same, non-paged
 * @object_size: of the whole structure that begins with the header
 * @wait_offset: of the struct ke_dispatcher to wait on, from the header;
 *	OB_NO_WAIT_OBJECT for a type whose objects are always signalled
 * @wait_parts: other dispatchers, on which services of the type's own wait, ended by
 *	one without a name; @construct sets their places. May be NULL
 * @construct: makes fresh memory usable, as a slab constructor does; what it
 *	sets must stay valid for all later objects in the memory; may be NULL
 * @open: called for each new handle; a failure undoes the handle. @process is
 *	the id of whose handle it is, which need not be the caller, as the
 *	initial pid namespace has it; 0 for a kernel handle. With @close it may be
 *	that of a process that has ended, whose handles its last child still had,
 *	and be another's by then. @process_handles is
 *	how many that process has then, 0 if the type does not keep that
 *	(NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT)
 * @close: called when a handle is closed, with the counts before that
 * @okay_to_close: may refuse to close a handle, unless its process ends
 * @delete: called when the last reference is gone
 * @extra_charge: bytes of paged memory that an object takes besides its own;
 *	stays the same from its first handle on. May be NULL
 * @parse: called when a path leads through or to an object of the type. Gives
 *	another absolute path and returns STATUS_REPARSE, or returns
 *	STATUS_SUCCESS for "take the object itself", or an error
 * @query_name: called when a program asks for an object's name, with the path
 *	that the object has, of length 0 if it has none. May put another one in
 *	its place, or fail
 * @security: called before the descriptor of an object is given, read, set, or
 *	goes with the object. A failure keeps it from being done, but for the last.
 *	@information says which parts; all when it is given and when it goes
 * @secured: called when the discretionary list of an object of the type was set
 * @own_security: whether more than its descriptor decides who may open an object.
 *	Duplicates of handles to it never have more rights than their source
 * @owner: the module whose code the methods are; NULL for a built-in type
 *
 * All methods are called in process context, without locks, and may sleep.
 */
struct ob_type_information {
	const char *name;
	u32 invalid_attributes;
	u32 generic_read;
	u32 generic_write;
	u32 generic_execute;
	u32 generic_all;
	u32 valid_access;
	u32 flags;
	u32 paged_pool_charge;
	u32 non_paged_pool_charge;
	u32 object_size;
	u32 wait_offset;
	const struct ob_wait_part *wait_parts;
	void (*construct)(void *memory);
	NTSTATUS (*open)(enum ob_open_reason reason, pid_t process,
			 struct ob_header *object, u32 granted_access,
			 u32 process_handles);
	void (*close)(pid_t process, struct ob_header *object, u32 granted_access,
		      u32 process_handles, u32 handles);
	bool (*okay_to_close)(pid_t process, struct ob_header *object, u64 handle);
	void (*delete)(struct ob_header *object);
	u32 (*extra_charge)(struct ob_header *object);
	NTSTATUS (*parse)(struct ob_header *object, const struct ob_type *wanted,
			  const struct ob_path *remaining, struct ob_path *result);
	NTSTATUS (*query_name)(struct ob_header *object, struct ob_path *name);
	NTSTATUS (*security)(enum ob_security_operation operation,
			     struct ob_header *object, u32 information);
	void (*secured)(struct ob_header *object);
	bool own_security;
	struct module *owner;
};

#define OB_TYPE_NAME_MAX	63

/**
 * struct ob_type - a type, itself an object in \ObjectTypes
 * @header: of the type object
 * @information: as given
 * @name: the name as UTF-16
 * @name_length: its bytes
 * @index: the type's number, 1 and up
 * @only_charge: see ob_only_charge()
 * @cache: the objects' memory
 * @total_objects: objects there are
 * @total_handles: handles there are
 * @high_water_objects: most there were; a racing maximum may be missed by one
 * @high_water_handles: the same for handles
 * @link: in the list of types
 */
struct ob_type {
	struct ob_header header;
	struct ob_type_information information;
	u16 name[OB_TYPE_NAME_MAX];
	u16 name_length;
	u32 index;
	u32 only_charge;
	struct kmem_cache *cache;
	atomic_t total_objects;
	atomic_t total_handles;
	int high_water_objects;
	int high_water_handles;
	struct list_head link;
};

extern struct ob_type *ob_type_type;
extern struct ob_type *ob_directory_type;
extern struct ob_type *ob_symbolic_link_type;

NTSTATUS ob_create_object_type(const struct ob_type_information *information,
			       struct ob_type **result);
NTSTATUS ob_remove_object_type(struct ob_type *type);
typedef void (*ob_type_visitor)(struct ob_type *type, void *context);
void ob_visit_types(ob_type_visitor visit, void *context);
int ob_type_init(void);
NTSTATUS ob_name_types(void);
void ob_type_destroy(void);

/* Objects: ob/object.c */

NTSTATUS ob_create_object(struct ob_type *type, struct ob_header **result);
void ob_reference_object(struct ob_header *object);
bool ob_reference_object_unless_gone(struct ob_header *object);
void ob_dereference_object(struct ob_header *object);
void ob_dereference_object_deferred(struct ob_header *object);

/* Quotas: ob/account.c, ob/quota.c, ob/charge.c */

enum ob_pool {
	OB_PAGED,
	OB_NON_PAGED,
	OB_PAGING_FILE,
	OB_POOLS
};

/**
 * struct ob_quota_candidates - memory for what may not be there yet
 * @user: a user
 * @block: a block
 * @account: an account
 */
struct ob_quota_candidates {
	struct ob_quota_user *user;
	struct ob_quota_block *block;
	struct ob_account *account;
};

NTSTATUS ob_open_account(struct ob_handle_table *table, struct task_struct *leader);
void ob_close_account(struct ob_handle_table *table);
NTSTATUS ob_share_quota(struct ob_handle_table *table, struct ob_handle_table *parent);
bool ob_allocate_quota(struct ob_quota_candidates *candidates);
void ob_free_quota(const struct ob_quota_candidates *candidates);
NTSTATUS ob_set_quota(struct ob_handle_table *table, const u64 limits[OB_POOLS],
		      struct ob_quota_candidates *candidates);
bool ob_has_own_quota(struct ob_handle_table *table);
NTSTATUS ob_charge(struct ob_handle_table *table, enum ob_pool pool, u32 bytes,
		   struct ob_account **account);
NTSTATUS ob_charge_account(struct ob_account *account, enum ob_pool pool, u32 bytes);
void ob_release_charge(struct ob_account *account, enum ob_pool pool, u32 bytes);
pid_t ob_account_owner(const struct ob_account *account);

void ob_query_quota(struct ob_handle_table *table, struct ntobj_quota_limits *limits);
void ob_show_quotas(struct seq_file *file);
void ob_quota_init(void);

u32 ob_allocation(size_t size);
u32 ob_only_charge(const struct ob_type_information *information);
NTSTATUS ob_charge_object(struct ob_handle_table *table, struct ob_header *object);
void ob_release_object_slowly(struct ob_header *object);
NTSTATUS ob_charge_name(struct ob_header *object, struct ob_name *name);
void ob_free_name(struct ob_header *object, struct ob_name *name);

/* Handle tables: ob/handle_table.c */

/* An entry's access word: granted access, and above it what the handle has. */
#define OB_GRANTED_ACCESS	0x01FFFFFFu
#define OB_PROTECT_CLOSE	0x02000000u
#define OB_INHERIT		0x04000000u
#define OB_AUDIT_CLOSE		0x08000000u

/**
 * struct ob_handle_entry - one entry of a handle table
 * @object: the object of a live entry
 * @next_free: of a free one, index of the next free entry
 * @account: of a page's first entry, which is no handle: what the page is
 *	charged to
 * @access: OB_* bits; of a page's first entry, the bytes charged
 * @sequence: odd while live; grows at each change between live and free
 */
struct ob_handle_entry {
	union {
		struct ob_header *object;
		unsigned long next_free;
		struct ob_account *account;
	};
	u32 access;
	u32 sequence;
};

/**
 * struct ob_handle_table - the handles of one process
 * @code: address of the top page, and how many levels lie under it (0 to 2) in
 *	the low bits; 0 while there is no page
 * @limit: entries there are; a lookup reads it before @code
 * @lock: guards what follows and all changes
 * @first_free: index of the first free entry, 0 for none
 * @count: live and reserved entries
 * @most: the most there were
 * @trace: the last things done to handles, or NULL if that is not kept; changed
 *	under @lock, and looked at without it
 * @later_first: entries freed while that is kept: they are used again when those
 *	of @first_free have been, the first one first; 0 for none
 * @later_last: the last one of those
 * @owner: process id, as the initial pid namespace has it
 * @era: see ob/foreign.c; changes under @lock
 * @account: what its process is charged to; NULL if to nobody. Changes under
 *	the lock of ob/account.c
 * @heirs: children that have not yet taken what they inherit (ob/inherit.c)
 * @heirs_of: the same by generation, even and odd
 * @generation: of the children that are made now; under @generation_lock
 * @generation_lock: held by who waits for heirs
 */
struct ob_handle_table {
	unsigned long code;
	u32 limit;
	spinlock_t lock;	/* innermost */
	u32 first_free;
	u32 count;
	u32 most;
	struct ob_handle_trace_ring *trace;
	u32 later_first;
	u32 later_last;
	pid_t owner;
	u32 era;
	struct ob_account __rcu *account;
	atomic_t heirs;
	atomic_t heirs_of[2];
	unsigned int generation;
	struct mutex generation_lock;	/* of who waits for heirs */
};

/**
 * struct ob_handle_snapshot - a handle as a lookup saw it
 * @object: the object
 * @access: OB_* bits
 * @sequence: the entry's
 * @entry: the entry
 */
struct ob_handle_snapshot {
	struct ob_header *object;
	u32 access;
	u32 sequence;
	struct ob_handle_entry *entry;
};

/* Eras of tables that others work on: ob/foreign.c */

#define OB_ERA_NONE	0		/* the table is nobody else's business yet */
#define OB_ERA_OVER	U32_MAX		/* nor ever will be again */

/**
 * struct ob_foreign_table - a handle table as another process may see it
 * @table: the table
 * @era: the era that it was found in; OB_ERA_NONE if it is the caller's own
 */
struct ob_foreign_table {
	struct ob_handle_table *table;
	u32 era;
};

void ob_init_handle_table(struct ob_handle_table *table, pid_t owner);
void ob_close_handles(struct ob_handle_table *table, u32 keep);
NTSTATUS ob_extend_handle_table(struct ob_handle_table *table, u32 index);
void ob_chain_free_handles(struct ob_handle_table *table);
void ob_free_handle_table(struct ob_handle_table *table);
NTSTATUS ob_reserve_handle(struct ob_handle_table *table, u32 *index);
void ob_publish_handle(struct ob_handle_table *table, u32 index,
		       struct ob_header *object, u32 access);
bool ob_publish_handle_in_era(struct ob_handle_table *table, u32 era, u32 index,
			      struct ob_header *object, u32 access);
void ob_cancel_handle(struct ob_handle_table *table, u32 index);
bool ob_look_up_handle(struct ob_handle_table *table, u64 handle,
		       struct ob_handle_snapshot *snapshot);
NTSTATUS ob_remove_handle(struct ob_handle_table *table, u64 handle,
			  bool even_protected, struct ob_handle_snapshot *snapshot);
bool ob_remove_same_handle(const struct ob_foreign_table *source, u64 handle,
			   struct ob_handle_snapshot *snapshot);
NTSTATUS ob_change_handle(struct ob_handle_table *table, u64 handle,
			  u32 clear, u32 set);
bool ob_handle_at(struct ob_handle_table *table, u32 index,
		  struct ob_handle_snapshot *snapshot);
u32 ob_max_handles(void);

/**
 * ob_handle_is_current - whether a handle still stands for what a lookup saw
 * @snapshot: from ob_look_up_handle() in the same RCU read section
 *
 * Called with the object's own lock held, see ke/dispatcher.c for what the
 * answer is worth; or with a reference on the object. Pairs with the barrier in free_entry().
 *
 * Return: true if it does.
 */
static inline bool ob_handle_is_current(const struct ob_handle_snapshot *snapshot)
{
	return READ_ONCE(snapshot->entry->sequence) == snapshot->sequence;
}

static inline u64 ob_index_to_handle(u32 index)
{
	return (u64)index << 2;
}

/* Handles of drivers: ob/kernel_handle.c */

#define OB_KERNEL_HANDLE_BASE	0xFFFFFFFF80000000ULL

extern struct ob_handle_table ob_kernel_mode;

bool ob_is_kernel_handle(u64 handle);
struct ob_handle_table *ob_find_handle_table(u64 *handle);
struct ob_handle_table *ob_table_for_new(u32 attributes);
u64 ob_handle_base(const struct ob_handle_table *table);
NTSTATUS ob_open_kernel_handle(struct ob_header *object, u32 desired_access, u64 *handle);
NTSTATUS ob_reference_object_by_kernel_handle(u64 handle, const struct ob_type *type,
					      struct ob_header **object);
NTSTATUS ob_close_kernel_handle(u64 handle);
void ob_show_kernel_handles(struct seq_file *file);
void ob_kernel_handle_init(void);
void ob_close_kernel_handles(void);

/* Eras: ob/foreign.c */

void ob_open_era(struct ob_handle_table *table);
void ob_next_era(struct ob_handle_table *table);
void ob_end_eras(struct ob_handle_table *table);
u32 ob_current_era(const struct ob_handle_table *table);
bool ob_era_lasts(const struct ob_foreign_table *foreign);

/* Duplicates: ob/duplicate.c */

/**
 * struct ob_duplication - a handle that is to be duplicated
 * @call: the call, which must not have prepared a handle yet
 * @source: whose handle it is
 * @target: who gets the duplicate
 * @source_process: the object of the process that has @source; NULL unless the
 *	type's callbacks have to know
 * @target_process: the same of @target
 * @access: rights of the duplicate, without generic ones
 * @attributes: NTOBJ_OBJ_* of the duplicate
 */
struct ob_duplication {
	struct ke_call *call;
	struct ob_foreign_table source;
	struct ob_foreign_table target;
	struct ob_header *source_process;
	struct ob_header *target_process;
	u32 access;
	u32 attributes;
};

NTSTATUS ob_find_to_duplicate(struct ob_duplication *duplication, u64 handle,
			      struct ob_handle_snapshot *snapshot);
NTSTATUS ob_choose_duplicate(struct ob_duplication *duplication,
			     const struct ob_handle_snapshot *snapshot,
			     const struct ntobj_duplicate_object *argument);
NTSTATUS ob_prepare_duplicate(struct ob_duplication *duplication,
			      const struct ob_handle_snapshot *snapshot, u64 *handle);
NTSTATUS ob_close_duplicated(const struct ob_foreign_table *source, u64 handle,
			     struct ob_handle_snapshot *snapshot);
void ob_compare_init(void);

/* Handle tracing: ob/handle_trace.c */

/**
 * struct ob_trace_audience - who reads handle traces
 * @may_see_stacks: whether he may see what was on the program's stack; may sleep
 */
struct ob_trace_audience {
	bool (*may_see_stacks)(const struct ob_trace_audience *audience);
};

/* Whether what is done to a table's handles is kept. */
static inline bool ob_is_traced(const struct ob_handle_table *table)
{
	return unlikely(READ_ONCE(table->trace));
}

NTSTATUS ob_create_handle_trace(struct ob_handle_table *payer, u32 slots,
				struct ob_handle_trace_ring **result);
void ob_free_handle_trace(struct ob_handle_trace_ring *ring);
struct ob_handle_trace_ring *
ob_exchange_handle_trace(struct ob_handle_table *table,
			 struct ob_handle_trace_ring *ring);
void ob_end_handle_trace(struct ob_handle_table *table);
NTSTATUS ob_query_handle_trace(struct ob_handle_table *table, u32 era,
			       struct ntobj_handle_trace __user *traces, u32 room,
			       const struct ob_trace_audience *audience,
			       struct ntobj_handle_traces *answer);

/* Inheritance: ob/inherit.c */

unsigned int ob_add_heir(struct ob_handle_table *table);
bool ob_remove_heir(struct ob_handle_table *table, unsigned int generation);
NTSTATUS ob_wait_for_counted_heirs(struct ob_handle_table *table);

/**
 * ob_wait_for_heirs - wait until all children made so far have what they inherit
 * @table: the parent's, about to be changed
 *
 * A child takes it before its first instruction, so this waits for no more than
 * the processor. Context: process; may sleep, killably.
 *
 * Return: STATUS_SUCCESS, or KE_RESTART for a task that is being killed.
 */
static inline NTSTATUS ob_wait_for_heirs(struct ob_handle_table *table)
{
	might_sleep();
	return likely(!atomic_read(&table->heirs)) ? STATUS_SUCCESS :
						     ob_wait_for_counted_heirs(table);
}

NTSTATUS ob_inherit_handles(struct ob_handle_table *table,
			    struct ob_handle_table *parent);

/* Handles that stand for the caller: ob/pseudo_handle.c */

/**
 * struct ob_pseudo_handle - a handle without an entry in any table
 * @type: of what it stands for
 * @access: that it has
 * @reference: gives what it stands for here and now, with a reference
 */
struct ob_pseudo_handle {
	struct ob_type *type;
	u32 access;
	NTSTATUS (*reference)(struct ob_header **object);
};

void ob_register_pseudo_handle(u64 handle, const struct ob_pseudo_handle *pseudo);
const struct ob_pseudo_handle *ob_find_pseudo_handle(u64 handle);

#define OB_PSEUDO_HANDLES	6	/* those that NT has, -1 to -6 */

/**
 * ob_is_pseudo_handle - whether a value is one of NT's that stand for the caller
 * @handle: the value; -1 to -6 are
 *
 * Context: any.
 *
 * Return: whether it is.
 */
static inline bool ob_is_pseudo_handle(u64 handle)
{
	return -handle - 1 < OB_PSEUDO_HANDLES;
}

/* Handles: ob/handle.c */

NTSTATUS ob_peek_handle(struct ob_handle_table *table, u64 handle,
			const struct ob_type *type, u32 access,
			struct ob_handle_snapshot *snapshot);
NTSTATUS ob_reference_object_by_handle(struct ob_handle_table *table, u64 handle,
				       const struct ob_type *type, u32 access,
				       struct ob_handle_snapshot *snapshot);
NTSTATUS ob_claim_handle(struct ob_header *object);
NTSTATUS ob_claim_further_handle(struct ob_header *object);
void ob_release_handle_count(struct ob_header *object);
void ob_handle_closed(const struct ob_handle_table *table,
		      const struct ob_handle_snapshot *snapshot);
void ob_handle_init(void);

/* Creating and opening: ob/insert.c */

NTSTATUS ob_insert_object(struct ke_call *call, struct ob_header *object,
			  struct ob_attributes *attributes, u32 desired_access,
			  u64 *handle);
NTSTATUS ob_open_object(struct ke_call *call, struct ob_type *type,
			struct ob_attributes *attributes, u32 desired_access,
			u64 *handle);
NTSTATUS ob_open_object_by_pointer(struct ke_call *call, struct ob_header *object,
				   u32 attributes, u32 desired_access, bool checked,
				   u64 *handle);
NTSTATUS ob_open_service(struct ke_call *call, struct ob_type *type,
			 struct ntobj_open *argument);
NTSTATUS ob_finish_handle(struct ke_call *call, bool commit);

/* Callbacks of drivers: ob/callbacks.c */

#define OB_FLT_REGISTRATION_VERSION	0x0100

/* Operations, as bits. */
#define OB_OPERATION_HANDLE_CREATE	0x1	/* by creating or opening an object */
#define OB_OPERATION_HANDLE_DUPLICATE	0x2
#define OB_OPERATIONS			0x3

/**
 * struct ob_pre_operation_information - a handle that is about to be made
 * @operation: OB_OPERATION_*
 * @object: what it will be to; the caller has a reference
 * @object_type: its type
 * @call_context: out, for the post-operation function
 * @desired_access: rights that the handle will have, as far as those who were
 *	asked before have left them: no generic ones, nor
 *	NTOBJ_MAXIMUM_ALLOWED. Bits that are cleared here it will not have; bits
 *	that are set here change nothing
 * @original_desired_access: the same before anybody was asked
 * @source_process: of a duplicate: whose handle is duplicated; else NULL
 * @target_process: of a duplicate: who gets the handle; else NULL
 */
struct ob_pre_operation_information {
	u32 operation;
	struct ob_header *object;
	struct ob_type *object_type;
	void *call_context;
	u32 desired_access;
	u32 original_desired_access;
	struct ob_header *source_process;
	struct ob_header *target_process;
};

/**
 * struct ob_post_operation_information - a handle that was made, or was not
 * @operation: OB_OPERATION_*
 * @object: what it is to; the caller has a reference
 * @object_type: its type
 * @call_context: as the pre-operation function left it, or NULL
 * @return_status: whether there is a handle
 * @granted_access: its rights; 0 if there is none
 *
 * Should it then turn out that the caller can't be told the handle's value, as
 * he gave a bad address, the handle is closed before anybody could use it, and
 * nobody is called for that.
 */
struct ob_post_operation_information {
	u32 operation;
	struct ob_header *object;
	struct ob_type *object_type;
	void *call_context;
	NTSTATUS return_status;
	u32 granted_access;
};

typedef void (*ob_pre_operation_callback)(void *registration_context,
					  struct ob_pre_operation_information *information);
typedef void (*ob_post_operation_callback)(void *registration_context,
					   const struct ob_post_operation_information *information);

/**
 * struct ob_operation_registration - what to call for one type
 * @object_type: the type, which has NTOBJ_TYPE_SUPPORTS_CALLBACKS
 * @operations: OB_OPERATION_*, one or more
 * @pre_operation: called before; NULL for none, if there is a @post_operation
 * @post_operation: called afterwards; the same the other way round
 *
 * Both are called in the context of who makes the handle, without locks, and may
 * sleep. They must not unregister callbacks.
 */
struct ob_operation_registration {
	struct ob_type *object_type;
	u32 operations;
	ob_pre_operation_callback pre_operation;
	ob_post_operation_callback post_operation;
};

/**
 * struct ob_callback_registration - the callbacks of a driver
 * @version: OB_FLT_REGISTRATION_VERSION
 * @operation_registration_count: how many types
 * @altitude: a decimal number, perhaps with a point and more digits
 * @registration_context: given to the functions
 * @operation_registration: the types, each once
 * @owner: the driver's module, which the functions are in. It can't be unloaded
 *	while one of them runs, and must unregister them before it goes
 */
struct ob_callback_registration {
	u16 version;
	u16 operation_registration_count;
	const char *altitude;
	void *registration_context;
	const struct ob_operation_registration *operation_registration;
	struct module *owner;
};

struct ob_callbacks;

NTSTATUS ob_register_callbacks(const struct ob_callback_registration *registration,
			       struct ob_callbacks **handle);
void ob_unregister_callbacks(struct ob_callbacks *handle);

/*
 * What a service can return that opens a named object, and one that creates
 * one, for their declarations.
 */
extern const u64 ob_open_statuses[];
extern const u64 ob_create_statuses[];

/* What the caller asks for: ob/attributes.c */

/**
 * struct ob_path - a counted UTF-16 string in kernel memory
 * @text: the units
 * @length: how many units
 * @buffer: what to free, or NULL if the text is somebody else's
 */
struct ob_path {
	const u16 *text;
	u32 length;
	u16 *buffer;
};

#define OB_PATH_MAX	0x7FF8	/* units that a link may make of a path; 0xFFF0 bytes */
#define OB_FULL_PATH_MAX 0xFFFF	/* units from the root to an object */
#define OB_NAME_BYTES	65532

/**
 * struct ob_attributes - captured object attributes
 * @root_directory: a handle, or 0
 * @attributes: NTOBJ_OBJ_* bits
 * @path: the name
 * @security: the descriptor for a new object, or NULL
 */
struct ob_attributes {
	u64 root_directory;
	u32 attributes;
	struct ob_path path;
	struct se_descriptor *security;
};

NTSTATUS ob_capture_string(const struct ke_call *call, u64 address, u32 bytes,
			   struct ob_path *path);
void ob_release_path(struct ob_path *path);
NTSTATUS ob_capture_details(const struct ke_call *call,
			    const struct ntobj_object_attributes *source,
			    struct ob_attributes *attributes);
void ob_release_captured(struct ob_attributes *attributes);

/**
 * ob_capture_attributes - check and copy object attributes
 * @call: the call
 * @source: as captured with the service's structure
 * @type: the type that is created or opened
 * @attributes: the result, for ob_release_attributes()
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for bits that nobody or the
 * type does not know; as ob_capture_details().
 */
static inline NTSTATUS ob_capture_attributes(const struct ke_call *call,
					     const struct ntobj_object_attributes *source,
					     const struct ob_type *type,
					     struct ob_attributes *attributes)
{
	*attributes = (struct ob_attributes){ .attributes = source->attributes };
	if (source->attributes & (type->information.invalid_attributes |
				  ~(NTOBJ_OBJ_VALID_ATTRIBUTES | NTOBJ_OBJ_OPENLINK)))
		return STATUS_INVALID_PARAMETER;
	/* Most objects have neither a name nor anything else. */
	if (!(source->root_directory | source->name | source->name_length |
	      source->security_descriptor | source->security_quality_of_service))
		return STATUS_SUCCESS;
	return ob_capture_details(call, source, attributes);
}

/**
 * ob_release_attributes - free what was captured
 * @attributes: as captured
 *
 * Context: process.
 */
static inline void ob_release_attributes(struct ob_attributes *attributes)
{
	if (attributes->path.buffer || attributes->security)
		ob_release_captured(attributes);
}

/* Access: ob/access.c */

u32 ob_map_access(const struct ob_type *type, u32 desired_access);
NTSTATUS ob_grant_access(const struct se_token *token, const struct ob_type *type,
			 u32 desired_access, u32 *granted_access);
NTSTATUS ob_check_access(const struct se_token *token, struct ob_header *object,
			 u32 desired_access, u32 *granted_access);
bool ob_would_grant(const struct se_token *token, const struct ob_header *object,
		    u32 access);
NTSTATUS ob_check_directory(const struct se_token *token,
			    const struct ob_directory *directory, u32 access);

/* Descriptors of objects: ob/security.c */

void ob_type_mapping(const struct ob_type *type, struct se_generic_mapping *mapping);
NTSTATUS ob_assign_security(struct ob_header *object, const struct se_token *token,
			    struct ob_directory *parent,
			    const struct se_descriptor *explicit);
NTSTATUS ob_assign_security_freely(struct ob_header *object, const struct se_token *token,
				   struct ob_directory *parent,
				   const struct se_descriptor *explicit);
NTSTATUS ob_standard_security(struct ob_header *object, const struct se_sid *who,
			      u32 access, u32 all_access);
NTSTATUS ob_owner_security(struct ob_header *object, const struct cred *cred);
struct se_descriptor *ob_reference_security(struct ob_header *object);
void ob_delete_security(struct ob_header *object);
void ob_security_init(void);

/* Names: ob/name.c */

/**
 * struct ob_name_key - what a name is looked up by
 * @text: the name
 * @length: its units
 * @hash: of the name in upper case
 */
struct ob_name_key {
	const u16 *text;
	u32 length;
	u64 hash;
};

/**
 * struct ob_name - an object's name, and its place in a directory
 * @directory: where it was put; a reference held until the object is freed
 * @object: the object; while @linked the directory holds a reference on it
 * @by_text: in the directory's tree of names
 * @by_sequence: in the directory's tree of entries
 * @key: the name and its hash; @key.text is @text
 * @sequence: its place among the directory's entries
 * @exclusive: of an exclusive object: whose it is, for comparing only
 * @exclusive_handles: how many handles that process has
 * @path_length: units of the full path
 * @linked: whether the directory has it; under the directory's lock
 * @charged: whether its object's account is charged for it
 * @text: the name
 */
struct ob_name {
	struct ob_directory *directory;
	struct ob_header *object;
	struct rb_node by_text;
	struct rb_node by_sequence;
	struct ob_name_key key;
	u64 sequence;
	const struct ob_handle_table *exclusive;
	u32 exclusive_handles;
	u32 path_length;
	bool linked;
	bool charged;
	u16 text[];
};

u32 ob_query_path_length(const struct ob_header *object);
NTSTATUS ob_query_path(const struct ob_header *object, struct ob_path *path);
u32 ob_path_length(const struct ob_header *object);
bool ob_may_see_path(const struct se_token *token, const struct ob_header *object);

/* Directories: ob/directory.c */

/**
 * struct ob_directory - a directory object
 * @header: the object's
 * @lock: guards the rest and the names in it
 * @names: by hash and text
 * @entries: the same ones by sequence
 * @next_sequence: of the next entry
 * @count: entries
 * @session: whose directory it is, or OB_NO_SESSION; changes at any time
 * @closed: whether nothing can be put there any more
 * @link: in the list of all directories
 * @purge_link: in the list of those that are about to be emptied
 */
struct ob_directory {
	struct ob_header header;
	struct rw_semaphore lock;
	struct rb_root names;
	struct rb_root entries;
	u64 next_sequence;
	u32 count;
	u32 session;
	bool closed;
	struct list_head link;
	struct list_head purge_link;
};

#define OB_NO_SESSION	U32_MAX

static inline struct ob_directory *ob_to_directory(struct ob_header *object)
{
	return container_of(object, struct ob_directory, header);
}

NTSTATUS ob_create_directory(struct ob_directory **result);
void ob_init_name_key(struct ob_name_key *key, const u16 *text, u32 length);
struct ob_name *ob_find_name(struct ob_directory *directory,
			     const struct ob_name_key *key, bool case_insensitive);
struct ob_name *ob_entry_from(struct ob_directory *directory, u64 sequence);
struct ob_name *ob_create_name(const struct ob_name_key *key);
NTSTATUS ob_link_name(struct ob_directory *directory, struct ob_header *object,
		      struct ob_name *name);
void ob_unlink_name(struct ob_name *name);
void ob_unlink_if_unused(struct ob_header *object);
void ob_set_permanence(struct ob_header *object, bool permanent);
void ob_unlink_object(struct ob_header *object);
void ob_purge_directory(struct ob_directory *directory);
void ob_empty_all_directories(void);
int ob_directory_init(void);
void ob_directory_service_init(void);

/* Symbolic links: ob/link.c */

NTSTATUS ob_create_symbolic_link(const struct ob_path *target, u32 length,
				 struct ob_header **result);
const struct ob_path *ob_symbolic_link_target(struct ob_header *object, u32 *length,
					      s64 *creation_time);
int ob_link_init(void);
void ob_link_service_init(void);

/* Lookup: ob/lookup.c */

#define STATUS_REPARSE	((NTSTATUS)0x00000104)	/* never leaves the module */

/**
 * struct ob_lookup - one lookup of a name
 * @handles: the caller's handle table
 * @subject: the caller's process
 * @token: who looks; NULL for the module itself, which may do all
 * @creator: of what is inserted, if that is another one; else NULL
 * @attributes: what the caller asked for
 * @type: the type wanted
 * @insert: the object to put there if nothing is, or NULL to look only
 * @object: the result, with a pointer reference and a handle count
 */
struct ob_lookup {
	struct ob_handle_table *handles;
	struct se_subject *subject;
	const struct se_token *token;
	const struct se_token *creator;
	const struct ob_attributes *attributes;
	const struct ob_type *type;
	struct ob_header *insert;
	struct ob_header *object;
};

NTSTATUS ob_look_up_name(struct ob_lookup *lookup);

/* Upper case: ob/upcase.c */

u16 ob_upcase(u16 unit);
int ob_compare_upcase(const u16 *a, const u16 *b, u32 length);
u64 ob_hash_upcase(const u16 *text, u32 length);
void ob_upcase_init(void);

/* Namespaces: ob/namespace.c */

/**
 * struct ob_tree - directories that are made when they are first needed
 * @lock: held by who makes them
 * @built: whether they are there; set once, and read without the lock
 */
struct ob_tree {
	struct mutex lock;	/* directories' locks are taken under it */
	bool built;
};

/**
 * struct ob_namespace - a root with the standard tree: one for each of Linux's
 *	IPC namespaces in which there are processes of ours
 * @link: in the table of namespaces
 * @ipc: the IPC namespace, pinned
 * @references: sessions in it
 * @tree: whether the rest is there
 * @root: its root directory, referenced, as are the other directories
 * @global_dos_devices: \GLOBAL??
 * @base_named_objects: \BaseNamedObjects
 * @sessions: \Sessions
 * @base_links: \Sessions\BNOLINKS
 * @logons: \Sessions\0\DosDevices
 */
struct ob_namespace {
	struct hlist_node link;
	struct ipc_namespace *ipc;
	unsigned int references;
	struct ob_tree tree;
	struct ob_directory *root;
	struct ob_directory *global_dos_devices;
	struct ob_directory *base_named_objects;
	struct ob_directory *sessions;
	struct ob_directory *base_links;
	struct ob_directory *logons;
};

extern struct ob_namespace ob_initial_namespace;
extern struct ob_directory *ob_object_types_directory;

NTSTATUS ob_create_namespace(struct ob_namespace *namespace);
void ob_destroy_namespace(struct ob_namespace *namespace);
NTSTATUS ob_create_standard(struct ob_directory *parent, const char *name,
			    const struct se_sid *who, u32 access,
			    struct ob_directory **result);
NTSTATUS ob_create_standard_link(struct ob_directory *parent, const char *name,
				 const char *target, struct ob_header **result);

/* Sessions and logons: ob/session.c */

/**
 * struct ob_session - the processes of one login, within a namespace
 * @link: in the table of sessions
 * @namespace: where
 * @id: its number; 0 is the one that has the namespace's own directories
 * @references: logons in it
 * @tokens: of those
 * @tree: whether the directories are there
 * @directory: \Sessions\N, or NULL for session 0
 * @base_named_objects: its named objects, or NULL for session 0
 * @link_object: what stands for those in \Sessions\BNOLINKS, or NULL
 */
struct ob_session {
	struct hlist_node link;
	struct ob_namespace *namespace;
	u32 id;
	unsigned int references;
	unsigned int tokens;
	struct ob_tree tree;
	struct ob_directory *directory;
	struct ob_directory *base_named_objects;
	struct ob_header *link_object;
};

/**
 * struct ob_logon - the processes of one user within a session
 * @link: in the table of logons
 * @session: the session
 * @id: the authentication id that its tokens tell
 * @references: tokens
 * @tree: whether it has DOS devices of its own
 * @dos_devices: those
 */
struct ob_logon {
	struct hlist_node link;
	struct ob_session *session;
	u64 id;
	unsigned int references;
	struct ob_tree tree;
	struct ob_directory *dos_devices;
};

#define OB_SYSTEM_LOGON		0x3E7

NTSTATUS ob_reference_logon(struct ipc_namespace *ipc, u32 session, u64 id,
			    struct ob_logon **result);
void ob_put_logon(struct ob_logon *logon);
struct ob_namespace *ob_namespace_of(const struct se_token *token);
NTSTATUS ob_dos_devices(const struct se_token *token, bool create,
			struct ob_directory **directory);
struct ob_header *ob_next_root(unsigned int *ipc);
void ob_show_sessions(struct seq_file *file);
void ob_session_init(void);

int ob_init(void);
void ob_teardown(void);

/* Others */
void ob_query_init(void);
/* Where that is which can be waited for, or OB_NO_WAIT_OBJECT; as ob_dispatcher_of(). */
static inline u32 ob_wait_offset(const struct ob_header *object)
{
	return ob_type_of(object)->information.wait_offset;
}

/**
 * ob_dispatcher_of - what can be waited for in an object
 * @object: the object
 *
 * Context: any; with a reference, or in an RCU read section.
 *
 * Return: it, or NULL if the object has no such part and is always signalled.
 */
static inline struct ke_dispatcher *ob_dispatcher_of(struct ob_header *object)
{
	u32 offset = ob_wait_offset(object);

	return offset == OB_NO_WAIT_OBJECT ? NULL : (void *)object + offset;
}

NTSTATUS ob_wait_single(struct ob_handle_table *table,
			const struct ntobj_wait_single *argument);
void ob_wait_init(void);
void ob_wait_multiple_init(void);
void ob_debugfs_init(struct dentry *directory);
void ob_show_text(struct seq_file *file, const u16 *text, u32 length);
void ob_show_comm(struct seq_file *file, const char *comm);
void ob_show_handle(struct seq_file *file, struct ob_handle_table *table, u32 index,
		    const char *comm);

#endif /* _NTOBJ_OB_H */

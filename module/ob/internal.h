/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the object floor share and nobody else needs. */
#ifndef _NTOBJ_OB_INTERNAL_H
#define _NTOBJ_OB_INTERNAL_H

#include <linux/jump_label_ratelimit.h>
#include <ntobj/ob.h>

/**
 * ob_count_up - count one more, and the most there were
 * @count: the count
 * @high_water: the most
 *
 * Context: any. Two that race may leave the mark one too low.
 */
static inline void ob_count_up(atomic_t *count, int *high_water)
{
	int now = atomic_inc_return(count);

	if (now > READ_ONCE(*high_water))
		WRITE_ONCE(*high_water, now);
}

/* Handle tables: ob/handle_table.c */

#define OB_ASK_TYPE	((NTSTATUS)0x00000104)	/* never leaves the module */

NTSTATUS ob_remove_handle_asking(struct ob_handle_table *table, u64 handle,
				 const struct ob_header *asked,
				 struct ob_handle_snapshot *snapshot);

/* Exclusive objects: ob/exclusive.c */

NTSTATUS ob_enter_exclusive_name(struct ob_name *name,
				 const struct ob_handle_table *table, bool alone);
void ob_leave_exclusive_name(struct ob_name *name);

static inline bool ob_is_exclusive(const struct ob_header *object)
{
	return object->name && ob_has_flag(object, OB_EXCLUSIVE);
}

/**
 * ob_enter_exclusive - a process is to get one more handle to an object
 * @object: the object
 * @table: the process's
 * @alone: whether it must be the only handle
 *
 * Context: process.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED if the object is exclusive and
 * somebody else has it.
 */
static inline NTSTATUS ob_enter_exclusive(struct ob_header *object,
					  const struct ob_handle_table *table,
					  bool alone)
{
	return ob_is_exclusive(object) ?
	       ob_enter_exclusive_name(object->name, table, alone) : STATUS_SUCCESS;
}

/**
 * ob_leave_exclusive - a handle for which ob_enter_exclusive() succeeded is gone
 * @object: the object
 *
 * Context: process.
 */
static inline void ob_leave_exclusive(struct ob_header *object)
{
	if (ob_is_exclusive(object))
		ob_leave_exclusive_name(object->name);
}

/* Holders: ob/holders.c */

struct ob_holders *ob_create_holders(void);
void ob_free_holders(struct ob_holders *holders);
NTSTATUS ob_add_to_holders(struct ob_holders *holders,
			   const struct ob_handle_table *table, u32 *handles);
u32 ob_remove_from_holders(struct ob_holders *holders,
			   const struct ob_handle_table *table);

/**
 * ob_add_holder - a process gets one more handle to an object
 * @object: the object
 * @table: the process's
 * @handles: how many it has then; 0 if the type does not keep that
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
static inline NTSTATUS ob_add_holder(struct ob_header *object,
				     const struct ob_handle_table *table, u32 *handles)
{
	*handles = 0;
	return object->holders ? ob_add_to_holders(object->holders, table, handles) :
				 STATUS_SUCCESS;
}

/**
 * ob_remove_holder - a process has one handle less to an object
 * @object: the object
 * @table: the process's
 *
 * Context: process; may sleep.
 *
 * Return: how many it had before; 0 if the type does not keep that.
 */
static inline u32 ob_remove_holder(struct ob_header *object,
				   const struct ob_handle_table *table)
{
	return object->holders ? ob_remove_from_holders(object->holders, table) : 0;
}

void ob_drop_name(struct ob_header *object);
u32 ob_uncharged_security(struct ob_header *object);
void ob_put_charge_on_security(struct ob_header *object, struct ob_account *account,
			       u32 size);
NTSTATUS ob_insert_permanent(struct ob_directory *directory,
			     struct ob_header *object, const u16 *text, u32 length);

/**
 * struct ob_new_handle - a handle to be made
 * @index: the reserved entry
 * @object: the object
 * @access: rights
 * @attributes: NTOBJ_OBJ_* bits
 * @reason: for the type's open method
 * @source_process: of a duplicate that callbacks have to be told of: whose handle
 *	is duplicated; else NULL
 * @target_process: the same: who gets the handle
 */
struct ob_new_handle {
	u32 index;
	struct ob_header *object;
	u32 access;
	u32 attributes;
	enum ob_open_reason reason;
	struct ob_header *source_process;
	struct ob_header *target_process;
};

NTSTATUS ob_prepare_handle(struct ke_call *call, const struct ob_new_handle *new,
			   u64 *handle);

/* The value of a handle, as those know it whose it is. */
static inline u64 ob_handle_value(const struct ob_handle_table *table, u32 index)
{
	return ob_index_to_handle(index) | ob_handle_base(table);
}

bool ob_is_okay_to_close(const struct ob_handle_table *table, struct ob_header *object,
			 u64 handle);

bool ob_is_altitude(const char *text);
int ob_compare_altitudes(const char *a, const char *b);

/* What everybody may do in standard directories. */
#define OB_LOOK								\
	(NTOBJ_READ_CONTROL | NTOBJ_DIRECTORY_QUERY | NTOBJ_DIRECTORY_TRAVERSE)
#define OB_MAKE								\
	(OB_LOOK | NTOBJ_DIRECTORY_CREATE_OBJECT | NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY)
/* Watching: ob/watch.c */

extern struct static_key_false_deferred ob_watch_key;

/**
 * ob_is_watched - whether somebody wants to know of objects and handles
 *
 * One who has an event on in tracefs, traces handles or traces references. It
 * costs nothing else while nobody does.
 *
 * Return: whether.
 */
static __always_inline bool ob_is_watched(void)
{
	return static_branch_unlikely(&ob_watch_key.key);
}

/* What a reference is for. */
enum ob_reference_tag {
	OB_BY_CREATOR,		/* the one that an object is made with */
	OB_BY_POINTER,
	OB_BY_HANDLE,
	OB_BY_NAME,
};

void ob_watch_object(struct ob_header *object);
void ob_watch_open(struct ke_call *call, bool created);
void ob_watch_undone(const struct ob_handle_snapshot *undone);
void ob_watch_close(struct ob_handle_table *table, u64 handle,
		    const struct ob_header *object, u32 access);
bool ob_watch_dereference(struct ob_header *object, enum ob_reference_tag tag);
void ob_end_watch_later(void);
void ob_watch_teardown(void);

/* Reference tracing: ob/references.c */

void ob_trace_references(struct ob_header *object);
void ob_forget_references(const struct ob_header *object);
void ob_note_reference_slowly(const struct ob_header *object, enum ob_reference_tag tag);
void ob_note_dereference_slowly(const struct ob_header *object, enum ob_reference_tag tag);
void ob_note_transfer_slowly(const struct ob_header *object, enum ob_reference_tag from,
			     enum ob_reference_tag to);
int ob_show_references(struct seq_file *file);
void ob_report_references(void);

void ob_drop_reference(struct ob_header *object, enum ob_reference_tag tag);
bool ob_may_be_so_many(unsigned int count, unsigned int limit);
void ob_free_object(struct ob_header *object);
void ob_deferred_teardown(void);

/**
 * ob_drop - drop a reference, and leave the rest to the caller
 * @object: on which the caller has one
 * @tag: for what
 *
 * While somebody watches, that is told of it before: the object may be gone
 * afterwards. Context: any.
 *
 * Return: whether it was the last one, and the caller must free the object.
 */
static __always_inline bool ob_drop(struct ob_header *object, enum ob_reference_tag tag)
{
	if (ob_is_watched())
		return ob_watch_dereference(object, tag);
	return atomic_long_dec_and_test(&object->pointer_count);
}

static inline void ob_note_reference(const struct ob_header *object,
				     enum ob_reference_tag tag)
{
	if (ob_is_watched())
		ob_note_reference_slowly(object, tag);
}

static inline void ob_note_dereference(const struct ob_header *object,
				       enum ob_reference_tag tag)
{
	if (ob_is_watched())
		ob_note_dereference_slowly(object, tag);
}

static inline void ob_note_transfer(const struct ob_header *object,
				    enum ob_reference_tag from, enum ob_reference_tag to)
{
	if (ob_is_watched())
		ob_note_transfer_slowly(object, from, to);
}

/* Handle tracing: ob/handle_trace.c */

void ob_trace_handle_locked(struct ob_handle_table *table, u64 handle, u32 kind);
void ob_trace_handle(struct ob_handle_table *table, u64 handle, u32 kind);
void ob_note_invalid_handle(struct ob_handle_table *table, u64 handle);

/* Callbacks: ob/callbacks.c */

struct ob_callback_call;

DECLARE_STATIC_KEY_FALSE(ob_callbacks_key);

/**
 * struct ob_handle_operation - a handle that is being made, for the callbacks
 * @asked: whether the list of callbacks has been gone through; what follows
 *	counts only then
 * @srcu_index: how to leave the list
 * @object: what the handle is to
 * @source_process: of a duplicate: whose handle is duplicated; else NULL
 * @target_process: of a duplicate: who gets the handle; else NULL
 * @calls: those whose turn it was, the last one first
 */
struct ob_handle_operation {
	bool asked;
	int srcu_index;
	struct ob_header *object;
	struct ob_header *source_process;
	struct ob_header *target_process;
	struct ob_callback_call *calls;
};

NTSTATUS ob_call_pre_operations_slowly(struct ob_handle_operation *operation,
				       struct ob_header *object,
				       struct ob_header *source_process,
				       struct ob_header *target_process, u32 *access);
void ob_call_post_operations_slowly(struct ob_handle_operation *operation,
				    NTSTATUS status, u32 granted_access);
void ob_show_callbacks(struct seq_file *file);

/**
 * ob_call_pre_operations - ask drivers before a handle is made
 * @operation: for ob_call_post_operations()
 * @object: what the handle is to
 * @source_process: of a duplicate: whose handle is duplicated; else NULL
 * @target_process: of a duplicate: who gets the handle; else NULL
 * @access: the rights that the handle will have; they take from these
 *
 * Context: process, no locks held; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES.
 */
static inline NTSTATUS ob_call_pre_operations(struct ob_handle_operation *operation,
					      struct ob_header *object,
					      struct ob_header *source_process,
					      struct ob_header *target_process, u32 *access)
{
	operation->asked = false;
	return static_branch_unlikely(&ob_callbacks_key) ?
	       ob_call_pre_operations_slowly(operation, object, source_process,
					     target_process, access) :
	       STATUS_SUCCESS;
}

/**
 * ob_call_post_operations - tell those who were asked what came of it
 * @operation: after ob_call_pre_operations(), also if that failed
 * @status: whether there is a handle
 * @granted_access: its rights, or 0
 *
 * Context: process, no locks held; may sleep.
 */
static inline void ob_call_post_operations(struct ob_handle_operation *operation,
					   NTSTATUS status, u32 granted_access)
{
	/* The key may have been switched meanwhile, either way. */
	if (unlikely(operation->asked))
		ob_call_post_operations_slowly(operation, status, granted_access);
}

/* Components of paths: ob/component.c */

/**
 * struct ob_walk - how far a lookup has come
 * @lookup: the lookup
 * @namespace: where it walks
 * @directory: the directory that it has come to, referenced
 * @text: what remains of the path
 * @length: its units
 * @case_insensitive: whether case does not count
 */
struct ob_walk {
	struct ob_lookup *lookup;
	struct ob_namespace *namespace;
	struct ob_directory *directory;
	const u16 *text;
	u32 length;
	bool case_insensitive;
};

u32 ob_component_length(const u16 *text, u32 length);
bool ob_is_case_insensitive(const struct ob_lookup *lookup);
void ob_found_directory(struct ob_lookup *lookup, struct ob_directory *directory);
NTSTATUS ob_find_last(struct ob_walk *walk, const struct ob_name_key *key);
NTSTATUS ob_find_or_link_last(struct ob_walk *walk, const struct ob_name_key *key);
NTSTATUS ob_find_on_the_way(struct ob_walk *walk, u32 component,
			    struct ob_header **object);
bool ob_has_first(struct ob_lookup *lookup, struct ob_directory *directory,
		  const u16 *text, u32 length);

/* Who waits for what: ob/waits.c */
extern const struct file_operations ob_waits_fops;

/* ob/timers.c */
extern const struct file_operations ob_timers_fops;

#endif /* _NTOBJ_OB_INTERNAL_H */

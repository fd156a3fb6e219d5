// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions and logons: where the names of those who belong together are.
 *
 * A session is what Linux's audit calls one: all that has been started by one
 * login. Processes that were not are in session 0, which uses the namespace's
 * own directories. Another one, N, has \Sessions\N with named objects, DOS
 * devices and windows of its own. A logon is one user within a session. It may
 * have DOS devices of its own, in \Sessions\0\DosDevices, which are made when
 * somebody first wants to see them or puts something there: a name that begins
 * with \?? is looked up there first and in \GLOBAL?? then. The system's logon
 * has none, and uses \GLOBAL?? alone.
 *
 * Locking and lifetime
 *
 * A token holds a reference on its logon, a logon on its session, a session on
 * its namespace, a namespace on Linux's. Counts and lists change under
 * @places_lock, under which no memory is allocated. Directories are made under
 * the lock of the namespace, session or logon whose they are, so that nobody
 * waits for them but those who are there as well. When the last reference goes,
 * a session's or logon's directories leave their parents under @places_lock, and
 * so before others can be made in their place. What is in them is dealt with
 * without any lock: it loses its name, and goes unless a handle keeps it.
 */
#include <linux/hashtable.h>
#include <linux/ipc_namespace.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

#include "compat/linux.h"
#include "ob/internal.h"

#define NAME_SIZE	64
#define PLACE_BITS	10

static DEFINE_MUTEX(places_lock);
static DEFINE_HASHTABLE(namespaces, PLACE_BITS);
static DEFINE_HASHTABLE(sessions, PLACE_BITS);
static DEFINE_HASHTABLE(logons, PLACE_BITS);

/* Whatever became nobody's while the lock was held. */
struct leavings {
	struct ob_directory *dos_devices;
	struct ob_session *session;
	struct ob_namespace *namespace;
};

static void drop_directory(struct ob_directory *directory)
{
	if (!directory)
		return;
	ob_purge_directory(directory);
	ob_dereference_object(&directory->header);
}

/* Takes a session's names away; others can be given in their place then. */
static void unlink_session(struct ob_session *session)
{
	if (session->directory)
		ob_unlink_object(&session->directory->header);
	if (session->link_object)
		ob_unlink_object(session->link_object);
}

/* Lets go of a session's objects. */
static void drop_session(struct ob_session *session)
{
	drop_directory(session->base_named_objects);
	drop_directory(session->directory);
	if (session->link_object)
		ob_dereference_object(session->link_object);
	session->base_named_objects = NULL;
	session->directory = NULL;
	session->link_object = NULL;
}

static void free_namespace(struct ob_namespace *namespace)
{
	ob_destroy_namespace(namespace);
	compat_put_ipc_ns(namespace->ipc);
	kfree(namespace);
}

static void free_leavings(const struct leavings *leavings)
{
	drop_directory(leavings->dos_devices);
	if (leavings->session)
		drop_session(leavings->session);
	kfree(leavings->session);
	if (leavings->namespace)
		free_namespace(leavings->namespace);
}

static void put_namespace(struct ob_namespace *namespace, struct leavings *leavings)
{
	lockdep_assert_held(&places_lock);
	if (--namespace->references)
		return;
	hash_del(&namespace->link);
	leavings->namespace = namespace;
}

static void put_session(struct ob_session *session, struct leavings *leavings)
{
	lockdep_assert_held(&places_lock);
	if (--session->references)
		return;
	hash_del(&session->link);
	unlink_session(session);
	put_namespace(session->namespace, leavings);
	leavings->session = session;
}

static void put_logon(struct ob_logon *logon, struct leavings *leavings)
{
	lockdep_assert_held(&places_lock);
	logon->session->tokens--;
	if (--logon->references)
		return;
	hash_del(&logon->link);
	leavings->dos_devices = logon->dos_devices;
	if (logon->dos_devices)
		ob_unlink_object(&logon->dos_devices->header);
	put_session(logon->session, leavings);
	kfree(logon);
}

/**
 * ob_put_logon - drop a reference
 * @logon: the logon
 *
 * With the last one all names go that were given in what was its alone.
 * Context: process; may sleep.
 */
void ob_put_logon(struct ob_logon *logon)
{
	struct leavings leavings = {};

	mutex_lock(&places_lock);
	put_logon(logon, &leavings);
	mutex_unlock(&places_lock);
	free_leavings(&leavings);
}

static NTSTATUS create_child(struct ob_session *session, const struct se_sid *who,
			     const char *name)
{
	struct ob_directory *directory;
	NTSTATUS status;

	status = ob_create_standard(session->directory, name, who, OB_LOOK, &directory);
	if (NT_SUCCESS(status))
		ob_dereference_object(&directory->header);
	return status;
}

static NTSTATUS create_session_links(struct ob_session *session)
{
	char name[NAME_SIZE], path[NAME_SIZE];
	NTSTATUS status;

	snprintf(name, sizeof(name), "%u", session->id);
	snprintf(path, sizeof(path), "\\Sessions\\%u\\BaseNamedObjects", session->id);
	status = ob_create_standard_link(session->base_named_objects, "Global",
					 "\\BaseNamedObjects", NULL);
	if (NT_SUCCESS(status))
		status = ob_create_standard_link(session->base_named_objects, "Local",
						 path, NULL);
	if (NT_SUCCESS(status))
		status = ob_create_standard_link(session->base_named_objects, "Session",
						 "\\Sessions\\BNOLINKS", NULL);
	if (NT_SUCCESS(status))
		status = ob_create_standard_link(session->namespace->base_links, name,
						 path, &session->link_object);
	return status;
}

/* What a session has that is not session 0. */
static NTSTATUS create_session_tree(struct ob_session *session)
{
	struct se_sid_buffer who;
	char name[NAME_SIZE];
	NTSTATUS status;

	se_make_logon_sid(&who, session->id, SE_ANY_USER);
	snprintf(name, sizeof(name), "%u", session->id);
	status = ob_create_standard(session->namespace->sessions, name, &who.sid,
				    OB_LOOK, &session->directory);
	if (NT_SUCCESS(status))
		status = ob_create_standard(session->directory, "BaseNamedObjects",
					    &who.sid, OB_MAKE, &session->base_named_objects);
	if (!NT_SUCCESS(status))
		return status;
	WRITE_ONCE(session->base_named_objects->session, session->id);
	status = create_child(session, &who.sid, "DosDevices");
	if (NT_SUCCESS(status))
		status = create_child(session, &who.sid, "Windows");
	return NT_SUCCESS(status) ? create_session_links(session) : status;
}

/* Makes a directory tree, unless it is there. */
static NTSTATUS build(struct ob_tree *tree, NTSTATUS (*create)(void *owner), void *owner)
{
	NTSTATUS status = STATUS_SUCCESS;

	/* Pairs with smp_store_release() below. */
	if (smp_load_acquire(&tree->built))
		return STATUS_SUCCESS;
	if (mutex_lock_killable(&tree->lock))
		return KE_RESTART;
	if (!tree->built) {
		status = create(owner);
		if (NT_SUCCESS(status))
			/* Pairs with smp_load_acquire() above. */
			smp_store_release(&tree->built, true);
	}
	mutex_unlock(&tree->lock);
	return status;
}

static void init_tree(struct ob_tree *tree)
{
	mutex_init(&tree->lock);
	tree->built = false;
}

static NTSTATUS build_namespace(void *owner)
{
	return ob_create_namespace(owner);
}

/* With everything undone if it fails. */
static NTSTATUS build_session(void *owner)
{
	struct ob_session *session = owner;
	NTSTATUS status;

	if (!session->id)
		return STATUS_SUCCESS;
	status = create_session_tree(session);
	if (!NT_SUCCESS(status)) {
		unlink_session(session);
		drop_session(session);
	}
	return status;
}

/* What a logon needs that is not there yet. */
struct candidates {
	struct ob_namespace *namespace;
	struct ob_session *session;
	struct ob_logon *logon;
};

static void free_candidates(struct candidates *candidates)
{
	kfree(candidates->namespace);
	kfree(candidates->session);
	kfree(candidates->logon);
}

static bool allocate_candidates(struct candidates *candidates)
{
	candidates->namespace = kzalloc(sizeof(*candidates->namespace), GFP_KERNEL_ACCOUNT);
	candidates->session = kzalloc(sizeof(*candidates->session), GFP_KERNEL_ACCOUNT);
	candidates->logon = kzalloc(sizeof(*candidates->logon), GFP_KERNEL_ACCOUNT);
	return candidates->namespace && candidates->session && candidates->logon;
}

static struct ob_namespace *find_namespace(struct ipc_namespace *ipc,
					   struct candidates *candidates)
{
	struct ob_namespace *namespace;

	lockdep_assert_held(&places_lock);
	hash_for_each_possible(namespaces, namespace, link, (unsigned long)ipc)
		if (namespace->ipc == ipc)
			return namespace;
	namespace = candidates->namespace;
	if (!namespace)
		return NULL;
	candidates->namespace = NULL;
	init_tree(&namespace->tree);
	namespace->ipc = get_ipc_ns(ipc);
	hash_add(namespaces, &namespace->link, (unsigned long)ipc);
	return namespace;
}

static u64 session_key(const struct ipc_namespace *ipc, u32 id)
{
	return (unsigned long)ipc ^ id;
}

static struct ob_session *find_session(struct ipc_namespace *ipc, u32 id,
				       struct candidates *candidates)
{
	struct ob_session *session;

	lockdep_assert_held(&places_lock);
	hash_for_each_possible(sessions, session, link, session_key(ipc, id))
		if (session->id == id && session->namespace->ipc == ipc)
			return session;
	session = candidates->session;
	if (!session)
		return NULL;
	candidates->session = NULL;
	init_tree(&session->tree);
	session->id = id;
	session->namespace = find_namespace(ipc, candidates);
	session->namespace->references++;
	hash_add(sessions, &session->link, session_key(ipc, id));
	return session;
}

/* The logon with one more reference; NULL if it takes candidates. */
static struct ob_logon *find_logon(struct ipc_namespace *ipc, u32 session_id, u64 id,
				   struct candidates *candidates)
{
	struct ob_session *session = find_session(ipc, session_id, candidates);
	struct ob_logon *logon;

	if (!session)
		return NULL;
	hash_for_each_possible(logons, logon, link, id ^ (unsigned long)session) {
		if (logon->id == id && logon->session == session) {
			logon->references++;
			session->tokens++;
			return logon;
		}
	}
	logon = candidates->logon;
	if (!logon)
		return NULL;
	candidates->logon = NULL;
	init_tree(&logon->tree);
	logon->session = session;
	logon->id = id;
	logon->references = 1;
	session->references++;
	session->tokens++;
	hash_add(logons, &logon->link, id ^ (unsigned long)session);
	return logon;
}

static NTSTATUS get_logon(struct ipc_namespace *ipc, u32 session, u64 id,
			  struct ob_logon **result)
{
	struct candidates candidates = {};

	mutex_lock(&places_lock);
	*result = find_logon(ipc, session, id, &candidates);
	mutex_unlock(&places_lock);
	if (*result)
		return STATUS_SUCCESS;
	if (allocate_candidates(&candidates)) {
		mutex_lock(&places_lock);
		*result = find_logon(ipc, session, id, &candidates);
		mutex_unlock(&places_lock);
	}
	free_candidates(&candidates);
	return *result ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/**
 * ob_reference_logon - the place of a user within a session
 * @ipc: the IPC namespace that he is in
 * @session: the session's number
 * @id: the authentication id
 * @result: the logon, with a reference
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES, also if somebody has
 * put something in the place of the session's directories, which only the system
 * can; KE_RESTART if the caller has been killed.
 */
NTSTATUS ob_reference_logon(struct ipc_namespace *ipc, u32 session, u64 id,
			    struct ob_logon **result)
{
	struct ob_namespace *namespace;
	NTSTATUS status;

	status = get_logon(ipc, session, id, result);
	if (!NT_SUCCESS(status))
		return status;
	namespace = (*result)->session->namespace;
	status = build(&namespace->tree, build_namespace, namespace);
	if (NT_SUCCESS(status))
		status = build(&(*result)->session->tree, build_session,
			       (*result)->session);
	if (!NT_SUCCESS(status)) {
		ob_put_logon(*result);
		*result = NULL;
	}
	return status == STATUS_OBJECT_NAME_COLLISION ? STATUS_INSUFFICIENT_RESOURCES :
							status;
}

/**
 * ob_namespace_of - the namespace in which somebody looks names up
 * @token: who; NULL for the module itself
 *
 * Context: any.
 *
 * Return: the namespace, which lasts as long as the token.
 */
struct ob_namespace *ob_namespace_of(const struct se_token *token)
{
	return token ? token->logon->session->namespace : &ob_initial_namespace;
}

/* Whose DOS devices are to be made. */
struct dos_devices {
	const struct se_token *token;
	struct ob_logon *logon;
};

static NTSTATUS build_dos_devices(void *owner)
{
	const struct dos_devices *devices = owner;
	struct ob_logon *logon = devices->logon;
	struct ob_directory *directory;
	char name[NAME_SIZE];
	NTSTATUS status;

	snprintf(name, sizeof(name), "%08x-%08x", upper_32_bits(logon->id),
		 lower_32_bits(logon->id));
	status = ob_create_standard(logon->session->namespace->logons, name,
				    devices->token->members[0].sid,
				    NTOBJ_DIRECTORY_ALL_ACCESS, &directory);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_create_standard_link(directory, "Global", "\\GLOBAL??", NULL);
	if (!NT_SUCCESS(status)) {
		ob_unlink_object(&directory->header);
		drop_directory(directory);
		return status;
	}
	logon->dos_devices = directory;
	return STATUS_SUCCESS;
}

/**
 * ob_dos_devices - where somebody's own DOS devices are
 * @token: who; NULL for the module itself
 * @create: whether to make the directory if there is none
 * @directory: the directory, with a reference; NULL if he has none, and uses the
 *	namespace's
 *
 * Context: process; may sleep if @create.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES; KE_RESTART if the caller
 * has been killed.
 */
NTSTATUS ob_dos_devices(const struct se_token *token, bool create,
			struct ob_directory **directory)
{
	struct dos_devices devices = { .token = token };
	NTSTATUS status = STATUS_SUCCESS;

	*directory = NULL;
	if (!token || token->logon->id == OB_SYSTEM_LOGON)
		return STATUS_SUCCESS;
	devices.logon = token->logon;
	if (create)
		status = build(&token->logon->tree, build_dos_devices, &devices);
	/* Pairs with smp_store_release() in build(). */
	if (NT_SUCCESS(status) && smp_load_acquire(&token->logon->tree.built)) {
		*directory = token->logon->dos_devices;
		ob_reference_object(&(*directory)->header);
	}
	return status == STATUS_OBJECT_NAME_COLLISION ? STATUS_INSUFFICIENT_RESOURCES :
							status;
}

/**
 * ob_next_root - the root of the next namespace
 * @ipc: the number of the IPC namespace behind which it comes; its own
 *	afterwards
 *
 * Context: process; may sleep.
 *
 * Return: the root directory, with a reference; or NULL.
 */
struct ob_header *ob_next_root(unsigned int *ipc)
{
	struct ob_namespace *namespace, *next = NULL;
	struct ob_header *root = NULL;
	int bucket;

	mutex_lock(&places_lock);
	hash_for_each(namespaces, bucket, namespace, link)
		/* Pairs with smp_store_release() in build(). */
		if (smp_load_acquire(&namespace->tree.built) &&
		    namespace->ipc->ns.inum > *ipc &&
		    (!next || namespace->ipc->ns.inum < next->ipc->ns.inum))
			next = namespace;
	if (next) {
		*ipc = next->ipc->ns.inum;
		root = &next->root->header;
		ob_reference_object(root);
	}
	mutex_unlock(&places_lock);
	return root;
}

/**
 * ob_show_sessions - show sessions, a line each
 * @file: where to
 *
 * Context: process; may sleep.
 */
void ob_show_sessions(struct seq_file *file)
{
	struct ob_session *session;
	int bucket;

	seq_puts(file, "# ipc\tsession\tlogons\ttokens\tpath\n");
	mutex_lock(&places_lock);
	hash_for_each(sessions, bucket, session, link) {
		seq_printf(file, "%u\t%u\t%u\t%u\t",
			   session->namespace->ipc->ns.inum, session->id,
			   session->references, session->tokens);
		if (session->id)
			seq_printf(file, "\\Sessions\\%u\n", session->id);
		else
			seq_puts(file, "\\\n");
	}
	mutex_unlock(&places_lock);
}

/* Begins with the initial namespace, which stays. */
void __init ob_session_init(void)
{
	init_tree(&ob_initial_namespace.tree);
	ob_initial_namespace.tree.built = true;
	ob_initial_namespace.references = 1;
	hash_add(namespaces, &ob_initial_namespace.link,
		 (unsigned long)ob_initial_namespace.ipc);
}

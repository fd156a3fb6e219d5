// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a handle, and with it the module, without a descriptor: for unload.sh.
 * Says "ready" and ends when its standard input does.
 *
 *	--fork	meanwhile makes processes and threads, one after the other, until
 *		it is killed; they inherit the handle
 *	--open	opens init, which knows nothing of it, and itself, and closes both
 *	--away	in a session and an IPC namespace of its own, if there are any, in
 *		which it leaves names that are to stay
 *	--bare	the same, and without a handle
 *	--suspend TID, --resume TID
 *		suspends a thread, or resumes it, and holds nothing
 */
#include <sys/wait.h>

#include "security_test.h"

static void *do_nothing(void *context)
{
	return context;
}

/* No more than a few at a time; their ends are not waited for one by one. */
static void fork_for_ever(void)
{
	unsigned int i;

	for (i = 0;; i++) {
		pthread_t thread;
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		NT_CHECK(pid > 0);
		NT_CHECK(!pthread_create(&thread, NULL, do_nothing, NULL));
		NT_CHECK(!pthread_join(thread, NULL));
		while (waitpid(-1, NULL, i % 4 ? WNOHANG : 0) > 0)
			;
	}
}

static void open_and_close(void)
{
	__u64 init = nt_process(1);
	__u64 self = nt_process(getpid());
	__u64 thread = nt_thread(1);

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(init));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(self));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(thread));
}

/* Not everywhere are there sessions, or namespaces. */
static void go_away(void)
{
	__u64 handle;

	nt_log_in(NT_BOB);
	unshare(CLONE_NEWIPC);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&handle,
					    nt_name_flags(NT_HOME, NTOBJ_OBJ_PERMANENT),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle,
					nt_name_flags(NT_HOME u"\\stays", NTOBJ_OBJ_PERMANENT),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
}

static int change_thread(__s32 (*change)(__u64 thread, __u32 *previous), pid_t tid)
{
	NT_CHECK(nt_open_device() >= 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, change(nt_thread(tid), NULL));
	return 0;
}

int main(int argc, char **argv)
{
	bool bare = argc == 2 && !strcmp(argv[1], "--bare");
	__u64 event;
	char byte;

	if (argc == 3 && !strcmp(argv[1], "--suspend"))
		return change_thread(nt_suspend, atoi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "--resume"))
		return change_thread(nt_resume, atoi(argv[2]));
	NT_CHECK(nt_open_device() >= 0);
	if (bare || (argc == 2 && !strcmp(argv[1], "--away")))
		go_away();
	event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(event, true, false));
	if (argc == 2 && !strcmp(argv[1], "--open"))
		open_and_close();
	if (bare)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
	NT_CHECK(!close(nt_device));
	NT_CHECK(puts("ready") >= 0 && !fflush(stdout));
	if (argc == 2 && !strcmp(argv[1], "--fork"))
		fork_for_ever();
	return read(STDIN_FILENO, &byte, 1) != 0;
}

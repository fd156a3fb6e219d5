#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# ntctl's verbs about processes and threads, with real ones: what it lists, how
# it waits for an end and tells of it, and what it ends itself.

# What is typed is ntctl's, not this shell's.
# shellcheck disable=SC2016

here=$(dirname "$0")
# shellcheck source=selftests/tap.sh
. "$here/tap.sh"

# knows VERB COLUMN VALUE: the verb has a row with that value
knows()
{
	ntctl "$1" --noheadings -o "$2" | grep -qxE " *$3"
}

# shellcheck disable=SC2317 # until_true calls it
does_not_know()
{
	! knows "$@"
}

# A process that does not know of the module: nothing is told of it before
# somebody has it open, and nothing afterwards.
lists_what_is_opened()
{
	sleep 1000 &
	stranger=$!
	begin_shell ntctl shell || return 1
	code=0

	! knows ps pid $stranger || code=1
	echo "p = open --process $stranger; t = open --thread $stranger" >&3
	echo 'x = event create; wait $x' >&3
	until_true knows ps pid,state "$stranger  opened" || code=1
	until_true knows threads pid,thread,waiting "$shell +$shell  yes" ||
		code=1
	knows ps pid,parent,threads,handles,state,command \
		"$shell +$$ +1 +3  used +ntctl" || code=1
	knows ps pid,parent,threads,handles,command \
		"$stranger +$$ +1 +0  sleep" || code=1
	knows threads thread,state,object "$stranger  opened  yes" || code=1
	gives 0 "$stranger" ntctl complete kill "$stranger" || code=1
	gives 0 "$shell" ntctl complete stat --thread "$shell" || code=1
	gives 0 '"command": "sleep"' ntctl ps --json || code=1

	kill -9 "$shell"
	exec 3>&-
	wait "$shell" 2>/dev/null
	until_true does_not_know ps pid $stranger || code=1
	until_true does_not_know threads pid $stranger || code=1
	kill $stranger
	wait $stranger 2>/dev/null
	return $code
}

tells_of_a_process()
{
	sleep 1000 &
	process=$!
	code=0

	gives 0 "   Process: $process" ntctl stat --process $process || code=1
	gives 0 "    Parent: $$" ntctl stat --process $process || code=1
	gives 0 "     State: alive" ntctl stat --process $process || code=1
	gives 0 "   Created: 20" ntctl stat --process $process || code=1
	gives 0 "  Priority: base 8" ntctl stat --process $process || code=1
	gives 0 "\"thread\": $process," ntctl stat --json -T $process || code=1
	gives 0 '     Holds: 2 handles' ntctl shell -c \
		'x = event create; y = event create
		stat $0xffffffffffffffff' || code=1
	kill $process
	wait $process 2>/dev/null
	gives 1 STATUS_INVALID_CID ntctl stat --process $process || code=1
	return $code
}

# begin_wait KIND: the wait for $process, or for its only thread, has begun
begin_wait()
{
	ntctl wait "--$1" "$process" >"$work/$1" 2>&1 &
	waiter=$!
	until_true knows threads pid,waiting "$waiter +yes"
}

# A wait that has begun is ended by the end, and tells how that was.
# ends_with TEXT SIGNAL-OR-NOTHING COMMAND...
ends_with()
{
	text=$1
	signal=$2
	shift 2
	"$@" &
	process=$!
	begin_wait process || return 1
	process_waiter=$waiter
	begin_wait thread || return 1
	if [ "$signal" ]; then
		kill "-$signal" $process
	else
		echo >&4
	fi
	wait "$process_waiter" || return 1
	wait "$waiter" || return 1
	wait $process 2>/dev/null
	for kind in process thread; do
		[ "$(cat "$work/$kind")" = "$process: ended with $text" ] &&
			continue
		sed "s/^/# $kind: /" "$work/$kind"
		return 1
	done
}

waits_for_the_end()
{
	mkfifo "$work/go" || return 1
	exec 4<>"$work/go"
	code=0
	ends_with 0x0000002A '' sh -c 'read -r _ <&4; exit 42' || code=1
	ends_with 0x00000000 '' sh -c 'read -r _ <&4' || code=1
	ends_with '0x40010004, DBG_TERMINATE_PROCESS, SIGTERM' TERM \
		sleep 1000 || code=1
	ends_with '0xC0000005, STATUS_ACCESS_VIOLATION, SIGSEGV' SEGV \
		sleep 1000 || code=1
	exec 4>&-
	return $code
}

# Its parent sees SIGKILL, whoever has a handle the status.
kills()
{
	sleep 1000 &
	process=$!
	code=0

	gives 124 '' ntctl wait -t 0.1 --process $process || code=1
	gives 0 'ended with 0xC000013A, STATUS_CONTROL_C_EXIT, SIGKILL' \
		ntctl shell -c "p = open -p $process
			kill --status=0xC000013A $process; wait \$p" || code=1
	sleep 1000 &
	thread=$!
	gives 0 'ended with 0x0000002A, SIGKILL' ntctl shell -c \
		"t = open --thread $thread; kill -s 42 $thread; wait \$t" ||
		code=1
	wait $thread 2>/dev/null
	wait $process 2>/dev/null
	[ $? = 137 ] || code=1
	gives 1 STATUS_INVALID_CID ntctl kill $process || code=1
	gives 1 STATUS_ACCESS_DENIED ntctl kill 1 || code=1
	sleep 1000 &
	process=$!
	gives 1 STATUS_ACCESS_DENIED ntctl shell -c \
		"p = open -a 0x100000 -p $process; kill \$p" || code=1
	gives 0 $process ntctl kill --json $process || code=1
	wait $process 2>/dev/null
	[ $? = 137 ] || code=1
	return $code
}

# Ctrl-C ends the wait, and not what is waited for.
interrupted()
{
	sleep 1000 &
	process=$!
	"$here/typist" ntctl shell <<END
expect ntctl \\>
line wait --process $process
still ntctl
key ctrl-c
expect the wait was interrupted
expect [130]>
line stat --process $process
expect State: alive
expect ntctl \\>
line exit 0
exit 0
END
	code=$?
	kill $process || code=1
	wait $process 2>/dev/null
	return $code
}

# A handle of the shell's is another's to whoever closes it from outside.
closes_anothers()
{
	code=0
	begin_shell ntctl shell || return 1
	echo 'x = event create' >&3
	until_true knows handles pid,type "$shell  Event" || code=1
	handle=$(ntctl handles --noheadings -o pid,handle,type |
		awk -v pid="$shell" '$1 == pid && $3 == "Event" { print $2 }')
	gives 1 STATUS_INVALID_HANDLE ntctl close --process "$shell" 0x4000 || code=1
	gives 1 "no handle" ntctl close --process "$shell" x || code=1
	gives 0 '' ntctl close --process "$shell" "$handle" || code=1
	does_not_know handles pid,type "$shell  Event" || code=1
	gives 1 STATUS_INVALID_HANDLE ntctl close -p "$shell" "$handle" || code=1
	kill -9 "$shell"
	exec 3>&-
	wait "$shell" 2>/dev/null
	gives 1 STATUS_INVALID_CID ntctl close -p "$shell" 4 || code=1
	return $code
}

begin_tests 6
lists_what_is_opened
result $? "ps and threads list what is used and what was opened"
tells_of_a_process
result $? "stat tells of processes and threads"
waits_for_the_end
result $? "wait tells how a process ended"
kills
result $? "kill gives a status"
interrupted
result $? "Ctrl-C ends a wait for a process alone"
closes_anothers
result $? "close takes another process's handle away"
end_tests

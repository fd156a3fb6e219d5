#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# ntctl's verbs about waits, semaphores, mutants, event pairs, delays and alerts, with
# other processes that wait and own: what each sees of the other, who waits for whom,
# and deadlocks.

# What is typed is ntctl's, not this shell's.
# shellcheck disable=SC2016

here=$(dirname "$0")
# shellcheck source=selftests/tap.sh
. "$here/tap.sh"

# waits PID COLUMNS VALUE: a thread of the process waits; VALUE begins with the type
# shellcheck disable=SC2317 # until_true calls it
waits()
{
	ntctl waitchain --noheadings -o "pid,type,$2" | grep -qxE " *$1  $3"
}

# shellcheck disable=SC2317 # gives calls it
top_rows()
{
	ntctl top --once -d 0.1 --noheadings -o "$1" | tr -s ' '
}

semaphores_and_mutants()
{
	code=0
	ntctl semaphore create --count 1 --maximum 3 Waits_S || code=1
	gives 0 'Waits_S: semaphore, count 1 of 3' ntctl semaphore query Waits_S || code=1
	gives 0 '' ntctl wait -t 10 Waits_S || code=1
	gives 124 '' ntctl wait -t 0 Waits_S || code=1
	gives 0 'the count was 0' ntctl semaphore release -c 3 Waits_S || code=1
	gives 1 STATUS_SEMAPHORE_LIMIT_EXCEEDED ntctl semaphore release Waits_S || code=1
	ntctl rm Waits_S || code=1

	ntctl mutant create Waits_M || code=1
	gives 0 'mutant, free' ntctl mutant query Waits_M || code=1
	gives 1 STATUS_MUTANT_NOT_OWNED ntctl mutant release Waits_M || code=1
	begin_shell ntctl shell || return 1
	echo 'cd /BaseNamedObjects; wait Waits_M; wait Waits_M; mutant query Waits_M' >&3
	until_true grep -q 'owned by the caller, 2 times' "$work/out" || code=1
	gives 0 'owned, 2 times' ntctl mutant query Waits_M || code=1
	gives 124 '' ntctl wait -t 0 Waits_M || code=1
	kill -9 "$shell"
	exec 3>&-
	wait "$shell" 2>/dev/null
	# The next owner is told; he leaves it behind, too.
	gives 0 'Waits_M: abandoned by its owner' ntctl wait -t 30 Waits_M || code=1
	gives 0 '"abandoned": true' ntctl wait -t 30 --json Waits_M || code=1
	ntctl rm Waits_M || code=1
	return $code
}

# Two that take turns, and what is seen of the one that waits.
event_pairs()
{
	code=0
	ntctl event-pair create Waits_P || code=1
	gives 0 'Type: EventPair' ntctl stat Waits_P || code=1
	ntctl types -o name,generic_write | grep -qE '^EventPair +0x00120000$' || code=1
	gives 1 STATUS_OBJECT_TYPE_MISMATCH ntctl wait -t 0 Waits_P || code=1
	gives 1 STATUS_OBJECT_TYPE_MISMATCH ntctl event set Waits_P || code=1
	gives 0 '"event": "low"' ntctl event-pair set --low --json Waits_P || code=1
	gives 0 '' ntctl event-pair wait --low Waits_P || code=1

	ntctl event-pair wait --low Waits_P &
	server=$!
	until_true waits $server wait,holder 'EventPair/low +any +-' || code=1
	ntctl event-pair wait --high --set Waits_P &
	client=$!
	wait $server || code=1
	until_true waits $client wait 'EventPair/high +any' || code=1
	gives 0 '\BaseNamedObjects\Waits_P' ntctl waitchain $client || code=1

	# It goes on with its wait, and has not set the other one again.
	kill -STOP $client
	kill -CONT $client
	ntctl event-pair wait --low Waits_P &
	server=$!
	until_true waits $server wait 'EventPair/low +any' || code=1
	until_true waits $client wait 'EventPair/high +any' || code=1
	# They sleep at different events, and are counted there.
	gives 0 'EventPair/low 1 2' top_rows type,waiters,sleeps || code=1
	gives 0 'EventPair/high 1' top_rows type,waiters || code=1
	gives 0 '' ntctl event-pair set --high Waits_P || code=1
	wait $client || code=1
	waits $server wait 'EventPair/low +any' || code=1
	kill $server
	wait $server
	[ $? = 143 ] || code=1
	gives 0 '' ntctl waitchain || code=1
	ntctl rm Waits_P || code=1
	return $code
}

several_objects()
{
	code=0
	ntctl event create Waits_A || code=1
	ntctl event create --signalled Waits_B || code=1
	ntctl semaphore create Waits_S || code=1
	gives 0 Waits_B ntctl wait -t 10 Waits_A Waits_B || code=1
	gives 0 '"index": 1' ntctl wait -t 10 --json Waits_A Waits_B || code=1
	gives 124 '' ntctl wait -t 0 --all Waits_A Waits_B || code=1
	gives 1 STATUS_INVALID_PARAMETER_MIX ntctl wait -a -t 0 Waits_A Waits_A || code=1

	ntctl wait --all Waits_A Waits_B Waits_S &
	waiter=$!
	until_true waits $waiter wait,holder 'Semaphore  all +-' || code=1
	gives 0 '' ntctl event set Waits_A || code=1
	gives 0 '' ntctl semaphore release Waits_S || code=1
	wait $waiter || code=1
	gives 0 'count 0' ntctl semaphore query Waits_S || code=1

	# One is signalled, and the wait is for the other.
	ntctl event reset Waits_A >/dev/null || code=1
	ntctl wait --signal Waits_S Waits_A &
	waiter=$!
	until_true waits $waiter wait 'Event  any' || code=1
	gives 0 '' ntctl wait -t 0 Waits_S || code=1
	gives 0 '' ntctl event set Waits_A || code=1
	wait $waiter || code=1
	ntctl rm Waits_A Waits_B Waits_S || code=1
	return $code
}

# shellcheck disable=SC2317 # until_true calls it
is_deadlock()
{
	ntctl waitchain >/dev/null
	[ $? = 3 ]
}

deadlock()
{
	code=0
	ntctl mutant create Waits_1 || code=1
	ntctl mutant create Waits_2 || code=1
	ntctl event create Waits_A || code=1
	ntctl event create Waits_B || code=1
	ntctl shell -c 'cd /BaseNamedObjects
		wait Waits_1; event set Waits_A; wait Waits_B; wait Waits_2' \
		>"$work/first" &
	first=$!
	ntctl shell -c 'cd /BaseNamedObjects
		wait Waits_2; event set Waits_B; wait Waits_A; wait Waits_1' \
		>"$work/second" &
	second=$!
	until_true is_deadlock || code=1
	ntctl wait Waits_1 >"$work/third" &
	third=$!
	until_true waits $third deadlock,holder_pid "Mutant  yes +$first" || code=1
	# The ring begins with the lower number.
	gives 3 "deadlock: $first/$first waits for \\BaseNamedObjects\\Waits_2, held by \
$second/$second" ntctl waitchain || code=1
	gives 3 "held by $first/$first" ntctl waitchain "$third/$third" || code=1
	gives 3 '"deadlocks": [' ntctl waitchain --json || code=1
	gives 0 "$third" ntctl complete waitchain "$third" || code=1
	gives 3 'Waits_1' ntctl waitchain -o path || code=1

	# Its end frees the second, and that one's the third.
	kill -9 $first
	wait $first 2>/dev/null
	wait $second || code=1
	grep -q 'Waits_1: abandoned by its owner' "$work/second" || code=1
	wait $third || code=1
	gives 0 '' ntctl waitchain || code=1
	ntctl rm Waits_1 Waits_2 Waits_A Waits_B || code=1
	return $code
}

# A thread that sleeps for a time, and one that waits for an event, are alerted; one
# that does not listen keeps it.
alerts_and_delays()
{
	code=0
	gives 0 '' ntctl delay 0.01 || code=1
	gives 0 '"alerted": false' ntctl delay --json -A 0 || code=1
	ntctl delay --alertable 100 >"$work/delay" &
	sleeper=$!
	until_true waits $sleeper wait,object,state,holder '-  delay +- +- +-' || code=1
	gives 0 '1 threads wait, 1 of them for no object' ntctl top --once -d 0.1 || code=1
	gives 0 ' delay ' ntctl waitchain "$sleeper/$sleeper" || code=1
	gives 0 "$sleeper: alerted; its wait has ended (delay)" ntctl alert $sleeper || code=1
	wait $sleeper
	[ $? = 4 ] || code=1
	grep -qx 'delay: alerted' "$work/delay" || code=1

	ntctl event create Waits_A || code=1
	ntctl wait -A Waits_A >"$work/wait" &
	waiter=$!
	until_true waits $waiter wait 'Event  any' || code=1
	gives 0 '"seen": true' ntctl alert --json $waiter || code=1
	wait $waiter
	[ $? = 4 ] || code=1
	grep -qx 'Waits_A: alerted' "$work/wait" || code=1

	ntctl wait Waits_A &
	waiter=$!
	until_true waits $waiter wait 'Event  any' || code=1
	gives 0 "$waiter: alerted; its next alertable wait will end" ntctl alert $waiter ||
		code=1
	gives 0 "$waiter" ntctl apc --noheadings -o thread $waiter || code=1
	gives 0 '"by_handle"' ntctl apc --json $waiter || code=1
	waits $waiter wait 'Event  any' || code=1
	gives 0 "$waiter" ntctl complete alert "$waiter" || code=1
	gives 0 '' ntctl event set Waits_A || code=1
	wait $waiter || code=1
	gives 1 STATUS_INVALID_CID ntctl alert $waiter || code=1
	ntctl rm Waits_A || code=1

	# What comes before the wait is seen by it.
	gives 4 'delay: alerted' sh -c 'exec ntctl shell -c "alert $$; delay -A 30"' || code=1
	return $code
}

# Waits that begin and end by the thousand while somebody looks at them: each look
# is of whole lines. Threads end meanwhile.
looks_at_short_waits()
{
	code=0
	ntctl event create Waits_A || code=1
	ntctl semaphore create Waits_S || code=1
	commands=$(echo 'cd /BaseNamedObjects'
		i=0
		while [ $i -lt 200 ]; do
			echo 'wait -t 0.001 Waits_A; wait -t 0.001 Waits_A Waits_S'
			echo 'wait -a -t 0.001 Waits_S Waits_A'
			i=$((i + 1))
		done)
	workers=
	for i in 1 2 3; do
		ntctl shell -c "$commands" &
		workers="$workers $!"
	done
	looks=0
	seen=0
	while [ $looks -lt 60 ]; do
		ntctl waitchain --noheadings -o pid,type >"$work/look" 2>&1 || code=1
		grep -vqE '^ *[0-9]+  (Event|Semaphore)$' "$work/look" && {
			sed 's/^/# /' "$work/look"
			code=1
		}
		[ -s "$work/look" ] && seen=$((seen + 1))
		looks=$((looks + 1))
	done
	gives 0 '"waits_per_second"' ntctl top --json -d 0.2 || code=1
	for worker in $workers; do
		wait "$worker"
		[ $? = 124 ] || code=1
	done
	echo "# $seen of $looks looks saw a wait"
	[ $seen -gt 0 ] || code=1
	ntctl rm Waits_A Waits_S || code=1
	return $code
}

top()
{
	code=0
	ntctl event create Waits_A || code=1
	ntctl semaphore create Waits_S || code=1
	waiters=
	for i in 1 2 3; do
		ntctl wait Waits_A Waits_S &
		waiters="$waiters $!"
		until_true waits $! wait 'Semaphore  any' || code=1
	done
	ntctl wait Waits_S &
	until_true waits $! wait 'Semaphore  any' || code=1
	gives 0 '4 threads wait' ntctl top --once -d 0.1 || code=1
	ntctl top -d 0.1 -o type,waiters,sleeps,per_second --noheadings >"$work/top"
	# The most contended first: none has begun to wait while it counted.
	sed -n 2p "$work/top" | grep -qxE 'Semaphore +4 +4 +0' || code=1
	sed -n 3p "$work/top" | grep -qxE 'Event +3 +3 +0' || code=1
	[ $code = 0 ] || sed 's/^/# /' "$work/top"
	gives 0 '"waiters": 4' ntctl top --json -d 0.1 || code=1
	gives 0 'the count was 0' ntctl semaphore release -c 4 Waits_S || code=1
	wait
	gives 0 '0 threads wait' ntctl top --once -d 0.1 || code=1
	ntctl rm Waits_A Waits_S || code=1
	return $code
}

begin_tests 7
semaphores_and_mutants
result $? "semaphores and mutants of several processes"
event_pairs
result $? "event pairs, and what is seen of who waits for one"
several_objects
result $? "waits for several objects, and after a signal"
deadlock
result $? "waitchain names a deadlock"
alerts_and_delays
result $? "alerts, delays, and what is seen of who sleeps"
looks_at_short_waits
result $? "waits that come and go are seen whole or not"
top
result $? "top counts who waits"
end_tests

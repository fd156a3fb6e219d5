#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# ntctl's shell: handles that stay open, other processes that see them, what is
# left when it ends; its prompt, and a new user's first half hour.

# What is typed is ntctl's, not this shell's.
# shellcheck disable=SC2016,SC1003

here=$(dirname "$0")
# shellcheck source=selftests/tap.sh
. "$here/tap.sh"
base=/BaseNamedObjects

one_command_line()
{
	gives 0 'Event  \BaseNamedObjects\One' ntctl shell -c \
		'x = event create \BaseNamedObjects\One; handles' &&
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND ntctl stat $base/One &&
	gives 124 '' ntctl shell -c 'x = event create; wait -t 0.1 $x' &&
	gives 0 'y: synchronization event, not signalled' ntctl shell -c \
		'y = event create --type synchronization --signalled
		wait $y; event query $y'
}

# shellcheck disable=SC2317 # until_true calls it
is_waiting()
{
	awk -v pid="$1" '$1 == pid && $4 != 0 { found = 1 }
		END { exit !found }' /sys/kernel/debug/ntobj/threads
}

others_see_it()
{
	begin_shell ntctl shell || return 1
	echo 'x = event create \BaseNamedObjects\Seen' >&3
	code=0
	until_true ntctl stat $base/Seen || code=1
	gives 0 'temporary' ntctl stat $base/Seen || code=1
	gives 0 '   Handles: 1' ntctl stat $base/Seen || code=1
	gives 0 '\BaseNamedObjects\Seen' ntctl handles "$shell" || code=1
	gives 0 " $shell" ntctl complete handles '' || code=1
	echo 'wait $x; echo woke $?' >&3
	until_true is_waiting "$shell" || code=1
	gives 0 'was not signalled' ntctl event set $base/Seen || code=1
	until_true grep -q '^woke 0$' "$work/out" || code=1
	end_shell || code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND ntctl stat $base/Seen || code=1
	return $code
}

killed_shell_leaves_nothing()
{
	begin_shell ntctl shell || return 1
	echo 'd = mkdir \Gone; x = event create $d\Inner; wait $x' >&3
	code=0
	until_true is_waiting "$shell" || code=1
	kill -9 "$shell"
	end_shell
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND ntctl stat /Gone || code=1
	return $code
}

# Relative to a handle, and to the current directory.
relative_paths()
{
	gives 0 '\BaseNamedObjects\Rel\In' ntctl shell -c '
		d = mkdir \BaseNamedObjects\Rel
		x = event create $d\In
		cd \BaseNamedObjects\Rel\
		stat in; ls; cd ..; tree Rel; stat $d\in' &&
	gives 1 STATUS_OBJECT_TYPE_MISMATCH ntctl shell -c \
		'x = event create; y = event create $x\below' &&
	gives 0 'In' ntctl shell -c \
		'd = mkdir \Rel; x = event create $d\In; ls $d\' &&
	gives 0 'Type: Type' ntctl shell -c \
		'd = open \ObjectTypes; stat $d\Event'
}

# A handle can do what it was opened for and no more.
rights()
{
	gives 1 STATUS_ACCESS_DENIED ntctl shell -c '
		x = event create --signalled \Rights
		y = open -a 0x100000 \Rights; wait -t 0 $y; event set $y' &&
	gives 0 'was signalled' ntctl shell -c '
		x = event create --signalled \Rights
		y = open -a 0x100000 \Rights; wait -t 0 $y; event set $x'
}

tables()
{
	gives 0 'SymbolicLink' ntctl types --noheadings -o name &&
	gives 2 'no such column: x; there are' ntctl types -o x &&
	gives 0 '\GLOBAL??' ntctl ls -o path / &&
	gives 0 '"schema_version": 1,' ntctl handles --json &&
	gives 2 'no such choice of colours' ntctl tree --color=x
}

prompt()
{
	"$here/typist" ntctl shell <<'END'
expect ntctl \>
line d = mkdir \BaseNamedObjects\With blank
expect ntctl \ [2]>
line d = mkdir '\BaseNamedObjects\With blank'
expect ntctl \>
line x = event create $d\Inside
expect ntctl \>
type event query \bas
key tab
type with
key tab
type in
key tab
key enter
expect With blank\Inside'
expect notification event, not signalled
expect ntctl \>
line wait $x
still ntctl
key ctrl-c
expect the wait was interrupted
expect ntctl \ [130]>
key up
key up
key enter
expect notification event, not signalled
expect ntctl \>
key ctrl-d
exit 0
END
	code=$?
	[ "$(stat -c %a "$work/state/ntctl/history")" = 600 ] || code=1
	return $code
}

# Ctrl-C takes nothing: the event is as it was, and can be waited for again.
interrupted_wait()
{
	"$here/typist" ntctl shell <<'END'
expect ntctl \>
line x = event create --type synchronization \BaseNamedObjects\Auto
expect ntctl \>
line wait $x
still ntctl
key ctrl-c
expect the wait was interrupted
expect [130]>
line event set $x
expect was not signalled
expect ntctl \>
line wait -t 0 $x
expect ntctl \>
line wait -t 0 $x
expect [124]>
line exit 0
exit 0
END
}

half_hour()
{
	"$here/typist" ntctl shell <"$here/ntctl_half_hour.steps" || return 1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND ntctl stat $base/Box &&
	gives 0 permanent ntctl stat /Kept &&
	gives 0 '' ntctl rm /Kept
}

begin_tests 9
one_command_line
result $? "commands of one line share their handles"
others_see_it
result $? "other processes see a shell's handles, and wake it"
killed_shell_leaves_nothing
result $? "a killed shell leaves nothing"
relative_paths
result $? "paths relative to a handle and to the current directory"
rights
result $? "rights of a handle"
tables
result $? "columns, JSON, colours"
prompt
result $? "prompt, completion, history"
interrupted_wait
result $? "Ctrl-C ends a wait alone"
half_hour
result $? "a new user's half hour"
end_tests

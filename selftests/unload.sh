#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Loading and unloading: refused while the module is in use, even by a process
# that has closed all its descriptors; complete otherwise; and repeatable. The
# module is loaded at the end, with the parameters that it had before.
#
# NTOBJ_KO names the module's file. Otherwise it is ntobj.ko in NTOBJ_MODDIR,
# where the other modules of the tests are: it must be there, and so must the
# tests' extension driver. Where neither is set it is /ntobj.ko, and what needs a
# file that is not there is skipped.

here=$(dirname "$0")
module=${NTOBJ_KO:-${NTOBJ_MODDIR:-}/ntobj.ko}
work=$(mktemp -d)
parameters=
count=0
failed=0
trap 'rm -rf "$work"' EXIT

# result CODE NAME: code 4 is for what can't be tried here
result()
{
	count=$((count + 1))
	if [ "$1" -eq 4 ]; then
		echo "ok $count $2 # SKIP"
	elif [ "$1" -eq 0 ]; then
		echo "ok $count $2"
	else
		echo "not ok $count $2"
		failed=1
	fi
}

loaded()
{
	grep -q '^ntobj ' /proc/modules
}

load()
{
	# shellcheck disable=SC2086 # a list
	insmod "$module" $parameters
}

remember_parameters()
{
	for file in /sys/module/ntobj/parameters/*; do
		[ -r "$file" ] || continue
		parameters="$parameters ${file##*/}=$(cat "$file")"
	done
}

parameters_are_kept()
{
	for pair in $parameters; do
		[ "$(cat "/sys/module/ntobj/parameters/${pair%%=*}")" = \
			"${pair#*=}" ] || return 1
	done
}

use()
{
	"$here/hold_handle" </dev/null >"$work/out" && grep -q ready "$work/out"
}

has_no_descriptor()
{
	for file in "/proc/$1/fd"/*; do
		[ "$(readlink "$file")" != /dev/ntobj ] || return 1
	done
}

# The holder sleeps in a read of the pipe, so what is waited for will come.
refused_for_holder()
{
	: >"$work/out"
	rm -f "$work/pipe"
	mkfifo "$work/pipe" || return 1
	"$here/hold_handle" "$@" <"$work/pipe" >"$work/out" &
	holder=$!
	exec 3>"$work/pipe"
	until grep -q ready "$work/out"; do
		kill -0 "$holder" 2>/dev/null || break
	done
	code=1
	if has_no_descriptor "$holder" && ! rmmod ntobj 2>/dev/null && loaded; then
		code=0
	fi
	exec 3>&-
	wait "$holder" || code=1
	return $code
}

refused_for_descriptor()
{
	exec 4<>/dev/ntobj || return 1
	code=0
	if rmmod ntobj 2>/dev/null || ! loaded; then
		code=1
	fi
	exec 4>&-
	return $code
}

# A session and a namespace that are alive keep the module, and take nothing with
# them that does: what was to stay in them is gone with their process.
refused_for_namespace()
{
	refused_for_holder --away && unloads && load &&
		refused_for_holder --bare && unloads && load
}

unloads()
{
	rmmod ntobj && ! loaded && [ ! -e /dev/ntobj ] &&
		[ ! -d /sys/kernel/debug/ntobj ]
}

loops()
{
	rounds=20
	[ ! -e /proc/lockdep_stats ] || rounds=3
	round=0
	while [ $round -lt $rounds ]; do
		load && use && unloads || return 1
		round=$((round + 1))
	done
}

# Processes that nobody uses are opened, and let go of.
opens()
{
	load || return 1
	"$here/hold_handle" --open </dev/null >"$work/out" &&
		grep -q ready "$work/out" && unloads
}

# What was killed in the middle of forks ends by itself, and the module is free
# then: refused for a moment, never for long.
unloads_soon()
{
	tries=0
	until rmmod ntobj 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 1000 ] || return 1
		usleep 10000
	done
	! loaded && [ ! -e /dev/ntobj ]
}

# A process that has never called the module is suspended by one that has ended since:
# nobody else keeps the module, which is free when the process has been resumed, or is
# killed.
refused_for_suspended()
{
	load || return 1
	code=0
	for way in resume kill; do
		sleep 1000 &
		target=$!
		"$here/hold_handle" --suspend $target || code=1
		! rmmod ntobj 2>/dev/null && loaded || code=1
		[ $way = kill ] || "$here/hold_handle" --resume $target || code=1
		[ $way = resume ] || kill -9 $target
		unloads_soon || code=1
		[ $way = kill ] || kill -9 $target || code=1
		wait $target 2>/dev/null
		loaded || load || return 1
	done
	unloads && return $code
}

# A driver has gone and left a handle open: that is told, and does no harm.
frees_what_drivers_leave()
{
	load || return 1
	left=$(dmesg | grep -c 'have left 2 kernel handles open')
	"$here/kernel_handles" --leave
	case $? in
	0)	;;
	4)	unloads && [ -z "${NTOBJ_MODDIR:-}" ] && return 4
		echo "# no test extension in ${NTOBJ_MODDIR:-/lib/ntobj/modules}"
		return 1 ;;
	*)	return 1 ;;
	esac
	unloads &&
		[ "$(dmesg | grep -c 'have left 2 kernel handles open')" -gt "$left" ]
}

# Threaded DPCs have threads, unless a parameter says that they are to be as others are.
threaded_dpcs()
{
	insmod "$module" thread_dpc_enable=0 || return 1
	[ "$(cat /sys/module/ntobj/parameters/thread_dpc_enable)" = N ] || return 1
	"$here/bug_checks" -t threaded_dpcs >"$work/out"
	code=$?
	if grep -q '# SKIP' "$work/out"; then
		code=4
	elif ! grep -q '^ok 1 extension.threaded_dpcs' "$work/out"; then
		cat "$work/out"
		code=1
	fi
	unloads || code=1
	return $code
}

# In seconds, how long killed_in_forks() may go on.
limit=${NTOBJ_UNLOAD_SECONDS:-420}

# A hundred times, or a thousand if there is time for it.
killed_in_forks()
{
	rounds=100
	[ "${NTOBJ_LONG:-}" != 1 ] || rounds=1000
	[ ! -e /proc/lockdep_stats ] || rounds=10
	end=$(($(date +%s) + limit))
	round=0
	while [ $round -lt $rounds ] && [ "$(date +%s)" -lt $end ]; do
		load || return 1
		: >"$work/out"
		"$here/hold_handle" --fork </dev/null >"$work/out" &
		holder=$!
		until grep -q ready "$work/out"; do
			kill -0 $holder 2>/dev/null || return 1
		done
		! rmmod ntobj 2>/dev/null || return 1
		[ $((round % 4)) -eq 0 ] || usleep $((round % 4 * 3000))
		kill -9 $holder
		[ $((round % 2)) -eq 0 ] || wait $holder 2>/dev/null
		unloads_soon || return 1
		round=$((round + 1))
	done
	wait
	echo "# $round rounds"
	[ $round -ge 10 ]
}

# Somebody opens the device all the time. What fails is to open it, or to unload
# it, but never what comes after.
races()
{
	rounds=20
	[ ! -e /proc/lockdep_stats ] || rounds=3
	: >"$work/race"
	while [ -e "$work/race" ]; do
		[ ! -e /dev/ntobj ] || "$here/hold_handle" </dev/null
	done >/dev/null 2>"$work/errors" &
	racer=$!
	round=0
	code=0
	while [ $round -lt $rounds ]; do
		load || code=1
		until rmmod ntobj 2>/dev/null; do
			loaded || break
		done
		round=$((round + 1))
	done
	rm "$work/race"
	wait $racer
	# Opening is all that may have failed.
	! grep -v 'nt_open_device' "$work/errors" && return $code
}

echo "TAP version 13"
if [ ! -e "$module" ] && [ -n "${NTOBJ_KO:-}${NTOBJ_MODDIR:-}" ]; then
	echo "1..1"
	echo "not ok 1 there is a module at $module"
	exit 1
elif [ ! -e "$module" ]; then
	echo "1..0 # SKIP no module at $module"
	exit 4
fi
echo "1..13"
loaded || load
remember_parameters

use
result $? "use"
refused_for_descriptor
result $? "refused while a descriptor is open"
refused_for_holder
result $? "refused while a process holds handles without a descriptor"
refused_for_namespace
result $? "refused while a process is in a namespace of its own"
unloads
result $? "unloads as soon as the last user has ended"
loops
result $? "loads, works and unloads again and again"
races
result $? "unloads while it is being opened"
opens
result $? "unloads when opened processes have been let go of"
refused_for_suspended
result $? "refused while a thread is suspended"
frees_what_drivers_leave
result $? "unloads when drivers have left handles, and says so"
threaded_dpcs
result $? "threaded DPCs without threads"
killed_in_forks
result $? "unloads when those who fork have been killed"
load && loaded && use
result $? "loads for good"
parameters_are_kept
result $? "parameters are kept"
exit $failed

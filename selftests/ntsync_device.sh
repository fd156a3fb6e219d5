#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Whether there is a /dev/ntsync, by the module's parameters and by whether the kernel
# has one of its own. The module is loaded at the end, with the parameters that it had
# before.
#
# NTOBJ_MODDIR is where ntobj.ko is; without one there is nothing to be tried.

module=${NTOBJ_KO:-${NTOBJ_MODDIR:-}/ntobj.ko}
class=/sys/class/misc
parameters=
count=0
failed=0

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

kernel_has_one()
{
	[ -d /sys/module/ntsync ]
}

remember_parameters()
{
	for file in /sys/module/ntobj/parameters/*; do
		[ -r "$file" ] || continue
		parameters="$parameters ${file##*/}=$(cat "$file")"
	done
}

# What the kernel says of a name that is there twice, and the like.
complaints()
{
	dmesg | grep -cE 'duplicate filename|kobject_add_internal|Call Trace'
}

said()
{
	dmesg | grep -c "$1"
}

# with DEVICE PARAMETER...: whether that is there when it is loaded so, and its node
with()
{
	device=$1
	shift
	insmod "$module" "$@" || return 1
	code=0
	[ -d "$class/$device" ] && [ -c "/dev/$device" ] || code=1
	rmmod ntobj || code=1
	return $code
}

# without DEVICE PARAMETER...: the other way round
without()
{
	device=$1
	shift
	insmod "$module" "$@" || return 1
	code=0
	[ ! -e "$class/$device" ] && [ ! -e "/dev/$device" ] || code=1
	rmmod ntobj || code=1
	return $code
}

as_usual()
{
	before=$(complaints)
	with ntsync || return 1
	if kernel_has_one; then
		[ -c /dev/ntsync ] || return 1
	else
		[ ! -e /dev/ntsync ] && [ ! -e $class/ntsync ] || return 1
	fi
	[ "$(complaints)" -eq "$before" ]
}

on_where_it_is_taken()
{
	kernel_has_one || return 4
	before=$(complaints)
	errors=$(said 'ntobj: no device ntsync')
	with ntsync ntsync=on || return 1
	[ -c /dev/ntsync ] && [ "$(complaints)" -eq "$before" ] &&
		[ "$(said 'ntobj: no device ntsync')" -gt "$errors" ]
}

off()
{
	without ntsync_of_ours ntsync=off ntsync_name=ntsync_of_ours &&
		{ kernel_has_one || without ntsync ntsync=off; }
}

by_another_name()
{
	with ntsync_of_ours ntsync_name=ntsync_of_ours &&
		with a ntsync=on ntsync_name=a &&
		with x23456789-123456789_123456789-1 \
			ntsync_name=x23456789-123456789_123456789-1
}

# Another misc device has it: one of ours, or of the kernel.
name_of_others()
{
	before=$(complaints)
	with ntobj ntsync_name=ntobj && [ ! -e $class/ntobj ] &&
		[ "$(complaints)" -eq "$before" ]
}

nonsense()
{
	for parameter in ntsync=maybe ntsync= ntsync=ON ntsync=0 ntsync_name= \
		ntsync_name=a/b ntsync_name=.. ntsync_name=a.b 'ntsync_name=a!b' \
		ntsync_name=x23456789-123456789_123456789-12; do
		if insmod "$module" "$parameter" 2>/dev/null; then
			rmmod ntobj
			echo "# $parameter was taken"
			return 1
		fi
	done
}

again_and_again()
{
	round=0
	while [ $round -lt 5 ]; do
		with ntsync_of_ours ntsync_name=ntsync_of_ours || return 1
		round=$((round + 1))
	done
	[ ! -e $class/ntsync_of_ours ] && [ ! -e /dev/ntsync_of_ours ]
}

echo "TAP version 13"
if [ ! -e "$module" ]; then
	echo "1..0 # SKIP no module at $module"
	exit 4
fi
echo "1..8"
grep -q '^ntobj ' /proc/modules || insmod "$module"
remember_parameters
rmmod ntobj || exit 1
as_usual
result $? "there is one, whoever it is from"
off
result $? "none if it is switched off"
by_another_name
result $? "by another name"
on_where_it_is_taken
result $? "loaded without it if the name is taken, which is told"
name_of_others
result $? "not by the name of another device"
nonsense
result $? "not loaded with parameters that make no sense"
again_and_again
result $? "loaded and unloaded with it"
# shellcheck disable=SC2086 # a list
insmod "$module" $parameters
result $? "loaded for good"
exit $failed

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Two people with accounts on one machine, who use nothing but ntctl: each is let
# in by su, opens the device himself, and has what the other has not. One object
# they share, by its descriptor. And containers, made by unshare, of root's.

# What is typed is ntctl's, not this shell's.
# shellcheck disable=SC2016

here=$(dirname "$0")
# shellcheck source=selftests/tap.sh
. "$here/tap.sh"
base=/BaseNamedObjects
bob=1001

# as USER COMMAND: a line for his shell
# shellcheck disable=SC2317 # gives calls it
as()
{
	su "$1" -c "$2"
}

they_may_open_the_device()
{
	gives 0 '\Sessions\0\DosDevices\00000001-000003e8' \
		as alice 'ntctl ls -o path "/??"; ntctl stat "/??"' &&
	gives 0 'S-1-22-1-1000' as alice 'ntctl token' &&
	gives 0 'S-1-22-2-100' as alice 'ntctl token' &&
	gives 0 'S-1-22-1-1001' as bob 'ntctl token' &&
	! as bob 'ntctl token' | grep -q -e S-1-5-18 -e S-1-5-32-544 &&
	gives 0 'S-1-5-18' ntctl token
}

# Alice works in a shell of hers, which keeps what she makes.
alice_begins()
{
	begin_shell su alice -c 'ntctl shell' || return 1
	echo 'd = mkdir \BaseNamedObjects\Hers' >&3
	echo 'x = event create \BaseNamedObjects\Hers\Inner' >&3
	echo 'y = event create \BaseNamedObjects\Own' >&3
	echo "z = event create --sddl 'D:(A;;0x100003;;;S-1-22-1-$bob)' \\BaseNamedObjects\\Shared" >&3
	echo 'l = ln \BaseNamedObjects\Own \BaseNamedObjects\Hers\Link' >&3
	until_true ntctl stat $base/Hers/Link
}

bob_is_kept_out()
{
	code=0
	for command in 'stat' 'event query' 'event set' 'event pulse' 'wait -t 0' \
		'sd get' 'sd set' 'rm'; do
		last=
		[ "$command" != 'sd set' ] || last=D:
		gives 1 STATUS_ACCESS_DENIED \
			as bob "ntctl $command $base/Own $last" || code=1
		gives 1 STATUS_ACCESS_DENIED \
			as bob "ntctl $command $base/Hers/Inner $last" || code=1
	done
	gives 1 STATUS_ACCESS_DENIED as bob "ntctl ls $base/Hers" || code=1
	gives 1 STATUS_ACCESS_DENIED as bob "ntctl stat $base/Hers/Absent" || code=1
	gives 1 STATUS_ACCESS_DENIED as bob "ntctl stat $base/Hers/Link" || code=1
	gives 1 STATUS_ACCESS_DENIED \
		as bob "ntctl event create --hold $base/Hers/New" || code=1
	# What is to stay takes a privilege, and what is not a place to put it.
	gives 1 STATUS_PRIVILEGE_NOT_HELD as bob "ntctl mkdir $base/Bobs" || code=1
	gives 1 STATUS_ACCESS_DENIED \
		as bob 'ntctl shell -c "l = ln \ \BaseNamedObjects\Bobs"' || code=1
	gives 1 STATUS_ACCESS_DENIED \
		as bob 'ntctl shell -c "d = mkdir \Bobs"' || code=1
	return $code
}

# processes_of USER
processes_of()
{
	for entry in /proc/[0-9]*; do
		[ "$(stat -c %U "$entry" 2>/dev/null)" != "$1" ] || echo "${entry##*/}"
	done
}

# Her processes, all of them, and root's.
bob_ends_nobody()
{
	code=0
	hers=$(processes_of alice)
	[ -n "$hers" ] || code=1
	for process in $hers 1 $$; do
		gives 1 STATUS_ACCESS_DENIED as bob "ntctl kill $process" || code=1
		gives 1 STATUS_ACCESS_DENIED \
			as bob "ntctl stat --process $process" || code=1
		gives 1 STATUS_ACCESS_DENIED \
			as bob "ntctl stat --thread $process" || code=1
		gives 1 STATUS_ACCESS_DENIED as bob "ntctl token $process" || code=1
		kill -0 "$process" || code=1
	done
	return $code
}

# What Alice has given him, and no more than that.
bob_shares()
{
	code=0
	gives 0 'not signalled' as bob "ntctl event query $base/Shared" || code=1
	gives 0 'not signalled' as bob "ntctl event set $base/Shared" || code=1
	gives 0 '' as bob "ntctl wait -t 0 $base/Shared" || code=1
	gives 1 STATUS_ACCESS_DENIED as bob "ntctl sd get $base/Shared" || code=1
	gives 1 STATUS_ACCESS_DENIED \
		as bob "ntctl sd set $base/Shared 'D:(A;;GA;;;WD)'" || code=1
	gives 0 ', signalled' as bob "ntctl event query $base/Shared" || code=1
	return $code
}

# He wakes her: she sleeps until he sets what they share.
bob_wakes_alice()
{
	as bob "ntctl event reset $base/Shared" >/dev/null || return 1
	echo 'wait $z; echo woke $?' >&3
	until_true sh -c "awk '\$4 != 0 && \$1 != \"#\" { found = 1 }
		END { exit !found }' /sys/kernel/debug/ntobj/threads"
	as bob "ntctl event set $base/Shared" >/dev/null || return 1
	until_true grep -q '^woke 0$' "$work/out"
}

# With the last of Alice's handles it is all gone, and Bob may have the names.
alice_ends()
{
	end_shell || return 1
	gives 0 'O:S-1-22-1-1001' as bob \
		"ntctl shell -c 'x = event create \\BaseNamedObjects\\Shared; sd get \$x'" &&
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND ntctl stat $base/Own
}

# Their drives, each his own. The system's are behind both.
they_have_their_own_devices()
{
	begin_shell su alice -c 'ntctl shell' || return 1
	echo 'x = ln \BaseNamedObjects \??\A:' >&3
	echo 'echo made $?' >&3
	code=0
	until_true grep -q '^made 0$' "$work/out" || code=1
	gives 0 Global as alice 'ntctl ls "/??/A:"' || code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND as bob 'ntctl stat "/??/A:"' || code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND ntctl stat '/??/A:' || code=1
	gives 1 STATUS_ACCESS_DENIED \
		as bob 'ntctl ls /Sessions/0/DosDevices/00000001-000003e8' || code=1
	end_shell || code=1
	return $code
}

# Containers: what is outside is not inside.
in_a_container()
{
	unshare -i true 2>/dev/null || return 0
	begin_shell ntctl shell || return 1
	echo 'x = event create \BaseNamedObjects\Outside' >&3
	code=0
	until_true ntctl stat $base/Outside || code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND unshare -i ntctl stat $base/Outside ||
		code=1
	gives 0 S-1-5-18 unshare -i ntctl token || code=1
	gives 0 'not signalled' unshare -i ntctl shell -c '
		x = event create \BaseNamedObjects\Inside
		event query \BaseNamedObjects\Inside' || code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND unshare -i -p -f -m \
		ntctl event set $base/Outside || code=1
	gives 1 STATUS_INVALID_CID unshare -i -p -f -m ntctl kill $$ || code=1
	gives 0 'not signalled' ntctl event query $base/Outside || code=1
	end_shell || code=1
	return $code
}

# A container of a user's: he is root there, and nobody.
in_a_users_container()
{
	unshare -U -r true 2>/dev/null || return 0
	gives 0 S-1-22-1-1001 as bob 'unshare -U -r -i ntctl token' &&
	gives 1 STATUS_ACCESS_DENIED as bob 'unshare -U -r -i ntctl ls /Driver' &&
	gives 1 STATUS_PRIVILEGE_NOT_HELD as bob \
		'unshare -U -r -i ntctl mkdir /BaseNamedObjects/Bobs' &&
	gives 0 'O:S-1-22-1-1001' as bob 'unshare -U -r -i ntctl shell -c "
		x = event create \BaseNamedObjects\Inside
		sd get \BaseNamedObjects\Inside"'
}

begin_tests 10
they_may_open_the_device
result $? "both open the device, as who they are"
alice_begins
result $? "one makes objects"
bob_is_kept_out
result $? "the other is kept out of them"
bob_ends_nobody
result $? "the other ends and looks into nobody"
bob_shares
result $? "what is shared is shared as the descriptor says"
bob_wakes_alice
result $? "one wakes the other by what they share"
alice_ends
result $? "nothing is left when she has gone"
they_have_their_own_devices
result $? "each has devices of his own"
in_a_container
result $? "names in a container of root's"
in_a_users_container
result $? "a user in a container of his"
end_tests
